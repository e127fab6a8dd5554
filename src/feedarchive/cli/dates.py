"""The moments people type: 2006, 2006-06, 2006-06-05, a whole instant, or an age such as 7d."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date, datetime

_AGE = r"([0-9]{1,5})([hdwy])"
_CALENDAR = r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?"
_UNIT = {"h": 1, "d": 24, "w": 7 * 24, "y": 365 * 24}  # hours

HELP = (
    "as 2006, 2006-06, 2006-06-05 (on the blog's own clock), 2006-06-05T12:00:00Z, or an age: 36h, 7d, 2w, 1y"
)


def earliest(text: str, now: datetime | None = None) -> date | datetime:
    """The first day of a year, month or day, an aware instant, or that age ago; for `--since`.

    Raises ArgumentTypeError when it is none of these.
    """
    found = re.fullmatch(_CALENDAR, text)
    return _day(text, found[1], found[2] or "01", found[3] or "01") if found else _instant(text, now)


def latest(text: str, now: datetime | None = None) -> date | datetime:
    """The last day of a year, month or day, an aware instant, or that age ago; for `--until`.

    Raises ArgumentTypeError when it is none of these.
    """
    found = re.fullmatch(_CALENDAR, text)
    if found is None:
        return _instant(text, now)
    from calendar import monthrange  # noqa: PLC0415  only --until needs it

    first = _day(text, found[1], found[2] or "12", found[3] or "01")
    return first if found[3] else first.replace(day=monthrange(first.year, first.month)[1])


def _day(text: str, *parts: str) -> date:
    from datetime import date  # noqa: PLC0415  only a command line with a date needs it

    try:
        return date(*map(int, parts))
    except ValueError as exc:
        raise ArgumentTypeError(f"no such day: {text!r}") from exc


def _instant(text: str, now: datetime | None) -> datetime:
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415  as above

    try:
        if age := re.fullmatch(_AGE, text):
            return (now or datetime.now(UTC)) - timedelta(hours=int(age[1]) * _UNIT[age[2]])
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError) as exc:
        raise ArgumentTypeError(f"not a date: {text!r}; write it {HELP}") from exc
    if moment.tzinfo is None:
        raise ArgumentTypeError(f"{text!r} needs a zone, as in {text}Z")
    return moment
