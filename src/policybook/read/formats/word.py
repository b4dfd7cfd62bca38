"""Read a Word document (.docx): its paragraphs with their automatic numbers, and its tables.

In: the bytes of a .docx. Out: its text, a paragraph or table row a line, and notes.

The XML is read itself, since what matters here (automatic numbers, text boxes, content controls, tracked changes) is
what readers of .docx leave out. Headers, footers, comments, hidden text, deleted text, tables of contents and pictures
are left out; footnotes and endnotes follow the text, each on a line.
"""

import io
import posixpath
import re
import zipfile
import zlib

from policybook.errors import PolicybookError
from policybook.read.formats.layout import Cell, table_lines, tidy
from policybook.read.formats.numbering import Numbering, Styles, W, is_on, number_of, value

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# "Strict" files use other names for the same things.
STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", MATH[1:-1].encode()),
)
MAX_XML = 32_000_000  # bytes of XML in all; a policy of 500 pages has less
# What holds other content and is read through; all else is left out.
RUN_HOLDERS = frozenset(f"{W}{n}" for n in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "bdo", "dir"))
BLOCK_HOLDERS = frozenset(f"{W}{n}" for n in ("ins", "moveTo", "smartTag", "customXml", "sdtContent", "body"))
ENDS = frozenset(f"{W}{n}" for n in ("body", "tc", "footnote", "endnote", "txbxContent"))
WRITTEN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
TOC_STYLE = re.compile(r"(?:toc|目录)\s*\d")
SKIPPED_FIELDS = re.compile(r"\s*(?:TOC|PAGE|NUMPAGES)\b", re.I)
ASCII_RUN = re.compile(r"[0-9A-Za-z]")


def read_docx(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of a .docx and what to note of it.

    Raises
    ------
    PolicybookError
        Where the file is damaged, locked, or too large when unpacked.
    """
    package = _Package(data, name)
    root = package.main
    body = root.find(f"{W}body")
    if body is None:
        raise PolicybookError(f"{name}: a .docx without its text (w:body is missing); get the file again")
    styles = Styles(package.part("styles"))
    reader = _Reader(styles, Numbering(package.part("numbering"), styles))
    lines = reader.blocks(body)
    notes = []
    for kind, label in (("footnote", "注"), ("endnote", "尾注")):
        found = reader.notes(package.part(kind + "s"), kind, label)
        if found:
            notes.append(f"{len(found)} {kind}s stand at the end of the text")
        lines += found
    return tidy(lines), notes


class _Package:
    """The XML parts of a .docx, read within a limit."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._left = MAX_XML
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            self._members = {info.filename.lstrip("/").lower(): info for info in self._archive.infolist()}
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise self._damaged("its list of contents cannot be read") from None
        main = self._targets("_rels/.rels", "").get("officeDocument", "word/document.xml")
        self._folder = posixpath.dirname(main)
        self._related = self._targets(f"{self._folder}/_rels/{posixpath.basename(main)}.rels", self._folder)
        found = self._xml(main)
        if found is None:
            raise self._damaged(f"{main} is missing")
        self.main = found

    def part(self, kind: str):
        """Return the root of a part that belongs to the text, e.g. ``styles``; None where there is none."""
        return self._xml(self._related.get(kind, f"{self._folder}/{kind}.xml"))

    def _targets(self, path: str, folder: str) -> dict[str, str]:
        root = self._xml(path)
        return {
            relation.get("Type", "").rsplit("/", 1)[-1]: posixpath.normpath(
                posixpath.join("/" + folder, relation.get("Target", ""))
            ).lstrip("/")
            for relation in (root if root is not None else ())
            if isinstance(relation.tag, str) and relation.get("TargetMode") != "External"
        }

    def _xml(self, path: str):
        info = self._members.get(path.lower())
        if info is None:
            return None
        self._left -= info.file_size
        if self._left < 0:
            raise PolicybookError(
                f"{self._name}: unpacks to more than {MAX_XML // 1_000_000} MB of text, which no policy holds; "
                "save the policy's text as .txt"
            )
        try:
            data = self._archive.read(info)
        except RuntimeError:
            raise PolicybookError(f"{self._name}: is locked by a password; save it without one") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, MemoryError):
            raise self._damaged(f"{path} cannot be unpacked") from None
        for strict, usual in STRICT:
            data = data.replace(strict, usual)
        try:
            return _parsed(data)
        except _WithEntities:
            raise PolicybookError(
                f"{self._name}: {path} defines entities, as no Word file does; get the file again"
            ) from None
        except SyntaxError as error:  # what both parsers raise
            raise self._damaged(f"{path}: {error.msg}") from None

    def _damaged(self, what: str) -> PolicybookError:
        return PolicybookError(f"{self._name}: a damaged .docx ({what}); get the file again, or save its text as .txt")


class _WithEntities(Exception):
    """XML with a document type, in which a few lines can stand for gigabytes."""


def _parsed(data: bytes):
    """Return the root of an XML part, without comments and instructions.

    Where lxml is missing, as in a browser, Python's own parser reads it.
    """
    try:
        from lxml import etree
    except ModuleNotFoundError:
        return _parsed_plainly(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise _WithEntities
    return root


def _parsed_plainly(data: bytes):
    from xml.etree import ElementTree

    class Builder(ElementTree.TreeBuilder):
        def doctype(self, name, pubid, system):
            raise _WithEntities  # before a single entity is defined

    return ElementTree.fromstring(data, ElementTree.XMLParser(target=Builder()))


class _Reader:
    """Walks through a document's body in order: numbers are counted, fields are open or closed."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._fields: list[list[str]] = []  # the instructions of the fields that are open
        self._skipped: list[bool] = []  # of each open field, whether it or one around it is left out
        self._in_cell = False
        self._boxes: list[str] = []  # lines of text boxes met in the paragraph being read
        self._cut = ("", "")  # number and text of a paragraph whose end mark is deleted: it goes on in the next

    def blocks(self, parent) -> list[str]:
        """Return the lines of the paragraphs and tables in an element."""
        lines: list[str] = []
        for child in parent:
            if child.tag == f"{W}p":
                lines += self._paragraph(child)
            elif child.tag == f"{W}tbl":
                lines += table_lines(self._rows(child))
            elif child.tag in BLOCK_HOLDERS:
                lines += self.blocks(child)
            elif child.tag == f"{W}sdt" and not _is_contents(child):
                lines += self.blocks(_content(child))
            elif child.tag == f"{MARKUP}AlternateContent":
                lines += self.blocks(_chosen(child))
        if getattr(parent, "tag", None) in ENDS and self._cut[1].strip():
            lines.append(_numbered(*self._cut))
            self._cut = ("", "")
        return lines

    def notes(self, root, kind: str, label: str) -> list[str]:
        """Return the footnotes or endnotes, one a line."""
        found = []
        for note in root.iter(W + kind) if root is not None else ():
            text = " ".join(line.strip() for line in self.blocks(note)).strip()
            if text and note.get(f"{W}type") in (None, "normal"):
                found.append(f"{label}{len(found) + 1}：{text}")
        return found

    def _paragraph(self, paragraph) -> list[str]:
        properties = paragraph.find(f"{W}pPr")
        outer, self._boxes = self._boxes, []
        text = self._runs(paragraph)
        boxes, self._boxes = self._boxes, outer
        if TOC_STYLE.match(self._styles.name(value(properties, "pStyle"))):
            return boxes
        number, before = self._cut
        self._cut = ("", "")
        deleted = properties is not None and properties.find(f"{W}rPr/{W}del") is not None
        if not (deleted and not text.strip()):  # a paragraph deleted as a whole counts for nothing
            own = self._numbering.next(properties)
            number = number if before.strip() else own
        text = before + text
        if deleted:
            self._cut = (number, text)
            return boxes
        lines = [_without_indent(line) for line in text.split("\n")]
        first = next((i for i, line in enumerate(lines) if line), None)
        if first is not None:
            lines[first] = _numbered(number, lines[first])
        elif self._in_cell:  # a column of numbers
            lines = [number]
        return lines + boxes

    def _runs(self, parent) -> str:
        return "".join(self._inline(child) for child in parent)

    def _inline(self, element) -> str:
        tag = element.tag
        if tag == f"{W}r":
            properties = element.find(f"{W}rPr")
            hidden = None if properties is None else properties.find(f"{W}vanish")
            if hidden is not None and is_on(hidden):
                return ""
            return "".join(self._in_run(child) for child in element)
        if tag in RUN_HOLDERS:
            return self._runs(element)
        if tag == f"{W}sdt":
            return self._runs(_content(element))
        if tag == f"{W}fldSimple":
            return "" if SKIPPED_FIELDS.match(element.get(f"{W}instr", "")) else self._runs(element)
        if tag == f"{MARKUP}AlternateContent":
            return self._runs(_chosen(element))
        if isinstance(tag, str) and tag.startswith(MATH):
            return "".join(text.text or "" for text in element.iter(f"{MATH}t"))
        return ""

    def _in_run(self, element) -> str:
        if not isinstance(element.tag, str):
            return ""
        local = element.tag.rpartition("}")[2]
        if local == "fldChar":
            self._field(element.get(f"{W}fldCharType"))
        elif local == "instrText" and self._fields:
            self._fields[-1].append(element.text or "")
        elif any(self._skipped[-1:]):
            return ""
        elif local == "t":
            return re.sub(r"[\r\n]+", " ", element.text or "")
        elif local in WRITTEN:
            return WRITTEN[local]
        elif local == "ruby":  # the text, not the reading above it
            return "".join(self._runs(base) for base in element.iter(f"{W}rubyBase"))
        elif local == "AlternateContent":
            return "".join(self._in_run(child) for child in _chosen(element))
        elif local in ("drawing", "pict", "object"):
            for box in _outermost(element, f"{W}txbxContent"):
                self._boxes += self.blocks(box)
        return ""

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append([])
            self._skipped.append(any(self._skipped[-1:]))
        elif kind == "separate" and self._fields:
            self._skipped[-1] = self._skipped[-1] or bool(SKIPPED_FIELDS.match("".join(self._fields[-1])))
        elif kind == "end" and self._fields:
            self._fields.pop()
            self._skipped.pop()

    def _rows(self, table) -> list[list[Cell]]:
        rows: list[list[Cell]] = []
        above: dict[int, tuple[list[Cell], int]] = {}  # column -> the merged cell that goes on downwards
        for row in _within(table, f"{W}tr"):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                continue
            before = number_of(value(properties, "gridBefore"), 0)
            cells = [Cell([], columns=before)] if before else []
            column = before
            for element in _within(row, f"{W}tc"):
                own = element.find(f"{W}tcPr")
                if own is not None and own.find(f"{W}cellDel") is not None:
                    continue
                width = max(1, number_of(value(own, "gridSpan"), 1))
                merge = None if own is None else own.find(f"{W}vMerge")
                if merge is not None and merge.get(f"{W}val") != "restart" and column in above:
                    owner, place = above[column]
                    owner[place] = Cell(owner[place].lines, owner[place].columns, owner[place].rows + 1)
                else:
                    cells.append(Cell(self._cell(element), columns=width))
                    above.pop(column, None)
                    if merge is not None:
                        above[column] = (cells, len(cells) - 1)
                column += width
            rows.append(cells)
        return rows

    def _cell(self, element) -> list[str]:
        outer, self._in_cell = self._in_cell, True
        lines = [stripped for line in self.blocks(element) if (stripped := line.strip())]
        self._in_cell = outer
        return lines


def _numbered(number: str, text: str) -> str:
    """Put a number before a text; a space only where the two would read as one number or word."""
    joins = ASCII_RUN.match(text) and number[-1:].isascii()
    return f"{number} {text}" if number and joins else number + text


def _without_indent(line: str) -> str:
    """Take away the tab that indents a line; tabs before others are the empty cells of a table typed with tabs."""
    stripped = line.strip(" \t\u3000\u00a0")
    return line.rstrip() if "\t" in stripped else stripped


def _within(parent, tag: str):
    """Yield the rows or cells of a table, also those within content controls and tracked insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in BLOCK_HOLDERS:
            yield from _within(child, tag)
        elif child.tag == f"{W}sdt":
            yield from _within(_content(child), tag)


def _content(control):
    found = control.find(f"{W}sdtContent")
    return [] if found is None else found


def _is_contents(control) -> bool:
    """Say whether a content control is a table of contents."""
    return (value(control, "sdtPr/docPartObj/docPartGallery") or "").lower() == "table of contents"


def _chosen(alternatives):
    """Return one of two forms of the same content: the newer one, unless only the older one has text."""
    forms = [child for child in alternatives if child.tag in (f"{MARKUP}Choice", f"{MARKUP}Fallback")]
    return next((form for form in forms if next(form.iter(f"{W}t"), None) is not None), forms[0] if forms else [])


def _outermost(element, tag: str):
    """Yield the elements of a name that lie in no other of that name."""
    for child in element:
        if child.tag == tag:
            yield child
        else:
            yield from _outermost(child, tag)
