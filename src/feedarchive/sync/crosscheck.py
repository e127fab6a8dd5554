"""The sitemap beside the posts feed: a second list of all posts, for one request more on the whole look.

A sitemap may lag by hours, and proves presence alone: what it lists and the feed did not show is fetched at
its own address; what it leaves out is no loss (fact sheet blogger-feeds, section 2, 2026-11).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from feedarchive.errors import FetchError, GoneError, RefusedError
from feedarchive.plan.verdict import Explained
from feedarchive.plan.walking import tells_too_few
from feedarchive.sources import sitemap
from feedarchive.sources.addresses import post_path
from feedarchive.sync.addresses import enqueue_due
from feedarchive.sync.desk import Desk
from feedarchive.sync.harvest import POSTS


def crosscheck(desk: Desk) -> None:
    """Compare the sitemap with what the posts feed showed; posts of it alone are in the queue afterwards."""
    walk = desk.work.walks().get(POSTS)
    due = desk.deep and not desk.task.windowed and desk.task.pages != "never"
    if not due or walk is None or not walk.total or not (walk.whole or tells_too_few(walk)):
        return
    shown = desk.work.seen(POSTS, walk.number)
    try:
        listing = sitemap.compared(desk.get, desk.site, shown)
    except (GoneError, RefusedError):
        return
    except FetchError as exc:
        desk.trouble("sitemap", exc)
        return
    if listing.total:
        desk.books.state(posts_listed=listing.total)
        _fewer(desk, listing.total, shown)
        _beyond(desk, listing)


def _fewer(desk: Desk, listed: int, shown: int) -> None:
    if listed < shown:
        why = f"the sitemap lists {listed} of {shown} posts: it lags, or leaves some out"
        desk.books.explain(
            Explained(what="posts", declared=listed, held=shown, reason=why, declared_by="sitemap")
        )


def _beyond(desk: Desk, listing: sitemap.Listing) -> None:
    """Put the posts that the sitemap lists and the feed did not show into the queue, where they are due."""
    if listing.places is None:
        return
    fed = {urlsplit(url).path for url in desk.work.urls(POSTS)}
    places = [(place.url, place.modified) for place in listing.places if post_path(place.url)]
    desk.also_listed = frozenset(urlsplit(url).path for url, _ in places)
    enqueue_due(desk, [(url, modified) for url, modified in places if urlsplit(url).path not in fed])
