"""A page of any site -> the feeds it names, what made it, and where its list of posts goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedarchive.errors import ParseError
from feedarchive.parse import pagehead
from feedarchive.parse.dom import attribute
from feedarchive.parse.pagesource import clean

# Best first: Atom tells exact ids, threads and counts of comments; RSS often less.
_TYPES = ("application/atom+xml", "application/rss+xml", "application/rdf+xml", "application/feed+json")
_OF_COMMENTS = re.compile(r"comment|kommentar|commentaire|comentario|reaction|repl(?:y|ies)", re.IGNORECASE)
_HEADINGS = (
    ".entry-title a[href], .post-title a[href], .wp-block-post-title a[href], .h-entry a.u-url[href], "
    "article h1 a[href], article h2 a[href], article h3 a[href], h2 a[rel=bookmark], h1 a[rel=bookmark]"
)
_OLDER = "link[rel=next][href], a[rel~=next][href], .nav-previous a[href], a.next[href], a.older[href]"


class HomePage(Struct, frozen=True, kw_only=True):
    """What the page says; addresses are absolute.

    Attributes:
        of_blogger: Blogger made it.
        platform: "wordpress", or what its generator calls itself, in lower case; "" without one.
        feeds: of posts, best first.
        comments: the first feed of all comments, or None.
        posts: the posts that its headings lead to, in order.
        older: where the list of posts goes on, or None.
    """

    of_blogger: bool = False
    platform: str = ""
    feeds: tuple[str, ...] = ()
    comments: str | None = None
    posts: tuple[str, ...] = ()
    older: str | None = None


def read(body: bytes, url: str) -> HomePage:
    """What the page at `url` says; an empty HomePage for what is no HTML. Never raises."""
    try:
        html, _ = clean(body, url)
    except ParseError:
        return HomePage()
    tree = LexborHTMLParser(html)
    head = pagehead.read(tree, html, url)
    found = [*_feeds(tree, url)]
    return HomePage(
        of_blogger=head.of_blogger,
        platform=platform_of(head.generator) or ("wordpress" if b"/wp-content/" in html else ""),
        feeds=tuple(dict.fromkeys(href for _, href, of_comments in sorted(found) if not of_comments)),
        comments=next((href for _, href, of_comments in found if of_comments), None),
        posts=tuple(dict.fromkeys(_addresses(tree.css(_HEADINGS), url))),
        older=next(_addresses(tree.css(_OLDER), url), None),
    )


def platform_of(generator: str) -> str:
    """One word for what made a page or a feed: `https://wordpress.org/?v=6.1` is wordpress."""
    lower = generator.lower()
    if "wordpress" in lower:
        return "wordpress"
    word = re.match(r"[a-z][a-z0-9_.+-]{0,40}", lower)
    return word[0].rstrip(".") if word and not lower.startswith("http") else ""


def _feeds(tree: LexborHTMLParser, url: str) -> Iterator[tuple[int, str, bool]]:
    """Each feed that a link names: the rank of its type, its address, whether it is of comments."""
    for link in tree.css("link[rel][href]"):
        rels, kind = attribute(link, "rel").lower().split(), attribute(link, "type").lower().strip()
        kind = kind.partition(";")[0].strip()
        if "alternate" not in rels and "feed" not in rels:
            continue
        if kind in _TYPES and (href := next(_addresses([link], url), None)):
            said = f"{attribute(link, 'title')} {urlsplit(href).path}"
            yield _TYPES.index(kind), href, bool(_OF_COMMENTS.search(said))


def _addresses(nodes: list[LexborNode], url: str) -> Iterator[str]:
    for node in nodes:
        try:
            href = urljoin(url, attribute(node, "href").strip())
            parts = urlsplit(href)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and parts.hostname:
            yield href.partition("#")[0]
