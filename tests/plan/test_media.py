"""Original sizes, types by first bytes, and when a lost image is asked for again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.plan.media import asked_again, candidates
from feedarchive.plan.mediatypes import ending, said, type_by, type_of

BP = "http://3.bp.blogspot.com/_a/b/c/d"
NEW = "https://blogger.googleusercontent.com/img/a/AVvX"
AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "first", "second"),
    [
        (f"{BP}/s320/x.jpg", f"{BP}/s0/x.jpg", f"{BP}/s1600/x.jpg"),
        (f"{BP}/s1600-h/x.jpg", f"{BP}/s0/x.jpg", f"{BP}/s1600/x.jpg"),
        (f"{BP}/w640-h480-no/x.jpg", f"{BP}/s0/x.jpg", f"{BP}/s1600/x.jpg"),
        (f"{BP}/s72-c/x.jpg", f"{BP}/s0/x.jpg", f"{BP}/s1600/x.jpg"),
        ("http://bp2.blogger.com/a/s200/x.jpg", "http://bp2.blogger.com/a/s0/x.jpg", "http://bp2.blogger.com/a/s1600/x.jpg"),
        ("https://lh3.ggpht.com/a/s400/", "https://lh3.ggpht.com/a/s0/", "https://lh3.ggpht.com/a/s1600/"),
        (f"{NEW}=s320", f"{NEW}=s0", f"{NEW}=s1600"),
        (f"{NEW}=w640-h480-p-k-no-nu", f"{NEW}=s0", f"{NEW}=s1600"),
    ],
)  # fmt: skip
def test_bloggers_hosts_are_asked_for_the_original_first_and_for_the_address_last(address, first, second):
    assert candidates(address) == (first, second, address)


def test_the_first_of_bloggers_hosts_names_sizes_by_bare_numbers():
    assert candidates("http://photos1.blogger.com/blogger/17/15/320/x.jpg") == (
        "http://photos1.blogger.com/blogger/17/15/1600/x.jpg",
        "http://photos1.blogger.com/blogger/17/15/320/x.jpg",
    )


@pytest.mark.parametrize(
    "address",
    [f"{BP}/x.jpg", "https://a.example/s320/x.jpg", "https://evil3.bp.blogspot.com.example/s320/x.jpg", "http://["],
)  # fmt: skip
def test_other_addresses_are_asked_as_they_stand(address):
    assert candidates(address) == (address,)


def test_what_is_larger_comes_before():
    assert candidates("https://a.example/s.png", ["https://a.example/l.png"]) == (
        "https://a.example/l.png",
        "https://a.example/s.png",
    )


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
        (b"\0\0\0\x20ftypavif", "image/avif"),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        (b"OggS\0\x02" + bytes(22) + b"\x01vorbis", "audio/ogg"),
        (b"ID3\x03", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "audio/aac"),
        (b"%PDF-1.4", "application/pdf"),
        (
            b"\xef\xbb\xbf <?xml version='1.0'?>\n<!-- a --><!DOCTYPE svg PUBLIC 'x' 'y'>\n<svg>",
            "image/svg+xml",
        ),
        (b"<svg xmlns='x'>", "image/svg+xml"),
        (b"<!DOCTYPE html><svg>", None),
        (b"<html><img src='x.svg'></html>", None),
        (b"12345678WEBP", None),
        (b"", None),
        (b"\xff\xfe<\0", None),
    ],
)
def test_first_bytes_tell_the_type(head, kind):
    assert type_of(head, "image/jpeg") == kind
    assert kind is None or type_by(ending(kind)) == kind


@given(st.binary(max_size=64))
def test_any_bytes_have_a_type_that_has_an_ending_or_none(head):
    kind = type_of(head)

    assert kind is None or type_by(ending(kind)) == kind
    assert said(head).startswith("answers with ")


def test_who_does_not_answer_is_asked_again_ever_more_rarely():
    days = [asked_again("unreachable", tries, AT) for tries in (1, 2, 3, 4, 9)]

    assert days == [AT + timedelta(days=n) for n in (1, 3, 9, 27, 27)]
    assert asked_again("gone", 5, AT) == AT + timedelta(days=30)
    assert asked_again("held", 0, AT) is None
    assert asked_again("redacted", 0, AT) is None


@pytest.mark.parametrize(
    "head", [b"<!-- -->" * 512, b"<!--" * 1024, b"<?xml ?>" + b" " * 4000, b"<!DOCTYPE svg" * 300]
)
def test_no_head_takes_long(head):
    assert type_of(head) is None
    assert said(head)
