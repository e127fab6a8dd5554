"""What a run's feeds leave open of an entry is asked for: its own comments feed, its page."""

from __future__ import annotations

from msgspec.structs import replace

from feedarchive.model import Snapshot
from feedarchive.plan.comments import missing, present
from feedarchive.plan.merge import Views, merge
from feedarchive.plan.pages import wants_page
from feedarchive.store.codec import digest
from feedarchive.store.layout import id8
from feedarchive.sync.desk import Desk
from feedarchive.sync.identity import learn_language
from feedarchive.sync.postfeeds import PostFeeds, Told
from feedarchive.sync.reading import PAGE, PageReader, body_text


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

    def told(self, views: Views, entry_id: str) -> Told:
        """What the entry's own comments feed tells, where that is worth a request. Raises TurnedAwayError."""
        return self.feeds.read(entry_id) if self._doubts_comments(views) else Told()

    def _doubts_comments(self, views: Views) -> bool:
        """Whether the post's own comments feed is worth a request: the blog-wide one does not tell all."""
        if missing(views) > 0:
            return True
        if self._comments_whole or not self._full or views.feed is None:
            return False
        declared, held = views.feed.comments_declared or 0, present(views.held)
        return declared != held or (self._desk.deep and bool(declared or held))

    def with_page(
        self, views: Views, held: Snapshot | None, url: str | None
    ) -> tuple[Views, tuple[str, ...]]:
        """The views with the entry's page, where it is wanted, and why not all. Raises TurnedAwayError."""
        url = url or (held.url if held else None)
        unsure = self.feeds.off and self._doubts_comments(views)
        if url is None or not self._wants_page(views, held, unsure=unsure):
            return views, ()
        reading = self.pages.read(url, views, missing_comments=missing(views) > 0 or unsure)
        page = reading.page
        if page is None:
            return views, reading.reasons
        learn_language(self._desk, page.locale)
        needs_text = page.body_html is not None and (views.feed is None or views.feed.body.truncated)
        text = body_text(page) if needs_text else ""
        seen = replace(views, page=page, page_text=text, sources=(*views.sources, *reading.sources))
        return seen, reading.reasons

    def _wants_page(self, views: Views, held: Snapshot | None, *, unsure: bool) -> bool:
        changed = held is None or digest(merge(views)) != held.digest
        lacking = max(missing(views), int(unsure))
        was_read = held is not None and self.was_read(held)
        return wants_page(self._desk.task.pages, views, missing=lacking, changed=changed, was_read=was_read)

    def was_read(self, held: Snapshot) -> bool:
        """Whether its page is among its sources, or told nothing that made a new version."""
        return any(one.kind == PAGE for one in held.sources) or id8(held.id) in self._desk.pages_read


def with_told(views: Views, told: Told) -> Views:
    """The views with what the entry's own comments feed told."""
    return replace(views, comments=(*views.comments, *told.comments), sources=(*views.sources, *told.sources))
