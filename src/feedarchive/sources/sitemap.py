"""A sitemap -> the places it lists: the way to the posts of a blog whose feeds are off.

Blogger serves `/sitemap.xml`, an index of pages of 150 addresses with `lastmod`, since November 2014
(fact sheet blogger-feeds, section 2, 2026-11).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from feedarchive.capture import Get, Request
from feedarchive.parse.times import read_rfc3339
from feedarchive.sources.addresses import Site
from feedarchive.sources.blogger import must

_PLACE = re.compile(rb"<(?:url|sitemap)>(.*?)</(?:url|sitemap)>", re.DOTALL)
_LOC = re.compile(rb"<loc>\s*(.*?)\s*</loc>", re.DOTALL)
_MODIFIED = re.compile(rb"<lastmod>\s*(.*?)\s*</lastmod>", re.DOTALL)
_INDEX = re.compile(rb"<sitemapindex\b")
_MOST_PAGES = 1000


class Place(Struct, frozen=True):
    """An address, and when the site says that it changed last."""

    url: str
    modified: datetime | None = None


def places(get: Get, site: Site, url: str) -> Iterator[Place]:
    """Every place that the sitemap at that address, or the sitemaps of its index, list. Raises FetchError."""
    body = must(get(Request(url=url, why="sitemap"))).body
    if not _INDEX.search(body):
        yield from _listed(body)
        return
    for page in list(_listed(body))[:_MOST_PAGES]:
        yield from _listed(must(get(Request(url=site.rebase(page.url), why="sitemap"))).body)


def _listed(body: bytes) -> Iterator[Place]:
    for place in _PLACE.findall(body):
        loc, modified = _LOC.search(place), _MODIFIED.search(place)
        if loc is not None:
            stamp = read_rfc3339(modified[1].decode("ascii", "replace")) if modified else None
            yield Place(html.unescape(loc[1].decode("utf-8", "replace")), stamp)
