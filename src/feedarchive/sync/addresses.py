"""Post pages found without a posts feed: the sitemap, and the post that a person named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from feedarchive.errors import FetchError, TurnedAwayError
from feedarchive.sources import sitemap
from feedarchive.sources.addresses import post_path
from feedarchive.sync.desk import Desk


def enqueue_addresses(desk: Desk) -> bool:
    """Put the addresses to fetch into the work file. Returns whether any post's address is known at all.

    An address whose page is held and that the sitemap does not call newer is not asked for again.
    Raises TurnedAwayError.
    """
    found = list(_found(desk))
    held = _held(desk) if found else {}
    due = [url for url, modified in found if _due(held.get(urlsplit(url).path), modified)]
    desk.work.enqueue(due)
    return bool(found)


def _found(desk: Desk) -> Iterator[tuple[str, datetime | None]]:
    if post_path(desk.task.address):
        yield desk.site.rebase(desk.task.address), None
    try:
        for place in sitemap.places(desk.get, desk.site):
            if post_path(place.url):
                yield desk.site.rebase(place.url), place.modified
    except TurnedAwayError:
        raise
    except FetchError as exc:
        desk.trouble("sitemap", exc)


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
