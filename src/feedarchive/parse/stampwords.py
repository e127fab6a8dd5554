"""What the words of displayed dates mean, in any of Blogger's languages: months, weekdays, parts of the day.

The words come from CLDR through Babel, whose only home this is. It is imported at the first word, since
most runs read none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from babel import Locale

Words = tuple[str, ...]
CLOCK = "@"  # stands among the words where the clock was

# The languages in Blogger's settings; any other locale that a page names is read by its own words.
_OFFERED = """
    af am ar ar_DZ ar_IQ az be bg bn bs ca cs cy da de de_AT el en en_AU es es_MX et eu fa fi fil fr fr_CA
    ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my nb ne nl nn pa pl
    pt pt_PT ro ru si sk sl sq sr sr_Latn sv sw ta te th tr uk ur uz vi zh zh_Hant zu
"""
_LOCALES = _OFFERED.split()
_GLUED = {
    "he": ("ב", ""),
    "eu": ("", "ren"),
    "mn": ("", "ын"),
    "th": ("", "ที่"),
}  # what a date writes onto a name
_BESIDE = """
    at on the of and posted by um am den der à a le les las los de del d e y il alle ore di da as às em o om
    op het kl klo kello lúc pukul jam ngày năm στις την το в у г ч р об о dne v ve w ob uri ura u h hr saat m
    mėn gada ko st nd rd th uhr في الساعة ساعت בשעה ב ה
    เวลา น พ ศ ค วันที่ 年 月 日 时 時 分 秒 년 월 일 시 분 초
"""  # noqa: RUF001 - Cyrillic words
_FILLERS = frozenset(_BESIDE.split())  # words that stand beside a clock and change nothing about it
_COUNTED = frozenset(["月", "월", "tháng", "thg", "р", "сар", "сарын"])  # noqa: RUF001 - beside a month's number
_NOON, _DAY = 12, 24

_MARKS = re.compile(r"([年月日时時分秒년월일시분초])")
_ERA = re.compile(r"[พค]\.ศ\.")  # Thai "in the year"; both letters are weekdays too
_TOKEN = re.compile(r"\d+|[^\s\d!-@\[-`{-~\u00a0-\u00bf\u060c\u061b\u2010-\u206f\u3000-\u303f]+")


class Names(NamedTuple):
    """One locale's words: months 1-12, weekdays 0-6 from Monday, the hours that a part of the day spans."""

    months: Mapping[Words, int]
    weekdays: Mapping[Words, int]
    periods: Mapping[Words, frozenset[int]]

    def know(self, words: Words) -> bool:
        """Whether they are any of these names."""
        return words in self.months or words in self.weekdays or words in self.periods


class Meaning(NamedTuple):
    """What the words of one stamp say together; `taken` are the places of the month's tokens."""

    month: int | None
    taken: tuple[int, ...]
    weekdays: tuple[int, ...]
    hours: frozenset[int] | None


def plain(text: str) -> str:
    """The text with one kind of space, digit, colon and letter case, without invisible marks."""
    text = unicodedata.normalize("NFKC", text).casefold()
    kept = (str(unicodedata.decimal(char, "")) or char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(_MARKS.sub(r" \1 ", _ERA.sub(" ", "".join(kept))).split())


def tokens(text: str) -> list[tuple[str, int]]:
    """The numbers and words of a plain text, with their places."""
    return [(found[0], found.start()) for found in _TOKEN.finditer(text)]


def meanings(words: Words, locale: str | None) -> tuple[Meaning, ...]:
    """What the words may say, in the locale or in those languages that know most of them."""
    counted = {near for at, word in enumerate(words) if word in _COUNTED for near in (at - 1, at + 1)}
    heard = ("0" if word.isdigit() and at not in counted else word for at, word in enumerate(words))
    return _meanings(tuple(heard), locale)


@lru_cache(maxsize=8192)
def _meanings(words: Words, locale: str | None) -> tuple[Meaning, ...]:
    best, most = dict[Meaning, None](), 0
    for names in [_names(locale)] if locale else _tongues(words):
        for score, meaning in _under(words, names):
            if score > most:
                best, most = {}, score
            if score == most:
                best[meaning] = None
    return tuple(best)


def _under(tokens: Words, names: Names) -> Iterator[tuple[int, Meaning]]:
    """The ways to hear the words in one language, each with the number of words that it knows."""
    heard = list(_heard(tokens, names))
    hours = _period(heard, names)
    if hours is None:
        return
    months = [at for at, (words, _) in enumerate(heard) if words in names.months]
    weekdays = [at for at, (words, _) in enumerate(heard) if words in names.weekdays]
    score = sum(len(words) for words, _ in heard if names.know(words) or words[0] in _FILLERS)
    for chosen in [*months, None]:
        if any(at != chosen and at not in weekdays for at in months):
            continue
        words, start = heard[chosen] if chosen is not None else ((), -1)
        days = sorted({names.weekdays[heard[at][0]] for at in weekdays if at != chosen})
        month = names.months[words] if words else None
        span = tuple(range(start, start + len(words)))
        yield score, Meaning(month, span, tuple(days), hours or None)


def _heard(tokens: Words, names: Names) -> Iterator[tuple[Words, int]]:
    """The tokens in groups, a name of several words as one, each with the place of its first token."""
    at = 0
    while at < len(tokens):
        known = (tokens[at : at + size] for size in (4, 3, 2) if at + size <= len(tokens))
        words = next((w for w in known if names.know(w)), tokens[at : at + 1])
        yield words, at
        at += len(words)


def _period(heard: list[tuple[Words, int]], names: Names) -> frozenset[int] | None:
    """The hours that the words beside the clock allow, empty when they say nothing; None when one is unknown.

    An unknown word there may mean "in the afternoon".
    """
    groups = [words for words, _ in heard]
    at = next((at for at, words in enumerate(groups) if words == (CLOCK,)), None)
    hours: frozenset[int] = frozenset()
    if at is None:
        return hours
    for words in (*groups[max(at - 1, 0) : at], *groups[at + 1 : at + 2]):
        if words in names.periods:
            hours = hours & names.periods[words] if hours else names.periods[words]
        elif not (words[0].isdigit() or words[0] in _FILLERS or names.know(words)):
            return None
    return hours


def _tongues(tokens: Words) -> list[Names]:
    """The languages that know any of the words; English alone when none does."""
    index = _index()
    numbers = dict.fromkeys(number for token in tokens for number in index.get(token, ()))
    return [_names(_LOCALES[number]) for number in numbers] or [_names("en")]


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[int, ...]]:
    """Which of Blogger's languages know a word, by places in `_LOCALES`. The first call takes a second."""
    index: dict[str, dict[int, None]] = {}
    for number, locale in enumerate(_LOCALES):
        for words in (words for table in _names(locale) for words in table):
            for word in words:
                index.setdefault(word, {})[number] = None
        if number % 16 == 0:
            _forget_locales()
    _forget_locales()
    return {word: tuple(numbers) for word, numbers in index.items() if not word.isdigit()}


def _forget_locales() -> None:
    """Let go of what Babel keeps for good: of all of Blogger's languages 74 MB (2026-11)."""
    from babel import localedata  # noqa: PLC0415 - see above

    getattr(localedata, "_cache", {}).clear()


@lru_cache(maxsize=256)
def known(locale: str | None) -> str | None:
    """The locale as Babel writes it; None for one it does not know."""
    if not locale or not re.fullmatch(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8}){0,3}", locale):
        return None
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - see above

    try:
        return str(Locale.parse(locale.replace("-", "_")))
    except (ValueError, UnknownLocaleError):
        return None


def language(locale: str) -> str:
    """The language of a locale as Babel writes it."""
    return locale.partition("_")[0]


@lru_cache(maxsize=512)
def _names(locale: str) -> Names:
    """One locale's words, from CLDR."""
    from babel import Locale  # noqa: PLC0415 - see above

    source = Locale.parse(locale)
    before, after = _GLUED.get(source.language, ("", ""))
    months, weekdays = dict[Words, int](), dict[Words, int]()
    for context, width in product(("stand-alone", "format"), ("abbreviated", "wide")):
        for day, name in source.days[context][width].items():
            if not _MARKS.fullmatch(name):  # a lone Japanese Sunday is also the mark of a day
                weekdays[_name(name)] = weekdays[_name(f"{before}{name}{after}")] = day
        for month, name in source.months[context][width].items():
            months[_name(name)] = months[_name(f"{before}{name}{after}")] = month
    named = {words: month for words, month in months.items() if not "".join(words).isdigit()}
    return Names(named, weekdays, _periods(source))


_LATIN = (("am", "am"), ("pm", "pm"), ("am", "a.m."), ("pm", "p.m."))


def _periods(source: Locale) -> dict[Words, frozenset[int]]:
    """The hours that a locale's words for parts of the day span; "a.m." is also "am"."""
    spans: dict[str, frozenset[int]] = {"am": frozenset(range(_NOON)), "pm": frozenset(range(_NOON, _DAY))}
    for part, rules in source.day_period_rules.get(None, {}).items():
        spans[part] = frozenset(hour for rule in rules for hour in _rule_hours(rule))
    periods: dict[Words, frozenset[int]] = {}
    named = source.day_periods["format"]
    for part, name in (*named["wide"].items(), *named["abbreviated"].items(), *_LATIN):
        words = _name(name)
        joined = ("".join(words),) if all(len(word) == 1 for word in words) else words
        for form in {words, joined}:
            periods[form] = periods.get(form, frozenset()) | spans.get(part, frozenset())
    return periods


def _rule_hours(rule: Mapping[str, int]) -> Iterator[int]:
    start = rule.get("at", rule.get("from", 0)) // 3600
    end = -(-rule["before"] // 3600) if "before" in rule else start + 1
    yield from range(start, end) if start < end else (*range(start, _DAY), *range(end))


def _name(name: str) -> Words:
    return tuple(_TOKEN.findall(plain(name)))
