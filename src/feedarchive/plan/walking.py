"""How to go on in a feed, given what came back; pure.

A feed is a window on a list that may move while we look (fact sheet blogger-feeds, sections 0.1 and 8,
2026-11). What holds a walk together is that each page follows on from the last item of the page before.
While a feed's total and its own `updated` stand still, nothing moved and the next page is asked for right
behind; once either changed, each page begins with that last item, to show that none was passed over.
What came to the top on the way is looked at in the end. Only a broken chain starts the walk again
(docs/decisions/0005-newest-first.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.seen import FeedPage

PASSES = 4
_TOO_FEW = "the feed states"
_RESTLESS = f"the feed changed during each of {PASSES} walks"


class Walk(Struct, frozen=True, kw_only=True):
    """How far the walk over one feed has come.

    Attributes:
        start: the 1-based index to ask for next.
        total: the total that the feed stated last.
        number: which pass this is.
        first: id of the first item of this pass; what stands above it came later.
        last: id of the last item so far.
        overlapping: the next page is to begin with `last`; else to follow it.
        checked: the index before which it was looked at whether anything moved.
        began, updated: the feed's own `updated` on the first and on the last page of this pass.
        moved: the total changed, or something came to the top, during this pass.
        blind: it changed while pages held one item, which cannot show both that item and the one before.
        topping: the end was reached; the top is asked for what came on the way.
        done: nothing is left to ask.
        whole: every item of the feed was seen, and the chain was never broken.
        repeated: how many of the stated items were one item listed again.
        trouble: one line that says why it is not whole, or "".
        url: of a feed that is followed by its links, the address to go on with; "" at the end.
        chained: such a feed showed a way back, or said that it is complete.
    """

    start: int = 1
    total: int | None = None
    number: int = 1
    first: str | None = None
    last: str | None = None
    overlapping: bool = False
    checked: int = 0
    began: datetime | None = None
    updated: datetime | None = None
    moved: bool = False
    blind: bool = False
    topping: bool = False
    done: bool = False
    whole: bool = False
    repeated: int = 0
    trouble: str = ""
    url: str = ""
    chained: bool = False


def item_ids(page: FeedPage) -> tuple[str, ...]:
    """The ids of a page's items, in document order."""
    return tuple(entry.id for entry in page.entries) + tuple(item.comment.id for item in page.comments)


def advance(walk: Walk, page: FeedPage) -> Walk:
    """The walk after that page: further on, the same place once more, started again, or done."""
    ids = item_ids(page)
    if not page.whole:
        return replace(walk, done=True, trouble=f"the feed is damaged at item {walk.start}")
    if walk.topping:
        return _topped(walk, page, ids)
    if walk.last is None:
        return _on(replace(walk, first=ids[0] if ids else None, began=page.updated), page, ids)
    if _unsure(walk, page, ids):
        return replace(walk, start=walk.start - 1, overlapping=True, checked=walk.start)
    return _on(walk, page, ids) if _follows(walk, ids) else _broken(walk, page, ids)


def _broken(walk: Walk, page: FeedPage, ids: Sequence[str]) -> Walk:
    """The walk started again; the last pass goes on, so that nothing is left unseen, and says so."""
    if walk.number < PASSES:
        return Walk(number=walk.number + 1)
    after = _on(walk, page, ids)
    return replace(after, trouble=_RESTLESS, done=after.done or walk.last in ids[-1:])


def _unsure(walk: Walk, page: FeedPage, ids: Sequence[str]) -> bool:
    """Whether something changed since the page before, and this page does not show whether it moved."""
    stood_still = (page.total, page.updated) == (walk.total, walk.updated)
    told = walk.overlapping or walk.checked == walk.start or walk.last in ids
    return not told and not stood_still


def _follows(walk: Walk, ids: Sequence[str]) -> bool:
    """Whether the page goes on from the last item; it may stand lower, below what came to the top."""
    if walk.overlapping:
        return walk.last in ids and (len(ids) == 1 or ids[-1] != walk.last)
    return not ids or ids[-1] != walk.last


def _on(walk: Walk, page: FeedPage, ids: Sequence[str]) -> Walk:
    """The walk with that page behind it."""
    sunk = walk.last in ids[1:] or (walk.last in ids and not walk.overlapping)
    changed = walk.last is not None and page.total != walk.total
    still = walk.last is None or walk.updated == page.updated
    moved = walk.moved or sunk or changed
    blind = walk.blind or (len(ids) == 1 and (moved or not still))
    after = replace(walk, total=page.total, updated=page.updated, moved=moved, blind=blind)
    reached = walk.start + len(ids) - 1
    at_end = page.total is not None and reached >= page.total and not page.next
    if not ids or at_end:
        return replace(after, start=reached + 1, topping=after.moved, done=not after.moved)
    steady = still and None not in (page.total, page.updated) and not after.moved
    overlapping = not steady and len(ids) > 1
    return replace(after, start=reached + (not overlapping), last=ids[-1], overlapping=overlapping)


def _topped(walk: Walk, page: FeedPage, ids: Sequence[str]) -> Walk:
    """The walk after a look back at the top, which has to reach down to where the pass began."""
    if walk.first is None or walk.first in ids:
        return replace(walk, total=page.total, done=True)
    if walk.number < PASSES:
        return Walk(number=walk.number + 1)
    return replace(walk, total=page.total, done=True, trouble=walk.trouble or _RESTLESS)


def next_start(walk: Walk) -> int:
    """The 1-based index that the next page is asked to begin with."""
    return 1 if walk.topping else walk.start


def concluded(walk: Walk, seen: int) -> Walk:
    """A walk that is done, with its verdict, given how many different items its last pass saw.

    It is not done any more when it has to be walked again.
    """
    if walk.trouble:
        return walk
    if walk.blind:
        again = walk.number < PASSES
        return Walk(number=walk.number + 1) if again else replace(walk, trouble=_RESTLESS)
    if walk.total is None or seen >= walk.total:
        return replace(walk, whole=True)
    if walk.moved and walk.number == 1:
        return Walk(number=walk.number + 1)
    if walk.start > walk.total and not walk.moved:
        return replace(walk, whole=True, repeated=walk.total - seen)
    return replace(walk, trouble=f"{_TOO_FEW} {walk.total} and showed {seen}")


def tells_too_few(walk: Walk) -> bool:
    """Whether all that is wrong with a walk is that the feed states more than it shows."""
    return walk.trouble.startswith(_TOO_FEW)
