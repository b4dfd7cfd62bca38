"""The built site and a browser for all tests of pages: the site is built once, strictly, if it is not up to date."""

import functools
import os
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from helpers import ROOT
from lxml import html as lxml_html

from policybook.commands import website

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def pages():
    """The folder of the built site; built here, strictly, if it is not up to date."""
    website.build(ROOT)
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def parsed(pages):
    """Every page as a tree, by its address."""
    files = sorted(path for path in pages.rglob("*.html") if "_static" not in path.parts)
    return {path.relative_to(pages).as_posix(): lxml_html.parse(path).getroot() for path in files}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def base(pages):
    """The address of the site on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(pages)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium; without one these tests are skipped, or fail with CI=true."""

    def missing(why):
        message = f"no browser, so the site was not tried in one: {why}"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(message)
        pytest.skip(message)

    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        missing("playwright is not installed")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not path:
        missing(f"none of {', '.join(BROWSERS)} is installed")
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            missing(f"{path} does not start: {str(error).splitlines()[0]}")
        yield started
        started.close()


@pytest.fixture
def open_page(browser, base):
    """Open pages and collect what goes wrong in them."""
    contexts = []

    def opened(address="", *, troubles=None, root=base, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        if troubles is not None:
            page.on("console", lambda m: troubles.append(f"console: {m.text}") if m.type in ("error", "warning") else None)
            page.on("pageerror", lambda e: troubles.append(f"error: {e}"))
            page.on("response", lambda r: troubles.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
            page.on("request", lambda r: None if r.url.startswith((root, "data:")) else troubles.append(f"elsewhere: {r.url}"))
        page.goto(root + address)
        return page

    yield opened
    for context in contexts:
        context.close()
