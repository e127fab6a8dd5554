"""More than 200 comments: which of them a page shows, and the links to the other pages.

Fact sheet blogger-pages, section B ("paging"), 2026-11; the markup is that of Blogger's
`comments` template, no saved page with more than 200 comments was at hand.
"""

from __future__ import annotations

from dataclasses import dataclass

from .blog import DemoComment, DemoPost
from .options import View

COMMENTS_A_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The comments of one page: the `number`-th of `count`, its first being the `first`-th of all."""

    number: int
    count: int
    first: int
    comments: tuple[DemoComment, ...]


def comment_parts(post: DemoPost) -> list[Part]:
    """The pages of comments, one at least. Threads are never parted."""
    groups = _threads(post) if post.era != "dots" else [[comment] for comment in post.comments]
    pages: list[list[DemoComment]] = [[]]
    for group in groups:
        if len(pages[-1]) + len(group) > COMMENTS_A_PAGE and pages[-1]:
            pages.append([])
        pages[-1] += group
    firsts = [1 + sum(len(page) for page in pages[:at]) for at in range(len(pages))]
    return [
        Part(number=at + 1, count=len(pages), first=firsts[at], comments=tuple(page))
        for at, page in enumerate(pages)
    ]


def _threads(post: DemoPost) -> list[list[DemoComment]]:
    """Each comment that answers none, with all answers below it."""
    thread_of: dict[int, list[DemoComment]] = {}
    threads: list[list[DemoComment]] = []
    for one in post.comments:
        thread = [] if one.parent is None else thread_of[one.parent]
        if not thread:
            threads.append(thread)
        thread.append(one)
        thread_of[one.number] = thread
    return threads


def paging(view: View, post: DemoPost, part: Part) -> str:
    """The links Oldest, Older, Newer, Newest around `1 - 200 of 376` (with a dash); "" for a single page."""
    if part.count == 1:
        return ""
    last = part.first + len(part.comments) - 1
    pieces = [f"<span class='comment-range-text'>{part.first} – {last} of {len(post.comments)}</span>"]
    if part.number > 1:
        pieces[:0] = [
            _link(view, post, "olderLink", 1, "«Oldest"),
            _link(view, post, "olderLink", part.number - 1, "‹Older"),
        ]
    if part.number < part.count:
        pieces += [
            _link(view, post, "newerLink", part.number + 1, "Newer›"),
            _link(view, post, "newerLink", part.count, "Newest»"),
        ]
    around = "<span class='paging-control-container'>\n{}\n</span>\n"
    return around.format("&#160;\n".join(pieces))


def _link(view: View, post: DemoPost, kind: str, page: int, words: str) -> str:
    return f"<a class='paging-control {kind}' href='{view.url(post.path)}?commentPage={page}'>{words}</a>"
