"""A comment as a page shows it, and the Comment it makes."""

from __future__ import annotations

import re

from msgspec import Struct
from selectolax.lexbor import LexborNode

from feedarchive.model import Author, AuthorKind, Comment, CommentBody, CommentStatus, Evidence
from feedarchive.parse import ids
from feedarchive.parse.authors import own_name
from feedarchive.parse.dom import WEB, address, attribute, classes, desktop, words
from feedarchive.parse.removal import removal
from feedarchive.parse.text import readable
from feedarchive.parse.times import from_millis

NUMBER = re.compile(r"c(?:omment-)?(\d{5,20})\Z", re.ASCII)
_BARE = re.compile(r"(\d{5,20})\Z", re.ASCII)
_MILLIS = re.compile(r"showComment=(\d{10,14})(?!\d)", re.ASCII)
_GUIDE = re.compile(r'<span class="interaction-iframe-guide">\s*</span>')


class Page(Struct, frozen=True, kw_only=True):
    """What a page's comments need to know of it: the blog's number, its address, and "%1 said..."."""

    blog: str
    url: str
    said: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """One comment as shown.

    Attributes:
        number: the digits of its id.
        name: as shown, without label; "Anonymous" in any language included.
        link: where the name leads, as written.
        body: inner HTML of its text; "" when removed.
        stamp: the visible time, "" without one.
        href: its permalink as written.
        answers: the number of the comment it is a reply to.
        pid: the class that all comments of one account share, and all of those who were not signed in.
    """

    number: str
    name: str = ""
    link: str = ""
    kind: AuthorKind = "unknown"
    body: str = ""
    status: CommentStatus = "live"
    stamp: str = ""
    href: str = ""
    answers: str | None = None
    pid: str = ""


def comment(found: Found, page: Page) -> Comment:
    """The Comment: full ids, whole addresses, and the best instant that the page gives."""
    millis = _MILLIS.search(found.href)
    published = from_millis(int(millis[1])) if millis else None
    evidence: Evidence | None = "permalink" if published else None
    if published is None and (published := ids.comment_instant(found.number, found.stamp or None)):
        evidence = "id"
    link = address(page.url, found.link) if found.link else None
    return Comment(
        id=ids.entry_tag(page.blog, found.number),
        url=_permalink(found, page.url, millis[1] if millis else None),
        in_reply_to=ids.entry_tag(page.blog, found.answers) if found.answers else None,
        author=Author(name=own_name(found.name, found.kind, link), kind=found.kind, url=link),
        published=published,
        published_from=evidence,
        published_text=found.stamp or None,
        status=found.status,
        body=CommentBody(html=found.body, text=readable(found.body) if found.body else ""),
    )


def _permalink(found: Found, page_url: str, millis: str | None) -> str:
    """The comment's address: as linked when whole, else built as Blogger builds it.

    Classic pages link `#<digits>` to an anchor `c<digits>`; mirrors link their own files.
    """
    if found.href.startswith(WEB):
        return desktop(found.href)
    query = f"?showComment={millis}" if millis else ""
    return f"{re.split('[?#]', page_url, maxsplit=1)[0]}{query}#c{found.number}"


def number_of(node: LexborNode) -> str | None:
    """The digits in a comment's id or anchor: `c<digits>`, or `comment-<digits>` in early layouts pages.

    Bare digits in `div.blogComment`, of Blogger's help page of 2004.
    """
    given = node.id or attribute(node, "name")
    found = NUMBER.match(given)
    if found is None and given[:1].isdecimal() and node.parent is not None:
        found = _BARE.match(given) if "blogComment" in classes(node.parent) else None
    return found[1] if found else None


def text_of(node: LexborNode | None) -> tuple[str, CommentStatus]:
    """The inner HTML of the element that holds a comment's text, and whether it was removed."""
    if node is None:
        return "", "live"
    html = node.inner_html or ""
    if "deleted-comment" in html and (notice := node.css_first("span.deleted-comment")) is not None:
        return "", removal(words(notice))
    return _GUIDE.sub("", html).strip(), "live"
