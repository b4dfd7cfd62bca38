"""What can my firm get: the rules as data, the browser's results against those of `policybook simulate`, and the page."""

import json
import math
import random
from urllib.parse import parse_qsl

import pandas as pd
import pytest
from helpers import ROOT, until

from policybook.analyse.simulate import check_profile, load_profile, simulate, totals
from policybook.read.corpus import load_corpus
from policybook.site import firm_page
from policybook.tables.files import load_tables
from policybook.vocab.programmes import load_programmes

CORPUS = load_corpus(ROOT)
AWARDS = load_tables(ROOT)["award_programmes"]
VOCABULARY = load_programmes(ROOT)
STATIC = ROOT / "src" / "policybook" / "site" / "static"
PROFILES = sorted((ROOT / "data" / "profiles").glob("*.yml"))


@pytest.fixture(scope="module")
def rules():
    return firm_page.firm_rules(AWARDS, VOCABULARY, CORPUS)


def random_profile(draw, rules):
    """Return a profile of titles, activities, figures, traits and grades as they come."""
    words = sorted({atom[key] for rule in rules["rules"] for atom in _atoms(rule) for key in ("core", "except") if atom.get(key)})
    words += [*sorted({rule["tier"] for rule in rules["rules"] if rule["tier"]}), "Ａ档", "规上 企业", "“小巨人”", "x"]
    lumps = sorted({(r["programme"], r["level"]) for r in rules["rules"] if r["instrument"] == "lump_sum"})
    others = sorted({r["programme"] for r in rules["rules"] if r["instrument"] != "lump_sum"})
    bounds = sorted({b for r in rules["rules"] for a in _atoms(r) for b in (a.get("low"), a.get("high")) if b})

    def said():
        found = {"traits": draw.sample(words, draw.randint(0, 4)), "not": draw.sample(words, draw.randint(0, 2))}
        return {key: value for key, value in found.items() if value}

    profile = {"title": "random", "recognitions": [], "activities": []}
    for name, level in draw.sample(lumps, draw.randint(1, 4)):
        known = [*VOCABULARY.programmes[name].grades, *VOCABULARY.programmes[name].tiers]
        tier = level or (draw.choice(known) if known else "")
        profile["recognitions"].append({"programme": name, **({"tier": tier} if tier else {}), **said()})
    for name in draw.sample(others, draw.randint(1, 6)):
        figures = {}
        for variable in draw.sample(sorted(VOCABULARY.variables), draw.randint(3, 18)):
            figures[variable] = draw.choice([draw.choice(bounds), round(10 ** draw.uniform(0, 8), 2), draw.randint(0, 60)])
        known = [*VOCABULARY.programmes[name].grades, *VOCABULARY.programmes[name].tiers]
        tiers = draw.choice([None, [], known])
        profile["activities"].append({"programme": name, "figures": figures, **({} if tiers is None else {"tiers": tiers}), **said()})
    return check_profile(profile, VOCABULARY)


def _atoms(rule):
    return [atom for alternative in rule["condition"] for ways in alternative for way in ways for atom in way]


def in_python(profile):
    """Return what `policybook simulate` says, in the form of the browser's rows."""
    found = simulate(profile, AWARDS, VOCABULARY, list(CORPUS))
    rows = [
        [r.doc_id, r.programme, "" if pd.isna(r.programme_tier) else r.programme_tier, r.outcome, _number(r.low_yuan), _number(r.high_yuan),
         "" if pd.isna(r.decided_by) else r.decided_by, None if pd.isna(r.start) else int(r.start), "" if pd.isna(r.quote) else r.quote]
        for r in found.itertuples()
    ]  # fmt: skip
    return rows, [[r.Index, *map(float, r[1:])] for r in totals(found, list(CORPUS)).itertuples()]


def _number(value):
    return None if pd.isna(value) else float(value)


IN_THE_BROWSER = """([data, profiles]) => profiles.map((profile) => {
  const rows = policybookFirm.simulate(data, profile);
  return [
    rows.map((r) => [r.doc, r.programme, r.level, r.outcome, r.low, r.high, r.decided.join("; "), r.rule ? r.rule.start : null, r.rule ? data.quotes[r.rule.quote] : ""]),
    policybookFirm.totals(rows, data.documents).map((t) => [t.doc, t.low, t.high, t.possible, t.pays, t.open, t.not_met, t.not_stated]),
  ];
})"""


def same(ours, theirs):
    """Say whether two rows hold the same; sums may differ by what floating point leaves."""
    return len(ours) == len(theirs) and all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6) if isinstance(a, float) and b is not None else a == b for a, b in zip(ours, theirs, strict=True))


@pytest.mark.browser
def test_the_browser_says_what_simulate_says(browser, rules):
    draw = random.Random(20_26)
    profiles = [random_profile(draw, rules) for _ in range(100)]
    profiles += [load_profile(path, VOCABULARY) for path in PROFILES]
    page = browser.new_page()
    page.add_script_tag(path=str(STATIC / "firm-rules.js"))
    found = page.evaluate(IN_THE_BROWSER, [json.loads(firm_page.rules_json(rules)), profiles])
    page.close()
    outcomes = set()
    for profile, (rows, sums) in zip(profiles, found, strict=True):
        expected, summed = in_python(profile)
        outcomes |= {row[3] for row in rows}
        assert len(rows) == len(expected), profile
        assert [(a, b) for a, b in zip(rows, expected, strict=True) if not same(b, a)] == [], profile
        assert [(a, b) for a, b in zip(sums, summed, strict=True) if not same(b, a)] == [], profile
    assert outcomes == {"pays", "open", "not met", "not stated"}


def test_a_rule_reads_the_same_whatever_else_is_in_the_table():
    """What stands between two awards of one programme does not decide what the second goes on about."""
    from policybook.analyse.payment_rules import rules_of

    base = {"doc_id": "x", "measure": 1, "tier": None, "amount_yuan": None, "unit": None, "base": None, "cap_yuan": None, "is_max": False, "is_min": False,
            "instrument": "rate", "rate_pct": 10.0, "programme_tier": None}  # fmt: skip
    first = base | {"item": "设备投资", "programme": "equipment-investment", "condition": "设备投资额超过500万元", "quote": "对设备投资额超过500万元的按10%给予补助", "start": 0, "end": 20}
    between = base | {"item": "出口信用保险保费", "programme": "export-insurance", "condition": None, "quote": "保费补助10%", "start": 21, "end": 25}
    second = base | {"item": "设备投资", "programme": "equipment-investment", "condition": None, "quote": "再给予5%补助", "start": 26, "end": 34}
    alone = rules_of(pd.DataFrame([first, second]), VOCABULARY)[-1]
    among = rules_of(pd.DataFrame([first, between, second]), VOCABULARY)[-1]
    assert (among.base, among.condition, among.inherited) == (alone.base, alone.condition, True)


def test_a_profile_as_an_address():
    profile = {
        "title": "x",
        "recognitions": [{"programme": "little-giant", "tier": "national", "traits": ["新认定"]}, {"programme": "large-show"}],
        "activities": [{"programme": "grain-area", "figures": {"area_mu": 60, "price": 0.5}, "tiers": [], "not": ["a&b"]}],
    }
    assert parse_qsl(firm_page.profile_query(profile)) == [
        ("title", "little-giant.national"),
        ("yes", "新认定"),
        ("title", "large-show"),
        ("does", "grain-area"),
        ("area_mu", "60"),
        ("price", "0.5"),
        ("of", "none"),
        ("no", "a&b"),
    ]


def test_the_form_offers_what_the_rules_pay_and_is_escaped(rules):
    hostile = {"title": "<script>", "recognitions": [{"programme": "little-giant", "tier": "national"}]}
    html = firm_page.firm_html(rules, [hostile], 9, "../")
    assert "<script>" not in html
    assert '<option value="little-giant.national">' in html
    assert '<option value="digital-project">' in html
    assert '<option value="digital-project.' not in html


def test_of_many_rules_the_page_says_that_they_come_by_programme(rules, monkeypatch):
    assert "loaded when" not in firm_page.firm_html(rules, [], 9, "../")
    monkeypatch.setattr(firm_page, "MANY", len(rules["rules"]) - 1)
    assert "Those of a programme are loaded when it is chosen." in firm_page.firm_html(rules, [], 9, "../")


def assigned(script):
    """Return the name and the content of a script of data."""
    name, _, content = script.removeprefix("window.").partition(" = ")
    return name, json.loads(content.strip().removesuffix(";"))


def test_many_rules_stand_by_programme_and_few_in_one_script(rules):
    assert list(firm_page.firm_scripts(rules, len(rules["rules"]))) == [firm_page.DATA]
    scripts = firm_page.firm_scripts(rules, len(rules["rules"]) - 1)
    _, first = assigned(scripts.pop(firm_page.DATA))
    assert first | {"rules": rules["rules"], "quotes": rules["quotes"]} == json.loads(json.dumps(rules)) | {"parts": first["parts"]}
    assert (first["rules"], first["quotes"]) == ([], [])
    assert max(map(len, scripts.values())) < len(json.dumps(rules["rules"])) / 8, "no programme has a large share of the rules"
    found = []
    for name, i in first["parts"].items():
        variable, part = assigned(scripts.pop(f"{firm_page.PARTS}/{i}.js"))
        assert variable == f"policybookRules{i}"
        assert {rule["programme"] for rule in part["rules"]} == {name}
        found += [rule | {"quote": part["quotes"][rule["quote"]]} for rule in part["rules"]]
    assert scripts == {}
    key = json.dumps
    assert sorted(map(key, found)) == sorted(key(rule | {"quote": rules["quotes"][rule["quote"]]}) for rule in rules["rules"])


# ------------------------------------------------------------------------------------------------- on the built site


def filled(page):
    page.wait_for_selector("#pb-firm[data-ready]")
    return page


def shown(page):
    """Return the sums that the page shows, document by document, in yuan."""
    scale = {"元": 1, "万元": 1e4, "亿元": 1e8}
    lines = page.locator("#pb-firm-results tbody tr").evaluate_all("rows => rows.map((r) => [...r.cells].slice(1, 4).map((c) => c.textContent))")
    return [[None if cell == "–" else float(cell.split()[0].replace(",", "")) * scale[cell.split()[1]] for cell in line] for line in lines]


@pytest.mark.site
@pytest.mark.browser
def test_the_form_keeps_its_state_in_the_address_and_saves_a_profile(open_page, pages, parsed):
    troubles = []
    page = filled(open_page("book/firm.html", troubles=troubles, root=pages.resolve().as_uri() + "/"))
    page.locator("[name=add-title]").select_option("little-giant.national")
    page.locator("[name=add-does]").select_option("export-insurance")
    page.get_by_label("Premium of the year").fill("80")
    sums = shown(page)
    assert "title=little-giant.national" in page.url
    assert "premium=800000" in page.url
    again = filled(open_page("book/firm.html?" + page.url.split("?")[1]))
    assert shown(again) == sums
    with page.expect_download() as download:
        page.locator("#pb-firm-profile").click()
    result = simulate(load_profile(download.value.path(), VOCABULARY), AWARDS, VOCABULARY, list(CORPUS))
    expected = totals(result, list(CORPUS))[["low_yuan", "high_yuan", "possible_yuan"]]
    for ours, (low, high, possible) in zip(sums, expected.itertuples(index=False), strict=True):
        assert ours == [pytest.approx(low), pytest.approx(high), pytest.approx(possible) if possible > high else None]
    links = page.locator(".pb-firm-row a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    assert len(links) == (result["outcome"] != "not stated").sum() > 0
    for link in links:
        address, anchor = link.removeprefix("../").split("#")
        assert parsed[address].xpath(f"//*[@id='{anchor}']"), link
    drafts = [d.label for d in CORPUS.values() if d.record["status"] == "draft"]
    marked = page.locator("#pb-firm-results tbody tr:has(.pb-status) a").all_inner_texts()
    assert marked == drafts
    page.locator("button[type=reset]").click()
    until(page, "!location.search")
    assert page.locator("#pb-firm-results tr").count() == 0
    assert troubles == []


@pytest.mark.site
@pytest.mark.browser
def test_of_many_rules_those_of_a_programme_come_when_it_is_asked_for(open_page, pages, rules, tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "_static").mkdir()
    (tmp_path / "book/firm.html").write_bytes((pages / "book/firm.html").read_bytes())
    for path in (pages / "_static").iterdir():
        if path.name != firm_page.DATA:
            (tmp_path / "_static" / path.name).symlink_to(path)
    for name, text in firm_page.firm_scripts(rules, many=1).items():
        (tmp_path / "_static" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "_static" / name).write_text(text, "utf-8")
    query = "?title=little-giant.national&does=export-insurance&premium=800000"
    whole = filled(open_page(f"book/firm.html{query}"))
    page = filled(open_page(f"book/firm.html{query}", root=tmp_path.resolve().as_uri() + "/"))
    scripts = "Array.from(document.scripts, (s) => s.src).filter((src) => src.includes('/firm-rules/')).length"
    assert page.evaluate(scripts) == 2
    assert page.locator("#pb-firm-results").inner_html() == whole.locator("#pb-firm-results").inner_html()
    for each in (whole, page):
        each.locator("[name=add-does]").select_option("digital-project")
        each.locator(".pb-firm-entry").nth(2).wait_for()
    assert page.evaluate(scripts) == 3
    assert page.evaluate("document.activeElement.closest('.pb-firm-entry') === document.querySelectorAll('.pb-firm-entry')[2]")
    assert page.locator("#pb-firm-results").inner_html() == whole.locator("#pb-firm-results").inner_html()
