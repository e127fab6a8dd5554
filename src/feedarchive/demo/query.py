"""What a feed request asks for, and which entries it gets.

Fact sheet blogger-feeds, sections 0 and 1, 2026-11: start-index counts from 1, max-results is 25
unless asked, `-min` is inclusive and `-max` exclusive, updated-* counts only with orderby=updated,
and Blogger sends fewer entries than asked when its own budget is spent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Generic, TypeVar
from urllib.parse import parse_qsl

from .options import Options

T_co = TypeVar("T_co", covariant=True)

_OWN = ("start-index", "max-results")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A feed request's parameters.

    Attributes:
        asked: the max-results of the request as a number; openSearch:itemsPerPage echoes it.
        others: every other parameter as sent; rel=next carries them on.
        query: all of it, for rel=self.
    """

    start: int = 1
    asked: int = 25
    by_updated: bool = False
    since: datetime | None = None
    until: datetime | None = None
    others: tuple[tuple[str, str], ...] = ()
    query: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Generic[T_co]):
    """The entries of one feed page; `next_start` is None on the last."""

    items: tuple[T_co, ...]
    total: int
    next_start: int | None


def read_ask(query: str, options: Options, zone: tzinfo) -> Ask:
    """The parameters of a feed request; ValueError for those that Blogger answers with 400."""
    pairs = parse_qsl(query, keep_blank_values=True)
    given = dict(pairs)
    if given.get("alt", "atom") != "atom" or given.get("orderby", "published") not in (
        "published",
        "updated",
    ):
        raise ValueError(query)
    start, asked = int(given.get("start-index", 1)), int(given.get("max-results", 25))
    if start < 1 or asked < 0:
        raise ValueError(query)
    by_updated = given.get("orderby") == "updated" and options.honour_updated
    which = "updated" if by_updated else "published"
    return Ask(
        start=start,
        asked=asked,
        by_updated=by_updated,
        since=_instant(given.get(f"{which}-min"), zone),
        until=_instant(given.get(f"{which}-max"), zone),
        others=tuple(pair for pair in pairs if pair[0] not in _OWN),
        query=query,
    )


def _instant(text: str | None, zone: tzinfo) -> datetime | None:
    """An aware instant; a `+` of an offset may have come as a space; without a zone it is the blog's."""
    if text is None:
        return None
    when = datetime.fromisoformat(text.replace(" ", "+"))
    return when if when.tzinfo else when.replace(tzinfo=zone)


def window(
    items: Sequence[T_co],
    ask: Ask,
    options: Options,
    *,
    shown: Callable[[T_co], datetime],
    changed: Callable[[T_co], datetime],
) -> Window[T_co]:
    """The part of the items, given newest first, that the request gets."""
    if ask.by_updated:
        items = sorted(items, key=changed, reverse=True)
    if ask.since or ask.until:
        when = changed if ask.by_updated else shown
        items = [item for item in items if _within(when(item), ask)]
    count = min(ask.asked, options.cap, _budget(ask.start, options.budgets))
    part = tuple(items[ask.start - 1 : ask.start - 1 + count])
    reached = ask.start - 1 + len(part)
    more = bool(part) and reached < len(items)
    step = ask.asked if options.skip_next else len(part)
    return Window(items=part, total=len(items), next_start=ask.start + step if more else None)


def _within(when: datetime, ask: Ask) -> bool:
    return (ask.since is None or when >= ask.since) and (ask.until is None or when < ask.until)


def _budget(start: int, budgets: tuple[int, ...]) -> int:
    """How many entries may come back from there; depends on the place only, so an answer can be repeated."""
    begins, budget = 0, 10**9
    for size in budgets:
        if begins >= start:
            break
        begins, budget = begins + size, size
    return budget
