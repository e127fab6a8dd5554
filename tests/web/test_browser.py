"""The pages in a real browser: by hand and by keys, for those who do not see, and with a stranger's worst."""

import shutil
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from tests.cli.calling import call
from tests.read.small import NAME, UNTITLED
from tests.web import shelf
from tests.web.shelf import HOSTILE, hostile
from tests.web.vectors import VECTORS

from feedarchive.store.layout import folder
from feedarchive.web.search_index import bucket, words

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium")
PAGES = [
    "", f"{NAME}/", f"{NAME}/{folder(UNTITLED)}/", f"{NAME}/{folder(UNTITLED)}/versions/",
    f"{NAME}/statistics/",
    f"{NAME}/{folder(shelf.STATES)}/", f"{NAME}/{folder(shelf.RTL)}/", f"{NAME}/{folder(shelf.LINKING)}/",
    f"{NAME}/changes/", "-/search/?q=slate&blog=search", "nowhere/",
]  # fmt: skip
DARK = {"runOnly": ["color-contrast", "link-in-text-block"]}  # nothing else changes with the colours
TEXTS = [
    "Straße, ÉCOLE and naïve Łódź; ﬁr ΟΔΟΣ σοφός İstanbul", "Ёлка и МЕЛЬНИЦА",
    "老磨坊的門已經鎖了三年。水", "古い井戸から水が出る。ー々",
    "น้ำในบ่อใสมาก", "الطاحونة القديمةُ ما زالت ٱلقائمة", "שָׁלוֹם עוֹלָם", "नदी का पानी", "한국어의 말",
    "x² ½ no_w 3.14 can't",
    "𠮷野家 𝔘𝔫𝔦 " + "y" * 70, "Việt Nam đường",
]  # fmt: skip


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@contextmanager
def watched(chromium, address: str, **options):
    """A page, and a list of what should not happen on it."""
    context = chromium.new_context(base_url=address, **options)
    page = context.new_page()
    page.set_default_timeout(60_000)  # other work may be done on this machine
    wrong: list[str] = []

    def refuse(dialog):
        wrong.append(f"dialog {dialog.message}")
        dialog.dismiss()

    ours = (address, "data:,")
    page.on("dialog", refuse)
    page.on("pageerror", lambda error: wrong.append(f"script {error}"))
    page.on("console", lambda said: wrong.extend([said.text] if said.type in {"error", "warning"} else []))
    page.on("request", lambda asked: wrong.extend([] if asked.url.startswith(ours) else [asked.url]))
    page.on("popup", lambda _: wrong.append("popup"))
    yield page, wrong
    context.close()


def test_reading_by_hand_without_scripts(chromium, address):
    with watched(chromium, address, java_script_enabled=False) as (page, wrong):
        page.goto("/")
        page.click("text=Quarry Notes")
        page.click("summary:has-text('2006')")
        page.click(".side a:has-text('June')")
        page.click("h2 a:has-text('Slate')")
        assert page.inner_text("#c114958663200000001 .who") == "Gravelpit"
        page.click("text=version 3 of 3")
        assert page.locator("ins", has_text="clear").is_visible()
        page.click("text=Version 1")
        assert "This is version 1 of 3" in page.inner_text("main")
        page.fill("#seek", "grain")
        page.click("button")
        page.click(".hit a")
        assert page.url.endswith("#c114958663200000001")
        assert wrong == []


def test_reading_by_keys(chromium, address):
    with watched(chromium, address) as (page, wrong):
        page.goto(f"/{NAME}/")
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert (skip.inner_text(), skip.is_visible(), skip.bounding_box()["y"] >= 0) == (
            "Skip to the text",
            True,
            True,
        )
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        seen = []
        page.goto(f"/{NAME}/")
        for _ in range(9):
            page.keyboard.press("Tab")
            seen.append(page.evaluate("document.activeElement.id || document.activeElement.innerText"))
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert seen[1:7] == ["feedarchive", "Posts", "Changes", "Statistics", "seek", "Search"]
        page.focus("#seek")
        page.keyboard.type("mortar")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/**")
        assert page.inner_text("mark >> nth=0") == "mortar"
        assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_those_who_do_not_see(chromium, address, scheme):
    with watched(chromium, address, color_scheme=scheme, viewport={"width": 1200, "height": 900}) as (
        page,
        _,
    ):
        for path in PAGES:
            page.goto(f"/{path}")
            found = Axe().run(page, options=DARK if scheme == "dark" else None)
            assert found.violations_count == 0, found.generate_report()


def test_pages_are_as_wide_as_a_phone(chromium, address):
    with watched(chromium, address, viewport={"width": 390, "height": 800}) as (page, _):
        for path in [*PAGES, f"{NAME}/{folder(shelf.long_thread())}/"]:
            page.goto(f"/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_arabic_runs_from_the_right(chromium, address):
    with watched(chromium, address) as (page, _):
        page.goto(f"/{NAME}/{folder(shelf.RTL)}/")
        for where in ("h1", ".body p", ".comment .body p"):
            assert page.evaluate(f"getComputedStyle(document.querySelector('{where}')).direction") == "rtl"


def test_nothing_that_a_stranger_wrote_happens(chromium, address):
    with watched(chromium, address) as (page, wrong):
        for entry in (shelf.ALL_HOSTILE, *(hostile(at, VECTORS[at]) for at in range(0, len(VECTORS), 9))):
            page.goto(f"/{HOSTILE}/{folder(entry)}/")
            assert wrong == [], entry.title
        for path in ("2009/", "changes/", "statistics/"):  # titles, labels, names
            page.goto(f"/{HOSTILE}/{path}")
        assert wrong == []


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The archive as files behind a plain file server: its address and its folder."""
    root = shelf.shelf(tmp_path_factory.mktemp("shelf"), vectors=False)
    where = tmp_path_factory.mktemp("site")
    call(root, "export", "site", str(where))
    handler = partial(Quiet, directory=str(where))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", where
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """A file server that says nothing."""

    def log_message(self, *_):
        """Nothing."""


def test_files_are_searched_in_the_browser(chromium, files):
    address, where = files
    with watched(chromium, address) as (page, wrong):
        page.goto(f"/{NAME}/")
        page.fill("#seek", "GRAIN splits")
        page.click("button")
        page.click("#hits a")
        assert page.url.endswith("#c114958663200000001")
        for query in ("磨坊", "น้ำ", "Елка", "القديمة", "lodz cafe", "नदी"):
            page.goto(f"/-/search/?q={query}")
            page.locator("#hits a").first.wait_for()
            assert page.locator("#hits a", has_text="Łódź").count() == 1, query
            assert page.locator("mark").count(), query
        page.goto("/-/search/?q=nowheretobefound")
        page.locator("#told", has_text="Nothing found.").wait_for()
        assert Axe().run(page).violations_count == 0
        assert wrong == []
    with watched(chromium, f"file://{where}/") as (page, wrong):
        page.goto(f"file://{where}/index.html")
        page.click("text=Quarry Notes")
        page.click("text=A long evening")
        page.wait_for_load_state()
        assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
        assert wrong == []


def test_words_are_cut_alike_in_python_and_in_the_browser(chromium, files):
    with watched(chromium, files[0]) as (page, _):
        page.goto("/-/search/")
        for text in TEXTS:
            found = page.evaluate("text => words(text).map(word => [word, parseInt(bucket(word), 16)])", text)
            assert dict(found) == {word: bucket(word) for word in words(text)}, text
