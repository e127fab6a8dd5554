"""A blog's posts, pages and comments in the orders that its feeds need."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .blog import DemoComment, DemoPost


class Index:
    """Newest first, ties by number, as every public Blogger feed (fact sheet blogger-feeds, 0.4).

    Attributes:
        posts, pages: newest first.
        comments: each with the entry it stands below, newest first.
        place: a post's number -> where it stands among the posts.
        labels: of all posts, the most used first.
    """

    def __init__(self, posts: Sequence[DemoPost], pages: Sequence[DemoPost]) -> None:
        self.posts = sorted(posts, key=_newest_first)
        self.place = {post.number: at for at, post in enumerate(self.posts)}
        self.pages = sorted(pages, key=_newest_first)
        pairs = [(comment, entry) for entry in (*posts, *pages) for comment in entry.comments]
        self.comments = sorted(pairs, key=lambda pair: _newest_first(pair[0]))
        self.by_number = {entry.number: entry for entry in (*posts, *pages)}
        self.by_path = {entry.path: entry for entry in (*posts, *pages)}
        self.comment_by_number = {comment.number: (comment, entry) for comment, entry in pairs}
        counted = Counter(label for post in posts for label in post.labels)
        self.labels = sorted(counted, key=lambda label: (-counted[label], label))


def _newest_first(item: DemoPost | DemoComment) -> tuple[float, int]:
    return -item.shown.timestamp(), -item.number
