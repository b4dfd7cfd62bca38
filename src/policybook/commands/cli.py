"""The command ``policybook``. Bad input gives one clear line on standard error and exit code 2."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from policybook.commands import score
from policybook.errors import PolicybookError
from policybook.project import find_root
from policybook.read.corpus import Document, load_corpus, read_document
from policybook.read.records import read_record


def main(argv: list[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : list of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        0, or 1 where a check found something, or 2 for bad input.
    """
    args = _parser().parse_args(argv)
    try:
        return args.run(args) or 0
    except PolicybookError as error:
        for line in str(error).splitlines():
            print(f"policybook: {line}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except OSError as error:
        if error.filename is None:
            raise
        print(f"policybook: {error.filename}: {error.strerror}; check the path and its rights", file=sys.stderr)
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

    add("build", _build, "build data/tables and the reader's pages from data/raw", "policybook build")
    extract = add(
        "extract",
        _extract,
        "extract the tables of any text files into a folder",
        "policybook extract town.txt --out out",
        False,
    )
    extract.add_argument("files", nargs="+", type=Path, metavar="FILE", help="text file in UTF-8 or GB18030")
    extract.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder for the CSV tables")
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
    bench = add("bench", _bench, "time each stage, beside jieba on the same text", "policybook bench --copies 10000")
    bench.add_argument(
        "--copies", type=_positive, default=100, metavar="N", help="altered copies to stream (default: 100)"
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not 1 or more")
    return number


_positive.__name__ = "int"  # what argparse calls a value that is no number


def _build(args: argparse.Namespace) -> int:
    from policybook.site import document_pages
    from policybook.tables import build

    root = find_root(args.root)
    built = build.build(root)
    document_pages.write_reader_pages(root)
    rows = ", ".join(f"{name} {len(frame)}" for name, frame in built.items())
    print(f"policybook: wrote {root / 'data' / 'tables'}: {rows}")
    return 0


def _extract(args: argparse.Namespace) -> int:
    from policybook.tables import build, files

    repeated = [stem for stem, n in Counter(path.stem for path in args.files).items() if n > 1]
    if repeated:
        paths = ", ".join(str(p) for p in args.files if p.stem == repeated[0])
        raise PolicybookError(f"{paths}: duplicate doc_id {repeated[0]!r}; rename one of the files")
    documents = (_with_record(path) for path in args.files)
    written = files.write_tables(build.make_batches(documents), args.out)
    print(f"policybook: wrote {len(written)} files to {args.out}")
    return 0


def _with_record(path: Path) -> Document:
    """Read a file, with its record where one lies beside it."""
    document = read_document(path)
    record = path.with_suffix(".yml")
    return Document(document.doc_id, document.raw, read_record(record)) if record.is_file() else document


def _audit(args: argparse.Namespace) -> int:
    from policybook.analyse import audit, findings

    documents = [_with_record(path) for path in args.files] or list(load_corpus(args.root).values())
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
    from policybook.tables import build

    root = find_root(args.root)
    corpus = load_corpus(root)
    problems = build.stale_tables(corpus, root / "data" / "tables") + document_pages.stale_reader_pages(root)
    for problem in problems:
        print(f"policybook: {problem}", file=sys.stderr)
    if not problems:
        print("policybook: records, hashes, schemas, tables and reader pages are in order")
    return 1 if problems else 0


def _execute(args: argparse.Namespace) -> int:
    from policybook.commands.notebooks import execute

    execute(args.notebooks or None, find_root(args.root), force=args.force)
    return 0


def _site(args: argparse.Namespace) -> int:
    from policybook.commands import website

    website.build(find_root(args.root), force=args.force)
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
        if args.csv.is_dir() or not args.csv.parent.is_dir():
            raise PolicybookError(f"{args.csv}: cannot be written; name a file in a folder that exists")
        args.csv.write_text(result.to_csv(index=False, lineterminator="\n"), "utf-8")
    return 0


def _score(args: argparse.Namespace) -> int:
    return score.run(args)


def _bench(args: argparse.Namespace) -> int:
    from policybook.commands.bench import run

    run(find_root(args.root), args.copies)
    return 0


if __name__ == "__main__":
    sys.exit(main())
