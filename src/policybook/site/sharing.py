"""What a page shows of itself where it is shared: a description, and a picture with its title.

A page's HTML and title come in; a sentence, a PNG and meta tags go out.
"""

import hashlib
import io
import re
from functools import cache
from html import escape, unescape
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

from policybook.kept import kept
from policybook.show import style

#: What sites that show links ask for, in pixels.
SIZE = (1200, 630)
FOLDER = "_images/share"
_PAPER, _INK, _MUTED, _ACCENT = "#ffffff", "#1a1a1a", "#5c5c5c", "#8c2d04"
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_LONGEST = 200


def description(body: str) -> str:
    """Return the first paragraph of a page that says something, as a line of at most 200 letters.

    Examples
    --------
    >>> description("<h1>A</h1><p>5</p><p>Most of the money goes to schools, roads and hospitals.</p>")
    'Most of the money goes to schools, roads and hospitals.'
    """
    for found in _PARAGRAPH.finditer(body):
        text = " ".join(unescape(re.sub(r"<[^>]+>", "", found[1])).split())
        if len(text) >= 40:
            return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return ""


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(style.font_file()), size)


@kept
def picture(title: str, book: str) -> bytes:
    """Return the picture of a page: its title in large letters, the book's name below; the same bytes on every run."""
    for size in (84, 72, 60, 50, 42):
        text = style.broken(title, int(2050 / size))
        if text.count("\n") < 4:
            break
    # Drawn in numbers of colours from the start: finding sixteen colours in a picture takes longer than all the rest.
    places = Image.new("L", SIZE)
    places.paste(len(_COLOURS) - 1, (0, 0, 24, SIZE[1]))
    for at, words, letters, shades in (
        ((90, 120), text, _font(size), _INKED),
        ((90, SIZE[1] - 105), book, _font(34), _MUTED_ONES),
    ):
        mask = Image.new("L", SIZE)
        ImageDraw.Draw(mask).multiline_text(at, words, fill=255, font=letters, spacing=18)
        inside = mask.point([255 if shade else 0 for shade in shades])
        places.paste(mask.point(shades), mask=inside)
    image = Image.frombytes("P", SIZE, places.tobytes())
    image.putpalette([part for colour in _COLOURS for part in ImageColor.getrgb(colour)])
    file = io.BytesIO()
    image.save(file, format="png", bits=4)
    return file.getvalue()


def _shades(colour: str, n: int) -> list[str]:
    """Return n colours from nearly paper to the colour itself."""
    inks = ImageColor.getrgb(colour)
    return ["#" + "".join(f"{round(255 + (ink - 255) * i / n):02x}" for ink in inks) for i in range(1, n + 1)]


def _numbers(first: int, n: int) -> list[int]:
    """Return the number of the shade for each of 256 strengths of ink; 0 is paper."""
    steps = (round(strength * n / 255) for strength in range(256))
    return [first + step - 1 if step else 0 for step in steps]


#: Paper, the shades of the title and of the book's name, and the stripe: sixteen colours, four bits a point.
_COLOURS = [_PAPER, *_shades(_INK, 9), *_shades(_MUTED, 5), _ACCENT]
_INKED, _MUTED_ONES = _numbers(1, 9), _numbers(10, 5)


def write_picture(root: Path, title: str, book: str) -> str:
    """Write a page's picture into the site and return its address from the site's root."""
    name = f"{FOLDER}/{hashlib.sha256(f'{title}|{book}'.encode()).hexdigest()[:16]}.png"
    path = root / name
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(title, book))
    return name


def tags(title: str, image: str) -> str:
    """Return the meta tags that show a page's picture where it is shared.

    Parameters
    ----------
    title : str
        The page's title.
    image : str
        The address of its picture.
    """
    found = {"og:image": image, "og:image:width": str(SIZE[0]), "og:image:height": str(SIZE[1]), "og:image:alt": title}
    lines = [f'<meta property="{key}" content="{escape(text, quote=True)}" />' for key, text in found.items()]
    return "\n    ".join([*lines, '<meta name="twitter:card" content="summary_large_image" />'])
