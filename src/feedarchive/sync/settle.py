"""Entry by entry: complete its views, merge them, decide, hand it on to be written."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.errors import LeftAloneError, NoArchiveError, TurnedAwayError
from feedarchive.model import Blog, Entry, Snapshot
from feedarchive.parse.dom import path
from feedarchive.parse.ids import instant
from feedarchive.plan.changes import retire
from feedarchive.plan.comments import ids_of, missing, without_absent
from feedarchive.plan.dating import undated, unsure
from feedarchive.plan.merge import Views, first_saved, merge
from feedarchive.plan.sameness import place
from feedarchive.plan.verdict import Evidence, Gap, balance
from feedarchive.store.layout import id8
from feedarchive.store.work import Found
from feedarchive.sync.completing import Completed, Completing, with_page, with_told, with_unplaced
from feedarchive.sync.dating import Dating, shown_by
from feedarchive.sync.desk import Desk
from feedarchive.sync.harvest import COMMENTS, POSTS
from feedarchive.sync.identity import identify, learn_language
from feedarchive.sync.postfeeds import Told
from feedarchive.sync.reading import Reading, is_gone
from feedarchive.sync.redact import kept_out
from feedarchive.sync.writing import Writing

# So many refusals in a row, or one that asks for so many seconds, and the site is left alone for now.
PATIENCE = 3
LONG = 120.0
# So many entries wait for the zone of the blog before they are written: what a power cut may cost.
MOST_WAITING = 50


class _Merged(Struct, frozen=True, kw_only=True):
    """An entry that is settled but for its instants.

    `shown`: what its page of this run displays, None without one; `url`: the address it was found by
    without a feed.
    """

    entry: Entry
    held: Snapshot | None
    evidence: Evidence
    shown: frozenset[str] | None
    url: str | None


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
        self._out = kept_out(desk.store)
        self._walked = full and (COMMENTS in (walks := desk.work.walks())) and walks[COMMENTS].whole
        self._completing = Completing(desk, comments_whole=comments_whole, full=full)
        self._writing = Writing(desk)
        self._dating = Dating(desk)
        self._waiting: dict[str, _Merged] = {}
        self._early: dict[str, frozenset[str]] = {}
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
        """Settle what was put off: once more, and if need be with what could be had."""
        for entry_id in self._deferred:
            found = self._desk.work.found(entry_id)
            try:
                self._entry(found, last=True)
            except TurnedAwayError as exc:
                self._refused(exc)
                reading = Reading(reasons=(f"its page: {exc.reason}",))
                self._settled(Completed(views=self._views(found), reading=reading))

    def page_alone(self, url: str) -> bool:
        """Settle the post at an address that no feed speaks of. Returns whether it could be had."""
        try:
            reading = self._completing.pages.alone(url)
        except TurnedAwayError as exc:
            self._refused(exc)
            reading = Reading(reasons=(exc.reason,))
        except NoArchiveError as exc:
            reading = Reading(reasons=(f"its page {exc.reason}",))
        page = reading.page
        if page is None and not reading.reasons:
            return False
        if page is None or page.post_id is None:
            why = "; ".join(reading.reasons) or "the page does not tell its post's id"
            self._desk.books.unread(url, why, gone=reading.gone)
            return False
        self._desk.books.gaps.pop(url, None)
        if self._desk.blog is None and page.blog_id is not None:
            home, title = f"{self._desk.site.home}/", page.blog_title or ""
            identify(self._desk, Blog(id=page.blog_id, url=home, title=title, language=page.locale))
        learn_language(self._desk, page.locale)
        views = replace(self._views(self._desk.work.found(page.post_id)), feeds=False)
        views = with_unplaced(views, page.post_id, self._desk.unplaced.get(place(url), ()))
        views = with_page(views, reading)
        told = self._completing.feeds.read(page.post_id) if missing(views) > 0 else Told()
        self._desk.by_address.setdefault(place(url), page.post_id)
        self._settled(Completed(views=with_told(views, told), told=told, reading=reading), url)
        return True

    def revise(self, held: Snapshot, entry: Entry) -> None:
        """Write the entry as the next version, when its meaning changed."""
        books = self._desk.books
        before = books.gaps.get(held.id) or books.explained.get(held.id)
        self._writing.put(entry, held)
        books.settled(held.entry(), entry, before)

    def gone(self, held: Snapshot) -> None:
        """Write down that the site no longer has that entry."""
        self._put(retire(held.entry()), held, Evidence())
        self._desk.books.retired += 1

    def flush(self) -> None:
        """Write what is pending, durably, and only then call it settled."""
        self._writing.flush()

    def release(self) -> None:
        """Date what waits by what was seen so far, and write it with all that is pending."""
        waiting, self._waiting = self._waiting, {}
        for merged in waiting.values():
            shown = merged.shown or frozenset()
            entry = self._dating.dated(merged.entry, shown)
            self._rest(replace(merged, entry=entry))
            if undated(entry):
                self._early[entry.id] = shown
        self.flush()

    def conclude(self, *, full: bool) -> None:
        """Date the rest by all that this run showed, and keep the zone of a whole look in blog.json."""
        desk = self._desk
        if desk.resumed is not None:
            self._early = self._dating.look_back(desk.resumed) | self._early
        early = dict(self._early)
        self.release()
        for held in filter(None, map(desk.store.held, early)):
            self.revise(held, self._dating.dated(held.entry(), early[held.id]))
        if (full and not desk.task.windowed) or desk.blog is None or desk.blog.zone is None:
            self._dating.keep()

    def _refused(self, exc: TurnedAwayError) -> None:
        """Count it. Raises it when the site should be left alone."""
        self._refusals += 1
        long = isinstance(exc, LeftAloneError) or (exc.retry_after or 0.0) >= LONG
        if self._refusals >= PATIENCE or long:
            raise exc

    def _held(self, entry_id: str) -> Snapshot | None:
        """The latest version, be it written, pending or waiting."""
        if entry_id in self._waiting:
            self.release()
        return self._writing.held(entry_id)

    def _views(self, found: Found) -> Views:
        held = self._held(found.id)
        return Views(
            held=held.entry() if held else None,
            feed=found.entry,
            comments=found.comments,
            sources=found.sources,
            damaged=found.damaged,
        )

    def _entry(self, found: Found, *, last: bool = False) -> None:
        held, views = self._held(found.id), self._views(found)
        again = held is None and path(found.url or "") in self._out  # under another id, as after an import
        if again or (held is not None and held.status == "redacted"):
            self._writing.finish(found.id)
            return
        try:
            completed = self._completing.complete(views, found.id, found.url, held)
        except NoArchiveError as exc:
            self._left_out(found, held, exc)
            return
        refused, page = completed.reading.refused, completed.views.page
        if refused is not None and not last:
            raise refused
        self._refusals = 0 if page is not None and refused is None else self._refusals
        if views.feed is None and views.held is None and (page is None or page.post_id is None):
            if self._is_ghost(found, completed.reading):
                self._ghost(completed.views, found.id, found.url)
                return
            why = "; ".join((*completed.told.reasons, *completed.reading.reasons))
            self._desk.trouble(
                found.url or found.id, why or "it has comments, but no feed and no page shows it"
            )
            return
        self._settled(completed)

    def _left_out(self, found: Found, held: Snapshot | None, exc: NoArchiveError) -> None:
        """Write nothing of an entry whose page asks not to be archived; a version that is held stays."""
        url = found.url or (held.url if held else None)
        self._desk.books.gaps[found.id] = Gap(post=found.id, url=url, reason=f"its page {exc.reason}")
        self._writing.finish(found.id)

    def _is_ghost(self, found: Found, reading: Reading) -> bool:
        """Whether comments alone are left of a post: the posts feed, walked whole, and its address say so."""
        walk = self._desk.work.walks().get(POSTS)
        if found.url is None or walk is None or not walk.whole:
            return False
        return reading.gone or (self._desk.task.pages == "never" and is_gone(self._desk, found.url))

    def _ghost(self, views: Views, entry_id: str, url: str | None) -> None:
        """Keep the comments of a post that was deleted before anyone saw it, which a feed still lists."""
        deleted = Entry(id=entry_id, url=url, status="gone")
        self._put(merge(replace(views, held=deleted)), None, Evidence())
        self._writing.finish(entry_id)

    def _settled(self, completed: Completed, url: str | None = None) -> None:
        """Merge, and put it into the batch; or let it wait, when the zone of the blog can tell more of it."""
        views = completed.views
        entry = merge(views)
        held = self._held(entry.id)
        if views.feed is not None and views.held is not None:
            entry = self._without_absent(entry, completed)
        created = first_saved(entry, entry.created or instant(entry.id))
        entry = replace(entry, url=entry.url or url, created=created)
        self._dating.look(entry, views)
        evidence = completed.evidence(self._wide(entry.id) if self._walked else None)
        shown = None if views.page is None else shown_by(views.page, entry)
        merged = _Merged(entry=entry, held=held, evidence=evidence, shown=shown, url=url)
        if not shown or not unsure(entry):
            self._rest(merged)
            return
        self._waiting[entry.id] = merged
        if len(self._waiting) >= MOST_WAITING:
            self.release()

    def _rest(self, merged: _Merged) -> None:
        entry, held = merged.entry, merged.held
        written = self._put(entry, held, merged.evidence)
        if merged.shown is not None and held is not None and not (written or self._completing.was_read(held)):
            self._desk.pages_read.add(id8(entry.id))
        self._writing.finish(entry.id, merged.url)

    def _wide(self, entry_id: str) -> frozenset[str]:
        """The entry's comments in the blog-wide feed."""
        return self._desk.work.comment_ids(entry_id)

    def _without_absent(self, entry: Entry, completed: Completed) -> Entry:
        """With those comments marked gone that two witnesses no longer know (docs/merging.md, Gone)."""
        told = completed.told
        wide = self._wide(entry.id) if self._comments_whole else None
        if not told.whole and wide is not None and _beyond(entry, wide):
            told = self._completing.feeds.read(entry.id)
        own = ids_of(told.comments) if told.whole else None
        return without_absent(entry, completed.views, wide=wide, own=own)

    def _put(self, entry: Entry, held: Snapshot | None, evidence: Evidence) -> bool:
        written = self._writing.put(entry, held)
        found = balance(entry, evidence) if entry.status == "live" else None
        self._desk.books.settled(held.entry() if held else None, entry, found)
        return written


def _beyond(entry: Entry, wide: frozenset[str]) -> bool:
    """Whether a live comment is not in the blog-wide feed: the post's own feed is the second witness."""
    return any(one.status == "live" and one.id not in wide for one in entry.comments)
