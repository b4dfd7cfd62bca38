"""What a page shows of itself where it is shared: a description, and a picture with its title.

A page's HTML and title come in; a sentence, a PNG and meta tags go out.
"""

import hashlib
import io
import re
from functools import cache
from html import escape, unescape
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

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


def picture(title: str, book: str) -> bytes:
    """Return the picture of a page: its title in large letters, the book's name below; the same bytes on every run."""
    image = Image.new("RGB", SIZE, _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 24, SIZE[1]), fill=_ACCENT)
    for size in (84, 72, 60, 50, 42):
        text = style.broken(title, int(2050 / size))
        if text.count("\n") < 4:
            break
    draw.multiline_text((90, 120), text, fill=_INK, font=_font(size), spacing=18)
    draw.text((90, SIZE[1] - 105), book, fill=_MUTED, font=_font(34))
    file = io.BytesIO()
    image.quantize(16, dither=Image.Dither.NONE).save(file, format="png", optimize=True)
    return file.getvalue()


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
