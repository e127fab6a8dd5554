"""Which of day and month comes first, in one kind of stamps."""

from datetime import datetime

import pytest

from feedarchive.plan.orders import Ballot, allowed, ascending, of
from feedarchive.seen import Reading


def wall(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day)  # noqa: DTZ001 - what a page shows


LATEST = wall(2026, 11, 1)


def numbers(first: int, second: int, year: int = 2006) -> tuple[Reading, ...]:
    """The readings of a date in numbers, by both orders."""
    days_first = (Reading(local=wall(year, second, first), order="dmy"),) if second <= 12 else ()
    months_first = (Reading(local=wall(year, first, second), order="mdy"),) if first <= 12 else ()
    return (*days_first, *months_first)


def settled(*stamps: tuple[Reading, ...]) -> str | None:
    ballot = Ballot()
    for stamp in stamps:
        ballot.vote(of(stamp, None, LATEST))
    return ballot.settled()


def test_the_order_is_what_all_stamps_allow():
    assert settled(numbers(5, 6), numbers(28, 1)) == "dmy"
    assert settled(numbers(5, 6)) is None
    assert settled(numbers(28, 1), numbers(10, 31)) is None
    assert settled(numbers(28, 1), (Reading(local=wall(2006, 5, 5)),)) == "dmy"
    assert settled() is None


def test_one_stamp_in_fifty_may_be_another_mistake():
    assert settled(*[numbers(28, 1)] * 49, numbers(10, 31)) == "dmy"
    assert settled(*[numbers(28, 1)] * 48, numbers(10, 31)) is None


def test_a_date_past_the_latest_or_before_the_earliest_is_none():
    stamp = (
        Reading(local=wall(2008, 1, 28), order="dmy"),
        Reading(local=wall(2028, 1, 8), order="ymd"),
    )
    assert settled(stamp) == "dmy"
    assert of(stamp, wall(2008, 2, 1), wall(2030, 1, 1)) == {"ymd"}


def test_lists_go_from_old_to_new():
    assert ascending([numbers(3, 11), numbers(4, 2)]) == {"mdy"}
    assert ascending([numbers(3, 11), numbers(4, 12)]) == {"dmy", "mdy"}
    assert ascending([numbers(3, 11), numbers(2, 11), numbers(1, 1)]) == set()
    hour_back = [(Reading(local=datetime(2006, 10, 29, 1, minute), order="dmy"),) for minute in (50, 10)]  # noqa: DTZ001
    assert ascending(hour_back) == {"dmy"}


@pytest.mark.parametrize(("order", "count"), [("dmy", 1), ("mdy", 1), (None, 0)])
def test_only_what_the_order_allows_is_read(order, count):
    assert len(allowed(numbers(5, 6), order)) == count
    assert len(allowed(numbers(28, 1), None)) == 1
    assert len(allowed((Reading(local=LATEST),), order)) == 1
