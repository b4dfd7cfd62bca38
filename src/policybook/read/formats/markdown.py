"""Read Markdown: pipe tables become tab-separated lines, links and escapes their text; bullets before numbers fall.

Emphasis and heading marks stay: the cleaner knows them, also in texts named .txt.
"""

import re

from policybook.read.files import decode

RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)")
LINK = re.compile(r"\[([^\]\n]{1,300})\]\([^)\s\n]{1,2000}(?:\s+\"[^\"\n]{0,300}\")?\)")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
#: A bullet before a printed number: - （三）支持研发
BULLET = re.compile(
    r"^\s*[-*+]\s+(?=(?:\*\*|__)?(?:[（(]?[一二三四五六七八九十]{1,3}[）)、]|第[一二三四五六七八九十]{1,3}[章节条]|\d{1,2}[.、]))"
)
#: An item of a list that leaves the counting to Markdown: 1. 1. 1.
LAZY_ITEM = re.compile(r"(\s{0,3})1\.(?=\s)")
FRONT_MATTER = re.compile(r"[\w-]+:|[ \t-]")
FRONT_MATTER_MAX = 60  # lines
FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
PIPE = re.compile(r"(?<!\\)\|")


def read_markdown(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return a Markdown file's text and what to note of it."""
    return "\n".join(_lines(_counted(_after_front_matter(decode(data, name).splitlines())))) + "\n", []


def _after_front_matter(lines: list[str]) -> list[str]:
    """Leave out the block of ``key: value`` lines between ``---`` that some writers put first."""
    if lines and lines[0].strip("\ufeff ") == "---":
        for i, line in enumerate(lines[1:FRONT_MATTER_MAX], 1):
            if line.rstrip() in ("---", "..."):
                return lines[i + 1 :]
            if line.strip() and not FRONT_MATTER.match(line):
                break
    return lines


def _counted(lines: list[str]) -> list[str]:
    """Count the items of a list each of which is written ``1.``; another line at the margin ends the list."""
    written: list[str] = []
    number = 0
    for line in lines:
        item = LAZY_ITEM.match(line)
        if item:
            number += 1
            line = f"{item[1]}{number}.{line[item.end() :]}"
        elif line.strip() and not line.startswith(("   ", "\t")):
            number = 0
        written.append(line)
    return written


def _lines(lines: list[str]) -> list[str]:
    written: list[str] = []
    in_table = False
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        piped = "|" in line
        if in_table and piped and RULE.fullmatch(line):
            continue
        in_table = piped and (in_table or ("|" in following and bool(RULE.fullmatch(following))))
        if in_table:
            inner = line.strip().removeprefix("|").removesuffix("|")
            written.append("\t".join(_inline(LINE_BREAK.sub(" ", cell)).strip() for cell in PIPE.split(inner)))
        elif not FENCE.match(line):
            written.append(_inline(BULLET.sub("", QUOTE.sub("", line))))
    return written


def _inline(text: str) -> str:
    return ESCAPE.sub(r"\1", LINK.sub(r"\1", PICTURE.sub("", text)))
