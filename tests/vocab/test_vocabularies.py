"""The vocabularies of indicators, offices, asks and instruments: what they say of printed words, and how they complain."""

import html
import re

import pytest
from helpers import ROOT

from policybook.commands.notebooks import read_notebook
from policybook.errors import PolicybookError
from policybook.vocab.indicators import load_indicators, load_promises
from policybook.vocab.instruments import load_instruments
from policybook.vocab.phrases import load_phrases
from policybook.vocab.requests import load_requests
from policybook.vocab.units import load_units

INDICATORS, OFFICES = load_indicators(ROOT), load_units(ROOT)

PRINTED = [  # (indicator as printed, unit, name, kind)
    ("全县规上工业增加值增长", "%", "industrial-growth", "growth"),
    ("规上工业亩均增加值增长", "%", None, "growth"),
    ("全县新建和改造提升高标准农田", "亩", "high-standard-farmland", "amount"),
    ("全县新建和改造提升高标准农田", "%", None, "share"),
    ("推动全区老字号企业", "家", "old-brands", "count"),
    ("新培育国家级专精特新“小巨人”企业", "家", "little-giants", "count"),
    ("城乡居民收入倍差", None, "income-ratio", "standard"),
    ("低保年人均标准", "元", "low-income-standard", "standard"),
    ("完成综合交通投资", "元", "transport-investment", "money"),
    ("新筹集保障性租赁住房", "套(间)", "rental-housing", "count"),
    ("修桥", "座", None, "count"),
]


@pytest.mark.parametrize(("printed", "unit", "name", "kind"), PRINTED)
def test_indicators(printed, unit, name, kind):
    assert (INDICATORS.indicator_of(printed, unit), INDICATORS.kind_of(printed, unit)) == (name, kind)


UNITS = [  # (unit as printed, office, whose work it does)
    ("区财政局（区国资办）", "finance", ("finance",)),
    ("县国资办", "assets", ("assets",)),
    ("区经商局", "industry-commerce", ("industry", "commerce")),
    ("区经信商务局", "industry-commerce", ("industry", "commerce")),
    ("市经信局", "industry", ("industry",)),
    ("市商务局", "commerce", ("commerce",)),
    ("区政府办公室〔区金融发展服务中心〕", "finance-centre", ("finance-centre",)),
    ("区政府办公室", "government-office", ("government-office",)),
    ("市委组织部〔市委人才办〕", "organisation", ("organisation",)),
    ("组织部<人才办>", "organisation", ("organisation",)),
    ("市委宣传部〔市委网信办〕", "publicity", ("publicity",)),
    ("区农业农村和水利局", "farming-water", ("farming", "water")),
    ("市文化广电旅游局", "culture", ("culture",)),
    ("市文旅体局", "culture-sport", ("culture", "sport")),
    ("县资规分局", "land", ("land",)),
    ("人行某县支行", "central-bank", ("central-bank",)),
    ("各镇（街道）", "towns", ("towns",)),
    ("气象台", None, ()),
]


@pytest.mark.parametrize(("unit", "office", "work"), UNITS)
def test_offices(unit, office, work):
    assert OFFICES.office_of(unit) == office
    assert (OFFICES.work_of(office) if office else ()) == work


def test_each_unit_of_the_corpus_has_an_office(tables):
    printed = set(tables["responsibilities"]["unit"])
    printed |= {unit for units in tables["asks"]["units"].dropna() for unit in units.split("|")}
    assert [unit for unit in sorted(printed) if not OFFICES.office_of(unit)] == []


def test_no_indicator_stands_for_nothing(tables):
    targets = tables["targets"]
    used = {INDICATORS.indicator_of(*pair) for pair in zip(targets["indicator"], targets["unit"], strict=True)}
    assert sorted(set(INDICATORS.indicators) - used) == []


def test_no_indicator_is_named_twice_in_a_document(tables):
    targets = tables["targets"]
    names = [INDICATORS.indicator_of(*pair) for pair in zip(targets["indicator"], targets["unit"], strict=True)]
    known = targets.assign(name=names).dropna(subset=["name"])
    assert known[known.duplicated(["doc_id", "name"])].empty


def test_each_promise_has_an_english_name(tables):
    targets, english = tables["targets"], load_promises(ROOT)
    pairs = zip(targets["indicator"], targets["unit"], strict=True)
    printed = {indicator for indicator, unit in pairs if not INDICATORS.indicator_of(indicator, unit)}
    assert sorted(printed - set(english)) == [], "add them to data/vocab/promises.yml"
    assert sorted(set(english) - printed) == [], "no document prints these any more"


def test_a_promise_without_english_is_named(tmp_path):
    assert "promises.yml: 修路: must be a text" in complaint(load_promises, tmp_path, "promises.yml", "修路: 3\n")


def test_a_phrase_without_english_is_named(tmp_path):
    assert "phrases.yml: 修路: must be a text" in complaint(load_phrases, tmp_path, "phrases.yml", "修路: 3\n")


def test_phrases_stand_in_a_chapter(corpus):
    notebooks = [read_notebook(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    outputs = [output for notebook in notebooks for cell in notebook.cells for output in cell.get("outputs", [])]
    text = "".join(re.sub("<[^>]*>", "", output.get("data", {}).get("text/html", "")) for output in outputs)
    titles = "".join(str(document.record["title"]) for document in corpus.values())  # the start page shows them
    shown = "".join((html.unescape(text) + titles).split())
    assert [zh for zh in load_phrases(ROOT) if "".join(zh.split()) not in shown] == [], "no chapter shows these any more"


KINDS = "kinds: [{id: count, en: number}]\n"
BROKEN_INDICATORS = [
    ("indicators: []\n", "indicators.yml: has no list `kinds`"),
    (KINDS + "indicators: {a: 1}\n", "indicators.yml: has no list `indicators`"),
    (KINDS + "indicators: [{id: road, zh: 路, en: Road, units: [公里]}]\n", "indicators: road: lacks `names`"),
    (KINDS + "indicators: [{zh: 路, en: Road, units: [公里], names: [路]}]\n", "indicators: entry 1: lacks `id`"),
    (KINDS + "indicators: [{id: road, zh: 路, en: Road, units: 公里, names: [路]}]\n", "road: `units` must be a list"),
    (KINDS + "indicators: [{id: road, zh: 路, en: Road, units: [公里], names: ['路(']}]\n", "road: names: the pattern '路(' is broken"),
    (KINDS + "indicators: [{id: road, zh: 路, en: Road, units: [公里], names: [路], free: 1}]\n", "road: `free` must be true or false"),
    (KINDS + "indicators: [{id: road, zh: 路, en: Road, units: [公里], names: [路], colour: red}]\n", "road: `colour` is none of"),
    (KINDS + "indicators: [{id: a, zh: 路, en: R, units: [公里], names: [路]}, {id: a, zh: 桥, en: B, units: [座], names: [桥]}]\n", "a: stands there twice"),
    ("kinds: [{id: count, en: number, units: [个]}]\nindicators: []\n", "the last one must take what is left"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BROKEN_INDICATORS)
def test_broken_indicators_are_named(tmp_path, text, message):
    assert message in complaint(load_indicators, tmp_path, "indicators.yml", text)


BROKEN_UNITS = [
    ("kinds: {a: b}\noffices: [{id: x, zh: 局, en: bureau, short: B, kind: c, names: [局]}]\n", "offices: x: no kind 'c'"),
    ("kinds: {a: b}\noffices: [{id: x, zh: 局, en: bureau, short: B, kind: a, names: [局], does: [y]}]\n", "x: does the work of no office 'y'"),
    ("kinds: {a: b}\noffices: [x]\n", "offices: entry 1: is no entry of the form"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BROKEN_UNITS)
def test_broken_offices_are_named(tmp_path, text, message):
    assert message in complaint(load_units, tmp_path, "units.yml", text)


FUNDING = "{id: funding, side: supply, zh: 钱, en: money, rank: 9, names: [钱]}"
BROKEN_INSTRUMENTS = [
    ("sides: {supply: s}\ninstruments: []\n", "instruments: lacks funding"),
    (f"sides: {{demand: d}}\ninstruments: [{FUNDING}]\n", "instruments: funding: no side 'supply'"),
    ("sides: {supply: s}\ninstruments: [{id: funding, side: supply, zh: 钱, en: money, rank: a, names: [钱]}]\n", "funding: rank: must be a whole number"),
    (f"sides: {{supply: s}}\ninstruments: [{FUNDING}, {{id: tax, side: supply, zh: 税, en: tax, rank: 1, names: ['税[']}}]\n", "tax: names: the pattern '税[' is broken"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BROKEN_INSTRUMENTS)
def test_broken_instruments_are_named(tmp_path, text, message):
    assert message in complaint(load_instruments, tmp_path, "instruments.yml", text)


LEVELS = "levels: [{id: central, zh: 国, en: state, names: [国]}]\nthings: []\nsums: []\n"
BROKEN_REQUESTS = [
    ("things: []\nsums: []\n", "requests.yml: has no list `levels`"),
    ("levels: [{id: central, zh: 国, en: state}]\nthings: []\nsums: []\n", "levels: central: lacks `names`"),
    (LEVELS + "never: ['(']\n", "never: never: the pattern '(' is broken"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN_REQUESTS)
def test_broken_words_of_asks_are_named(tmp_path, text, message):
    assert message in complaint(load_requests, tmp_path, "requests.yml", text)


def complaint(load, folder, name, text):
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "data" / "vocab").mkdir()
    (folder / "data" / "vocab" / name).write_text(text, "utf-8")
    with pytest.raises(PolicybookError) as error:
        load(folder)
    return str(error.value)
