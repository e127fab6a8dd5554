"""Threaded comments, since 2012 in any template: `li.comment`, replies inside the comment they answer.

An empty skeleton for replies stands under every comment (fact sheet blogger-pages, B1.C, 2026-11).
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from feedarchive.parse.authors import kind
from feedarchive.parse.comments.found import Found, Page, number_of, text_of
from feedarchive.parse.dom import attribute, classes, words

ERA = "threaded"

_TOP = ("top-ra", "comments")


def read(head: LexborNode, number: str, page: Page) -> Found:  # noqa: ARG001 - all eras read alike
    """The comment in `head`; its own parts come before its replies'."""
    html, status = text_of(head.css_first(".comment-content"))
    cite = head.css_first("cite.user, cite.fn, .comment-author")
    link = attribute(cite.css_first("a[href]") if cite is not None else None, "href")
    stamp = head.css_first(".datetime a, .comment-timestamp a")
    avatar = head.css_first(".avatar-image-container img")
    return Found(
        number=number,
        name=words(cite),
        link=link,
        kind=kind(link, attribute(avatar, "src")),
        body=html,
        status=status,
        stamp=words(stamp),
        href=attribute(stamp, "href"),
        answers=_answered(head),
    )


def _answered(head: LexborNode) -> str | None:
    """The number of the nearest comment around this one."""
    above = head.parent
    while above is not None and above.id not in _TOP:
        if above.tag == "li" and "comment" in classes(above):
            return number_of(above)
        above = above.parent
    return None
