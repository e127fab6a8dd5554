import gzip
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.errors import FetchError, RefusedError, TooLargeError, UnreachableError
from feedarchive.fetch.body import decoded, received

URL = "http://example.org/"
MANY = 2**20


def unpacked(wire: bytes, coding: str = "gzip", limit: int = MANY) -> bytes:
    return decoded(URL, wire, coding, limit=limit)


@given(st.lists(st.binary(max_size=200)), st.integers(0, 500))
def test_chunks_are_joined_up_to_the_limit(chunks, limit):
    whole = b"".join(chunks)
    if len(whole) > limit:
        with pytest.raises(TooLargeError):
            received(URL, chunks, limit=limit)
    else:
        assert received(URL, chunks, limit=limit) == whole


def test_no_chunk_is_asked_for_after_the_limit():
    chunks = iter([b"x" * 6, b"x" * 6, b"never"])
    with pytest.raises(TooLargeError):
        received(URL, chunks, limit=10)
    assert list(chunks) == [b"never"]


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5))
def test_all_members_of_gzip_are_read(texts):
    assert unpacked(b"".join(map(gzip.compress, texts))) == b"".join(texts)


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_cut_gzip_stream_is_never_taken_for_a_whole_one(text, data):
    wire = gzip.compress(text)
    cut = data.draw(st.integers(1, len(wire) - 1))
    with pytest.raises(UnreachableError):
        unpacked(wire[:cut])


@given(st.binary(max_size=300), st.binary(min_size=1, max_size=20).filter(lambda rest: rest[:1] != b"\x1f"))
def test_nothing_may_follow_gzip_but_gzip(text, rest):
    with pytest.raises(UnreachableError):
        unpacked(gzip.compress(text) + rest)


@given(st.binary(max_size=400), st.text(max_size=20))
def test_any_bytes_in_any_coding_give_a_body_or_a_fetch_error(wire, coding):
    with suppress(FetchError):
        assert isinstance(decoded(URL, wire, coding, limit=100), bytes)


@given(st.binary(min_size=1, max_size=2000))
def test_the_limit_is_of_decoded_bytes_and_exact(text):
    wire = gzip.compress(text)
    assert unpacked(wire, limit=len(text)) == text
    if len(text) > 1:
        with pytest.raises(TooLargeError):
            unpacked(wire, limit=len(text) - 1)


def test_a_small_answer_may_be_dense_and_a_large_one_not():
    dense = gzip.compress(bytes(MANY))
    assert len(dense) * 200 < MANY
    assert unpacked(dense, limit=10 * MANY) == bytes(MANY)
    with pytest.raises(TooLargeError, match="unpacks to more than"):
        unpacked(gzip.compress(bytes(2 * MANY)), limit=10 * MANY)


def test_a_million_empty_members_are_too_many():
    with pytest.raises(TooLargeError, match="members"):
        unpacked(gzip.compress(b"") * 50_000)


@pytest.mark.parametrize("coding", ["", "identity", " Identity "])
def test_what_is_not_coded_is_taken_as_it_came(coding):
    assert unpacked(b"\x1f\x8b", coding) == b"\x1f\x8b"


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "gzip,br", "sdch", "gz\x1bip"])
def test_other_codings_are_refused_in_printable_words(coding):
    with pytest.raises(RefusedError, match="not offered") as caught:
        unpacked(zlib.compress(b"x"), coding)
    assert str(caught.value).isprintable()


def test_an_empty_body_has_no_coding():
    assert unpacked(b"", "gzip") == b""
