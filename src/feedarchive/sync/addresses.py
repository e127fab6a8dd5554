"""Post pages found without a posts feed: by the sitemap, else by the month archives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from feedarchive.errors import FetchError, GoneError, TurnedAwayError
from feedarchive.sources import archives, sitemap
from feedarchive.sources.addresses import post_path
from feedarchive.sync.desk import Desk


def enqueue_addresses(desk: Desk) -> bool:
    """Put the addresses to fetch into the work file. Returns whether any post's address is known at all.

    An address whose page is held and that the sitemap does not call newer is not asked for again.
    Raises TurnedAwayError.
    """
    found = list(_listed(desk))
    if found:
        desk.books.posts_declared = sum("/p/" not in url for url, _ in found)
    else:
        found = [(url, None) for url in _linked(desk)]
        desk.trouble("posts", "neither feed nor sitemap lists them: found by links alone, there may be more")
    held = _held(desk) if found else {}
    due = [url for url, modified in found if _due(held.get(urlsplit(url).path), modified)]
    desk.work.enqueue(due)
    return bool(found)


def _listed(desk: Desk) -> Iterator[tuple[str, datetime | None]]:
    """Posts and static pages in the sitemaps, with the instants of their last change."""
    for url in (desk.site.sitemap(), desk.site.page_sitemap()):
        try:
            for place in sitemap.places(desk.get, desk.site, url):
                if post_path(place.url):
                    yield desk.site.rebase(place.url), place.modified
        except TurnedAwayError:
            raise
        except GoneError:
            continue
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


def _held(desk: Desk) -> dict[str, datetime]:
    """When the page of each held entry was fetched last, by its path."""
    fetched: dict[str, datetime] = {}
    for folder in desk.store.folders():
        entry = desk.store.latest(folder)
        pages = [one.fetched for one in entry.sources if one.kind == "page"] if entry else []
        if entry is not None and entry.url and pages:
            fetched[urlsplit(entry.url).path] = max(pages)
    return fetched


def _due(fetched: datetime | None, modified: datetime | None) -> bool:
    return fetched is None or modified is None or modified > fetched
