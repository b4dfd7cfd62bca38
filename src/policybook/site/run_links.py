"""Run a chapter: its notebook for download, and links that open it elsewhere once the book has an address.

In: the setting ``repository`` of ``_config.yml`` and a chapter's name. Out: a line of HTML. Without an address there, no page
points to another host.
"""

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import quote

_REPOSITORY = re.compile(r"https://(github|gitlab)\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
_BINDER = {"github": "gh", "gitlab": "gl"}


def launch_links(repository: Mapping, path: str) -> list[tuple[str, str]]:
    """Return where a file of the project can be run: (name, address).

    Parameters
    ----------
    repository : mapping
        ``url``, ``branch`` and ``path_to_book`` of ``_config.yml``.
    path : str
        The notebook, from the project's folder.

    Raises
    ------
    ValueError
        Where the address is none that the services know.
    """
    url = str(repository.get("url") or "").strip()
    if not url:
        return []
    found = _REPOSITORY.fullmatch(url)
    if not found:
        raise ValueError(
            f"_config.yml: repository: url: {url!r} is not https://github.com/OWNER/NAME or https://gitlab.com/…"
        )
    host, owner, name = found.groups()
    branch = quote(str(repository.get("branch") or "main"), safe="")
    file = quote("/".join(filter(None, (str(repository.get("path_to_book") or "").strip("/"), path))))
    of = f"{owner}/{name}" if host == "github" else f"{owner}%2F{name}"
    binder = f"https://mybinder.org/v2/{_BINDER[host]}/{of}/{branch}?urlpath="
    links = [
        ("Binder", binder + quote(f"notebooks/{file}", safe="")),
        ("JupyterLab on Binder", binder + quote(f"lab/tree/{file}", safe="")),
    ]
    if host == "github":  # Colab opens no other
        links.insert(0, ("Colab", f"https://colab.research.google.com/github/{owner}/{name}/blob/{branch}/{file}"))
    return links


def run_html(repository: Mapping, stem: str) -> str:
    """Return the line below a chapter's title: its notebook, and where it can be run."""
    links = launch_links(repository, f"notebooks/{stem}.ipynb")
    items = [f'<a href="{stem}.ipynb" download>Notebook</a>']
    items += [f'<a class="reference external" href="{escape(address)}">{name}</a>' for name, address in links]
    hint = ""
    if links:
        folder = "/".join(filter(None, ("policybook", str(repository.get("path_to_book") or "").strip("/"))))
        command = f"!git clone -q {repository['url']} policybook && pip install -q ./{folder}\n%cd {folder}/notebooks"
        hint = (
            "<details><summary>In Colab, first</summary><p>run this in a cell of its own, so that the package and the tables "
            f"are there:</p><pre>{escape(command)}</pre></details>"
        )
    text = " · ".join(items)
    return f'<div class="pb-run-it" role="group" aria-label="Run this chapter">{text} · <code>make lab</code> on this machine{hint}</div>'
