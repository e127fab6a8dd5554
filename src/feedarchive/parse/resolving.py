"""Addresses in feeds -> absolute ones: feeds of static sites are seen to hold "/2020/a-post/"."""

from __future__ import annotations

from urllib.parse import urljoin

from msgspec.structs import replace

from feedarchive.model import Entry
from feedarchive.seen import FeedPage

_BLOGGERS = "tag:blogger.com,"
_WEB = ("https://", "http://")


def resolved(page: FeedPage, url: str) -> FeedPage:
    """The page of a feed found at `url` with its own, its entries' and its comments' addresses absolute."""
    if page.blog.id.startswith(_BLOGGERS):  # whose addresses are whole
        return page
    links = (page.next_url, page.prev_archive, page.blog.url, *(entry.url for entry in page.entries))
    replies = (link.href for entry in page.entries for link in entry.links)
    said = (one.comment.url for one in page.comments)
    if all(link is None or link.startswith(_WEB) for link in (*links, *replies, *said)):
        return page
    comments = (
        replace(one, comment=replace(one.comment, url=_whole(url, one.comment.url))) for one in page.comments
    )
    return replace(
        page,
        blog=replace(page.blog, url=_whole(url, page.blog.url) or "" if page.blog.url else ""),
        entries=tuple(_entry(entry, url) for entry in page.entries),
        comments=tuple(comments),
        next_url=_whole(url, page.next_url),
        prev_archive=_whole(url, page.prev_archive),
    )


def _entry(entry: Entry, url: str) -> Entry:
    links = tuple(replace(link, href=_whole(url, link.href) or link.href) for link in entry.links)
    return replace(entry, url=_whole(url, entry.url), links=links)


def _whole(base: str, link: str | None) -> str | None:
    """That address seen from `base`; as it stands where it is none."""
    return joined(base, link) if link is not None else None


def joined(base: str, link: str) -> str:
    """That address seen from `base`, which may be one itself; as it stands where it is none."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link
