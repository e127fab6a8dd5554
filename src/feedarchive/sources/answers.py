"""What a document is read as, and what it is called when it is something else that answers 200."""

from __future__ import annotations

from urllib.parse import urlsplit

from feedarchive.capture import Document
from feedarchive.errors import ChallengedError, FeedArchiveError, UnknownFormatError
from feedarchive.parse import page
from feedarchive.parse.feeds import read_feed
from feedarchive.parse.standin import StandIn, stand_in
from feedarchive.seen import FeedPage, PostPage


def feed_of(document: Document) -> FeedPage:
    """The page of a feed.

    Raises:
        ChallengedError: a captcha instead.
        UnknownFormatError: no feed, and what it is instead.
        DamagedError: nothing of it can be trusted.
    """
    try:
        return read_feed(document.body, document.url, document.media_type)
    except UnknownFormatError as exc:
        if found := stand_in(document.body):
            raise _named(document, found, "the feed") from exc
        raise


def page_of(document: Document, *, blog_id: str | None = None) -> PostPage:
    """What a post's page shows.

    Raises:
        ChallengedError: a captcha instead.
        UnknownFormatError: no page, or another kind of page in its place.
        ParseError: it cannot be read.
    """
    try:
        shown = page.read(document.body, document.url, blog_id=blog_id)
    except UnknownFormatError as exc:
        if found := stand_in(document.body):
            raise _named(document, found, "the post") from exc
        raise
    if not _is_somebodys(shown, document) and (found := stand_in(document.body)):
        raise _named(document, found, "the post")
    return shown


def _is_somebodys(shown: PostPage, document: Document) -> bool:
    """Whether the page is a blog's by its structure: in Blogger's markup, or naming its own address."""
    own = urlsplit(shown.url or "").path == urlsplit(document.url).path
    return shown.era != "any" or shown.post_id is not None or (own and shown.body_html is not None)


def _named(document: Document, found: StandIn, what: str) -> FeedArchiveError:
    kind = ChallengedError if found.kind == "captcha" else UnknownFormatError
    return kind(document.url, f"answered {found.words}, not {what}{found.advice}")
