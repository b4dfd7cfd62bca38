"""Read traditional characters as simplified ones, character for character.

In: a text. Out: the text to read, of the same length, so that every offset stays; a text in simplified characters is
returned as it is.
"""

#: Frequent in policies, and different in the two scripts: the traditional forms and the simplified ones.
TRADITIONAL = frozenset(
    "經濟發獎勵業補貼區縣資貸產創術導財務單責實應過進開關門員組團據準項條積極擴優質證級從於與為個對給萬億"
)
SIMPLIFIED = frozenset(
    "经济发奖励业补贴区县资贷产创术导财务单责实应过进开关门员组团据准项条积极扩优质证级从于与为个对给万亿"
)


def is_traditional(text: str) -> bool:
    """Say whether a text is written in traditional characters.

    Examples
    --------
    >>> is_traditional("對企業給予獎勵。"), is_traditional("对企业给予奖励。")
    (True, False)
    """
    characters = set(text[:: len(text) // 4000 + 1])  # a sample is enough
    return len(characters & TRADITIONAL) > 2 * len(characters & SIMPLIFIED)


def simplify(text: str) -> str:
    """Return a text for reading: traditional characters replaced by simplified ones, each by one.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        As long as `text`; the same string where it is not in traditional characters.
    """
    if not is_traditional(text):
        return text
    from opencc import OpenCC  # only a text in traditional characters needs it

    converter = OpenCC("t2s")
    converted = converter.convert(text)
    if len(converted) == len(text):
        return converted
    single = {character: converter.convert(character) for character in set(text)}
    return "".join(new if len(new) == 1 else old for old, new in ((c, single[c]) for c in text))
