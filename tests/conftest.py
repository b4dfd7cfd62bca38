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
