"""Which of a page's comments are as old as their ids say.

Since 2007 ids are random, and one in 700 looks like a time of 2003 to 2007 (fact sheet blogger-pages,
section C, 2026-11). What stands around such a comment gives it away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from feedarchive.model import Comment
from feedarchive.parse import ids

_MONTH_OF = re.compile(r"/([12]\d{3})/(0[1-9]|1[0-2])/[^/]+\Z")
_EARLY = timedelta(days=1)  # how long before its post a comment may seem to be written
_SAME = timedelta(minutes=1)


def earliest(url: str, published: datetime | None) -> datetime | None:
    """Before what instant no comment of the post can be: by its time, else by the month in its address."""
    if published is not None:
        return published - _EARLY
    found = _MONTH_OF.search(url.partition("?")[0].partition("#")[0])
    return datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC) - _EARLY if found else None


def believable(comments: Sequence[Comment], since: datetime | None) -> tuple[Comment, ...]:
    """The comments of a page, in its order, without the instants of ids that only look like times.

    Lists go from old to new. So a time that is earlier than `since`, or than what stands above it, or later
    than what stands below it, is none; nor is one below a random id. A reply stands below what it answers,
    and says nothing of the comments around that.
    """
    if not any(comment.published_from == "id" for comment in comments):
        return tuple(comments)
    latest: dict[str | None, datetime | None] = {}
    moved: set[str | None] = set()
    kept: list[Comment] = []
    for comment, ceiling in zip(comments, _ceilings(comments), strict=True):
        place, when = comment.in_reply_to, comment.published
        floor = latest.get(place, since)
        if comment.published_from == "id" and (place in moved or not _between(floor, when, ceiling)):
            when = None
        if ids.is_random(ids.number(comment.id) or ""):
            moved |= {place, comment.id}
        latest[place] = latest[comment.id] = max(filter(None, (when, floor)), default=None)
        kept.append(comment if when else replace(comment, published=None, published_from=None))
    return tuple(kept)


def _between(floor: datetime | None, when: datetime | None, ceiling: datetime | None) -> bool:
    return (
        when is not None
        and (floor is None or floor - _SAME <= when)
        and (ceiling is None or when <= ceiling + _SAME)
    )


def _ceilings(comments: Sequence[Comment]) -> list[datetime | None]:
    """For each comment the earliest instant that a permalink below it in the same list tells."""
    lowest: dict[str | None, datetime] = {}
    found: list[datetime | None] = []
    for comment in reversed(comments):
        found.append(lowest.get(comment.in_reply_to))
        if comment.published is not None and comment.published_from == "permalink":
            known = lowest.get(comment.in_reply_to)
            lowest[comment.in_reply_to] = min(filter(None, (known, comment.published)))
    return found[::-1]
