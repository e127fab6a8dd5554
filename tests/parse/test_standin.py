"""What stands in for a document, told by its signs; the words are ours, the markup is theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parse.standins import STAND_INS

from feedarchive.parse.standin import stand_in


@pytest.mark.parametrize("name", STAND_INS)
def test_each_is_told_by_its_kind(name):
    kind, body = STAND_INS[name]
    found = stand_in(body)
    assert found is not None
    assert found.kind == kind


def test_a_content_warning_says_what_to_do():
    found = stand_in(STAND_INS["content-warning"][1])
    assert found is not None
    assert "feeds are used" in found.advice
    assert 'pages = "never"' in found.advice


@pytest.mark.parametrize("body", [b"", b"<html><title>A post</title><p>x", b"<feed/>", b"{{ mustache }}"])
def test_anything_else_is_unknown(body):
    assert stand_in(body) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_one_or_none(body):
    stand_in(body)


@pytest.mark.parametrize(
    "piece", [b"<title>", b"blogin.g?blogspoturl=", b"type ", b"<title>x" * 3, b"bx-a", b"["]
)
def test_its_work_does_not_grow_with_the_square(piece):
    # A square of these lengths would take minutes; here for the run of the suite to show it.
    stand_in(piece * 50_000)
