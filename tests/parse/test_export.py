"""Exports in both dialects, whole and broken, in chunks of any size."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from tests.exportwriting import ALL_KINDS, BLOG, HOME, Item, old, takeout

from feedarchive.model import Author, Comment, Entry
from feedarchive.parse.export import ExportReader
from feedarchive.seen import FeedPage

DIALECTS = {"old": old, "takeout": takeout}


def pages(data: bytes, size: int = 1 << 16) -> tuple[ExportReader, list[FeedPage]]:
    reader = ExportReader("an export")
    found = [page for at in range(0, len(data), size) for page in reader.feed(data[at : at + size])]
    return reader, [*found, *reader.end()]


def entries(found: list[FeedPage]) -> dict[str, Entry]:
    return {one.id: one for page in found for one in page.entries}


def comments(found: list[FeedPage]) -> dict[str, Comment]:
    return {one.comment.id: one.comment for page in found for one in page.comments}


def skipped(found: list[FeedPage]) -> list[str]:
    return [line for page in found for line in page.skipped]


@pytest.fixture(params=DIALECTS)
def write(request):
    return DIALECTS[request.param]


def test_both_dialects_say_the_same_of_what_is_public(write):
    reader, found = pages(write(*ALL_KINDS))
    assert reader.ended
    assert reader.blog is not None
    assert (reader.blog.id, reader.blog.title) == (BLOG, "Slow River")
    assert skipped(found) == []
    post = entries(found)[f"{BLOG}.post-11"]
    assert (post.title, post.labels, post.status) == ("High water", ("floods", "boats"), "live")
    assert (post.body.html, post.body.text, post.body.origin) == (
        "<p>It rose &amp; rose.</p>",
        "It rose & rose.",
        "export",
    )
    assert post.url in (f"{HOME}2018/03/high-water.html", "/2018/03/high-water.html")
    assert post.published is not None
    assert post.published_from == "export"
    said = comments(found)
    assert said[f"{BLOG}.post-22"].in_reply_to == f"{BLOG}.post-21"
    assert said[f"{BLOG}.post-22"].author == Author(kind="anonymous")
    assert said[f"{BLOG}.post-21"].author.kind == "account"
    assert said[f"{BLOG}.post-21"].published == datetime(2018, 3, 5, 1, 2, 3, 456_000, UTC)
    assert {one.entry_id for page in found for one in page.comments if one.comment.visibility is UNSET} >= {
        f"{BLOG}.post-11",
        f"{BLOG}.post-13",
        f"{BLOG}.post-99",
    }


def test_a_page_has_the_id_that_public_feeds_give_it(write):
    page = entries(pages(write(*ALL_KINDS))[1])[f"{BLOG}.page-13"]
    assert (page.kind, page.title) == ("page", "About")


def test_takeout_tells_why_the_public_cannot_see_a_thing():
    _, found = pages(
        takeout(
            *ALL_KINDS, Item(number=31, status="A_NEW_ONE"), Item(number=32, kind="comment", status="EMPTIED")
        )
    )
    hidden = {one.id[-2:]: one.visibility for one in entries(found).values() if one.visibility}
    hidden |= {one.id[-2:]: one.visibility for one in comments(found).values() if one.visibility}
    assert hidden == {
        "14": "draft", "16": "trashed", "23": "spam", "24": "ghosted", "25": "pending", "31": "hidden",
        "32": "emptied",
    }  # fmt: skip
    assert all(one.status == "private" for one in entries(found).values() if one.visibility)
    assert entries(found)[f"{BLOG}.post-11"].created is not None


def test_drafts_of_the_old_export(write):
    _, found = pages(write(*ALL_KINDS))
    draft = entries(found)[f"{BLOG}.post-14"]
    assert (draft.status, draft.visibility) == ("private", "draft")


def test_settings_and_templates_are_counted_and_passed_over():
    reader, found = pages(old(*ALL_KINDS))
    assert dict(reader.passed) == {"settings": 1, "template": 1}
    assert len(entries(found)) == 5


@given(st.sampled_from(sorted(DIALECTS)), st.integers(1, 5000))
def test_the_size_of_the_chunks_makes_no_difference(dialect, size):
    data = DIALECTS[dialect](*ALL_KINDS)
    whole, parts = pages(data)[1], pages(data, size)[1]
    assert entries(whole) == entries(parts)
    assert comments(whole) == comments(parts)
    assert skipped(parts) == []


@pytest.mark.parametrize("percent", range(0, 100, 5))
def test_a_cut_file_gives_all_that_came_whole_and_names_the_rest(write, percent):
    data = write(*ALL_KINDS)
    cut = data[: len(data) * percent // 100]
    reader, found = pages(cut)
    assert not reader.ended
    whole = set(re.findall(rb"post-(\d+)</id>", cut.rpartition(b"</entry>")[0]))
    seen = {one.rpartition("-")[2].encode() for one in (*entries(found), *comments(found))}
    assert seen == whole
    begun = cut.rpartition(b"<entry>")[2] if b"<entry>" in cut else b""
    torn = b"<entry>" in cut and b"</entry>" not in begun
    assert any("is cut at the end of the file" in line for line in skipped(found)) == torn


def test_nuls_between_and_inside_entries(write):
    data = (
        write(*ALL_KINDS)
        .replace(b"</entry>", b"</entry>\0\0\0")
        .replace(b"Seen it too.", b"Seen\0\0\0it too.")
    )
    _, found = pages(data + b"\0" * 5000)
    assert len(entries(found)) == 5
    assert comments(found)[f"{BLOG}.post-21"].body.text == "Seen\ufffdit too."
    (line,) = skipped(found)
    assert f"{BLOG}.post-21" in line
    assert "mended" in line
    assert [page.whole for page in found if any(one.comment.id.endswith("-21") for one in page.comments)] == [
        False
    ]


def test_prefixes_that_nobody_declared(write):
    bare = re.sub(rb" xmlns:\w+=(\"[^\"]*\"|'[^']*')", b"", write(*ALL_KINDS))
    bare = bare.replace(b"<content ", b"<odd:mark why='x'/><content ", 1)
    _, found = pages(bare)
    assert entries(found)[f"{BLOG}.post-14"].visibility == "draft"
    assert comments(found)[f"{BLOG}.post-22"].in_reply_to == f"{BLOG}.post-21"
    assert len(entries(found)) == 5


def test_prefixes_of_another_writer(write):
    """As ElementTree writes a feed again."""
    data = re.sub(
        rb"<(/?)(feed|entry|id|title|content|published|updated|author|name|uri|category|link)(?=[\s>/])",
        rb"<\1ns0:\2",
        write(*ALL_KINDS),
    )
    data = data.replace(b"xmlns='http://www.w3.org/2005/Atom'", b"xmlns:ns0='http://www.w3.org/2005/Atom'")
    reader, found = pages(data)
    assert reader.ended
    assert len(entries(found)) == 5
    assert skipped(found) == []


@pytest.mark.parametrize("encoding", ["windows-1252", "iso-8859-1", "utf-16", "utf-8-sig"])
def test_other_encodings(write, encoding):
    text = write(Item(number=1, title="Café au lait", slug="cafe")).decode()
    declared = encoding.removesuffix("-sig")
    text = re.sub(r"encoding='[^']*'", f"encoding='{declared}'", text, count=1)
    found = pages(text.encode(encoding))[1]
    assert entries(found)[f"{BLOG}.post-1"].title == "Café au lait"


def test_bytes_that_are_not_utf_8_are_read_as_windows_1252(write):
    data = write(Item(number=1, title="Cafe", slug="cafe"), Item(number=2, title="tea")).replace(
        b"Cafe", b"Caf\xe9"
    )
    _, found = pages(data)
    assert entries(found)[f"{BLOG}.post-1"].title == "Café"
    assert entries(found)[f"{BLOG}.post-2"].title == "tea"


def test_one_broken_entry_costs_no_other(write):
    _, found = pages(write(*ALL_KINDS).replace(b"High water</title>", b"High <water</title>"))
    (line,) = skipped(found)
    assert "the entry at byte" in line
    assert f"{BLOG}.post-11" in line
    assert len(entries(found)) == 4
    assert len(comments(found)) == 8


def test_an_entry_that_ends_where_the_next_begins(write):
    data = write(*ALL_KINDS)
    first = data.find(b"</entry>", data.find(b"High water"))
    _, found = pages(data[:first] + data[first + len(b"</entry>") :])
    assert f"{BLOG}.post-11" not in entries(found)
    (line,) = skipped(found)
    assert "ends where the next one begins" in line
    assert f"{BLOG}.post-11" in line


def test_what_is_between_entries_and_is_none_is_named_once(write):
    data = write(*ALL_KINDS)
    at = data.find(b"<entry>", data.find(b"High water"))
    _, found = pages(data[:at] + b"<b>junk</b>" * 100_000 + data[at:])
    assert len(entries(found)) == 5
    (line,) = skipped(found)
    assert "stands between entries" in line


def test_without_a_head_the_entries_tell_the_blog(write):
    data = write(*ALL_KINDS)
    reader, found = pages(data[data.find(b"<entry") :])
    assert len(entries(found)) == 5
    assert reader.blog is not None
    assert reader.blog.id == BLOG


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_failure(data):
    pages(data)
    pages(takeout(*ALL_KINDS[:2])[:900] + data + takeout(*ALL_KINDS[:2])[900:], 100)


def test_nuls_inside_what_tells_of_an_entry():
    data = takeout(*ALL_KINDS).replace(b"<blogger:inReplyTo></", b"<blogger:inReplyTo>\0\0</")
    _, found = pages(data)
    answers = {one.comment.id: one.comment.in_reply_to for page in found for one in page.comments}
    assert answers[f"{BLOG}.post-21"] is None
    assert answers[f"{BLOG}.post-22"] == f"{BLOG}.post-21"

    _, found = pages(old(*ALL_KINDS).replace(b"<app:draft>yes", b"<app:draft>y\0s"))
    hidden = {one.id: one.visibility for page in found for one in page.entries}
    assert hidden[f"{BLOG}.post-14"] == "draft"
