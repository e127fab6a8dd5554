"""What a backfill would ask for, and how long that takes: the plan of `--dry-run`."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from msgspec import Struct

from feedarchive.capture import Get, Request
from feedarchive.errors import FetchError, GoneError, UnknownFormatError
from feedarchive.parse.ids import number
from feedarchive.parse.media import wanted
from feedarchive.plan.media import candidates
from feedarchive.plan.walking import item_ids
from feedarchive.seen import FeedPage
from feedarchive.sources import sitemap
from feedarchive.sources.addresses import POSTS_A_PAGE, Site, moved, post_path
from feedarchive.sources.answers import feed_of
from feedarchive.sources.blogger import must
from feedarchive.sync.desk import Task
from feedarchive.sync.postfeeds import FEEDS_OFF

_ALWAYS_NAMED = frozenset(
    {"robots.txt", "posts feed", "pages feed", "comments feed", "sitemap", "post pages"}
)
# So many comments a page of a post shows (fact sheet blogger-feeds, section 4).
COMMENTS_A_PAGE = 200


class Outlook(Struct, frozen=True, kw_only=True):
    """The requests of a backfill by kind, and the seconds they take at the configured pace."""

    blog: str
    posts: int
    comments: int
    requests: dict[str, int]
    seconds: float
    at_most: bool = False
    at_least: bool = False

    @property
    def total(self) -> int:
        """All requests together."""
        return sum(self.requests.values())


class Size(Struct, frozen=True, kw_only=True):
    """A feed as its first page shows it: how many items it states, and how many requests they take.

    `on`: there is such a feed. The other numbers are those of the first page, carried on to all of it.
    """

    site: Site
    on: bool = True
    items: int = 0
    requests: int = 1
    truncated: int = 0
    commented: int = 0
    comment_pages: int = 0
    media: int = 0
    example: str | None = None


def outlook(task: Task, site: Site, get: Get, *, delay: float) -> Outlook:
    """The plan, from one look at each feed; nothing is written. Raises FetchError and ParseError.

    Of a span of time it is the most that may be needed: how many posts lie in it is known after the walk.
    """
    posts = _size(site, get, lambda where: where.posts(1), "posts-feed")
    static = _size(posts.site, get, lambda where: where.pages(1), "pages-feed")
    comments = _size(posts.site, get, lambda where: where.comments(1), "comments-feed")
    redirected = int(posts.site != site)
    by_page = _comments_by_page(task, posts, comments, get)
    listed = _listed(task, posts, static, get)
    pages = 0 if task.pages == "never" else max(_pages(task, posts), by_page) + static.truncated
    requests = {
        "robots.txt": 1 + redirected,
        "redirects": redirected,
        "posts feed": posts.requests,
        "pages feed": static.requests,
        **_comments(task, posts, comments, by_page=by_page),
        **listed,
        "post pages": listed["post pages"] + pages,
        "images and enclosures": posts.media + static.media if task.media else 0,
    }
    return Outlook(
        blog=task.name,
        posts=posts.items + static.items if posts.on else requests["post pages"],
        comments=comments.items,
        requests={kind: count for kind, count in requests.items() if count or kind in _ALWAYS_NAMED},
        seconds=max(0, sum(requests.values()) - 1) * delay,
        at_most=task.windowed,
    )


_ALWAYS_NAMED = frozenset(
    {"robots.txt", "posts feed", "pages feed", "comments feed", "sitemap", "post pages"}
)


def _size(site: Site, get: Get, address: Callable[[Site], str], why: str) -> Size:
    """The feed's size, from its first page."""
    try:
        document = must(get(Request(url=address(site), why=why)))
    except GoneError:
        return Size(site=site, on=False)
    page = feed_of(document)
    shown = len(item_ids(page))
    items = shown if page.total is None else page.total
    share = items / shown if shown else 0
    declared = [entry.comments_declared or 0 for entry in page.entries]
    return Size(
        site=moved(site, document.asked, document.url),
        items=items,
        requests=_walked(items, shown, page),
        truncated=round(share * sum(entry.body.truncated for entry in page.entries)),
        commented=round(share * sum(count > 0 for count in declared)),
        comment_pages=round(share * sum(max(0, ceil(count / COMMENTS_A_PAGE) - 1) for count in declared)),
        media=round(share * _media(page)),
        example=next((entry.id for entry in page.entries if entry.comments_declared), None),
    )


def _media(page: FeedPage) -> int:
    """How many files the entries of a page have, each counted once at its original size."""
    found = (one for entry in page.entries for one in wanted(entry.body.html, entry.links, entry.url or ""))
    return len({candidates(one.address, one.larger)[0] for one in found})


def _walked(items: int, shown: int, page: FeedPage) -> int:
    """How many pages a feed takes; one that does not say when it changed is walked with overlaps."""
    if page.updated is not None or shown <= 1:
        return max(1, ceil(items / max(1, shown)))
    return max(1, ceil((items - 1) / (shown - 1)))


def _pages(task: Task, posts: Size) -> int:
    return posts.items if task.pages == "always" else posts.truncated


def _one_by_one(task: Task, posts: Size, comments: Size) -> bool:
    """Whether the posts' own comments feeds are asked: fewer than pages of the blog's, or there is none."""
    pages = ceil(comments.items / POSTS_A_PAGE)
    return posts.on and (task.windowed or not comments.on or pages > max(posts.commented, 1))


def _comments_by_page(task: Task, posts: Size, comments: Size, get: Get) -> int:
    """How many posts' pages have to tell their comments, since no feed does."""
    return posts.commented if _one_by_one(task, posts, comments) and not _answers(posts, get) else 0


def _comments(task: Task, posts: Size, comments: Size, *, by_page: int) -> dict[str, int]:
    """The comments feed of the blog, those of the posts, and the comment pages of the posts' pages."""
    own = posts.commented if _one_by_one(task, posts, comments) else 0
    wide = 0 if own and comments.on else comments.requests
    further = posts.comment_pages if by_page and task.pages != "never" else 0
    return {
        "comments feed": wide,
        "post comments feeds": min(FEEDS_OFF, own) if by_page else own,
        "comment pages": further,
    }


def _answers(posts: Size, get: Get) -> bool:
    """Whether posts have comments feeds of their own, by the example of one."""
    post = number(posts.example) if posts.example else None
    if post is None:
        return True
    try:
        get(Request(url=posts.site.post_comments(post, 1), why="post-comments-feed"))
    except FetchError:
        return False
    return True


def _listed(task: Task, posts: Size, static: Size, get: Get) -> dict[str, int]:
    """The sitemaps: beside the posts feed, or in the place of feeds that are off, with what they name."""
    found = {"sitemap": 0, "post pages": 0}
    if posts.on and (task.windowed or task.pages == "never"):
        return found
    if posts.on:
        many = posts.items > sitemap.PLACES_A_PAGE and posts.items % sitemap.PLACES_A_PAGE == 0
        found["sitemap"] = (1 + many) if posts.items else 0
    alone = [posts.site.sitemap()] if not posts.on else []
    alone += [posts.site.page_sitemap()] if not (posts.on and static.on) else []
    named = [_places(url, posts, get) for url in alone]
    if not posts.on and not any(named):
        raise UnknownFormatError(posts.site.home, "neither a posts feed nor a sitemap: no plan can be made")
    found["sitemap"] += sum(1 + _indexed(len(places)) for places in named)
    return {**found, "post pages": sum(map(len, named))}


def _indexed(places: int) -> int:
    """How many pages a sitemap of so many places has besides its index."""
    return ceil(places / sitemap.PLACES_A_PAGE) if places > sitemap.PLACES_A_PAGE else 0


def _places(url: str, posts: Size, get: Get) -> list[str]:
    try:
        return [one.url for one in sitemap.places(get, posts.site, url) if post_path(one.url)]
    except GoneError:
        return []
