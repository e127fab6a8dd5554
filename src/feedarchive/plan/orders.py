"""Day and month in dates of numbers: which comes first in one kind of a blog's stamps; pure.

`28/01/08` and `10/31/05` are settings of two blogs (fact sheet blogger-pages, B3, 2026-11). Comments' stamps,
posts' stamps and date headers are three settings, so each has a ballot of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from feedarchive.model import DateOrder
from feedarchive.seen import Reading

TOLERATED = 0.02  # of all votes may speak against the order that the others show
SET_BACK = timedelta(hours=1)  # clocks are, in autumn
ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy", "ymd")


class Ballot:
    """What stamps say of their order: each votes with those in which it can be read."""

    def __init__(self) -> None:
        self.cast = 0
        self._for: Counter[str | None] = Counter()

    def vote(self, possible: frozenset[str | None]) -> None:
        """Count it, if it says anything: a stamp that reads the same in all orders does not."""
        if possible and None not in possible and not possible.issuperset(ORDERS):
            self.cast += 1
            self._for.update(possible)

    def settled(self) -> DateOrder | None:
        """The one order that all votes but a few allow; None when that is not one."""
        few = int(self.cast * TOLERATED)
        left = [order for order in ORDERS if self.cast - self._for[order] <= few]
        return left[0] if len(left) == 1 else None


def of(readings: Iterable[Reading], since: datetime | None, until: datetime) -> frozenset[str | None]:
    """The orders in which a date lies between two naive times."""
    return frozenset(
        reading.order
        for reading in readings
        if (since is None or since <= reading.local) and reading.local <= until
    )


def ascending(stamps: Sequence[tuple[Reading, ...]]) -> frozenset[str | None]:
    """The orders in which the stamps of a list go from old to new; empty when they say nothing."""
    found: set[str | None] = set()
    for order in ORDERS:
        shown = [[one.local for one in stamp if one.order in (None, order)] for stamp in stamps]
        if all(shown) and all(min(before) <= max(after) + SET_BACK for before, after in pairwise(shown)):
            found.add(order)
    return frozenset(found)


def allowed(readings: Sequence[Reading], order: DateOrder | None) -> tuple[Reading, ...]:
    """The readings of a stamp in that order; without one, those that need none."""
    if order is None and len({reading.order for reading in readings}) == 1:
        return tuple(readings)
    return tuple(reading for reading in readings if reading.order in (None, order))
