"""``policybook score``: how well the extraction reads documents that somebody has coded by hand."""

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the arguments are asked for by every command, the tables by this one only
    import pandas as pd


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.add_argument("--gold", required=True, type=Path, metavar="DIR", help="hand-coded rows, a folder a document")
    parser.add_argument("--texts", required=True, type=Path, metavar="DIR", help="<document>.txt for each of them")
    parser.add_argument("--documents", default="", metavar="A,B", help="score these only (default: all)")
    parser.add_argument(
        "--set", dest="name", metavar="NAME", help="what the set is called (default: the folder's name)"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the pooled figures of the set to this CSV file")
    parser.add_argument("--date", metavar="DAY", help="the day of measuring that --out notes (default: today)")


def run(args: argparse.Namespace) -> int:
    """Score, print a table and, where asked, write the pooled figures; return 0."""
    from policybook.analyse import outside_scoring

    only = [name for name in args.documents.split(",") if name]
    scores = outside_scoring.score_folder(args.gold, args.texts, only)
    pooled = outside_scoring.summary(
        scores, args.name or args.gold.resolve().name, args.date or date.today().isoformat()
    )
    print(report(scores, pooled))
    if args.out:
        outside_scoring.write_summary(pooled, args.out)
        print(f"policybook: wrote {args.out}")
    return 0


def report(scores: "pd.DataFrame", pooled: "pd.DataFrame") -> str:
    """Return a readable table: a line a document and table, then a line a table over all documents."""
    width = max([len(name) for name in scores["document"]] + [len("document")])
    head = f"{'document':{width}}  {'table':16}{'coded':>7}{'read':>7}{'found':>7}{'P':>7}{'R':>7}{'F1':>7}"
    lines = [head]
    for frame in (scores, pooled.assign(document="all")):
        for r in frame.itertuples():
            rates = "".join(f"{v:7.3f}" for v in (r.precision, r.recall, r.f1))
            lines.append(f"{r.document:{width}}  {r.table:16}{r.gold:7}{r.extracted:7}{r.found:7}{rates}")
    return "\n".join(lines)
