"""The JSON of a snapshot, and the digest, recomputed here from the document alone as a stranger would."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.store.given import BLOG, NOW, WHEN, comment, entries, post

from feedarchive.errors import CorruptError, FormatError
from feedarchive.model import Author, Blog, Body, Entry, Snapshot
from feedarchive.store import codec

EMPTY: tuple[object, ...] = (None, "", [], {})


def pruned(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: pruned(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in EMPTY}
    if isinstance(value, list):
        return [inner for inner in map(pruned, value) if inner not in EMPTY]
    return value


def utc(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except OverflowError:
        return datetime.fromisoformat(text).isoformat(timespec="milliseconds")
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def only(author: dict[str, Any]) -> dict[str, Any]:
    return {"name": author["name"], "kind": author["kind"]}


def recomputed(document: dict[str, Any]) -> str:
    """The digest by the recipe of docs/archive-format.md, with nothing of ours."""
    meaning = {name: document[name] for name in ("kind", "status", "id", "title", "links")}
    meaning |= {
        "path": codec.path(document["url"] or ""),
        "author": only(document["author"]),
        "published": utc(document["published"]),
        "labels": sorted(document["labels"]),
        "body": {"html": document["body"]["html"]},
        "comments": [
            {
                **{name: one[name] for name in ("id", "in_reply_to", "status")},
                "author": only(one["author"]),
                "published": utc(one["published"]),
                "body": {"html": one["body"]["html"]},
            }
            for one in document["comments"]
        ],
    }
    text = json.dumps(pruned(meaning), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def stored(entry: Entry) -> Snapshot:
    return codec.snapshot(entry, version=1, captured=NOW, blog=BLOG)


@given(entries)
@example(post())
def test_anyone_can_recompute_the_digest_from_the_file(entry):
    document = json.loads(codec.encode(stored(entry)))

    assert document["digest"] == recomputed(document)


@given(entries)
def test_what_is_written_can_be_read(entry):
    snapshot = stored(entry)

    again = codec.decode(codec.encode(snapshot), "v0001.json")

    assert again == snapshot
    assert again.entry() == entry
    codec.check(again, "v0001.json")


@given(entries)
def test_keys_are_sorted_before_anything_sorts_them(entry):
    text = json.dumps(codec.meaning(entry), ensure_ascii=False)

    assert text == json.dumps(codec.meaning(entry), ensure_ascii=False, sort_keys=True)


@given(
    st.text() | st.from_regex(r"https?://[a-z.]+(:[0-9]+)?(/[a-z./]*)?(\?[a-z=]*)?(#[a-z]*)?", fullmatch=True)
)
def test_a_path_is_what_urlsplit_says_where_that_can_say_it(url):
    try:
        parts = urlsplit(url)
    except ValueError:
        codec.path(url)
        return
    if url.isprintable() and url.isascii() and " " not in url and url.startswith("http"):
        assert codec.path(url) == parts.path + ("?" + parts.query if parts.query else "")


@pytest.mark.parametrize(
    "same",
    [
        replace(post(), url="https://tides.example/2006/06/low-tide-1.html#c5"),
        replace(post(), url="http://quiet-harbour.blogspot.com/2006/06/low-tide-1.html"),
        replace(post(), published=WHEN.astimezone(UTC)),
        replace(post(), published=WHEN.replace(microsecond=999)),
        replace(post(), updated=NOW, created=NOW, comments_declared=7, published_local="2006-06-06T17:37"),
        replace(post(), labels=("boats", "tides")),
        replace(post(), body=Body(html=post().body.html, text="other", truncated=True, origin="page")),
        replace(post(), author=replace(post().author, url=None)),
        replace(post(), comments=tuple(replace(one, url="x", updated=NOW) for one in post().comments)),
    ],
)
def test_what_is_not_meant_does_not_change_the_digest(same):
    assert codec.encode(stored(same)) != codec.encode(stored(post()))
    assert codec.digest(same) == codec.digest(post())


@pytest.mark.parametrize(
    "other",
    [
        {"url": "https://quiet-harbour.blogspot.com/2006/06/low-tide-1.html?m=1"},
        {"title": ""},
        {"status": "gone"},
        {"kind": "page"},
        {"published": WHEN + timedelta(milliseconds=1)},
        {"labels": ("tides",)},
        {"author": Author(name="Wren", kind="unknown")},
        {"body": Body(html="<p>The quay is wet.</p>")},
        {"links": (replace(post().links[0], length=10),)},
        {"comments": post().comments[::-1]},
        {"comments": (post().comments[0], comment(1, 2))},
        {"comments": (post().comments[0], replace(post().comments[1], status="removed-by-author"))},
        {"comments": (post().comments[0], replace(post().comments[1], in_reply_to=post().comments[0].id))},
    ],
)
def test_what_is_meant_changes_the_digest(other):
    assert codec.digest(replace(post(), **other)) != codec.digest(post())


def test_a_field_of_next_year_changes_no_old_digest():
    bare = Entry(id="tag:x")

    assert codec.meaning(bare) == {
        "author": {"kind": "unknown"},
        "id": "tag:x",
        "kind": "post",
        "status": "live",
    }


def test_a_time_without_a_zone_is_not_hashed():
    with pytest.raises(ValueError, match="needs a zone"):
        codec.digest(post(published=datetime(2006, 6, 6)))  # noqa: DTZ001  the case


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_an_instant_outside_the_years_keeps_its_offset(edge):
    entry = post(published=datetime.fromisoformat(edge))

    assert codec.meaning(entry)["published"] == f"{edge[:19]}.000{edge[19:]}"


def test_a_file_is_for_people():
    text = codec.encode(stored(post(title="Süß\u2028潮"))).decode()

    assert text.startswith(
        '{\n  "format": "feedarchive-post/1",\n  "version": 1,\n  "captured": "2026-11-23T07:21:52.123456Z"'
    )
    assert text.endswith("]\n}\n")
    assert '"title": "Süß\u2028潮"' in text
    assert '"published": "2006-06-06T17:37:12+08:00"' in text
    assert '"from": "feed"' in text
    assert json.loads(text)["comments"][0]["published_text"] is None


def changed(**fields: object) -> bytes:
    document = {**json.loads(codec.encode(stored(post()))), **fields}
    return json.dumps(document).encode()


def test_fields_may_join_and_optional_ones_may_lack():
    document = json.loads(changed(mood="calm"))
    for name in ("links", "labels", "created", "comments_declared"):
        del document[name]

    found = codec.decode(json.dumps(document).encode(), "v0001.json")

    assert found.links == ()
    assert found.title == "Low tide 1"


@pytest.mark.parametrize("number", ["2", "99", "1.1"])
def test_an_unknown_format_number_is_said_to_be_one(number):
    later = json.dumps({"format": f"feedarchive-post/{number}", "when": 3}).encode()

    for data in (later, changed(format=f"feedarchive-post/{number}")):
        with pytest.raises(FormatError, match=r"x/v0001\.json: .*newer"):
            codec.decode(data, "x/v0001.json")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"null",
        b"\x1f\x8b",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"x":' + b"[" * 100_000,
        codec.encode(stored(post()))[:-40],
        changed(format="feedarchive-blog/1"),
        changed(format=1),
        changed(version="1"),
        changed(captured="2026-11-23T07:21:52"),
        changed(published="2006-06-06"),
        changed(published="2006-06-06T09:37:12"),
        changed(comments=[{"id": "c", "published": "2006-06-06T09:37:12"}]),
        changed(status="lost"),
    ],
)
def test_what_is_no_snapshot_is_corrupt(data):
    with pytest.raises(CorruptError, match=r"x/v0001\.json: "):
        codec.decode(data, "x/v0001.json")


@given(st.binary())
def test_any_bytes_give_a_corrupt_error(data):
    with pytest.raises(CorruptError):
        codec.decode(data, "v0001.json")


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_a_flipped_bit_never_gives_another_kind_of_error(place, bit):
    data = bytearray(codec.encode(stored(post())))
    data[place % len(data)] ^= 1 << bit
    with suppress(CorruptError, FormatError):
        codec.check(codec.decode(bytes(data), "v0001.json"), "v0001.json")


def test_a_digest_that_does_not_fit_is_corrupt():
    with pytest.raises(CorruptError, match="its digest is"):
        codec.check(replace(stored(post()), title="Another"), "v0001.json")


def test_a_blog_goes_both_ways():
    blog = Blog(id=BLOG.id, url=BLOG.url, title="Süß", description="", utc_offset="+08:00", language="de")

    assert codec.decode_blog(codec.encode(blog), "blog.json") == blog
    with pytest.raises(CorruptError):
        codec.decode_blog(codec.encode(stored(post())), "blog.json")
    with pytest.raises(FormatError):
        codec.decode_blog(b'{"format": "feedarchive-blog/2"}', "blog.json")


def test_zones_of_the_file_are_those_of_the_blog():
    entry = post(published=datetime(2006, 6, 6, tzinfo=timezone(-timedelta(hours=3, minutes=30))))

    assert b'"published": "2006-06-06T00:00:00-03:30"' in codec.encode(stored(entry))
