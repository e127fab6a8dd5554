"""Post pages found without a posts feed: by the sitemap, else by the month archives."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from feedarchive.errors import FetchError, GoneError, TurnedAwayError
from feedarchive.sources import archives, sitemap
from feedarchive.sources.addresses import post_path
from feedarchive.sync.desk import Desk
from feedarchive.sync.redact import kept_out
from feedarchive.sync.revisit import remembering


def enqueue_addresses(desk: Desk) -> bool:
    """Put the addresses to fetch into the work file. Returns whether any post's address is known at all.

    Where only a glance is due, an address that is held and that the sitemap does not call newer is left out.
    Raises TurnedAwayError.
    """
    listed = list(_listed(desk))
    if listed:
        paths = frozenset(urlsplit(url).path for url, _ in listed)
        posts = sum(not path.startswith("/p/") for path in paths)
        desk.books.state(posts_declared=posts, posts_listed=posts)
        desk.listed = paths if posts else None
    else:
        listed = [(url, None) for url in _linked(desk)]
        desk.trouble("posts", "neither feed nor sitemap lists them: found by links alone, there may be more")
    enqueue_due(desk, listed, whole=desk.deep)
    return bool(listed)


def enqueue_unshown(desk: Desk) -> bool:
    """Put the posts that a broken feed did not come to into the work file. Returns whether any post is known.

    Raises TurnedAwayError.
    """
    before = tuple(desk.books.problems)
    listed = enqueue_addresses(desk)
    desk.listed = None  # it is the feed that is in doubt, not what it would have shown
    shown = {urlsplit(found.url or "").path for found in desk.work.todo()}
    desk.work.unqueue([url for url in desk.work.queued() if urlsplit(url).path in shown])
    if not listed and not shown:
        desk.books.problems[:] = before  # the feed's own failure says it all
    return listed or bool(shown)


def enqueue_static_pages(desk: Desk) -> None:
    """The same for static pages alone, where their feed is off and that of the posts is not."""
    enqueue_due(desk, list(_placed(desk, desk.site.page_sitemap())), whole=desk.deep)


def enqueue_due(desk: Desk, listed: Sequence[tuple[str, datetime | None]], *, whole: bool = False) -> None:
    """Put those addresses into the work file that are not held or were changed since; all with `whole`."""
    held = frozenset() if whole or not listed else _held(desk)
    due = [desk.at(url) for url, modified in listed if _due(desk, url, modified, held)]
    out = kept_out(desk.store)
    desk.work.enqueue([url for url in due if urlsplit(url).path not in out])
    desk.state.modified.update({urlsplit(url).path: modified for url, modified in listed if modified})


def _due(desk: Desk, url: str, modified: datetime | None, held: Collection[str]) -> bool:
    """Whether a page is worth a request: it is not held, or the sitemap calls it newer than last time."""
    path = urlsplit(url).path
    return path not in held or modified is None or desk.state.modified.get(path) != modified


def _listed(desk: Desk) -> Iterator[tuple[str, datetime | None]]:
    """Posts and static pages in the sitemaps, with the instants of their last change."""
    yield from _placed(desk, desk.site.sitemap())
    yield from _placed(desk, desk.site.page_sitemap())


def _placed(desk: Desk, url: str) -> Iterator[tuple[str, datetime | None]]:
    try:
        for place in sitemap.places(remembering(desk), desk.site, url):
            if post_path(place.url):
                yield desk.site.rebase(place.url), place.modified
    except TurnedAwayError:
        raise
    except GoneError:
        return
    except FetchError as exc:
        desk.trouble("sitemap", exc)


def _linked(desk: Desk) -> Iterator[str]:
    """Posts that the home page and the month archives link to, after the one that the person named."""
    if post_path(desk.task.address):
        yield desk.site.rebase(desk.task.address)
    try:
        yield from archives.post_addresses(desk.get, desk.site)
    except TurnedAwayError:
        raise
    except FetchError as exc:
        desk.trouble("month archives", exc)


def _held(desk: Desk) -> frozenset[str]:
    """The paths of the entries that are held."""
    entries = (desk.store.latest(folder) for folder in desk.store.folders())
    return frozenset(urlsplit(entry.url).path for entry in entries if entry is not None and entry.url)
