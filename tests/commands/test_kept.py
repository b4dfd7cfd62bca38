"""What is worked out is kept for the same arguments and code, and for nothing else."""

import json
import pickle
import subprocess
import sys

import pandas as pd
import pytest

from policybook import kept, uses
from policybook.read.corpus import Document

CALLS = []
CODE = {"": "lock", **{f"policybook.{name}": name for name in ("read.corpus", "errors")}}


def double(x):
    CALLS.append(x)
    return 2 * x


@pytest.fixture
def store(tmp_path, monkeypatch):
    (tmp_path / kept.CODE).write_text(json.dumps(CODE), "utf-8")
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path))
    CALLS.clear()
    return tmp_path


def test_it_is_worked_out_once_for_each_argument(store):
    function = kept.kept(double)
    assert [function(x) for x in (1, 2, 1, 2)] == [2, 4, 2, 4]
    assert CALLS == [1, 2]


def test_nothing_is_kept_where_nobody_asks_for_it(monkeypatch):
    monkeypatch.delenv(kept.VARIABLE, raising=False)
    CALLS.clear()
    function = kept.kept(double)
    assert [function(1), function(1)] == [2, 2]
    assert CALLS == [1, 1]


@pytest.mark.parametrize("content", [b"", b"not a pickle", pickle.dumps(2)[:-1]])
def test_a_spoilt_result_is_worked_out_again(store, content):
    function = kept.kept(double)
    function(1)
    next(store.glob("*.pickle")).write_bytes(content)
    assert function(1) == 2
    assert CALLS == [1, 1]


def test_a_result_for_which_a_file_was_read_is_not_kept(store, monkeypatch):
    monkeypatch.setattr(uses, "_seen", {})
    function = kept.kept(reading)
    assert [function(1), function(2), function(1)] == [1, 2, 1]
    assert CALLS == [1, 2, 1]


def reading(x):
    CALLS.append(x)
    uses.note([f"data/{len(CALLS)}.yml"])
    return x


def document(text="a", **record):
    return Document("x", text, record)


SAME = [
    ({"b", "a"}, {"a", "b"}),
    (frozenset({("b", 1), ("a", 2)}), frozenset({("a", 2), ("b", 1)})),
    ("".join(["a", "b"]), "ab"),
    (pd.DataFrame({"a": ["x", "y"]}), pd.DataFrame({"a": ["x", "y"]})),
    (document(place="p"), document(place="p")),
]
OTHER = [
    (1, 2),
    (1, 1.0),
    ([1], (1,)),
    ({"a"}, {"b"}),
    (pd.DataFrame({"a": ["x", "y"]}), pd.DataFrame({"a": ["x", "z"]})),
    (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
    (document("a"), document("b")),
    (document(label="p"), document(label="q")),
    (double, reading),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_equal_arguments_have_one_key(store, one, other):
    assert kept.key_of(double, one) == kept.key_of(double, other) is not None


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_arguments_have_another_key(store, one, other):
    assert kept.key_of(double, one) != kept.key_of(double, other)
    assert kept.key_of(double, one) is not None


def test_what_a_document_has_worked_out_does_not_count(store):
    read, unread = document("一、某\n1.某。"), document("一、某\n1.某。")
    _ = read.outline
    assert kept.key_of(double, read) == kept.key_of(double, unread)


@pytest.mark.parametrize("changed", ["", "policybook.read.corpus"])
def test_other_code_has_another_key(store, changed):
    before = kept.key_of(double, document())
    (store / kept.CODE).write_text(json.dumps(CODE | {changed: "new"}), "utf-8")
    kept._codes.cache_clear()
    assert kept.key_of(double, document()) != before


class Local:
    """Stands for what a notebook defines."""


Local.__module__ = "__main__"


@pytest.mark.parametrize("thing", [lambda x: x, Local(), Local, [lambda: 1], (x for x in "ab"), kept.kept])
def test_what_has_no_lasting_form_is_not_kept(store, thing):
    """A function of a notebook may change though its name does not; the module of the last one has no digest."""
    assert kept.key_of(double, thing) is None


def test_another_process_has_the_same_keys(store):
    code = "import sys; from policybook import kept; from policybook.read.corpus import Document as D; print(kept.key_of(kept.os.path.join, {'a', 'b', 'c'}, D('x', 'a', {'s': frozenset('xyz')})))"
    found = {
        subprocess.run([sys.executable, "-c", code], env={**kept.os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True).stdout
        for seed in "123"
    }  # fmt: skip
    assert len(found) == 1
    assert "None" not in found.pop()


def test_the_oldest_results_are_cleared(store, tmp_path):
    folder = tmp_path / kept.FOLDER
    folder.mkdir(parents=True)
    for i in range(4):
        (folder / f"{i}.pickle").write_bytes(b"")
        kept.os.utime(folder / f"{i}.pickle", (i, i))
    kept.clear_old(tmp_path, most=2)
    assert sorted(path.stem for path in folder.iterdir()) == ["2", "3"]


def test_a_setting_ends_with_its_block(monkeypatch):
    monkeypatch.delenv(kept.VARIABLE, raising=False)
    with kept.keeping({kept.VARIABLE: "somewhere"}):
        assert kept.is_on()
    assert not kept.is_on()
