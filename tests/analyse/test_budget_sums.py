from dataclasses import asdict
from itertools import combinations

import pandas as pd
import pytest

from policybook.analyse import budget_sums, double_counting, kinds_of_money
from policybook.errors import PolicybookError
from policybook.extract import budgets as budget_rules
from policybook.read.corpus import load_corpus
from policybook.vocab import subjects as vocab_subjects
from policybook.vocab.domains import load_domains
from policybook.vocab.places import load_places


@pytest.fixture(scope="module")
def subjects():
    return vocab_subjects.load_subjects()


@pytest.fixture(scope="module")
def sums(tables):
    return budget_sums.domain_sums(tables, budget_sums.common_domains(*load_domains()))


@pytest.fixture(scope="module")
def net(tables, sums):
    return budget_sums.gross_net(sums, tables["budgets"])


@pytest.fixture(scope="module")
def lines(tables, sums, subjects):
    return budget_sums.lines(tables["budgets"], sums, subjects)


@pytest.fixture(scope="module")
def built(net, lines):
    doubles = double_counting.double_counts(lines)
    return {r["doc_id"]: double_counting.reconstruct(doubles, r, lines) for r in net.to_dict("records")}


HALF_UNITS = [  # (as printed, yuan that rounding can hide)
    ("支持总额约31.85亿元", 500_000),
    ("支持总额约26亿元", 50_000_000),
    ("预算安排3650万元", 5_000),
    ("争取资金385.57万元", 50),
    ("预算安排0.4亿元", 5_000_000),
    ("市财政2024年预算安排政府投资项目资金4.49亿元", 500_000),
    ("没有金额", 0),
]


@pytest.mark.parametrize(("text", "yuan"), HALF_UNITS)
def test_half_of_the_last_digit(text, yuan):
    assert budget_sums.half_unit(text) == yuan


SUBJECTS = [  # (label, subjects)
    ("教育支撑资金", ("education",)),
    ("高水平大学建设", ("education",)),
    ("教育卫生类资金", ("education", "health")),
    ("环境卫生提升", ("environment",)),
    ("人才、养老服务及就业等专项资金", ("talent", "employment", "elderly")),
    ("国省道及一般公路养护资金、四好农村路", ("transport",)),
    ("农村公路养护及大中修", ("transport",)),
    ("农村危桥改造", ("transport",)),
    ("农村人居环境", ("agriculture", "environment")),
    ("金融科创发展", ("finance",)),
    ("科技创新投入", ("science",)),
    ("交通强区建设政策", ("transport",)),
    ("服务业专项资金", ("services",)),
    ("其他类", ()),
]


@pytest.mark.parametrize(("label", "expected"), SUBJECTS)
def test_subjects_are_told_by_words(subjects, label, expected):
    assert vocab_subjects.subjects_of(label, subjects) == expected


@pytest.mark.parametrize(("yuan", "text"), [(3_184_500_000, "31.845"), (1.3e8, "1.30"), (49_600_000, "0.496"), (0, "0.00")])
def test_in_yi(yuan, text):
    assert budget_sums.in_yi(yuan) == text


AMOUNTS = [  # (亿元, low, high)
    ([1, 2, 3], 3, 3),
    ([0.62, 0.62, 0.62], 1.24, 1.24),
    ([3.53, 2.3, 1.02, 0.71, 0.24], 4.261, 4.271),
    ([3.53, 2.3, 1.02, 0.71, 0.24], 3.761, 3.771),
    ([4.49, 0.495, 0.0002], 0, 5),
    ([], 0, 0),
    ([5], 6, 7),
    ([5], 3, 2),
]


@pytest.mark.parametrize(("amounts", "low", "high"), AMOUNTS)
def test_subsets_are_counted_as_by_listing_them(amounts, low, high):
    yuan = [a * 1e8 for a in amounts]
    chosen = [c for n in range(len(yuan) + 1) for c in combinations(yuan, n)]
    expected = sum(low * 1e8 - 1 <= sum(c) <= high * 1e8 + 1 for c in chosen)
    assert double_counting.count_subsets(yuan, low * 1e8, high * 1e8) == expected


def one_document(sections):
    """Return the tables of a made-up document: {title: text of the domain's opening}."""
    rows = []
    for section, (_, text) in enumerate(sections, 1):
        for found in budget_rules.extract(text, 2030)[0]:
            place = {"doc_id": "x", "section": section, "measure": pd.NA, "quote": text[found.start : found.end]}
            here = {"start": section * 1000 + found.start, "end": section * 1000 + found.end}
            rows.append(asdict(found) | place | here)
    frame = pd.DataFrame(rows)
    listed = [(i, title) for i, (title, _) in enumerate(sections, 1) if title]
    places = pd.DataFrame({"doc_id": "x", "section": [i for i, _ in listed], "title": [t for _, t in listed]})
    places = places.assign(quote=places["title"], start=places["section"] * 1000, end=places["section"] * 1000 + 9)
    documents = pd.DataFrame({"doc_id": ["x"], "scheme": [None], "policy_year": [2030], "level": ["district"], "status": ["final"]})
    return {"budgets": frame, "sections": places, "documents": documents}


MADE_UP = [
    ("科技创新政策", "县财政预算安排5亿元，其中教育支出3亿元，科技支出2亿元。"),
    ("交通政策", "县财政预算安排4亿元。"),
    ("扩大投资政策", "县财政预算安排7亿元，其中交通类资金3.5亿元，城建类资金3.5亿元。"),
    ("民生政策", "县财政预算安排6亿元，其中教育投入3亿元，医疗卫生资金3亿元。"),
    ("对外开放政策", "支持企业参展。"),
    ("", "上述政策支持总额约15.5亿元。"),
]


def test_a_made_up_document_of_an_unknown_scheme(subjects):
    made = one_document(MADE_UP)
    sums = budget_sums.domain_sums(made, budget_sums.common_domains(*load_domains()))
    assert list(sums["domain"]) == [title for title, _ in MADE_UP if title]
    assert sums["amount_yuan"].isna().tolist() == [False] * 4 + [True]
    net = budget_sums.gross_net(sums, made["budgets"]).to_dict("records")[0]
    assert (net["gross_yuan"], net["net_yuan"], net["n_stated"]) == (22e8, 15.5e8, 4)
    lines = budget_sums.lines(made["budgets"], sums, subjects)
    built = double_counting.reconstruct(double_counting.double_counts(lines), net, lines)
    assert list(built.exact["label"]) == ["教育支出"]
    assert list(built.chosen["label"]) == ["交通类资金"]
    assert built.closed
    steps = double_counting.waterfall(built, net)
    assert list(steps["kind"]) == ["gross", "exact", "chosen", "net"]
    assert steps["to_yuan"].iloc[2] == net["net_yuan"]


def test_without_a_stated_total_there_is_nothing_to_rebuild(subjects):
    made = one_document(MADE_UP[:-1])
    sums = budget_sums.domain_sums(made, budget_sums.common_domains(*load_domains()))
    net = budget_sums.gross_net(sums, made["budgets"]).to_dict("records")[0]
    lines = budget_sums.lines(made["budgets"], sums, subjects)
    assert double_counting.reconstruct(double_counting.double_counts(lines), net, lines) is None


PARTS = [  # (text, status of each division, in order)
    ("县财政预算安排5亿元，其中教育3亿元，科技2亿元。", ["adds up"]),
    ("县财政预算安排5亿元，其中教育3亿元，科技1亿元。", ["part of it"]),
    ("县财政预算安排5亿元，其中教育支出3亿元，科技支出4亿元。", ["exceeds"]),
    ("县财政预算安排3亿元，其中教育支出2亿元，科技支出1.5亿元。", ["exceeds"]),
    ("县财政预算安排0.4亿元，其中教育支出0.2亿元，科技支出0.201亿元。", ["adds up"]),
    ("县财政预算安排5亿元，其中教育投入3亿元（其中上级补助1亿元，本级财力2亿元）、科技支出2亿元。", ["adds up", "adds up"]),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_parts_against_their_total(text, expected):
    made = one_document([("政策", text)])
    found = budget_sums.parts_against_totals(made["budgets"], {"x": " " * 1000 + text})
    assert list(found["status"]) == expected


ASKS = [  # (goal, sums of public money in 万元)
    ("争取省级扶持资金3000万元以上。", [3000]),
    ("争取省商务促进专项资金超2000万,争取省县域商业体系建设资金1000万", [2000, 1000]),
    ("实施重大项目8个，计划完成投资10.6亿元以上。", []),
    ("力争新增制造业中长期贷款70亿元、新增上市公司3家。", []),
    ("建设1条年产值超10亿元的“土特产”全产业链。", []),
    ("积极争取中央、省级就业补助资金11101万元（其中市本级2044万元）。", [11101]),
    ("争取实际利用外资3.5亿美元，引进项目4个。", []),
]


@pytest.mark.parametrize(("goal", "expected"), ASKS)
def test_public_money_in_the_list_of_asks(goal, expected):
    asks = pd.DataFrame({"doc_id": ["x"], "domain": [1], "goal": [goal], "start": [0], "end": [9]})
    assert [a / 1e4 for a in kinds_of_money.sums_in_asks(asks)["amount_yuan"]] == expected


def test_the_crosswalk_puts_counterparts_into_one_row(sums):
    wide = budget_sums.matrix(sums)
    assert len(wide) == sums.groupby("doc_id")["section"].nunique().max()
    assert budget_sums.shares(wide).sum().round(9).eq(100).all()


def test_what_is_not_stated_is_missing(sums):
    missing = sums[sums["amount_yuan"].isna()]
    assert list(zip(missing["doc_id"], missing["section"], strict=True)) == [("nanhu-2025", 4)]


OVERLAPS = [  # (document, overlap, exact, chosen, rest within rounding, fits) in 亿元
    ("pinghu-2024", -0.005, 0, 0, True, 1),
    ("xiuzhou-2024", 17.32, 16.17, 0, False, 2),
    ("haining-2024", 52.146, 47.88, 4.27, True, 1),
    ("jiaxing-2025", 52.91, 6.57, 46.34, True, 1),
    ("nanhu-2025", 0.41, 0, 0, False, 2),
]


@pytest.mark.parametrize(("doc_id", "overlap", "exact", "chosen", "closed", "fits"), OVERLAPS)
def test_overlaps_of_the_corpus(built, doc_id, overlap, exact, chosen, closed, fits):
    one = built[doc_id]
    assert one.overlap / 1e8 == pytest.approx(overlap)
    assert one.explained / 1e8 == pytest.approx(exact)
    assert one.chosen["amount_yuan"].sum() / 1e8 == pytest.approx(chosen)
    assert (one.closed, one.fits) == (closed, fits)


def test_the_annex_table_changes_the_reconstruction(tables, sums, lines):
    annexed = budget_sums.with_annex(sums, tables["annex_budgets"], tables["documents"])
    net = budget_sums.gross_net(annexed, tables["budgets"]).set_index("doc_id", drop=False)
    one = double_counting.reconstruct(double_counting.double_counts(lines), net.loc["haining-2024"], lines)
    assert one.fits == 1
    assert set(one.chosen["label"]) == {"教育卫生类资金", "老旧小区改造及电梯加装资金"}


def test_sums_read_again_agree(tables):
    texts = {doc_id: document.raw for doc_id, document in load_corpus().items()}
    again = budget_sums.reread(tables["budgets"], texts)
    assert (again["again"] == again["amount_yuan"].round()).all()


def test_every_divided_domain_total_adds_up(tables):
    texts = {doc_id: document.raw for doc_id, document in load_corpus().items()}
    parts = budget_sums.parts_against_totals(tables["budgets"], texts)
    assert set(parts.query("role == 'domain_total'")["status"]) == {"adds up"}
    assert "exceeds" not in set(parts["status"])


def test_two_years_of_one_table(tables):
    years = budget_sums.year_columns(tables["annex_budgets"])
    assert set(years["doc_id"]) == {"haining-2024"}
    assert years.loc[years["change_pct"].idxmin(), "section"] == 3
    assert budget_sums.year_columns(tables["annex_budgets"].head(0)).empty


def test_three_kinds_of_money_are_kept_apart(tables):
    kinds = kinds_of_money.kinds_of_money(tables)
    assert list(kinds["kind"].drop_duplicates()) == list(kinds_of_money.KINDS)
    assert not kinds.duplicated(["kind", "doc_id", "section", "label", "amount_yuan"]).any()


def test_leaders_are_asked_again_under_every_reading(tables, sums, built, lines):
    left_out = {"education left out": lines[["education" in s for s in lines["subjects"]]]}
    readings = kinds_of_money.readings(sums, built.values(), tables["annex_budgets"], tables["documents"], left_out)
    assert readings["as stated"].equals(budget_sums.matrix(sums))
    leaders = kinds_of_money.leaders(readings, tables["documents"]).set_index("domain")
    assert leaders.loc["Manufacturing", "survives"]
    assert not leaders.loc["Livelihood", "education left out"]
    winners = kinds_of_money.largest_domains(readings)
    assert kinds_of_money.n_changed(winners, ["as stated"]) == 0
    assert kinds_of_money.n_changed(winners, ["taken out of both"]) == 2


def test_the_second_route_agrees(tables, sums, net):
    again = budget_sums.reread(tables["budgets"], {doc_id: document.raw for doc_id, document in load_corpus().items()})
    assert double_counting.overlaps_again(again)["overlap"].eq(net.set_index("doc_id")["overlap_yuan"]).all()
    assert double_counting.first_again(again, sums, "doc_id")["jiaxing-2025"] == "Investment"
    assert double_counting.first_again(again, sums, "domain")["Manufacturing"] == "nanhu-2025"


def test_mostly_names_the_sums_that_go_to_one_subject():
    made = pd.DataFrame(
        {
            "doc_id": ["a", "a", "b"],
            "section": [1, 1, 2],
            "subject": ["education", "", "education"],
            "share_pct": [60.0, 40.0, 50.0],
            "undivided": False,
        }
    )
    told = budget_sums.mostly(made, "education", {("a", 1): "Technology", ("b", 2): "Livelihood"})
    assert told == "In 1 of 2 divided sums more than half is for education: Technology (1)."


# ------------------------------------------------------------------------- growth of a total, size, whom it reaches


def years_of(rows):
    columns = ["section", "first_yuan", "last_yuan"]
    return pd.DataFrame(rows, columns=columns).astype({"section": "Int64"})


def test_growth_of_a_total_is_split_by_hand():
    # Lines 6 and 4, then 6 and 5: gross 10, 11. Totals 7 and 9: overlap 3, 2. Net grows by 2: 1 more money, 1 less counted twice.
    split = budget_sums.overlap_by_year(years_of([(None, 7.0, 9.0), (1, 6.0, 6.0), (2, 4.0, 5.0)]))
    assert split["first_yuan"].to_dict() == {"gross": 10.0, "net": 7.0, "overlap": 3.0}
    assert split["change_yuan"].to_dict() == {"gross": 1.0, "net": 2.0, "overlap": -1.0}
    assert split["of_net_pct"].to_dict() == {"gross": 50.0, "net": 100.0, "overlap": 50.0}
    assert split.loc["gross", "change_pct"] == pytest.approx(10)


def test_a_total_beside_the_size_of_its_place():
    net = pd.DataFrame({"doc_id": ["a", "b"], "net_yuan": [600.0, 100.0]})
    documents = pd.DataFrame({"doc_id": ["a", "b"], "place": ["某市", "某区"]})
    rows = [("某市", "population", 2020, 100), ("某市", "population", 2021, 200), ("某市", "revenue", 2021, 1200)]
    places = pd.DataFrame(rows, columns=["place", "measure", "year", "value"])
    found = budget_sums.per_head(net, documents, places)
    assert found.loc[0, ["population", "per_head_yuan", "of_revenue_pct", "year"]].tolist() == [200, 3.0, 50.0, 2021]
    assert found.loc[1, ["population", "per_head_yuan", "of_revenue_pct"]].isna().all()


REACHES = {"a": {"for": "firms"}, "b": {"for": "services"}, "c": {"for": "either"}}
WHO = [  # (subjects of a line, whom it reaches)
    (("a",), "firms"), (("b",), "services"), (("c",), "open"), ((), "open"), (("a", "b"), "open"), (("a", "c"), "open"),
]  # fmt: skip


@pytest.mark.parametrize(("names", "expected"), WHO)
def test_whom_a_line_reaches(names, expected):
    assert kinds_of_money.reach(pd.DataFrame({"subjects": [names]}), REACHES) == [expected]


def test_shares_of_whom_the_money_reaches():
    rows = [("x", "firms", 1), ("x", "services", 6), ("x", "open", 3), ("y", "services", 5)]
    found = kinds_of_money.reach_shares(pd.DataFrame(rows, columns=["doc_id", "reach", "amount_yuan"]))
    assert found.loc[0].to_dict() == {"doc_id": "x", "firms_pct": 10, "services_pct": 60, "open_pct": 30, "firms_max_pct": 40, "yuan": 10}
    assert found.loc[1, ["firms_pct", "services_pct", "firms_max_pct"]].tolist() == [0, 100, 0]


def test_every_subject_says_whom_it_reaches(subjects):
    assert {entry["for"] for entry in subjects.values()} == {"firms", "services", "either"}


def test_an_exact_double_counts_once():
    lines = pd.DataFrame({"doc_id": "x", "start": [1, 5, 9], "amount_yuan": [3, 3, 2]})
    doubles = pd.DataFrame({"doc_id": "x", "start": [1, 9], "exact": [True, False]})
    assert double_counting.once(lines, doubles)["start"].tolist() == [5, 9]
    rebuilt = lines[lines["start"] == 9]
    assert double_counting.once(lines, doubles, rebuilt)["start"].tolist() == [5]


def built_of(doc_id, chosen, fits, rest=0):
    frame = pd.DataFrame({"amount_yuan": [v for v, _ in chosen], "start": [s for _, s in chosen]})
    nothing = pd.DataFrame({"amount_yuan": pd.Series(dtype="int64"), "start": pd.Series(dtype="int64")})
    overlap = sum(v for v, _ in chosen) + rest
    return double_counting.Reconstruction(doc_id, overlap, 0, nothing, frame, 3, fits, 0.1, 5, 1)


def test_a_reconstruction_as_a_sum_by_hand():
    # Domains 20, total 11: overlap 9. A line of 4 stands in two domains: 5 is left. One of 5 lies within a larger one: nothing is.
    line = {"label": "甲", "other_label": "乙", "section": 1, "amount_yuan": 4, "start": 1}
    exact, chosen = pd.DataFrame([line]), pd.DataFrame([line | {"label": "丙", "amount_yuan": 5, "section": 2}])
    built = double_counting.Reconstruction("x", 9, 0, exact, chosen, 1, 1, 0.1, 5, 1)
    steps = double_counting.by_hand(built, {"gross_yuan": 20.0, "net_yuan": 11.0})
    assert steps["amount_yuan"].tolist() == [20, 11, 4, 5]
    assert steps["left_yuan"].tolist() == [20, 9, 5, 0]
    assert steps["step"].tolist()[2:] == ["less 甲, which has the same sum in 乙", "less 丙, which can lie within 乙"]


FITS = [  # (reconstructions, closed, choices, unique)
    ([built_of("x", [(3, 1)], 1)], 1, 1, True),
    ([built_of("x", [(3, 1)], 1), built_of("x", [(3, 1)], 1)], 2, 1, True),
    ([built_of("x", [(3, 1)], 1), built_of("x", [(2, 7)], 1)], 2, 2, False),
    ([built_of("x", [(3, 1)], 1), built_of("x", [], 2, 5)], 1, 1, False),
    ([built_of("x", [], 0, 5)], 0, 0, False),
]


@pytest.mark.parametrize(("built", "closed", "choices", "unique"), FITS)
def test_one_fit_under_every_reading(built, closed, choices, unique):
    row = double_counting.fits_by_reading(("any", b) for b in built).iloc[0]
    assert (row["readings"], row["closed"], row["choices"], row["unique"]) == (len(built), closed, choices, unique)


def test_fits_counted_twice_agree():
    for amounts, rest, tolerance in [([1, 2, 3], 3, 0), ([5, 5, 5], 10, 0), ([100, 205], 102, 3), ([7], 6, 0)]:
        steps = [a * double_counting.STEP for a in amounts]
        low, high = (rest - tolerance) * double_counting.STEP, (rest + tolerance) * double_counting.STEP
        assert double_counting.fits_again(amounts, rest, tolerance) == double_counting.count_subsets(steps, low, high)


PLACES = "place,measure,year,value,unit,kind,source,note\n"
FAULTS = [  # (a line, what the message says)
    ("某市,population,2021,-5,persons,report,http://x.org,", "line 2: -5 persons"),
    ("某市,population,2021,5,yuan,report,http://x.org,", "5 yuan is no population"),
    ("某市,area,2021,5,km2,report,http://x.org,", "is no area"),
    ("某市,revenue,2021,5,yuan,report,the yearbook,", "names no page"),
    ("某市,revenue,2021,5,yuan,report,http://x.org,\n某市,revenue,2021,6,yuan,report,http://x.org,", "stands twice"),
]


@pytest.mark.parametrize(("line", "message"), FAULTS)
def test_sizes_of_places_are_checked(tmp_path, line, message):
    (tmp_path / "data" / "outside").mkdir(parents=True)
    (tmp_path / "data" / "raw").mkdir()
    (tmp_path / "data" / "outside" / "places.csv").write_text(PLACES + line + "\n", "utf-8")
    with pytest.raises(PolicybookError, match=message):
        load_places(tmp_path)


def test_sizes_of_all_places_are_there(tables):
    places = load_places()
    assert set(tables["documents"]["place"]) == set(places.loc[places["measure"] == "population", "place"])
    assert not places["kind"].str.contains("without").any(), "a figure without a named source is no figure"
