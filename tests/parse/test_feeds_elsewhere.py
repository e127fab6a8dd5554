"""What feeds say that are not Blogger's: bases of links, counts of replies, old DOCTYPEs."""

import pytest

from feedarchive.errors import DamagedError
from feedarchive.parse.feeds import read_feed

URL = "https://b.example/log/index.atom"
FEED = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"'
    ' xml:base="/blog/"><id>urn:x:b</id><link href="./"/>{}</feed>'
)
ENTRY = (
    '<entry xml:base="2024/"><id>urn:x:1</id><title>t</title><link href="one.html"/>'
    '<link rel="replies" xml:base="talk/" href="one.atom" thr:count="2"/>'
    '<content type="html">x</content></entry>'
)
OLD = b"""<?xml version="1.0"?>
<!DOCTYPE rss {}PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"{}>
<rss version="0.91"><channel><title>Old</title><link>https://b.example/</link><item><title>One</title></item></channel></rss>
"""


def test_links_are_seen_from_the_base_of_what_holds_them():
    page = read_feed(FEED.format(ENTRY).encode(), URL)
    (one,) = page.entries

    assert page.blog.url == "https://b.example/blog/"
    assert one.url == "https://b.example/blog/2024/one.html"
    assert [link.href for link in one.links] == ["https://b.example/blog/2024/talk/one.atom"]


def test_a_feed_of_replies_says_how_many_there_are():
    (one,) = read_feed(FEED.format(ENTRY).encode(), URL).entries
    assert one.comments_declared == 2


def test_rss_0_91_has_a_doctype_that_defines_nothing():
    page = read_feed(OLD.replace(b"{}", b""), URL)
    assert ([one.title for one in page.entries], page.whole) == (["One"], True)


def test_a_doctype_that_defines_something_is_refused():
    body = OLD.replace(b"{}PUBLIC", b"PUBLIC").replace(b"{}", b"[<!ENTITY a 'b'>]")
    with pytest.raises(DamagedError, match="has a DTD"):
        read_feed(body, URL)
