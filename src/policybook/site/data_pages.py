"""The pages of the site that are made from data: findings, ledger, data, glossary, codebook, citation.

In: stored notebooks, the data package, the glossary, ``CITATION.cff``. Out: HTML. No file is written here.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from policybook.disk import read_json
from policybook.read.corpus import Corpus, Document
from policybook.show.claims import MIME, evidence
from policybook.show.links import in_english
from policybook.show.values import has_chinese, marked
from policybook.show.wording import ENGLISH, Wording
from policybook.site import citing
from policybook.site.marked_text import COUNTED, Part
from policybook.tables.outside import printed
from policybook.tables.schema import TableSchema

_HEADING = re.compile(r"^#\s+(.+)$", re.M)
_CHINESE_RUN = re.compile(r"([\u3400-\u9fff]+(?:[，、；…]*[\u3400-\u9fff]+)*)")


@dataclass(frozen=True)
class StoredClaim:
    """A claim as a notebook stores it, with the chapter that it was found in."""

    id: str
    sentence: str
    checks: tuple[str, ...]
    rows: tuple[dict, ...]
    chapter: str
    chapter_title: str
    headline: bool


def stored_claims(notebooks: Iterable[Path]) -> list[StoredClaim]:
    """Read the claims from the outputs of notebooks, in the order of chapters and cells."""
    claims = []
    for path in notebooks:
        notebook = read_json(path)
        title = _title(notebook) or path.stem
        for cell in notebook["cells"]:
            for output in cell.get("outputs", ()):
                if found := output.get("data", {}).get(MIME):
                    claims.append(
                        StoredClaim(
                            found["id"],
                            found["sentence"],
                            tuple(found["checks"]),
                            tuple(found["rows"]),
                            path.stem,
                            title,
                            found.get("headline", True),
                        )
                    )
    return claims


def _title(notebook: Mapping) -> str:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and (found := _HEADING.search("".join(cell["source"]))):
            return found[1].strip()
    return ""


def claim_problems(claims: Sequence[StoredClaim], corpus: Corpus) -> list[str]:
    """Return one line for every claim that is registered twice or rests on a row outside the corpus."""
    problems = []
    seen: dict[str, str] = {}
    for claim in claims:
        if claim.id in seen:
            problems.append(f"claim {claim.id} of {claim.chapter}: {seen[claim.id]} has registered this id already")
        seen.setdefault(claim.id, claim.chapter)
        for row in claim.rows:
            if row["doc_id"] not in corpus:
                problems.append(f"claim {claim.id} of {claim.chapter}: rests on {row['doc_id']}, which is no document")
            elif not 0 <= row["start"] < row["end"] <= len(corpus[row["doc_id"]].raw):
                problems.append(f"claim {claim.id} of {claim.chapter}: a row lies outside the text of {row['doc_id']}")
    return problems


def by_chapter(claims: Iterable[StoredClaim]) -> list[tuple[str, str, list[StoredClaim]]]:
    """Group claims by chapter: stem, title, claims."""
    groups: dict[str, tuple[str, list[StoredClaim]]] = {}
    for claim in claims:
        groups.setdefault(claim.chapter, (claim.chapter_title, []))[1].append(claim)
    return [(chapter, title, own) for chapter, (title, own) in groups.items()]


def ledger_parts(
    claims: Sequence[StoredClaim],
    up: str,
    rows_html: Callable[[StoredClaim, str], str] | None = None,
    say: Wording = ENGLISH,
) -> list[Part]:
    """Return the ledger, a part a chapter: every claim with its checks and the places it rests on.

    Parameters
    ----------
    claims : sequence of StoredClaim
    up : str
        What leads from the page to the site's root.
    rows_html : callable, optional
        From a claim and `up` to the HTML of its rows; links to their places where it is not given.
    say : Wording, optional
        The page's language.
    """
    return [
        Part(f"chapter-{chapter}", title, "".join(ledger_entry(claim, up, rows_html or _links, say) for claim in own))
        for chapter, title, own in by_chapter(claims)
    ]


def _links(claim: StoredClaim, up: str) -> str:
    places = evidence(claim.rows)
    links = ", ".join(f'<a href="{up}book/reader/{escape(address)}">{escape(text)}</a>' for address, text in places)
    return f"<p>The rows stand here: {links}.</p>"


def ledger_entry(
    claim: StoredClaim, up: str, rows_html: Callable[[StoredClaim, str], str], say: Wording = ENGLISH
) -> str:
    """Return a claim's entry in the ledger: sentence, checks, the rows that it rests on."""
    checks = "".join(f"<li>{say.quoted(check)}</li>" for check in claim.checks)
    places = evidence(claim.rows)
    return (
        f'<div class="pb-entry" id="{claim.id}"><p class="pb-sentence">{say.data(claim.sentence)}</p>'
        f'<p class="pb-meta"><code>{claim.id}</code> · <a href="{up}notebooks/{claim.chapter}.html#claim-{claim.id}">'
        f"{say('in the chapter')}</a> · {say('{rows} rows in {places} places', rows=len(claim.rows), places=len(places))}</p>"
        f"<details><summary>{say('Checks and evidence')}</summary><p>{say('These held when the book was built:')}</p><ul>{checks}</ul>"
        f"{rows_html(claim, up)}</details></div>"
    )


# ----------------------------------------------------------------------------------------------------------- data


def data_html(package: Mapping, n_rows: Mapping[str, int], up: str, sizes: Mapping[str, int] | None = None) -> str:
    """Return the downloads of everything and the table of tables; each table leads to its columns in the codebook.

    Parameters
    ----------
    package : mapping
        The data package's description.
    n_rows : mapping of int
        The rows of each table.
    up : str
        What leads from the page to the site's root.
    sizes : mapping of int, optional
        The bytes of the files that hold all tables, by their names.
    """
    resources = package["resources"]
    lines = "".join(_resource_html(resource, n_rows, up) for resource in resources)
    lines += (
        '<tr><th scope="row"><code>datapackage</code></th><td class="pb-wide">Every table and column described, with types, '
        'licence, sources and hashes</td><td class="pb-right">–</td><td class="pb-right">–</td>'
        f'<td><a href="{up}data/tables/datapackage.json" download>datapackage.json</a></td></tr>'
    )
    heads = ["Table", "What a row is", "Rows", "Columns", "Download"]
    files = "".join(
        f'<li><a href="{up}data/{escape(name)}" download>{escape(name)}</a> ({_size(size)}): {WHOLE.get(name, "")}</li>'
        for name, size in (sizes or {}).items()
    )
    whole = f'<ul class="pb-whole">{files}</ul>' if files else ""
    return whole + _table("The tables of the data package", heads, lines, {2, 3})


WHOLE = {
    "policybook.xlsx": "all tables as sheets of one Excel workbook, with the codebook",
    "policybook.zip": "everything: the data package, the texts as received with their records, the workbook",
}


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"


def _resource_html(resource: Mapping, n_rows: Mapping[str, int], up: str) -> str:
    name = escape(Path(resource["path"]).stem)
    return (
        f'<tr id="table-{name}"><th scope="row"><a href="codebook.html#table-{name}"><code>{name}</code></a></th>'
        f'<td class="pb-wide">{marked(resource.get("description", ""))}</td>'
        f'<td class="pb-right">{n_rows[name]:,}</td><td class="pb-right">{len(resource["schema"]["fields"])}</td>'
        f'<td><a href="{up}data/tables/{name}.csv" download>{name}.csv</a><br><a href="{up}data/excel/{name}.xlsx" download>'
        f"{name}.xlsx</a></td></tr>"
    )


def vintage_text(corpus: Corpus) -> str:
    """Return in a few words which documents the tables rest on."""
    years = sorted({str(d.record["policy_year"]) for d in corpus.values() if d.record.get("policy_year")})
    dates = sorted(str(d.record["date_issued"]) for d in corpus.values() if d.record.get("date_issued"))
    latest = f", the latest of {dates[-1]}" if dates else ""
    return f"{len(corpus)} documents for {' and '.join(years)}{latest}"


def codebook_parts(schemas: Iterable[TableSchema], say: Wording = ENGLISH) -> list[Part]:
    """Return the codebook, a part a table: what a row is, its columns from the schema, and how hard cases are decided."""
    return [Part(f"table-{schema.name}", say(schema.title), _codebook_html(schema, say)) for schema in schemas]


def _codebook_html(schema: TableSchema, say: Wording) -> str:
    lines = "".join(
        f'<tr><th scope="row"><code>{escape(name)}</code></th><td>{escape(say(field["type"]))}</td>'
        f'<td class="pb-wide">{say.data(field["description"])}</td><td>{_allowed(field)}</td></tr>'
        for name, field in schema.fields.items()
    )
    rulings = "".join(f"<li>{_prose(say(ruling))}</li>" for ruling in schema.rulings)
    return (
        f"<p><code>{schema.name}</code>{say(': ')}{say.data(schema.description)}</p>"
        + _table(
            say("Columns of {table}", table=schema.name),
            [*map(say, ("Column", "Type", "Meaning", "Values"))],
            lines,
            said=True,
        )
        + (f"<ul>{rulings}</ul>" if rulings else "")
    )


def _prose(text: str) -> str:
    """Return a sentence as HTML: words between backticks as code, Chinese marked as Chinese."""
    return "".join(
        f"<code>{escape(run)}</code>" if i % 2 else _marked_runs(run) for i, run in enumerate(text.split("`"))
    )


def _marked_runs(text: str) -> str:
    return "".join(marked(run) if has_chinese(run) else escape(run) for run in _CHINESE_RUN.split(text))


def _allowed(field: Mapping) -> str:
    return ", ".join(f"<code>{escape(str(value))}</code>" for value in field.get("enum", ()))


def _table(caption: str, heads: Sequence[str], body: str, right: Collection[int] = (), *, said: bool = False) -> str:
    """Return a table in its scrolling box; a caption that repeats the heading above is ``said`` to screen readers only."""
    classes = [' class="pb-right"' if i in right else "" for i in range(len(heads))]
    head = "".join(f'<th scope="col"{css}>{name}</th>' for name, css in zip(heads, classes, strict=True))
    hidden = ' class="pb-said"' if said else ""
    return (
        f'<div class="pb-scroll" role="region" tabindex="0" aria-label="{escape(caption)}"><table class="pb-table">'
        f"<caption{hidden}>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def facts_parts(facts: pd.DataFrame, fields: Mapping[str, Mapping], up: str) -> list[Part]:
    """Return the facts from outside the corpus, a part a document of theirs, and a part on the columns of their file."""
    parts = []
    for (place, year, title), rows in facts.groupby(["place", "policy_year", "document"], sort=False):
        anchor = f"facts-{len(parts) + 1}"
        parts.append(Part(anchor, f"{place} {year}", _facts_html(title, rows)))
    lines = "".join(
        f'<tr><th scope="row"><code>{escape(name)}</code></th><td class="pb-wide">{marked(field["description"])}</td>'
        f"<td>{_allowed(field)}</td></tr>"
        for name, field in fields.items()
    )
    where = f'<p><a href="{up}data/outside/facts.csv" download>facts.csv</a> · <a href="{up}data/outside/counterparts.csv" download>counterparts.csv</a></p>'
    return [
        *parts,
        Part(
            "columns",
            "The columns of the file",
            where + _table("Columns", ["Column", "Meaning", "Values"], lines, said=True),
        ),
    ]


def _facts_html(title: str, rows: pd.DataFrame) -> str:
    """Return the facts of one document: its title, number, date and pages above, a table below."""
    first = rows.iloc[0]
    about = [str(first[name]) for name in ("document_number", "date") if pd.notna(first[name])]
    pages = "; ".join(
        f'<a class="reference external" href="{escape(page)}">{escape(page)}</a>' for page in rows["source"].unique()
    )
    read = ", ".join(
        f"{extent}, read {day}" for extent, day in rows[["extent", "date_read"]].drop_duplicates().to_numpy()
    )
    notes = "; ".join(rows["note"].dropna().unique())
    stated = rows[rows["kind"] != "source"]
    lines = "".join(
        f'<tr><th scope="row">{marked(row.label)}</th><td>{escape("–" if pd.isna(row.english) else row.english)}</td><td>{escape(row.kind)}</td>'
        f'<td class="pb-right">{marked(printed(row.value, row.unit, row.bound))}</td></tr>'
        for row in stated.itertuples()
    )
    text = f"<p>{_marked_runs(' · '.join([title, *about]))}. {pages} ({escape(read)}).{' ' + _marked_runs(notes) + '.' if notes else ''}</p>"
    heads = ["What the figure is of", "English", "Kind", "Figure"]
    return text + (_table(f"Facts of {title}", heads, lines, {3}, said=True) if len(stated) else "")


def documents_html(corpus: Corpus, up: str, say: Wording = ENGLISH) -> str:
    """Return the documents as a table: label, title with its English, level, date, status, size."""
    heads = [*map(say, ("Document", "Title", "Level", "Dated", "Status", "Measures"))]
    lines = "".join(_document_line(doc_id, document, heads, up, say) for doc_id, document in corpus.items())
    return f'<div class="pb-whole">{_table(say("The documents of the corpus"), heads, lines, {5})}</div>'


def _document_line(doc_id: str, document: Document, heads: Sequence[str], up: str, say: Wording) -> str:
    """Return a row of the table of documents; on a phone, where rows are stacked, each cell says its heading itself."""
    title = str(document.record.get("title") or "")
    told_in = in_english(title) if say is ENGLISH else None
    english = f' <span class="pb-en">{escape(told_in)}</span>' if told_in else ""
    cells = [f'<span class="pb-two">{marked(title)}{english}</span>']
    cells += [escape(say(str(document.record.get(key) or "–"))) for key in ("level", "date_issued", "status")]
    cells.append(str(len(document.outline.measures)))
    classes = ["pb-wide", "", "", "", "pb-right"]
    told = zip(classes, heads[1:], cells, strict=True)
    return (
        f'<tr><th scope="row"><a href="{up}book/reader/{doc_id}.html">{escape(say.label(document))}</a></th>'
        + "".join(f'<td class="{css}" data-label="{head}">{cell}</td>' for css, head, cell in told)
        + "</tr>"
    )


def vintage_html(corpus: Corpus, tables: Mapping) -> str:
    """Return in a sentence which documents the book rests on."""
    drafts = sum(d.record.get("status") == "draft" for d in corpus.values())
    rows = ", ".join(f"{len(tables[name]):,} {words}" for name, words in COUNTED.items() if len(tables.get(name, ())))
    return (
        f'<p class="pb-vintage">{escape(vintage_text(corpus))}; {len(corpus) - drafts} issued, '
        f"{drafts} drafts; {sum(len(d.outline.measures) for d in corpus.values()):,} measures, {rows}.</p>"
    )


def glossary_parts(glossary: Mapping, corpus: Corpus) -> list[Part]:
    """Return the glossary, a part a field, with the number of documents that use each term."""
    heads = ["Term", "Pinyin", "English", "Documents"]
    return [
        Part(
            f"terms-{key}",
            name,
            _table(
                name, heads, "".join(_term(t, corpus) for t in glossary["terms"] if t["field"] == key), {3}, said=True
            ),
        )
        for key, name in glossary["fields"].items()
    ]


def _term(entry: Mapping, corpus: Corpus) -> str:
    n = sum(entry["zh"] in document.clean.text for document in corpus.values())
    note = f'<br><span class="pb-count">{marked(entry["note"])}</span>' if entry.get("note") else ""
    return (
        f'<tr><th scope="row" lang="zh-CN">{escape(entry["zh"])}</th><td lang="zh-Latn">{escape(entry["pinyin"])}</td>'
        f'<td>{marked(entry["en"])}{note}</td><td class="pb-right">{n or "–"}</td></tr>'
    )


def citation_html(ref: citing.Reference) -> str:
    """Return the book's citation as text, BibTeX and RIS."""
    return (
        f'<p class="pb-cite">{escape(ref.text)}</p><pre class="pb-bibtex" tabindex="0">{escape(citing.bibtex(ref))}</pre>'
        f'<pre class="pb-bibtex" tabindex="0">{escape(citing.ris(ref))}</pre>'
    )
