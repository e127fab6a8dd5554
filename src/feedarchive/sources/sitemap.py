"""A sitemap -> the addresses it lists: the way to the posts of a blog whose feeds are off.

Blogger serves `/sitemap.xml`, an index of pages of 150 addresses, since November 2014 (fact sheet
blogger-feeds, section 2).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from feedarchive.capture import Get, Request
from feedarchive.sources.blogger import must

_LOC = re.compile(rb"<loc>\s*(.*?)\s*</loc>", re.DOTALL)
_INDEX = re.compile(rb"<sitemapindex\b")
_MOST_PAGES = 1000


def addresses(get: Get, url: str) -> Iterator[str]:
    """Every address that the sitemap, or the sitemaps of its index, list. Raises FetchError."""
    body = must(get(Request(url=url, why="sitemap"))).body
    locations = [html.unescape(loc.decode("utf-8", "replace")) for loc in _LOC.findall(body)]
    if not _INDEX.search(body):
        yield from locations
        return
    for page in locations[:_MOST_PAGES]:
        inner = must(get(Request(url=page, why="sitemap"))).body
        yield from (html.unescape(loc.decode("utf-8", "replace")) for loc in _LOC.findall(inner))
