"""Comments of classic `<$Blog…$>` templates, 2004 to 2007 and still served.

Minima: `dt.comment-poster`, `dd.comment-body`, `dd.comment-timestamp`. Rounders 3: `dt.comment-data` with the
time before the name. TicTac: `li` with the text before `p.comment-data` "By X, At …" (fact sheet
blogger-pages, B1.A, 2026-11).
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from feedarchive.parse.authors import kind
from feedarchive.parse.comments.found import Found, Page
from feedarchive.parse.comments.listed import Parts, bare_name, parts
from feedarchive.parse.dom import attribute, classes, siblings, words

ERA = "classic"

_BY = re.compile(r"By\s+(.*?)[\s,]*(?:\bAt\s*)?\Z", re.DOTALL)


def read(head: LexborNode, number: str, page: Page) -> Found:  # noqa: ARG001 - all eras read alike
    """The comment that begins with `head`."""
    seen = parts(head)
    html, status = seen.text
    shown = _name_node(seen)
    link = attribute(shown, "href")
    return Found(
        number=number,
        name=words(shown) if shown is not None else _bare(seen),
        link=link,
        kind=kind(link, seen.marks),
        body=html,
        status=status,
        stamp=seen.stamp,
        href=seen.href,
    )


def _name_node(seen: Parts) -> LexborNode | None:
    """What follows the icon: a link, or a span for who is not signed in."""
    icon = seen.byline.css_first(".comment-icon")
    if icon is not None and (named := next(siblings(icon), None)) is not None:
        return named
    return seen.byline.css_first('.anon-comment-author, a[rel="nofollow"]')


def _bare(seen: Parts) -> str:
    """The name in templates from before the icons."""
    data = "comment-data" in classes(seen.byline)
    before = words(seen.byline).split(seen.stamp)[0] if data and seen.stamp else ""
    if by := _BY.match(before):
        return by[1]
    return bare_name(seen.byline, after=seen.link if data else None)
