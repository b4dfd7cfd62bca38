"""Read a saved web page: the policy's text without what the site puts around it.

In: the bytes of a page. Out: its text, a paragraph or table row a line, and notes.

The page is cut into lines as a browser shows them. Each line of prose counts for the element that holds it, less for
the one around that, and so on; the element with the most is the body. Lines that belong to the site (上一篇, 打印本页 …)
and the index table (索引号 …) are left out; title and document number are put first where only they stand elsewhere.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from policybook.errors import PolicybookError
from policybook.read.clean import NUMBERED
from policybook.read.files import decode
from policybook.read.formats.layout import Cell, bare_characters, only_arranges, table_lines, tidy
from policybook.read.formats.numbering import number_of
from policybook.read.formats.numerals import numeral

SKIPPED = frozenset(
    "script style noscript template iframe frameset svg button select textarea object embed video audio canvas map "
    "nav aside footer title".split()
)
BLOCKS = frozenset(
    "address article blockquote body caption center dd details dialog div dl dt fieldset figcaption figure form h1 h2 h3 "
    "h4 h5 h6 header hr html legend li main menu ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
CONTAINERS = frozenset("article blockquote body center details div fieldset form main section td th".split())
HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
AS_TYPED = re.compile(r"white-space\s*:\s*pre", re.I)
META_CHARSET = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]{2,20})|<\?xml[^>]{0,100}encoding=[\"']([\w-]{2,20})", re.I
)
HEAD = 8192  # bytes in which a page names its encoding
SPACES = re.compile(r"[ \t\r\n\f\x0b]+")
WRAPPED = re.compile(r"(?<=[^\x00-\x7f]) ?\x0b(?=[^\x00-\x7f])")
NESTED_TABLES = 10  # deeper ones are taken to arrange the page
DECAY, LEVELS_UP = 0.4, 6
PROSE = re.compile(r"[，。；：,;]")
PROSE_MIN = 15  # characters of a line that is prose
TEXT_MIN = 20  # characters of prose in a page that holds a policy
SIBLING_SHARE = 0.1  # of the body's prose: a like element beside it with so much is a part of it
OTHER_SHARE = 0.5  # of the body's prose: so much elsewhere on the page is told
FILE_LINK = re.compile(r"\.(?:docx?|wps|pdf|xlsx?|ofd|rtf|zip|rar|txt)(?:$|[?#])", re.I)
FRAME_CLASS = re.compile(r"share|bread-?crumb|crumbs|qr-?code|erweima", re.I)
TOOLS = frozenset(
    "打印 打印本页 打印此页 打印文章 关闭 关闭窗口 关闭本页 返回 返回列表 返回首页 返回顶部 返回上级 回到顶部 收藏 收藏本页 我要纠错 纠错 "
    "下载 全文下载 下载文档 保存 复制链接 字体 字号 大 中 小 放大 缩小 默认 微信 微博 新浪微博 QQ空间 首页 朗读 语音播报 无障碍阅读 适老模式 "
    "分享 分享到 相关链接 相关文档 相关文件 相关解读 相关阅读 相关附件 相关新闻 相关信息 相关政策 政策解读 图解 文字解读 图文解读".split()
)
TOOL = re.compile(r"(?:打印|关闭|收藏|返回|分享)\w{0,4}|A?[大中小]|A")
TOOL_BREAK = re.compile(r"[\s【】\[\]()（）|｜:：/·+\-]+")
SITE_LINE = re.compile(
    r"""(?:上一篇|下一篇|上一条|下一条)(?:文章)?[:：]?.{0,80}
      | [【\[(（]?\s*字\s*[体号]\s*[:：大].{0,20}
      | 分享(?:到|至)?[:：].{0,40}
      | (?:打开微信|微信)?扫一扫.{0,40}
      | .{0,8}(?:当前|所在|您的|您现在的)位置[:：是].{0,120}
      | 首页\s*[>＞»›].{0,120}
      | (?:浏览|阅读|点击|访问)(?:次数|量|数)[:：]?.{0,20}
      | (?:责任编辑|编辑|审核|初审|复审|终审)[:：].{0,30}
      | (?:发布|成文|更新|信息发布|生成)(?:日期|时间)[:：].{0,100}
      | (?:信息|文章|稿件|文件)?来源[:：].{0,80}
      | 版权所有.{0,80} | .{0,40}ICP备.{0,40} | .{0,20}公网安备.{0,40} | 网站标识码.{0,40}""",
    re.X,
)
INDEX_LABEL = re.compile(
    r"索引号|信息索引号?|主题分类|主题词|公开分类|信息分类|服务对象分类|体裁分类|文件分类|发布机构|发文机关|发文单位|发布单位|"
    r"公开主体|公开方式|公开范围|公开时限|公开形式|成文日期|发文日期|发布日期|生成日期|印发日期|公开日期|发布时间|文号|发文字号|文件编号|"
    r"统一登记号|登记号|统一编号|有效性|效力状态|是否有效|时效|关键词|名称|标题|失效日期|废止日期|实施日期|信息名称|文件名称|内容概述"
)
INDEX_BARE = re.compile(r"索引号|主题分类|发布机构|发文机关|发文字号|成文日期|公开分类|公开方式")
DOCUMENT_NUMBER = re.compile(
    r"(?:发文字号|文\s*号|文件编号)\s*[】\]]?\s*[:：]?\s*([\u4e00-\u9fff]{2,14}[〔\[（(【]\s*\d{4}\s*[〕\]）)】]\s*第?\s*\d{1,4}\s*号)"
)
TITLE_META = ("articletitle", "og:title", "title")
SITE_NAME = re.compile(r"\s*[_|｜].*|\s+[-–—]+\s.*|[-–—]+[^\d]*$")
LISTS = {  # of an ordered list: its type, list-style or editor's class -> format, before, after
    "a": ("lowerLetter", "", "."),
    "lower-alpha": ("lowerLetter", "", "."),
    "lower-latin": ("lowerLetter", "", "."),
    "A": ("upperLetter", "", "."),
    "upper-alpha": ("upperLetter", "", "."),
    "upper-latin": ("upperLetter", "", "."),
    "i": ("lowerRoman", "", "."),
    "lower-roman": ("lowerRoman", "", "."),
    "I": ("upperRoman", "", "."),
    "upper-roman": ("upperRoman", "", "."),
    "cjk-ideographic": ("chineseCounting", "", "、"),
    "simp-chinese-informal": ("chineseCounting", "", "、"),
    "trad-chinese-informal": ("chineseCounting", "", "、"),
    "custom_cn": ("chineseCounting", "", "、"),
    "custom_cn1": ("chineseCounting", "", "）"),
    "custom_cn2": ("chineseCounting", "（", "）"),
    "custom_num1": ("decimal", "", "）"),
    "custom_num2": ("decimal", "（", "）"),
}
LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:[^;]{0,60}?\b(none|[a-z]+-[a-z-]+)", re.I)


def read_html(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of a web page's body and what to note of it.

    Raises
    ------
    PolicybookError
        Where the page has no prose, or its encoding cannot be told.
    """
    return _read_page(_decode(data, name), name)


def read_mhtml(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of a page that a browser has saved in one file (.mht, .mhtml); see `read_html`."""
    import email

    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True) or b""
            return _read_page(_decode(content, name, part.get_content_charset()), name)
    raise PolicybookError(f"{name}: a saved web page without its text; save the page again as .html")


def _decode(data: bytes, name: str, declared: str | None = None) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    found = META_CHARSET.search(data[:HEAD])
    declared = declared or (found and (found[1] or found[2]).decode()) or "utf-8"
    if data.startswith(codecs.BOM_UTF8):
        declared = "utf-8"
    declared = "gb18030" if declared.lower() in ("gb2312", "gbk", "gb18030", "x-gbk", "hz-gb-2312") else declared
    for encoding in dict.fromkeys((declared, "utf-8", "gb18030")):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    try:
        text = data.decode(declared, "replace")
    except LookupError:
        text = data.decode("utf-8", "replace")
    if text.count("\ufffd") * 200 <= len(text):  # a few broken bytes, or a file that is cut off
        return text.replace("\ufffd", "")
    return decode(data, name)


@dataclass(slots=True)
class _Line:
    """A line as a browser shows it, the container that holds it, and how many of its characters are links."""

    text: str
    owner: object
    linked: int = 0
    file: bool = False  # a link to an attachment
    row: bool = False

    @property
    def prose(self) -> int:
        """How many characters of prose the line counts for."""
        if self.linked * 2 > len(self.text) or SITE_LINE.fullmatch(self.text):
            return 0
        if self.row:
            labels = sum(bool(INDEX_LABEL.fullmatch(part)) for part in _label_parts(self.text))
            return 0 if labels else len(self.text) // 2
        if self.numbered:  # what a policy has more of than a report on it
            return 2 * len(self.text)
        return len(self.text) if len(self.text) >= PROSE_MIN and PROSE.search(self.text) else 0

    @property
    def numbered(self) -> bool:
        return bool(NUMBERED.match(self.text))


def _read_page(text: str, name: str) -> tuple[str, list[str]]:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        raise PolicybookError(f"{name}: an empty or damaged web page; save the page again") from None
    page = _Page(root)
    body = page.body()
    if body is None or page.prose(body) < TEXT_MIN:
        raise PolicybookError(
            f"{name}: no policy's text found in this page (it may be fetched by a script, or be a list of links); "
            "copy the text from the browser into a .txt file"
        )
    start, end = page.spans[body]
    prose = page.prose(body)
    lines = list(_without_frame(page.lines[start:end], page.frames(body)))
    notes = []
    others = [line for line in page.lines[:start] + page.lines[end:] if line.prose]
    other = sum(line.prose for line in others)
    if other > OTHER_SHARE * prose:
        notes.append(f"the page has {other} more characters of prose that are left out: {others[0].text[:30]}…")
    return tidy(_head(page, root, "\n".join(lines)) + lines), notes


def _head(page: "_Page", root, text: str) -> list[str]:
    """Return the title and the document's number where the body has them not."""
    known = bare_characters(text[:3000])
    head = []
    title = next((t for t in _titles(root) if 4 <= len(bare_characters(t)) <= 120 and not t.endswith(("…", "..."))), "")
    if title and bare_characters(title) not in known:
        head.append(title)
    found = next((m for line in page.lines if (m := DOCUMENT_NUMBER.search(line.text.replace("\t", " ")))), None)
    if found and bare_characters(found[1]) not in known + bare_characters(title):
        head.append(re.sub(r"\s", "", found[1]))
    return head


def _titles(root) -> Iterator[str]:
    """Yield what may be the policy's title, the surest first."""
    metas = {(m.get("name") or m.get("property") or "").lower(): m.get("content") or "" for m in root.iter("meta")}
    yield SPACES.sub(" ", metas.get(TITLE_META[0], "")).strip()
    for heading in root.iter("h1"):
        yield SPACES.sub(" ", heading.text_content()).strip()
    for found in (*(metas.get(key, "") for key in TITLE_META[1:]), *(t.text_content() for t in root.iter("title"))):
        yield SITE_NAME.sub("", SPACES.sub(" ", found).strip())


def _without_frame(lines: list[_Line], frames: set[int]) -> Iterator[str]:
    """Yield the texts of a body's lines without those that belong to the site or its index table."""
    opened = False  # the first paragraph or numbered line has been met: no index table any more
    label = False  # the line before was a label of the index table, its value follows
    for i, line in enumerate(lines):
        text = line.text.strip(" \u3000\u00a0")
        if i in frames or SITE_LINE.fullmatch(text) or _is_tools(text):
            continue
        if line.linked * 10 >= len(line.text) * 9 and not line.file and not line.prose and not line.numbered:
            continue
        if not opened:
            labels = list(dict.fromkeys(part for part in _label_parts(text) if INDEX_LABEL.fullmatch(part)))
            if labels:
                label = len(labels) == 1 and re.sub(r"[\s:：【】\[\]]", "", text) == labels[0]
                continue
            if label and len(text) <= 60 and "。" not in text:
                label = False
                continue
            opened = line.numbered or "。" in text
        yield line.text


def _is_tools(text: str) -> bool:
    """Say whether a line holds nothing but the site's buttons: 打印本页 关闭窗口, 大 中 小."""
    pieces = [piece for piece in TOOL_BREAK.split(text) if piece]
    if not all(piece in TOOLS or TOOL.fullmatch(piece) for piece in pieces):
        return False
    return (
        not pieces or {"大", "小"} <= {piece.strip("A") for piece in pieces} or any(len(piece) > 1 for piece in pieces)
    )


def _label_parts(text: str) -> list[str]:
    """Cut a line of an index table where a label may begin or end."""
    parts = [re.sub(r"[\s【】\[\]]", "", part) for part in re.split(r"\t|[:：]", text)]
    bare = INDEX_BARE.match(re.sub(r"\s", "", text))  # a label without a colon
    return [*parts, bare[0]] if bare else parts


@dataclass(slots=True)
class _Table:
    start: int
    rows: list[list[tuple[int, int, int, int]]] = field(default_factory=list)
    inner: int = 0  # how deep tables lie in it


class _Page:
    """The lines of a page, and which of them each block holds."""

    def __init__(self, root) -> None:
        self.lines: list[_Line] = []
        self.spans: dict[object, tuple[int, int]] = {}
        self._pieces: list[tuple[str, bool]] = []
        self._around: dict[object, object] = {}  # of each container, the one around it
        self._containers: list[object] = []
        self._tables: list[_Table] = []
        self._cells: list[int] = []
        self._lists: list[tuple[str, str, str, int] | None] = []
        self._number = ""
        self._linked = self._typed = 0
        self._file = False
        self._walk(root)
        self._prose = [line.prose for line in self.lines]
        self._until = list(accumulate(self._prose, initial=0))

    def prose(self, element) -> int:
        """Return how much prose a block holds."""
        start, end = self.spans[element]
        return self._until[end] - self._until[start]

    def body(self):
        """Return the container of the policy's text; None where there is no prose."""
        scores: dict[object, float] = {}
        for line, prose in zip(self.lines, self._prose, strict=True):
            container, share = line.owner, 1.0
            for _ in range(LEVELS_UP if prose else 0):
                scores[container] = scores.get(container, 0) + share * prose
                container, share = self._around[container], share * DECAY
                if container is None:
                    break
        if not scores:
            return None
        best = max(scores, key=scores.get)
        beside: dict[object, list] = {}
        for container, around in self._around.items():
            beside.setdefault(around, []).append(container)
        for _ in range(LEVELS_UP):
            around = self._around[best]
            if around is None or not any(self._goes_on(best, other) for other in beside[around]):
                break
            best = around
        return best

    def _goes_on(self, body, other) -> bool:
        """Say whether a text goes on in a container of the same kind beside it (``WordSection1``, ``WordSection2``)."""
        kind, its_kind = (
            (element.tag, re.sub(r"\d+", "", f"{element.get('class')} {element.get('id')}"))
            for element in (body, other)
        )
        if other is body or kind != its_kind:
            return False
        prose, its_prose = self.prose(body), self.prose(other)
        return bool(its_prose) if "Section" in kind[1] else its_prose >= SIBLING_SHARE * prose

    def frames(self, body) -> set[int]:
        """Return which lines of the body stand in share buttons, breadcrumbs and the like."""
        first = self.spans[body][0]
        found: set[int] = set()
        for element in body.iterdescendants():
            mark = f"{element.get('class', '')} {element.get('id', '')}"
            if element in self.spans and FRAME_CLASS.search(mark):
                start, end = self.spans[element]
                if not self.prose(element):
                    found.update(range(start - first, end - first))
        return found

    def _walk(self, root) -> None:
        from lxml import etree

        walker = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walker:
            tag = element.tag if isinstance(element.tag, str) else ""
            if event == "start":
                if skipped is None and (tag in SKIPPED or not tag or _is_hidden(element)):
                    skipped = element
                if skipped is not None:
                    walker.skip_subtree()
                    continue
                self._open(element, tag)
                self._add(element.text)
            else:
                if skipped is None:
                    self._close(element, tag)
                elif skipped is element:
                    skipped = None
                if element is not root:
                    self._add(element.tail)
        self._break()

    def _open(self, element, tag: str) -> None:
        if tag == "br":
            self._break()
        elif tag == "a":
            href = element.get("href")
            self._linked += href is not None
            self._file = self._file or bool(href and FILE_LINK.search(href))
        if tag not in BLOCKS:
            return
        self._break()
        if tag in CONTAINERS:
            self._around[element] = self._containers[-1] if self._containers else None
            self._containers.append(element)
        self.spans[element] = (len(self.lines), len(self.lines))
        self._typed += _is_typed(element, tag)
        if tag == "table":
            self._tables.append(_Table(len(self.lines)))
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in ("td", "th"):
            self._cells.append(len(self.lines))
        elif tag in ("ol", "ul"):
            self._lists.append(_list_style(element) if tag == "ol" else None)
        elif tag == "li":
            self._count(element)

    def _close(self, element, tag: str) -> None:
        if tag == "a":
            self._linked -= element.get("href") is not None
        if tag not in BLOCKS:
            return
        self._break()
        if tag in CONTAINERS:
            self._containers.pop()
        self._typed -= _is_typed(element, tag)
        if tag in ("td", "th"):
            start = self._cells.pop()
            if self._tables and self._tables[-1].rows:
                spans = (number_of(element.get(key), 1) for key in ("colspan", "rowspan"))
                self._tables[-1].rows[-1].append((start, len(self.lines), *spans))
        elif tag == "table" and self._tables:
            self._close_table(element)
        elif tag in ("ol", "ul") and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._number = ""
        self.spans[element] = (self.spans[element][0], len(self.lines))

    def _close_table(self, element) -> None:
        table = self._tables.pop()
        if self._tables:
            self._tables[-1].inner = max(self._tables[-1].inner, table.inner + 1)
        if table.inner > NESTED_TABLES or not any(table.rows):
            return
        rows = [
            [Cell([line.text for line in self.lines[a:b]], columns, height) for a, b, columns, height in row]
            for row in table.rows
        ]
        if only_arranges(rows):
            return
        for inner in element.iterdescendants():  # what its cells hold is rows from now on
            self.spans.pop(inner, None)
            self._around.pop(inner, None)
        outside = self.lines[table.start : table.rows[0][0][0]] if table.rows[0] else []  # a caption
        found = [_Line(text, self._containers[-1], row=True) for text in table_lines(rows)]
        self.lines[table.start :] = outside + found

    def _count(self, item) -> None:
        """Note the number that a browser prints before an item of an ordered list."""
        if not self._lists or self._lists[-1] is None:
            return
        style, before, after, number = self._lists[-1]
        number = number_of(item.get("value"), number)
        self._lists[-1] = (style, before, after, number + 1)
        self._number = f"{before}{numeral(number, style)}{after}" if style != "none" else ""

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if self._typed and "\n" in text:
            for i, line in enumerate(text.split("\n")):
                if i:
                    self._break()
                self._pieces.append((SPACES.sub(" ", line), bool(self._linked)))
        else:
            self._pieces.append((SPACES.sub(_space, text), bool(self._linked)))

    def _break(self) -> None:
        if not self._pieces:
            return
        pieces, self._pieces = self._pieces, []
        text = "".join(piece for piece, _ in pieces)
        text = re.sub(r"[ \x0b]+", " ", WRAPPED.sub("", text)).strip(" \u3000\u00a0\u2002\u2003")
        file, self._file = self._file, False
        if not text or not self._containers:
            return
        linked = sum(len(piece.strip()) for piece, is_link in pieces if is_link)
        if self._number and not NUMBERED.match(text):
            text = self._number + text
        self._number = ""
        self.lines.append(_Line(text, self._containers[-1], linked, file))


def _space(found: re.Match) -> str:
    """Keep in mind where the source was wrapped: between Chinese characters that is no space."""
    return "\x0b" if "\n" in found[0] else " "


def _is_hidden(element) -> bool:
    return element.get("hidden") is not None or bool(HIDDEN.search(element.get("style") or ""))


def _is_typed(element, tag: str) -> bool:
    return tag == "pre" or bool(AS_TYPED.search(element.get("style") or ""))


def _list_style(element) -> tuple[str, str, str, int]:
    start = number_of(element.get("start"), 1)
    found = LIST_STYLE.search(element.get("style") or "")
    if found and found[1].lower() == "none":
        return "none", "", "", start
    marks = [found[1].lower() if found else "", element.get("type") or "", *(element.get("class") or "").split()]
    return *next((LISTS[mark] for mark in marks if mark in LISTS), ("decimal", "", ".")), start
