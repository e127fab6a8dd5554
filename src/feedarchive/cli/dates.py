"""The moments people type: 2006, 2006-06, 2006-06-05, a whole instant, or an age such as 7d."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from datetime import UTC, date, datetime, timedelta

_AGE = re.compile(r"([0-9]{1,5})([hdwy])")
_CALENDAR = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_UNIT = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1), "y": timedelta(days=365)}

HELP = (
    "as 2006, 2006-06, 2006-06-05 (on the blog's own clock), 2006-06-05T12:00:00Z, or an age: 36h, 7d, 2w, 1y"
)


def earliest(text: str, now: datetime | None = None) -> date | datetime:
    """The first day of a year, month or day, an aware instant, or that age ago; for `--since`.

    Raises ArgumentTypeError when it is none of these.
    """
    found = _CALENDAR.fullmatch(text)
    return _day(text, found[1], found[2] or "01", found[3] or "01") if found else _instant(text, now)


def latest(text: str, now: datetime | None = None) -> date | datetime:
    """The last day of a year, month or day, an aware instant, or that age ago; for `--until`.

    Raises ArgumentTypeError when it is none of these.
    """
    found = _CALENDAR.fullmatch(text)
    if found is None:
        return _instant(text, now)
    from calendar import monthrange  # noqa: PLC0415  only --until needs it

    first = _day(text, found[1], found[2] or "12", found[3] or "01")
    return first if found[3] else first.replace(day=monthrange(first.year, first.month)[1])


def _day(text: str, *parts: str) -> date:
    try:
        return date(*map(int, parts))
    except ValueError as exc:
        raise ArgumentTypeError(f"no such day: {text!r}") from exc


def _instant(text: str, now: datetime | None) -> datetime:
    try:
        if age := _AGE.fullmatch(text):
            return (now or datetime.now(UTC)) - int(age[1]) * _UNIT[age[2]]
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as exc:
        raise ArgumentTypeError(f"not a date: {text!r}; write it {HELP}") from exc
    if moment.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} needs a zone, as in {text}Z")
    return moment
