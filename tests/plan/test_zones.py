from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedarchive.plan import zonenames
from feedarchive.plan.zones import FORGIVING, Known, Pair, Sightings, Zone, fits, infer, instant, offset_at
from feedarchive.seen import Reading

PACIFIC = ZoneInfo("America/Los_Angeles")
NAMES = sorted(name for name in available_timezones() if "/" in name)


def wall(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - what a page shows


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def reading(when: datetime, zone: tzinfo) -> Reading:
    """What a blog of that zone shows for an instant."""
    return Reading(local=when.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0))


def pair(when: datetime, zone: tzinfo) -> Pair:
    return Pair(instant=when, readings=(reading(when, zone),))


START = utc(2005, 1, 3, 8, 15, 20)


def weekly(zone: tzinfo, start: datetime = START, weeks: int = 104) -> list[Pair]:
    return [pair(start + n * timedelta(days=7), zone) for n in range(weeks)]


def sure(pairs: Iterable[Pair | Known]) -> Zone:
    """The zone, where there must be one."""
    zone = infer(pairs)
    assert zone is not None
    return zone


def test_two_years_of_stamps_name_the_zone_and_read_the_others():
    zone = sure(weekly(PACIFIC))
    assert "America/Los_Angeles" in zone.names
    assert (zone.pairs, zone.contradictions) == (104, 0)
    assert [minutes for _, _, minutes in zone.offsets] == [-480, -420, -480, -420, -480]
    assert instant(Reading(local=wall(2005, 6, 6, 9, 46)), zone) == utc(2005, 6, 6, 16, 46)
    assert instant(Reading(local=wall(2006, 2, 11, 17, 45, 7)), zone) == utc(2006, 2, 12, 1, 45, 7)
    assert offset_at(zone, utc(2005, 7, 1)) == timedelta(hours=-7)


def test_an_hour_shown_twice_or_never_has_no_instant():
    zone = sure(weekly(PACIFIC))
    assert instant(Reading(local=wall(2005, 10, 30, 1, 30)), zone) is None
    assert instant(Reading(local=wall(2005, 4, 3, 2, 30)), zone) is None
    assert instant(Reading(local=wall(2005, 10, 30, 2, 30)), zone) == utc(2005, 10, 30, 10, 30)


def test_one_winter_says_nothing_of_summer():
    zone = sure(weekly(PACIFIC, start=utc(2005, 12, 1), weeks=8))
    assert instant(Reading(local=wall(2006, 1, 5, 12, 0)), zone) == utc(2006, 1, 5, 20, 0)
    assert instant(Reading(local=wall(2006, 7, 5, 12, 0)), zone) is None
    assert offset_at(zone, utc(2006, 7, 5)) is None


def test_feed_stamps_and_clocks_alone_are_pairs_too():
    eight = timezone(timedelta(hours=8))
    known = Known(instant=utc(2006, 8, 18, 17, 22).astimezone(eight))
    zone = sure([known, Pair(instant=utc(2006, 8, 18, 23, 52), clock=(7, 52))])
    assert (zone.pairs, zone.contradictions) == (2, 0)
    assert offset_at(zone, utc(2006, 8, 18, 20)) == timedelta(hours=8)


def test_a_clock_alone_that_could_be_two_offsets_waits_for_its_neighbours(monkeypatch):
    monkeypatch.setattr("feedarchive.plan.zones.candidates", tuple)  # as on a machine without zone data
    auckland = ZoneInfo("Pacific/Auckland")
    noons = [utc(2006, 7, day, 0, 0) for day in range(1, 9)]
    clocks = [Pair(instant=when, clock=(12, 0)) for when in noons]
    assert infer(clocks) is None
    zone = sure([*clocks, pair(noons[3], auckland)])
    assert zone.offsets == ((noons[0], noons[-1], 720),)


def test_without_zone_data_only_what_was_seen_is_known(monkeypatch):
    monkeypatch.setattr("feedarchive.plan.zones.candidates", tuple)
    zone = sure(weekly(PACIFIC))
    assert zone.names == ()
    assert [minutes for _, _, minutes in zone.offsets] == [-480, -420, -480, -420, -480]
    assert instant(Reading(local=wall(2005, 6, 6, 9, 46)), zone) == utc(2005, 6, 6, 16, 46)
    assert instant(Reading(local=wall(2005, 4, 2, 9, 46)), zone) is None  # between two spans
    sparse = sure([pair(utc(2005, 1, 1), PACIFIC), pair(utc(2006, 1, 1), PACIFIC)])
    assert instant(Reading(local=wall(2005, 7, 1, 9, 46)), sparse) is None


def test_an_hour_that_may_have_been_shown_twice_has_no_instant(monkeypatch):
    monkeypatch.setattr("feedarchive.plan.zones.candidates", tuple)
    zone = sure(weekly(PACIFIC, start=utc(2005, 10, 2, 8, 40), weeks=5))  # the last at 1:40, the first time
    assert zone.offsets == ((utc(2005, 10, 2, 8, 40), utc(2005, 10, 30, 8, 40), -420),)
    assert instant(Reading(local=wall(2005, 10, 30, 1, 30)), zone) is None
    assert instant(Reading(local=wall(2005, 10, 29, 1, 30)), zone) == utc(2005, 10, 29, 8, 30)


def test_few_errors_do_not_outvote_one_summer_day():
    stamps = [*weekly(PACIFIC, utc(2005, 11, 7), 16), *weekly(PACIFIC, utc(2006, 11, 6), 16)] * 4
    wrong = pair(utc(2006, 12, 1), ZoneInfo("Asia/Tokyo"))
    summer = pair(utc(2006, 7, 1, 20), PACIFIC)
    assert instant(Reading(local=wall(2006, 8, 1, 12)), sure([*stamps, summer])) == utc(2006, 8, 1, 19)
    doubtful = sure([*stamps, summer, wrong])  # the error is either of them
    assert instant(Reading(local=wall(2006, 8, 1, 12)), doubtful) is None
    assert instant(Reading(local=wall(2007, 1, 9, 12)), doubtful) == utc(2007, 1, 9, 20)


def test_when_too_many_names_would_be_needed_the_spans_speak(monkeypatch):
    monkeypatch.setattr("feedarchive.plan.zonenames.MOST_NAMES", 1)
    zone = sure(weekly(PACIFIC, start=utc(2005, 12, 1), weeks=8))
    assert zone.names == ()
    assert instant(Reading(local=wall(2006, 1, 5, 12, 0)), zone) == utc(2006, 1, 5, 20, 0)


def test_names_speak_of_all_years_in_which_they_agree():
    zone = sure(weekly(PACIFIC))
    assert instant(Reading(local=wall(2003, 12, 1, 12)), zone) == utc(2003, 12, 1, 20)
    assert instant(Reading(local=wall(2013, 7, 1, 12)), zone) == utc(2013, 7, 1, 19)
    # Two years alone do not tell Los Angeles from Ensenada, which had other summers until 2010
    assert instant(Reading(local=wall(2008, 3, 20, 12)), zone) is None
    assert offset_at(zone, utc(2008, 3, 20)) is None
    for far in (wall(1998, 12, 1, 12), wall(2038, 3, 1, 12)):
        assert instant(Reading(local=far), zone) is None
        assert offset_at(zone, far.replace(tzinfo=UTC)) is None


def test_one_pair_between_others_may_be_a_random_id():
    stamps = weekly(PACIFIC, weeks=FORGIVING - 1)
    wrong = pair(START + timedelta(days=9), ZoneInfo("Asia/Tokyo"))
    zone = sure([*stamps, wrong])
    assert "America/Los_Angeles" in zone.names
    assert zone.contradictions == 1
    assert not fits(wrong, zone)
    assert infer([*stamps[1:], wrong]) is None
    moved = sure([*stamps, pair(START + timedelta(days=30), ZoneInfo("Asia/Tokyo"))])
    assert moved.names == ()
    assert all(fits(one, zone) for one in stamps)


def test_what_is_shown_for_an_instant_lies_at_a_possible_offset():
    when = utc(2006, 6, 5, 20, 0, 30)
    good, bad = Reading(local=wall(2006, 6, 5, 12, 0)), Reading(local=wall(2009, 6, 5, 12, 0))
    assert fits(Pair(instant=when, readings=(good, bad)), None)
    assert not fits(Pair(instant=when, readings=(bad,)), None)
    assert fits(Pair(instant=when, clock=(4, 15)), None)
    assert not fits(Pair(instant=when, clock=(4, 16)), None)
    assert fits(Pair(instant=when), None)


def test_a_daylight_saving_of_one_week_is_seen():
    days = [edge.date().isoformat() for edge, _ in zonenames._changes("America/Boa_Vista")]
    assert "2000-10-08" in days
    assert "2000-10-15" in days


def test_a_zone_whose_names_this_machine_lacks_falls_back_to_its_spans():
    zone = Zone(names=("Mars/Olympus",), offsets=((utc(2005, 1, 1), utc(2005, 2, 1), 60),), pairs=9)
    assert instant(Reading(local=wall(2005, 1, 10, 12)), zone) == utc(2005, 1, 10, 11)
    assert offset_at(zone, utc(2005, 3, 1)) is None


def test_a_blog_that_moved_has_spans_and_no_name():
    tokyo = ZoneInfo("Asia/Tokyo")
    zone = sure([*weekly(PACIFIC, weeks=8), *weekly(tokyo, start=utc(2007, 1, 1), weeks=8)])
    assert zone.names == ()
    assert [minutes for _, _, minutes in zone.offsets] == [-480, 540]
    assert instant(Reading(local=wall(2007, 1, 20, 12)), zone) == utc(2007, 1, 20, 3)


@pytest.mark.parametrize("data", [True, False])
def test_contradictions_are_counted_and_too_many_undo_the_zone(monkeypatch, data):
    if not data:
        monkeypatch.setattr("feedarchive.plan.zones.candidates", tuple)
    stamps = weekly(PACIFIC)
    odd = Pair(instant=utc(2005, 6, 8), readings=(Reading(local=wall(2005, 6, 8, 3, 7)),))  # no quarter hour
    wrong = pair(utc(2005, 6, 8), ZoneInfo("Asia/Tokyo"))
    far = Pair(instant=utc(2005, 6, 8), readings=(Reading(local=wall(2005, 9, 8)),))
    clock = Pair(instant=utc(2005, 6, 8), clock=(3, 7))
    assert sure(stamps).contradictions == 0
    for one in (odd, wrong, far, clock):
        assert sure([*stamps, one]).contradictions == 1
    assert sure([*stamps, odd, wrong]).contradictions == 2
    assert infer([*stamps, odd, wrong, far]) is None
    assert infer([odd]) is None
    assert infer([]) is None


def test_a_day_alone_beside_a_clock_is_a_pair_and_without_one_tells_its_order():
    day = (
        Reading(local=wall(2006, 6, 5), order="dmy", clock=False),
        Reading(local=wall(2006, 5, 6), order="mdy", clock=False),
    )
    sightings = Sightings()
    assert sightings.add(Pair(instant=utc(2006, 6, 5, 20), readings=day, clock=(12, 0))) == {"dmy"}
    zone = sightings.zone()
    assert zone is not None
    assert offset_at(zone, utc(2006, 6, 5, 20)) == timedelta(hours=-8)
    assert instant(Reading(local=wall(2006, 6, 5), clock=False), zone) is None
    alone = Sightings()
    assert alone.add(Pair(instant=utc(2006, 6, 5, 20), readings=day)) == {"dmy"}
    assert alone.zone() is None


INSTANTS = st.datetimes(wall(2004, 7, 1), wall(2036, 12, 31), timezones=st.just(UTC))


@lru_cache
def edges(name: str) -> list[datetime]:
    return [edge for edge, _ in zonenames._changes(name) if edge.year > 2003] or [utc(2010, 1, 1)]


def near_edges(name: str) -> st.SearchStrategy[datetime]:
    """Instants about a zone's changes of clock, where mistakes live."""
    return st.tuples(st.sampled_from(edges(name)), st.integers(-7200, 7200)).map(
        lambda both: both[0] + timedelta(minutes=both[1])
    )


def evidence(when: datetime, zone: tzinfo, kind: str) -> Pair | Known:
    local = when.astimezone(zone)
    if kind == "feed":
        return Known(instant=local)
    return pair(when, zone) if kind == "stamp" else Pair(instant=when, clock=(local.hour, local.minute))


@pytest.mark.parametrize("data", [True, False])
@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(NAMES))
def test_no_stamp_of_the_zone_is_ever_read_as_another_instant(data, draw, name):
    zone = ZoneInfo(name)
    some = INSTANTS | near_edges(name)
    start = draw.draw(INSTANTS)
    run = [
        start + n * timedelta(days=draw.draw(st.integers(1, 60)))
        for n in range(draw.draw(st.integers(0, 30)))
    ]
    known = [when for when in [*run, *draw.draw(st.lists(some, max_size=12))] if when.year < 2037]
    kinds = [draw.draw(st.sampled_from(["stamp", "clock", "feed"])) for _ in known]
    pairs = [evidence(when, zone, kind) for when, kind in zip(known, kinds, strict=True)]
    with pytest.MonkeyPatch.context() as patch:
        if not data:
            patch.setattr("feedarchive.plan.zones.candidates", tuple)
        found = infer(pairs)
    if found is None:
        assert not data or not pairs
        return
    assert found.contradictions == 0
    for when in [*draw.draw(st.lists(some, max_size=20)), *known]:
        shown = instant(reading(when, zone), found)
        assert shown is None or shown == when.replace(second=0, microsecond=0)
        assert offset_at(found, when) in (None, when.astimezone(zone).utcoffset())
