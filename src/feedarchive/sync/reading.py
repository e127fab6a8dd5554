"""Post pages: when one is needed, and what it and its further comment pages show."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.capture import Document, Request
from feedarchive.errors import FetchError, GoneError, NoArchiveError, ParseError, TurnedAwayError
from feedarchive.model import Comment, Entry, Snapshot, Source
from feedarchive.parse.text import readable
from feedarchive.plan.comments import beyond_known
from feedarchive.plan.merge import Views
from feedarchive.plan.pages import comment_pages
from feedarchive.plan.sameness import aligned, place, shelf
from feedarchive.seen import PostPage
from feedarchive.sources.answers import page_of
from feedarchive.sync.desk import Desk, source
from feedarchive.sync.revisit import page_again

PAGE = "page"
# So many refusals among the comment pages of one post, and the rest is not asked for.
MOST_REFUSALS = 2


class Reading(Struct, frozen=True, kw_only=True):
    """What was read of a post's page.

    Attributes:
        page: None when it could not be had.
        reasons: why it could not.
        hints: which of its further comment pages could not be had, and why.
        gone: there is no such page (404, 410).
        refused: the site turned us away on the way through these.
    """

    page: PostPage | None = None
    sources: tuple[Source, ...] = ()
    reasons: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    gone: bool = False
    refused: TurnedAwayError | None = None


class PageReader:
    """Fetches and reads post pages; failures become reasons."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def read(
        self, url: str, views: Views, *, missing_comments: bool, held: Snapshot | None = None
    ) -> Reading:
        """The post's page at that address, rebased; with all its comment pages when comments are missing.

        `held` is the version at hand: its page need not be sent again.

        Raises:
            TurnedAwayError: when the site turns us away.
            NoArchiveError: when the page asks not to be archived.
        """
        try:
            document = page_again(self._desk, self._request(url), held)
            shown = page_of(document, blog_id=self._blog_id())
        except (TurnedAwayError, NoArchiveError):
            raise
        except (FetchError, ParseError) as exc:
            return Reading(reasons=(f"its page: {exc.reason}",), gone=isinstance(exc, GoneError))
        if not is_that_post(shown, views):
            if self._desk.syndicated and views.feed is not None and not views.feed.body.truncated:
                return Reading()  # markup that nothing is known of, where the feed has the text
            at = "" if document.url == document.asked else f" ({document.url})"
            return Reading(reasons=(f"its address shows another page, not the post{at}",))
        reading = Reading(page=shown, sources=(source(document),))
        wanted = shown.more_comments and (missing_comments or beyond_known(shown, views))
        if self._desk.syndicated:
            reading = self._further(reading, shown) if shown.more_comments or shown.leaves else reading
            return replace(reading, page=of_entry(reading.page or shown, views))
        return self._further(reading, shown) if wanted else reading

    def alone(self, url: str) -> Reading:
        """The page of a post that no feed speaks of, with the id it is known by; raises as `read` does.

        No page and no reasons where the address shows a page that is neither a post nor a static page.
        """
        if not self._desk.syndicated:
            return self.read(url, Views(), missing_comments=True)
        try:
            document, shown = self._fetched(url)
        except (TurnedAwayError, NoArchiveError):
            raise
        except (FetchError, ParseError) as exc:
            return Reading(reasons=(f"its page: {exc.reason}",), gone=isinstance(exc, GoneError))
        beside = shelf(url) if shelf(url) in self._desk.shelves else ""
        if shown.body_html is None or (shown.kind is None and not beside):
            return Reading()
        reading = self._further(Reading(page=shown, sources=(source(document),)), shown)
        at = shown.url or document.url
        entry_id = self._desk.by_address.get(place(url)) or self._desk.by_address.get(place(at))
        held = self._desk.store.held(entry_id) if entry_id else None
        page = replace(reading.page or shown, post_id=entry_id or shown.own_id or at, url=at)
        return replace(reading, page=of_entry(page, Views(held=held.entry() if held else None)))

    def _fetched(self, url: str) -> tuple[Document, PostPage]:
        request = self._request(url)
        document = page_again(self._desk, request, self._held_at(url), trusting=True)
        return document, page_of(document, blog_id=self._blog_id())

    def _held_at(self, url: str) -> Snapshot | None:
        """The version of the entry at that address, where the site is not Blogger's and asked by address."""
        entry_id = self._desk.by_address.get(place(url)) if self._desk.syndicated else None
        return self._desk.store.held(entry_id) if entry_id else None

    def _request(self, url: str) -> Request:
        return Request(url=self._desk.at(url), why=PAGE)

    def _blog_id(self) -> str | None:
        return self._desk.blog.id if self._desk.blog else None

    def _further(self, reading: Reading, first: PostPage) -> Reading:
        """The reading with the comments of all further comment pages (`commentPage=N`)."""
        own, links = comment_pages(first.more_comments)
        queue, asked = deque((*first.leaves, *links)), {own, *first.leaves, *links}
        further: list[PostPage] = []
        sources, hints = list(reading.sources), list[str]()
        refused: list[TurnedAwayError] = []
        while queue and len(refused) < MOST_REFUSALS:
            url = queue.popleft()
            try:
                document, shown = self._fetched(url)
            except (FetchError, ParseError) as exc:
                hints.append(f"comment page {url.rpartition('=')[2]}: {exc.reason}")
                refused += [exc] if isinstance(exc, TurnedAwayError) else []
                continue
            further.append(shown)
            sources.append(source(document))
            fresh = [link for link in shown.more_comments if link not in asked]
            asked.update(fresh)
            queue.extend(fresh)
        page = joined(first, further)
        away = refused[0] if refused else None
        return Reading(page=page, sources=tuple(sources), hints=tuple(hints), refused=away)


def of_entry(page: PostPage, views: Views) -> PostPage:
    """The page with its comments under the ids that feeds and earlier versions have for them."""
    known = views.feed or views.held
    return aligned(page, known.id if known is not None else page.post_id, views)


def joined(page: PostPage, further: Sequence[PostPage]) -> PostPage:
    """The page with the comments of its further comment pages; the first page that shows one wins.

    Further pages of its text are put behind it.
    """
    if not further:
        return page
    leaves = {place(url) for url in page.leaves}
    text = [shown.body_html for shown in further if place(shown.url) in leaves and shown.body_html]
    comments: dict[str, Comment] = {}
    for shown in (page, *further):
        for comment in shown.comments or ():
            comments.setdefault(comment.id, comment)
    body = "\n".join((page.body_html, *text)) if page.body_html is not None else None
    shows = page.comments is not None or bool(comments)
    return replace(page, body_html=body, comments=tuple(comments.values()) if shows else None)


def is_that_post(shown: PostPage, views: Views) -> bool:
    """Whether the page is the post's own: another page, a login or a parked domain answers 200 too."""
    known = views.feed or views.held
    if shown.post_id is None and shown.era == "any":
        return known is not None and _tells_of(shown, known)
    if shown.post_id is None:
        return shown.body_html is not None or shown.comments is not None or shown.era == "dynamic"
    return known is None or shown.post_id == known.id or known.kind == "page"


def _tells_of(shown: PostPage, known: Entry) -> bool:
    """Whether a page in nobody's markup speaks of that entry: by its address, its title or its comments."""
    address = urlsplit(shown.url or "").path == urlsplit(known.url or "").path
    title = bool(known.title) and " ".join((shown.title or "").split()) == " ".join(known.title.split())
    return bool(shown.comments) or ((address or title) and shown.body_html is not None)


def is_gone(desk: Desk, url: str) -> bool:
    """Whether the site says of that address that there is no such page. Raises TurnedAwayError."""
    try:
        desk.get(Request(url=desk.at(url), why="gone?"))
    except TurnedAwayError:
        raise
    except FetchError as exc:
        return isinstance(exc, GoneError)
    return False


def body_text(page: PostPage) -> str:
    """The page's body as readable text."""
    return readable(page.body_html) if page.body_html else ""
