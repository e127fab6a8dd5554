"""What is held against every number that the site states; pure (docs/merging.md, The verdict)."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from msgspec import Struct

from feedarchive.model import Entry
from feedarchive.plan.balance import POSTS_FEED, Balance

What = Literal["posts", "comments"]
POST_FEED, PAGE = "its comments feed", "its page"
# So many whole lists that show what is held and no more make a larger number one that nothing stands behind.
WITNESSES = 2
_SUMMARY = "only a summary of its text could be had"


class Count(Struct, frozen=True):
    """How many comments of a post the site states, and which of its documents does."""

    source: str
    declared: int


class Gap(Struct, frozen=True, kw_only=True):
    """A post that is known to be incomplete, by its id (or its address, where no id is known), and why."""

    post: str
    url: str | None = None
    declared: int | None = None
    held: int | None = None
    reason: str
    declared_by: str | None = None


class Explained(Struct, frozen=True, kw_only=True):
    """A number that differs from what is held without anything missing, and why.

    `post` and `url` are those of the post; None for a number of the whole blog.
    """

    what: What
    post: str | None = None
    url: str | None = None
    declared: int
    held: int
    reason: str
    declared_by: str


class Tally(Struct, frozen=True, kw_only=True):
    """How much is held: live posts and pages, their comments by status, what is gone or was taken out."""

    posts_held: int = 0
    pages_held: int = 0
    posts_gone: int = 0
    comments_held: int = 0
    removed_by_author: int = 0
    removed_by_admin: int = 0
    gone: int = 0
    posts_redacted: int = 0
    pages_redacted: int = 0
    comments_redacted: int = 0

    def plus(self, other: Tally, sign: int = 1) -> Tally:
        """The sum, or with sign -1 the difference."""
        names = Tally.__struct_fields__
        return Tally(**{name: getattr(self, name) + sign * getattr(other, name) for name in names})


class Verdict(Tally, Balance, frozen=True, kw_only=True):
    """What is held against what the site declares, at the end of a run.

    Attributes:
        posts_declared: by the posts feed, or by the sitemap where that stands in for it.
        posts_listed: in the sitemap, where it was asked.
        pages_declared: by the feed of static pages.
        comments_declared: by the blog's comments feed, or by the posts together where that tells not all.
        comments_stated: by the posts together.
        problems: what went wrong in the last run, a line each.
        gaps: what is missing of which post, and why.
        explained: numbers that differ from what is held, and why nothing is missing.
    """

    posts_declared: int | None = None
    posts_listed: int | None = None
    pages_declared: int | None = None
    comments_declared: int | None = None
    comments_stated: int | None = None
    gaps: tuple[Gap, ...] = ()
    explained: tuple[Explained, ...] = ()
    problems: tuple[str, ...] = ()


class Evidence(Struct, frozen=True, kw_only=True):
    """What a run learned of how many comments an entry has.

    Attributes:
        counts: each number that a document states.
        lists: the ids in each comments feed that was walked whole.
        page: those on the page, where it shows as many as it counts.
        reasons: what could not be had: a gap, whatever the numbers say.
        hints: what could not be had of the comments: a gap only where the numbers say so, or say nothing.
    """

    counts: tuple[Count, ...] = ()
    lists: tuple[frozenset[str], ...] = ()
    page: frozenset[str] | None = None
    reasons: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


def tally(entry: Entry | None) -> Tally:
    """What one entry adds; nothing for None."""
    if entry is None:
        return Tally()
    if entry.status == "redacted":
        pages = int(entry.kind == "page")
        said = len(entry.comments)
        return Tally(posts_redacted=1 - pages, pages_redacted=pages, comments_redacted=said)
    if entry.status == "private":
        return Tally()
    if entry.status != "live":
        return Tally(posts_gone=1, gone=len(entry.comments))
    by = Counter(comment.status for comment in entry.comments)
    return Tally(
        posts_held=entry.kind == "post",
        pages_held=entry.kind == "page",
        comments_held=by["live"],
        removed_by_author=by["removed-by-author"],
        removed_by_admin=by["removed-by-admin"],
        gone=by["gone"],
        comments_redacted=by["redacted"],
    )


def balance(entry: Entry, evidence: Evidence) -> Gap | Explained | None:
    """What is missing of a live entry, or why nothing is though a number differs; None when all agrees.

    Removed comments count as held: the site still lists them, and says who removed them.
    """
    shown = frozenset(one.id for one in entry.comments if one.status not in ("gone", "private"))
    counts = evidence.counts or _known(entry)
    most = max(counts, key=lambda count: count.declared, default=None)
    short = most is not None and most.declared > len(shown)
    unsure = evidence.hints if short or most is None else ()
    reasons = (*evidence.reasons, *unsure)
    if entry.body.truncated:
        reasons = (*reasons, _SUMMARY)
    if short and most is not None and not reasons and _nothing_behind(evidence, shown):
        return _explained(
            entry, most, len(shown), "no list of its comments shows more: not public, or a stale count"
        )
    if short or reasons:
        return _gap(entry, most if short else None, len(shown), reasons)
    return _fewer(entry, counts, shown)


def _known(entry: Entry) -> tuple[Count, ...]:
    return () if entry.comments_declared is None else (Count(POSTS_FEED, entry.comments_declared),)


def _nothing_behind(evidence: Evidence, shown: frozenset[str]) -> bool:
    """Whether two witnesses agree that there is no more: whole lists, or one and `thr:total`.

    Comments feeds that show nothing are none where they stand alone: comments may be hidden.
    """
    lists = (*evidence.lists, *((evidence.page,) if evidence.page is not None else ()))
    stated = Count(POSTS_FEED, len(shown)) in evidence.counts
    firm = bool(shown) or stated or evidence.page is not None
    agreed = bool(lists) and all(one == shown for one in lists)
    return agreed and firm and len(lists) + stated >= WITNESSES


def _gap(entry: Entry, count: Count | None, held: int, reasons: tuple[str, ...]) -> Gap:
    numbers = _numbers(count.source, count.declared, held) if count else ""
    return Gap(
        post=entry.id,
        url=entry.url,
        declared=count.declared if count else None,
        held=held if count else None,
        reason=": ".join(part for part in (numbers, "; ".join(reasons)) if part),
        declared_by=count.source if count else None,
    )


def _fewer(entry: Entry, counts: tuple[Count, ...], shown: frozenset[str]) -> Explained | None:
    """Why a document counts fewer comments than are held, where one does."""
    least = min(counts, key=lambda count: count.declared, default=None)
    if least is None or least.declared >= len(shown):
        return None
    removed = sum(one.status.startswith("removed") for one in entry.comments)
    without = least.declared == len(shown) - removed
    return _explained(
        entry, least, len(shown), f"without the {removed} removed" if without else "other documents show more"
    )


def _explained(entry: Entry, count: Count, held: int, why: str) -> Explained:
    return Explained(
        what="comments",
        post=entry.id,
        url=entry.url,
        declared=count.declared,
        held=held,
        reason=f"{_numbers(count.source, count.declared, held)}: {why}",
        declared_by=count.source,
    )


def again(missing: Gap | None) -> Evidence:
    """The evidence that a gap was found by."""
    if missing is None:
        return Evidence()
    source = missing.declared_by or POSTS_FEED
    numbers = _numbers(source, missing.declared or 0, missing.held or 0)
    text = missing.reason.removeprefix(numbers).removeprefix(": ")
    parts = tuple(part for part in text.split("; ") if part and part != _SUMMARY)
    if missing.declared is None:
        return Evidence(reasons=parts)
    return Evidence(counts=(Count(source, missing.declared),), hints=parts)


def _numbers(source: str, declared: int, held: int) -> str:
    by = "" if source == POSTS_FEED else f" by {source}"
    return f"comments declared {declared}{by}, found {held}"
