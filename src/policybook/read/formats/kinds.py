"""Tell what kind of file some bytes are, by their content.

In: bytes and the file's name. Out: the name of a kind that can be read (``text``, ``markdown``, ``html``, ``mhtml``,
``docx``, ``pdf``), or an error that says what the file is and what to do.
"""

import io
import re
import zipfile
import zlib
from pathlib import PurePath

from policybook.errors import PolicybookError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
AS_DOCX = "open it in Word or WPS and save it as .docx, or its text as .txt"
AS_TEXT = "copy the policy's text into a .txt file"
RUN_OCR = "run text recognition (OCR) and save the text as .txt"
UNPACK = "unpack it and name the document inside"
MAGIC = (  # the first bytes, what the file is, what to do
    (b"{\\rtf", "a Rich Text file (.rtf)", AS_DOCX),
    (b"\x89PNG", "an image (PNG)", RUN_OCR),
    (b"\xff\xd8\xff", "an image (JPEG)", RUN_OCR),
    (b"GIF8", "an image (GIF)", RUN_OCR),
    (b"II*\x00", "an image (TIFF)", RUN_OCR),
    (b"MM\x00*", "an image (TIFF)", RUN_OCR),
    (b"BM", "an image (BMP)", RUN_OCR),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", UNPACK),
    (b"AT&TFORM", "a DjVu scan", RUN_OCR),
    (b"%!PS", "a PostScript file", "save it as .pdf with a text layer, or its text as .txt"),
)
OLE_STREAMS = (  # a name inside, what the file is, what to do
    ("EncryptedPackage", "an Office file locked by a password", "open it, remove the password and save it as .docx"),
    ("WordDocument", "an old Word or WPS file (.doc, .wps)", AS_DOCX),
    ("Workbook", "an Excel sheet (.xls)", AS_TEXT),
    ("PowerPoint Document", "a PowerPoint file (.ppt)", AS_TEXT),
)
ZIP_MEMBERS = (  # the beginning of a member's name, what the file is, what to do
    ("xl/", "an Excel sheet (.xlsx)", AS_TEXT),
    ("ppt/", "a PowerPoint file (.pptx)", AS_TEXT),
    ("OFD.xml", "an OFD file", "open it in a reader for OFD and save it as .pdf or .docx"),
    ("content.xml", "an OpenDocument file (.odt)", "open it in LibreOffice or WPS and save it as .docx"),
    ("META-INF/container.xml", "an EPUB book", AS_TEXT),
)
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".jsp", ".aspx", ".php"})
HTML_HEAD = re.compile(
    rb"(?:\s|<\?[^>]{0,200}>|<!--.{0,4000}?-->|<!\[[^>]{0,200}>)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|link|script|style|div|table|center|section|article|main|o:p)\b",
    re.I | re.S,
)
HTML_TAG = re.compile(rb"</(?:html|body|div|p|td|span)\s*>|<(?:br|p|div)\b[^>]{0,200}>", re.I)
HEAD = 8192  # bytes that are looked at to tell a kind


def kind_of(data: bytes, name: str) -> str:
    """Tell the kind of a file.

    Parameters
    ----------
    data : bytes
    name : str
        The file's name, for its suffix and for messages.

    Returns
    -------
    str
        ``text``, ``markdown``, ``html``, ``mhtml``, ``docx`` or ``pdf``.

    Raises
    ------
    PolicybookError
        Where the file is of a kind that cannot be read; says what it is and what to do.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(data, name)
    if data.startswith(OLE):
        raise _refusal(name, *_kind_of_ole(data))
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for magic, what, advice in MAGIC:
        if data.startswith(magic) and (magic != b"BM" or b"\x00" in data[:64]):
            raise _refusal(name, what, advice)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise _refusal(name, "an image (WebP)", RUN_OCR)
    head = _ascii(data[:HEAD])
    suffix = PurePath(name).suffix.lower()
    if re.match(rb"\s*(?:From:|MIME-Version:|Subject:|Date:|Content-Type:)", head) and b"multipart/related" in head:
        return "mhtml"
    if HTML_HEAD.match(head) or (suffix in HTML_SUFFIXES and HTML_TAG.search(_ascii(data))):
        return "html"
    if head.lstrip().startswith(b"<?xml"):
        raise _refusal(name, "an XML file", AS_DOCX)
    return "markdown" if suffix in (".md", ".markdown") else "text"


def _refusal(name: str, what: str, advice: str) -> PolicybookError:
    return PolicybookError(f"{name}: this is {what}, which cannot be read; {advice}")


def _ascii(head: bytes) -> bytes:
    """Return bytes whose ASCII can be searched, also where the file is UTF-8 with a mark or UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _kind_of_ole(data: bytes) -> tuple[str, str]:
    for stream, what, advice in OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return what, advice
    return "an old Office file (.doc, .wps, .xls)", AS_DOCX


def _kind_of_zip(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error):
        raise PolicybookError(
            f"{name}: a damaged .docx or zip file (its end or its list of contents is missing); get the file again"
        ) from None
    if any(member.startswith("word/") for member in members):
        return "docx"
    for beginning, what, advice in ZIP_MEMBERS:
        if any(member.startswith(beginning) for member in members):
            raise _refusal(name, what, advice)
    if "[Content_Types].xml" in members:
        raise PolicybookError(f"{name}: a .docx without its text (word/document.xml is missing); get the file again")
    raise _refusal(name, "a zip archive", UNPACK)
