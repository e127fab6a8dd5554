"""How to go on in a feed, given what came back; pure.

A feed is a window on a list that may move while we look. So each page is asked to begin with the
last item of the page before: if it does not, or the stated total changed, the list shifted and the
walk starts again (fact sheet blogger-feeds, sections 0.1 and 8, 2026-11).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.seen import FeedPage

PASSES = 4


class Walk(Struct, frozen=True, kw_only=True):
    """How far the walk over one feed has come.

    Attributes:
        start: the 1-based index to ask for next.
        total: the total that the feed stated first in this pass.
        number: which pass this is.
        last: id of the last item so far, which the next page must begin with; None when it need not.
        done: nothing is left to ask.
        whole: every item of the feed was seen in one undisturbed pass.
        trouble: one line that says why it is not whole, or "".
    """

    start: int = 1
    total: int | None = None
    number: int = 1
    last: str | None = None
    done: bool = False
    whole: bool = False
    trouble: str = ""


def item_ids(page: FeedPage) -> tuple[str, ...]:
    """The ids of a page's items, in document order."""
    return tuple(entry.id for entry in page.entries) + tuple(item.comment.id for item in page.comments)


def advance(walk: Walk, page: FeedPage) -> Walk:
    """The walk after that page: further on, started again, or done."""
    ids = item_ids(page)
    if not page.whole:
        return replace(walk, done=True, trouble=f"the feed is damaged at item {walk.start}")
    if _shifted(walk, page, ids):
        return _again(walk)
    walk = replace(walk, total=page.total if walk.total is None else walk.total)
    reached = walk.start + len(ids) - 1
    at_end = walk.total is not None and reached >= walk.total and not page.next
    if not ids or at_end:
        return replace(walk, done=True)
    overlapping = len(ids) > 1
    return replace(walk, start=reached if overlapping else reached + 1, last=ids[-1] if overlapping else None)


def _shifted(walk: Walk, page: FeedPage, ids: Sequence[str]) -> bool:
    moved = bool(ids) and walk.last is not None and ids[0] != walk.last
    return moved or (walk.total is not None and page.total is not None and page.total != walk.total)


def _again(walk: Walk) -> Walk:
    if walk.number >= PASSES:
        return replace(walk, done=True, trouble=f"the feed changed during each of {PASSES} walks")
    return Walk(number=walk.number + 1)


def concluded(walk: Walk, seen: int) -> Walk:
    """A walk that is done, with its verdict, given how many different items its last pass saw."""
    if walk.trouble:
        return walk
    if walk.total is not None and seen < walk.total:
        return replace(walk, trouble=f"the feed states {walk.total} and showed {seen}")
    return replace(walk, whole=True)
