"""The door: what is damaged may add, never revise or retire; what is no feed is refused."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.parse.feedwriting import BLOG, comment, entry, feed, rss

from feedarchive.errors import DamagedError, ParseError, UnknownFormatError
from feedarchive.model import Entry
from feedarchive.parse import atom
from feedarchive.parse import feed as patient
from feedarchive.parse.feeds import read_feed
from feedarchive.seen import CommentOf

DATA = Path(__file__).parent.parent / "data" / "feeds"
ATOM_FEEDS = sorted(path for path in DATA.iterdir() if path.suffix == ".atom" and path.name != "entry.atom")
MARK = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
OTHER = "<gd:extendedProperty name='blogger.displayTime' value='today'/>"


@pytest.mark.parametrize("damage", [b"\x1b", b"\xff", b"&nbsp;", b"&#xD800;", b" & "])
def test_a_bad_character_costs_no_element(damage):
    bodies = " <p onclick='x'>kept</p> "
    items = [entry(html=bodies), comment(MARK, OTHER, html="This comment has been removed by the author.")]
    page = read_feed(feed(*items).replace(b"A blog", b"A blog" + damage), "u")
    assert not page.whole
    assert page.skipped[0].startswith("damaged: not well-formed")
    assert page.comments[0].comment.body.html == bodies
    assert page.comments[1].comment.status == "removed-by-author"


def test_a_cut_feed_keeps_its_whole_entries():
    items = [entry(html=f" text {n} ", tag=f"{BLOG}.post-{n}") for n in range(3)]
    body = feed(*items)
    page = read_feed(body[: body.index(b"text 2") + 4], "u")
    assert [found.body.html for found in page.entries] == [" text 0 ", " text 1 "]
    assert not page.whole


def test_a_cut_feed_under_a_prefix():
    whole = b"<a:entry><a:id>urn:1</a:id><a:content> a </a:content></a:entry>"
    page = read_feed(b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'>" + whole + whole[:-20], "u")
    assert [(found.id, found.body.html) for found in page.entries] == [("urn:1", " a ")]
    assert not page.whole


def test_a_bad_character_in_another_encoding():
    body = feed(entry("<title>é\x1b</title>")).decode().replace("UTF-8", "iso-8859-1").encode("latin-1")
    assert [found.title for found in read_feed(body, "u").entries] == ["é\N{REPLACEMENT CHARACTER}"]


def test_markup_that_nobody_can_mend_goes_to_feedparser():
    page = read_feed(feed(entry("<x:y>unbound</x:y>", html="<p>kept</p>")), "u")
    assert not page.whole
    assert [found.body.html for found in page.entries] == ["<p>kept</p>"]


def test_foreign_feeds_pass():
    assert read_feed(rss("<item><guid>urn:1</guid></item>"), "u").whole


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"Not Found",
        b'{"version": "1.0"}',
        b"<!DOCTYPE html><title>Sign in</title>" + rss("<item><title>x</title></item>"),
        b"<?xml version='1.0'?><!-- x --><html><rss version='2.0'/></html>",
        b"<HTML><HEAD><feed xmlns='http://www.w3.org/2005/Atom'></feed>",
    ],
)
def test_what_is_no_feed_never_becomes_one(body):
    with pytest.raises(UnknownFormatError):
        read_feed(body, "u", "application/atom+xml")


@pytest.mark.parametrize("root", ["feed xmlns='http://www.w3.org/2005/Atom'", "rss version='2.0'"])
def test_entities_are_not_expanded(root):
    bomb = f"<!DOCTYPE x [<!ENTITY a '{'a' * 100}'>]><{root}><title>{'&a;' * 100}</title></{root.split()[0]}>"
    with pytest.raises(DamagedError, match="DTD"):
        read_feed(bomb.encode(), "u")


PIECES = st.sampled_from(
    [
        feed(entry(html="x")),
        rss("<item><title>x</title></item>"),
        *b"<entry> </entry> </feed> <![CDATA[ ]]> <!-- <psc:chapter/>".split(),
        *b"&#xD800; &#x110000; &#xFFFFFFFF; &nbsp;".split(),
        b"<content type='xhtml'>",
        b"<?xml version='1.0' encoding='undefined'?>",
        b"<?xml version='1.0' encoding='unicode_escape'?>",
        b"<!DOCTYPE a>",
        b"<gml:Point srsName='EPSG::abc'>",
        b"<author>a@b.example</author>",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
    ]
)


@given(st.lists(PIECES | st.binary(max_size=20), max_size=6).map(b"".join) | st.binary(max_size=80))
@example(b"<feed xmlns='http://www.w3.org/2005/Atom'>&#xD800;")
def test_any_bytes_are_a_page_or_a_parse_error(body):
    try:
        page = read_feed(body, "u", "text/xml; charset=utf-8")
    except ParseError:
        return
    msgspec.json.encode(page)


@given(st.data(), st.sampled_from(ATOM_FEEDS))
def test_any_mangling_is_a_page_or_a_parse_error(data, path):
    body = path.read_bytes()
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, min(len(body), start + 40)))
    mangled = body[:start] + data.draw(st.binary(max_size=4) | PIECES) + body[end:]
    try:
        page = read_feed(mangled, "u")
    except ParseError:
        return
    msgspec.json.encode(page)


@pytest.mark.parametrize("path", ATOM_FEEDS, ids=lambda path: path.stem)
def test_both_readers_agree_about_what_both_can_say(path):
    exact, other = (reader.read(path.read_bytes(), "u") for reader in (atom, patient))
    for field in ("blog", "total", "start", "next", "updated", "generator", "skipped"):
        assert getattr(other, field) == getattr(exact, field)
    assert [post(found) for found in other.entries] == [post(found) for found in exact.entries]
    assert [reply(found) for found in other.comments] == [reply(found) for found in exact.comments]


def post(found: Entry) -> tuple[object, ...]:
    """All but link types, which feedparser invents, outer white space, inherited authors and XHTML."""
    links = [(link.rel, link.href, link.length) for link in found.links]
    body = (
        found.body.text,
        found.body.truncated,
        "" if "<style>" in found.body.html else found.body.html.strip(),
    )
    dates = (found.published, found.updated, found.created)
    author = found.author if found.url else None
    return (found.kind, found.id, found.url, found.title.strip(), dates, author, found.labels, links, body)


def reply(found: CommentOf) -> tuple[object, ...]:
    """All but what an element beside others of its name says: feedparser keeps the last."""
    one = found.comment
    body = one.body if not one.body.text.startswith("This comment") and one.status == "live" else None
    return (
        found.entry_id,
        found.entry_url,
        one.id,
        one.url,
        one.in_reply_to,
        one.author,
        one.published,
        body,
    )
