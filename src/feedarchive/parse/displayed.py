"""Dates and times as pages show them to people -> local wall clock, where no second reading is possible.

`28/01/08` and `10/31/05` are settings of two blogs (fact sheet blogger-pages, B3, 2026-11): a date without
a month's name is None here.
"""

from __future__ import annotations

import re
from datetime import datetime

_MONTHS = """
    january february march april may june july august september october november december
"""
_MONTH = {name: at for at, name in enumerate(_MONTHS.split(), 1)}
_NAMES = "|".join(_MONTH)
_MONTH_FIRST = re.compile(rf"\b({_NAMES}) (\d{{1,2}}),? (\d{{4}})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})\.? ({_NAMES}),? (\d{{4}})\b", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([ap])\.?m\b)?(?![\d:])", re.IGNORECASE)


def local(date: str, clock: str) -> str | None:
    """ISO 8601 without a zone, as "2006-06-05T18:36", of an English date and a time of day, each in any text.

    None when either is missing, names no month, or is no date that exists.
    """
    day, time = _day(" ".join(date.split())), _time(" ".join(clock.split()))
    if day is None or time is None:
        return None
    try:
        shown = datetime(*day, *time)  # noqa: DTZ001 - no zone is shown
    except ValueError:
        return None
    return shown.isoformat(timespec="seconds" if time[2] else "minutes")


def _day(text: str) -> tuple[int, int, int] | None:
    if found := _MONTH_FIRST.search(text):
        return int(found[3]), _MONTH[found[1].lower()], int(found[2])
    if found := _DAY_FIRST.search(text):
        return int(found[3]), _MONTH[found[2].lower()], int(found[1])
    return None


def _time(text: str) -> tuple[int, int, int] | None:
    found = _CLOCK.search(text)
    if found is None:
        return None
    hour, half = int(found[1]), (found[4] or "").lower()
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - a clock's face
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return hour, int(found[2]), int(found[3] or 0)
