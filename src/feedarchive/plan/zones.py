"""Exact instants beside the clocks shown for them -> the blog's zone; the zone -> instants of other stamps.

Never a guess: a stamp that the evidence allows two instants for has none. A blog shows the minute that its
instant lies in, in the zone of its settings, daylight saving included; offsets are whole quarter hours
(227 of 227, fact sheet blogger-pages, section C, 2026-11). The setting of the day serves all pages, however
old their posts: what zones that fit agree about holds for the years without evidence too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from feedarchive.plan.zonenames import FIRST, LAST, candidates, few, loaded, minutes_at, single, zone_info
from feedarchive.seen import Reading

TOLERATED = 0.02  # of all pairs may contradict the rest
FORGIVING = 4  # of so many pairs one between others may: a random id that looked like a time
# No zone has changed its clocks and back within this since the summer of 2004 (Ramadan)
UNBROKEN = timedelta(days=28)
# No zone has set its clocks back by more at once since 1999 (Casey, Antarctica)
SET_BACK = timedelta(hours=3)

_LEAST, _MOST, _DAY, _QUARTER = -12 * 60, 14 * 60, 24 * 60, 15  # minutes
_MINUTE = timedelta(minutes=1)
_GLANCE = 12  # sightings that tell likely zones from the others


class Pair(Struct, frozen=True, kw_only=True):
    """An exact instant and what was shown for it: readings of the stamp, a clock, or a date and a clock."""

    instant: datetime
    readings: tuple[Reading, ...] = ()
    clock: tuple[int, int] | None = None


class Known(Struct, frozen=True, kw_only=True):
    """An exact instant in the blog's own offset, as feeds and machine-readable stamps write it."""

    instant: datetime


class Zone(Struct, frozen=True, kw_only=True):
    """A blog's zone and the evidence for it.

    Attributes:
        names: IANA zones that fit all pairs but the contradictions, and that together stand for all that do;
            () when none fits or the machine has no zone data.
        offsets: when which offset was seen: first and last instant (UTC), minutes east of UTC.
        pairs: how many pairs speak of the offset.
        contradictions: how many of them the rest contradicts.
    """

    names: tuple[str, ...] = ()
    offsets: tuple[tuple[datetime, datetime, int], ...] = ()
    pairs: int
    contradictions: int = 0


class _Sighting(NamedTuple):
    """Pairs of one UTC day that allow the same offsets, in minutes."""

    first: datetime
    last: datetime
    number: int
    offsets: tuple[int, ...]


class Sightings:
    """Pairs as they come, and the zone that they show together.

    Keeps first, last and number by day and offset alone: a blog of 500,000 comments has some thousand days.
    """

    def __init__(self) -> None:
        self._days: dict[tuple[int, tuple[int, ...]], _Sighting] = {}
        self.told = self._unread = 0

    def add(self, pair: Pair | Known) -> frozenset[str]:
        """Take the pair in. Returns the orders in which its date fits; empty when any or none will do."""
        offsets, orders = _evidence(pair)
        if offsets is not None:
            self.told += 1
            self._unread += not offsets
        if offsets:
            when = pair.instant.astimezone(UTC)
            key = (when.toordinal(), offsets)
            held = self._days.get(key, _Sighting(when, when, 0, offsets))
            self._days[key] = _Sighting(min(held.first, when), max(held.last, when), held.number + 1, offsets)
        return orders

    def zone(self) -> Zone | None:
        """The zone; None without pairs, or when more than a few contradict the rest."""
        sightings = sorted(self._days.values())
        allowed = int(self.told * TOLERATED) - self._unread
        found = _named(sightings, allowed)
        if (
            found is None
            and not self._unread
            and self.told >= FORGIVING
            and (odd := _but_one(sightings)) is not None
        ):
            found, allowed = odd, 1
        names, spans, against = found or _unnamed(sightings)
        if not spans or against > allowed:
            return None
        return Zone(names=names, offsets=spans, pairs=self.told, contradictions=against + self._unread)


def infer(pairs: Iterable[Pair | Known]) -> Zone | None:
    """The zone that the pairs show, as `Sightings` finds it."""
    sightings = Sightings()
    for pair in pairs:
        sightings.add(pair)
    return sightings.zone()


def instant(reading: Reading, zone: Zone) -> datetime | None:
    """The UTC instant of a displayed date with its clock; None where the zone allows none, or two.

    A stamp with several readings has an instant only when those that have one agree.
    """
    if not reading.clock or not zone.offsets:
        return None
    if zones := loaded(zone.names):
        found = {single(reading.local, info) for info in zones}
        when = found.pop() if len(found) == 1 else None
        return when if when is not None and _well_within(when, FIRST, LAST) else None
    local = reading.local.replace(tzinfo=UTC)
    shifted = ((first, last, local - minutes * _MINUTE) for first, last, minutes in zone.offsets)
    seen = {when for first, last, when in shifted if _well_within(when, first, last)}
    return seen.pop() if len(seen) == 1 else None


def _well_within(when: datetime, first: datetime, last: datetime) -> bool:
    """Whether clocks set back just outside that time cannot have shown the same again."""
    return first + SET_BACK <= when <= last - SET_BACK


def offset_at(zone: Zone, instant: datetime) -> timedelta | None:
    """The zone's offset at an aware instant; None where the evidence ends or its names disagree."""
    if zones := loaded(zone.names):
        found = {minutes_at(instant, info) for info in zones} if FIRST <= instant <= LAST else set()
    else:
        found = {minutes for first, last, minutes in zone.offsets if first <= instant <= last}
    return found.pop() * _MINUTE if len(found) == 1 else None


def fits(pair: Pair, zone: Zone | None) -> bool:
    """Whether an instant can be what was shown for it: in the zone where that is known then, else in any."""
    offsets, _ = _evidence(pair)
    known = offset_at(zone, pair.instant) if zone is not None else None
    return offsets is None or (bool(offsets) if known is None else known // _MINUTE in offsets)


def _evidence(pair: Pair | Known) -> tuple[tuple[int, ...] | None, frozenset[str]]:
    """The offsets a pair allows, () when none fits, None when it shows no clock; and its orders, if any."""
    if isinstance(pair, Known):
        shift = pair.instant.utcoffset() or timedelta()
        return (() if shift % _MINUTE else _possible(shift // _MINUTE)), frozenset()
    utc = pair.instant.astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
    if not pair.readings:
        return _of_clock(pair.clock, utc), frozenset()
    shown = ((reading.order, _shown(reading, pair.clock, utc)) for reading in pair.readings)
    fits = [(order, offsets) for order, offsets in shown if offsets]
    said = frozenset(order for order, _ in fits if order)
    if any(order is None for order, _ in fits):
        said = frozenset()
    if not any(reading.clock for reading in pair.readings) and pair.clock is None:
        return None, said
    return tuple(sorted({offset for _, offsets in fits for offset in offsets})), said


def _shown(reading: Reading, clock: tuple[int, int] | None, utc: datetime) -> tuple[int, ...]:
    """The offsets under which an instant is shown so; any number of them for a date alone."""
    local = reading.local.replace(second=0)
    if not reading.clock and clock is not None:
        local = local.replace(hour=clock[0], minute=clock[1])
    elif not reading.clock:
        starts = (local - utc) // _MINUTE
        return tuple(o for o in range(_LEAST, _MOST + 1, _QUARTER) if starts <= o < starts + _DAY)
    return _possible((local - utc) // _MINUTE)


def _of_clock(clock: tuple[int, int] | None, utc: datetime) -> tuple[int, ...] | None:
    """The one or two offsets that a clock without a date leaves."""
    if clock is None:
        return None
    ahead = (clock[0] * 60 + clock[1] - utc.hour * 60 - utc.minute) % _DAY
    return _possible(ahead - _DAY) + _possible(ahead)


def _possible(minutes: int) -> tuple[int, ...]:
    return (minutes,) if _LEAST <= minutes <= _MOST and minutes % _QUARTER == 0 else ()


Found = tuple[tuple[str, ...], tuple[tuple[datetime, datetime, int], ...], int]


def _named(sightings: list[_Sighting], allowed: int) -> Found | None:
    """The zones that fit, the spans they explain, the contradictions; None when none fits well enough.

    Zones with up to twice as many contradictions as the best stay in: few errors must not outvote a summer.
    """
    if not sightings or allowed < 0:
        return None
    counted = _counted(sightings, allowed)
    best = min(counted.values(), default=allowed + 1)
    if best > allowed:
        return None
    names = [name for name, misfits in counted.items() if misfits <= 2 * best]
    info = zone_info(next(name for name in names if counted[name] == best))
    fitting = (seen for seen in sightings if _fits(seen, info))
    spans, _ = _runs([seen._replace(offsets=(minutes_at(seen.first, info),)) for seen in fitting])
    return few(names, FIRST, LAST), spans, best


def _counted(sightings: list[_Sighting], allowed: int) -> dict[str, int]:
    """The misfits of each zone, in the order of their names; exact up to twice those of the best.

    The likely zones are counted first, by a few sightings: once a good one is known the others end soon.
    Where few sightings are all there are, one count will do.
    """
    if len(sightings) < _GLANCE:
        return {name: _misfits(sightings, zone_info(name), 2 * allowed) for name in candidates()}
    few_seen = sightings[:: len(sightings) // _GLANCE + 1]
    glanced = {name: _misfits(few_seen, zone_info(name), 2 * allowed) for name in candidates()}
    counted, best = dict(glanced), allowed
    for name in sorted(glanced, key=glanced.__getitem__):
        if glanced[name] > 2 * best:
            break  # and so are all that follow
        counted[name] = _misfits(sightings, zone_info(name), 2 * best)
        best = min(best, counted[name])
    return counted


def _but_one(sightings: list[_Sighting]) -> Found | None:
    """The zones that fit all pairs but one between others; one at an end may be of a blog that moved."""
    found = _named(sightings, 1)
    if found is None or not found[0]:
        return None
    ends = (found[1][0][0], found[1][-1][1])
    return found if ends == (sightings[0].first, max(seen.last for seen in sightings)) else None


def _misfits(sightings: list[_Sighting], info: ZoneInfo, most: int) -> int:
    """How many pairs a zone does not explain; counting stops past `most`."""
    misfits = 0
    for seen in sightings:
        if not _fits(seen, info):
            misfits += seen.number
            if misfits > most:
                break
    return misfits


def _fits(seen: _Sighting, info: ZoneInfo) -> bool:
    first, last, _, offsets = seen
    return minutes_at(first, info) in offsets and (first is last or minutes_at(last, info) in offsets)


def _unnamed(sightings: list[_Sighting]) -> Found:
    """Spans alone. A sighting with two offsets counts where other sightings show exactly one of them."""
    sure = {seen.offsets[0] for seen in sightings if len(seen.offsets) == 1}
    narrowed = (seen._replace(offsets=tuple(o for o in seen.offsets if o in sure)) for seen in sightings)
    return ((), *_runs([seen for seen in narrowed if len(seen.offsets) == 1]))


def _runs(sightings: list[_Sighting]) -> tuple[tuple[tuple[datetime, datetime, int], ...], int]:
    """Spans of one offset without a long gap; and how many pairs were left out as contradictions."""
    runs: list[_Sighting] = []
    for seen in sightings:
        runs.append(seen)
        while _tidied(runs):
            pass
    left = sum(seen.number for seen in sightings) - sum(run.number for run in runs)
    return tuple((run.first, run.last, run.offsets[0]) for run in runs), left


def _tidied(runs: list[_Sighting]) -> bool:
    """Whether the last runs were made fewer: two joined, or one left out that no zone could show."""
    if len(runs) > 1 and (joined := _joined(*runs[-2:])):
        runs[-2:] = [joined]
        return True
    if len(runs) > 2 and runs[-3].offsets == runs[-1].offsets and _near(runs[-3], runs[-1]):  # noqa: PLR2004
        outer = runs[-3].number + runs[-1].number  # there and back sooner than any zone
        runs.pop(-1 if runs[-2].number > outer else -2)
        return True
    return False


def _joined(before: _Sighting, after: _Sighting) -> _Sighting | None:
    """Two sightings as one: of one offset and near, or at one time, where the larger wins; else None."""
    if before.offsets == after.offsets and _near(before, after):
        return _Sighting(
            before.first, max(before.last, after.last), before.number + after.number, before.offsets
        )
    if before.offsets != after.offsets and after.first <= before.last:
        return max(before, after, key=lambda seen: seen.number)
    return None


def _near(before: _Sighting, after: _Sighting) -> bool:
    return after.first - before.last <= UNBROKEN
