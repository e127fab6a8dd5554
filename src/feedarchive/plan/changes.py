"""Held and seen -> what to write. A page proves presence; only whole witnesses prove absence."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.model import Comment, Entry, Snapshot


class Added(Struct, frozen=True):
    """Nobody had it: version 1."""

    entry: Entry


class Revised(Struct, frozen=True):
    """Its meaning changed: the next version."""

    entry: Entry
    version: int


class Same(Struct, frozen=True):
    """Nothing to write."""

    entry: Entry


Change = Added | Revised | Same


def decide(entry: Entry, digest: str, held: Snapshot | None) -> Change:
    """What becomes of a merged entry, given the digest of its meaning and the latest version held.

    A host that was not known is news too, though the digest covers no more than the path.
    """
    if held is None:
        return Added(entry)
    if held.digest == digest and fuller(held.url, entry.url) == held.url:
        return Same(entry)
    return Revised(entry, held.version + 1)


def fuller(held: str | None, seen: str | None) -> str | None:
    """The held address; what was seen where the held one has no host, as Takeout writes them."""
    return seen if held and seen and held.startswith("/") and not seen.startswith("/") else held


def retire_comments(entry: Entry, seen: Collection[str]) -> Entry:
    """The entry with every comment marked gone that is not among the ids `seen`; their texts stay."""
    comments = tuple(_retired(comment, seen) for comment in entry.comments)
    return entry if comments == entry.comments else replace(entry, comments=comments)


def _retired(comment: Comment, seen: Collection[str]) -> Comment:
    if comment.id in seen or comment.status in {"gone", "redacted", "private"}:
        return comment
    return replace(comment, status="gone")


def retire(entry: Entry) -> Entry:
    """The entry as gone: the site no longer has it, the rest is as last seen."""
    return replace(entry, status="gone")
