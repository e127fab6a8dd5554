"""What a page says of itself beside the post: links, metas, and Blogger's own data for its scripts.

The data is the argument of `_WidgetManager._SetDataContext` at the page's end, on every layouts page since
about 2009 (fact sheet blogger-pages, section 0.5).
"""

from __future__ import annotations

import re

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedarchive.parse.dom import WEB, address, desktop, words

_CONTEXT_SIZE = 16_000  # bytes; pageName lies 3,600 from its start
_CONTEXT = re.compile(rb"\(\[\s*\{\s*'name':\s*'blog',\s*'data':")
_PAIR = re.compile(
    r"'(blogId|postId|title|canonicalUrl|url|pageType|pageName|locale|authorSaid)':\s*"
    r"'([^'\\]*+(?:\\.[^'\\]*+)*+)'",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{1,3})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r"}
_POSTS_FEED = re.compile(r"blogger\.com/(?:feeds/(?=\d+/posts)|atom/)(\d+)")
_COMMENTS_FEED = re.compile(r"/feeds/(?:(\d+)/)?(\d+)/comments(?:/|\Z)")
_BLOG_PARAMETER = re.compile(r"[?&](?:target)?blogID=(\d+)", re.IGNORECASE)
_FEED_TITLE = re.compile(r"(.*) (?:- (?:Atom|RSS)|\((?:Atom|RSS) [\d.]+\))\Z", re.DOTALL)

_DOORS = re.compile(
    r"\A(?:https?:)?//(?:(?:www|draft)\.blogger\.com/(?:blogin|interstitial|age-verification|post-interstitial|login)"
    r"|accounts\.google\.com/|www\.google\.com/(?:accounts/|sorry/)|consent\.(?:google|blogger)\.)",
    re.IGNORECASE,
)
_DOOR = (
    "#continueButton, #gaia_loginform, #captcha-form, #maincontent a[href*='guestAuth='],"
    " a[href*='interstitial='], a[href*='blogger.com/blogin.g'], form[action*='accounts.google.com']"
)


class Head(Struct, frozen=True, kw_only=True):
    """What the page says of itself; numbers are the digits of ids, None or "" where it is silent.

    Attributes:
        page_type: Blogger's word for the page: item, static_page, archive, index, error_page.
        page_name: the post's title in Blogger's data: "" for an untitled post, None when there is no data.
        said: "%1 said..." in the page's language, on pages of responsive themes.
    """

    generator: str = ""
    blog: str | None = None
    post: str | None = None
    url: str | None = None
    blog_title: str | None = None
    title: str = ""
    og_title: str | None = None
    page_name: str | None = None
    page_type: str = ""
    locale: str | None = None
    said: str = ""
    dynamic: bool = False
    noarchive: bool = False

    @property
    def of_blogger(self) -> bool:
        """Whether Blogger made the page, in whatever theme."""
        return self.generator.lower() == "blogger" or self.blog is not None

    @property
    def is_one_post(self) -> bool | None:
        """Whether Blogger calls it the page of one post or static page; None when it does not say."""
        if self.page_type:
            return self.page_type in ("item", "static_page")
        return True if self.post is not None else None


def read(tree: LexborHTMLParser, html: bytes, base: str) -> Head:
    """What the links, metas and data of the page say; `base` is the page's address."""
    metas, links = _Metas(), _Links()
    for node in tree.css("meta, link"):
        (metas if node.tag == "meta" else links).take(node)
    data = _context(html)
    item = data if data.get("pageType") == "item" else {}  # elsewhere a widget's post
    return Head(
        generator=metas.named.get("generator", ""),
        blog=links.blog or metas.item.get("blogId") or data.get("blogId") or links.styled_blog,
        post=item.get("postId") or links.post or metas.item.get("postId"),
        url=_url(links.canonical, metas.named.get("og:url"), data, base),
        blog_title=data.get("title") or links.blog_title or metas.named.get("og:site_name"),
        title=words(tree.css_first("title")),
        og_title=metas.named.get("og:title"),
        page_name=" ".join(data["pageName"].split()) if "pageName" in data else None,
        page_type=data.get("pageType", ""),
        locale=data.get("locale") or None,
        said=data.get("authorSaid", ""),
        dynamic=metas.named.get("blogger-template") == "dynamic",
        noarchive=metas.noarchive,
    )


def is_door(tree: LexborHTMLParser, head: Head, url: str) -> bool:
    """Whether it is Blogger's content warning or a login (fact sheet blogger-pages, B1.H, 2026-11)."""
    return bool(_DOORS.search(url)) or (head.blog is None and tree.css_first(_DOOR) is not None)


class _Metas:
    """The first content of each name or property, and of each itemprop when no other differs."""

    def __init__(self) -> None:
        self.named: dict[str, str] = {}
        self.item: dict[str, str] = {}
        self.noarchive = False

    def take(self, node: LexborNode) -> None:
        given = node.attributes
        content = (given.get("content") or "").strip()
        name = (given.get("name") or given.get("property") or "").lower()
        if name == "robots" and "noarchive" in re.split(r"[\s,]+", content.lower()):
            self.noarchive = True
        if name:
            self.named.setdefault(name, content)
        elif (item := given.get("itemprop")) and self.item.setdefault(item, content) != content:
            self.item[item] = ""  # a list of posts


class _Links:
    """What the link elements say: ids, canonical address, the blog's title."""

    def __init__(self) -> None:
        self.blog: str | None = None
        self.styled_blog: str | None = None
        self.post: str | None = None
        self.blog_title: str | None = None
        self.canonical = ""

    def take(self, node: LexborNode) -> None:
        given = node.attributes
        href, rel = given.get("href") or "", (given.get("rel") or "").lower()
        if rel == "canonical":
            self.canonical = self.canonical or href
        elif rel in ("service.post", "alternate"):
            self._take_feed(href, given.get("title") or "")
            if rel == "service.post":  # before 2005 without "- Atom"
                self.blog_title = self.blog_title or given.get("title") or None
        elif rel == "edituri":
            self.blog = self.blog or _found(_BLOG_PARAMETER, href)
        elif "authorization.css" in href:
            self.styled_blog = _found(_BLOG_PARAMETER, href)

    def _take_feed(self, href: str, title: str) -> None:
        self.blog = self.blog or _found(_POSTS_FEED, href)
        self.blog_title = self.blog_title or _found(_FEED_TITLE, title)
        if comments := _COMMENTS_FEED.search(href):
            self.blog = self.blog or comments[1]
            self.post = self.post or comments[2]


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[1] if found else None


def _url(canonical: str, og_url: str | None, data: dict[str, str], base: str) -> str | None:
    """The page's own address; whole ones first, for mirrors make links relative to their own files."""
    said = [canonical, og_url or "", data.get("canonicalUrl", ""), data.get("url", "")]
    whole = next((url for url in said if url.startswith(WEB)), None)
    found = whole or next((address(base, url) for url in said if url), None)
    return desktop(found) if found else None


def _context(html: bytes) -> dict[str, str]:
    """The texts of the data context, first of each name; {} without it."""
    start = html.rfind(b"_WidgetManager._SetDataContext(")
    if start < 0 or not _CONTEXT.search(html, start, start + 100):
        return {}
    text = html[start : start + _CONTEXT_SIZE].decode("utf-8", "replace")
    found: dict[str, str] = {}
    for name, value in _PAIR.findall(text):
        found.setdefault(name, value)
    return {name: _text(value) for name, value in found.items()}


def _text(literal: str) -> str:
    """The text of a JavaScript string literal; halves of a character become U+FFFD."""
    text = _ESCAPE.sub(_unescaped, literal)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(escape: re.Match[str]) -> str:
    """One character of a JavaScript string (ECMA-262, 12.9.4, and the octals of 2009)."""
    two, four, octal, plain = escape.groups()
    if plain is not None:
        return _LETTERS.get(plain, plain)
    return chr(int(two or four, 16) if octal is None else int(octal, 8))
