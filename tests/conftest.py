"""Fixtures of all rooms: the corpus and its built tables, read once a process."""

import pytest
from helpers import ROOT

from policybook.read.corpus import load_corpus
from policybook.tables.files import load_tables


@pytest.fixture(scope="session")
def corpus():
    return load_corpus(ROOT)


@pytest.fixture(scope="session")
def tables():
    return load_tables(ROOT)


def pytest_collection_modifyitems(items):
    """Let nbval compare what it skips: an output's metadata (glue names, captions, alternative texts) and its pictures."""
    for notebook in {item.parent for item in items if type(item).__name__ == "IPyNbCell"}:
        notebook.skip_compare = tuple(key for key in notebook.skip_compare if key not in COMPARED)


#: Kinds of output that the site prints, so that a stored one must be what a fresh execution gives.
COMPARED = {"metadata", "output_type", "text/latex", "image/png", "image/jpeg"}
