"""Post pages: when one is needed, and what it and its further comment pages show."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.capture import Document, Request
from feedarchive.errors import FetchError, ParseError, TurnedAwayError
from feedarchive.model import Comment, Entry, Source
from feedarchive.parse.text import readable
from feedarchive.plan.merge import Views
from feedarchive.seen import PostPage
from feedarchive.sources.answers import page_of
from feedarchive.sources.blogger import must
from feedarchive.sync.desk import Desk, source

PAGE = "page"


class Reading(Struct, frozen=True, kw_only=True):
    """What was read of a post's page: None and reasons when it could not be had."""

    page: PostPage | None = None
    sources: tuple[Source, ...] = ()
    reasons: tuple[str, ...] = ()


class PageReader:
    """Fetches and reads post pages; failures become reasons."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def read(self, url: str, views: Views, *, missing_comments: bool) -> Reading:
        """The post's page at that address, rebased; with all its comment pages when comments are missing.

        Raises:
            TurnedAwayError: when the site turns us away.
        """
        try:
            document = self._fetch(url)
            shown = page_of(document, blog_id=self._blog_id())
        except TurnedAwayError:
            raise
        except (FetchError, ParseError) as exc:
            return Reading(reasons=(f"its page: {exc.reason}",))
        if not is_that_post(shown, views):
            return Reading(reasons=(f"{document.url} shows another page, not the post",), sources=())
        reading = Reading(page=shown, sources=(source(document),), reasons=())
        return self._further(reading) if missing_comments and shown.more_comments else reading

    def _fetch(self, url: str) -> Document:
        return must(self._desk.get(Request(url=self._desk.site.rebase(url), why=PAGE)))

    def _blog_id(self) -> str | None:
        return self._desk.blog.id if self._desk.blog else None

    def _further(self, reading: Reading) -> Reading:
        """The reading with the comments of all further comment pages (`commentPage=N`)."""
        assert reading.page is not None
        further: list[PostPage] = []
        queue, seen = list(reading.page.more_comments), set(reading.page.more_comments)
        sources, reasons = list(reading.sources), list(reading.reasons)
        while queue:
            url = queue.pop(0)
            try:
                document = self._fetch(url)
                shown = page_of(document, blog_id=self._blog_id())
            except TurnedAwayError:
                raise
            except (FetchError, ParseError) as exc:
                reasons.append(f"comment page {url}: {exc.reason}")
                continue
            further.append(shown)
            sources.append(source(document))
            fresh = [link for link in shown.more_comments if link not in seen]
            seen.update(fresh)
            queue.extend(fresh)
        return Reading(page=joined(reading.page, further), sources=tuple(sources), reasons=tuple(reasons))


def joined(page: PostPage, further: Sequence[PostPage]) -> PostPage:
    """The page with the comments of its further comment pages; the first page that shows one wins."""
    if not further:
        return page
    comments: dict[str, Comment] = {}
    for shown in (page, *further):
        for comment in shown.comments or ():
            comments.setdefault(comment.id, comment)
    return replace(page, comments=tuple(comments.values()))


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


def body_text(page: PostPage) -> str:
    """The page's body as readable text."""
    return readable(page.body_html) if page.body_html else ""
