"""What never changes of an entry, from all that is known: instants, authors, whom a comment answers; pure.

A capture that knew less of these is no other version of the entry (docs/merging.md, Captures).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from msgspec.structs import replace

from feedarchive.model import Author, Comment, Entry, Evidence, Link
from feedarchive.plan.merge import in_order

_RANK: dict[Evidence | None, int] = {"feed": 0, "permalink": 1, "id": 2, "page": 3, None: 4}
_MINUTE = timedelta(minutes=1)
_KNOWN = ("openid", "account", "anonymous", "unknown")


class Facts:
    """Gathers facts by `learn`; `applied` gives them to a version that lacks them."""

    def __init__(self) -> None:
        self._comments: dict[str, Comment] = {}
        self._entry: Entry | None = None
        self._links: tuple[Link, ...] = ()
        self._labels: tuple[str, ...] = ()

    def learn(self, entry: Entry | None, comments: Iterable[Comment]) -> bool:
        """Take in a view of the entry and of its comments. Returns whether it told more of what was known."""
        better = False
        for comment in comments:
            held = self._comments.get(comment.id)
            self._comments[comment.id] = found = comment if held is None else _better(held, comment)
            better = better or (held is not None and found is not held)
        if entry is None:
            return better
        before = self._links, self._labels, self._entry
        self._links = self._links or entry.links
        self._labels = self._labels or entry.labels
        self._entry = entry if self._entry is None else _fuller(self._entry, entry)
        return better or (before[2] is not None and before != (self._links, self._labels, self._entry))

    def applied(self, entry: Entry, *, fed: bool = True, labelled: bool = True) -> Entry:
        """The entry with all facts; links and labels only where no document so far could tell them."""
        known = self._entry
        comments = in_order(self._comment(comment) for comment in entry.comments)
        if known is None:
            return replace(entry, comments=comments)
        filled = _fuller(entry, known)
        return replace(
            filled,
            comments=comments,
            links=entry.links or (() if fed else self._links),
            labels=entry.labels or (() if labelled else self._labels),
        )

    def _comment(self, comment: Comment) -> Comment:
        known = self._comments.get(comment.id)
        return comment if known is None else _better(comment, known)


def _better(comment: Comment, known: Comment) -> Comment:
    """The comment with the better evidence of the two, and what only `known` tells."""
    if known.published is not None and _RANK[known.published_from] < _RANK[comment.published_from]:
        comment = replace(
            comment, published=known.published, published_from=known.published_from, published_local=None
        )
    author = _author(comment.author, known.author)
    reply, url = comment.in_reply_to or known.in_reply_to, comment.url or known.url
    if (author, reply, url) == (comment.author, comment.in_reply_to, comment.url):
        return comment
    return replace(comment, author=author, in_reply_to=reply, url=url)


def _author(author: Author, known: Author) -> Author:
    """The one of the two that says more: an account or OpenID rather than nobody knows who."""
    if author == known or known == Author():
        return author
    if author == Author():
        return known
    vague = author.kind == "unknown" or (author.kind == "anonymous" and known.kind == "openid")
    if vague and author.name in (known.name, None):
        return replace(author, kind=known.kind, name=author.name or known.name, url=author.url or known.url)
    return author


def _fuller(entry: Entry, known: Entry) -> Entry:
    published, told = entry.published, entry.published_from
    exact = known.published is not None and known.published_from == "feed" and told != "feed"
    if known.published is not None and (
        published is None or (exact and abs(published - known.published) < _MINUTE)
    ):
        published, told = known.published, known.published_from
    return replace(
        entry,
        url=entry.url or known.url,
        author=_author(entry.author, known.author),
        published=published,
        published_from=told,
        published_local=None if published else entry.published_local,
        created=entry.created or known.created,
    )
