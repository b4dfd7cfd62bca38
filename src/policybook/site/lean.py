"""Make built pages light, accessible and closed: the theme's HTML and CSS come in, leaner ones go out.

The theme loads an icon script of 1.5 MB beside a web font of the same icons, and style sheets and scripts for things that a
page does not have. ``policybook.css`` draws the few icons that occur; what a page does not need is left out; a
Content-Security-Policy names by hash the inline scripts that are left.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet

#: Pattern of assets -> what a page holds that needs them; None: nothing does.
ASSETS = {
    r"fontawesome\.js": None,
    r"sphinx-design\.min\.css|design-tabs\.js": r'class="[^"]*\bsd-',
    r"mystnb\.[0-9a-f]*\.?css": r'class="[^"]*\bcell\b',
    r"clipboard\.min\.js|copybutton\.(?:js|css)": r'<div class="highlight|class="[^"]*\bhighlight\b',
    r"togglebutton\.(?:js|css)": r'class="[^"]*\b(?:toggle|dropdown|tag_hide-\w+|hide-\w+)\b',
}
_ICON_RULE = re.compile(r"(?:\.fa-[a-z0-9-]+:{1,2}before,?)+\{content:\"[^\"]*\"\}")
_RULE = re.compile(r"([^{}]+)\{[^{}]*\}")
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
_NAME = re.compile(r"[A-Za-z][\w-]*")
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", re.S)
_IMAGE = re.compile(r"<img\b[^>]*>")
_SOURCE = re.compile(r'\bsrc="([^"]+)"')
#: What marks a page that starts a worker.
_WORKER = re.compile(r'<form\b[^>]*\bdata-worker="')
# The page read from disk has no origin that 'self' could mean everywhere; a page on the web cannot load file: anyway.
_OWN = "'self' file:"


def lean_page(html: str, size: Callable[[str], tuple[int, int] | None] = lambda source: None) -> str:
    """Return a built page without what it does not need, with sizes of pictures and a Content-Security-Policy.

    Parameters
    ----------
    html : str
        The page as the theme makes it.
    size : callable
        From the address of a picture, as the page writes it, to its width and height, None where it is not known.
    """
    for assets, needed_by in ASSETS.items():
        if needed_by is None or not re.search(needed_by, html):
            html = re.sub(
                rf'[ \t]*<(?:link|script)\b[^>]*(?:href|src)="[^"]*(?:{assets})[^"]*"[^>]*>(?:</script>)?\n?', "", html
            )
    if "togglebutton.js" not in html:
        html = re.sub(r"[ \t]*<script>(?:let toggle\w+|var togglebuttonSelector) = [^<]*</script>\n?", "", html)
    html = _named_controls(html)
    html = _IMAGE.sub(lambda tag: _sized(tag[0], size), html)
    return _with_policy(html)


def _named_controls(html: str) -> str:
    """Give a name to a control that has none, and take it from one whose name differs from the words it shows."""
    html = re.sub(
        r'(<a class="[^"]*" href="[^"]*">([^<]*)</a><details[^>]*>)<summary>',
        lambda m: f'{m[1]}<summary aria-label="Pages below {m[2]}">',
        html,
    )
    html = html.replace('<summary aria-label="Toggle hidden content">', "<summary>")  # it shows other words
    return re.sub(r'(<button class="[^"]*\bsearch-button-field\b[^"]*"[^>]*?) aria-label="[^"]*"', r"\1", html)


def _sized(tag: str, size: Callable[[str], tuple[int, int] | None]) -> str:
    source = _SOURCE.search(tag)
    if not source or re.search(r"\b(?:width|height)=", tag) or not (found := size(source[1])):
        return tag
    lazy = "" if "loading=" in tag else ' loading="lazy"'
    return tag.replace("<img", f'<img width="{found[0]}" height="{found[1]}"{lazy}', 1)


def content_policy(html: str) -> str:
    """Return the policy of a page: scripts from the site itself, inline ones by their hash, nothing from elsewhere."""
    hashes = []
    for about, script in _INLINE.findall(html):
        if "json" in about:  # data, not run
            continue
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        if (source := f"'sha256-{digest}'") not in hashes:
            hashes.append(source)
    scripts = [_OWN, *hashes]
    worker = {}
    if _WORKER.search(html):  # Python runs in it, as WebAssembly
        scripts.append("'wasm-unsafe-eval'")
        worker = {"worker-src": "'self'"}
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(scripts),
        **worker,
        "style-src": f"{_OWN} 'unsafe-inline'",  # the theme and tables of notebooks carry style attributes
        "img-src": f"{_OWN} data:",
        "font-src": _OWN,
        "connect-src": _OWN,
        "form-action": _OWN,
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _with_policy(html: str) -> str:
    if 'http-equiv="Content-Security-Policy"' in html:
        return html
    meta = f'<meta http-equiv="Content-Security-Policy" content="{content_policy(html)}" />'
    return re.sub(r"(<meta charset=[^>]*>)", lambda m: f"{m[1]}\n    {meta}", html, count=1)


def lean_css(css: str, names: AbstractSet[str]) -> str:
    """Return the theme's style sheet without the codes of two thousand icons, and without rules that no page can use.

    Parameters
    ----------
    css : str
    names : set of str
        All words of the pages and their scripts. A rule is left out if each of its selectors needs a class that is none of
        them; a class may also be put together by a script, from a word with a hyphen in it (``bs-tooltip`` and ``-auto``).
    """

    def kept(rule: re.Match) -> str:
        selectors = rule[1]
        if any(mark in selectors for mark in "(\\@"):  # :not() and the like, names in disguise: not judged here
            return rule[0]
        live = (all(_can_be(name, names) for name in _CLASS.findall(one)) for one in selectors.split(","))
        return rule[0] if any(live) else ""

    return _RULE.sub(kept, _ICON_RULE.sub("", css))


def words_of(text: str) -> set[str]:
    """Return the words of a page or script that can be names of classes."""
    return set(_NAME.findall(text))


def _can_be(name: str, names: AbstractSet[str]) -> bool:
    parts = name.split("-")
    return name in names or any("-".join(parts[:n]) in names for n in range(2, len(parts)))
