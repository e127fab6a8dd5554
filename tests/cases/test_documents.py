"""The list's feeds and pages (X, P, D, S15), one test for each id: read as documents, no network."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from tests.parse.feedwriting import BLOG, POST, REPLY, entry, feed, rss

from feedarchive.errors import DamagedError, ParseError, UnknownFormatError
from feedarchive.parse import page
from feedarchive.parse.feeds import read_feed
from feedarchive.seen import FeedPage

URL = "https://blog.example/feeds/posts/default"
ITEM = "<item><guid>urn:1</guid><title>One</title>{}</item>"


def doctype(inside: str, use: str = "") -> bytes:
    return feed(more=f"<subtitle>{use}</subtitle>").replace(
        b"<feed ", f"<!DOCTYPE feed {inside}><feed ".encode()
    )


def laughs(levels: int) -> str:
    rest = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, levels))
    return f"[<!ENTITY l0 'ha'>{rest}]"


REFUSED: dict[str, bytes] = {
    "X01": doctype(laughs(10), "&l9;"),
    "X02": doctype(laughs(3), "&l2;"),
    "X03": doctype(f"[<!ENTITY a '{'x' * 20_000}'>]", "&a;" * 50),
    "X04": doctype("[<!ENTITY a SYSTEM 'file:///etc/hostname'>]", "&a;"),
    "X05": doctype("[<!ENTITY a SYSTEM 'http://127.0.0.1:9/'>]", "&a;"),
    "X06": doctype("SYSTEM 'http://127.0.0.1:9/x.dtd'"),
    "X07": doctype("[<!ENTITY % p SYSTEM 'http://127.0.0.1:9/'>%p;]"),
    "X09": rss("<a " + " ".join(f"x{n}=''" for n in range(20_000)) + "/>"),
    "X10": rss(f"<a x='{'y' * (9 << 20)}'/>"),
    "X11": rss(f"<!--{'y' * (9 << 20)}-->"),
    "X12": rss("<a " + " ".join(f"xmlns:n{n}='u:{n}'" for n in range(100_000)) + "/>"),
    "X13": feed("<entry/>" * 200_000),
    "X17": doctype("[<!ENTITY a 'C:\\data'>]", "&a;"),
    "X19": b"<?xml version='1.0' encoding='undefined'?><nothing/>",
    "X22": feed().decode().encode("utf-16-le"),
    "X24": rss(ITEM.format(f"<author>{'a' * 20_000}</author>")),
    "S15": b"/etc/passwd",
    "H18": b"<!DOCTYPE html><html><body>For sale</body></html>",
    "H19": b'{"error": {}}',
    "N25": b"",
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_feed_that_is_refused(case):
    with pytest.raises(ParseError) as caught:
        read_feed(REFUSED[case], URL)
    assert caught.value.name == URL
    assert len(str(caught.value)) < 400
    if case in {"X01", "X02", "X03", "X04", "X05", "X06", "X07", "X17"}:
        assert type(caught.value) is DamagedError
        assert "DTD" in caught.value.reason


def test_s15_a_body_that_is_an_address_is_not_asked(monkeypatch):
    with pytest.raises(UnknownFormatError):
        read_feed(b"http://10.0.0.1/", URL)


def test_x08_elements_nested_too_deep_are_refused_at_once():
    with pytest.raises(DamagedError, match="inside each other"):
        read_feed(feed("<a>" * 100_000 + "</a>" * 100_000), URL)


def only(text: str) -> FeedPage:
    return read_feed(feed(entry("<title>One</title>", f"<summary>{text}</summary>")), URL)


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ("X14", "&#xD800;"), ("X15", "&#x110000;"), ("X16", "&#xFFFFFFFF;"), ("X20", "\0"), ("X25", "\x1b"),
        ("X25", "\x07"),
    ],
)  # fmt: skip
def test_a_character_that_is_none_becomes_the_sign_for_that(case, text):
    found = only(f"a{text}b")
    assert [one.body.html for one in found.entries] == ["a\N{REPLACEMENT CHARACTER}b"]
    assert not found.whole  # and proves nothing


def test_x18_odd_geography_costs_nothing_in_an_atom_feed():
    found = read_feed(feed(entry("<title>One</title><where srsName='EPSG::abc' xmlns='urn:gml'/>")), URL)
    assert (len(found.entries), found.whole) == (1, True)


def test_x21_bytes_that_are_no_utf8_are_read_as_windows_1252_and_prove_nothing():
    found = read_feed(feed(entry("<title>Caf@</title>")).replace(b"@", b"\xe9"), URL)
    assert (found.entries[0].title, found.whole) == ("Café", False)


def test_x23_a_cut_feed_keeps_whole_entries_only_and_proves_nothing():
    body = feed(entry("<title>One</title>"), entry("<title>Two</title>", tag=f"{BLOG}.post-8"))
    found = read_feed(body[: body.index(b"Two")], URL)
    assert ([one.title for one in found.entries], found.whole) == (["One"], False)


def test_x26_what_the_loose_parser_made_proves_nothing():
    found = read_feed(rss(ITEM.format("<b>")), URL)
    assert not found.whole


HEAVY: dict[str, bytes] = {
    "P01": b"<html>" + b"<div>" * 100_000,
    "P02": b"<html>" + b"<a " * 10_000,
    "P03": b"<html>" + b"<!--" * 40_000,
    "P04": b"<html>" + b"<b>" * 2_000,
    "P05": b"<html><div class=post-body>&#" + b"9" * 5_000 + b";</div></html>",
    "P06": b"<html>" + b"<div>" * 5_000,
    "P09": b"<html><p\0>text</p></html>",
}


@pytest.mark.parametrize("case", HEAVY)
@pytest.mark.parametrize("of", [b"", b"<meta name=generator content=blogger>"])
def test_a_heavy_page_is_read_or_refused(case, of):
    body = HEAVY[case].replace(b"<html>", b"<html>" + of)
    with suppress(ParseError):
        assert page.read(body, URL).post_id is None


def test_d01_an_id_that_stands_twice_in_one_feed_loses_nothing():
    twice = feed(entry("<title>One</title>"), entry("<title>Two</title>"))
    assert [one.title for one in read_feed(twice, URL).entries] == ["One", "Two"]
    assert read_feed(twice, URL) == read_feed(twice, URL)


@pytest.mark.parametrize(
    ("case", "stamp"),
    [
        ("D07", "0000-01-01T00:00:00Z"), ("D08", "9999-12-31T23:59:59-12:00"),
        ("D09", "-0001-01-01T00:00:00Z"),
        ("D09", "10000-01-01T00:00:00Z"), ("D09", "1704067200"), ("D10", "2024-02-30T00:00:00Z"),
        ("D11", "2024-01-01T00:00:00+99:99"), ("D11", "2024-01-01T00:00:00XYZ"), ("D13", ""),
    ],
)  # fmt: skip
def test_a_date_that_is_none_is_never_guessed(case, stamp):
    (found,) = read_feed(feed(entry(f"<published>{stamp}</published><title>One</title>")), URL).entries
    assert found.published is None or (case == "D08" and found.published.year == 9999)
    assert found.title == "One"


def test_d12_a_leap_second_is_not_the_next_minute():
    (found,) = read_feed(feed(entry("<published>2016-12-31T23:59:60Z</published>")), URL).entries
    assert found.published in {None, datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)}


def test_d13_a_comment_without_a_date_has_none():
    (found,) = read_feed(feed(entry(REPLY, html="Yes.", tag=f"{BLOG}.post-5")), URL).comments
    assert (found.entry_id, found.comment.published) == (POST, None)
