"""Extract the tables of very many documents: on all cores of a machine, or on a Dask cluster, with the same rows in the same order.

In: a folder. Out: tables as CSV or Parquet, ``texts``, and ``failures.csv``. The documents go through in parts
(`policybook.commands.parts`); each part's rows are put into an archive once, and the tables are put together from the archives.
So nothing grows with the number of documents but the archives and the tables, and a run that was stopped goes on where it was.
"""

import contextlib
import csv
import io
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from policybook.commands import parts
from policybook.commands.extract import BATCH
from policybook.commands.parts import Job, Part, Source, Summary
from policybook.disk import UNFINISHED, clear_unfinished, write_whole
from policybook.errors import PolicybookError
from policybook.tables import parquet
from policybook.tables.files import PACKAGE, package_text, table_files, whole_tables
from policybook.tables.schema import table_schemas

FORMATS = ("csv", "parquet")
STORE, FAILURES, TEXTS = f"{UNFINISHED}parts", "failures.csv", "texts"
#: About how many documents a file of Parquet holds: enough for a reader, few enough for a worker's memory.
IN_A_FILE = 2000
#: Lines on failures that are printed; all stand in the file.
PRINTED = 20
#: How many parts wait for each process, so that none is idle and few are lost at once.
AHEAD = 2
#: How long a scheduler may take to answer.
CONNECT = "10s"
ENDED = "the process that read it was ended: too little memory, perhaps; read it alone"


@dataclass
class Run:
    """What a run has come to: the archives in order, and what the parts said."""

    archives: list[tuple[str, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)
    n_documents: int = 0
    n_made_before: int = 0


class Workers:
    """Processes that take calls; a context manager. Where one of them dies the calls go on in others.

    Parameters
    ----------
    jobs : int
        How many processes of this machine.
    scheduler : str, optional
        The address of a Dask scheduler, whose workers are taken instead.
    """

    def __init__(self, jobs: int, scheduler: str | None = None) -> None:
        self._jobs, self._scheduler, self._client = jobs, scheduler, None
        self._executor: Executor | None = None

    def __enter__(self) -> "Workers":
        """Start, or connect."""
        if self._scheduler:
            self._client = _client(self._scheduler)
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """End; what is being read is read to its end, so that nothing has to be read twice."""
        if self._client:  # what its workers have begun they do to the end, too
            self._client.close()
        elif self._executor:
            self._executor.shutdown(wait=True, cancel_futures=True)

    @property
    def ahead(self) -> int:
        """How many calls may wait: as many as keep all processes at work."""
        if not self._client:
            return self._jobs * AHEAD
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return max(1, sum(worker["nthreads"] for worker in workers)) * AHEAD

    def submit(self, call: Callable, *arguments: object) -> Future:
        """Let a process do a call."""
        if self._executor is None:
            self._executor = self._start()
        try:
            return self._executor.submit(call, *arguments)
        except BrokenProcessPool:  # it broke between two calls
            self._executor.shutdown(wait=False)
            self._executor = self._start()
            return self._executor.submit(call, *arguments)

    def _start(self) -> Executor:
        if self._client:
            return self._client.get_executor(pure=False)
        return ProcessPoolExecutor(self._jobs, _context(), initializer=_begin)


def _context() -> multiprocessing.context.BaseContext:
    """Return how processes start: not as forks of this one, whose threads would stop them, but of one that has only imported."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([parts.__name__])
    return context


def _begin() -> None:
    """Begin a process: Ctrl-C is for the one that gives the work, and where that is gone this one ends, too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def _client(address: str):
    try:
        from distributed import Client
    except ImportError:
        raise PolicybookError("--scheduler needs Dask; install it with pip install 'policybook[many]'") from None
    try:
        return Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise PolicybookError(f"--scheduler {address}: no Dask scheduler answers there ({said})") from None


def extract_many(
    paths: Sequence[Path],
    out: Path,
    *,
    jobs: int | None = None,
    form: str = "csv",
    scheduler: str | None = None,
    batch: int = BATCH,
) -> Run:
    """Write the tables of all documents that can be read into a folder.

    Parameters
    ----------
    paths : sequence of Path
        One folder, or files; see `policybook.commands.parts.sources`.
    out : Path
        The folder; made where it does not exist.
    jobs : int, optional
        Processes; by default one a core.
    form : str, optional
        One of `FORMATS`.
    scheduler : str, optional
        Address of a Dask scheduler; its workers must see the documents and `out` under the same names.
    batch : int, optional
        About how many documents are read together.

    Returns
    -------
    Run
        A file that cannot be read is named in its `failures`; the others are written.

    Raises
    ------
    PolicybookError
        Where `out` cannot be written, holds tables of the other format, or no document could be read: then no table is written.
    """
    if form == "parquet":
        parquet.require()
    total = sum(isinstance(found, Source) for found in parts.sources(paths))
    _check_place(out, form)
    store = (out / STORE).absolute()
    root = str(parts.vocabularies())
    job = Job(str(store), form, root, parts.code_key(root))
    paths = [path.absolute() for path in paths]
    try:
        store.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PolicybookError(f"{out}: may not be written ({error.strerror}); name another folder") from None
    clear_unfinished(out)
    clear_unfinished(store)
    with Workers(jobs or os.cpu_count() or 1, scheduler) as workers:
        run = _make_all(paths, batch, job, workers, total)
        if not run.n_documents:
            shutil.rmtree(store)
            with contextlib.suppress(OSError):  # other files lie there
                out.rmdir()
            raise PolicybookError("\n".join(_lines(run.failures)) or f"{paths[0]}: holds no document")
        if form == "csv":
            _write_csv(run, out, store)
        else:
            _write_parquet(run, out, store, workers)
    _write_texts(run, out, store)
    _write_failures(run, out)
    return run


def _check_place(out: Path, form: str) -> None:
    """Refuse a folder that holds tables of the other format: a reader could not tell which are new."""
    other = "documents" if form == "csv" else "documents.csv"
    if (out / other).exists():
        raise PolicybookError(f"{out}: holds tables of the other format ({other}); name another folder, or remove them")


# ------------------------------------------------------------------------------------------------------------ parts


def _make_all(paths: Sequence[Path], batch: int, job: Job, workers: Workers, total: int) -> Run:
    """Make the archives of all parts; the summaries of those that broke their process come last, all in order in the end."""
    run = Run()
    summaries: dict[str, Summary] = {}
    store = Path(job.store)
    suspects: list[Part] = []

    def found() -> Iterator[Source]:
        for each in parts.sources(paths):
            if isinstance(each, Source):
                yield each
            else:
                run.failures.append(each)

    def missing() -> Iterator[Part]:
        for part in parts.parts(found(), batch, job):
            run.archives.append((part.name, len(part.sources)))
            if (store / part.name).is_file():
                summaries[part.name] = parts.summary(store / part.name)
                run.n_made_before += len(part.sources)
                bar.update(len(part.sources))
            else:
                yield part

    with _progress(total) as bar:
        for part, future in _done(missing(), lambda part: workers.submit(parts.make, part, job), workers):
            result = _result(future)
            if result is None:
                suspects.append(part)
                continue
            summaries[part.name] = result
            bar.update(len(part.sources))
        for part in suspects:
            summaries[part.name] = _make_alone(part, job, workers)
            bar.update(len(part.sources))
    for name, _ in run.archives:
        run.failures += summaries[name].failures
        run.texts += summaries[name].texts
        run.n_documents += summaries[name].n_documents
    return run


def _done(tasks: Iterable, submit: Callable[[object], Future], workers: Workers) -> Iterator[tuple[object, Future]]:
    """Yield tasks as they are done, with few of them waiting, so that none but these is in memory."""
    waiting: dict[Future, object] = {}
    for task in chain(tasks, [None]):
        while waiting and (task is None or len(waiting) >= workers.ahead):
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(future), future
        if task is not None:
            waiting[submit(task)] = task


def _result(future: Future):
    """Return what a call gave; None where its process died."""
    try:
        return future.result()
    except PolicybookError:
        raise
    except BrokenProcessPool:
        return None
    except Exception as error:
        if type(error).__name__ == "KilledWorker":  # Dask's, after it had tried three processes
            return None
        raise


def _make_alone(part: Part, job: Job, workers: Workers) -> Summary:
    """Make a part whose process died: as it is, else without the documents that end a process that reads nothing else."""
    result = _result(workers.submit(parts.make, part, job))
    if result is not None:
        return result
    broken = {source.doc_id: ENDED for source in part.sources if _result(workers.submit(_probe, source, job)) is None}
    return parts.make(part, job, broken)


def _probe(source: Source, job: Job) -> bool:
    parts.probe(source, job)
    return True


def _progress(total: int):
    from tqdm import tqdm

    return tqdm(total=total, unit=" documents", desc="policybook", disable=None, smoothing=0.05)


# ----------------------------------------------------------------------------------------------------------- tables


def _write_csv(run: Run, out: Path, store: Path) -> None:
    from policybook.tables.files import datapackage

    with whole_tables(out, table_files()) as staging:
        files = {name: staging / f"{name}.csv" for name in table_schemas()}
        with contextlib.ExitStack() as stack:
            handles = {name: stack.enter_context(path.open("wb")) for name, path in files.items()}
            for name, schema in table_schemas().items():
                handles[name].write((",".join(schema.columns) + "\n").encode())
            for archive, _ in run.archives:
                for name, handle in handles.items():
                    handle.write(parts.member(store / archive, f"{name}.csv"))
        (staging / PACKAGE).write_text(package_text(datapackage(files)), "utf-8", newline="\n")


def _write_parquet(run: Run, out: Path, store: Path, workers: Workers) -> None:
    """Let each process write files of some thousand documents, then move the folders of all tables to their place."""
    with tempfile.TemporaryDirectory(prefix=f"{UNFINISHED}{os.getpid()}-", dir=out) as folder:
        staging = Path(folder).absolute()
        files: dict[str, list[str]] = {name: [] for name in table_schemas()}
        for name in files:
            (staging / name).mkdir()
        tasks = []
        for i, archives in enumerate(_groups(run.archives, IN_A_FILE)):
            for name, paths in files.items():
                paths.append(f"{name}/{i:05d}.parquet")
                tasks.append((name, archives, str(store), str(staging / paths[-1])))
        for _, future in _done(tasks, lambda task: workers.submit(parts.join_parquet, *task), workers):
            if _result(future) is None:
                raise PolicybookError(f"{out}: a process was ended while it wrote the tables; run the command again")
        (staging / PACKAGE).write_text(package_text(parquet.datapackage(files)), "utf-8", newline="\n")
        # The description goes first and comes last: where it is, the tables are whole.
        (out / PACKAGE).unlink(missing_ok=True)
        for name in files:
            if (out / name).exists():
                (out / name).rename(staging / f"{name}.old")
            (staging / name).rename(out / name)
        (staging / PACKAGE).rename(out / PACKAGE)


def _groups(archives: Sequence[tuple[str, int]], size: int) -> Iterator[list[str]]:
    group, n = [], 0
    for name, documents in archives:
        group.append(name)
        n += documents
        if n >= size:
            yield group
            group, n = [], 0
    if group:
        yield group


def _write_texts(run: Run, out: Path, store: Path) -> None:
    """Write the texts that offsets count in, and remove those, and the archives, of documents that are no longer there."""
    names = {name for name, _ in run.archives}
    old = [path for path in store.glob("*.zip") if path.name not in names]
    texts = set(run.texts)
    for path in old:
        for doc_id in parts.summary(path).texts:
            if doc_id not in texts:
                (out / TEXTS / f"{doc_id}.txt").unlink(missing_ok=True)
        path.unlink()
    for name, _ in run.archives:
        for doc_id in parts.summary(store / name).texts:
            target = out / TEXTS / f"{doc_id}.txt"
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, parts.member(store / name, f"{parts.TEXTS}{doc_id}.txt"))


def _write_failures(run: Run, out: Path) -> None:
    if not run.failures:
        (out / FAILURES).unlink(missing_ok=True)
        return
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([("file", "reason"), *run.failures])
    write_whole(out / FAILURES, stream.getvalue())


def _lines(failures: Sequence[tuple[str, str]]) -> list[str]:
    shown = [f"{path}: {reason}" for path, reason in failures[:PRINTED]]
    more = len(failures) - len(shown)
    return [*shown, f"and {more:,} more"] if more else shown


def run(paths: Sequence[Path], out: Path, **options: object) -> int:
    """Extract documents and say what was written and what was left out; return 1 where something was, else 0."""
    done = extract_many(paths, out, **options)
    for line in _lines(done.failures):
        print(f"policybook: left out: {line}", file=sys.stderr)
    again = f" ({done.n_made_before:,} files had been read before)" if done.n_made_before else ""
    print(f"policybook: wrote the tables of {done.n_documents:,} documents to {out}{again}")
    if done.failures:
        print(f"policybook: {out / FAILURES} names {len(done.failures):,} files that were left out, and why")
    print(f"policybook: a further run reads only what is new; without one, {out / STORE} can be removed")
    return 1 if done.failures else 0
