"""What changed between two versions of a post, as a value."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from feedarchive.model import Comment
from feedarchive.read.words import Piece, words_changed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedarchive.model import Snapshot

CommentFate = Literal["added", "edited", "removed", "gone", "returned", "redacted", "private", "absent"]

_FIELDS = ("status", "kind", "title", "author", "published", "published_local", "labels", "links")
_FATE: dict[str, CommentFate] = {
    "live": "returned",
    "removed-by-author": "removed",
    "removed-by-admin": "removed",
    "gone": "gone",
    "redacted": "redacted",
    "private": "private",
}
_SAID = {
    "added": "added",
    "edited": "edited",
    "removed-by-author": "removed by {their} author{s}",
    "removed-by-admin": "removed by an administrator",
    "gone": "gone",
    "returned": "returned",
    "redacted": "redacted",
    "private": "private",
    "absent": "absent",
}


class FieldChange(Struct, frozen=True):
    """A field, by its name in the snapshot, with its value in the older and in the newer version."""

    field: str
    before: object
    after: object


class CommentChange(Struct, frozen=True, kw_only=True):
    """What became of one comment.

    Attributes:
        fate: `added`; `edited` (text, author or time); `removed` (by whom says `after.status`); `gone`
            from the page; `returned` after either; `redacted`; `absent` (only the older one has it, as
            when versions are compared backwards).
        id: the comment's id.
        before, after: the comment in the older and in the newer version, or None.
        words: how its text changed; empty when it did not.
    """

    fate: CommentFate
    id: str
    before: Comment | None = None
    after: Comment | None = None
    words: tuple[Piece, ...] = ()


class Difference(Struct, frozen=True, kw_only=True):
    """What changed from version `a` to version `b` of one post.

    Attributes:
        a, b: version numbers.
        fields: changed fields; times that name the same instant in another zone are the same.
        body: how the text changed, word by word; empty when it did not.
        body_of: `text`; `html` when only the markup changed, and `body` is of it; None without a change.
        comments: what became of each changed comment, in the order of the newer version.
    """

    a: int
    b: int
    fields: tuple[FieldChange, ...] = ()
    body: tuple[Piece, ...] = ()
    body_of: Literal["text", "html"] | None = None
    comments: tuple[CommentChange, ...] = ()

    def summary(self) -> str:
        """One line for people: "title and text changed; 2 comments added; 1 removed by its author"."""
        names = [change.field for change in self.fields]
        names += {"text": ["text"], "html": ["markup"], None: []}[self.body_of]
        parts = [f"{_listed(names)} changed"] if names else []
        parts += _told(self.comments)
        return "; ".join(parts) or "nothing changed"


def difference(older: Snapshot, newer: Snapshot, *, html: bool = False) -> Difference:
    """What changed between two versions; with `html`, bodies and comments are compared as published."""
    body_of, body = _body(older, newer, html=html)
    return Difference(
        a=older.version,
        b=newer.version,
        fields=tuple(_fields(older, newer)),
        body=body,
        body_of=body_of,
        comments=tuple(_comments(older, newer, html=html)),
    )


def _fields(older: Snapshot, newer: Snapshot) -> Iterator[FieldChange]:
    for name in _FIELDS:
        before, after = getattr(older, name), getattr(newer, name)
        if name == "author":  # a profile's address is no part of the meaning
            before, after = (before.name, before.kind), (after.name, after.kind)
        if name == "labels":  # nor is their order
            before, after = sorted(before), sorted(after)
        if before != after:
            yield FieldChange(name, getattr(older, name), getattr(newer, name))


def _body(
    older: Snapshot, newer: Snapshot, *, html: bool
) -> tuple[Literal["text", "html"] | None, tuple[Piece, ...]]:
    if older.body.text != newer.body.text and not html:
        return "text", words_changed(older.body.text, newer.body.text)
    if older.body.html != newer.body.html:
        return "html", words_changed(older.body.html, newer.body.html)
    return None, ()


def _comments(older: Snapshot, newer: Snapshot, *, html: bool) -> Iterator[CommentChange]:
    held = {comment.id: comment for comment in older.comments}
    for comment in newer.comments:
        before = held.pop(comment.id, None)
        fate = _fate(before, comment)
        if fate is not None:
            words = _comment_words(before, comment, html=html)
            yield CommentChange(fate=fate, id=comment.id, before=before, after=comment, words=words)
    for comment in held.values():
        yield CommentChange(fate="absent", id=comment.id, before=comment)


def _fate(before: Comment | None, after: Comment) -> CommentFate | None:
    if before is None:
        return "added"
    if before.status != after.status:
        return _FATE[after.status]
    return None if _meaning(before) == _meaning(after) else "edited"


def _meaning(comment: Comment) -> tuple[object, ...]:
    """What the digest takes of a comment besides id and status (docs/archive-format.md, The meaning)."""
    author = comment.author
    return comment.in_reply_to, author.name, author.kind, comment.published, comment.body.html


def _comment_words(before: Comment | None, after: Comment, *, html: bool) -> tuple[Piece, ...]:
    if before is None:
        return ()
    if not html and before.body.text != after.body.text:
        return words_changed(before.body.text, after.body.text)
    return words_changed(before.body.html, after.body.html)


def _told(changes: tuple[CommentChange, ...]) -> Iterator[str]:
    """Counts by fate: "2 comments added", then "1 removed by its author" without the noun."""
    counts: Counter[str] = Counter(
        change.after.status if change.fate == "removed" and change.after else change.fate
        for change in changes
    )
    noun = True
    for fate, words in _SAID.items():
        if count := counts[fate]:
            told = words.format(their="its" if count == 1 else "their", s="" if count == 1 else "s")
            subject = f"{count} comment{'' if count == 1 else 's'}" if noun else str(count)
            yield f"{subject} {told}"
            noun = False


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
