"""The command ``policybook``. Bad input gives one clear line on standard error and exit code 2."""

import argparse
import contextlib
import errno
import os
import sys
import traceback
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from policybook.commands import score
from policybook.disk import write_whole
from policybook.errors import PolicybookError
from policybook.project import find_root
from policybook.read.corpus import load_corpus

FORMATS = "text (UTF-8, GB18030, UTF-16), Markdown, web page, Word file (.docx) or PDF with a text layer"


def main(argv: list[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : list of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        0, or 1 where a check found something, or 2 for bad input, for anything that could not be read or written, and
        where the command was stopped.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console in GBK or cp1252 has no m² or no Chinese: shown as an escape
            stream.reconfigure(errors="backslashreplace")
    if sys.stdout is None:
        # The next file that is opened would get its number, and take in what is printed.
        return _complain(["standard output is closed; send it to a file, or to /dev/null"])
    args = _parser().parse_args(argv)
    try:
        _put_right(args)
        code = args.run(args) or 0
        sys.stdout.flush()
        return code
    except PolicybookError as error:
        return _complain(str(error).splitlines())
    except KeyboardInterrupt:
        return _complain(["stopped; what was begun is put right by the next run"])
    except OSError as error:
        # Files are written by `policybook.disk`, which names them: what has no name is standard output.
        if error.filename is None and error.errno in (errno.EPIPE, errno.EINVAL, errno.ENOSPC):
            return _complain(["standard output cannot take more (closed, or its disk is full); not all was printed"])
        where = error.filename or "a file"
        return _complain([f"{where}: {error.strerror or error}; check the path, its rights and the disk"])
    except MemoryError:
        return _complain(["the memory does not suffice; give fewer or smaller files"])
    except Exception as error:  # a fault of ours: no traceback at a person, and no exit code that means a finding
        if os.environ.get("POLICYBOOK_DEBUG"):
            traceback.print_exc()
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return _complain(
            [
                f"a fault of policybook ({said}, {Path(place.filename).name}:{place.lineno}); please report it; "
                "POLICYBOOK_DEBUG=1 prints the way to it"
            ]
        )


def _put_right(args: argparse.Namespace) -> None:
    """Undo and clear what a killed command left, before another one works in the same project."""
    try:
        root = find_root(getattr(args, "root", None))
    except PolicybookError:  # no project here: the command says so, where it needs one
        return
    from policybook.commands.leftovers import put_right

    put_right(root)


def _complain(lines: Iterable[str]) -> int:
    """Print lines on standard error, where there is one, and return exit code 2."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        for line in lines:
            print(f"policybook: {line}", file=sys.stderr)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except (OSError, ValueError):  # else the interpreter complains once more when it ends
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="policybook",
        description="Read Chinese local-government policies as data: raw texts in, tidy tables out.",
        epilog="Exit code 0: done; 1: a check found something; 2: bad input, one line says what and where.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, run, text: str, example: str, root: bool = True) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=f"example: {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(run=run)
        if root:
            command.add_argument("--root", type=Path, help="the project's folder (default: the nearest one above)")
        return command

    add(
        "book",
        _book,
        "build tables, notebooks and website, as far as something has changed",
        "policybook book",
    )
    add("build", _build, "build data/tables and the document pages from data/raw", "policybook build")
    extract = add(
        "extract",
        _extract,
        "extract the tables of any documents into a folder",
        "policybook extract town.txt --out out",
        False,
    )
    extract.add_argument("files", nargs="+", type=Path, metavar="FILE", help=f"{FORMATS}; or one folder of such files")
    extract.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the tables")
    extract.add_argument("--jobs", type=_positive, metavar="N", help="processes for a folder (default: one a core)")
    extract.add_argument("--format", choices=("csv", "parquet"), default="csv", help="default: csv")
    extract.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, whose workers read the documents")
    extract.add_argument(
        "--batch", type=_positive, default=50, metavar="N", help="documents that are read together (default: 50)"
    )
    look = add(
        "inspect",
        _inspect,
        "print a document's outline with counts and doubts, and write a page with every row marked in its text",
        "policybook inspect town.docx",
        False,
    )
    look.add_argument("file", type=Path, metavar="FILE", help=FORMATS)
    look.add_argument(
        "--page", type=Path, metavar="FILE", help="where the page is written (default: <name>.inspect.html here)"
    )
    new = add(
        "add",
        _add,
        "bring a document into the book: text, record, tables, page",
        "policybook add town.docx --id town-2025",
    )
    new.add_argument("file", type=Path, metavar="FILE", help=FORMATS)
    new.add_argument("--id", dest="doc_id", metavar="ID", help="short lasting name (default: the file's name)")
    for field in ("label", "place-en", "level", "parent", "scheme", "source"):
        new.add_argument(f"--{field}", metavar="TEXT", help=f"the record's {field.replace('-', '_')}, if you know it")
    gone = add("remove", _remove, "take a document out of the book again", "policybook remove town-2025")
    gone.add_argument("doc_id", metavar="ID")
    moved = add("rename", _rename, "give a document another id", "policybook rename town-2025 tongxiang-2025")
    moved.add_argument("doc_id", metavar="ID")
    moved.add_argument("new_id", metavar="NEW")
    explain = add(
        "explain",
        _explain,
        "show how a text is read, stage by stage, with the rules that decided",
        "policybook explain 对新认定的省级企业给予20万元奖励。",
    )
    explain.add_argument("text", nargs="?", metavar="TEXT", help="a sentence or a passage")
    explain.add_argument("--doc", metavar="ID", help="a document of the project, in place of a text")
    explain.add_argument("--measure", type=_positive, metavar="N", help="only this measure of it")
    add("check", _check, "check records, hashes, schemas and the freshness of the tables", "policybook check")
    execute = add(
        "execute",
        _execute,
        "execute the notebooks whose inputs have changed",
        "policybook execute notebooks/01_corpus.ipynb",
    )
    execute.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK", help="default: all")
    execute.add_argument("--force", action="store_true", help="execute even where nothing has changed")
    site = add("site", _site, "build the website from the stored outputs, a warning is an error", "policybook site")
    site.add_argument("--force", action="store_true", help="build even where nothing has changed")
    python = add(
        "pyodide",
        _pyodide,
        "bring Python for browsers, for the page that reads a pasted policy",
        "policybook pyodide",
    )
    python.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="the archive of the npm package (default: npm fetches it)"
    )
    serve = add("serve", _serve, "show the built website on this machine", "policybook serve --port 8080")
    serve.add_argument("--port", type=int, default=8000, help="default: 8000")
    diff = add(
        "diff", _diff, "say which rows, numbers and claims changed since a revision", "policybook diff --base main"
    )
    diff.add_argument("--base", default="HEAD", metavar="REV", help="git revision to compare with (default: HEAD)")
    audit = add(
        "audit",
        _audit,
        "find where documents contradict themselves, their sums do not add up or their lists are misnumbered",
        "policybook audit town.txt --strict",
    )
    audit.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: the documents in data/raw")
    audit.add_argument("--strict", action="store_true", help="exit with 1 where a finding is of high severity")
    simulate = add(
        "simulate",
        _simulate,
        "run a profile of a firm or farm through the coded rules of each document",
        "policybook simulate data/profiles/little-giant.yml",
    )
    simulate.add_argument("profile", type=Path, metavar="PROFILE", help="profile in YAML, as those in data/profiles")
    simulate.add_argument("--csv", type=Path, metavar="FILE", help="write the rules considered to this file, too")
    scored = add(
        "score",
        _score,
        "score the extraction on documents coded by hand, by place in the text",
        "policybook score --gold labels --texts texts",
        False,
    )
    score.add_arguments(scored)
    query = add(
        "query",
        _query,
        "ask the tables in SQL",
        'policybook query "SELECT doc_id, sum(amount_yuan) FROM awards GROUP BY ALL"',
    )
    query.add_argument("sql", metavar="SQL", help="a SELECT; each table of the data package is a table of that name")
    query.add_argument("--tables", type=Path, metavar="DIR", help="folder of tables (default: data/tables)")
    query.add_argument("--csv", type=Path, metavar="FILE", help="write the rows to this file")
    bench = add("bench", _bench, "time each stage, beside jieba on the same text", "policybook bench --copies 10000")
    bench.add_argument(
        "--copies", type=_positive, default=100, metavar="N", help="altered copies to stream (default: 100)"
    )
    bench.add_argument(
        "--book", type=Path, metavar="DIR", help="time nothing, but make a book of many made-up documents there"
    )
    bench.add_argument("--documents", type=_positive, default=200, metavar="N", help="how many (default: 200)")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not 1 or more")
    return number


_positive.__name__ = "int"  # what argparse calls a value that is no number


def _book(args: argparse.Namespace) -> int:
    from policybook.commands.book import book

    book(find_root(args.root))
    return 0


def _build(args: argparse.Namespace) -> int:
    from policybook.site import document_pages
    from policybook.tables import build

    root = find_root(args.root)
    built = build.build(root)
    document_pages.write_document_stubs(root)
    rows = ", ".join(f"{name} {len(frame)}" for name, frame in built.items())
    print(f"policybook: wrote {root / 'data' / 'tables'}: {rows}")
    return 0


def _extract(args: argparse.Namespace) -> int:
    from policybook.commands import extract, many

    if args.jobs or args.scheduler or args.format != "csv" or any(path.is_dir() for path in args.files):
        options = {"jobs": args.jobs, "form": args.format, "scheduler": args.scheduler, "batch": args.batch}
        return many.run(args.files, args.out, **options)
    return extract.run(args.files, args.out)


def _inspect(args: argparse.Namespace) -> int:
    from policybook.commands.extract import read_any
    from policybook.commands.inspect import inspect

    print(inspect(read_any(args.file), args.page or Path(f"{args.file.stem}.inspect.html")))
    return 0


def _add(args: argparse.Namespace) -> int:
    from policybook.commands import documents

    fields = ("label", "place_en", "level", "parent", "scheme", "source")
    print(documents.add(args.file, args.doc_id, args.root, {name: getattr(args, name) for name in fields}))
    return 0


def _remove(args: argparse.Namespace) -> int:
    from policybook.commands import documents

    print(documents.remove(args.doc_id, args.root))
    return 0


def _rename(args: argparse.Namespace) -> int:
    from policybook.commands import documents

    print(documents.rename(args.doc_id, args.new_id, args.root))
    return 0


def _explain(args: argparse.Namespace) -> int:
    from policybook.extract.explain import explain

    if (args.text is None) == (args.doc is None):
        raise PolicybookError("give either a text or --doc ID; see policybook explain --help")
    if args.text is not None:
        if args.measure is not None:
            raise PolicybookError("--measure goes with --doc ID")
        print(explain(args.text))
        return 0
    corpus = load_corpus(find_root(args.root))
    if args.doc not in corpus:
        raise PolicybookError(f"no document {args.doc!r}; there are {', '.join(corpus)}")
    passages = [p for p in corpus[args.doc].outline.passages if args.measure in {None, p.measure}]
    if not passages:
        raise PolicybookError(f"{args.doc} has no measure {args.measure}")
    print("\n\n".join(explain(p.text) for p in passages))
    return 0


def _audit(args: argparse.Namespace) -> int:
    from policybook.analyse import audit, findings
    from policybook.commands.extract import read_any

    documents = [read_any(path) for path in args.files] or list(load_corpus(args.root).values())
    found = []
    for document in documents:
        own = audit.audit(document)
        counts = Counter(finding.severity for finding in own)
        summary = ", ".join(f"{counts[severity]} {severity}" for severity in findings.SEVERITIES)
        print(f"{document.doc_id}: {len(own)} findings ({summary})")
        if own:
            print(audit.report(own))
        found += own
    return 1 if args.strict and any(finding.severity == "high" for finding in found) else 0


def _check(args: argparse.Namespace) -> int:
    from policybook.site import document_pages
    from policybook.tables import build, outside

    root = find_root(args.root)
    corpus = load_corpus(root)
    problems = build.stale_tables(corpus, root / "data" / "tables") + document_pages.stale_document_stubs(root)
    if (root / "data" / "outside").is_dir():
        problems += outside.problems(corpus, root)
    for problem in problems:
        print(f"policybook: {problem}", file=sys.stderr)
    if not problems:
        print("policybook: records, hashes, schemas, tables, document pages and outside facts are in order")
    return 1 if problems else 0


def _execute(args: argparse.Namespace) -> int:
    from policybook.commands.notebooks import execute

    execute(args.notebooks or None, find_root(args.root), force=args.force)
    return 0


def _site(args: argparse.Namespace) -> int:
    from policybook.commands import website

    website.build(find_root(args.root), force=args.force)
    return 0


def _pyodide(args: argparse.Namespace) -> int:
    from policybook.commands import browser_python

    print(browser_python.bring(find_root(args.root), args.file))
    return 0


def _serve(args: argparse.Namespace) -> int:
    from policybook.commands import website

    website.serve(find_root(args.root), port=args.port)
    return 0


def _diff(args: argparse.Namespace) -> int:
    from policybook.commands.diff import summary

    print(summary(args.base, find_root(args.root)))
    return 0


def _simulate(args: argparse.Namespace) -> int:
    from policybook.analyse import simulate
    from policybook.tables import files
    from policybook.vocab import programmes

    root = find_root(args.root)
    vocabulary = programmes.load_programmes(root)
    profile = simulate.load_profile(args.profile, vocabulary)
    corpus = load_corpus(root)
    result = simulate.simulate(profile, files.load_tables(root)["award_programmes"], vocabulary, list(corpus))
    labels = {doc_id: document.label for doc_id, document in corpus.items()}
    print(simulate.report(profile, result, vocabulary, labels))
    if args.csv:
        write_whole(args.csv, result.to_csv(index=False, lineterminator="\n"))
    return 0


def _score(args: argparse.Namespace) -> int:
    return score.run(args)


def _query(args: argparse.Namespace) -> int:
    from policybook.commands import query

    return query.run(args.sql, args.tables or find_root(args.root) / "data" / "tables", args.csv)


def _bench(args: argparse.Namespace) -> int:
    from policybook.commands.bench import run, write_book

    if args.book:
        write_book(find_root(args.root), args.book, args.documents)
        print(
            f"wrote {args.book}: {args.documents} documents; build it there, by `policybook build` and `policybook site`"
        )
    else:
        run(find_root(args.root), args.copies)
    return 0


if __name__ == "__main__":
    sys.exit(main())
