"""Pages are made in several processes: all of them, or the build ends with what one of them said."""

import os

import pytest
from sphinx.errors import SphinxParallelError

from policybook.site.processes import Tasks, cores, shares

PROCESSES = [1, *([2, 3] if cores() > 1 else [])]


@pytest.mark.parametrize("processes", PROCESSES)
def test_results_come_in_the_order_in_which_work_was_given(processes):
    tasks = Tasks(processes)
    for i in range(5):
        tasks.add(lambda on: (on, os.getpid()), i)
    found = tasks.join()
    assert [i for i, _ in found] == list(range(5))
    assert (os.getpid() in {pid for _, pid in found}) == (processes == 1)


@pytest.mark.parametrize("processes", PROCESSES)
def test_a_failure_is_told(processes):
    def work() -> None:
        tasks = Tasks(processes)
        tasks.add(lambda on: 1 / on, 0)
        tasks.join()

    with pytest.raises((SphinxParallelError, ZeroDivisionError), match="division"):
        work()


@pytest.mark.parametrize(
    ("things", "n", "dealt"),
    [
        ("abcde", 2, [["a", "c", "e"], ["b", "d"]]),
        ("ab", 3, [["a"], ["b"]]),
        ("", 2, []),
    ],
)
def test_all_is_dealt_out(things, n, dealt):
    assert shares(things, n) == dealt
