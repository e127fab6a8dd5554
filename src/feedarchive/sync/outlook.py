"""What a backfill would ask for, and how long that takes: the plan of `--dry-run`."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from msgspec import Struct

from feedarchive.capture import Get, Request
from feedarchive.errors import GoneError
from feedarchive.plan.walking import item_ids
from feedarchive.sources.addresses import Site, moved
from feedarchive.sources.answers import feed_of
from feedarchive.sources.blogger import must
from feedarchive.sync.desk import Task


class Outlook(Struct, frozen=True, kw_only=True):
    """The requests of a backfill by kind, and the seconds they take at the configured pace."""

    blog: str
    posts: int
    comments: int
    requests: dict[str, int]
    seconds: float
    at_most: bool = False

    @property
    def total(self) -> int:
        """All requests together."""
        return sum(self.requests.values())


def outlook(task: Task, site: Site, get: Get, *, delay: float) -> Outlook:
    """The plan, from one look at each feed; nothing is written. Raises FetchError and ParseError.

    Of a span of time it is the most that may be needed: how many posts lie in it is known after the walk.
    """
    site, posts, posts_pages = _size(site, get, lambda where: where.posts(1), "posts-feed")
    _, static, static_pages = _optional(site, get, lambda where: where.pages(1), "pages-feed")
    _, comments, comment_pages = _optional(site, get, lambda where: where.comments(1), "comments-feed")
    requests = {
        "robots.txt": 1,
        "posts feed": posts_pages,
        "pages feed": static_pages,
        "comments feed": comment_pages,
        "post pages": posts if task.pages == "always" else 0,
    }
    seconds = max(0, sum(requests.values()) - 1) * delay
    return Outlook(
        blog=task.name,
        posts=posts + static,
        comments=comments,
        requests=requests,
        seconds=seconds,
        at_most=task.windowed,
    )


def _size(site: Site, get: Get, address: Callable[[Site], str], why: str) -> tuple[Site, int, int]:
    """The site after redirects, how many items that feed states, and how many pages they take."""
    document = must(get(Request(url=address(site), why=why)))
    page = feed_of(document)
    shown = max(1, len(item_ids(page)))
    total = page.total if page.total is not None else shown
    return moved(site, document.asked, document.url), total, max(1, ceil((total - 1) / max(1, shown - 1)))


def _optional(site: Site, get: Get, address: Callable[[Site], str], why: str) -> tuple[Site, int, int]:
    try:
        return _size(site, get, address, why)
    except GoneError:
        return site, 0, 1
