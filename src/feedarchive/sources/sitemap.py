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
from feedarchive.errors import GoneError
from feedarchive.parse.times import read_rfc3339
from feedarchive.sources.addresses import Site
from feedarchive.sources.blogger import must

_PLACE = re.compile(rb"<(?:url|sitemap)>(.*?)</(?:url|sitemap)>", re.DOTALL)
_LOC = re.compile(rb"<loc>\s*(.*?)\s*</loc>", re.DOTALL)
_MODIFIED = re.compile(rb"<lastmod>\s*(.*?)\s*</lastmod>", re.DOTALL)
INDEX = re.compile(rb"<sitemapindex\b")
_MOST_PAGES = 1000
PLACES_A_PAGE = 150


class Place(Struct, frozen=True):
    """An address, and when the site says that it changed last."""

    url: str
    modified: datetime | None = None


class Listing(Struct, frozen=True):
    """How many posts the sitemap lists; the places, where all of it was read."""

    total: int
    places: tuple[Place, ...] | None = None


def compared(get: Get, site: Site, count: int) -> Listing:
    """The sitemap beside a count of posts: read whole only where it seems to list another number.

    Its pages are known by their numbers, and each but the last is full. So the page on which the last of
    `count` posts belongs tells the number, with one request: `?page=N`, or all of it where one page will do.
    Raises FetchError.
    """
    before = (max(count, 1) - 1) // PLACES_A_PAGE
    if not before:
        body = must(get(Request(url=site.sitemap(), why="sitemap"))).body
        if not INDEX.search(body):
            found = tuple(places_in(body))
            return Listing(len(found), found)
    elif before * PLACES_A_PAGE + len(_page(get, site, before + 1)) == count and count % PLACES_A_PAGE:
        return Listing(count)
    found = tuple(_paged(get, site))
    return Listing(len(found), found)


def _paged(get: Get, site: Site) -> Iterator[Place]:
    """Every place of the pages by their numbers, each once: an index was seen to name only twenty of them."""
    known: set[str] = set()
    for number in range(1, _MOST_PAGES):
        page = _page(get, site, number)
        fresh = [place for place in page if place.url not in known]
        known.update(place.url for place in fresh)
        yield from fresh
        if not fresh or len(page) < PLACES_A_PAGE:
            return


def _page(get: Get, site: Site, number: int) -> list[Place]:
    """The places of that page; [] where there is no such page."""
    try:
        return list(places_in(must(get(Request(url=f"{site.sitemap()}?page={number}", why="sitemap"))).body))
    except GoneError:
        return []


def places(get: Get, site: Site, url: str) -> Iterator[Place]:
    """Every place that the sitemap at that address, or the sitemaps of its index, list. Raises FetchError."""
    body = must(get(Request(url=url, why="sitemap"))).body
    if not INDEX.search(body):
        yield from places_in(body)
        return
    for page in list(places_in(body))[:_MOST_PAGES]:
        yield from places_in(must(get(Request(url=site.rebase(page.url), why="sitemap"))).body)


def places_in(body: bytes) -> Iterator[Place]:
    """The places that a sitemap lists, or the sitemaps that an index does. Never raises."""
    for place in _PLACE.findall(body):
        loc, modified = _LOC.search(place), _MODIFIED.search(place)
        if loc is not None:
            stamp = read_rfc3339(modified[1].decode("ascii", "replace")) if modified else None
            yield Place(html.unescape(loc[1].decode("utf-8", "replace")), stamp)
