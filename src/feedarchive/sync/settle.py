"""Entry by entry: complete its views, merge them, decide, write in batches."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from feedarchive.errors import FetchError, GoneError, ParseError, TurnedAwayError
from feedarchive.model import Blog, Comment, Entry, Snapshot, Source
from feedarchive.parse.ids import instant, number
from feedarchive.plan.changes import Added, Same, decide, retire, retire_comments
from feedarchive.plan.merge import Views, merge
from feedarchive.plan.pages import wants_page
from feedarchive.plan.walking import Walk, concluded
from feedarchive.sources.blogger import walk_feed
from feedarchive.store.codec import digest, snapshot
from feedarchive.store.layout import folder
from feedarchive.store.work import Found
from feedarchive.sync.books import gap
from feedarchive.sync.desk import Desk, source
from feedarchive.sync.identity import identify, learn_language
from feedarchive.sync.reading import PageReader, body_text

BATCH = 100
BATCH_SECONDS = 5.0
POST_COMMENTS = "post-comments-feed"
# So many posts in a row without a comments feed, and the blog has none.
FEEDS_OFF = 3


class Settling:
    """Brings entries to rest in the archive: `entry` for each, then `flush`."""

    def __init__(self, desk: Desk, *, comments_whole: bool) -> None:
        self._desk = desk
        self._comments_whole = comments_whole
        self._pages = PageReader(desk)
        self._batch: dict[str, tuple[str, Snapshot]] = {}
        self._done: list[str] = []
        self._since = desk.now()
        self._post_feeds_off = 0

    def entry(self, found: Found) -> None:
        """Settle what this run's feeds say of one entry.

        Raises TurnedAwayError when the site turns us away, ArchiveError when writing fails.
        """
        held = self._held(found.id)
        if held is not None and held.status == "redacted":
            self._finish(found.id)
            return
        views = Views(
            held=held.entry() if held else None,
            feed=found.entry,
            comments=found.comments,
            sources=found.sources,
            damaged=found.damaged,
        )
        views, reasons = self._completed(views, held, found.url)
        if views.feed is None and views.held is None and (views.page is None or views.page.post_id is None):
            self._desk.trouble(
                found.id, "; ".join(reasons) or "comments of a post that no feed and no page shows"
            )
            return
        entry = self._retired(merge(views), views)
        self._put(entry, held, reasons)
        self._finish(found.id)

    def page_alone(self, url: str) -> bool:
        """Settle the post at an address that no feed speaks of. Returns whether it could be had."""
        reading = self._pages.read(url, Views(), missing_comments=True)
        page = reading.page
        if page is None or page.post_id is None:
            why = "; ".join(reading.reasons) or "the page does not tell its post's id"
            self._desk.trouble(url, why)
            return False
        if self._desk.blog is None and page.blog_id is not None:
            home, title = f"{self._desk.site.home}/", page.blog_title or ""
            identify(self._desk, Blog(id=page.blog_id, url=home, title=title, language=page.locale))
        held = self._held(page.post_id)
        found = self._desk.work.found(page.post_id)
        views = Views(
            held=held.entry() if held else None,
            comments=found.comments,
            page=page,
            page_text=body_text(page),
            sources=(*found.sources, *reading.sources),
            feeds=False,
        )
        views, reasons = self._all_comments(views, reading.reasons)
        entry = merge(views)
        created = entry.created or instant(entry.id)
        self._put(replace(entry, url=entry.url or url, created=created), held, reasons)
        return True

    def gone(self, held: Snapshot) -> None:
        """Write down that the site no longer has that entry."""
        self._put(retire(held.entry()), held, ())
        self._desk.books.retired += 1

    def _held(self, entry_id: str) -> Snapshot | None:
        """The latest version, be it written or still pending."""
        pending = self._batch.get(entry_id)
        return pending[1] if pending else self._desk.store.held(entry_id)

    def flush(self) -> None:
        """Write what is pending, durably, and only then call it settled."""
        if self._batch:
            self._desk.store.write(tuple(self._batch.values()))
        if self._done:
            self._desk.work.settle(self._done)
        self._batch, self._done, self._since = {}, [], self._desk.now()

    def _completed(
        self, views: Views, held: Snapshot | None, url: str | None
    ) -> tuple[Views, tuple[str, ...]]:
        """The views with the post's own comments feed and its page, where they are needed."""
        views, reasons = self._all_comments(views, ())
        url = url or (held.url if held else None)
        if url is None or not self._wants_page(views, held):
            return views, reasons
        reading = self._pages.read(url, views, missing_comments=_missing(views) > 0)
        page = reading.page
        if page is None:
            return views, (*reasons, *reading.reasons)
        learn_language(self._desk, page.locale)
        needs_text = page.body_html is not None and (views.feed is None or views.feed.body.truncated)
        text = body_text(page) if needs_text else ""
        seen = replace(views, page=page, page_text=text, sources=(*views.sources, *reading.sources))
        return seen, (*reasons, *reading.reasons)

    def _wants_page(self, views: Views, held: Snapshot | None) -> bool:
        changed = held is None or digest(merge(views)) != held.digest
        return wants_page(self._desk.task.pages, views, missing=_missing(views), changed=changed)

    def _all_comments(self, views: Views, reasons: tuple[str, ...]) -> tuple[Views, tuple[str, ...]]:
        """The views with the post's own comments feed, when more comments are declared than known."""
        entry = views.feed or views.held
        post = number(entry.id) if entry else (number(views.page.post_id or "") if views.page else None)
        if post is None or _missing(views) <= 0 or self._post_feeds_off >= FEEDS_OFF:
            return views, reasons
        try:
            comments, sources, walk = self._post_comments(post)
        except TurnedAwayError:
            raise
        except (FetchError, ParseError) as exc:
            self._post_feeds_off += isinstance(exc, GoneError)
            return views, (*reasons, f"its comments feed: {exc.reason}")
        self._post_feeds_off = 0
        trouble = (walk.trouble,) if walk.trouble else ()
        seen = replace(views, comments=(*views.comments, *comments), sources=(*views.sources, *sources))
        return seen, (*reasons, *trouble)

    def _post_comments(self, post: str) -> tuple[tuple[Comment, ...], tuple[Source, ...], Walk]:
        """All comments in one post's own feed, the documents, and the walk's conclusion."""
        comments: dict[str, Comment] = {}
        sources: list[Source] = []
        walk = Walk()
        for step in walk_feed(
            self._desk.get, lambda start: self._desk.site.post_comments(post, start), POST_COMMENTS, walk
        ):
            comments.update({one.comment.id: one.comment for one in step.page.comments})
            sources.append(source(step.document))
            walk = step.walk
        return tuple(comments.values()), tuple(sources), concluded(walk, len(comments))

    def _retired(self, entry: Entry, views: Views) -> Entry:
        """The entry with comments gone, where two witnesses agree (docs/merging.md, Gone)."""
        if not self._comments_whole or views.held is None or views.feed is None:
            return entry
        seen = _ids(views.comments) | _ids((views.page.comments or ()) if views.page else ())
        if all(comment.id in seen for comment in entry.comments if comment.status == "live"):
            return entry
        declared = views.feed.comments_declared
        if declared in (len(seen), sum(one.status == "live" for one in entry.comments if one.id in seen)):
            return retire_comments(entry, seen, witness=len(seen))
        return self._second_witness(entry, seen)

    def _second_witness(self, entry: Entry, seen: frozenset[str]) -> Entry:
        """The post's own comments feed decides where the declared number does not fit."""
        post = number(entry.id)
        if post is None:
            return entry
        try:
            comments, _, walk = self._post_comments(post)
        except TurnedAwayError:
            raise
        except (FetchError, ParseError):
            return entry
        witness = walk.total if walk.whole and _ids(comments) == seen and comments else None
        return retire_comments(entry, seen, witness=witness)

    def _put(self, entry: Entry, held: Snapshot | None, reasons: tuple[str, ...]) -> None:
        desk = self._desk
        meaning = digest(entry)
        change = decide(
            entry,
            meaning,
            held_digest=held.digest if held else None,
            held_version=held.version if held else 0,
        )
        if not isinstance(change, Same):
            version = 1 if isinstance(change, Added) else change.version
            where = (desk.store.find(entry.id) if held else None) or folder(entry)
            written = snapshot(entry, version=version, captured=desk.started, blog=desk.blog_ref())
            self._batch[entry.id] = (where, written)
            desk.books.added += isinstance(change, Added)
            desk.books.revised += not isinstance(change, Added)
        missing = gap(entry, reasons) if entry.status == "live" else None
        desk.books.settled(held.entry() if held else None, entry, missing)

    def _finish(self, entry_id: str) -> None:
        self._done.append(entry_id)
        waited = (self._desk.now() - self._since).total_seconds()
        if len(self._done) >= BATCH or waited >= BATCH_SECONDS:
            self.flush()


def _missing(views: Views) -> int:
    """How many more comments the site declares than are known."""
    declared = views.feed.comments_declared if views.feed else None
    if declared is None and views.feed is None:
        declared = views.page.comments_declared if views.page else None
    known = _ids(views.comments) | _ids(views.held.comments if views.held else ())
    if views.page is not None:
        known |= _ids(views.page.comments or ())
    return (declared or 0) - len(known)


def _ids(comments: Iterable[Comment]) -> frozenset[str]:
    return frozenset(comment.id for comment in comments)
