"""Comments of responsive themes, 2017 on, when not threaded: `div.comment > div.comment-block`.

The author's line is one message in the page's language (fact sheet blogger-pages, B1.D, 2026-11).
"""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from feedarchive.parse.authors import kind, without_label
from feedarchive.parse.comments.found import Found, Page, text_of
from feedarchive.parse.dom import attribute, classes, words
from feedarchive.parse.removal import removal

ERA = "v2"


def read(head: LexborNode, number: str, page: Page) -> Found:
    """The comment in `head`."""
    text = head.css_first(".comment-body")
    html, status = text_of(text)
    if text is not None and "deleted" in classes(text):
        html, status = "", removal(words(text))
    line = head.css_first(".comment-author")
    named = line.css_first("a[href]") if line is not None else None
    link = attribute(named, "href")
    stamp = head.css_first(".comment-timestamp a")
    avatar = head.css_first(".avatar-image-container img")
    return Found(
        number=number,
        name=words(named) or without_label(words(line), page.said),
        link=link,
        kind=kind(link, attribute(avatar, "src")),
        body=html,
        status=status,
        stamp=words(stamp),
        href=attribute(stamp, "href"),
    )
