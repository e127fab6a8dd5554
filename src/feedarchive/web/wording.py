"""Times and people in the words of a page."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from feedarchive.model import Comment, Snapshot
from feedarchive.plan.wording import EVIDENCE, utc

_EXCERPT = 60  # characters of an untitled post's text that stand in for a title
_FATES = {
    "removed-by-author": "Removed by its author.",
    "removed-by-admin": "Removed by the blog’s owner.",
    "gone": "No longer on the site.",
    "redacted": "Taken out of the archive.",
}
_POST_FATES = {
    "gone": "The site no longer has this post; it is shown as it was last seen.",
    "redacted": "This post was taken out of the archive.",
}


class Moment(Struct, frozen=True):
    """A time: as a person says it, with its evidence, and for programs (None where nothing tells)."""

    shown: str
    exact: str
    iso: str | None = None


def of_comment(comment: Comment) -> Moment:
    """When it was written, with what tells that."""
    text = f"; the page showed “{comment.published_text}”" if comment.published_text else ""
    if comment.published is None:
        shown = comment.published_local or comment.published_text or "time unknown"
        return Moment(shown.replace("T", " "), f"the exact time is not known{text}")
    exact = f"{utc(comment.published)}{EVIDENCE[comment.published_from]}{text}"
    return Moment(spoken(comment.published), exact, comment.published.isoformat())


def of_post(post: Snapshot) -> Moment:
    """When it was published, on the blog's own clock."""
    if post.published is not None:
        return Moment(spoken(post.published), utc(post.published), post.published.isoformat())
    if post.published_local:
        shown = post.published_local.replace("T", " ")
        return Moment(shown, "on the blog’s own clock; its zone is not known")
    if post.created is not None:
        exact = f"{utc(post.created)}, when its id was made"
        return Moment(spoken(post.created), exact, post.created.isoformat())
    return Moment("date unknown", "nothing tells when it was published")


def spoken(moment: datetime) -> str:
    """`June 6, 2006, 4:37 AM`, on the moment's own clock; UTC where nothing tells of another."""
    zone = "" if moment.utcoffset() else " UTC"
    return f"{moment:%B} {moment.day}, {moment.year}, {moment.hour % 12 or 12}:{moment:%M %p}{zone}"


def in_words(day: str | None) -> str:
    """`June 6, 2006` for `2006-06-06`."""
    if day is None:
        return "date unknown"
    found = date.fromisoformat(day)
    return f"{found:%B} {found.day}, {found.year}"


def excerpt(text: str, size: int = _EXCERPT) -> str:
    """The first words of a text on one line; an ellipsis where it goes on."""
    words = " ".join(text.split())
    if len(words) <= size:
        return words
    return f"{words[:size].rpartition(' ')[0] or words[:size]}…"


def fate(comment: Comment) -> str:
    """What became of a comment; "" for one that is still there."""
    return _FATES.get(comment.status, "")


def post_fate(post: Snapshot) -> str:
    """What became of a post; "" for one that is still there."""
    return _POST_FATES.get(post.status, "")


def counted(number: int, one: str, more: str) -> str:
    """`1 comment`, `1,204 comments`."""
    return f"{number:,} {one if number == 1 else more}"
