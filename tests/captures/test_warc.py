"""WARC files as other programs write them, and as accidents leave them."""

import gzip
import re
import zlib
from io import BytesIO
from typing import Any

import pytest
from tests.captures.crawls import HOST, Shot, warc, when

from feedarchive.sources.warc import LARGEST, Answer, Trouble, answer_at, answers


def shots(count: int) -> list[Shot]:
    return [Shot(f"{HOST}/{n}.html", when(2010, 1, n + 1), b"<p>page %d</p>" % n) for n in range(count)]


def read(data: bytes) -> list[Any]:
    return list(answers(BytesIO(data), lambda *_: True))


def urls(found: list[Any]) -> list[str]:
    return [one.response.url.rpartition("/")[2] for one in found if isinstance(one, Answer)]


def troubles(found: list[Any]) -> list[Trouble]:
    return [one for one in found if isinstance(one, Trouble)]


@pytest.fixture
def packed():
    return warc(shots(5))


@pytest.fixture
def offsets(packed):
    return [one.offset for one in read(packed)]


def test_every_answer_comes_with_its_instant_its_body_and_its_place(packed):
    found = read(packed)

    assert urls(found) == ["0.html", "1.html", "2.html", "3.html", "4.html"]
    assert found[2].response.fetched == when(2010, 1, 3)
    assert found[2].response.body == b"<p>page 2</p>"
    again = answer_at(BytesIO(packed), found[3].offset)
    assert isinstance(again, Answer)
    assert again.response == found[3].response


def test_a_file_that_is_not_packed_reads_the_same():
    plain, small = (read(warc(shots(3), gzip=gzip)) for gzip in (False, True))

    assert [one and one.response for one in plain] == [one and one.response for one in small]


def test_of_a_file_packed_as_one_whole_no_record_is_said_to_be_read_alone():
    found = read(gzip.compress(warc(shots(3), gzip=False)))

    assert urls(found) == ["0.html", "1.html", "2.html"]
    assert not any(one.direct for one in found)


@pytest.mark.parametrize("harm", ["nulls in the middle", "a wrong checksum", "a flipped bit"])
def test_a_damaged_record_is_named_by_its_offset_and_alone_is_lost(packed, offsets, harm):
    data = bytearray(packed)
    middle = (offsets[2] + offsets[3]) // 2
    if harm == "nulls in the middle":
        data[middle : middle + 8] = bytes(8)
    elif harm == "a wrong checksum":
        data[offsets[3] - 6] ^= 1
    else:
        data[middle] ^= 16
    found = read(bytes(data))

    assert [one.offset for one in troubles(found)] == [offsets[2]]
    assert urls(found) == ["0.html", "1.html", "3.html", "4.html"]


def test_rubbish_between_two_records_costs_neither(packed, offsets):
    found = read(packed[: offsets[2]] + b"rubbish" * 10 + packed[offsets[2] :])

    assert urls(found) == ["0.html", "1.html", "2.html", "3.html", "4.html"]
    assert [one.offset for one in troubles(found)] == [offsets[2]]


def test_a_file_that_was_cut_is_read_to_the_cut(packed, offsets):
    for cut in (offsets[3] + 5, offsets[3] + 150, offsets[4] - 1):
        found = read(packed[:cut])

        assert urls(found) == ["0.html", "1.html", "2.html"]
        assert [one.offset for one in troubles(found)] == [offsets[3]]


@pytest.mark.parametrize(("says", "instead"), [(rb"(Length: )", rb"\g<1>9"), (rb"(Length: )\d", rb"\1")])
def test_a_record_that_lies_about_its_length_swallows_no_other(says, instead):
    data = warc(shots(4), gzip=False)
    found = read(re.sub(says, instead, data, count=1))

    assert urls(found) == ["1.html", "2.html", "3.html"]
    assert len(troubles(found)) == 1


def test_what_is_no_warc_is_named():
    assert read(b"") == []
    assert len(troubles(read(b"abc" * 1000))) == 1
    assert len(troubles(read(gzip.compress(b"abc" * 1000)))) == 1


def test_bodies_are_unpacked_within_limits():
    body = b"<p>the same words</p>"
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    bomb = zlib.compress(bytes(LARGEST + 1), 9)
    data = warc(
        [
            Shot(f"{HOST}/chunked.html", when(2010), chunked, headers=(("Transfer-Encoding", "chunked"),)),
            Shot(
                f"{HOST}/gzip.html", when(2010), gzip.compress(body), headers=(("Content-Encoding", "gzip"),)
            ),
            Shot(f"{HOST}/unchunked.html", when(2010), body, headers=(("Transfer-Encoding", "chunked"),)),
            Shot(f"{HOST}/bomb.html", when(2010), bomb, headers=(("Content-Encoding", "deflate"),)),
            Shot(f"{HOST}/last.html", when(2010), body),
        ]
    )
    found = read(data)

    assert urls(found) == ["chunked.html", "gzip.html", "unchunked.html", "last.html"]
    assert {one.response.body for one in found if isinstance(one, Answer)} == {body}
    assert [one.reason.partition(": ")[0] for one in troubles(found)] == [f"{HOST}/bomb.html"]
