"""Ids, addresses and the blog's zone, as Blogger has given them over the years."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.demo.names import number_for, saved_at, slug
from feedarchive.demo.stamps import Chicago, clock, comment_stamp, date_header, feed_stamp

MOMENTS = st.integers(1_012_521_600_000, 1_767_225_600_000).map(
    lambda ms: datetime.fromtimestamp(ms / 1000, UTC)
)


@given(MOMENTS, st.integers())
def test_only_ids_of_2003_to_2006_carry_their_time(saved, seed):
    number = number_for(saved, seed)
    timed = datetime(2003, 7, 1, tzinfo=UTC) <= saved < datetime(2006, 12, 10, tzinfo=UTC)
    assert saved_at(number) == (saved.replace(microsecond=0) if timed else None)
    assert number < 2**63


def test_a_random_id_never_looks_like_a_time():
    saved = datetime(2012, 1, 1, tzinfo=UTC)
    assert all(saved_at(number_for(saved, seed)) is None for seed in range(8000))


def test_ids_before_july_2003_count_upwards():
    days = [datetime(2002, 3, 1, tzinfo=UTC) + timedelta(days=n) for n in range(450)]
    numbers = [number_for(day) for day in days]
    assert numbers == sorted(numbers)
    assert {len(str(number)) for number in numbers} == {8}


def test_a_few_timed_ids_have_seventeen_digits():
    saved = datetime(2005, 5, 5, tzinfo=UTC)
    lengths = [len(str(number_for(saved, seed))) for seed in range(3000)]
    assert 0 < lengths.count(17) < 60
    assert lengths.count(17) + lengths.count(18) == 3000


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            'This is coolbert:<br /><br />"A short, stocky man with a limp',
            "this-is-coolbert-short-stocky-man-with",
        ),
        ("The Café au jardin", "cafe-au-jardin"),
        ("白菜", "blog-post"),
        ("", "blog-post"),
        ("Tom's &amp; Greta's", "toms-gretas"),
    ],
)
def test_addresses_are_the_first_words(words, expected):
    assert slug(words) == expected


@given(MOMENTS)
def test_chicago_is_chicago(moment):
    try:
        real = ZoneInfo("America/Chicago")
    except ZoneInfoNotFoundError:
        pytest.skip("no time zone files on this machine")
    assert moment.astimezone(Chicago()).isoformat() == moment.astimezone(real).isoformat()


@pytest.mark.parametrize("minutes", range(-90, 91, 30))
@pytest.mark.parametrize("switch", ["2006-04-02T08:00Z", "2006-10-29T07:00Z", "2024-11-03T07:00Z"])
def test_no_instant_is_lost_when_the_clocks_change(switch, minutes):
    moment = datetime.fromisoformat(switch) + timedelta(minutes=minutes)
    assert moment.astimezone(Chicago()).astimezone(UTC) == moment
    assert datetime.fromisoformat(feed_stamp(moment, Chicago())) == moment


@pytest.mark.parametrize(
    ("moment", "offset"),
    [
        ("2005-04-03T07:59Z", "-06:00"),
        ("2005-04-03T08:00Z", "-05:00"),
        ("2005-10-30T06:59Z", "-05:00"),
        ("2005-10-30T07:00Z", "-06:00"),
        ("2024-03-10T08:00Z", "-05:00"),
        ("2024-11-03T07:00Z", "-06:00"),
    ],
)
def test_summer_begins_and_ends_as_the_law_of_the_year_says(moment, offset):
    assert feed_stamp(datetime.fromisoformat(moment), Chicago()).endswith(offset)


def test_stamps_read_as_on_a_page():
    local = datetime(2006, 6, 5, 0, 4, 9, tzinfo=Chicago())
    assert clock(local) == "12:04 AM"
    assert clock(local.replace(hour=12)) == "12:04 PM"
    assert date_header(local) == "Monday, June 05, 2006"
    assert comment_stamp("tictac", local) == "June 5, 2006 12:04 AM"
    assert comment_stamp("simple", local) == "June 5, 2006 at 12:04 AM"
    assert comment_stamp("contempo", local) == "June 5, 2006 at 12:04\u202fAM"
