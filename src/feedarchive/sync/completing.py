"""What a run's feeds leave open of an entry is asked for: its own comments feed, its page."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.model import Snapshot, Source
from feedarchive.parse.remarks import of_entry
from feedarchive.plan.balance import POSTS_FEED
from feedarchive.plan.comments import ids_of, missing, present, tells_all
from feedarchive.plan.merge import Views, merge
from feedarchive.plan.pages import wants_page
from feedarchive.plan.verdict import PAGE as BY_PAGE
from feedarchive.plan.verdict import POST_FEED, Count, Evidence
from feedarchive.seen import CommentOf
from feedarchive.store.codec import digest
from feedarchive.store.layout import id8
from feedarchive.sync.desk import Desk
from feedarchive.sync.identity import learn_language
from feedarchive.sync.platform import own
from feedarchive.sync.postfeeds import PostFeeds, Told
from feedarchive.sync.reading import PAGE, PageReader, Reading, body_text

NO_TEXT = "its page shows no text that could be told from the rest, and no feed has it"
NO_TEXT_DYNAMIC = "its page is of Dynamic Views, which holds no text, and no feed has it"


class Completed(Struct, frozen=True, kw_only=True):
    """The views of an entry with all that was asked for besides, and what could not be had."""

    views: Views
    told: Told = Told()
    reading: Reading = Reading()

    def evidence(self, wide: frozenset[str] | None) -> Evidence:
        """What all of it says of the number of comments; `wide`: those in the blog's feed, walked whole."""
        views, page = self.views, self.views.page
        stated = (
            (POSTS_FEED, views.feed.comments_declared if views.feed else None),
            (BY_PAGE, page.comments_declared if page else None),
            (POST_FEED, self.told.total),
        )
        own = ids_of(self.told.comments) if self.told.whole else None
        shown = ids_of(page.comments or ()) if page and tells_all(page) and not self.reading.hints else None
        return Evidence(
            counts=tuple(Count(source, number) for source, number in stated if number is not None),
            lists=tuple(one for one in (wide, own) if one is not None),
            page=shown,
            reasons=(*self.reading.reasons, *self._without_text()),
            hints=(*self.told.reasons, *self.reading.hints),
        )

    def _without_text(self) -> tuple[str, ...]:
        """Why no document has the entry's text, where that is so: a page of Dynamic Views and no feed."""
        views, page = self.views, self.views.page
        if page is None or page.body_html is not None or views.feed is not None:
            return ()
        if views.held is not None and views.held.body.origin is not None:
            return ()
        return (NO_TEXT_DYNAMIC if page.era == "dynamic" else NO_TEXT,)


class Completing:
    """Completes views.

    Args:
        desk: the run's tools.
        comments_whole: the blog-wide comments feed told all comments, so that its silence means something.
        full: the posts feed was walked, so that each entry's declared number of comments is of today.
    """

    def __init__(self, desk: Desk, *, comments_whole: bool, full: bool) -> None:
        self._desk = desk
        self._comments_whole = comments_whole
        self._full = full
        self.pages = PageReader(desk)
        self.feeds = PostFeeds(desk)

    def complete(self, views: Views, entry_id: str, url: str | None, held: Snapshot | None) -> Completed:
        """The views with the entry's own comments feed and its page, each where it is worth a request.

        Raises TurnedAwayError, and NoArchiveError when the page asks not to be archived.
        """
        told = self.feeds.read(entry_id, views) if self._doubts_comments(views) else Told()
        views = with_told(views, told)
        reading = self._page(views, held, url or (held.url if held else None), told)
        return Completed(views=with_page(views, reading), told=told, reading=reading)

    def _doubts_comments(self, views: Views) -> bool:
        """Whether the post's own comments feed is worth a request: the blog-wide one does not tell all."""
        if missing(views) > 0:
            return True
        if self._comments_whole or not self._full or views.feed is None:
            return False
        if views.feed.comments_declared is None and self.feeds.linked(views) is not None:
            return True  # only that feed tells whether there are any
        declared, held = views.feed.comments_declared or 0, present(views.held)
        return declared != held or (self._desk.deep and bool(declared or held))

    def _page(self, views: Views, held: Snapshot | None, url: str | None, told: Told) -> Reading:
        """The entry's page, where it is wanted. Raises TurnedAwayError."""
        unsure = not told.whole and self._doubts_comments(views)
        lacking = max(missing(views), int(unsure))
        changed = held is None or digest(merge(views)) != held.digest
        was_read = held is not None and self.was_read(held)
        mode = self._desk.task.pages
        if (
            url is None
            or not own(self._desk, url)
            or not wants_page(mode, views, missing=lacking, changed=changed, was_read=was_read)
        ):
            return Reading()
        reading = self.pages.read(url, views, missing_comments=lacking > 0, held=held)
        if reading.page is not None:
            learn_language(self._desk, reading.page.locale)
        return reading

    def was_read(self, held: Snapshot) -> bool:
        """Whether its page is among its sources, or told nothing that made a new version."""
        return any(one.kind == PAGE for one in held.sources) or id8(held.id) in self._desk.pages_read


def with_told(views: Views, told: Told) -> Views:
    """The views with what the entry's own comments feed told."""
    return replace(views, comments=(*views.comments, *told.comments), sources=(*views.sources, *told.sources))


def with_unplaced(views: Views, entry_id: str, found: Sequence[tuple[CommentOf, Source]]) -> Views:
    """The views with the comments of a feed that knew the entry by its address alone."""
    comments = tuple(of_entry(one, entry_id).comment for one, _ in found)
    sources = dict.fromkeys(of for _, of in found)
    return replace(views, comments=(*views.comments, *comments), sources=(*views.sources, *sources))


def with_page(views: Views, reading: Reading) -> Views:
    """The views with the page that was read, if one was."""
    page = reading.page
    if page is None:
        return views
    alone = views.feed is None or views.feed.body.truncated or bool(page.leaves)
    needs_text = page.body_html is not None and alone
    text = body_text(page) if needs_text else ""
    return replace(views, page=page, page_text=text, sources=(*views.sources, *reading.sources))
