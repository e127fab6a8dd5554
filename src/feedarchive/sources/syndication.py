"""The documents of any Atom, RSS or JSON feed, as far back as the site lets: a generator given a `Get`.

A feed is followed by its own links, `next` (RFC 5005, 3) and `prev-archive` (RFC 5005, 4); WordPress's, which
has no links, by `?paged=N`, which answers 404 past the end (6.1, 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from msgspec.structs import replace

from feedarchive.capture import Document, Get, Request
from feedarchive.errors import GoneError
from feedarchive.plan.walking import Walk, item_ids
from feedarchive.seen import FeedPage
from feedarchive.sources.answers import feed_of
from feedarchive.sources.blogger import Step, must, second_look

_END = re.compile(rb"(?:</(?:\w+:)?(?:feed|rss|rdf)\s*>|\})\s*(?:<!--.*-->\s*)*\Z", re.IGNORECASE | re.DOTALL)
MOST_PAGES = 10_000
MOST_BARREN = 5  # documents in a row that show nothing new: the newest archive may repeat what the feed shows
WINDOW = "it shows only its newest entries"
_ENDLESS = "the feed goes on without end"


def walk_back(
    get: Get, address: str, why: str, *, platform: str = "", walk: Walk, seen: AbstractSet[str] = frozenset()
) -> Iterator[Step]:
    """Every document of a feed from where the walk stands to the oldest; entries as the newest shows them.

    A walk is whole where the site showed an end: a feed that says it is complete, a chain of links that ends,
    WordPress's 404. A feed without any of these is a window on the newest entries, and proves nothing.

    Args:
        get: asks for a document.
        address: the feed's.
        why: the word for these requests, as "posts-feed".
        platform: "wordpress" for its `?paged=N`.
        walk: how far an earlier run came, `walk.url` the address to go on with.
        seen: the ids that it showed.

    Raises FetchError and ParseError when the first document cannot be had or read.
    """
    known, asked, barren = set(seen), set[str](), 0
    while not walk.done:
        url = walk.url or address
        asked.add(url)
        try:
            document, page = _read(get, url, why)
        except GoneError:
            if walk.start == 1 or not _is_paged(url):
                raise
            return
        asked.add(document.url)
        ids = item_ids(page)
        fresh = replace(
            page,
            entries=tuple(one for one in page.entries if one.id not in known),
            comments=tuple(one for one in page.comments if one.comment.id not in known),
        )
        news = not known.issuperset(ids)
        linked = following(page, document, platform, asked, news=news)
        barren = 0 if news else barren + 1
        trouble = _trouble(walk, page, linked, asked, repeats=bool(ids) and not news)
        if linked is not None and (barren >= MOST_BARREN or walk.start >= MOST_PAGES):
            linked, trouble = None, f"{_ENDLESS}: left at document {walk.start}"
        walk = _after(walk, page, linked, trouble)
        known.update(ids)
        yield Step(document=document, page=fresh, walk=walk)


def following(
    page: FeedPage, document: Document, platform: str, asked: AbstractSet[str], *, news: bool
) -> str | None:
    """The address of the next older document; None at the end, and where it would lead back."""
    linked = page.next_url or page.prev_archive
    if linked is None and platform == "wordpress" and news and item_ids(page):
        linked = paged(document.url)
    own = {_host(document.url), _host(document.asked), _host(page.blog.url)}
    return linked if linked is not None and _host(linked) in own and linked not in asked else None


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def paged(url: str) -> str:
    """The address of the next page of a WordPress feed."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    number = query.get("paged", "1")
    query["paged"] = str(int(number) + 1 if number.isdecimal() and len(number) < len(str(MOST_PAGES)) else 2)
    return urlunsplit(parts._replace(query=urlencode(query)))


def ended(walk: Walk, seen: int) -> Walk:
    """The walk at its end, with what it proves; `seen`: how many different entries it showed."""
    if walk.trouble:
        return replace(walk, done=True, url="")
    if not walk.chained:
        return replace(walk, done=True, url="", trouble=WINDOW)
    return replace(walk, done=True, url="", whole=True, total=seen)


def _after(walk: Walk, page: FeedPage, linked: str | None, trouble: str) -> Walk:
    return replace(
        walk,
        start=walk.start + 1,
        began=walk.began or page.updated,
        url=linked or "",
        chained=walk.chained or page.complete or linked is not None,
        trouble=walk.trouble or trouble,
        done=linked is None,
    )


def _trouble(
    walk: Walk, page: FeedPage, linked: str | None, asked: AbstractSet[str], *, repeats: bool
) -> str:
    """Why that document leaves the walk short of whole; "" when it does not."""
    if not page.whole and item_ids(page):
        return f"the feed is damaged at document {walk.start}"
    if linked is None and (beyond := page.next_url or page.prev_archive) and beyond not in asked:
        return f"the feed goes on at another site: {beyond}"
    # A site that does not know `?paged=` answers with its first page again.
    return WINDOW if repeats and linked is None and _is_paged(walk.url) else ""


def _is_paged(url: str) -> bool:
    return "paged" in dict(parse_qsl(urlsplit(url).query))


def _read(get: Get, url: str, why: str) -> tuple[Document, FeedPage]:
    document = must(get(Request(url=url, why=why)))
    page = feed_of(document)
    return second_look(get, document, page) if not page.whole and _is_cut(document) else (document, page)


def _is_cut(document: Document) -> bool:
    """Whether the answer has no end: a feed that is not well-formed will not be the next time either."""
    return not _END.search(document.body[-200:])
