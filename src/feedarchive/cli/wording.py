"""What people read about a post or comment, from its values; always safe for a terminal, and on one line."""

from __future__ import annotations

from datetime import date, datetime

from feedarchive.cli.terminal import one_line
from feedarchive.model import Author, Comment, Snapshot
from feedarchive.plan.wording import EVIDENCE, utc

_EXCERPT = 60  # characters of an untitled post's text
STATES = {
    "gone": "gone",
    "redacted": "redacted",
    "private": "private",
    "removed-by-author": "removed by its author",
    "removed-by-admin": "removed by an administrator",
}


def heading(snapshot: Snapshot) -> str:
    """Its title, or its first words in brackets."""
    if snapshot.status == "redacted":
        return "[taken out of the archive]"
    return called(snapshot.title, snapshot.body.text)


def taken_out(snapshot: Snapshot) -> list[str]:
    """When and why something was taken out of it, one line each."""
    return [one_line(f"Taken out {utc(one.at)}: {one.reason}") for one in snapshot.redactions or ()]


def called(title: str, text: str) -> str:
    """The title of a post, or in brackets how its text begins; on one line."""
    return one_line(title) or f"[{one_line(excerpt(text)) or 'no title'}]"


def excerpt(text: str) -> str:
    """The first words of a post's text, on one line."""
    text = " ".join(text[: 4 * _EXCERPT].split())
    if len(text) <= _EXCERPT:
        return text
    return text[:_EXCERPT].rpartition(" ")[0] or text[:_EXCERPT]


def said_by(author: Author) -> str:
    """The author as the page named them: "Anonymous JSBolton", "willo", "OpenID x"; on one line."""
    name = one_line(author.name or "")
    if author.kind == "anonymous":
        return f"Anonymous {name}".rstrip()
    if author.kind == "openid":
        return f"OpenID {name}".rstrip()
    return name or "Someone"


def moment_of(comment: Comment) -> str:
    """The time as the page displayed it, then the instant and its evidence; on one line."""
    shown = one_line(comment.published_text or comment.published_local or "")
    if comment.published is None:
        return f"{shown} (exact time unknown)" if shown else "time unknown"
    exact = f"{utc(comment.published)}{EVIDENCE[comment.published_from]}"
    return f"{shown} ({exact})" if shown else exact


def day_in_words(moment: date) -> str:
    """`Monday, June 5, 2006`, as a blog heads the posts of a day."""
    return f"{moment:%A, %B} {moment.day}, {moment.year}"


def day_of(snapshot: Snapshot) -> str:
    """The day it was published, in words, by whatever is known of it."""
    try:
        local = datetime.fromisoformat(snapshot.published_local or "")
    except ValueError:
        local = None
    day = snapshot.published or local
    return day_in_words(day) if day else one_line(snapshot.published_local or "Date unknown")


def clock(moment: datetime) -> str:
    """`4:37 AM` on the moment's own clock."""
    return f"{moment.hour % 12 or 12}:{moment:%M %p}"
