"""Fixtures of all rooms: the corpus and its built tables, read once a process."""

import pytest
from helpers import LONG, ROOT
from hypothesis import settings

from policybook.commands.warm import Warm
from policybook.read.corpus import load_corpus
from policybook.tables.files import load_tables

settings.register_profile("fixed", derandomize=True)  # the same examples in each run
settings.load_profile("fixed")


@pytest.fixture(scope="session")
def corpus():
    return load_corpus(ROOT)


@pytest.fixture(scope="session")
def tables():
    return load_tables(ROOT)


def pytest_configure(config):
    """Let nbval's kernels be forks of one process, as those of `policybook execute`: a chapter's imports are half of its time."""
    if not config.getoption("nbval", default=False) or not Warm.possible():
        return
    import nbval.kernel

    from policybook.commands import notebooks

    class Forked(nbval.kernel.KernelManager):
        async def _async_launch_kernel(self, kernel_cmd, **options):
            if not hasattr(config, "warm"):
                chapters = [notebooks.read_notebook(path) for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
                config.warm = notebooks.warm_for(chapters, ROOT)
                config.add_cleanup(lambda: config.warm.__exit__())
            notebooks.launch_forked(self, config.warm, kernel_cmd, options)

    nbval.kernel.KernelManager = Forked


def pytest_collection_modifyitems(items):
    """Put the files that take long first, and let nbval compare what it skips.

    It skips an output's metadata (glue names, captions, alternative texts) and its pictures.
    """
    place = {name: number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))
    for notebook in {item.parent for item in items if type(item).__name__ == "IPyNbCell"}:
        notebook.skip_compare = tuple(key for key in notebook.skip_compare if key not in COMPARED)


#: Kinds of output that the site prints, so that a stored one must be what a fresh execution gives.
COMPARED = {"metadata", "output_type", "text/latex", "image/png", "image/jpeg"}
