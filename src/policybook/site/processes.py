"""Work on pages in as many processes as there are cores: each is a fork that has read the documents and tables already.

In: functions and what each is to work on. Out: what they return, in their order. Where forking is not safe the work is done here.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from sphinx.util.parallel import ParallelTasks, SerialTasks, parallel_available


def cores() -> int:
    """Return how many processes the pages are made in: 1 where a process may not be forked after its imports, as on macOS."""
    if sys.platform != "linux" or not parallel_available:
        return 1
    return len(os.sched_getaffinity(0))


class Tasks:
    """Functions that run beside each other; what they write to disk stays, what they change in memory is lost.

    Parameters
    ----------
    processes : int, optional
        How many at a time; with 1 each runs here, when it is added.
    """

    def __init__(self, processes: int | None = None) -> None:
        processes = cores() if processes is None else processes
        self._forked = processes > 1
        self._tasks = ParallelTasks(processes) if self._forked else SerialTasks()
        self._results: list[Any] = []

    def add(self, work: Callable[[Any], Any], on: Any) -> None:
        """Begin a function; it waits for a free process."""
        place = len(self._results)
        self._results.append(None)

        def done(_: Any, result: Any) -> None:
            self._results[place] = result

        if self._forked:
            self._tasks.add_task(_while_parent_runs(work), on, done)
        else:
            self._results[place] = work(on)

    def join(self) -> list[Any]:
        """Wait for all, and return what they returned, in the order in which they were added."""
        self._tasks.join()
        return self._results


def shares(things: Sequence[Any], n: int) -> list[list[Any]]:
    """Deal things out into `n` shares that need about the same time where neighbours are alike.

    Examples
    --------
    >>> shares("abcde", 2)
    [['a', 'c', 'e'], ['b', 'd']]
    """
    return [list(things[i::n]) for i in range(min(n, len(things)))]


def _while_parent_runs(work: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Let a function in a fork end with the process that forked it: after a killed build nothing is written on."""
    parent = os.getpid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.1)
        os._exit(3)

    def watched(on: Any) -> Any:
        threading.Thread(target=watch, daemon=True).start()
        return work(on)

    return watched
