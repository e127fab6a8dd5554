"""The whole look: every feed of a blog walked to its end, into the work file."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from msgspec.structs import replace

from feedarchive.errors import (
    DisallowedError,
    FetchError,
    GoneError,
    LeftAloneError,
    NoArchiveError,
    NoWayInError,
    ParseError,
    TurnedAwayError,
    UnknownFormatError,
)
from feedarchive.parse.homepage import platform_of
from feedarchive.plan.walking import Walk, concluded, tells_too_few
from feedarchive.seen import FeedPage
from feedarchive.sources.addresses import POSTS_A_PAGE, at_home, moved
from feedarchive.sources.blogger import Address, Step, walk_feed
from feedarchive.sources.discovery import is_bloggers
from feedarchive.store.state import FeedMark
from feedarchive.sync.addresses import enqueue_addresses, enqueue_static_pages, enqueue_unshown
from feedarchive.sync.desk import Desk, source
from feedarchive.sync.identity import from_feed, identify
from feedarchive.sync.platform import adopt

LONG = 120.0  # seconds; asked to wait for so long, the site is left alone for now
POSTS, PAGES, COMMENTS = "posts-feed", "pages-feed", "comments-feed"
TOP = 200
OFF = "switched off"
# The field of the verdict that holds what a feed states of the whole blog.
STATES = {POSTS: "posts_declared", PAGES: "pages_declared", COMMENTS: "comments_declared"}
# Where the posts feed ends so, nothing stands in for it.
_FINAL = TurnedAwayError | NoWayInError | DisallowedError | NoArchiveError


def harvest(desk: Desk) -> None:
    """Walk all feeds of the blog; what they say is in the work file afterwards.

    Raises FetchError or ParseError when there is no way in at all; a feed that is switched off, or
    that fails on the way, is written down as trouble.
    """
    if desk.syndicated or not _posts(desk):
        return
    _optional(desk, PAGES, desk.site.pages)
    if desk.task.pages != "never" and _only_static_pages_are_off(desk):
        enqueue_static_pages(desk)
    if _blog_wide_is_cheaper(desk):
        _optional(desk, COMMENTS, desk.site.comments)
    _recall_totals(desk)


def _recall_totals(desk: Desk) -> None:
    """What the feeds stated, where an earlier run walked them and this one goes on."""
    for feed, walk in desk.work.walks().items():
        if walk.total is not None and not (feed == POSTS and desk.task.windowed):
            desk.books.state(**{STATES[feed]: walk.total})


def _posts(desk: Desk) -> bool:
    """The posts feed; where it is off or shows nothing, the addresses that the sitemap lists.

    Returns False where the blog is not Blogger's (platform.py).
    """
    try:
        walk = walk_through(desk, POSTS, lambda start: desk.site.posts(start))  # noqa: PLW0108 - it may move
    except GoneError as exc:
        if adopt(desk):
            return False
        desk.work.put_walk(POSTS, Walk(done=True, trouble=OFF))
        if not enqueue_addresses(desk):
            desk.work.put_walk(POSTS, Walk())  # nothing is known of this place: the next run asks again
            raise UnknownFormatError(
                exc.name, "no posts feed here, and no sitemap either: is this a Blogger blog?"
            ) from exc
        return True
    except (FetchError, ParseError) as exc:
        if isinstance(exc, UnknownFormatError | DisallowedError) and adopt(desk):
            return False
        if isinstance(exc, _FINAL) or not enqueue_unshown(desk):
            raise
        _given_up(desk, POSTS, exc)
        return True
    _tell_trouble(desk, POSTS, walk)
    if not walk.total and walk.whole and not any(one.startswith("posts/") for one in desk.store.folders()):
        enqueue_addresses(desk)  # never where posts are held: then it is the emptied feed that is in doubt
        desk.listed = None
    return True


def _given_up(desk: Desk, feed: str, exc: FetchError | ParseError) -> None:
    """Write down that the walk ended early: it proves nothing, and the next run walks anew."""
    desk.work.put_walk(feed, replace(desk.work.walk(feed), done=True, whole=False, trouble=exc.reason))
    desk.trouble(feed, exc)


def walk_through(desk: Desk, feed: str, address: Address) -> Walk:
    """One feed, from where an earlier run came to, to its end. Returns the walk with its conclusion."""
    walk = desk.work.walk(feed)
    while not (walk.whole or walk.trouble):
        walk = _pass(desk, feed, address, walk)
        walk = concluded(walk, desk.work.seen(feed, walk.number))
        desk.work.put_walk(feed, walk)
    return walk


def _pass(desk: Desk, feed: str, address: Address, walk: Walk) -> Walk:
    """The walk at its end, or where it left the span that was asked for."""
    for step in walk_feed(desk.get, address, feed, walk):
        _learn(desk, feed, step)
        desk.work.add(feed, step.walk, source(step.document), step.page)
        walk = step.walk
        _report(desk, feed, walk)
        if _past_the_span(desk, step.page):
            return replace(walk, done=True, trouble="only a span of time was asked for")
    return walk


def _learn(desk: Desk, feed: str, step: Step) -> None:
    """From a feed's pages: who the blog is, which host answers, and what the feed states."""
    if feed == POSTS:
        if (
            desk.blog is None
            and not is_bloggers(step.page)
            and platform_of(step.page.generator) == "wordpress"
        ):
            raise UnknownFormatError(step.document.url, "a feed of WordPress, not of Blogger")
        moved_to = moved(desk.site, step.document.asked, step.document.url)
        desk.site = at_home(moved_to, step.page.blog.url)
    if desk.blog is None or (feed == POSTS and step.page.start in {None, 1}):
        identify(desk, from_feed(step.page))


def _report(desk: Desk, feed: str, walk: Walk) -> None:
    posts, comments = desk.work.sizes()
    size = max(1, walk.start - 1)
    pages = 0 if feed == COMMENTS or desk.task.pages != "always" else (walk.total or posts)
    rest = ceil(((walk.total or walk.start) - walk.start) / size) if not walk.done else 0
    desk.report(
        feed,
        done=posts,
        total=walk.total if feed == POSTS else None,
        comments=comments,
        left=max(0, rest) + pages,
    )


def _past_the_span(desk: Desk, page: FeedPage) -> bool:
    """Whether all that is still to come was published before the span that was asked for."""
    stamps = [entry.published for entry in page.entries if entry.published]
    return desk.task.since is not None and bool(stamps) and min(stamps) < desk.task.since


def _optional(desk: Desk, feed: str, address: Callable[[int], str]) -> None:
    """A feed that a blog may do without: switched off is no trouble, anything else is."""
    try:
        walk = walk_through(desk, feed, address)
    except GoneError:
        desk.work.put_walk(feed, Walk(done=True, trouble=OFF))
    except (FetchError, ParseError) as exc:
        long = isinstance(exc, TurnedAwayError) and (exc.retry_after or 0.0) >= LONG
        if long or isinstance(exc, LeftAloneError):
            raise
        _given_up(desk, feed, exc)
    else:
        _tell_trouble(desk, feed, walk)


def _tell_trouble(desk: Desk, feed: str, walk: Walk) -> None:
    """Write down what went wrong on a walk; of a feed that shows too little, the verdict's numbers tell."""
    if walk.trouble.startswith("the feed") and (desk.task.windowed or not tells_too_few(walk)):
        desk.trouble(feed, walk.trouble)


def _only_static_pages_are_off(desk: Desk) -> bool:
    off = {feed for feed, walk in desk.work.walks().items() if walk.trouble == OFF}
    return desk.deep and not desk.task.windowed and PAGES in off and POSTS not in off


def _blog_wide_is_cheaper(desk: Desk) -> bool:
    """Whether the blog-wide comments feed takes fewer requests than one of each post with comments."""
    total, posts = desk.work.declared()
    return not desk.task.windowed and (ceil(total / POSTS_A_PAGE) <= posts or total == 0)


def comments_whole(desk: Desk) -> bool:
    """Whether the blog-wide comments feed told all: walked whole, and no fewer than the posts declare."""
    walk = desk.work.walks().get(COMMENTS)
    return bool(walk and walk.whole and walk.total and walk.total >= desk.work.declared()[0])


def marks(desk: Desk) -> dict[str, FeedMark]:
    """What the next run compares the tops of the feeds with."""
    if desk.syndicated:
        return {feed: FeedMark() for feed, walk in desk.work.walks().items() if walk.done}
    return {
        feed: FeedMark(total=walk.total, updated=walk.began, top=desk.work.latest(feed, TOP))
        for feed, walk in desk.work.walks().items()
        if _is_mark(desk, feed, walk)
    }


def _is_mark(desk: Desk, feed: str, walk: Walk) -> bool:
    """Whether a glance at that feed's top can be compared with what this walk saw."""
    if feed == COMMENTS:
        return walk.whole and (walk.total or 0) >= desk.work.declared()[0] - desk.books.surplus()
    return walk.done and (walk.whole or tells_too_few(walk))
