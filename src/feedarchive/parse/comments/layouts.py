"""Comments of layouts pages, 2006-12 to 2012: `dl#comments-block` of `dt.comment-author` and two `dd`s.

The earliest have ids `comment-<digits>`, and `dd.blog-author-comment` for the blogger's own (fact sheet
blogger-pages, B1.B, 2026-11).
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from feedarchive.parse.authors import kind
from feedarchive.parse.comments.found import Found, Page
from feedarchive.parse.comments.listed import bare_name, parts
from feedarchive.parse.dom import attribute, words

ERA = "layouts"


def read(head: LexborNode, number: str, page: Page) -> Found:  # noqa: ARG001 - all eras read alike
    """The comment that begins with `head`."""
    seen = parts(head)
    html, status = seen.text
    named = next((child for child in head.iter() if child.tag == "a" and attribute(child, "href")), None)
    link = attribute(named, "href")
    return Found(
        number=number,
        name=words(named) or seen.avatar_name or bare_name(head),
        link=link,
        kind=kind(link, seen.marks),
        body=html,
        status=status,
        stamp=seen.stamp,
        href=seen.href,
    )
