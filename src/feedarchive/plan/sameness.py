"""The same comment in a feed and on a page, the same post under two addresses; pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec.structs import replace

from feedarchive.model import Comment
from feedarchive.plan.merge import Views
from feedarchive.seen import PostPage

_BLOGGERS = "tag:blogger.com,1999:blog-"
_DIGITS = re.compile(r"\d+")
_WORDPRESS = re.compile(r"comment-\d+\Z", re.ASCII)


def place(url: str | None) -> str:
    """What two addresses of one document share: host, path and query, whatever the scheme; "" for None."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return url or ""
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}" if url else ""


def shelf(url: str) -> str:
    """Where a site keeps pages like this one: the folder of its address, numbers as N; "" at the root.

    Posts that only a sitemap lists lie beside those that the feed shows.
    """
    host, _, path = place(url).partition("?")[0].partition("/")
    folder = path.rpartition("/")[0]
    return f"{host}/{_DIGITS.sub('N', folder)}" if folder else ""


def aligned(page: PostPage, entry_id: str | None, views: Views) -> PostPage:
    """The page with its comments under the ids by which feeds and earlier versions know them.

    They are found by the end of their addresses (`#comment-12`). One that is new gets the id that
    WordPress's feeds would give it, where it has WordPress's form and the entry has an address for an id.
    """
    if not page.comments or (page.blog_id or "").startswith(_BLOGGERS):
        return page
    known = {}
    for comment in (*(views.held.comments if views.held else ()), *views.comments):
        known.update(dict.fromkeys(_ends(comment), comment.id))
    named = {one.id: known.get(_end(one)) or _made(one, entry_id) for one in page.comments}
    comments = (
        replace(one, id=named[one.id], in_reply_to=named.get(one.in_reply_to or "", one.in_reply_to))
        for one in page.comments
    )
    return replace(page, comments=tuple(comments))


def _end(comment: Comment) -> str:
    """The fragment of its address; all of it where there is none."""
    url = comment.url or comment.id
    return url.partition("#")[2] or place(url)


def _ends(comment: Comment) -> set[str]:
    ends = {_end(comment), comment.id.partition("#")[2], place(comment.url)}
    return {end for end in ends if end}


def _made(comment: Comment, entry_id: str | None) -> str:
    end = _end(comment)
    web = entry_id is not None and entry_id.startswith(("http://", "https://"))
    return f"{entry_id}#{end}" if web and _WORDPRESS.match(end) else comment.id
