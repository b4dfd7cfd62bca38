"""What a page says in its language: an English text as it stands in the code comes in, the page's own text goes out.

A renderer takes a `Wording` and hands it every text that it prints, so that one renderer makes the page of each language. Needs
no pandas, so that a browser can render a pasted text.
"""

import re
from collections.abc import Mapping
from html import escape

from policybook.read.corpus import Document
from policybook.show.values import marked

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")


class Wording:
    """English: every text is what it is. `Translated` is the same for another language.

    Attributes
    ----------
    language : str
        The language's code, for ``lang``.
    """

    language = "en"

    def __call__(self, text: str, /, **values: object) -> str:
        """Return a text with its values."""
        return text.format(**values) if values else text

    def html(self, text: str, /, **values: str) -> str:
        """Return a text as HTML; its values are HTML already."""
        return escape(self(text)).format(**values)

    def data(self, text: str) -> str:
        """Return a text of a record, which may be in English, as HTML."""
        return marked(text)

    def quoted(self, text: str) -> str:
        """Return an English text as HTML that may stay English."""
        return marked(text)

    def both(self, english: str, chinese: str) -> str:
        """Return a name in two languages as HTML, as this language prints it."""
        return escape(english) + (f' <span lang="zh-CN">{escape(chinese)}</span>' if chinese else "")

    def name(self, english: str, chinese: str) -> str:
        """Return a name in two languages as a plain text, as this language prints it."""
        return " ".join(filter(None, (english, chinese)))

    def label(self, document: Document) -> str:
        """Return the label of a document."""
        return document.label

    def list(self, parts: list[str]) -> str:
        """Return parts in a row, as a sentence has them."""
        return ", ".join(parts)


class Translated(Wording):
    """A language other than English.

    Parameters
    ----------
    language : str
    texts : mapping of str
        English texts with their fields in braces, and the same in this language.
    labels : mapping of str
        The documents' labels.

    Attributes
    ----------
    missing : dict
        The texts that were asked for and have no translation, in their order; they are printed in English.
    """

    def __init__(self, language: str, texts: Mapping[str, str], labels: Mapping[str, str]) -> None:
        self.language, self.texts, self.labels = language, texts, labels
        self.missing: dict[str, None] = {}

    def __call__(self, text: str, /, **values: object) -> str:
        """Return the translation of a text with its values, the text itself where there is none."""
        said = self.texts.get(text)
        if said is None:
            if re.search("[A-Za-z]", text):
                self.missing.setdefault(text)
            said = text
        return said.format(**values) if values else said

    def data(self, text: str) -> str:
        """Return a text of a record as HTML: translated where it can be, else marked as English."""
        if text not in self.texts and not _english(text):
            return escape(text)
        said = self(text)
        return escape(said) if said != text else f'<span lang="en">{escape(text)}</span>'

    def quoted(self, text: str) -> str:
        """Return a text as HTML: translated where it can be, else marked as English."""
        return escape(self.texts[text]) if text in self.texts else f'<span lang="en">{escape(text)}</span>'

    def both(self, english: str, chinese: str) -> str:
        """Return the Chinese name, the English one where there is none."""
        return escape(chinese) if chinese else f'<span lang="en">{escape(english)}</span>'

    def name(self, english: str, chinese: str) -> str:
        """Return the Chinese name, the English one where there is none."""
        return chinese or english

    def label(self, document: Document) -> str:
        """Return the label of a document."""
        return self.labels.get(document.label, document.label)

    def list(self, parts: list[str]) -> str:
        """Return parts in a row, with the Chinese mark between them."""
        return "、".join(parts)


def _english(text: str) -> bool:
    """Tell whether a text is English: with Chinese in it, if two of its words stand side by side; an address is none."""
    if _HAN.search(text):
        return bool(_WORDS.search(text))
    return bool(re.search("[A-Za-z]{2}", text)) and "://" not in text


ENGLISH = Wording()
