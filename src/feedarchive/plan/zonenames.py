"""IANA zones by name: which fit, which few stand for them, and the instants of their clocks.

A machine without zone data has no names; then none fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

MOST_NAMES = 40
# The years of which changes are listed: Blogger's own, as far as rules are written down
FIRST, LAST = datetime(1999, 1, 1, tzinfo=UTC), datetime(2037, 12, 31, tzinfo=UTC)

_MINUTE = timedelta(minutes=1)
_STEP = timedelta(days=5)  # the shortest daylight saving of those years was 7 days (Boa Vista, 2000)
_OLD = ("Brazil/", "Canada/", "Chile/", "Mexico/", "SystemV/", "US/", "posix/", "right/")
# Which name to write of several that mean the same
_COMMON = """
    America/Los_Angeles America/New_York America/Chicago America/Denver America/Phoenix America/Anchorage
    Pacific/Honolulu America/Halifax America/St_Johns America/Toronto America/Mexico_City America/Bogota
    America/Lima America/Caracas America/Santiago America/Sao_Paulo America/Argentina/Buenos_Aires Etc/UTC
    Europe/London Europe/Paris Europe/Athens Europe/Istanbul Europe/Moscow Africa/Cairo Africa/Johannesburg
    Africa/Lagos Africa/Nairobi Asia/Jerusalem Asia/Riyadh Asia/Tehran Asia/Dubai Asia/Karachi Asia/Kolkata
    Asia/Kathmandu Asia/Dhaka Asia/Yangon Asia/Bangkok Asia/Jakarta Asia/Ho_Chi_Minh Asia/Shanghai
    Asia/Hong_Kong Asia/Singapore Asia/Kuala_Lumpur Asia/Taipei Asia/Manila Australia/Perth Asia/Tokyo
    Asia/Seoul Australia/Adelaide Australia/Brisbane Australia/Sydney Pacific/Auckland
"""
_PREFERRED = frozenset(_COMMON.split())


def few(names: Sequence[str], since: datetime, until: datetime) -> tuple[str, ...]:
    """Names that disagree where, in that time, any of all do; () when that takes more than MOST_NAMES."""
    return _few(tuple(names), since, until, MOST_NAMES)


@lru_cache(maxsize=64)  # the pages of a blog tell the same zones again and again
def _few(names: tuple[str, ...], since: datetime, until: datetime, most: int) -> tuple[str, ...]:
    ranked = sorted(names, key=lambda name: (name not in _PREFERRED, name.startswith("Etc/"), name))
    unlike: dict[tuple[tuple[datetime, int], ...], str] = {}
    for name in ranked:
        changes = ((edge, minutes) for edge, minutes in _changes(name) if since < edge <= until)
        unlike.setdefault(((since, minutes_at(since, zone_info(name))), *changes), name)
    first = zone_info(ranked[0])
    edges = [(edge, minutes_at(edge, first)) for edge in {edge for changes in unlike for edge, _ in changes}]
    other = {
        name: {edge for edge, minutes in edges if minutes_at(edge, zone_info(name)) != minutes}
        for name in unlike.values()
    }
    chosen, doubtful = ranked[:1], set[datetime]().union(*other.values())
    while doubtful and len(chosen) < most:
        chosen.append(max(other, key=lambda name: len(other[name] & doubtful)))
        doubtful -= other[chosen[-1]]
    return () if doubtful else tuple(sorted(chosen))


@lru_cache(maxsize=1024)
def _changes(name: str) -> tuple[tuple[datetime, int], ...]:
    """When a zone's offset changes, to the minute, and to what; FIRST stands before the changes."""
    info = zone_info(name)
    offsets = [(step, step.astimezone(info).utcoffset()) for step in _steps()]
    moved = (between for between in pairwise(offsets) if between[0][1] != between[1][1])
    edges = [FIRST, *(_change(info, before[0], after[0]) for before, after in moved)]
    return tuple((edge, minutes_at(edge, info)) for edge in edges)


@lru_cache(maxsize=1)
def _steps() -> tuple[datetime, ...]:
    return (*(FIRST + n * _STEP for n in range((LAST - FIRST) // _STEP + 1)), LAST)


def _change(info: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = minutes_at(before, info)
    while after - before > _MINUTE:
        middle = before + (after - before) // _MINUTE // 2 * _MINUTE
        before, after = (middle, after) if minutes_at(middle, info) == old else (before, middle)
    return after


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo:
    """The zone of that name, kept (zoneinfo keeps eight); raises ZoneInfoNotFoundError or ValueError."""
    return ZoneInfo(name)


@lru_cache(maxsize=1)
def candidates() -> tuple[str, ...]:
    """All zones but older names for them; () on a machine without zone data."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith(_OLD)))


def loaded(names: tuple[str, ...]) -> tuple[ZoneInfo, ...]:
    """The zones; () when the machine lacks one of them."""
    try:
        return tuple(zone_info(name) for name in names)
    except (ZoneInfoNotFoundError, ValueError):
        return ()


def minutes_at(when: datetime, info: ZoneInfo) -> int:
    """A zone's offset at an instant, in minutes east of UTC."""
    shift = when.astimezone(info).utcoffset()
    # a thousand zones a page: dividing a timedelta takes as long as all the rest
    return shift.days * 1440 + shift.seconds // 60 if shift else 0


def single(local: datetime, info: ZoneInfo) -> datetime | None:
    """The one instant that a zone shows so; None for an hour that it repeats or leaves out."""
    both = {local.replace(tzinfo=info, fold=fold).utcoffset() for fold in (0, 1)}
    when = (local - (both.pop() or timedelta())).replace(tzinfo=UTC)
    return None if both else when
