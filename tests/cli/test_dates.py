from argparse import ArgumentTypeError
from datetime import UTC, date, datetime

import pytest

from feedarchive.cli.dates import earliest, latest

NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2006", date(2006, 1, 1), date(2006, 12, 31)),
        ("2008-02", date(2008, 2, 1), date(2008, 2, 29)),
        ("2006-06-05", date(2006, 6, 5), date(2006, 6, 5)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_calendar_parts_span_to_their_ends(text, first, last):
    assert (earliest(text), latest(text)) == (first, last)


def test_instants_and_ages():
    assert earliest("2006-06-05T12:00:00Z") == datetime(2006, 6, 5, 12, tzinfo=UTC)
    assert latest("36h", NOW) == datetime(2026, 11, 1, 22, tzinfo=UTC)
    assert earliest("2w", NOW) == datetime(2026, 10, 20, 10, tzinfo=UTC)
    assert earliest("1d") > earliest("2d")


@pytest.mark.parametrize(
    "text", ["", "soon", "2006-13", "2006-02-30", "0000", "2006-06-05T12:00", "99999y", "7"]
)
def test_other_texts_are_refused_by_name(text):
    for read in (earliest, latest):
        with pytest.raises(ArgumentTypeError):
            read(text, NOW)
