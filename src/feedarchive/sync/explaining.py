"""Why a feed's own number is larger than what is held, where nothing is missing."""

from __future__ import annotations

from feedarchive.plan.verdict import Explained, What
from feedarchive.sync.desk import Desk
from feedarchive.sync.harvest import COMMENTS, POSTS


def explain_comments(desk: Desk) -> None:
    """Name what the feeds listed twice, and the comments that they list of posts which are gone."""
    walks = desk.work.walks()
    feeds: tuple[tuple[str, What], ...] = ((POSTS, "posts"), (COMMENTS, "comments"))
    for feed, what in feeds:
        walk = walks.get(feed)
        if walk is not None and walk.repeated:
            why = f"the {what} feed lists {_plural(walk.repeated, what[:-1])} twice"
            _explain(desk, what, walk.repeated, why)
    left = [len(desk.work.found(one).comments) for one in desk.work.orphans() if _is_gone(desk, one)]
    if left and COMMENTS in walks:
        which = f"{_plural(sum(left), 'comment')} of {_plural(len(left), 'deleted post')}"
        _explain(desk, "comments", sum(left), f"the comments feed still lists {which}")


def _is_gone(desk: Desk, entry_id: str) -> bool:
    held = desk.store.held(entry_id)
    return held is not None and held.status == "gone"


def _explain(desk: Desk, what: What, number: int, why: str) -> None:
    desk.books.explain(Explained(what=what, declared=number, held=0, reason=why, declared_by=f"{what}-feed"))


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
