"""Pictures of the site: a drawing comes in as a notebook stores it, files for light and dark and their markup go out.

A figure has two layouts, beside text and for a phone; the browser takes the one that fits. For the dark, each colour keeps
its hue and its lightness is turned over, so that ink becomes light, paper dark, and what was told apart still is.
"""

import hashlib
import math
import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

#: Lightness (OKLab) of what is black and white on light paper, in the dark.
_INK, _PAPER = 1.0, 0.182
#: Below one, what is pale on light paper lies further from dark paper, on which small steps of lightness are hard to see.
_PALE = 0.75
#: From this chroma on a colour is a mark of its own (a place), which must not sink into dark paper.
_STRONG, _VISIBLE = 0.112, 0.62
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b")
_SIZE = re.compile(r'<svg\b[^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"')
#: Below this width of the window the layout for a phone is shown.
PHONE = "(max-width: 40rem)"
FOLDER = "_images"


def dark(svg: str) -> str:
    """Return a drawing for dark paper."""
    return _COLOUR.sub(lambda found: turned(found[0]), svg)


def turned(colour: str) -> str:
    """Return a colour of the same hue whose lightness is turned over.

    Examples
    --------
    >>> turned("#ffffff") < "#202020", turned("#000000") > "#e0e0e0"
    (True, True)
    """
    lightness, a, b = _to_oklab([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    lightness = _PAPER + (1 - lightness) ** _PALE * (_INK - _PAPER)
    if math.hypot(a, b) > _STRONG:
        lightness = max(lightness, _VISIBLE)
    for kept in (1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0):  # as colourful as a screen can show
        channels = _from_oklab(lightness, kept * a, kept * b)
        if all(-1e-4 <= c <= 1 + 1e-4 for c in channels):
            break
    return "#" + "".join(f"{round(255 * min(max(c, 0), 1)):02x}" for c in channels)


def _to_oklab(rgb: list[float]) -> tuple[float, float, float]:
    """Return lightness and the two axes of colour (Ottosson 2020) of an sRGB colour."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    middle = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _from_oklab(lightness: float, a: float, b: float) -> list[float]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in linear]


def layouts(svg: str, narrow: str | None) -> dict[tuple[str, str], str]:
    """Return the drawings of a figure by layout (``wide``, ``narrow``) and paper (``light``, ``dark``)."""
    drawings = {"wide": svg} | ({"narrow": narrow} if narrow else {})
    return {
        (layout, paper): dark(s) if paper == "dark" else s
        for layout, s in drawings.items()
        for paper in ("light", "dark")
    }


def file_name(svg: str) -> str:
    """Return the name of a drawing's file, which follows from what it holds."""
    return hashlib.sha256(svg.encode()).hexdigest()[:16] + ".svg"


def size(svg: str) -> tuple[int, int]:
    """Return width and height of a drawing in pixels; a drawing's points are four thirds of a pixel."""
    found = _SIZE.search(svg)
    return (round(float(found[1]) * 4 / 3), round(float(found[2]) * 4 / 3)) if found else (0, 0)


def write(folder: Path, drawings: Mapping[tuple[str, str], str]) -> None:
    """Write the files of a figure into the site's folder of pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for svg in drawings.values():
        (folder / file_name(svg)).write_text(svg, "utf-8", newline="\n")


def markup(drawings: Mapping[tuple[str, str], str], alt: str, up: str) -> str:
    """Return the HTML of a figure's pictures: one for each paper, of which the page's theme shows one.

    Parameters
    ----------
    drawings : mapping
        As :func:`layouts` returns them.
    alt : str
        The alternative text.
    up : str
        Leads from the page to the site's root.
    """
    shown = []
    for paper in ("light", "dark"):
        wide, narrow = drawings["wide", paper], drawings.get(("narrow", paper))
        source = f'<source media="{PHONE}" srcset="{up}{FOLDER}/{file_name(narrow)}"{_sizes(narrow)}>' if narrow else ""
        image = (
            f'<img src="{up}{FOLDER}/{file_name(wide)}" alt="{escape(alt, quote=True)}"{_sizes(wide)} loading="lazy">'
        )
        shown.append(f'<picture class="pb-{paper}">{source}{image}</picture>')
    return "".join(shown)


def _sizes(svg: str) -> str:
    width, height = size(svg)
    return f' width="{width}" height="{height}"'
