"""What the blog answers to each address, before anything goes wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

from .blog import DemoPost
from .feeds import comments_feed, posts_feed, single_comment, single_post
from .markup import escaped
from .options import FeedName, View
from .pages import home_page, post_page
from .query import read_ask

ATOM = "application/atom+xml; charset=UTF-8"
HTML = "text/html; charset=UTF-8"
XML = "text/xml; charset=UTF-8"
TEXT = "text/plain; charset=UTF-8"

SITEMAP_PAGE = 150

_ENTRIES = re.compile(r"/feeds/(posts|pages)/(default|full|summary)(?:/(\d+))?/?")
_COMMENTS = re.compile(r"/feeds/(?:(\d+)/)?comments/default(?:/(\d+))?/?")
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status and a body."""

    status: int = 200
    media: str = HTML
    text: str = ""
    is_feed: bool = False


def answer(view: View, target: str) -> Answer:
    """The answer to a GET of that target (path and query)."""
    split = urlsplit(target)
    path = split.path
    if other := next((text for part, text in view.options.instead.items() if part in target), None):
        return Answer(text=other)
    if path.startswith("/feeds/") or path == "/atom.xml":
        return _feed(view, path, split.query)
    query = dict(parse_qsl(split.query))
    fixed = {
        "/": _home,
        "/robots.txt": _robots,
        "/sitemap.xml": _sitemap,
        "/sitemap-pages.xml": _page_sitemap,
    }
    if path in fixed:
        return fixed[path](view, query)
    post = view.blog.index.by_path.get(path)
    if post is None:
        return missing()
    number = query.get("commentPage", "")
    return Answer(text=post_page(view, post, int(number) if number.isdecimal() else None))


def missing() -> Answer:
    """404 with a few words."""
    words = "Sorry, the page you were looking for in this blog does not exist."
    return Answer(status=404, text=f"<!DOCTYPE html>\n<title>Page not found</title>\n<p>{words}</p>\n")


def _feed(view: View, path: str, query: str) -> Answer:
    """A feed; `/feeds/<blogId>/…` is the same as `/feeds/…`."""
    try:
        read_ask(query, view.options, view.blog.zone)
    except ValueError:
        return Answer(status=400, media=TEXT, text="Invalid query parameter")
    path = path.replace(f"/feeds/{view.blog.number}/", "/feeds/").replace("/atom.xml", "/feeds/posts/default")
    text = None
    if found := _ENTRIES.fullmatch(path):
        text = _entries(view, query, *found.groups())
    elif found := _COMMENTS.fullmatch(path):
        text = _comments(view, query, *found.groups())
    return missing() if text is None else Answer(media=ATOM, text=text, is_feed=True)


def _entries(view: View, query: str, kind: str, form: str, number: str | None) -> str | None:
    name: FeedName = "posts" if kind == "posts" else "pages"
    if name in view.options.feeds_off:
        return None
    if number is None:
        return posts_feed(view, read_ask(query, view.options, view.blog.zone), kind=kind, form=form)
    entry = view.blog.index.by_number.get(int(number))
    if entry is None or f"{entry.kind}s" != kind:
        return None
    return single_post(view, entry, form=form)


def _comments(view: View, query: str, post_number: str | None, number: str | None) -> str | None:
    name: FeedName = "post-comments" if post_number else "comments"
    post = view.blog.index.by_number.get(int(post_number)) if post_number else None
    if name in view.options.feeds_off or (post_number and post is None):
        return None
    if number is None:
        return comments_feed(view, read_ask(query, view.options, view.blog.zone), post)
    found = view.blog.index.comment_by_number.get(int(number))
    return single_comment(view, *found) if found else None


def _home(view: View, _query: dict[str, str]) -> Answer:
    return Answer(text=home_page(view))


def _robots(view: View, _query: dict[str, str]) -> Answer:
    """Blogger's default of 2025 (fact sheet blogger-feeds, section 2), or the owner's own."""
    default = (
        "User-agent: Mediapartners-Google\nDisallow: \n\n"
        "User-agent: *\nDisallow: /search\nDisallow: /share-widget\nAllow: /\n\n"
        f"Sitemap: {view.base}sitemap.xml\n"
    )
    return Answer(media=TEXT, text=default if view.options.robots is None else view.options.robots)


def _sitemap(view: View, query: dict[str, str]) -> Answer:
    """All posts up to 150; above that an index of `?page=N`, 150 each."""
    posts = [post for post in view.blog.index.posts if post.path not in view.options.unlisted]
    if len(posts) <= SITEMAP_PAGE:
        return _urlset(view, posts)
    if (page := query.get("page", "")).isdecimal():
        begin = (int(page) - 1) * SITEMAP_PAGE
        part = posts[begin : begin + SITEMAP_PAGE] if begin >= 0 else []
        return _urlset(view, part) if part else missing()
    pages = range(1, -(-len(posts) // SITEMAP_PAGE) + 1)
    places = "".join(f"<sitemap><loc>{view.base}sitemap.xml?page={n}</loc></sitemap>" for n in pages)
    return _xml(f"<sitemapindex xmlns='{_SITEMAP}'>{places}</sitemapindex>")


def _page_sitemap(view: View, _query: dict[str, str]) -> Answer:
    return _urlset(view, view.blog.index.pages)


def _urlset(view: View, posts: Iterable[DemoPost]) -> Answer:
    places = "".join(
        f"<url><loc>{escaped(view.url(post.path))}</loc><lastmod>{_utc(post.updated)}</lastmod></url>"
        for post in posts
    )
    return _xml(f"<urlset xmlns='{_SITEMAP}'>{places}</urlset>")


def _xml(text: str) -> Answer:
    return Answer(media=XML, text=f"<?xml version='1.0' encoding='UTF-8'?>{text}")


def _utc(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
