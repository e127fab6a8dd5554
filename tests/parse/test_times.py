from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.parse.times import from_millis, read_rfc822, read_rfc3339

QUARTERS = st.integers(-14 * 4, 14 * 4).map(lambda n: timezone(timedelta(minutes=15 * n)))
INSTANTS = st.datetimes(datetime(1001, 1, 1), datetime(9998, 1, 1), timezones=QUARTERS)  # noqa: DTZ001 - given zones


@given(INSTANTS)
def test_what_blogger_writes_is_read_to_the_millisecond_with_its_offset(when):
    when = when.replace(microsecond=when.microsecond // 1000 * 1000)
    read = read_rfc3339(when.isoformat(timespec="milliseconds"))
    assert read == when
    assert read.utcoffset() == when.utcoffset()


def test_z_and_white_space_around():
    assert read_rfc3339(" 2006-06-06T09:37:12Z\n") == datetime(2006, 6, 6, 9, 37, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-02-30T00:00:00Z",
        "2023-02-29T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:00:00+99:99",
        "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:00:00+00:60",
        "2024-01-01T00:00:00",
        "2024-01-01",
        "2024-01-01 00:00:00Z",
        "20240101T000000Z",
        "2024-W01-1T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "-0001-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "1704067200",
        "2024-01-01T00:00:00,5Z",
        "２024-01-01T00:00:00Z",
        "Tue, 06 Jun 2006 09:37:12 GMT",
    ],
)
def test_anything_else_is_none_and_never_shifted(text):
    assert read_rfc3339(text) is None


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(text):
    for reader in (read_rfc3339, read_rfc822):
        when = reader(text)
        assert when is None or when.tzinfo is not None


def test_show_comment_is_milliseconds():
    assert from_millis(1149586632004) == datetime(2006, 6, 6, 9, 37, 12, 4000, tzinfo=UTC)
    assert from_millis(-1) == datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)


@pytest.mark.parametrize("millis", [10**30, -(10**30), 253402300799999, -62135596800000])
def test_milliseconds_out_of_range_are_none(millis):
    assert from_millis(millis) is None


@given(INSTANTS)
def test_what_mail_writes_is_read(when):
    when = when.replace(microsecond=0)
    assert read_rfc822(format_datetime(when)) == when


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 06 Jun 2006 09:37:00 GMT",
        "6 Jun 06 09:37 UT",
        "Tue, 6 June 2006 02:37:00 PDT",
        "tue,6 jun 2006 9:37:00 Z",
    ],
)
def test_rss_dates_of_many_hands(text):
    assert read_rfc822(text) == datetime(2006, 6, 6, 9, 37, tzinfo=UTC)


def test_two_digits_of_the_nineties():
    assert read_rfc822("1 Jan 99 00:00 GMT") == datetime(1999, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 30 Feb 2006 09:37:12 +0000",
        "Tue, 06 Jun 2006 09:37:12",
        "Tue, 06 Jun 2006 09:37:12 +9999",
        "Tue, 06 Jun 2006 09:37:12 BST",
        "Tue, 06 Foo 2006 09:37:12 GMT",
        "Tue, 06 Jun 206 09:37:12 GMT",
        "Tue, 06 Jun 2006 09:37:60 GMT",
        "Tue, 06 Jun 0206 09:37:00 GMT",
    ],
)
def test_rss_dates_that_are_none(text):
    assert read_rfc822(text) is None
