"""An address that a person gave -> the feed of a blog that is not Blogger's, with few requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

from feedarchive.capture import Document, Get, Request
from feedarchive.errors import GoneError, ParseError, RefusedError, UnknownFormatError
from feedarchive.parse import homepage
from feedarchive.parse.homepage import HomePage, platform_of
from feedarchive.seen import FeedPage
from feedarchive.sources.answers import feed_of
from feedarchive.sources.blogger import must

WHY = "discovery"
# Where feeds lie that no page names; asked for in this order (WordPress; Jekyll, Hugo, Eleventy; JSON Feed).
WELL_KNOWN = (
    "feed/", "feed.xml", "atom.xml", "rss.xml", "index.xml", "feed.json", "?feed=rss2", "feed.atom",
    "feed.rss", "rss",
)  # fmt: skip
_MOST_NAMED = 3  # feeds that a page names, tried until one can be read
_BLOGGERS = "tag:blogger.com,1999:blog-"


class Found(Struct, frozen=True, kw_only=True):
    """A feed, and the first answer of it, which need not be asked for again.

    Attributes:
        address: where it was found.
        platform: what made it, in a word; "" when nothing tells.
        comments: the feed of all comments of the blog, where one is known.
        document, page: the answer, and what it says.
    """

    address: str
    platform: str = ""
    comments: str | None = None
    document: Document
    page: FeedPage


class Nothing(Struct, frozen=True, kw_only=True):
    """No feed of ours: `of_blogger` when the page is one of Blogger's; `home` is the page that was read."""

    of_blogger: bool = False
    home: Document | None = None


def discover(get: Get, address: str) -> Found | Nothing:
    """The feed behind an address: it is one, a page there names one, or it lies where feeds lie.

    Raises TurnedAwayError and what else keeps us from the given address itself, but for its being gone.
    """
    try:
        document = must(get(Request(url=address, why=WHY)))
    except (GoneError, RefusedError):
        return _elsewhere(get, HomePage(), _known(address)) or Nothing()
    if (page := _feed(document)) is not None:
        return _found(document, page, HomePage())
    if document.media_type.endswith("xml") and "html" not in document.media_type:
        feed_of(document)  # says what is wrong with it
    home = homepage.read(document.body, document.url)
    if home.of_blogger:
        return Nothing(of_blogger=True, home=document)
    places = (*_named(home), *_known(document.url))
    return _elsewhere(get, home, places) or Nothing(home=document)


def _elsewhere(get: Get, home: HomePage, places: Iterable[str]) -> Found | Nothing | None:
    """The first of those places that answers with a feed; None when none does."""
    for url in dict.fromkeys(places):
        try:
            answer = must(get(Request(url=url, why=WHY)))
        except (GoneError, RefusedError):
            continue
        if (page := _feed(answer)) is not None:
            return _found(answer, page, home)
    return None


def is_bloggers(page: FeedPage) -> bool:
    """Whether Blogger made that feed: by its id or its generator."""
    return page.blog.id.startswith(_BLOGGERS) or page.generator.lower() == "blogger"


def _named(home: HomePage) -> Iterator[str]:
    """The feeds that the page names; of WordPress the Atom one, which tells what a comment answers."""
    if home.platform == "wordpress" and home.feeds and (exact := wordpress_atom(home.feeds[0])):
        yield exact
    yield from home.feeds[:_MOST_NAMED]


def wordpress_atom(feed: str) -> str | None:
    """The Atom form of a WordPress feed's address; None where it has none that is known."""
    parts = urlsplit(feed)
    if parts.path.rstrip("/").endswith("/feed") and not parts.query:
        return f"{feed.rstrip('/')}/atom/"
    for word in ("feed=rss2", "feed=rss"):
        if word in parts.query.split("&"):
            return feed.replace(word, "feed=atom")
    return feed.replace("feed=comments-rss2", "feed=comments-atom") if "feed=comments-rss2" in feed else None


def _known(url: str) -> Iterator[str]:
    """The usual places below the address, and below its host."""
    for base in dict.fromkeys((urljoin(url, "."), urljoin(url, "/"))):
        yield from (urljoin(base, place) for place in WELL_KNOWN)


def _feed(document: Document) -> FeedPage | None:
    try:
        page = feed_of(document)
    except UnknownFormatError:
        return None
    except ParseError:
        return None  # cut, or no feed at all: another may be sound
    return page if page.blog.id or page.entries or page.generator else None


def _found(document: Document, page: FeedPage, home: HomePage) -> Found | Nothing:
    if is_bloggers(page):
        return Nothing(of_blogger=True)
    platform = platform_of(page.generator) or home.platform
    return Found(
        address=document.url,
        platform=platform,
        comments=_comments(document.url, platform, home),
        document=document,
        page=page,
    )


def _comments(feed: str, platform: str, home: HomePage) -> str | None:
    """The feed of all comments: as the page names it, else where WordPress has it."""
    if platform != "wordpress":
        return home.comments
    if home.comments is not None:
        exact = wordpress_atom(home.comments) if "atom" in feed.rpartition("feed")[2] else None
        return exact or home.comments  # where the Atom feed of posts is off, so is that of comments
    path, _, tail = feed.rpartition("/feed")
    return f"{path}/comments/feed{tail}" if path and "?" not in feed else None
