import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.parse.displayed import local


@pytest.mark.parametrize(
    ("date", "clock", "iso"),
    [
        ("Monday, June 05, 2006", "6:36 PM", "2006-06-05T18:36"),
        ("06 December 2016", "16:13", "2016-12-06T16:13"),
        ("February 13, 2020 at 12:18\u202fAM", "February 13, 2020 at 12:18\u202fAM", "2020-02-13T00:18"),
        ("11:22 AM, March 21, 2005", "11:22 AM, March 21, 2005", "2005-03-21T11:22"),
        ("Montag, November 06, 2006", "09:00", "2006-11-06T09:00"),
        ("Mittwoch, May 10, 2017 4:14:07 PM", "4:14:07 PM", "2017-05-10T16:14:07"),
        ("AUGUST 4, 2007", "12:00 pm", "2007-08-04T12:00"),
    ],
)
def test_an_english_date_and_a_clock_make_a_wall_clock(date, clock, iso):
    assert local(date, clock) == iso


@pytest.mark.parametrize(
    ("date", "clock"),
    [
        ("10/31/05", "11:38 PM"),
        ("28/01/08", "21:53"),
        ("Quarta-feira, Março 31, 2004", "10:00"),
        ("Monday, June 05, 2006", "noon"),
        ("February 30, 2006", "10:00"),
        ("June 05, 2006", "13:00 PM"),
        ("June 05, 2006", "25:00"),
        ("June 05", "10:00"),
        ("", ""),
    ],
)
def test_what_could_be_read_otherwise_is_not_read(date, clock):
    assert local(date, clock) is None


@given(st.text(), st.text())
def test_any_texts_raise_nothing(date, clock):
    local(date, clock)
    local(f"June 05, {date}", f"4:{clock}")
