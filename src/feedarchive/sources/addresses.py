"""The addresses of a Blogger blog's documents (fact sheet blogger-feeds, section 1, 2026-11); pure text."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from msgspec import Struct

from feedarchive.errors import ConfigError

# Asked for; what comes back decides. Blogger fills its own budget: 36 to 150 entries were seen (section 0.1).
POSTS_A_PAGE = 150
COMMENTS_A_PAGE = 500

_BY_BLOG_ID = re.compile(r"^/feeds/(\d+)/")


class Site(Struct, frozen=True, kw_only=True):
    """Where one blog answers: `home` as "https://host", `feeds` as the prefix of its feeds."""

    home: str
    feeds: str

    def posts(self, start: int, *, order: str = "published", size: int = POSTS_A_PAGE) -> str:
        """A page of the posts feed; `redirect=false` goes round a FeedBurner redirect (section 2)."""
        return self._feed("posts/default", start, order, size)

    def pages(self, start: int, *, order: str = "published", size: int = POSTS_A_PAGE) -> str:
        """A page of the feed of static pages."""
        return self._feed("pages/default", start, order, size)

    def comments(self, start: int, *, order: str = "published", size: int = COMMENTS_A_PAGE) -> str:
        """A page of the feed of all comments of the blog."""
        return self._feed("comments/default", start, order, size)

    def post_comments(self, post: str, start: int, *, size: int = COMMENTS_A_PAGE) -> str:
        """A page of one post's comments feed; `post` is the numeric end of its id."""
        return self._feed(f"{post}/comments/default", start, "published", size)

    def sitemap(self) -> str:
        """The sitemap, or its index (since November 2014)."""
        return f"{self.home}/sitemap.xml"

    def page_sitemap(self) -> str:
        """The sitemap of static pages."""
        return f"{self.home}/sitemap-pages.xml"

    def rebase(self, url: str) -> str:
        """That address on the host that answers: links may name another host or scheme (section 0.3)."""
        parts, home = urlsplit(url), urlsplit(self.home)
        return urlunsplit((home.scheme, home.netloc, parts.path or "/", parts.query, ""))

    def _feed(self, path: str, start: int, order: str, size: int) -> str:
        query = f"orderby={order}&start-index={start}&max-results={size}&redirect=false"
        return f"{self.feeds}/{path}?{query}"


def site(address: str) -> Site:
    """The site behind an address that a person gave: a blog's, a post's or a feed's.

    Raises ConfigError when it is no web address.
    """
    parts = urlsplit(absolute(address))
    home = f"{parts.scheme}://{parts.netloc}"
    by_id = _BY_BLOG_ID.match(parts.path)
    if by_id:
        return Site(home=home, feeds=f"{home}/feeds/{by_id[1]}")
    return Site(home=home, feeds=f"{home}/feeds")


def post_path(address: str) -> str | None:
    """The path of the post that the address names, as "/2006/06/slug.html"; None when it names none."""
    path = urlsplit(absolute(address)).path
    return path if re.match(r"^/(\d{4}/\d{2}|p)/[^/]+\.html$", path) else None


def absolute(address: str) -> str:
    """The address with its scheme, https where none was given. Raises ConfigError for what is no address."""
    text = address.strip()
    if not text.isprintable():
        raise ConfigError(f"{address!r}: not a web address: it holds control characters")
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname
        _ = parts.port
    except ValueError as exc:
        raise ConfigError(f"{address}: not a web address ({exc})") from exc
    if parts.scheme not in {"http", "https"} or not host or " " in text:
        raise ConfigError(f"{address}: not a web address; expected something like https://some.blogspot.com/")
    if parts.username is not None:
        raise ConfigError(f"{address}: an address with a user name or password is not taken")
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, parts.query, ""))


def blog_number(address: str) -> str | None:
    """The blog's number in a feed's address at www.blogger.com, which does not name the blog's host."""
    parts = urlsplit(absolute(address))
    by_id = _BY_BLOG_ID.match(parts.path)
    return by_id[1] if by_id and _is_blogger(parts.hostname) else None


def at_home(before: Site, blog_url: str) -> Site:
    """The site with the blog's own host, where it was found by its number at www.blogger.com."""
    own = urlsplit(blog_url)
    if (
        not _is_blogger(urlsplit(before.home).hostname)
        or own.scheme not in {"http", "https"}
        or not own.netloc
    ):
        return before
    return Site(home=f"{own.scheme}://{own.netloc}", feeds=before.feeds)


def _is_blogger(host: str | None) -> bool:
    return host in {"www.blogger.com", "blogger.com"}


def moved(before: Site, asked: str, found: str) -> Site:
    """The site after its feed was asked for at one address and found at another, as on a custom domain."""
    old, new = urlsplit(asked), urlsplit(found)
    if (old.scheme, old.netloc) == (new.scheme, new.netloc) or "/feeds/" not in new.path:
        return before
    home = f"{new.scheme}://{new.netloc}"
    return Site(home=home, feeds=before.feeds.replace(before.home, home, 1))
