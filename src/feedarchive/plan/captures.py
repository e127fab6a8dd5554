"""What a captured address is, by its name and media type; pure (fact sheet blogger-feeds, section 1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

Kind = Literal["feed", "page", "lists", "chrome", "files"]

_FEED_PATH = re.compile(
    r"/feeds?/|/(?:atom|rss|index|rdf|feed)\.(?:xml|rdf)$|/(?:feed|rss|atom)/?$", re.IGNORECASE
)
_FEED_TYPE = re.compile(r"(?:application|text)/(?:atom|rss|rdf)?\+?xml", re.IGNORECASE)
_PAGE_TYPE = re.compile(r"text/html|application/xhtml\+xml", re.IGNORECASE)
_LIST = re.compile(r"^/search(?:/|$)|^/\d{4}/(?:\d{2}/)?$|_archive\.html$")
_FILE = re.compile(r"\.(?:js|css|png|jpe?g|gif|ico|svg|webp|woff2?|ttf|mp[34]|pdf|txt|zip)$", re.IGNORECASE)


def kind_of(url: str, media_type: str) -> Kind:  # noqa: PLR0911  one for each kind
    """What it may be: a feed or a page that is worth reading, a list of posts, Blogger's own, another file.

    An unknown media type ("") excludes nothing.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "files"
    if parts.scheme not in {"http", "https"} or _FILE.search(parts.path):
        return "files"
    if _FEED_PATH.search(parts.path) and not _PAGE_TYPE.match(media_type):
        return "feed"
    if host in {"www.blogger.com", "blogger.com", "draft.blogger.com", "resources.blogblog.com"}:
        return "chrome"
    if _LIST.search(parts.path):
        return "lists"
    if _FEED_TYPE.match(media_type):
        return "feed"
    return "page" if not media_type or _PAGE_TYPE.match(media_type) else "files"


def warc_names(found: Iterable[str]) -> list[str]:
    """Those members of a WACZ file that are WARC files (WACZ 1.1.1, `archive/`), sorted."""
    return sorted(
        name for name in found if name.startswith("archive/") and name.endswith((".warc.gz", ".warc"))
    )
