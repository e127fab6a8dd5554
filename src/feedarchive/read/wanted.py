"""Which posts and comments were asked for; pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, TypedDict

from msgspec import Struct

from feedarchive.model import EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedarchive.model import Comment, Snapshot


class Filters(TypedDict, total=False):
    """What `posts` and `comments` may be asked for.

    Attributes:
        kind: `post` or `page`; both by default.
        since: a date on the blog's own clock, or an aware instant; that moment and later.
        until: a date, that day included, or an aware instant, that instant excluded.
        label: any one label of the post, whatever its case.
        author: the whole name of whoever wrote it, whatever its case.
        text: any part of a title, a text or a comment, whatever its case, accents and forms of letters.
    """

    kind: EntryKind | None
    since: date | datetime | None
    until: date | datetime | None
    label: str | None
    author: str | None
    text: str | None


class Wanted(Struct, frozen=True, kw_only=True):
    """The filters of `Blog.posts` and `Blog.comments`, described there; None lets everything pass."""

    kind: EntryKind | None = None
    since: date | None = None
    until: date | None = None
    label: str | None = None
    author: str | None = None
    text: str | None = None

    def post(self, post: Snapshot) -> bool:
        """Whether that is one of the posts."""
        return (
            self.under(post)
            and self._at(post.moment, post.day)
            and self._by(post.author.name)
            and self._says((post.title, post.body.text, *(comment.body.text for comment in post.comments)))
        )

    def under(self, post: Snapshot) -> bool:
        """Whether the comments below that post are looked at."""
        return self.kind in (None, post.kind) and (
            self.label is None or self.label.casefold() in map(str.casefold, post.labels)
        )

    def comment(self, comment: Comment) -> bool:
        """Whether that is one of the comments."""
        return (
            self._at(comment.published, comment.day)
            and self._by(comment.author.name)
            and self._says((comment.body.text,))
        )

    def _at(self, moment: datetime | None, day: date | None) -> bool:
        return (self.since is None or _reached(moment, day, self.since)) and (
            self.until is None or _before(moment, day, self.until)
        )

    def _by(self, name: str | None) -> bool:
        return self.author is None or self.author.casefold() == (name or "").casefold()

    def _says(self, texts: Iterable[str]) -> bool:
        if self.text is None:
            return True
        from feedarchive.catalog.folding import fold  # noqa: PLC0415  a list of posts needs none of it

        wanted = fold(self.text)
        return any(wanted in fold(text) for text in texts)


def _reached(moment: datetime | None, day: date | None, since: date) -> bool:
    if isinstance(since, datetime):
        return moment is not None and moment >= since
    return day is not None and day >= since


def _before(moment: datetime | None, day: date | None, until: date) -> bool:
    if isinstance(until, datetime):
        return moment is not None and moment < until
    return day is not None and day <= until
