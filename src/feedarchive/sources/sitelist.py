"""A site's own list of its pages -> the addresses that may be posts: its sitemaps, else its home pages.

WordPress (5.5 and later) lists posts, pages, terms and users in sitemaps of their own, named in
`/wp-sitemap.xml`; plugins call them `post-sitemap.xml` and the like. Others list all in `/sitemap.xml`.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from urllib.parse import urljoin, urlsplit

from feedarchive.capture import Get, Request
from feedarchive.errors import GoneError, RefusedError
from feedarchive.parse import homepage
from feedarchive.sources.blogger import must
from feedarchive.sources.sitemap import INDEX, Place, places_in

MOST_SITEMAPS = 200
MOST_HOME_PAGES = 500
MOST_BYTES = 50 << 20  # of one sitemap (sitemaps.org)
_GZIP = b"\x1f\x8b"
_NO_POSTS = re.compile(r"taxonom|categor|tag|author|users?|image|video|news|product", re.IGNORECASE)
_NO_POST = re.compile(
    r"(?:/|\A)(?:tags?|categor(?:y|ies)|authors?|page|search|archives?|series|topics?)(?:/|\Z)"
    r"|[?&](?:cat|tag|author|m|s|paged|taxonomy|post_tag|category_name)="
    r"|\.(?:xml|json|png|jpe?g|gif|svg|pdf|css|js|txt|zip)\Z", re.IGNORECASE,
)  # fmt: skip


def listed(get: Get, home: str, *, wordpress: bool) -> list[Place]:
    """What the sitemaps list, but for lists and files; [] where there is none. Raises FetchError."""
    first = (
        ("wp-sitemap.xml", "?sitemap=index", "sitemap.xml")
        if wordpress
        else ("sitemap.xml", "sitemap_index.xml")
    )
    for name in first:
        found = _sitemap(get, urljoin(_folder(home), name))
        if found is not None:
            return _posts(found, home)
    for url in _in_robots(get, urljoin(home, "/robots.txt")):
        found = _sitemap(get, url)
        if found is not None:
            return _posts(found, home)
    return []


def linked(get: Get, home: str) -> list[Place]:
    """The posts that the headings of the home page, and of the older pages it leads to, link to."""
    found: dict[str, Place] = {}
    url: str | None = home
    asked: set[str] = set()
    while url is not None and url not in asked and len(asked) < MOST_HOME_PAGES:
        asked.add(url)
        try:
            document = must(get(Request(url=url, why="archive")))
        except (GoneError, RefusedError):
            break
        page = homepage.read(document.body, document.url)
        fresh = [one for one in page.posts if one not in found]
        found.update({one: Place(one) for one in fresh})
        url = page.older if fresh else None
    return list(found.values())


def _posts(places: list[Place], home: str) -> list[Place]:
    root = home.rstrip("/")
    return [one for one in places if one.url.rstrip("/") != root and not _NO_POST.search(_below(one.url))]


def _folder(home: str) -> str:
    """The address that names in the blog's own folder are joined to; WordPress writes it without a slash."""
    last = urlsplit(home).path.rpartition("/")[2]
    return home if home.endswith("/") or "." in last else f"{home}/"


def _below(url: str) -> str:
    """What stands behind the host: WordPress without rewriting has all of it in the query."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _sitemap(get: Get, url: str) -> list[Place] | None:
    """What that sitemap lists, or the sitemaps of its index; None where there is none. Raises FetchError."""
    body = _body(get, url)
    if body is None:
        return None
    if INDEX.search(body):
        return _indexed(get, url, body)
    return list(places_in(body)) or None


def _indexed(get: Get, url: str, body: bytes) -> list[Place]:
    """What the sitemaps of an index list, and those of an index that it names; each is asked for once."""
    found: list[Place] = []
    queue, asked = deque(_named(url, body)), {url}
    while queue and len(asked) <= MOST_SITEMAPS:
        one = queue.popleft()
        inner = _body(get, one) if one not in asked else None
        asked.add(one)
        if inner is None:
            continue
        if INDEX.search(inner):
            queue.extend(_named(one, inner))
        else:
            found += places_in(inner)
    return found


def _named(url: str, body: bytes) -> list[str]:
    """The sitemaps that an index names, but for those that list no posts."""
    return [urljoin(url, one.url) for one in places_in(body) if not _NO_POSTS.search(_below(one.url))]


def _body(get: Get, url: str) -> bytes | None:
    """A sitemap as XML, also where it lies packed (`sitemap.xml.gz`); None where there is none."""
    try:
        body = must(get(Request(url=url, why="sitemap"))).body
    except (GoneError, RefusedError):
        return None
    return unpacked(body) if body.startswith(_GZIP) else body


def unpacked(body: bytes) -> bytes | None:
    """The file in a gzip stream, up to what sitemaps.org allows one; None where it is damaged."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(body, MOST_BYTES)
    except zlib.error:
        return None


def _in_robots(get: Get, url: str) -> list[str]:
    """The sitemaps that robots.txt names (sitemaps.org)."""
    try:
        text = must(get(Request(url=url, why="robots"))).body.decode("utf-8", "replace")
    except (GoneError, RefusedError):
        return []
    return re.findall(r"(?im)^\s*sitemap\s*:\s*(https?://\S+)", text)[:3]
