"""Tombstones: as long as what was there, readable by any reader of WARC, and leading to what remained."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.given import FEED, NAME, NOW, RUN, answer, post, sourced, unsound, version
from warcio.archiveiterator import ArchiveIterator

from feedarchive.errors import ArchiveError, CorruptError, RedactedError
from feedarchive.store.files import BlogStore
from feedarchive.store.records import WarcRecord
from feedarchive.store.rewrite import look, rewrite
from feedarchive.store.tombstone import tombstone

OWN = WarcRecord({"warc-date": "2026-11-23T07:21:52Z"}, b"")
WAS = "ab" * 32


@given(
    st.integers(300, 3000) | st.sampled_from([65_000 + n for n in range(1200)]) | st.integers(3000, 400_000)
)
def test_it_is_as_long_as_asked_for(size):
    data = tombstone(OWN, "raw/a.warc.gz#7", size=size, was=WAS, remains="raw/a.warc.gz#99")

    assert len(data) == size
    assert gzip.decompress(data).startswith(b"WARC/1.1\r\nWARC-Type: metadata\r\n")
    (record,) = ArchiveIterator(io.BytesIO(data))
    assert record.rec_headers["Feedarchive-Redacted"] == f"sha256:{WAS}"
    assert record.rec_headers["Feedarchive-Refers-To"] == "raw/a.warc.gz#99"
    assert record.content_stream().read().strip() == b""


def test_no_place_is_no_tombstone():
    with pytest.raises(ArchiveError, match="too short"):
        tombstone(OWN, "raw/a.warc.gz#7", size=100, was=WAS, remains=None)


@pytest.fixture
def store(tmp_path):
    return BlogStore(tmp_path / NAME)


def test_the_shortest_answers_can_be_taken_out(store):
    writer = store.raw(RUN)
    refs = [writer.append(FEED, answer(b"x" * n, url="http://a/")) for n in range(1, 9)]
    writer.close()

    (path,) = {ref.partition("#")[0] for ref in refs}
    rewrite(store.tree, look(store.tree, path, lambda *_: b"", {}), NOW)

    for ref in refs:
        with pytest.raises(RedactedError):
            store.record(ref)
    assert unsound(store) == []


def test_what_refers_to_it_still_finds_what_remained(store):
    body = b"<feed>secret and more</feed>" * 9
    first = store.raw(RUN)
    ref = first.append(FEED, answer(body))
    again = first.append(FEED, answer(body))
    store.write([version(sourced(post(1), body, ref)), version(sourced(post(2), body, again))])
    first.close()
    path = ref.partition("#")[0]

    for less in (
        lambda _, old: old.replace(b"secret", b"") if b"secret" in old else None,
        lambda _, old: old.replace(b"more", b"") if b"more" in old else None,
    ):
        rewrite(store.tree, look(store.tree, path, less, {}), NOW)
        assert unsound(store) == []

    for one in (ref, again):
        found = store.record(one)
        assert found.response.body == body.replace(b"secret", b"").replace(b"more", b"")
        assert found.was == store.read(version(post(1))[0], 1).sources[0].sha256
    later = store.raw("20270101T000000Z")
    revisit = later.append(FEED, answer(found.response.body), known=ref)
    later.close()
    assert store.record(revisit).refers_to


def test_remains_that_are_lost_are_found(store):
    writer = store.raw(RUN)
    ref = writer.append(FEED, answer(b"secret words, and others"))
    writer.close()
    path = ref.partition("#")[0]
    rewrite(
        store.tree, look(store.tree, path, lambda _, old: b"others" if b"secret" in old else None, {}), NOW
    )
    file = store.root / path
    data = file.read_bytes()
    seal = data.rindex(b"\x1f\x8b\x08")
    file.write_bytes(data[: data.rindex(b"\x1f\x8b\x08", 0, seal)])

    assert any("which is missing or damaged" in one.what for one in unsound(store))
    with pytest.raises(CorruptError):
        store.record(ref)
