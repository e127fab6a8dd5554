"""Times as Blogger writes them: in feeds, in pages, and in the words a reader sees.

The three display settings of a Blogger blog (date header, post stamp, comment stamp) are
independent (fact sheet blogger-pages, B3, 2026-11), so each has its own function here.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Comments show whole minutes in feeds until early 2009 (fact sheet blogger-feeds, section 3).
SECONDS_KEPT_FROM = datetime(2009, 2, 1, tzinfo=UTC)

_HOUR = timedelta(hours=1)
_STANDARD = timedelta(hours=-6)


class Chicago(tzinfo):
    """US Central time, by the rules of 1987 and of 2007; needs no time zone files on the machine."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        """Six hours behind UTC, five in summer."""
        return _STANDARD + self.dst(when)

    def dst(self, when: datetime | None) -> timedelta:
        """One hour in summer; `fold` tells the two readings of the hour that autumn repeats apart."""
        if when is None:
            return timedelta(0)
        begins, ends = _summer(when.year)
        local = when.replace(tzinfo=None, fold=0)
        if ends - _HOUR <= local < ends:
            return timedelta(0) if when.fold else _HOUR
        return _HOUR if begins <= local < ends else timedelta(0)

    def fromutc(self, when: datetime) -> datetime:
        """The wall clock at that instant; `fold` is 1 in the second of two equal hours."""
        begins, ends = _summer(when.year)
        standard = when.replace(tzinfo=None) + _STANDARD
        if begins <= standard < ends - _HOUR:
            return (standard + _HOUR).replace(tzinfo=self)
        return standard.replace(tzinfo=self, fold=int(ends - _HOUR <= standard < ends))

    def tzname(self, when: datetime | None) -> str:
        """`CST`, in summer `CDT`."""
        return "CDT" if self.dst(when) else "CST"

    def __repr__(self) -> str:
        return "Chicago()"


def _summer(year: int) -> tuple[datetime, datetime]:
    """When summer time begins and ends, by the wall clock (Energy Policy Act of 2005)."""
    if year >= 2007:  # noqa: PLR2004 - the year the law changed
        return _sunday(year, 3, 8), _sunday(year, 11, 1)
    return _sunday(year, 4, 1), _sunday(year, 10, 25)


def _sunday(year: int, month: int, day: int) -> datetime:
    """2 o'clock on the first Sunday on or after that day."""
    start = datetime(year, month, day, 2)  # noqa: DTZ001 - wall clock
    return start + timedelta(days=(6 - start.weekday()) % 7)


def minute(when: datetime) -> datetime:
    """The same instant, cut to its minute."""
    return when.replace(second=0, microsecond=0)


def feed_stamp(when: datetime, zone: tzinfo) -> str:
    """RFC 3339 with milliseconds and the blog's own offset, as `2006-06-06T04:37:00.000-05:00`."""
    return when.astimezone(zone).isoformat(timespec="milliseconds")


def page_stamp(when: datetime, zone: tzinfo) -> str:
    """RFC 3339 with whole seconds, as the `title` of an abbr or the `datetime` of a time element."""
    return when.astimezone(zone).isoformat(timespec="seconds")


def epoch_ms(when: datetime) -> int:
    """Milliseconds since 1970, as in `?showComment=`."""
    return (when - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def clock(local: datetime) -> str:
    """`4:37 AM`."""
    return f"{local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon


def date_header(local: datetime) -> str:
    """`Monday, June 05, 2006`."""
    return f"{DAYS[local.weekday()]}, {MONTHS[local.month - 1]} {local.day:02}, {local.year}"


def day(local: datetime) -> str:
    """`May 30, 2019`."""
    return f"{MONTHS[local.month - 1]} {local.day}, {local.year}"


def comment_stamp(era: str, local: datetime) -> str:
    """What a comment's stamp says in that era's template: time only, or with its date."""
    if era == "tictac":
        return f"{day(local)} {clock(local)}"
    if era == "simple":
        return f"{day(local)} at {clock(local)}"
    if era == "contempo":  # a narrow no-break space since 2023
        return f"{day(local)} at {clock(local).replace(' ', chr(0x202F))}"
    return clock(local)
