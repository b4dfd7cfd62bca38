"""The bytes of a file: UTF-8, GB18030 or UTF-16 comes in, text goes out; anything else gets one clear line."""

import codecs
import re
from pathlib import Path

from policybook.errors import PolicybookError

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
COMMON = frozenset("的一不在有和为中人大对发政企业市县区省国年月日工经济支持给予以上元")


def decode(data: bytes, name: str) -> str:
    """Decode a document: UTF-8 with or without a byte-order mark, GB18030, or UTF-16 with the mark that Windows writes.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name, for messages.

    Raises
    ------
    PolicybookError
        Where the bytes are empty, binary, or in another encoding.
    """
    if not data.removeprefix(codecs.BOM_UTF8).strip():
        raise PolicybookError(f"{name}: the file is empty; put the document's text into it")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(_utf16(data, name), name)
    if data[:4] in (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise PolicybookError(f"{name}: byte 0: this is a PDF or Word file; save its text as UTF-8 (.txt)")
    if b"\x00" in data:
        raise PolicybookError(f"{name}: byte {data.index(0)}: this is a binary file; save its text as UTF-8 (.txt)")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as utf8:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as gb:
            raise PolicybookError(
                f"{name}: byte {utf8.start}: neither UTF-8 nor GB18030 (byte {gb.start}); save the file as UTF-8"
            ) from None
    return _checked(text, name)


def _utf16(data: bytes, name: str) -> str:
    """Decode UTF-16 by its byte-order mark, which stays no character of the text."""
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise PolicybookError(f"{name}: byte {error.start}: is broken UTF-16; save the file as UTF-8") from None
    if not text.strip():
        raise PolicybookError(f"{name}: the file is empty; put the document's text into it")
    return text


def _checked(text: str, name: str) -> str:
    """Return a text, or raise where it holds what no plain Chinese text does."""
    found = CONTROL.search(text)
    if found:
        raise PolicybookError(f"{name}: character {found.start()}: a control character; save the plain text as UTF-8")
    chinese = CHINESE.findall(text)
    if len(chinese) >= 50 and not COMMON.intersection(chinese):
        raise PolicybookError(f"{name}: reads as no Chinese prose in UTF-8 or GB18030; save the file as UTF-8")
    return text


def read_text(path: Path | str) -> str:
    """Read a document's text from a file; see `decode` for the encodings and errors."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise PolicybookError(f"{path}: no such file") from None
    except OSError as error:
        raise PolicybookError(f"{path}: cannot be read ({error.strerror}); name a text file") from None
    return decode(data, str(path))
