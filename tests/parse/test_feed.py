"""The patient reader, and what it must not trust feedparser with."""

import sys
from datetime import UTC, datetime
from subprocess import run

import pytest
from tests.parse.feedwriting import REPLY, entry, rss
from tests.parse.feedwriting import feed as atom_feed

from feedarchive.errors import DamagedError, UnknownFormatError
from feedarchive.model import Link
from feedarchive.parse import feed

ITEM = "<item><guid>urn:1</guid><title>One</title>{}</item>"
WHERE = (
    "<georss:where xmlns:georss='http://www.georss.org/georss' xmlns:gml='http://www.opengis.net/gml'>"
    "<gml:Point srsName='EPSG::abc'><gml:pos>1 2</gml:pos></gml:Point></georss:where>"
)


def only(more: str):
    (found,) = feed.read(rss(ITEM.format(more)), "u").entries
    return found


def test_a_whole_foreign_feed_is_whole():
    page = feed.read(rss(ITEM.format("")), "u", "application/rss+xml")
    assert (page.whole, page.blog.title, page.entries[0].title) == (True, "Foreign", "One")


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Tue, 06 Jun 2006 09:37:12 GMT", datetime(2006, 6, 6, 9, 37, 12, tzinfo=UTC)),
        ("2006-06-06T11:37:12+02:00", datetime(2006, 6, 6, 9, 37, 12, tzinfo=UTC)),
        ("Tue, 30 Feb 2006 09:37:12 GMT", None),
        ("1704067200", None),
        ("10000-01-01T00:00:00Z", None),
    ],
)
def test_dates_are_read_strictly(text, when):
    page = feed.read(rss(ITEM.format(f"<pubDate>{text}</pubDate>")), "u")
    assert page.entries[0].published == when
    assert bool(page.skipped) == (when is None)


def test_bodies_are_neither_cleaned_nor_resolved():
    html = '<iframe src="/film" loading="lazy"></iframe><p style="x" data-y="z" onclick="a()">&nbsp;</p>'
    for markup in (f"<![CDATA[{html}]]>", html.replace("&", "&amp;").replace("<", "&lt;")):
        assert only(f"<description>{markup}</description>").body.html == html


def test_the_full_text_goes_before_the_description():
    more = "<description>short</description><c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>full</c:encoded>"
    body = only(more).body
    assert (body.html, body.truncated) == ("full", False)
    assert only("<description>short</description>").body.truncated


def test_names_come_without_addresses():
    assert only("<author>noreply@blogger.com (Lamp Keeper)</author>").author.name == "Lamp Keeper"


def test_an_item_without_guid_is_known_by_its_link():
    (found,) = feed.read(rss("<item><title>x</title><link>https://blog.example/1</link></item>"), "u").entries
    assert (found.id, found.url) == ("https://blog.example/1", "https://blog.example/1")


def test_enclosures():
    more = "<enclosure url='https://sounds.example/1' length='12' type='audio/mpeg'/>"
    assert only(more).links == (
        Link(rel="enclosure", href="https://sounds.example/1", type="audio/mpeg", length=12),
    )


@pytest.mark.parametrize(
    ("body", "charset", "title"),
    [
        (rss(ITEM.format("")).replace(b"One", b"\xe9"), "", "é"),
        (rss(ITEM.format("")).replace(b"One", b"\xc3\xa9 \x93\xe9"), "", "é “é"),
        (
            rss(ITEM.format("")).replace(b"One", b"a\x1bb&nbsp;c & d"),
            "",
            "a\N{REPLACEMENT CHARACTER}b\xa0c & d",
        ),
        (
            rss(ITEM.format("")).replace(b"One", b"&#xD800;&#0;&#99999999999;"),
            "",
            "\N{REPLACEMENT CHARACTER}" * 3,
        ),
        (rss(ITEM.format("")).replace(b"One", b"<x:y>z</x:y>"), "", "One"),
    ],
)
def test_damage_is_mended_and_told(body, charset, title):
    page = feed.read(body, "u", f"text/xml; charset={charset}")
    assert not page.whole
    assert [found.title for found in page.entries] == [title] or b"x:y" in body


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (rss(ITEM.format("")).decode().replace("One", "é").encode("latin-1"), "text/xml; charset=iso-8859-1"),
        (
            b"<?xml version='1.0' encoding='koi8-r'?>" + rss(ITEM.format("")).replace(b"One", "é".encode()),
            "x/y; charset=utf-8",
        ),
        (b"<?xml version='1.0' encoding='iso-8859-1'?>" + rss(ITEM.format("")).replace(b"One", b"\xe9"), ""),
        (rss(ITEM.format("")).decode().replace("One", "é").encode("utf-16"), "text/xml"),
    ],
)
def test_encodings(body, media_type):
    page = feed.read(body, "u", media_type)
    assert (page.whole, page.entries[0].title) == (True, "é")


def test_an_empty_feed_proves_nothing():
    assert not feed.read(rss(), "u").whole


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<!DOCTYPE rss [<!ENTITY a '\\d'>]>" + rss(), "has a DTD"),
        (rss("x" * feed.MAX_BODY), "longer than"),
        (rss("<item/>" * (feed.MAX_ENTRIES + 1)), "entries"),
        (rss("<a " + " ".join(f"x{n}=''" for n in range(20_000)) + "/>"), "attributes"),
        (rss(ITEM.format(f"<author>{'a' * 40_000}</author>")), "an author of more than"),
        (rss(ITEM.format(f"<author>{'a<!-- -->' * 40_000}</author>")), "an author of more than"),
        (
            rss(ITEM.format(f"<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>{'a' * 9_000}")),
            "an author",
        ),
        (
            rss(ITEM.format(WHERE)),
            "feedparser failed",
        ),
    ],
)
def test_what_feedparser_must_not_see_or_cannot_bear(body, reason):
    with pytest.raises(DamagedError, match=reason):
        feed.read(body, "https://blog.example/feed")


@pytest.mark.parametrize("body", [b"", b"{}", b"<html><body>x</body></html>", b"http://127.0.0.1:9/"])
def test_no_feed(body):
    with pytest.raises(UnknownFormatError):
        feed.read(body, "u")


def test_a_body_that_is_a_path_is_not_opened(tmp_path):
    path = tmp_path / "feed.rss"
    path.write_bytes(rss(ITEM.format("")))
    for body in (str(path), path.as_uri()):
        with pytest.raises(UnknownFormatError):
            feed.read(body.encode(), "u")


def test_it_reads_blogger_too():
    (found,) = feed.read(atom_feed(entry(REPLY, html="Yes.")), "u").comments
    assert (found.entry_url, found.comment.body.html) == ("https://blog.example/p.html", "Yes.")


def test_feedparser_is_loaded_only_for_what_needs_it():
    code = "import sys, feedarchive.parse.feeds; assert 'feedparser' not in sys.modules"
    assert run([sys.executable, "-c", code], check=False).returncode == 0
