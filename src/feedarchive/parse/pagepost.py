"""The post of a page: where it is, and which of several it is."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedarchive.parse.dom import address, attribute, classes, desktop, path, within, words
from feedarchive.parse.pagehead import Head

_BODIES = (".post-body", '[id^="post-body-"]')
MOST_POSTS = 300  # each is asked for its links in all of its frame, which may be the whole page
# Without a frame of their own: templates of 2001 to 2004 (fact sheet blogger-pages, B1.A: droptrio).
_OLD_BODIES = {"Post": "div.Post", "blogPost": ".blogPost", "posts": "div.posts"}
# Of template authors, best first.
_OTHERS = (
    '[itemprop~="articleBody"]',
    ".entry-content",
    ".post-content",
    ".post-entry",
    ".entry-body",
    ".entry",
    ".post-text",
)
_FRAMES = frozenset({"post", "hentry", "blog-post", "post-outer"})
_BODY_ID = re.compile(r"post-body-(\d+)\Z")
_PERMALINKS = 'a[title="permanent link"], a.timestamp-link, a[rel="bookmark"]'
_CLOCK = re.compile(r"\d[:.]\d\d")
_TITLES = ".post-title a, .entry-title a"
_LISTING_PATH = re.compile(r"/(?:index\.html)?\Z|_archive\.html?\Z|/search\b")


class Post(Struct, frozen=True, kw_only=True):
    """One post in a page: `body` holds its text, `frame` title, byline and footer too.

    In templates of 2003 both are the same element.
    """

    body: LexborNode
    frame: LexborNode

    @property
    def text_alone(self) -> LexborNode | None:
        """The body, where it holds nothing but the text."""
        return self.body if self.body.mem_id != self.frame.mem_id else None

    def around(self, selector: str) -> list[LexborNode]:
        """The elements of the frame that match, but for those of body and comments, in document order."""
        found: dict[int, LexborNode] = {node.mem_id: node for node in self.frame.css(selector)}
        return [node for node in found.values() if self._is_around(node)]

    def _is_around(self, node: LexborNode | None) -> bool:
        while node is not None and node.mem_id != self.frame.mem_id:
            if node.mem_id == self.body.mem_id or node.id == "comments":
                return False
            if self.text_alone is None and "blogComments" in classes(node):
                return False
            node = node.parent
        return True

    def first(self, selector: str) -> LexborNode | None:
        """The first of `around`."""
        return next(iter(self.around(selector)), None)

    @property
    def number(self) -> str | None:
        """The post's own number: of its body's id, else of its anchor."""
        if found := _BODY_ID.match(self.body.id or ""):
            return found[1]
        names = [attribute(anchor, "name") for anchor in self.frame.css("a[name]")]
        own = next((name for name in names if name.isdecimal()), attribute(self.frame, "data-id"))
        return own if own.isdecimal() else None

    def permalink(self, base: str) -> str | None:
        """The post's address as its footer or title links it."""
        found = (address(base, attribute(link, "href")) for link in self.around(_PERMALINKS))
        named = next((url for url in found if url is not None), None) or self._titled(base)
        return desktop(named) if named else None

    def _titled(self, base: str) -> str | None:
        """The title's link, if it leads here: that of a post with a link field leads anywhere."""
        found = (address(base, attribute(link, "href")) for link in self.around(_TITLES))
        here = next(
            (url for url in found if url is not None and urlsplit(url).path == urlsplit(base).path), None
        )
        clock = next(filter(None, map(clock_link, self.around(".byline"))), None) if here is None else None
        return address(base, attribute(clock, "href")) if clock is not None else here


def clock_link(line: LexborNode) -> LexborNode | None:
    """The link of a byline that shows a time: the permalink of templates that do not say so."""
    return next((link for link in line.css("a[href]") if _CLOCK.search(words(link))), None)


def find(tree: LexborHTMLParser, head: Head, url: str) -> Post | None:
    """The post that the page at `url` is about; None when it has none, or is a list of several."""
    posts = shown(tree)
    if len(posts) == 1 and head.is_one_post:
        return posts[0]
    own = [post for post in posts if head.post and post.number == head.post]
    if len(own) == 1 and head.is_one_post:
        return own[0]
    if posts and head.is_one_post:
        return posts[0]  # what follows is featured (fact sheet blogger-pages, B1.D)
    linked = [post for post in posts if path(post.permalink(url) or "") == path(url)]
    if len(linked) == 1:
        return linked[0]
    alone = len(posts) == 1 and head.is_one_post is None and not _LISTING_PATH.search(path(url))
    return posts[0] if alone else None


def is_listing(tree: LexborHTMLParser, head: Head) -> bool:
    """Whether a page without a post of its own is a list of posts, or another page of Blogger's."""
    return head.is_one_post is False or bool(shown(tree))


def shown(tree: LexborHTMLParser) -> list[Post]:
    """Every post that the page shows."""
    if bodies := _outermost(next(filter(None, map(tree.css, _BODIES)), [])):
        return [Post(body=body, frame=_frame(body)) for body in bodies]
    for name, selector in _OLD_BODIES.items():
        # Without a doctype CSS takes `Post` and `post` for the same (quirks mode).
        if old := [body for body in tree.css(selector) if name in classes(body)]:
            return [Post(body=body, frame=body) for body in old[:MOST_POSTS]]
    bodies = _outermost(next(filter(None, map(tree.css, _OTHERS)), [])) or _labelled(tree)
    return [Post(body=body, frame=_frame(body)) for body in bodies]


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    bodies: list[LexborNode] = []
    for node in nodes[:MOST_POSTS]:
        if not bodies or not within(node, bodies[-1]):
            bodies.append(node)
    return bodies


def _labelled(tree: LexborHTMLParser) -> list[LexborNode]:
    """The elements with a line of labels, which classic Blogger writes at the end of a post's text."""
    lines = tree.css("p.blogger-labels")[:MOST_POSTS]
    return [line.parent for line in lines if line.parent is not None and line.parent.tag != "body"]


def _frame(body: LexborNode) -> LexborNode:
    """The nearest element around the body that is a post's, else an article, else its parent."""
    climbing, article = body.parent, None
    while climbing is not None and climbing.tag not in ("body", "html"):
        if not _FRAMES.isdisjoint(classes(climbing)):
            return climbing
        article = climbing if article is None and climbing.tag == "article" else article
        climbing = climbing.parent
    return article or body.parent or body
