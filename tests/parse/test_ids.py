from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.parse import ids

SEEN = datetime(2006, 6, 6, 9, 37, 12, tzinfo=UTC)


def test_tags():
    assert ids.blog_tag("7") == "tag:blogger.com,1999:blog-7"
    assert ids.entry_tag("7", "8") == "tag:blogger.com,1999:blog-7.post-8"
    assert ids.page_tag("7", "8") == "tag:blogger.com,1999:blog-7.page-8"


@pytest.mark.parametrize(
    "end", ["", ".comments", ".post81..comments", ".post-81", ".page-81", ".archive", ".settings.BLOG_NAME"]
)
def test_every_tag_of_a_blog_names_it(end):
    assert ids.blog_number("tag:blogger.com,1999:blog-20148811" + end) == "20148811"


@pytest.mark.parametrize(
    "tag", ["", "tag:blogger.com,1999:user-7", "https://blog.example/", "xtag:blogger.com,1999:blog-1"]
)
def test_other_tags_name_none(tag):
    assert ids.blog_number(tag) is None
    assert ids.number(tag) is None


def test_the_number_of_posts_and_pages_alone():
    assert ids.number("tag:blogger.com,1999:blog-7.post-81") == "81"
    assert ids.number("tag:blogger.com,1999:blog-7.page-81") == "81"
    assert ids.number("tag:blogger.com,1999:blog-7.post81..comments") is None
    assert ids.number("tag:blogger.com,1999:blog-7.post-81\n") is None


@pytest.mark.parametrize("tail", ["12345678", "0000000", "99999999"])
def test_an_old_id_is_its_second(tail):
    assert ids.instant(f"1149586632{tail}") == SEEN
    assert ids.instant(ids.entry_tag("1", f"1149586632{tail}")) == SEEN


@pytest.mark.parametrize(
    "number",
    [
        "95731778",  # sequential, 2003-06-16
        "105599999912345678",  # just before the window
        "118000000112345678",  # just past it
        "1149586632123456",  # 16 digits
        "1149586632123456789",  # 19
        "102224580655852426",  # a random one that a wider window would take
        "１149586632123456７",  # digits, but not Blogger's
        "-14958663212345678",
        "",
    ],
)
def test_other_ids_say_no_instant(number):
    assert ids.instant(number) is None


@given(st.integers(2**59, 2**63 - 1).map(str))
def test_random_ids_of_nineteen_digits_never_do(number):
    assert len(number) < 19 or ids.instant(number) is None


@pytest.mark.parametrize(
    "clock",
    [
        None,
        "4:37 AM",
        "9:37 AM",
        "17:37",
        "16:22",  # a quarter of an hour off: Nepal
        "15:07",
        "At 4:37 AM, June 6, 2006",
        "06 junio, 2006 11:37",
        "6.6.2006 11:37:12",
        "16.37",
        "16h37",
        "下午5：37",
        "٤:٣٧ ص",
        "Tuesday",  # shows no clock at all
    ],
)
def test_a_comment_is_as_old_as_its_id_when_the_clock_agrees(clock):
    assert ids.comment_instant("114958663212345678", clock) == SEEN


@pytest.mark.parametrize("clock", ["4:38 AM", "4:36 AM", "16:00", "6.06.2006 16:13", "16.38", "16h38"])
def test_a_clock_that_disagrees_wins(clock):
    assert ids.comment_instant("114958663212345678", clock) is None


def test_a_comment_with_a_random_id_has_no_instant():
    assert ids.comment_instant("5610631818478423961", "4:37 AM") is None
