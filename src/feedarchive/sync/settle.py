"""Entry by entry: complete its views, merge them, decide, write in batches."""

from __future__ import annotations

from msgspec.structs import replace

from feedarchive.errors import TurnedAwayError
from feedarchive.model import Blog, Entry, Snapshot
from feedarchive.parse.ids import instant
from feedarchive.plan.changes import Added, Same, decide, retire
from feedarchive.plan.comments import ids_of, missing, present, without_absent
from feedarchive.plan.dating import undated
from feedarchive.plan.merge import Views, merge
from feedarchive.plan.pages import wants_page
from feedarchive.store.codec import digest, snapshot
from feedarchive.store.layout import folder, id8
from feedarchive.store.work import Found
from feedarchive.sync.books import gap
from feedarchive.sync.desk import Desk
from feedarchive.sync.identity import identify, learn_language
from feedarchive.sync.postfeeds import PostFeeds, Told
from feedarchive.sync.reading import PAGE, PageReader, body_text

BATCH = 100
BATCH_SECONDS = 1.0
# So many refusals in a row, or one that asks for so many seconds, and the site is left alone for now.
PATIENCE = 3
LONG = 120.0


class Settling:
    """Brings entries to rest in the archive: `entry` for each, then `flush`.

    Args:
        desk: the run's tools.
        comments_whole: the blog-wide comments feed told all comments, so that its silence means something.
        full: the posts feed was walked, so that each entry's declared number of comments is of today.
    """

    def __init__(self, desk: Desk, *, comments_whole: bool, full: bool) -> None:
        self._desk = desk
        self._comments_whole = comments_whole
        self._full = full
        self._pages = PageReader(desk)
        self._feeds = PostFeeds(desk)
        self._batch: dict[str, tuple[str, Snapshot]] = {}
        self._done: list[str] = []
        self._since = desk.now()
        self._refusals = 0
        self._deferred: list[str] = []

    def entry(self, found: Found) -> None:
        """Settle what this run's feeds say of one entry, or put it off when the site turns us away.

        Raises TurnedAwayError when the site does so time after time, ArchiveError when writing fails.
        """
        try:
            self._entry(found)
        except TurnedAwayError as exc:
            self._refused(exc)
            self._deferred.append(found.id)

    def deferred(self) -> None:
        """Settle what was put off: once more, and if need be with what the feeds told alone."""
        for entry_id in self._deferred:
            found = self._desk.work.found(entry_id)
            try:
                self._entry(found)
            except TurnedAwayError as exc:
                self._refused(exc)
                self._settled(self._views(found), self._held(entry_id), (f"its page: {exc.reason}",), Told())

    def page_alone(self, url: str) -> bool:
        """Settle the post at an address that no feed speaks of. Returns whether it could be had."""
        try:
            reading = self._pages.read(url, Views(), missing_comments=True)
        except TurnedAwayError as exc:
            self._refused(exc)
            self._desk.trouble(url, exc.reason)
            return False
        page = reading.page
        if page is None or page.post_id is None:
            self._desk.trouble(url, "; ".join(reading.reasons) or "the page does not tell its post's id")
            return False
        if self._desk.blog is None and page.blog_id is not None:
            home, title = f"{self._desk.site.home}/", page.blog_title or ""
            identify(self._desk, Blog(id=page.blog_id, url=home, title=title, language=page.locale))
        views = replace(
            self._views(self._desk.work.found(page.post_id)),
            page=page,
            page_text=body_text(page),
            feeds=False,
        )
        views = replace(views, sources=(*views.sources, *reading.sources))
        told = self._feeds.read(page.post_id) if missing(views) > 0 else Told()
        self._settled(
            _with(views, told), self._held(page.post_id), (*reading.reasons, *told.reasons), told, url
        )
        return True

    def revise(self, held: Snapshot, entry: Entry) -> None:
        """Write the entry as the next version, when its meaning changed."""
        missing_before = self._desk.books.gaps.get(held.id)
        self._put(entry, held, ())
        if missing_before is not None:
            self._desk.books.gaps[held.id] = missing_before

    def gone(self, held: Snapshot) -> None:
        """Write down that the site no longer has that entry."""
        self._put(retire(held.entry()), held, ())
        self._desk.books.retired += 1

    def flush(self) -> None:
        """Write what is pending, durably, and only then call it settled."""
        if self._batch:
            self._desk.store.write(tuple(self._batch.values()))
        if self._done:
            self._desk.work.settle(self._done)
        self._batch, self._done, self._since = {}, [], self._desk.now()

    def _refused(self, exc: TurnedAwayError) -> None:
        """Count it. Raises it when the site should be left alone."""
        self._refusals += 1
        if self._refusals >= PATIENCE or (exc.retry_after or 0.0) >= LONG:
            raise exc

    def _held(self, entry_id: str) -> Snapshot | None:
        """The latest version, be it written or still pending."""
        pending = self._batch.get(entry_id)
        return pending[1] if pending else self._desk.store.held(entry_id)

    def _views(self, found: Found) -> Views:
        held = self._held(found.id)
        return Views(
            held=held.entry() if held else None,
            feed=found.entry,
            comments=found.comments,
            sources=found.sources,
            damaged=found.damaged,
        )

    def _entry(self, found: Found) -> None:
        held, views = self._held(found.id), self._views(found)
        if held is not None and held.status == "redacted":
            self._finish(found.id)
            return
        told = self._feeds.read(found.id) if self._doubts_comments(views) else Told()
        views, reasons = self._with_page(_with(views, told), held, found.url)
        if views.feed is None and views.held is None and (views.page is None or views.page.post_id is None):
            why = "; ".join((*told.reasons, *reasons)) or "it has comments, but no feed and no page shows it"
            self._desk.trouble(found.url or found.id, why)
            return
        self._settled(views, held, (*told.reasons, *reasons), told)

    def _doubts_comments(self, views: Views) -> bool:
        """Whether the post's own comments feed is worth a request: the blog-wide one does not tell all."""
        if missing(views) > 0:
            return True
        if self._comments_whole or not self._full or views.feed is None:
            return False
        declared, held = views.feed.comments_declared or 0, present(views.held)
        return declared != held or (self._desk.deep and bool(declared or held))

    def _with_page(
        self, views: Views, held: Snapshot | None, url: str | None
    ) -> tuple[Views, tuple[str, ...]]:
        """The views with the entry's page, where it is wanted, and what went wrong."""
        url = url or (held.url if held else None)
        unsure = self._feeds.off and self._doubts_comments(views)
        if url is None or not self._wants_page(views, held, unsure=unsure):
            return views, ()
        reading = self._pages.read(url, views, missing_comments=missing(views) > 0 or unsure)
        page = reading.page
        if page is None:
            return views, reading.reasons
        self._refusals = 0
        learn_language(self._desk, page.locale)
        needs_text = page.body_html is not None and (views.feed is None or views.feed.body.truncated)
        text = body_text(page) if needs_text else ""
        seen = replace(views, page=page, page_text=text, sources=(*views.sources, *reading.sources))
        return seen, reading.reasons

    def _wants_page(self, views: Views, held: Snapshot | None, *, unsure: bool) -> bool:
        changed = held is None or digest(merge(views)) != held.digest
        lacking = max(missing(views), int(unsure))
        was_read = held is not None and self._was_read(held)
        return wants_page(self._desk.task.pages, views, missing=lacking, changed=changed, was_read=was_read)

    def _was_read(self, held: Snapshot) -> bool:
        """Whether its page is among its sources, or told nothing that made a new version."""
        return any(one.kind == PAGE for one in held.sources) or id8(held.id) in self._desk.pages_read

    def _settled(
        self,
        views: Views,
        held: Snapshot | None,
        reasons: tuple[str, ...],
        told: Told,
        url: str | None = None,
    ) -> None:
        """Merge, decide, and put it into the batch."""
        entry = merge(views)
        if views.feed is not None and views.held is not None:
            wide = ids_of(self._desk.work.found(entry.id).comments) if self._comments_whole else None
            own = ids_of(told.comments) if told.whole else None
            if own is None and self._needs_second(entry, wide):
                own = self._second(entry.id)
            entry = without_absent(entry, views, wide=wide, own=own)
        created = entry.created or instant(entry.id)
        entry = replace(entry, url=entry.url or url, created=created)
        self._put(entry, held, reasons)
        if (
            views.page is not None
            and held is not None
            and entry.id not in self._batch
            and not self._was_read(held)
        ):
            self._desk.pages_read.add(id8(entry.id))
        self._finish(entry.id)

    def _needs_second(self, entry: Entry, wide: frozenset[str] | None) -> bool:
        """Whether a live comment is not in the blog-wide feed: the post's own feed is the second witness."""
        return wide is not None and any(one.status == "live" and one.id not in wide for one in entry.comments)

    def _second(self, entry_id: str) -> frozenset[str] | None:
        told = self._feeds.read(entry_id)
        return ids_of(told.comments) if told.whole else None

    def _put(self, entry: Entry, held: Snapshot | None, reasons: tuple[str, ...]) -> None:
        desk = self._desk
        before = held.digest if held else None
        change = decide(entry, digest(entry), held_digest=before, held_version=held.version if held else 0)
        if not isinstance(change, Same):
            version = 1 if isinstance(change, Added) else change.version
            where = (desk.store.find(entry.id) if held else None) or folder(entry)
            written = snapshot(entry, version=version, captured=desk.started, blog=desk.blog_ref())
            self._batch[entry.id] = (where, written)
            desk.books.added += isinstance(change, Added)
            desk.books.revised += not isinstance(change, Added)
        missing_here = gap(entry, reasons) if entry.status == "live" else None
        desk.books.settled(held.entry() if held else None, entry, missing_here)
        if undated(entry):
            desk.books.undated.append(entry.id)

    def _finish(self, entry_id: str) -> None:
        self._done.append(entry_id)
        waited = (self._desk.now() - self._since).total_seconds()
        if len(self._done) >= BATCH or waited >= BATCH_SECONDS:
            self.flush()


def _with(views: Views, told: Told) -> Views:
    return replace(views, comments=(*views.comments, *told.comments), sources=(*views.sources, *told.sources))
