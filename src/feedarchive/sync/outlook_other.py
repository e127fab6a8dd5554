"""The plan of a backfill of a blog that is not Blogger's, from its feed's first document and its sitemap."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from feedarchive.capture import Get
from feedarchive.errors import FetchError
from feedarchive.model import Entry
from feedarchive.plan.sameness import place
from feedarchive.sources import sitelist
from feedarchive.sources.discovery import Found
from feedarchive.sync.desk import Task
from feedarchive.sync.outlook import Outlook


def outlook_other(task: Task, found: Found, get: Get, *, asked: int, delay: float) -> Outlook:
    """The plan; nothing is written. `asked`: the requests that finding the feed took.

    Of a feed that goes on, only a sitemap tells how far: without one the plan says that it is the least.
    """
    entries = found.page.entries
    listed = _listed(found, get)
    goes_on = found.platform == "wordpress" or bool(found.page.next_url or found.page.prev_archive)
    shown = {place(entry.url) for entry in entries}
    posts = len(entries) + sum(place(url) not in shown for url in listed)
    a_page = max(1, len(entries))
    share = posts / a_page
    commented = round(share * _commented(entries))
    pages = {"always": posts, "never": 0}.get(
        task.pages, round(share * sum(one.body.truncated for one in entries))
    )
    requests = {
        "robots.txt": 1,
        "discovery": asked,
        "posts feed": ceil(posts / a_page) - 1 + (found.platform == "wordpress") if goes_on else 0,
        "comments feed": int(found.comments is not None),
        "post comments feeds": commented,
        "sitemap": 1 if listed else 2,
        "post pages": pages,
    }
    return Outlook(
        blog=task.name,
        posts=posts,
        comments=round(share * sum(entry.comments_declared or 0 for entry in entries)),
        requests={kind: count for kind, count in requests.items() if count},
        seconds=max(0, sum(requests.values()) - 1) * delay,
        at_most=task.windowed,
        at_least=goes_on and not listed,
    )


def _listed(found: Found, get: Get) -> list[str]:
    home = found.page.blog.url or found.address
    try:
        return [one.url for one in sitelist.listed(get, home, wordpress=found.platform == "wordpress")]
    except FetchError:
        return []


def _commented(entries: Iterable[Entry]) -> int:
    """How many of them have comments, or do not say, and name a feed of them."""
    return sum(
        one.comments_declared != 0 and any(link.rel == "replies" for link in one.links) for one in entries
    )
