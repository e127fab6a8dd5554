"""Which comments are missing, and which are gone; pure (docs/merging.md, Gone)."""

from __future__ import annotations

from collections.abc import Iterable

from feedarchive.model import Comment, Entry
from feedarchive.plan.changes import retire_comments
from feedarchive.plan.merge import Views
from feedarchive.seen import PostPage

UNSEEN = ("gone", "private")  # comments that the site does not show


def ids_of(comments: Iterable[Comment]) -> frozenset[str]:
    """Their ids."""
    return frozenset(comment.id for comment in comments)


def present(entry: Entry | None) -> int:
    """How many comments the site had when the entry was held: all but those that are gone."""
    return sum(comment.status not in UNSEEN for comment in entry.comments) if entry else 0


def missing(views: Views) -> int:
    """How many more comments the site declares than are known."""
    declared = views.feed.comments_declared if views.feed else None
    if declared is None and views.feed is None:
        declared = views.page.comments_declared if views.page else None
    known = ids_of(views.comments) | ids_of(views.held.comments if views.held else ())
    if views.page is not None:
        known |= ids_of(views.page.comments or ())
    return (declared or 0) - len(known)


def beyond_known(page: PostPage, views: Views) -> bool:
    """Whether the page counts more comments than it shows and the views know."""
    known = (
        ids_of(views.comments)
        | ids_of(views.held.comments if views.held else ())
        | ids_of(page.comments or ())
    )
    return (page.comments_declared or 0) > len(known)


def tells_all(page: PostPage) -> bool:
    """Whether the page, with its further comment pages, shows as many comments as it counts."""
    return page.comments is not None and page.comments_declared == len(page.comments)


def without_absent(
    entry: Entry, views: Views, *, wide: frozenset[str] | None, own: frozenset[str] | None
) -> Entry:
    """The entry with those comments marked gone that two witnesses no longer know.

    Args:
        entry: as merged.
        views: what it was merged from; its page proves presence.
        wide: the entry's comments in the blog-wide feed, when that was walked whole, else None.
        own: those in the post's own feed, when that was walked whole, else None.
    """
    lists = [one for one in (wide, own) if one is not None]
    if not lists:
        return entry
    seen = frozenset[str]().union(*lists) | ids_of((views.page.comments or ()) if views.page else ())
    # What was redacted is kept out of every view: its absence tells nothing.
    seen |= ids_of(one for one in entry.comments if one.status == "redacted")
    live = sum(one.status in ("live", "redacted") for one in entry.comments if one.id in seen)
    declared = views.feed.comments_declared if views.feed else None
    agreed = len(lists) == len((wide, own)) and wide == own and bool(own)
    return retire_comments(entry, seen) if agreed or declared in (len(seen), live) else entry
