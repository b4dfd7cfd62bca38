"""The built site and a browser for all tests of pages: the site is built once, strictly, if it is not up to date."""

import contextlib
import functools
import os
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from helpers import ROOT, alone
from lxml import html as lxml_html

from policybook.commands import website
from policybook.errors import PolicybookError

try:
    from playwright.sync_api import Error, sync_playwright
except ImportError:  # no wheel for this machine
    sync_playwright, Error = None, OSError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
DESK = {"width": 1280, "height": 900}
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
def pages(tmp_path_factory):
    """The folder of the built site; built by the first process that needs it, strictly, if it is not up to date."""
    folder = tmp_path_factory.getbasetemp()
    with alone((folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "site-in-the-making"):
        try:
            website.build(ROOT)
        except PolicybookError as error:
            pytest.fail(f"{error}\n(the warnings stand below the first test that asked for the site)", pytrace=False)
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

    if sync_playwright is None:
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


@pytest.fixture(scope="session")
def free(browser):
    """Pages that no test uses now: to begin a page, and more so a context of its own, costs more than to go from page to page."""
    context = browser.new_context(viewport=DESK)
    yield Free(context)
    context.close()


class Free:
    """Pages of one context, given out and taken back as new: blank, at the width of a desk, with nothing stored."""

    def __init__(self, context):
        self.context, self.pages = context, []

    def take(self, viewport):
        page = self.pages.pop() if self.pages else self.context.new_page()
        page.set_viewport_size(viewport)
        return page

    def give_back(self, page):
        self.context.clear_cookies()
        page.evaluate("localStorage.clear(), sessionStorage.clear()")
        page.emulate_media(media="null", color_scheme="null")
        page.goto("about:blank")
        self.pages.append(page)

    def close_others(self):
        """Close what a test has left, also where it failed."""
        for page in self.context.pages:
            if page not in self.pages:
                page.close()


@pytest.fixture
def open_page(browser, base, free):
    """Open pages and collect what goes wrong in them."""
    contexts, taken = [], []

    def opened(address="", *, troubles=None, root=base, viewport=DESK, **options):
        if options:
            contexts.append(browser.new_context(viewport=viewport, **options))
            page = contexts[-1].new_page()
        else:
            page = free.take(viewport)
        page.set_default_timeout(10_000)
        seen = {}
        if troubles is not None:
            seen["console"] = lambda m: troubles.append(f"console: {m.text}") if m.type in ("error", "warning") else None
            seen["pageerror"] = lambda e: troubles.append(f"error: {e}")
            seen["response"] = lambda r: troubles.append(f"{r.status}: {r.url}") if r.status >= 400 else None
            seen["request"] = lambda r: None if r.url.startswith((root, "data:")) else troubles.append(f"elsewhere: {r.url}")
        for event, note in seen.items():
            page.on(event, note)
        if not options:
            taken.append((page, seen))
        page.goto(root + address)
        return page

    yield opened
    for context in contexts:
        context.close()
    for page, seen in taken:
        for event, note in seen.items():
            page.remove_listener(event, note)
        with contextlib.suppress(Error):  # one that a test has closed, or that has crashed
            free.give_back(page)
    free.close_others()
