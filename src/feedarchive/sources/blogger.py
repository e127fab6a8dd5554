"""The documents that make up a Blogger blog: generators given a `Get`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from feedarchive.capture import Document, Get, NotModified, Request
from feedarchive.errors import ChallengedError, ParseError, UnknownFormatError
from feedarchive.plan.walking import Walk, advance, next_start
from feedarchive.seen import FeedPage
from feedarchive.sources.answers import feed_of

Address = Callable[[int], str]


class Step(Struct, frozen=True, kw_only=True):
    """One page of a feed, what it says, and how the walk goes on after it."""

    document: Document
    page: FeedPage
    walk: Walk


def walk_feed(get: Get, address: Address, why: str, walk: Walk) -> Iterator[Step]:
    """Every page of a feed from where the walk stands to its end, by what came back, never by what was asked.

    Args:
        get: asks for a document.
        address: the address of the page that begins at a 1-based index.
        why: the word for these requests, as "posts-feed".
        walk: how far an earlier run came.

    Raises:
        FetchError: when a page cannot be had.
        ParseError: when what came is no feed at all.
    """
    while not walk.done:
        document = must(get(Request(url=address(next_start(walk)), why=why)))
        page = feed_of(document)
        if not page.whole:
            document, page = second_look(get, document, page)
        walk = advance(walk, page)
        yield Step(document=document, page=page, walk=walk)


def must(answer: Document | NotModified) -> Document:
    """The document of a request that had no condition."""
    if isinstance(answer, NotModified):
        raise UnknownFormatError(answer.url, "answered 304 to a request without a condition")
    return answer


def second_look(get: Get, document: Document, page: FeedPage) -> tuple[Document, FeedPage]:
    """A cut feed is asked for once more: most cuts are accidents of one transfer."""
    again = must(get(Request(url=document.asked, why=document.why)))
    try:
        second = feed_of(again)
    except (ChallengedError, ParseError):
        return document, page
    return (again, second) if second.whole else (document, page)
