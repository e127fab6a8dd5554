"""Whether a blog is Blogger's or another's, and what is remembered of the other: its feeds, its platform."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec.structs import replace

from feedarchive.capture import Document, Get, NotModified, Request
from feedarchive.errors import FetchError, GoneError, ParseError, TurnedAwayError
from feedarchive.seen import FeedPage
from feedarchive.sources.addresses import absolute, blog_number, post_path
from feedarchive.sources.discovery import WHY, Found, discover
from feedarchive.sync.desk import Desk
from feedarchive.sync.identity import from_feed, identify

_BLOGGERS_HOST = re.compile(r"(?:\A|\.)blogspot\.(?:com|[a-z]{2}|com?\.[a-z]{2})\Z")
_OTHERS_HOST = re.compile(
    r"\.(?:wordpress|substack|tumblr|typepad|livejournal|dreamwidth|ghost)\.(?:com|org|io)\Z"
)
# What Blogger's blogs have below their host: home page, posts, archives, feeds, searches.
_BLOGGERS_PATH = re.compile(
    r"/?\Z|/feeds/|/search\b|/p/|/(?:atom|rss)\.xml\Z|/\d{4}/|/(?:index|default)\.html?\Z|/(?:archives?/)?\d{4}_"
)


def look(desk: Desk) -> None:
    """Find out what needs no word from Blogger's feeds: a host of another platform, an address of a feed.

    Raises TurnedAwayError; FetchError and ParseError where the address itself says why it is no feed.
    """
    if desk.blog is None and is_elsewhere(desk.task.address):
        try:
            _search(desk)
        except GoneError:
            return


def is_elsewhere(address: str) -> bool:
    """Whether an address is none that a blog of Blogger's has."""
    parts = urlsplit(absolute(address))
    others = _OTHERS_HOST.search(parts.hostname or "") or not _BLOGGERS_PATH.match(parts.path)
    return bool(others or _is_query_of_feed(parts.query)) and not post_path(address)


def is_bloggers_host(host: str) -> bool:
    """Whether only Blogger answers there."""
    return bool(_BLOGGERS_HOST.search(host))


def adopt(desk: Desk) -> bool:
    """Whether the blog is another platform's; it is identified, and its feed at hand, afterwards.

    Never asked of a blog that is known, nor of a host that is Blogger's. Raises TurnedAwayError.
    """
    try:
        return _search(desk)
    except TurnedAwayError:
        raise
    except (FetchError, ParseError):
        return False


def _search(desk: Desk) -> bool:
    """As `adopt`, once in a run; raises what kept us from the address, too."""
    address = absolute(desk.task.address)
    host = urlsplit(address).hostname or ""
    if desk.looked or desk.blog is not None or _BLOGGERS_HOST.search(host) or blog_number(address):
        return False
    desk.looked = True
    found = discover(desk.get, address)
    if isinstance(found, Found):
        keep(desk, found)
        return True
    if found.home is not None:
        desk.get = _once(desk.get, found.home)
    return False


def keep(desk: Desk, found: Found) -> None:
    """Write down where the blog's feeds are. Raises ConfigError when the folder holds another blog."""
    desk.found = found
    blog = from_feed(found.page)
    held = desk.store.info()
    home = blog.url or urlsplit(found.address)._replace(path="/", query="", fragment="").geturl()
    identify(
        desk,
        replace(
            blog,
            id=held.id if held is not None and held.feed is not None else blog.id or home,
            url=home,
            feed=found.address,
            comments_feed=found.comments,
            platform=found.platform or None,
        ),
    )


def learn(desk: Desk, page: FeedPage) -> None:
    """What the feed says of its blog now, under the id that it was first known by."""
    held = desk.blog
    assert held is not None
    said = from_feed(page)
    said = replace(said, url=said.url or held.url, title=said.title or held.title)
    identify(
        desk,
        replace(said, id=held.id, feed=held.feed, comments_feed=held.comments_feed, platform=held.platform),
    )


def own(desk: Desk, url: str) -> bool:
    """Whether an address lies on the blog's own site: entries of link blogs lead elsewhere."""
    if desk.blog is None or desk.blog.feed is None:
        return True
    hosts = {_host(one) for one in (desk.blog.url, desk.blog.feed, absolute(desk.task.address))}
    return _host(url) in hosts


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _is_query_of_feed(query: str) -> bool:
    return query.startswith("feed=") or "&feed=" in query


def _once(get: Get, held: Document) -> Get:
    """A Get that answers with a document at hand where that is asked for without condition."""

    def asked(request: Request) -> Document | NotModified:
        at_hand = request.url in {held.url, held.asked} and not (request.etag or request.last_modified)
        return replace(held, why=request.why) if at_hand and request.why != WHY else get(request)

    return asked
