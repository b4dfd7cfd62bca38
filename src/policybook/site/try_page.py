"""The page where one pastes a policy and sees it read, in the browser: Python and the core of the package go with the site.

In: Pyodide (Python for browsers), as `policybook pyodide` lays it down, and the package's own source. Out: the page's HTML,
and the files that its worker loads on a click. Without Pyodide the page says how to read a text on one's own computer.
"""

import io
import zipfile
from html import escape
from importlib import metadata, resources
from pathlib import Path

import yaml

from policybook.disk import read_bytes

#: Where `policybook pyodide` lays Pyodide down, below the project's folder; never in git.
CACHE = "_build/pyodide"
#: Where its files stand below ``_static``, with the core.
FOLDER = "pyodide"
CORE = "policybook-core.zip"
#: The files of Pyodide that are loaded.
FILES = ("pyodide.js", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
#: Loaded by this page only.
SCRIPTS = ("try.js",)
#: What the worker imports: modules and rooms of the package, none of which needs more than Python and PyYAML.
MODULES = (
    "__init__.py",
    "disk.py",
    "errors.py",
    "project.py",
    "read",
    "extract",
    "tables/__init__.py",
    "tables/fields.py",
    "tables/row_anchors.py",
    "tables/tables.schema.yml",
    "show/__init__.py",
    "show/values.py",
    "show/wording.py",
    "site/__init__.py",
    "site/marked_text.py",
    "site/pasted.py",
)
#: A made-up policy, for those who have none at hand.
EXAMPLE = """云溪县支持特色产业发展若干政策
一、支持企业做强
县财政安排产业资金8000万元。
1.支持技术改造。对设备投资500万元以上的项目，按实际投资额的10%给予补助，最高200万元。（责任单位：县经信局、县财政局）
2.支持企业上台阶。对新认定的国家级、省级绿色工厂，分别给予50万元、20万元奖励。力争全年新增绿色工厂12家。（责任单位：县经信局）
二、支持稳定就业
3.支持吸纳就业。对新招用高校毕业生的企业，给予每人2000元补贴。（责任单位：县人力社保局）
"""


def python_files(root: Path) -> dict[str, Path]:
    """Return the files of Pyodide that lie beside the project, by name; none where one is missing."""
    files = {name: root / CACHE / name for name in FILES}
    return files if all(path.is_file() for path in files.values()) else {}


def core() -> bytes:
    """Return what the worker unpacks: the core of the package, and PyYAML in pure Python, the same bytes each time."""
    package = Path(str(resources.files("policybook")))
    files = {}
    for name in MODULES:
        path = package / name
        found = [path] if path.is_file() else [p for p in path.rglob("*") if p.suffix in (".py", ".yml", ".tsv")]
        files |= {f"policybook/{p.relative_to(package).as_posix()}": p for p in found}
    library = Path(yaml.__file__).parent
    files |= {f"yaml/{p.name}": p for p in library.glob("*.py")}
    # The licence of PyYAML asks to go with it.
    for one in metadata.files("PyYAML") or ():
        if one.name.upper().startswith("LICENSE"):
            files["yaml/LICENSE"] = Path(str(one.locate()))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name), read_bytes(files[name]), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def write_files(root: Path, static: Path) -> None:
    """Lay Pyodide and the core below a built site's ``_static``, where Pyodide can be had."""
    files = python_files(root)
    if not files:
        return
    target = static / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for name, path in files.items():
        (target / name).write_bytes(read_bytes(path))
    (target / CORE).write_bytes(core())


def try_html(root: Path, up: str) -> str:
    """Return the page's form, or where the site was built without Pyodide, what to do instead.

    Parameters
    ----------
    root : Path
        The project's folder.
    up : str
        The way from the page to the site's root.
    """
    files = python_files(root)
    if not files:
        return (
            '<div class="admonition note" id="pb-try-without"><p class="admonition-title">Not on this copy of the site</p>'
            "<p>This copy was built without Python for browsers, so it cannot read a text here. On your computer "
            "<code>policybook inspect FILE</code> does the same and writes the page, with every row marked in the text. Who "
            "builds the site brings the reader to this page by <code>make pyodide site</code>.</p></div>"
        )
    size = (sum(path.stat().st_size for path in files.values()) + len(core())) / 1e6
    return (
        f'<form id="pb-try" class="pb-try" data-worker="{up}_static/try-worker.js" aria-label="A policy to be read">'
        '<label for="pb-try-text">The text of a policy, in Chinese</label>'
        '<textarea id="pb-try-text" lang="zh-CN" rows="10" spellcheck="false" autocomplete="off" '
        'placeholder="一、…… 1.支持……"></textarea>'
        '<p class="pb-actions"><label class="pb-file">or a file (.txt, .md, .docx) '
        '<input type="file" id="pb-try-file" accept=".txt,.md,.docx"></label></p>'
        '<p class="pb-actions"><button type="submit">Read it</button> <button type="button" id="pb-try-example">Example</button> '
        '<button type="button" id="pb-try-stop" hidden>Stop</button> <button type="reset">Clear</button></p>'
        '<p id="pb-try-said" role="status" aria-live="polite">Nothing is loaded yet.</p>'
        f'<template id="pb-try-made-up">{escape(EXAMPLE)}</template></form>'
        f'<p class="pb-note">The first click loads {size:.0f} MB from this site itself, from <code>_static/{FOLDER}/</code>, and from nowhere '
        "else: Python for browsers (Pyodide) and the reading part of policybook. The browser keeps them for the next visit. The text "
        "stays in this tab: no page of this site sends anything anywhere.</p>"
        "<noscript><p>This page needs JavaScript. <code>policybook inspect FILE</code> does the same on your computer.</p></noscript>"
        '<div id="pb-try-result" tabindex="-1"></div>'
    )
