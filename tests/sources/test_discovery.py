"""From an address to a feed, with few requests, and what leads back in it."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from feedarchive.capture import Document, Get, Request
from feedarchive.errors import GoneError
from feedarchive.parse import homepage
from feedarchive.plan.walking import Walk
from feedarchive.sources.discovery import Found, Nothing, discover, wordpress_atom
from feedarchive.sources.syndication import paged, walk_back

HOME = "https://b.example/"
FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x:b</id>{}<entry><id>{}</id><title>t</title></entry></feed>'


def site(pages: dict[str, str]) -> tuple[Get, list[str]]:
    """A Get over those pages, and what was asked of it."""
    asked: list[str] = []

    def get(request: Request) -> Document:
        asked.append(request.url)
        if request.url not in pages:
            raise GoneError(request.url, "404 Not Found")
        body = pages[request.url].encode()
        return Document(
            asked=request.url, url=request.url, why=request.why, body=body,
            sha256=sha256(body).hexdigest(), fetched=datetime(2026, 1, 1, tzinfo=UTC),
        )  # fmt: skip

    return get, asked


def home(*links: str, head: str = "") -> str:
    named = "".join(f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'
                    for kind, title, href in (one.split("|") for one in links))  # fmt: skip
    return f"<html><head>{head}{named}</head><body>x</body></html>"


def test_a_feed_is_its_own_address():
    get, asked = site({f"{HOME}feed.xml": FEED.format("", 1)})
    found = discover(get, f"{HOME}feed.xml")
    assert isinstance(found, Found)
    assert (found.address, asked) == (f"{HOME}feed.xml", [f"{HOME}feed.xml"])


def test_atom_is_taken_before_rss_and_no_feed_of_comments():
    page = home(
        "application/rss+xml|Log|/rss.xml",
        "application/atom+xml|Log Comments|/c.atom",
        "application/atom+xml|Log|/a.atom",
    )
    get, asked = site({HOME: page, f"{HOME}a.atom": FEED.format("", 1)})
    found = discover(get, HOME)
    assert isinstance(found, Found)
    assert (found.address, found.comments, asked) == (
        f"{HOME}a.atom",
        f"{HOME}c.atom",
        [HOME, f"{HOME}a.atom"],
    )


def test_a_dead_link_leads_on_to_where_feeds_lie():
    get, asked = site({HOME: home("application/rss+xml|Log|/gone"), f"{HOME}atom.xml": FEED.format("", 1)})
    found = discover(get, HOME)
    assert isinstance(found, Found)
    assert asked == [HOME, *(f"{HOME}{at}" for at in ("gone", "feed/", "feed.xml", "atom.xml"))]


def test_a_page_of_bloggers_is_not_searched():
    get, asked = site({HOME: home(head='<meta name="generator" content="blogger">')})
    found = discover(get, HOME)
    assert isinstance(found, Nothing)
    assert found.of_blogger
    assert asked == [HOME]


def test_a_blog_below_its_host_is_looked_for_there_first():
    get, asked = site({f"{HOME}log/": home(), f"{HOME}index.xml": FEED.format("", 1)})
    found = discover(get, f"{HOME}log/")
    assert isinstance(found, Found)
    assert found.address == f"{HOME}index.xml"
    assert asked[1] == f"{HOME}log/feed/"
    assert len(asked) < 20


@pytest.mark.parametrize(
    ("given", "atom"),
    [
        (f"{HOME}feed/", f"{HOME}feed/atom/"),
        (f"{HOME}?feed=rss2", f"{HOME}?feed=atom"),
        (f"{HOME}?feed=comments-rss2", f"{HOME}?feed=comments-atom"),
        (f"{HOME}rss.xml", None),
    ],
)
def test_the_atom_form_of_a_wordpress_feed(given, atom):
    assert wordpress_atom(given) == atom


def test_the_next_page_of_a_wordpress_feed():
    assert paged(f"{HOME}feed/atom/") == f"{HOME}feed/atom/?paged=2"
    assert paged(f"{HOME}?feed=atom&paged=9") == f"{HOME}?feed=atom&paged=10"
    assert paged(f"{HOME}?paged=many") == f"{HOME}?paged=2"


def test_a_site_that_ignores_paged_is_a_window():
    get, asked = site(
        {f"{HOME}f{more}": FEED.format("<generator>WordPress</generator>", 1) for more in ("", "?paged=2")}
    )
    [first, second] = walk_back(get, f"{HOME}f", "posts-feed", platform="wordpress", walk=Walk())
    assert (second.walk.done, bool(second.walk.trouble), second.page.entries) == (True, True, ())
    assert len(asked) == 2
    assert first.page.entries


def test_an_edited_entry_of_an_archive_does_not_replace_its_newer_form():
    link = '<link rel="prev-archive" href="https://b.example/1"/>'
    get, _ = site({f"{HOME}f": FEED.format(link, 1), f"{HOME}1": FEED.format("", 1)})
    steps = list(walk_back(get, f"{HOME}f", "posts-feed", walk=Walk()))
    assert [len(step.page.entries) for step in steps] == [1, 0]


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"<link rel=alternate href='http://['>", b"{}", b"<a" * 9000]
)
def test_any_bytes_are_a_home_page(body):
    assert homepage.read(body, HOME).feeds == ()
