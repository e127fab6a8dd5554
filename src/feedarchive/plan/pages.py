"""When a post's page is worth a request, and which further comment pages it has; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from feedarchive.plan.merge import Views

Pages = Literal["always", "missing", "never"]
_NUMBER = re.compile(r"(?<=[?&]commentPage=)\d{1,4}(?!\d)")


def wants_page(mode: Pages, views: Views, *, missing: int, changed: bool, was_read: bool) -> bool:
    """Whether to fetch the page of an entry.

    Args:
        mode: `always`: once for each entry and again when it changed; `missing`: only where the feeds
            leave something open; `never`.
        views: what is known without it.
        missing: how many more comments the site declares than are known.
        changed: the views differ in meaning from what is held.
        was_read: an earlier run read the page.
    """
    if mode == "never":
        return False
    if views.feed is None and views.held is None:
        return True
    if missing > 0 or (_is_truncated(views) and (changed or _lacks_body(views))):
        return True
    return mode == "always" and _says_more(views) and (changed or not was_read)


def _is_truncated(views: Views) -> bool:
    return views.feed is not None and views.feed.body.truncated


def _lacks_body(views: Views) -> bool:
    """Whether no whole body is held, or only an older one: beyond a summary `updated` alone tells an edit."""
    held = views.held
    if held is None or held.body.origin is None or held.body.truncated:
        return True
    return views.feed is not None and views.feed.updated != held.updated


def _says_more(views: Views) -> bool:
    """Whether the page can tell what a feed does not: a static page without comments cannot."""
    return views.feed is None or views.feed.kind == "post" or bool(views.feed.comments_declared)


def comment_pages(links: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The address by which other comment pages link to this one, and those of all others, lowest first.

    A page links to its neighbours and to both ends (fact sheet blogger-pages, B1.B, 2026-11), so that those
    between are known by their numbers, even when a page that leads to them cannot be had. `links` are the
    page's own; a page without a number is the first or the last.
    """
    numbered = {int(found[0]): link for link in links if (found := _NUMBER.search(link))}
    if not numbered:
        return "", tuple(links)
    some, last = next(iter(numbered.values())), max(numbered)
    own = last + 1 if 1 in numbered else 1
    known = {number: _NUMBER.sub(str(number), some) for number in range(1, last + 1) if number != own}
    return _NUMBER.sub(str(own), some), tuple((known | numbered).values())
