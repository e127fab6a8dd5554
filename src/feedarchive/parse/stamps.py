"""Dates and times as pages show them to people, in any of Blogger's languages -> every way they can be read.

The formats are those of fact sheet blogger-pages, B3, and of Blogger's settings (among them `1.16.2011`
and `20110116`), 2026-11; the words' meanings are stampwords.py's. A form that could mean two
dates gives two readings: which of them a blog means is decided over the whole blog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Literal, NamedTuple

from feedarchive.parse.stampwords import CLOCK, known, language, meanings, plain, tokens
from feedarchive.seen import Reading

LONGEST = 200
_NOON, _DAY = 12, 24
_HALVES = {"a": frozenset(range(_NOON)), "p": frozenset(range(_NOON, _DAY))}

# Languages whose short form has or had a year of two digits in front (CLDR 48, and Java's older lists)
_SHORT_YEAR_FIRST = "af eu fa fr hu ja ko lt lv mn ne pl ps si sq sv yue zh"
_YEAR_FIRST = frozenset(_SHORT_YEAR_FIRST.split())

_CLOCK = re.compile(
    r"(?<![\d:.,/+-])(\d{1,2})(?: ?:| ?[h时時시]) ?(\d{2})(?:(?: ?:| ?[分분]| ?min\.?) ?(\d{2}))?"
    r"(?![\d:/])(?: ?[分秒분초](?!\w))?"
)
_DOTTED = re.compile(r"(?<![\d:.,/+-])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d:/]|\. ?\d)")
_BARE = re.compile(r"(\d{1,2}):(\d{2})(?: ?([ap])\.? ?m\.?)?")  # needs no dictionary
_NUMERIC = re.compile(r"(\d{1,4})( ?[./-] ?)(\d{1,2})\2(\d{1,4})")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")

_Order = Literal["dmy", "mdy", "ymd"]
_Dated = tuple[_Order | None, date]


class _Clock(NamedTuple):
    """A clock found in a text, before a word such as PM was heard."""

    hour: int
    minute: int
    second: int
    start: int
    end: int
    dotted: bool


def readings(text: str, locale: str | None = None) -> tuple[Reading, ...]:
    """Every way a displayed date, with or without a clock, can be read; () when there is none. Never raises.

    `locale` is what the page says of itself ("it-IT"); without one, or when that fails, all of Blogger's
    languages are tried and those win that know most of the words. A weekday that the date contradicts
    rules a reading out. Two digits are a year from 2000 to 2069, or of the Buddhist era (2559 is 2016).
    """
    shown = plain(text) if len(text) <= LONGEST else ""
    if _BARE.fullmatch(shown):
        return ()
    found: dict[Reading, None] = {}
    for tongue in dict.fromkeys((known(locale), None)):
        for clock in _clocks(shown):
            found.update(dict.fromkeys(_read(shown, clock, tongue)))
        if found:
            break
    return tuple(found)


def clock_of(text: str) -> tuple[int, int] | None:
    """Hour and minute of a stamp that shows a time; None without one, or when it could be another time.

    A dotted time is one only where nothing else is shown: "21.00" is, "10.10.07" may be a date.
    """
    shown = plain(text) if len(text) <= LONGEST else ""
    if bare := _BARE.fullmatch(shown):
        return _face(int(bare[1]), int(bare[2]), bare[3])
    found: set[tuple[int, int]] = set()
    for clock in _clocks(shown):
        if clock is None or (clock.dotted and not _alone(shown, clock)):
            continue
        for meaning in meanings(tuple(part for part, _ in _split(shown, clock)), None):
            found.update((hour, clock.minute) for hour in _hours(clock.hour, meaning.hours))
    return found.pop() if len(found) == 1 else None


def minutes(text: str) -> frozenset[int]:
    """The minute of every clock that a text may show, whatever its words mean."""
    shown = plain(text) if len(text) <= LONGEST else ""
    clocks = (_clock(found) for pattern in (_CLOCK, _DOTTED) for found in pattern.finditer(shown))
    return frozenset(clock.minute for clock in clocks if clock is not None)


def _face(hour: int, minute: int, half: str | None) -> tuple[int, int] | None:
    """The time on a clock with twelve hours, or with 24 where no half of the day is named."""
    hours = _hours(hour, None if half is None else _HALVES[half])
    return (hours[0], minute) if hours and hour < _DAY and minute < 60 else None  # noqa: PLR2004


def _clocks(shown: str) -> Iterator[_Clock | None]:
    """The clocks a text may show: the one with a colon or a mark; else each dotted one, and None for none."""
    if (sure := [_clock(found) for found in _CLOCK.finditer(shown)]) or ":" in shown:
        if len(sure) == 1 and sure[0] is not None:
            yield sure[0]
        return
    yield from filter(None, (_clock(found) for found in _DOTTED.finditer(shown)))
    yield None


def _clock(found: re.Match[str]) -> _Clock | None:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if hour >= _DAY or minute > 59 or second > 59:  # noqa: PLR2004 - a clock's face
        return None
    return _Clock(hour, minute, second, found.start(), found.end(), "." in found[0])


def _alone(shown: str, clock: _Clock) -> bool:
    """Whether no number but the clock's is shown, and those are no date."""
    rest = f"{shown[: clock.start]} {shown[clock.end :]}"
    dates = _numeric(shown[clock.start : clock.end], year_first=True)
    return not dates and not any(number.isdigit() for number, _ in tokens(rest))


def _split(shown: str, clock: _Clock | None) -> list[tuple[str, int]]:
    """Numbers and words with their places; CLOCK stands where the clock was."""
    if clock is None:
        return tokens(shown)
    rest = f"{shown[: clock.start]}{' ' * (clock.end - clock.start)}{shown[clock.end :]}"
    return sorted([*tokens(rest), (CLOCK, clock.start)], key=lambda token: token[1])


def _read(shown: str, clock: _Clock | None, locale: str | None) -> Iterator[Reading]:
    parts = _split(shown, clock)
    year_first = locale is None or language(locale) in _YEAR_FIRST
    for meaning in meanings(tuple(part for part, _ in parts), locale):
        numbers = [part for at, part in enumerate(parts) if part[0].isdigit() and at not in meaning.taken]
        if meaning.month is None:
            days = _numeric(_span(shown, numbers), year_first=year_first)
        else:
            days = _worded([number for number, _ in numbers], meaning.month)
        for order, day in days:
            if all(day.weekday() == weekday for weekday in meaning.weekdays):
                yield from _timed(day, order, clock, meaning.hours)


def _span(shown: str, numbers: list[tuple[str, int]]) -> str:
    """The text from the first of the numbers to the end of the last."""
    return shown[numbers[0][1] : numbers[-1][1] + len(numbers[-1][0])] if numbers else ""


def _timed(
    day: date, order: _Order | None, clock: _Clock | None, hours: frozenset[int] | None
) -> Iterator[Reading]:
    if clock is None:
        yield Reading(local=datetime.combine(day, time()), order=order, clock=False)
        return
    for hour in _hours(clock.hour, hours):
        yield Reading(local=datetime.combine(day, time(hour, clock.minute, clock.second)), order=order)


def _hours(hour: int, period: frozenset[int] | None) -> tuple[int, ...]:
    """The hours of the day that a shown hour may be: itself without a period, none when they disagree."""
    if period is None:
        return (hour,)
    if hour > _NOON:
        return ()
    return tuple(real for real in (hour % _NOON, hour % _NOON + _NOON) if real in period)


def _numeric(span: str, *, year_first: bool) -> list[_Dated]:
    """The dates that numbers alone may be; without an order when all orders say the same day."""
    if compact := _COMPACT.fullmatch(span):
        return list(_dates(None, *compact.groups()))
    found = _NUMERIC.fullmatch(span)
    if found is None:
        return []
    first, _, second, third = found.groups()
    if len(first) == 4:  # noqa: PLR2004 - a year's digits
        return list(_dates(None, first, second, third))
    dates = [*_dates("dmy", third, second, first), *_dates("mdy", third, first, second)]
    if year_first and len(first) == 2:  # noqa: PLR2004 - a short year's digits
        dates += _dates("ymd" if len(third) == len(first) else None, first, second, third)
    days = {day for _, day in dates}
    return [(None, day) for day in days] if len(days) == 1 < len(dates) else dates


def _worded(numbers: list[str], month: int) -> list[_Dated]:
    """The dates of a named month and exactly two numbers."""
    if len(numbers) != 2:  # noqa: PLR2004 - day and year
        return []
    day, year = numbers if len(numbers[1]) in (2, 4) and len(numbers[0]) <= 2 else reversed(numbers)  # noqa: PLR2004
    return list(_dates(None, year, str(month), day))


def _dates(order: _Order | None, year: str, month: str, day: str) -> Iterator[_Dated]:
    if len(day) > 2 or (order == "ymd" and len(day) != 2):  # noqa: PLR2004 - digits of a day
        return
    for whole in _years(year):
        try:
            yield order, date(whole, int(month), int(day))
        except ValueError:
            continue


def _years(text: str) -> Iterator[int]:
    """The years that two or four digits may be; Thailand counts 543 years more."""
    year = int(text)
    if len(text) == 4:  # noqa: PLR2004 - a whole year's digits
        yield from (real for real in (year, year - 543) if 1900 <= real < 2200)  # noqa: PLR2004
    elif len(text) == 2 and year <= 69:  # noqa: PLR2004 - 2000 to 2069
        yield 2000 + year
        if year >= 42:  # noqa: PLR2004 - 2542 is 1999, when Blogger began
            yield 2500 + year - 543
