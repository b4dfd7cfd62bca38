"""The extraction on damaged documents: nothing crashes or hangs, and no row loses its place."""

import random
import re
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.extract.document import extract_document
from policybook.read.clean import clean_quote
from policybook.read.corpus import Document, load_corpus

FIGURES = {"budgets": "amount_yuan", "awards": "amount_yuan", "targets": "value"}
WIDTHS = str.maketrans("，。；：（）", ",。;:()")


def rows(document, raw):
    return extract_document(Document(document.doc_id, raw, document.record))


@pytest.fixture(scope="module")
def printed(corpus):
    """The rows of each document as it is printed, which the damaged one is held against."""
    return {doc_id: rows(document, document.raw) for doc_id, document in corpus.items()}


def places(tables):
    """What must survive a change of typesetting: the figures of each measure, and its units."""
    found = Counter()
    for name, field in FIGURES.items():
        found.update((name, row["section"], row["measure"], row[field]) for row in tables[name])
    found.update(("units", row["measure"], row["unit"].translate(WIDTHS)) for row in tables["responsibilities"])
    return found


def assert_quotes_stand(raw, tables):
    for found in tables.values():
        for row in found:
            if "quote" in row:
                assert clean_quote(raw[row["start"] : row["end"]]) == row["quote"]


def inside(text, rng, n, insert):
    """Put a piece between Chinese characters of the body's long lines, so inside a sentence and not in a heading."""
    body = text[: text.find("附件")] if "附件" in text else text
    spots = [line.start() + m.start() for line in re.finditer(r".{60,}", body) for m in re.finditer(r"(?<=[\u4e00-\u9fff]{2})(?=[\u4e00-\u9fff]{2})", line[0]) if m.start() > 30]
    for spot in sorted(rng.sample(spots, min(n, len(spots))), reverse=True):
        text = text[:spot] + insert + text[spot:]
    return text


TYPESETTING = [  # (name, what is done to the text)
    ("spaces", lambda text, rng: inside(text, rng, 300, " ")),
    ("ideographic spaces", lambda text, rng: inside(text, rng, 300, "\u3000")),
    ("page breaks", lambda text, rng: inside(text, rng, 120, "\n\n")),
    ("form feeds", lambda text, rng: inside(text, rng, 120, "\f")),
    ("markdown marks", lambda text, rng: inside(text, rng, 300, "**")),
    ("zero-width characters", lambda text, rng: inside(text, rng, 300, "\u200b")),
    ("Windows line ends", lambda text, rng: text.replace("\n", "\r\n")),
    ("byte-order mark", lambda text, rng: "\ufeff" + text),
]


@pytest.mark.parametrize(("name", "change"), TYPESETTING, ids=[t[0] for t in TYPESETTING])
def test_typesetting_moves_no_figure(corpus, printed, name, change):
    for document in corpus.values():
        raw = change(document.raw, random.Random(7))
        tables = rows(document, raw)
        before = places(printed[document.doc_id])
        after = places(tables)
        assert_quotes_stand(raw, tables)
        assert (before - after, after - before) == (Counter(), Counter()), document.doc_id


def test_half_width_punctuation_moves_no_figure(corpus, printed):
    for document in corpus.values():
        before = places(printed[document.doc_id])
        after = places(rows(document, document.raw.translate(WIDTHS)))
        lost = sum((before - after).values()) + sum((after - before).values())
        assert lost <= 0.01 * sum(before.values()), (before - after, after - before)


def test_shuffled_measures_keep_their_rows(corpus, printed):
    for document in corpus.values():
        outline = document.outline
        text = document.clean.text
        blocks = [text[m.start : m.end] for m in outline.measures]
        random.Random(3).shuffle(blocks)
        shuffled = extract_document(Document("shuffled", "\n".join(blocks), document.record))
        for name, field in FIGURES.items():
            before = Counter((r["measure"], r[field]) for r in printed[document.doc_id][name] if r["measure"])
            after = Counter((r["measure"], r[field]) for r in shuffled[name] if r["measure"])
            assert sum((before - after).values()) <= 0.02 * sum(before.values()) + 1, (document.doc_id, name, before - after)


@pytest.mark.parametrize("share", [0.03, 0.11, 0.37, 0.5, 0.73, 0.99])
def test_cut_files(corpus, share):
    for document in corpus.values():
        raw = document.raw[: int(len(document.raw) * share)]
        assert_quotes_stand(raw, rows(document, raw))


@given(st.integers(0, 2**32), st.sampled_from(["", "。", "，", "\n", "（", "）", "1.", "（一）", "亿元", "分别给予", "最高", "%"]))
@settings(max_examples=60, deadline=None)
def test_random_damage_never_crashes(seed, insert):
    document = load_corpus_once()["pinghu-2024"]
    rng = random.Random(seed)
    start = rng.randrange(len(document.raw) - 100)  # so that twenty cuts leave something
    raw = document.raw[start : start + 1500]
    for _ in range(20):
        spot = rng.randrange(len(raw))
        raw = raw[:spot] + insert + raw[spot + rng.randrange(3) :]
    assert_quotes_stand(raw, rows(document, raw))


def load_corpus_once(store={}):  # noqa: B006 - one corpus for all examples
    if not store:
        store["corpus"] = load_corpus()
    return store["corpus"]


LONG = [  # what is repeated to a long line
    "支持企业创新发展",
    "给予50万元",
    "国家级、省级、",
    "1",
    "（",
    "最高不超过",
    "（责任单位：市科技局",
]


@pytest.mark.parametrize("piece", LONG)
def test_time_is_linear(piece):
    def seconds(n_bytes, mark=""):
        raw = "（一）支持。" + piece * (n_bytes // len(piece.encode())) + mark  # read anew: not from a cache
        begin = time.process_time()
        extract_document(Document("long", raw, {}))
        return time.process_time() - begin

    small = min(seconds(10_000, mark) for mark in "甲乙丙")
    # Ten times the text; what grows with the square takes a hundred times as long.
    assert seconds(100_000) < 30 * small + 0.3


def test_ten_megabytes_without_punctuation():
    raw = "（一）支持" + "企业创新发展平台建设2024年" * 300_000
    assert len(raw.encode()) > 10_000_000
    assert len(extract_document(Document("long", raw, {}))["measures"]) == 1
