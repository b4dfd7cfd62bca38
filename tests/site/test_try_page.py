"""Try your own policy: what the browser's Python makes of a text, the files that it gets, and the page in a browser."""

import functools
import io
import json
import re
import subprocess
import sys
import threading
import zipfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from helpers import POLICIES, ROOT, until

from policybook.commands import browser_python
from policybook.errors import PolicybookError
from policybook.extract.document import TABLES
from policybook.read.corpus import Document, load_corpus
from policybook.site import lean, pasted, try_page
from policybook.tables.build import make_tables
from policybook.tables.files import load_tables, to_csv

CORPUS = load_corpus(ROOT)
STATIC = ROOT / "src" / "policybook" / "site" / "static"


def csv_of(name, frame):
    return to_csv(frame.drop(columns=list(pasted.NOT_MADE.get(name, ()))))


def test_a_pasted_document_gives_the_rows_of_the_tables():
    """One document as it is stored: title, programme year and all else that rows depend on stand in its text."""
    doc_id = next(iter(CORPUS))
    found = json.loads(pasted.answer(CORPUS[doc_id].raw, f"{doc_id}.txt"))["tables"]
    stored = {name: frame[frame["doc_id"] == doc_id] for name, frame in load_tables(ROOT).items() if name in TABLES}
    expected = {name: {"rows": len(frame), "csv": csv_of(name, frame)} for name, frame in stored.items() if len(frame)}
    assert found == expected
    assert len(found) > 5


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*.txt")), ids=lambda path: path.stem)
def test_any_policy_gives_the_rows_that_extract_writes(path):
    text = path.read_text("utf-8")
    found = json.loads(pasted.answer(text, path.name))
    doc_id = next(iter(found["tables"].values()))["csv"].splitlines()[1].split(",")[0]
    tables = make_tables([Document(doc_id, text, {})], ROOT)
    assert {name: table["csv"] for name, table in found["tables"].items()} == {name: csv_of(name, tables[name]) for name in TABLES if len(tables[name])}


WRONG = [
    ("", "", "there is no text yet; paste the policy's text, or choose a file"),
    (" \n", "", "there is no text yet; paste the policy's text, or choose a file"),
    ("A policy of ten measures.", "", "the text: holds no Chinese characters; the rules read policies in Chinese"),
    ("为了促进发展，县里会尽力而为。", "", "the text: no numbered measure found; measures begin a line with 一、（一）, 1. or 第一条"),
    ("为了促进发展，县里会尽力而为。".encode(), "长溪.txt", "长溪.txt: no numbered measure found; measures begin a line with 一、（一）, 1. or 第一条"),
    (b"", "town.txt", "town.txt: the file is empty; put the document's text into it"),
    (b"\x89PNG....", "town.png", "town.png: this is an image (PNG), which cannot be read; run text recognition (OCR) and save the text as .txt"),
    ("一、支持\n" * 250_000, "", "the text: has more than 1,000,000 characters; take one policy at a time"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "name", "error"), WRONG, ids=range(len(WRONG)))
def test_what_is_no_policy_gets_one_line(source, name, error):
    assert json.loads(pasted.answer(source, name)) == {"error": error}


def test_markup_in_a_text_is_shown_as_text():
    text = '云溪县支持<script>alert(1)</script>政策\n一、支持"<img src=x onerror=alert(2)>"\n1.支持甲。对新建<b>厂房</b>的企业，给予20万元奖励。（责任单位：县<i>科技</i>局）\n'
    html = json.loads(pasted.answer(text))["html"]
    assert re.findall(r"<(?:script|img|b|i)\b[^>]*>(?!(?:tier|sum|instrument|rule|applied|condition)\b)", html.replace("<i>not recorded</i>", "")) == []
    assert "&lt;img src=x" in html


# ------------------------------------------------------------------------------------------------ the core by itself

ALONE = """
import json, sys
sys.path[:] = [p for p in sys.path if "site-packages" not in p and not p.startswith(%r)] + [sys.argv[1]]
from policybook.site import pasted
assert pasted.__file__.startswith(sys.argv[1]), pasted.__file__
given = sys.stdin.buffer.read()
print(json.dumps([pasted.answer(given.decode()), pasted.answer(b"<html><body><p>1</p></body></html>", "a.html"), pasted.answer(b"%%PDF-1.7", "a.pdf")]))
"""


def test_the_core_runs_by_itself(tmp_path):
    """Unpacked into an empty folder, without any installed package, it says what the package says."""
    with zipfile.ZipFile(io.BytesIO(try_page.core())) as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-I", "-S", "-c", ALONE % str(ROOT), str(tmp_path)]
    done = subprocess.run(command, input=try_page.EXAMPLE.encode(), capture_output=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    example, page, pdf = json.loads(done.stdout)
    assert example == pasted.answer(try_page.EXAMPLE)
    assert json.loads(page)["error"] == ("a saved web page cannot be read here; open it, copy its text and paste that. `policybook inspect FILE` reads it on your computer.")
    assert json.loads(pdf)["error"].startswith("a PDF cannot be read here; open it, copy its text and paste that.")


def test_the_core_is_the_same_at_each_build_and_carries_the_licence():
    assert try_page.core() == try_page.core()
    names = zipfile.ZipFile(io.BytesIO(try_page.core())).namelist()
    assert "yaml/LICENSE" in names
    assert not [name for name in names if not name.startswith(("policybook/", "yaml/"))]


def test_a_page_without_python_says_what_to_do_instead(tmp_path):
    html = try_page.try_html(tmp_path, "../")
    assert "policybook inspect FILE" in html
    assert "make pyodide site" in html
    assert "data-worker" not in html
    try_page.write_files(tmp_path, tmp_path / "_static")
    assert not (tmp_path / "_static").exists()


def test_only_the_page_with_a_worker_may_run_webassembly():
    form = '<form id="pb-try" data-worker="../_static/try-worker.js">'
    assert "'wasm-unsafe-eval'" in lean.content_policy(form)
    assert "worker-src 'self'" in lean.content_policy(form)
    assert "wasm" not in lean.content_policy("<form id='pb-firm'>")
    assert "worker-src" not in lean.content_policy("<form id='pb-firm'>")


def test_another_archive_is_refused(tmp_path):
    other = tmp_path / "pyodide.tgz"
    other.write_bytes(b"something else")
    with pytest.raises(PolicybookError, match=rf"pyodide\.tgz: is not the archive of pyodide {browser_python.VERSION}"):
        browser_python.bring(tmp_path, other)
    assert not (tmp_path / try_page.CACHE).exists()


# --------------------------------------------------------------------------------------------------- in the browser


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def try_site(tmp_path_factory):
    """The page as the site's build makes it, without the theme around it."""
    if not try_page.python_files(ROOT):
        pytest.skip("Python for browsers is not on this machine, so the page was not tried in one: make pyodide")
    folder = tmp_path_factory.mktemp("try")
    static = folder / "_static"
    static.mkdir()
    for name in ("try.js", "try.css", "try-worker.js", "document.css"):
        (static / name).write_bytes((STATIC / name).read_bytes())
    try_page.write_files(ROOT, static)
    (folder / "book").mkdir()
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Try</title><link rel="icon" href="data:,"><link rel="stylesheet" href="../_static/document.css">'
        '<link rel="stylesheet" href="../_static/try.css"><script defer src="../_static/try.js"></script></head><body>'
        f"<h1>Try</h1>{try_page.try_html(ROOT, '../')}</body></html>"
    )
    (folder / "book" / "try.html").write_text(lean.lean_page(html), "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def try_open(try_site, browser):
    """The page, and what it asks for and complains of."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.asked, page.troubles = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda m: page.troubles.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.goto(f"{try_site}book/try.html")
    yield page
    context.close()


SAID = "document.getElementById('pb-try-said').textContent"


@pytest.mark.browser
@pytest.mark.slow
def test_a_pasted_text_is_read_in_the_browser(try_open, try_site):
    page = try_open
    assert not [url for url in page.asked if "pyodide" in url or "worker" in url]  # nothing before the click
    doc_id = min(CORPUS, key=lambda one: len(CORPUS[one].raw))
    page.fill("#pb-try-text", CORPUS[doc_id].raw)
    page.click("#pb-try [type=submit]")
    until(page, f"{SAID}.startsWith('Read: ')", seconds=120)
    expected = json.loads(pasted.answer(CORPUS[doc_id].raw))
    assert page.locator("#pb-try-title").text_content() == expected["title"]
    assert page.locator("#pb-try-result .pb-marked").count() == len(re.findall('class="pb-marked"', expected["html"]))
    for name, table in expected["tables"].items():
        with page.expect_download() as download:
            page.click(f"a[download='{name}.csv']")
        saved = download.value.path().read_text("utf-8-sig")
        assert saved == table["csv"], name
    assert [url for url in page.asked if not url.startswith((try_site, "blob:"))] == []
    assert page.troubles == []


@pytest.mark.browser
@pytest.mark.slow
def test_a_file_an_error_and_a_stop(try_open):
    page = try_open
    page.click("#pb-try [type=submit]")
    assert page.evaluate(SAID) == "There is no text yet; paste the policy's text, or choose a file."
    page.fill("#pb-try-text", "没有条目的一段话。")
    page.click("#pb-try [type=submit]")
    until(page, f"{SAID}.startsWith('The text: no numbered measure found')", seconds=120)
    page.click("#pb-try [type=reset]")
    word = {"name": "云溪.docx", "mimeType": "application/octet-stream", "buffer": docx(try_page.EXAMPLE.splitlines())}
    page.set_input_files("#pb-try-file", word)
    until(page, f"{SAID}.startsWith('Read: ')", seconds=60)
    assert page.locator("#pb-try-title").text_content() == try_page.EXAMPLE.splitlines()[0]
    page.click("#pb-try-example")
    page.evaluate("for (const name of ['[type=submit]', '#pb-try-stop']) document.querySelector(`#pb-try ${name}`).click()")
    assert page.evaluate(SAID) == "Stopped."
    page.click("#pb-try [type=submit]")  # starts anew
    until(page, f"{SAID}.startsWith('Read: ')", seconds=120)
    assert page.troubles == []


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(lines):
    """Return a Word file with a paragraph a line."""
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    return stream.getvalue()
