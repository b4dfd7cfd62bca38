"""Read a file of any known kind as plain text.

In: a path, or bytes and a name. Out: `Received`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from policybook.disk import MAX_BYTES, read_bytes, too_large
from policybook.errors import PolicybookError
from policybook.read.files import decode
from policybook.read.formats.kinds import kind_of

NO_TEXT = "holds no text; if it holds pictures of pages, run text recognition (OCR) and save the text as .txt"


@dataclass(frozen=True, slots=True)
class Received:
    """A document as plain text.

    Attributes
    ----------
    text : str
        Paragraphs and table rows, one a line; cells are separated by tabs. All offsets count its characters.
    kind : str
        ``text``, ``markdown``, ``html``, ``mhtml``, ``docx`` or ``pdf``.
    notes : tuple of str
        What was left out or moved and should be looked at, one sentence each; empty where nothing was.
    """

    text: str
    kind: str
    notes: tuple[str, ...] = ()


def receive(path: Path | str) -> Received:
    """Read a document from a file.

    Parameters
    ----------
    path : path
        A file of at most 50 MB: .txt, .md, .html, .mhtml, .docx, or .pdf with a text layer.

    Returns
    -------
    Received

    Raises
    ------
    PolicybookError
        One line: what is wrong with the file and how to mend it.
    """
    return receive_bytes(read_bytes(path), str(path))


def receive_bytes(data: bytes, name: str) -> Received:
    """Read a document from its bytes.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name, for its suffix and for messages.

    Returns
    -------
    Received

    Raises
    ------
    PolicybookError
        One line: what is wrong with the file and how to mend it.
    """
    if len(data) > MAX_BYTES:
        raise too_large(name)
    kind = kind_of(data, name)
    try:
        text, notes = _reader(kind)(data, name)
    except RecursionError:
        raise PolicybookError(f"{name}: is nested deeper than any document; save the policy's text as .txt") from None
    if not text.strip():
        raise PolicybookError(f"{name}: {NO_TEXT}")
    return Received(text, kind, tuple(notes))


def _reader(kind: str) -> Callable[[bytes, str], tuple[str, list[str]]]:
    """Return what reads a kind; imported at need, since most documents are plain text."""
    if kind == "docx":
        from policybook.read.formats.word import read_docx as reader
    elif kind == "pdf":
        from policybook.read.formats.pdf import read_pdf as reader
    elif kind == "html":
        from policybook.read.formats.webpage import read_html as reader
    elif kind == "mhtml":
        from policybook.read.formats.webpage import read_mhtml as reader
    elif kind == "markdown":
        from policybook.read.formats.markdown import read_markdown as reader
    else:
        return lambda data, name: (decode(data, name), [])
    return reader
