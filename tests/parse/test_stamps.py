import warnings
from datetime import datetime
from typing import Literal

import pytest
from babel.dates import format_date, format_time
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.parse.stamps import clock_of, minutes, readings
from feedarchive.seen import Reading


def at(iso: str, order: Literal["dmy", "mdy", "ymd"] | None = None, *, clock: bool = True) -> Reading:
    return Reading(local=datetime.fromisoformat(iso), order=order, clock=clock)


def shown(text: str, locale: str | None = None) -> str:
    """What a stamp says, when it says one thing."""
    (reading,) = readings(text, locale)
    return reading.local.isoformat(timespec="minutes") if reading.clock else reading.local.date().isoformat()


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Sunday, March 20, 2005", "2005-03-20"),
        ("Monday, June 05, 2006", "2006-06-05"),
        ("06 December 2016", "2016-12-06"),
        ("Wednesday, October 16, 2019", "2019-10-16"),
        ("domenica, agosto 06, 2006", "2006-08-06"),
        ("jueves, 8 de julio de 2010", "2010-07-08"),
        ("lundi 26 décembre 2011", "2011-12-26"),
        ("mardi 5 juin 2018", "2018-06-05"),
        ("Samstag, 5. Oktober 2013", "2013-10-05"),
        ("Dienstag, 28. April 2020", "2020-04-28"),
        ("Montag, November 06, 2006", "2006-11-06"),
        ("Quarta-feira, Março 31, 2004", "2004-03-31"),
        ("jueves, julio 08, 2010", "2010-07-08"),
        ("Thursday, May 30, 2019", "2019-05-30"),
        ("11:22 AM, March 21, 2005", "2005-03-21T11:22"),
        ("August 18, 2007 11:37 AM", "2007-08-18T11:37"),
        ("At August 18, 2007 11:37 AM", "2007-08-18T11:37"),
        ("10/31/05 11:38 PM", "2005-10-31T23:38"),
        ("25 de julio de 2010, 6:24", "2010-07-25T06:24"),
        ("26 décembre 2011 à 13 h 47", "2011-12-26T13:47"),
        ("6. Juni 2015 um 10:23", "2015-06-06T10:23"),
        ("Mittwoch, Mai 10, 2017 4:14:00 PM", "2017-05-10T16:14"),
        ("May 30, 2019 at 1:06 PM", "2019-05-30T13:06"),
        ("May 30, 2019 at 1:06\u202fPM", "2019-05-30T13:06"),
        ("26 May 2021 at 05:04", "2021-05-26T05:04"),
        ("2016年9月6日 上午11:31", "2016-09-06T11:31"),
        ("2016年9月6日 11時31分", "2016-09-06T11:31"),
        ("2016. 9. 6. 오후 1:31", "2016-09-06T13:31"),
        ("26 maggio 2021 alle ore 05:04", "2021-05-26T05:04"),
        ("26 de maio de 2021 às 05:04", "2021-05-26T05:04"),
        ("6 สิงหาคม พ.ศ. 2559 เวลา 21:00", "2016-08-06T21:00"),
        ("20110116", "2011-01-16"),
        ("2011-01-16", "2011-01-16"),
        ("5/5/2006", "2006-05-05"),
        ("06-Dec-16", "2016-12-06"),
        ("mar 5 jun 2018", "2018-06-05"),
        ("٦ سبتمبر ٢٠١٦", "2016-09-06"),
    ],
)
def test_stamps_that_say_one_thing(text, iso):
    assert shown(text) == iso


@pytest.mark.parametrize(
    ("text", "locale", "expected"),
    [
        ("el 10.10.07", "es-ES", [at("2007-10-10", clock=False)]),
        ("1.7.09", "es", [at("2009-07-01", "dmy", clock=False), at("2009-01-07", "mdy", clock=False)]),
        ("1.16.2011", None, [at("2011-01-16", "mdy", clock=False)]),
        ("6/12/2008 05:25:00 PM", None, [at("2008-12-06T17:25", "dmy"), at("2008-06-12T17:25", "mdy")]),
        ("1/6/06 12:08 PM", None, [at("2006-06-01T12:08", "dmy"), at("2006-01-06T12:08", "mdy")]),
        ("28/01/08 21:53", "it-IT", [at("2008-01-28T21:53", "dmy")]),
        ("28/01/08 21:53", None, [at("2008-01-28T21:53", "dmy"), at("2028-01-08T21:53", "ymd")]),
        ("2/02/09 6:00", None, [at("2009-02-02T06:00")]),
        ("6 สิงหาคม 59", None, [at("2059-08-06", clock=False), at("2016-08-06", clock=False)]),
        ("09. 7. 1.", "ko", [at("2009-07-01", clock=False)]),
        ("26.5.2021 klo 13.47", "fi", [at("2021-05-26T13:47", "dmy")]),
    ],
)
def test_numbers_alone_give_every_order_that_is_a_date(text, locale, expected):
    assert list(readings(text, locale)) == expected


def test_seconds_are_kept():
    assert readings("March 3, 2006 4:14:07 PM") == (at("2006-03-03T16:14:07"),)


def test_a_month_of_two_languages_gives_both_and_a_weekday_decides():
    both = readings("6 listopada 2016")  # October in Croatian, November in Polish
    assert {reading.local.month for reading in both} == {10, 11}
    assert shown("niedziela, 6 listopada 2016") == "2016-11-06"
    assert shown("6 listopada 2016", "hr") == "2016-10-06"
    assert shown("Sunday 5/6/2005") == "2005-06-05"


def test_a_locale_that_does_not_know_the_words_or_does_not_exist_is_done_without():
    for locale in ("fr", "xx-YY", "no such", "", "../de"):
        assert shown("Samstag, 5. Oktober 2013", locale) == "2013-10-05"


@pytest.mark.parametrize(
    "text",
    [
        "", "noon", "March 2005", "Sunday, January 16", "Sunday", "7:52 AM", "February 30, 2006",
        "Monday, March 20, 2005", "32/13/2005", "5/6-2005", "March 21, 2005 13:00 PM", "March 21, 2005 25:00",
        "March 21, 2005 4:37 PDT", "March 21, 2005 4:37 in the qwerty", "March 21, 2005 4:37 5:12",
        "1 2 3 March 2005", "15 شهریور 1395", "15/6/1395", "June 5, 1706", "6/7/75",
        "March 21, 2005" + " " * 200,
    ],
)  # fmt: skip
def test_what_is_no_date_or_has_an_unknown_word_beside_its_clock_is_not_read(text):
    assert readings(text) == ()


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("7:52 AM", (7, 52)), ("21:00", (21, 0)), ("6:36 PM", (18, 36)), ("16:13", (16, 13)),
        ("09:00", (9, 0)),
        ("上午11:31", (11, 31)), ("下午 1時05分", (13, 5)), ("오후 1:05", (13, 5)), ("4:37 a.m.", (4, 37)),
        ("4:37 p. m.", (16, 37)), ("4:37\u00a0pm", (16, 37)), ("12:05 AM", (0, 5)), ("12:05 PM", (12, 5)),
        ("13 h 47", (13, 47)), ("13h47", (13, 47)), ("alle 16.13", (16, 13)), ("kl. 21.00", (21, 0)),
        ("21.00.05", (21, 0)), ("٤:٣٧ م", (16, 37)), ("4:37 μ.μ.", (16, 37)), ("晚上11:31", (23, 31)),
        ("at 4:37:05 PM", (16, 37)), ("2/02/09 6:00", (6, 0)),
    ],
)  # fmt: skip
def test_clocks_alone(text, clock):
    assert clock_of(text) == clock


@pytest.mark.parametrize(
    "text",
    ["", "Sunday, March 20, 2005", "el 10.10.07", "13:00 PM", "24:00", "4:60", "4:37 PDT", "4:37 5:12"],
)
def test_what_shows_no_clock_or_could_be_a_date(text):
    assert clock_of(text) is None


LOCALES = """en en_GB it es es_MX fr fr_CA de de_AT pt_BR pt_PT nl sv da nb fi pl cs hu ro ru uk bg hr el tr
    he ar ja ko zh_CN zh_TW vi th id hi ca eu fil lt lv""".split()  # noqa: SIM905 - a list of words
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2069, 12, 31)).map(  # noqa: DTZ001 - wall clocks
    lambda when: when.replace(second=0, microsecond=0)
)
WIDTHS = st.sampled_from(["short", "medium", "long", "full"])


@given(
    MOMENTS, st.sampled_from(LOCALES), WIDTHS, st.sampled_from(["{0} {1}", "{1}, {0}", "{0}"]), st.booleans()
)
def test_what_babel_writes_is_read_back(when, locale, width, pattern, told):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        day, clock = format_date(when, width, locale), format_time(when.time(), "short", locale=locale)
    found = readings(pattern.format(day, clock), locale if told else None)
    expected = when if "{1}" in pattern else when.replace(hour=0, minute=0)
    assert expected in {reading.local for reading in found}
    if width in ("long", "full") and told:
        assert {reading.local for reading in found} == {expected}


@given(MOMENTS, st.sampled_from(LOCALES))
def test_what_babel_writes_of_a_clock_is_read_back(when, locale):
    assert clock_of(format_time(when.time(), "short", locale=locale)) == (when.hour, when.minute)


@given(st.text(max_size=60), st.sampled_from([None, "de", "zh-TW"]))
def test_any_text_raises_nothing(text, locale):
    for hostile in (text, f"June {text} 2006", f"4:{text} PM", f"{text}/05/06"):
        readings(hostile, locale)
        clock_of(hostile)


@given(st.sampled_from(["1 ", "1/", "1.1 ", "4:37 ", "mar ", "a.", "月", "1 h ", "﷽"]), st.integers(1, 200))
def test_repetitions_raise_nothing(piece, times):
    readings(piece * times)
    clock_of(piece * times)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("4:37 AM", {37}), ("9:05 uhr oder 16.13", {5, 13}), ("6.06.2006 16:13", {13}), ("Tuesday", set())],
)
def test_the_minutes_of_all_clocks(text, shown):
    assert minutes(text) == shown
