import pandas as pd
import pytest
from helpers import ROOT

from policybook.analyse.payment_rules import Requirement, Threshold, derive, read_condition, rules_of
from policybook.analyse.simulate import amount, check_profile, curve, in_proportion, leads, load_profile, report, scaled, simulate, sweep, totals
from policybook.commands.cli import main
from policybook.errors import PolicybookError
from policybook.read.corpus import load_corpus
from policybook.tables.files import load_tables
from policybook.vocab.programmes import load_programmes

VOCABULARY = load_programmes(ROOT)
PROFILES = sorted((ROOT / "data" / "profiles").glob("*.yml"))


def bounds(text):
    """Return a condition as nested lists of (variable, low, high) and words."""
    return [[[[_atom(a) for a in way] for way in ways] for ways in alternative] for alternative in read_condition(text, VOCABULARY)]


def _atom(atom):
    if isinstance(atom, Requirement):
        return atom.text
    low = None if atom.low is None else ("(" if atom.low_open else "[") + f"{atom.low:g}"
    high = None if atom.high is None else f"{atom.high:g}" + (")" if atom.high_open else "]")
    return atom.variable, low, high


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("项目投资不低于200万元", [[[[("project_investment", "[2e+06", None)]]]]),
        ("设备投资额不低于300万元", [[[[("equipment_investment", "[3e+06", None)]]]]),
        ("设备投资总额（不含税）超过1000万元", [[[[("equipment_investment", "(1e+07", None)]]]]),
        ("设备投资额在60-300万元", [[[[("equipment_investment", "[600000", "3e+06]")]]]]),
        ("项目投资在20到200万元", [[[[("project_investment", "[200000", "2e+06]")]]]]),
        ("研发费用占营业收入占比达到1%（含）~3%（不含）", [[[[("rd_share", "[1", "3)")]]]]),
        ("研发费用增速在5%以上", [[[[("rd_growth", "[5", None)]]]]),
        ("研发费增长率达到20%", [[[[("rd_growth", "[20", None)]]]]),
        ("当年度研发费用正增长的企业", [[[[("rd_growth", "(0", None)]]]]),
        ("当年度研发经费1000万元（含）至5000万元", [[[[("rd_spending", "[1e+07", "5e+07]")]]]]),
        ("油菜种植面积小于50亩", [[[[("rape_area_mu", None, "50)")]]]]),
        ("全年稻麦油复种面积达到50亩（含）以上", [[[[("area_mu", "[50", None)]]]]),
        ("单品售价6000元以下", [[[[("price", None, "6000]")]]]]),
        ("年节能量达到200吨标煤（等价值）以上或二氧化碳年减排量达到400吨以上",
         [[[[("energy_saved_tce", "[200", None)], [("carbon_saved_t", "[400", None)]]]]),
        ("研发费用占营业收入比重达3%以上且研发费用增速在5%以上", [[[[("rd_share", "[3", None)]], [[("rd_growth", "[5", None)]]]]),
        ("研发费达60万元及以上，或研发费用占营业收入比重达10%以上", [[[[("rd_spending", "[600000", None)]]], [[[("rd_share", "[10", None)]]]]),
        ("占比达到3%以上的规上工业企业", [[[[("rd_share", "[3", None), "规上工业企业"]]]]),
        ("出口至重点国家", [[[["出口至重点国家"]]]]),
    ],
)  # fmt: skip
def test_thresholds_are_read_from_the_words_of_a_condition(text, expected):
    assert bounds(text) == expected


@pytest.mark.parametrize(
    ("low", "low_open", "value", "met"),
    [(100, False, 100, True), (100, True, 100, False), (100, True, 101, True), (100, False, 99, False), (100, False, None, None)],
)
def test_a_threshold_with_and_without_its_own_value(low, low_open, value, met):
    figures = {} if value is None else {"premium": value}
    assert Threshold("premium", low, None, low_open, False, "").met(figures) is met


@pytest.mark.parametrize(
    ("text", "traits", "lacking", "met"),
    [
        ("规上工业企业", ["规上工业企业"], [], True),
        ("规上工业企业", [], [], None),
        ("规模化主体(含制繁种)", ["规模化主体"], [], True),
        ("近三年每年研发费占营业收入比重均达到认定条件的国家高新技术企业", ["国家高新技术企业"], [], None),
        ("规上工业企业", [], ["规上"], False),
        ("规上工业企业(国家高新技术企业除外)", ["规上工业企业"], [], True),
        ("规上工业企业(国家高新技术企业除外)", ["规上工业企业", "高新技术企业"], [], False),
    ],
)
def test_a_clause_without_a_number(text, traits, lacking, met):
    assert Requirement(text).met(traits, lacking) is met


def test_figures_that_follow_from_others():
    known = derive({"rd_spending": 12e6, "rd_spending_last_year": 10e6, "revenue": 240e6}, VOCABULARY)
    assert (known["rd_increment"], known["rd_growth"], known["rd_share"]) == (2e6, 20, 5)
    assert derive({"rd_growth": 3, "rd_spending": 12, "rd_spending_last_year": 10}, VOCABULARY)["rd_growth"] == 3
    assert "rd_growth" not in derive({"rd_spending": 12, "rd_spending_last_year": 0}, VOCABULARY)


def row(**values):
    """One award of an export insurance rate, with changes."""
    base = {
        "doc_id": "x", "section": 1, "measure": 1, "item": "短期出口信用保险保费", "tier": None, "instrument": "rate",
        "amount_yuan": None, "rate_pct": 60.0, "unit": None, "base": None, "cap_yuan": None, "is_max": False, "is_min": False,
        "condition": None, "cofunded": False, "programme": "export-insurance", "programme_tier": None, "matched_on": "item",
        "also": None, "part": "body", "times": 1, "subsection": pd.NA, "path": "一/1", "payer": "silent", "on_top": False, "status": "final", "quote": "对短期出口信用保险保费给予60%的补助", "start": 0, "end": 10,
    }  # fmt: skip
    return base | values


def pays(figures, **values):
    return rules_of(pd.DataFrame([row(**values)]), VOCABULARY)[0].pays(figures)


@pytest.mark.parametrize(
    ("values", "premium", "expected"),
    [
        ({}, 100, (60, 60)),
        ({"cap_yuan": 50}, 100, (50, 50)),
        ({"is_max": True}, 100, (0, 60)),
        ({"is_max": True, "cap_yuan": 50}, 100, (0, 50)),
        ({"is_min": True}, 100, (60, 100)),
        ({"is_min": True, "cap_yuan": 80}, 100, (60, 80)),
        ({"is_min": True, "cap_yuan": 50}, 100, (50, 50)),
        ({}, None, None),
    ],
)
def test_what_a_rate_pays(values, premium, expected):
    assert pays({} if premium is None else {"premium": premium}, **values) == expected


@pytest.mark.parametrize(("is_max", "expected"), [(False, (100, 100)), (True, (0, 100))])
def test_what_a_sum_pays(is_max, expected):
    assert pays({}, instrument="lump_sum", amount_yuan=100.0, rate_pct=None, is_max=is_max) == expected


def test_a_sum_paid_in_two_years_is_paid_twice():
    assert pays({}, instrument="lump_sum", amount_yuan=100.0, rate_pct=None, times=2) == (200, 200)


def test_payments_in_percent_of_what_the_profile_compares_them_with():
    table = pd.DataFrame({"low_yuan": [10.0, 0.0], "high_yuan": [20.0, 0.0]}, index=["x", "y"])
    found = in_proportion(table, {"compared_with": {"what": "revenue", "yuan": 400}})
    assert found[["low_pct", "high_pct"]].to_numpy().tolist() == [[2.5, 5.0], [0, 0]]
    assert in_proportion(table, {})["low_pct"].isna().all()


def test_a_larger_firm_has_larger_figures_and_the_same_percentages():
    profile = {"title": "t", "compared_with": {"what": "w", "yuan": 50.0},
               "activities": [{"programme": "rd-spending", "figures": {"rd_spending": 10.0, "rd_growth": 5.0}}]}  # fmt: skip
    grown = scaled(profile, 3, VOCABULARY)
    assert grown["activities"][0]["figures"] == {"rd_spending": 30.0, "rd_growth": 5.0}
    assert grown["compared_with"]["yuan"] == 150
    assert profile["activities"][0]["figures"]["rd_spending"] == 10


def test_a_sweep_by_hand():
    """x pays a fixed sum of 100, y 10 % of the premium: y leads once the premium exceeds 1,000."""
    table = pd.DataFrame([row(doc_id="x", programme="overseas-showroom", instrument="lump_sum", amount_yuan=100.0, rate_pct=None),
                          row(doc_id="y", rate_pct=10.0)])  # fmt: skip
    table["condition"] = table["condition"].astype("string")
    profile = {"title": "t", "compared_with": {"what": "premium", "yuan": 1000}, "recognitions": [{"programme": "overseas-showroom"}],
               "activities": [{"programme": "export-insurance", "figures": {"premium": 1000.0}}]}  # fmt: skip
    swept = sweep(profile, table, VOCABULARY, ["x", "y", "z"], [0.5, 1, 2, 4])
    assert swept[swept["doc_id"] == "x"]["low_pct"].tolist() == [20, 10, 5, 2.5]
    assert swept[swept["doc_id"] == "y"]["low_pct"].tolist() == [10, 10, 10, 10]
    assert leads(swept, ["x", "y", "z"]).to_dict("index") == {
        "x": {"leads": 1, "shares": 1, "nothing": 0, "sizes": 4},
        "y": {"leads": 2, "shares": 1, "nothing": 0, "sizes": 4},
        "z": {"leads": 0, "shares": 0, "nothing": 4, "sizes": 4},
    }


def test_a_rule_with_alternatives_is_open_where_the_leading_words_matter():
    text = "当年度研发经费5000万元（含）以上，研发费用增速在5%以上的企业，或研发费用占营业收入比重达10%以上的企业"
    table = pd.DataFrame([row(programme="rd-spending", item="企业研发费用", base="研发费用", condition=text, quote=text)])
    rule = rules_of(table, VOCABULARY)[0]
    assert rule.applies({"rd_spending": 6e7, "rd_growth": 6, "rd_share": 1})[0] is True
    assert rule.applies({"rd_spending": 1e7, "rd_growth": 6, "rd_share": 1})[0] is False
    assert rule.applies({"rd_spending": 1e7, "rd_growth": 6, "rd_share": 12})[0] is None


def test_a_row_of_the_same_sentence_takes_over_the_threshold():
    first = row(programme="digital-project", item="集成性项目 软件", base="软件", condition="项目投资不低于200万元", quote="数字化改造项目投资不低于200万元的，软件给予10%", end=10)
    second = row(programme="digital-project", item="智能硬件", base="智能硬件", quote="智能硬件给予8%", start=11, end=20)
    apart = second | {"start": 90, "end": 99}
    rules = rules_of(pd.DataFrame([first, second, apart]), VOCABULARY)
    small = {"project_investment": 1e6, "hardware_investment": 1e6}
    assert [rule.applies(small, ["集成性"])[0] for rule in rules] == [False, False, True]
    assert [rule.base for rule in rules] == ["software_investment", "hardware_investment", "hardware_investment"]


def test_thresholds_that_contradict_each_other_stay_open():
    quote = "市财政对稻麦复种（油菜种植面积小于50亩）、油菜连片种植面积在50亩以上的农业主体，每亩分别增加15元和50元补贴"
    table = pd.DataFrame([row(programme="grain-area", item="稻麦复种", instrument="per_unit", amount_yuan=15.0, rate_pct=None, unit="亩", quote=quote)])
    rule = rules_of(table, VOCABULARY)[0]
    assert rule.applies({"area_mu": 60, "rape_area_mu": 0})[0] is None


def test_alternatives_are_not_added_up_and_parts_are():
    result = pd.DataFrame(
        [
            ("x", "p", "pays", 0.0, 100.0, "software", None),
            ("x", "p", "pays", 0.0, 80.0, "software", None),
            ("x", "p", "pays", 20.0, 20.0, "hardware", None),
            ("x", "q", "pays", 60.0, 60.0, "premium", 50.0),
            ("x", "r", "open", 500.0, 500.0, None, None),
        ],
        columns=["doc_id", "programme", "outcome", "low_yuan", "high_yuan", "base", "cap_yuan"],
    ).assign(programme_tier=None)
    total = totals(result, ["x", "y"])
    assert total.loc["x", ["low_yuan", "high_yuan", "possible_yuan"]].tolist() == [70, 170, 670]
    assert total.loc["y", ["low_yuan", "possible_yuan", "n_rules"]].tolist() == [0, 0, 0]


@pytest.fixture(scope="module")
def awards():
    return load_tables(ROOT)["award_programmes"]


@pytest.fixture(scope="module")
def docs():
    return list(load_corpus(ROOT))


@pytest.mark.parametrize("path", PROFILES, ids=lambda p: p.stem)
def test_each_example_runs_and_every_result_has_its_sentence(path, awards, docs):
    profile = load_profile(path, VOCABULARY)
    result = simulate(profile, awards, VOCABULARY, docs)
    assert set(result["doc_id"]) == set(docs)
    considered = result[result["outcome"] != "not stated"]
    assert considered["quote"].notna().all()
    assert (considered["outcome"] == "pays").any()
    assert (result["low_yuan"].dropna() <= result["high_yuan"].dropna()).all()
    undecided = result[result["outcome"] == "open"]
    assert (undecided["decided_by"] != "").all()
    total = totals(result, docs)
    assert (total["low_yuan"] <= total["high_yuan"]).all()
    assert (total["high_yuan"] <= total["possible_yuan"]).all()
    text = report(profile, result, VOCABULARY, {doc: doc for doc in docs})
    assert all(quote in text for quote in considered["quote"])


def test_the_issue_s_four_profiles_are_there():
    assert {p.stem for p in PROFILES} >= {"little-giant", "solar-manufacturer", "exporter", "grain-farm"}


@pytest.mark.parametrize("schedule", VOCABULARY.schedules)
def test_a_larger_project_never_gets_less_at_most(schedule, awards, docs):
    drawn = curve(schedule, awards, VOCABULARY, docs, points=31)
    assert (drawn["low_yuan"] <= drawn["high_yuan"]).all()
    assert (drawn["high_yuan"] <= drawn["possible_yuan"]).all()
    assert (drawn[drawn["size"] == 0]["high_yuan"] == 0).all()


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ({}, "'title' is a required property"),
        ({"title": "x"}, "needs recognitions or activities"),
        ({"title": "x", "recognitions": [{"programme": "little-gaint"}]}, "recognitions.0.programme: 'little-gaint' is not known; perhaps little-giant"),
        ({"title": "x", "recognitions": [{"programme": "green-factory"}]}, "recognitions.0: lacks its tier, one of national, provincial, prefecture"),
        ({"title": "x", "recognitions": [{"programme": "green-factory", "tier": "nationl"}]}, "'nationl' is not known; perhaps national"),
        ({"title": "x", "activities": [{"programme": "export-insurance", "figures": {"premiun": 3}}]}, "activities.0.figures: 'premiun' is not known; perhaps premium"),
        ({"title": "x", "activities": [{"programme": "export-insurance", "figures": {"premium": -3}}]}, "activities.0.figures.premium: -3 is less than the minimum"),
        ({"title": "x", "activities": [{"programme": "export-insurance", "figures": {"premium": "much"}}]}, "'much' is not of type 'number'"),
        ({"title": "x", "activity": []}, "profile"),
        ([], "is not of type 'object'"),
    ],
)
def test_a_wrong_profile_is_refused_in_one_clear_line(profile, message):
    with pytest.raises(PolicybookError) as error:
        check_profile(profile, VOCABULARY)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(("text", "message"), [(None, "no such file"), ("title: [", "line 1: not valid YAML"), ("", "is not of type 'object'")])
def test_the_command_refuses_a_bad_file(tmp_path, capsys, text, message):
    path = tmp_path / "p.yml"
    if text is not None:
        path.write_text(text, "utf-8")
    assert main(["simulate", str(path), "--root", str(ROOT)]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.err.count("\n") == 1
    assert not printed.out


def test_the_command_prints_sums_and_sentences_and_writes_a_table(tmp_path, capsys):
    path = tmp_path / "rules.csv"
    assert main(["simulate", str(PROFILES[0]), "--root", str(ROOT), "--csv", str(path)]) == 0
    printed = capsys.readouterr().out
    assert "yuan" in printed
    assert "measure" in printed
    assert len(pd.read_csv(path)) > 0


@pytest.mark.parametrize(("low", "high", "text"), [(5, 5, "5"), (0, 5000, "at most 5,000"), (3, 5, "3 to 5"), (0, 0, "0")])
def test_an_amount_in_words(low, high, text):
    assert amount(low, high) == text
