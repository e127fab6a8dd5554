"""Feeds as the rest of the world writes them: Atom 0.3, RSS 0.91 to 2.0, RDF, JSON Feed, odd ids, cut and hostile."""

import json
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.errors import DamagedError, ParseError, UnknownFormatError
from feedarchive.parse import jsonfeed
from feedarchive.parse.feed import tells_all
from feedarchive.parse.feeds import read_feed
from feedarchive.parse.remarks import as_comments

URL = "https://blog.example/feed"
WHEN = datetime(2003, 6, 3, 9, 39, 21, tzinfo=UTC)

ATOM_03 = b"""<?xml version="1.0"?><feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title>
<link rel="alternate" type="text/html" href="https://blog.example/"/><id>urn:x:old</id><entry><title>One</title>
<link rel="alternate" type="text/html" href="https://blog.example/1"/><id>urn:x:1</id>
<issued>2003-06-03T09:39:21Z</issued><modified>2003-06-04T09:39:21Z</modified>
<content type="text/html" mode="escaped">&lt;p&gt;Body.&lt;/p&gt;</content></entry></feed>"""
RSS_091 = b"""<?xml version="1.0"?><rss version="0.91"><channel><title>Old</title><link>https://blog.example/</link>
<item><title>One</title><link>https://blog.example/1</link><description>Short &amp; plain</description></item></channel></rss>"""
RSS_092 = RSS_091.replace(b"0.91", b"0.92").replace(
    b"</item>",
    b'<category>tide</category><enclosure url="https://blog.example/a.mp3" length="5" type="audio/mpeg"/></item>',
)
RDF = b"""<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="https://blog.example/rdf"><title>Old</title><link>https://blog.example/</link></channel>
<item rdf:about="https://blog.example/about-1"><title>One</title><link>https://blog.example/1</link><dc:creator>Iris</dc:creator>
<dc:date>2003-06-03T11:39:21+02:00</dc:date><content:encoded>&lt;p&gt;All of it.&lt;/p&gt;</content:encoded></item></rdf:RDF>"""
RSS_2 = b"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:fh="http://purl.org/syndication/history/1.0"><channel><title>New</title><link>https://blog.example/</link>
<atom:link rel="next" href="?page=2"/><fh:complete/>
<item><title>One &amp;amp; two</title><link>/1</link><guid isPermaLink="false">g-1</guid><dc:creator><![CDATA[Iris &#038; Co.]]></dc:creator>
<pubDate>Tue, 03 Jun 2003 09:39:21 GMT</pubDate><category>a</category><category domain="https://x.example/">b</category>
<description>One [&#8230;]</description><content:encoded>&lt;p&gt;Whole.&lt;/p&gt;</content:encoded>
<wfw:commentRss>https://blog.example/1/feed/</wfw:commentRss><slash:comments>4</slash:comments></item></channel></rss>"""


def only(body: bytes):
    page = read_feed(body, URL)
    assert page.whole
    [entry] = page.entries
    return entry


def test_atom_03():
    entry = only(ATOM_03)
    assert (entry.id, entry.url, entry.title, entry.body.html) == (
        "urn:x:1", "https://blog.example/1", "One", "<p>Body.</p>"
    )  # fmt: skip
    assert (entry.published, entry.updated) == (WHEN, WHEN + timedelta(days=1))


@pytest.mark.parametrize("body", [RSS_091, RSS_092])
def test_rss_without_ids_or_dates(body):
    entry = only(body)
    assert (entry.id, entry.url, entry.published) == (
        "https://blog.example/1",
        "https://blog.example/1",
        None,
    )
    assert (entry.body.text, entry.body.truncated) == ("Short & plain", True)
    assert any("without id" in line for line in read_feed(body, URL).odd)


def test_enclosures_and_categories_of_rss():
    entry = only(RSS_092)
    assert entry.labels == ("tide",)
    assert [(link.rel, link.href, link.length) for link in entry.links] == [
        ("enclosure", "https://blog.example/a.mp3", 5)
    ]


def test_rdf():
    entry = only(RDF)
    assert (entry.id, entry.url, entry.author.name) == (
        "https://blog.example/about-1",
        "https://blog.example/1",
        "Iris",
    )
    assert (entry.published, entry.updated, entry.body.truncated) == (WHEN, None, False)
    assert entry.published.utcoffset() == timedelta(hours=2)


def test_rss_2_with_its_usual_modules():
    page, entry = read_feed(RSS_2, URL), only(RSS_2)
    assert (page.next_url, page.complete) == ("https://blog.example/feed?page=2", True)
    assert (entry.id, entry.url, entry.published, entry.comments_declared) == (
        "g-1",
        "https://blog.example/1",
        WHEN,
        4,
    )
    assert entry.author.name == "Iris & Co."
    assert (entry.labels, entry.body.text, entry.body.truncated) == (("a", "b"), "Whole.", False)
    assert [(link.rel, link.href) for link in entry.links] == [("replies", "https://blog.example/1/feed/")]


@pytest.mark.parametrize(
    ("description", "whole"),
    [
        ("<p>A whole text.</p>", True),
        ("Plain words", False),
        ("<p>It begins […]</p>", False),
        ("<p>It begins...</p>", False),
        ('<p>It begins</p><p><a href="/1">Continue reading One</a></p>', False),
        ("", False),
    ],
)
def test_when_a_description_is_all(description, whole):
    assert tells_all(description) is whole


def items(*texts: str) -> bytes:
    return f'<rss version="2.0"><channel><title>t</title>{"".join(f"<item>{text}</item>" for text in texts)}</channel></rss>'.encode()


def test_each_entry_has_an_id_of_its_own_that_stays():
    body = items(
        "<title>a</title>", "<description>b</description>", "<guid>7</guid><title>c</title>",
        "<guid>7</guid><title>d</title>", "<guid>7</guid><title>c</title>", "",
    )  # fmt: skip
    page = read_feed(body, URL)
    ids = [entry.id for entry in page.entries]
    assert len(ids) == 6
    assert len(set(ids)) == 5  # the same item twice is one
    assert sum(one.startswith("urn:sha256:") for one in ids) == 4
    assert ids == [entry.id for entry in read_feed(body, URL).entries]
    edited = read_feed(items("<title>a</title><description>now with words</description>"), URL)
    assert edited.entries[0].id == ids[0]


FEED = {
    "version": "https://jsonfeed.org/version/1.1", "title": "J", "home_page_url": "https://blog.example/", "language": "de",
    "next_url": "https://blog.example/2.json",
    "items": [
        {"id": 5, "url": "https://blog.example/5", "content_text": "a < b\nc", "authors": [{"name": "Iris", "url": "https://i.example/"}],
         "date_published": "2003-06-03T11:39:21+02:00", "tags": ["x", 4], "attachments": [{"url": "https://blog.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 9}]},
        {"summary": "only this", "date_modified": "yesterday"},
    ],
}  # fmt: skip


def test_json_feed():
    page = jsonfeed.read(json.dumps(FEED).encode(), URL)
    first, second = page.entries
    assert (page.blog.id, page.blog.language, page.next_url) == (
        "https://blog.example/", "de", "https://blog.example/2.json"
    )  # fmt: skip
    assert (first.id, first.published, first.body.text, first.labels) == ("5", WHEN, "a < b\nc", ("x",))
    assert (first.author.name, first.links[0].length) == ("Iris", 9)
    assert first.published is not None
    assert first.published.tzinfo == timezone(timedelta(hours=2))
    assert (second.body.truncated, second.published, second.updated) == (True, None, None)
    assert second.id.startswith("urn:sha256:")


@pytest.mark.parametrize(
    "body", [b"{}", b'{"version": 1}', b'{"version": "https://jsonfeed.org/version/1", "items": 3}']
)
def test_other_json_is_no_feed(body):
    with pytest.raises(UnknownFormatError):
        read_feed(body, URL)


@pytest.mark.parametrize(
    "body", [b'{"version": "https://jsonfeed.org/version/1", "items": [', b'{"a":' * 5000, b"{\xff}"]
)
def test_broken_json_is_damaged(body):
    with pytest.raises(DamagedError):
        read_feed(body, URL)


KEYS = ("id", "url", "content_text", "authors", "date_published", "tags", "attachments")
VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3)
                      | st.dictionaries(st.sampled_from([*FEED, "id", "url", "author", "tags", "attachments", "name"]), inner, max_size=4), max_leaves=8)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from([*KEYS, "summary", "author", "content_html"]), VALUES, max_size=6),
    VALUES,
)
def test_any_json_feed_keeps_each_of_its_items(item, author):
    body = json.dumps(
        {"version": "https://jsonfeed.org/version/1", "author": author, "items": [item, item | {"id": "z"}]}
    )
    page = jsonfeed.read(body.encode("utf-8", "surrogatepass"), URL)
    assert len(page.entries) == 2
    msgspec.json.encode(page)


@pytest.mark.parametrize("body", [ATOM_03, RSS_092, RDF, RSS_2, json.dumps(FEED).encode()])
def test_a_feed_cut_anywhere_is_a_part_of_it_or_a_parse_error(body):
    for at in range(0, len(body), 97):
        try:
            page = read_feed(body[:at], URL)
        except ParseError:
            continue
        assert len(page.entries) <= 2
        assert not page.whole or at == len(body)


def reply(ref: str, number: int, text: str = "Said.") -> str:
    return (
        f'<entry><id>https://b.example/?p=9#comment-{number}</id><link href="https://b.example/nine/#comment-{number}"/>'
        f"<title>By: Bo</title><author><name>Bo</name></author><published>2003-06-03T09:39:21Z</published>"
        f'<content type="html">{text}</content><thr:in-reply-to ref="{ref}"/></entry>'
    )


def comments_feed(*entries: str) -> bytes:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><id>urn:x:c</id>'
        f"<generator>WordPress</generator>{''.join(entries)}</feed>"
    ).encode()


def test_comments_of_a_wordpress_name_their_post_and_what_they_answer():
    lead = '&lt;p&gt;En réponse à &lt;a href="https://b.example/nine/comment-page-2/#comment-3"&gt;Al&lt;/a&gt;.&lt;/p&gt;&lt;p&gt;Oui.&lt;/p&gt;'
    page = as_comments(
        read_feed(
            comments_feed(
                reply("https://b.example/?p=9", 3), reply("https://b.example/?p=9#comment-3", 4, lead)
            ),
            URL,
        )
    )
    first, second = page.comments
    assert (first.entry_id, first.entry_url, first.comment.in_reply_to) == (
        "https://b.example/?p=9",
        "https://b.example/nine/",
        None,
    )
    assert (second.entry_id, second.comment.in_reply_to) == (
        "https://b.example/?p=9",
        "https://b.example/?p=9#comment-3",
    )
    assert (second.comment.body.text, second.comment.author.kind) == ("Oui.", "unknown")


def test_comments_of_an_entry_held_under_another_id_are_named_after_that():
    page = as_comments(
        read_feed(comments_feed(reply("https://b.example/?p=9#comment-3", 4)), URL), "urn:x:nine"
    )
    [one] = page.comments
    assert (one.entry_id, one.comment.id, one.comment.in_reply_to) == (
        "urn:x:nine",
        "urn:x:nine#comment-4",
        "urn:x:nine#comment-3",
    )
