"""Dates as documents write them -> aware instants. Strict: what is not a date is None, never a guess.

feedparser reads 30 February as 1 March and +99:99 as a zone (fact sheet hostile-input, section 2.2, 2026-11).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_YEAR, _LAST_YEAR = 1000, 9998  # beyond them a change of zone may leave datetime's range

_RFC3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_RFC822 = re.compile(
    r"(?:[a-z]{3,9}, ?)?([0-9]{1,2}) ([a-z]{3})[a-z]* ([0-9]{2}|[0-9]{4})"
    r" ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))? ([+-][0-9]{2}:?[0-9]{2}|[a-z]{1,3})(?: \([a-z ]{1,40}\))?"
)
# ISO 8601 as W3CDTF, Ruby and PHP write it: no seconds, a space for the T, a zone without its colon
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2})(:[0-9]{2}(?:\.[0-9]+)?)?"
    r" ?(Z|z|UTC|[+-][0-9]{2}:?[0-9]{2})"
)
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: at for at, name in enumerate(_MONTH_NAMES.split(), 1)}
# RFC 5322, 4.3: the only zone names that ever had one meaning
_ZONES = {
    "z": 0, "ut": 0, "gmt": 0, "utc": 0,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip


@lru_cache(maxsize=4)  # what was published and never changed says the same twice
def read_rfc3339(text: str) -> datetime | None:
    """The instant of an RFC 3339 date with the offset it was written in; None for anything else.

    Leap seconds, days that do not exist, zones of a day or more, and years before 1000 or past 9998 are None.
    """
    text = text.strip()
    if _RFC3339.fullmatch(text) is None:
        return None
    try:
        return _sane(datetime.fromisoformat(text))
    except ValueError:
        return None


def read_iso(text: str) -> datetime | None:
    """The instant of an ISO 8601 date that names its zone, with its offset; None for anything else.

    What `read_rfc3339` reads, W3CDTF without seconds, and "2006-06-06 11:37:12 +0200". Without a zone a date
    is no instant.
    """
    found = _ISO.fullmatch(text.strip())
    if found is None:
        return None
    day, minute, second, zone = found.groups()
    zone = "Z" if zone in {"z", "UTC"} else f"{zone[:3]}:{zone[-2:]}" if zone != "Z" else zone
    return read_rfc3339(f"{day}T{minute}{second or ':00'}{zone}")


def from_millis(millis: int) -> datetime | None:
    """The UTC instant of Unix milliseconds, as in Blogger's `showComment=`; None out of range."""
    try:
        return _sane(_EPOCH + timedelta(milliseconds=millis))
    except OverflowError:
        return None


def read_rfc822(text: str) -> datetime | None:
    """The instant of an RSS date (RFC 5322, 3.3 and 4.3) with its offset; None for anything else.

    Zone names other than UTC's and North America's are None: they meant different things to different people.
    """
    found = _RFC822.fullmatch(" ".join(text.split()).lower())
    if found is None:
        return None
    day, month, year, hour, minute, second, zone = found.groups()
    offset = _offset(zone.replace(":", ""))
    if offset is None or month not in _MONTHS:
        return None
    try:
        return _sane(
            datetime(
                _year(year), _MONTHS[month], int(day), int(hour), int(minute), int(second or 0), tzinfo=offset
            )
        )
    except ValueError:
        return None


def _sane(when: datetime) -> datetime | None:
    return when if _FIRST_YEAR <= when.year <= _LAST_YEAR else None


def _year(text: str) -> int:
    """RFC 5322, 4.3: two digits from 50 on are of the 1900s."""
    year = int(text)
    if len(text) == 4:  # noqa: PLR2004 - digits of a whole year
        return year
    return year + (2000 if year < 50 else 1900)  # noqa: PLR2004 - the RFC's own number


def _offset(zone: str) -> timezone | None:
    if zone in _ZONES:
        return timezone(timedelta(hours=_ZONES[zone]))
    if len(zone) != 5 or int(zone[1:3]) > 23 or int(zone[3:]) > 59:  # noqa: PLR2004 - "+hhmm"
        return None
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))
