"""The raw file: what came is what comes back, and other people's readers agree."""

import gzip
import json
import subprocess
import sys
from datetime import UTC, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.store.given import FEED, NAME, NOW, RUN, answer, post, version
from warcio.archiveiterator import ArchiveIterator

from feedarchive.capture import Request
from feedarchive.errors import CorruptError
from feedarchive.store.files import BlogStore
from feedarchive.store.memory import MemoryBlogStore

PAGE = b"<html>" + b"the tide is out " * 400 + b"</html>"
PACKED = gzip.compress(PAGE, mtime=0)
GZIP = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("X-Odd", "é"))


@pytest.fixture
def store(tmp_path):
    return BlogStore(tmp_path / NAME)


@pytest.fixture
def writer(store):
    made = store.raw(RUN)
    yield made
    made.close()


def seen(store: BlogStore) -> list[Any]:
    """What warcio reads, each digest checked."""
    found = []
    with (store.root / "raw" / f"{RUN}.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            body = record.content_stream().read()
            head = {key.lower(): value for key, value in record.rec_headers.headers}
            found.append((record.rec_type, head, record.http_headers, body))
    return found


def test_warcio_reads_what_came(store, writer):
    writer.append(FEED, answer(PAGE))
    writer.append(Request(url="https://x/p", why="page"), answer(wire=PACKED, body=PAGE, headers=GZIP))
    writer.close()

    info, plain, packed, seal = seen(store)

    assert info[0] == "warcinfo"
    assert info[1]["warc-filename"] == f"{RUN}.warc.gz"
    assert b"software: feedarchive/" in info[3]
    assert plain[0] == packed[0] == "response"
    assert (seal[0], seal[3][:15]) == ("metadata", b"Sealed: sha256:")
    assert plain[3] == packed[3] == PAGE
    assert plain[1]["warc-date"] == "2026-11-23T07:21:52.123456Z"
    assert plain[1]["warc-target-uri"] == FEED.url
    assert plain[1]["warc-payload-digest"] == f"sha256:{sha256(PAGE).hexdigest()}"
    assert packed[1]["warc-payload-digest"] == f"sha256:{sha256(PACKED).hexdigest()}"
    assert packed[1]["feedarchive-why"] == "page"
    assert packed[2].get_header("Content-Encoding") == "gzip"
    assert packed[2].get_statuscode() == "200"
    assert len({head["warc-record-id"] for _, head, _, _ in (info, plain, packed)}) == 3


def test_warcio_check_finds_nothing(store, writer):
    refs = [writer.append(FEED, answer(b"%d" % (n % 3) * n, fetched=NOW + timedelta(n))) for n in range(9)]
    store.write([version(post())])
    writer.close()

    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(store.root / "raw" / f"{RUN}.warc.gz")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert "fail" not in told
    assert told.count("digest pass") == len(set(refs)) + 4


def test_transfer_coding_is_undone_and_lengths_are_made_right(store, writer):
    headers = (("Transfer-Encoding", "chunked"), ("content-length", "7"), ("X", "1\r\nInjected: 2"))

    ref = writer.append(FEED, answer(PAGE, headers=headers))

    assert store.record(ref).response.headers == (
        ("X-Archive-Orig-Transfer-Encoding", "chunked"),
        ("X-Archive-Orig-content-length", "7"),
        ("X", "1 Injected: 2"),
        ("Content-Length", str(len(PAGE))),
    )


@pytest.mark.parametrize("status", [200, 206, 301, 404, 410, 429, 500, 503])
def test_an_answer_of_any_status_is_kept(store, writer, status):
    response = answer(PACKED, status=status, reason="Näh", headers=GZIP, body=PAGE, elapsed=0.0)

    found = store.record(writer.append(Request(url=response.url, why="page"), response))

    assert found.why == "page"
    assert found.refers_to is None
    assert found.response.status == status
    assert found.response.reason == "Näh"
    assert found.response.headers == (*GZIP, ("Content-Length", str(len(PACKED))))
    assert found.response.wire == PACKED
    assert found.response.body == PAGE
    assert found.response.fetched == NOW


def test_the_same_payload_again_is_a_revisit_that_leads_to_it(store, writer):
    first = writer.append(FEED, answer(PAGE))
    again = writer.append(FEED, answer(PAGE, url="https://x/2", status=404, fetched=NOW + timedelta(1)))
    writer.close()

    kind, head, http, body = seen(store)[2]
    assert (kind, body) == ("revisit", b"")
    assert head["warc-profile"].endswith("/warc/1.1/revisit/identical-payload-digest")
    assert head["warc-refers-to-target-uri"] == FEED.url
    assert head["warc-refers-to-date"] == "2026-11-23T07:21:52.123456Z"
    assert head["feedarchive-refers-to"] == first
    assert http.get_statuscode() == "404"
    found = store.record(again)
    assert found.refers_to == first
    assert (found.response.url, found.response.status, found.response.wire) == ("https://x/2", 404, PAGE)


def test_a_payload_of_an_earlier_run_is_known_by_its_reference(store):
    one = store.raw("20261122T000000Z")
    first = one.append(FEED, answer(PACKED, headers=GZIP, body=PAGE))
    one.close()
    two = store.raw(RUN)

    again = two.append(FEED, answer(PACKED, headers=GZIP, body=PAGE), known=first)
    third = two.append(FEED, answer(PACKED, headers=GZIP, body=PAGE), known=again)
    other = two.append(FEED, answer(PAGE), known=first)
    lost = [
        two.append(FEED, answer(b"%d" % n), known=ref)
        for n, ref in enumerate(["raw/none.warc.gz#0", "../../etc/passwd#1", "", f"{first}9", None])
    ]
    two.close()

    assert store.record(again).refers_to == store.record(third).refers_to == first
    assert store.record(third).response.body == PAGE
    assert store.record(other).refers_to is None
    assert [store.record(ref).refers_to for ref in lost] == [None] * 5


def test_not_modified_is_a_revisit_of_what_it_confirms(store, writer):
    first = writer.append(FEED, answer(PACKED, headers=GZIP, body=PAGE))
    headers = (("ETag", 'W/"1"'), ("Content-Length", "99"))
    bare = writer.append(FEED, answer(b"", status=304, headers=headers))
    known = writer.append(FEED, answer(b"", status=304, headers=headers), known=first)
    writer.close()

    assert [kind for kind, *_ in seen(store)] == ["warcinfo", "response", "revisit", "revisit", "metadata"]
    assert seen(store)[3][1]["warc-profile"].endswith("/server-not-modified")
    assert "warc-payload-digest" not in seen(store)[3][1]
    assert store.record(bare).response.body == b""
    assert store.record(known).response.status == 304
    assert store.record(known).response.headers == headers
    assert store.record(known).response.body == PAGE


def test_empty_bodies_are_no_revisits(store, writer):
    refs = [writer.append(FEED, answer(b"", status=301)) for _ in range(2)]

    assert [store.record(ref).refers_to for ref in refs] == [None, None]


def test_memory_of_payloads_is_bounded(writer, store, monkeypatch):
    monkeypatch.setattr("feedarchive.store.raw._REMEMBERED", 2)
    refs = [writer.append(FEED, answer(body)) for body in (b"a", b"b", b"a", b"c", b"a", b"b")]

    kinds = [store.record(ref).refers_to for ref in refs]

    assert kinds == [None, None, refs[0], None, refs[0], None]


def test_what_was_written_is_noted(store, writer):
    writer.append(FEED, answer())
    folder, snapshot = version(post())
    store.write([(folder, snapshot)])
    writer.close()

    (planned, _, _, plan), (kind, head, _, body) = seen(store)[2:4]

    data = (store.root / folder / "v0001.json").read_bytes()
    assert (kind, head["content-type"]) == ("metadata", "application/warc-fields")
    stated = f"sha256:{sha256(data).hexdigest()} {folder}/v0001.json\r\n"
    assert body.decode() == f"Wrote: {stated}"
    before, made = plan.decode().split("Made: ")
    assert (planned, before) == ("metadata", f"Writes: {stated}")
    assert json.loads(made)["digest"] == snapshot.digest


def test_two_equal_runs_write_equal_files(tmp_path):
    files = []
    for name in "ab":
        store = BlogStore(tmp_path / name / NAME)
        writer = store.raw(RUN)
        writer.append(FEED, answer(PAGE))
        writer.close()
        files.append((store.root / "raw" / f"{RUN}.warc.gz").read_bytes())

    assert files[0] == files[1]


@pytest.mark.parametrize("name", ["", "../x", ".hidden", "a/b", "a b"])
def test_a_run_has_a_plain_name(store, name):
    with pytest.raises(ValueError, match="not the name of a run"):
        store.raw(name).append(FEED, answer())


@pytest.mark.parametrize(
    ("ref", "reason"),
    [
        ("raw/../blog.json#0", "not a reference"),
        ("raw/none.warc.gz", "not a reference"),
        ("raw/none.warc.gz#0", "no such file"),
        (f"raw/{RUN}.warc.gz#1", "cannot be unpacked"),
        (f"raw/{RUN}.warc.gz#99999", "ends in the middle"),
        (f"raw/{RUN}.warc.gz#0", "not a response: a 'warcinfo' record"),
    ],
)
def test_a_reference_to_nothing_is_corrupt(store, writer, ref, reason):
    writer.append(FEED, answer())

    with pytest.raises(CorruptError, match=reason):
        store.record(ref)


def test_a_body_that_cannot_be_decoded_is_corrupt_only_when_it_is_wanted(store, writer):
    ref = writer.append(FEED, answer(PACKED[:-9], headers=GZIP, body=b""))

    with pytest.raises(CorruptError, match="is cut"):
        store.record(ref)


bodies = st.binary(max_size=300)
texts = st.text(max_size=20)
pairs = st.lists(st.tuples(texts, texts), max_size=3)


@example([(b"a", 200, "", []), (b"a", 304, "", [])], NOW)
@given(
    st.lists(st.tuples(bodies, st.integers(200, 599), texts, pairs), max_size=6),
    st.datetimes(timezones=st.just(UTC)),
)
def test_any_answers_come_back(answers, when):
    store = MemoryBlogStore(NAME)
    writer = store.raw(RUN)
    refs = [
        writer.append(FEED, answer(body, status=status, reason=reason, headers=tuple(headers), fetched=when))
        for body, status, reason, headers in answers
    ]

    for ref, (body, status, *_) in zip(refs, answers, strict=True):
        found = store.record(ref).response
        assert (found.status, found.wire, found.fetched) == (status, b"" if status == 304 else body, when)
