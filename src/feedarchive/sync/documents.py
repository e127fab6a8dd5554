"""Kept documents, read again with today's parsers: each feed document once for all entries that it shows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

from msgspec import Struct

from feedarchive.capture import Response
from feedarchive.errors import CorruptError, ParseError
from feedarchive.model import Comment, Entry, Source
from feedarchive.parse import page as post_page
from feedarchive.parse.feeds import read_feed
from feedarchive.parse.remarks import as_comments
from feedarchive.seen import FeedPage, PostPage
from feedarchive.store.records import RawRecord

# Bodies of feed documents that are held read, in bytes: a page of 150 long posts has about 1.5 MB. Entries
# come in the order of their months, and so do the pages of a feed.
HELD = 24 * 2**20


class Shown(Struct, frozen=True, kw_only=True):
    """What one feed document shows, by the entry's id; `all_comments` by their own."""

    entries: dict[str, Entry]
    comments: dict[str, dict[str, Comment]]
    all_comments: dict[str, Comment]
    whole: bool


class Documents:
    """Reads sources again; `record` finds the raw record of a reference.

    Both methods raise CorruptError for a record that is missing, damaged, or not the source's, and
    ParseError for one that today's parsers cannot read.
    """

    def __init__(self, record: Callable[[str], RawRecord], held: int = HELD) -> None:
        self._record = record
        self._most = held
        self._size = 0
        self._feeds: OrderedDict[str, tuple[Shown, int]] = OrderedDict()
        self._bad: dict[str, tuple[type[CorruptError | ParseError], str, str]] = {}

    def record(self, ref: str) -> RawRecord:
        """The raw record of that reference."""
        return self._record(ref)

    def feed(self, source: Source, ref: str) -> Shown:
        """What that feed document shows."""
        if ref in self._bad:
            kind, name, reason = self._bad[ref]
            raise kind(name, reason)
        if ref in self._feeds:
            self._feeds.move_to_end(ref)
            return self._feeds[ref][0]
        try:
            response = self._response(source, ref)
            page = read_feed(response.body, source.url, (response.header("content-type") or "").strip())
            page = as_comments(page) if source.kind.endswith("comments-feed") else page
        except (CorruptError, ParseError) as exc:  # 150 entries may ask for it: read it only once
            self._bad[ref] = type(exc), exc.name, exc.reason
            raise
        shown = _by_entry(page)
        self._hold(ref, shown, len(response.body))
        return shown

    def page(self, source: Source, ref: str, blog_id: str) -> PostPage:
        """What that post page shows."""
        return post_page.read(self._response(source, ref).body, source.url, blog_id=blog_id)

    def _response(self, source: Source, ref: str) -> Response:
        found = self._record(ref)
        if (found.was or sha256(found.response.body).hexdigest()) != source.sha256:
            raise CorruptError(ref, "holds another body than its snapshot says")
        return found.response

    def _hold(self, ref: str, shown: Shown, size: int) -> None:
        self._feeds[ref] = shown, size
        self._size += size
        while self._size > self._most and len(self._feeds) > 1:
            _, (_, left) = self._feeds.popitem(last=False)
            self._size -= left


def _by_entry(page: FeedPage) -> Shown:
    comments: dict[str, dict[str, Comment]] = {}
    for one in page.comments:
        if one.entry_id is not None:
            comments.setdefault(one.entry_id, {})[one.comment.id] = one.comment
    return Shown(
        entries={entry.id: entry for entry in page.entries},
        comments=comments,
        all_comments={one.comment.id: one.comment for one in page.comments},
        whole=page.whole,
    )
