"""Posts of a blog with neither feeds nor sitemap, by its month archives."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from feedarchive.capture import Document, Get, Request
from feedarchive.errors import GoneError
from feedarchive.parse.links import links, own_hosts
from feedarchive.sources.addresses import site
from feedarchive.sources.archives import post_addresses

SITE = site("http://127.0.0.1:8/")
HEAD = '<link rel="alternate" type="application/atom+xml" href="http://old.blogspot.com/atom.xml">'


def served(pages: dict[str, str]) -> tuple[Get, list[str]]:
    asked: list[str] = []

    def get(request: Request) -> Document:
        asked.append(request.url)
        path = request.url.removeprefix("http://127.0.0.1:8")
        if path not in pages:
            raise GoneError(request.url, "not found")
        body = pages[path].encode()
        return Document(
            asked=request.url,
            url=request.url,
            body=body,
            sha256=sha256(body).hexdigest(),
            fetched=datetime(2026, 1, 1, tzinfo=UTC),
        )

    return get, asked


def test_posts_are_found_through_classic_and_layout_archives_each_once():
    get, asked = served(
        {
            "/": HEAD
            + '<a href="http://old.blogspot.com/2006_06_01_archive.html">June</a><a href="/2007/">2007</a>'
            + '<a href="/2008/01/newest.html">n</a><a href="/search?updated-max=x">older</a>',
            "/2006_06_01_archive.html": '<a href="/2006/06/a.html">a</a><a href="/2006/06/a.html#c1">c</a>',
            "/2007/": '<a href="2007/">self</a><a href="/2007/05/">May</a>',
            "/2007/05/": '<a href="/2007/05/b.html">b</a>',
        }
    )

    found = list(post_addresses(get, SITE))

    base = "http://127.0.0.1:8"
    assert found == [f"{base}/2008/01/newest.html", f"{base}/2006/06/a.html", f"{base}/2007/05/b.html"]
    assert len(asked) == len(set(asked)) == 4


def test_other_blogs_posts_are_left_alone():
    get, _ = served({"/": HEAD + '<a href="http://friend.blogspot.com/2006/06/x.html">x</a>'})

    assert list(post_addresses(get, SITE)) == []


def test_no_home_page_is_an_error():
    get, _ = served({})
    with pytest.raises(GoneError):
        list(post_addresses(get, SITE))


@pytest.mark.parametrize(
    "body", [b"", b"\0\0", b"<a href='http://['>x</a>", b"<a", b"<a href=javascript:x>y"]
)
def test_odd_pages_have_no_links(body):
    assert list(links(body, "http://h/")) == []
    assert own_hosts(body, "http://h/") == {"h"}
