"""Whether a glance at the top of a feed, asked for by `orderby=updated`, tells all that is new; pure.

Google documents that order (fact sheet blogger-feeds, section 1), but a server may ignore it. So a
glance has to prove itself: see `judge`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

from msgspec import Struct

# A whole walk of this many items is cheap enough to be made whenever a glance proves nothing.
AFFORDABLE = 6000


class Item(Struct, frozen=True):
    """An item of the feed, in the order shown: when it was updated, and how it compares with what is held."""

    id: str
    published: datetime | None
    updated: datetime | None
    changed: bool
    new: bool


class Known(Struct, frozen=True, kw_only=True):
    """What the last look at that feed left.

    Attributes:
        total: the number of items the feed stated.
        updated: the feed's own `updated`.
        top: the items updated last, newest first, with the instants.
        proved: the server was seen to honour `orderby=updated`.
    """

    total: int | None = None
    updated: datetime | None = None
    top: tuple[tuple[str, datetime], ...] = ()
    proved: bool = False


class Judgement(Struct, frozen=True, kw_only=True):
    """Whether the glance is over, why it tells not enough ("" when it does), whether the order is proved."""

    done: bool = False
    doubt: str = ""
    proved: bool = False


def judge(items: Sequence[Item], known: Known, *, total: int | None, updated: datetime | None) -> Judgement:
    """What the items seen so far, over all pages of this glance, are worth.

    Args:
        items: everything shown so far, in order.
        known: what the last look left.
        total: what the feed states now.
        updated: the feed's own `updated` now.
    """
    ordered = descending([item.updated for item in items])
    proved = known.proved or (ordered and not descending([item.published for item in items]))
    whole = total is not None and len({item.id for item in items}) >= total
    done = not items or whole or not items[-1].changed
    doubt = "" if whole else _order_doubt(items, known, ordered=ordered, proved=proved, updated=updated)
    if done and not doubt:
        doubt = _total_doubt(items, known, total)
    return Judgement(done=done, doubt=doubt, proved=proved)


def _order_doubt(
    items: Sequence[Item], known: Known, *, ordered: bool, proved: bool, updated: datetime | None
) -> str:
    if (known.total or 0) > AFFORDABLE and not proved:
        return ""
    if not ordered:
        return "the feed is not in the order of updates"
    if not _covers(items, known):
        return "something that was updated later is missing from the top of the feed"
    if not proved and not _explained(items, known, updated):
        return "the feed changed, and nothing at its top did"
    return ""


def _covers(items: Sequence[Item], known: Known) -> bool:
    """Whether everything known to be updated later than the last item shown is among the items."""
    last = items[-1].updated if items else None
    shown = {item.id for item in items}
    return last is not None and all(one in shown for one, updated in known.top if updated > last)


def _explained(items: Sequence[Item], known: Known, updated: datetime | None) -> bool:
    """Whether the feed's own `updated` stands still, or moved with something shown as changed."""
    if updated is None or (known.updated is not None and updated <= known.updated):
        return True
    return any(item.changed and item.updated is not None and item.updated >= updated for item in items)


def _total_doubt(items: Sequence[Item], known: Known, total: int | None) -> str:
    expected = None if known.total is None else known.total + len({item.id for item in items if item.new})
    return "" if total == expected else f"the feed states {total}, and {expected} were expected"


def descending(stamps: Sequence[datetime | None]) -> bool:
    """Whether every instant is known and none is later than the one before."""
    return None not in stamps and all(b <= a for a, b in pairwise(stamps) if a is not None and b is not None)
