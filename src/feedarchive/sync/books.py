"""Counting: what is held against what the site declares, and what is missing."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from feedarchive.model import Entry
from feedarchive.store.files import BlogStore
from feedarchive.store.state import Gap, Verdict


class Tally(Struct, frozen=True, kw_only=True):
    """How much is held: live posts and pages, comments by status, and what is gone."""

    posts: int = 0
    pages: int = 0
    posts_gone: int = 0
    comments: int = 0
    removed_by_author: int = 0
    removed_by_admin: int = 0
    gone: int = 0

    def plus(self, other: Tally, sign: int = 1) -> Tally:
        """The sum, or with sign -1 the difference."""
        return Tally(
            **{name: getattr(self, name) + sign * getattr(other, name) for name in self.__struct_fields__}
        )


def tally(entry: Entry | None) -> Tally:
    """What one entry adds; nothing for None."""
    if entry is None:
        return Tally()
    if entry.status != "live":
        return Tally(posts_gone=1, gone=len(entry.comments))
    by = Counter(comment.status for comment in entry.comments)
    return Tally(
        posts=entry.kind == "post",
        pages=entry.kind == "page",
        comments=by["live"],
        removed_by_author=by["removed-by-author"],
        removed_by_admin=by["removed-by-admin"],
        gone=by["gone"],
    )


def recount(store: BlogStore) -> Tally:
    """What the archive holds of a blog, read from its latest versions."""
    total = Tally()
    for folder in store.folders():
        total = total.plus(tally(store.latest(folder)))
    return total


def gap(entry: Entry, reasons: tuple[str, ...]) -> Gap | None:
    """What is missing of an entry, with its reason; None when nothing is.

    Removed comments count as held: the site still lists them, and says who removed them.
    """
    held = sum(comment.status != "gone" for comment in entry.comments)
    declared = entry.comments_declared or 0
    short = declared > held
    if entry.body.truncated:
        reasons = (*reasons, "only a summary of its text could be had")
    if not short and not reasons:
        return None
    counts = _counts(declared, held) if short else ""
    return Gap(
        post=entry.id,
        url=entry.url,
        declared=declared if short else None,
        held=held if short else None,
        reason=": ".join(part for part in (counts, "; ".join(reasons)) if part),
    )


def reasons(missing: Gap | None) -> tuple[str, ...]:
    """Why a gap is one, besides its counts: what `gap` was given."""
    if missing is None:
        return ()
    counts = "" if missing.declared is None else _counts(missing.declared, missing.held or 0)
    text = missing.reason.removeprefix(counts).removeprefix(": ")
    return (text,) if text else ()


def _counts(declared: int, held: int) -> str:
    return f"comments declared {declared}, found {held}"


class Books:
    """The counts and gaps of a run; begins with what earlier runs left."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.gaps: dict[str, Gap] = {}
        self.problems: list[str] = []
        self.undated: list[str] = []
        self.moved = False  # the blog changed since the last look at it
        self.added = self.revised = self.retired = 0
        self.posts_declared: int | None = None
        self.comments_declared: int | None = None

    def take_over(self, verdict: Verdict) -> None:
        """Go on from the verdict of the run before."""
        self.tally = Tally(
            posts=verdict.posts_held,
            pages=verdict.pages_held,
            posts_gone=verdict.posts_gone,
            comments=verdict.comments_held,
            removed_by_author=verdict.removed_by_author,
            removed_by_admin=verdict.removed_by_admin,
            gone=verdict.gone,
        )
        self.gaps = {one.post: one for one in verdict.gaps}
        self.posts_declared = verdict.posts_declared
        self.comments_declared = verdict.comments_declared

    def settled(self, before: Entry | None, after: Entry, missing: Gap | None) -> None:
        """An entry went from `before` to `after`."""
        self.tally = self.tally.plus(tally(after)).plus(tally(before), -1)
        self.gaps.pop(after.id, None)
        if missing is not None:
            self.gaps[after.id] = missing

    def verdict(self) -> Verdict:
        """What is held against what is declared."""
        count = self.tally
        return Verdict(
            posts_held=count.posts,
            posts_declared=self.posts_declared,
            pages_held=count.pages,
            posts_gone=count.posts_gone,
            comments_held=count.comments,
            comments_declared=self.comments_declared,
            removed_by_author=count.removed_by_author,
            removed_by_admin=count.removed_by_admin,
            gone=count.gone,
            gaps=tuple(self.gaps.values()),
        )
