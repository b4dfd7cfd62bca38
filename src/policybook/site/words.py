"""What a query means beside its own characters: vocabularies come in, the script ``words-data.js`` goes out.

``query.js`` reads it: an English word or a pinyin stands for the Chinese terms that it translates, a character of the
traditional script for the simplified one.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from policybook.read.corpus import Corpus

_NOTE = re.compile(r"\s*\([^)]*\)")
_CJK = range(0x4E00, 0xA000)


def word_list(corpus: Corpus, glossary: Mapping, programmes: Iterable, glosses: Mapping[str, str]) -> list[list[str]]:
    """Return what can be asked for in English or pinyin: Chinese, English, pinyin without tones.

    Parameters
    ----------
    corpus : Corpus
        Its records name the places.
    glossary : mapping
        As `policybook.vocab.glossary.read_glossary` returns it.
    programmes : iterable of Programme
    glosses : mapping of str
        English of ordinary words, by the Chinese.
    """
    records = [document.record for document in corpus.values()]
    places = {str(r["place"])[:-1]: str(r["place_en"]) for r in records if r.get("place") and r.get("place_en")}
    rows = [[zh, english, ""] for zh, english in places.items()]
    rows += [[t["zh"], _plain(t["en"]), _toneless(t["pinyin"])] for t in glossary["terms"]]
    rows += [[p.zh, _plain(p.en), ""] for p in programmes]
    rows += [[str(zh), _plain(str(english)), ""] for zh, english in glosses.items()]
    seen: set[tuple[str, str]] = set()
    return [row for row in rows if (key := (row[0], row[1])) not in seen and not seen.add(key)]


def _plain(english: str) -> str:
    return _NOTE.sub("", english).strip()


def _toneless(pinyin: str) -> str:
    letters = unicodedata.normalize("NFD", pinyin.lower())
    return "".join(c for c in letters if c.isascii() and c.isalpha())


@lru_cache(maxsize=1)
def traditional_pairs() -> str:
    """Return each character of the traditional script followed by the simplified one; both are one unit of UTF-16."""
    from opencc import OpenCC

    characters = "".join(map(chr, _CJK))
    simple = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return "".join(a + b for a, b in zip(characters, simple, strict=True) if len(b) == 1 and a != b and b <= "\uffff")


def pairs_for(text: str) -> str:
    """Return the pairs of which either character stands in a text, so that no more is loaded than can be found."""
    there, pairs = set(text), traditional_pairs()
    return "".join(a + b for a, b in zip(pairs[::2], pairs[1::2], strict=True) if a in there or b in there)


def words_script(words: list[list[str]], traditional: str) -> str:
    """Return the script that sets ``window.policybookWords``."""
    content = {"words": words, "traditional": traditional}
    return script("policybookWords", content)


def script(name: str, content: object) -> str:
    """Return data as a script that sets a global: it loads from disk as well as from a server."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"window.{name} = {text};\n"
