"""Every hand-kept file, damaged at random in its structure, is read or refused in one line that names it."""

# ruff: noqa: PT017 - damage may also leave a file that can be read, so that no error is no failure
import copy
import random
import shutil

import pytest
import yaml
from helpers import ROOT

from policybook.analyse.simulate import load_profile
from policybook.errors import PolicybookError
from policybook.project import read_yaml
from policybook.read.corpus import problems_of_raw
from policybook.vocab.agenda import load_agenda
from policybook.vocab.chinese import load_chinese
from policybook.vocab.corrections import load_corrections
from policybook.vocab.domains import load_domains
from policybook.vocab.glossary import read_glossary
from policybook.vocab.indicators import load_indicators, load_promises
from policybook.vocab.instruments import load_instruments
from policybook.vocab.named_kinds import load_industries, load_recipients
from policybook.vocab.phrases import load_phrases
from policybook.vocab.places import load_places
from policybook.vocab.programmes import load_programmes
from policybook.vocab.requests import load_requests
from policybook.vocab.subjects import load_subjects
from policybook.vocab.terms import load_terms
from policybook.vocab.tone import load_tone
from policybook.vocab.units import load_units

LOADERS = {
    "vocab/agenda.yml": load_agenda,
    "vocab/domains.yml": load_domains,
    "vocab/zh.yml": load_chinese,
    "vocab/zh_codebook.yml": load_chinese,
    "vocab/zh_labels.yml": load_chinese,
    "vocab/zh_sentences.yml": load_chinese,
    "vocab/glossary.yml": lambda root: read_glossary(root / "data" / "vocab" / "glossary.yml"),
    "vocab/glosses.yml": lambda root: load_terms(None, root),
    "vocab/indicators.yml": load_indicators,
    "vocab/industries.yml": load_industries,
    "vocab/recipients.yml": load_recipients,
    "vocab/instruments.yml": load_instruments,
    "vocab/names.yml": lambda root: load_terms(None, root),
    "vocab/phrases.yml": load_phrases,
    "vocab/programmes.yml": load_programmes,
    "vocab/promises.yml": load_promises,
    "vocab/requests.yml": load_requests,
    "vocab/stopwords.yml": lambda root: load_terms(None, root),
    "vocab/subjects.yml": load_subjects,
    "vocab/terms.yml": lambda root: load_terms(None, root),
    "vocab/themes.yml": lambda root: load_terms(None, root),
    "vocab/tone.yml": load_tone,
    "vocab/units.yml": load_units,
    "corrections.yml": load_corrections,
    "profiles/little-giant.yml": lambda root: load_profile(root / "data/profiles/little-giant.yml", load_programmes(ROOT)),
    "raw/pinghu-2024.yml": problems_of_raw,
}
STRANGE = [None, "", " ", 7, -1, 1e400, float("nan"), True, [], {}, [None], {"x": None}, "(", "a{99999999999}", "<script>", "x" * 5000, {1: 2}, [[["a"]]]]
ROUNDS = 8


def test_every_vocabulary_is_here():
    assert {f"vocab/{p.name}" for p in (ROOT / "data" / "vocab").glob("*.yml")} == {n for n in LOADERS if n.startswith("vocab/")}


def places(value, path=()):
    """Yield the way to every value of a structure."""
    yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(inner, (*path, key))


def damaged(value, rng, ways):
    """Return a copy in which one place is replaced, dropped, doubled or has a key more."""
    value = copy.deepcopy(value)
    # The upper levels are few and matter most: drawn by depth first.
    depth = rng.choice(sorted({len(way) for way in ways}))
    way = rng.choice([way for way in ways if len(way) == depth])
    if not way:
        return rng.choice(STRANGE)
    holder = value
    for key in way[:-1]:
        holder = holder[key]
    how = rng.randrange(4)
    if how == 0:
        holder[way[-1]] = rng.choice(STRANGE)
    elif how == 1:
        del holder[way[-1]]
    elif isinstance(holder, list):
        holder.append(copy.deepcopy(holder[way[-1]]) if how == 2 else rng.choice(STRANGE))
    else:
        holder[rng.choice(["strange", 5, None, True])] = rng.choice(STRANGE)
    return value


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    copied = tmp_path_factory.mktemp("fuzz") / "project"
    for part in ("raw", "vocab", "profiles"):
        shutil.copytree(ROOT / "data" / part, copied / "data" / part)
    shutil.copy(ROOT / "data/corrections.yml", copied / "data/corrections.yml")
    return copied


@pytest.mark.parametrize("name", LOADERS)
def test_damage_is_read_or_named(project, name):
    path, rng = project / "data" / name, random.Random(name)
    good = path.read_bytes()
    content = read_yaml(path)
    ways = list(places(content))
    try:
        for _ in range(ROUNDS):
            path.write_text(yaml.safe_dump(damaged(content, rng, ways), allow_unicode=True, sort_keys=False), "utf-8")
            load_programmes_cache()
            try:
                found = LOADERS[name](project)
            except PolicybookError as error:
                assert len(str(error).splitlines()) == 1, error
                assert path.name in str(error)
                assert len(str(error)) < 1000
            else:
                assert found is not None
    finally:
        path.write_bytes(good)


def load_programmes_cache():
    from policybook.vocab import programmes

    programmes._load.cache_clear()


TEXTS = [  # what stands in place of a whole file
    "", "null", "[]", "{}", "- a", "a: b", "7", "'x'", "[" * 600, "a: &b [1]\nc: *b", "? [1]\n: 2", "\x07", "items:", "a:\n\t- b",
]  # fmt: skip


@pytest.mark.parametrize("name", LOADERS)
def test_another_file_in_its_place_is_named(project, name):
    path = project / "data" / name
    good = path.read_bytes()
    try:
        for text in TEXTS:
            path.write_text(text, "utf-8")
            load_programmes_cache()
            try:
                LOADERS[name](project)
            except PolicybookError as error:
                assert path.name in str(error), text
                assert len(str(error).splitlines()) == 1, text
    finally:
        path.write_bytes(good)


def test_damaged_figures_of_places(project):
    (project / "data/outside").mkdir(exist_ok=True)
    path = project / "data/outside/places.csv"
    good = (ROOT / "data/outside/places.csv").read_bytes()
    rng = random.Random(3)
    for _ in range(60):
        data = bytearray(good)
        for _ in range(rng.randrange(1, 4)):
            spot = rng.randrange(len(data))
            data[spot : spot + rng.randrange(3)] = rng.choice([b'"', b",", b"\n", b"\xff", b"", b"x", b"\x00"])
        path.write_bytes(bytes(data))
        try:
            load_places(project)
        except PolicybookError as error:
            assert "places.csv" in str(error)


def test_the_first_strange_name_is_the_one_that_is_told(tmp_path):
    path = tmp_path / "x.yml"
    path.write_text("a: 1\n2: x\n3: y\n")
    with pytest.raises(PolicybookError, match="2 is no name"):
        read_yaml(path, {str: int})
