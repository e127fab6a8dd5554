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
_PARTS = "cite.user, .datetime a, .comment-content, .avatar-image-container img"


def read(head: LexborNode, number: str, page: Page) -> Found:  # noqa: ARG001 - all eras read alike
    """The comment in `head`; its own parts come before its replies'."""
    parts: dict[str, LexborNode] = {}  # by tag; one query, for each costs as much as all of them
    for node in head.css(_PARTS):
        parts.setdefault(node.tag if node.tag in ("cite", "a", "img") else "text", node)
    cite, stamp = parts.get("cite"), parts.get("a")
    html, status = text_of(parts.get("text"))
    link = attribute(
        next((child for child in cite.iter() if child.tag == "a"), None) if cite else None, "href"
    )
    return Found(
        number=number,
        name=words(cite),
        link=link,
        kind=kind(link, attribute(parts.get("img"), "src")),
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
