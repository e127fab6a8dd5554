"""feedarchive's reader of feeds, as a run uses it."""

from __future__ import annotations

from benchmarks import timed

from feedarchive.parse.feeds import read_feed
from feedarchive.seen import FeedPage

URL = "http://127.0.0.1/feeds/posts/default"


def read(body: bytes) -> FeedPage:
    """One feed page."""
    return read_feed(body, URL, "application/atom+xml")


def say(page: FeedPage) -> list[timed.Fields]:
    """What was read."""
    posts = [
        {
            "id": one.id,
            "title": one.title,
            "body": one.body.html,
            "author": one.author.name,
            "published": one.published and one.published.timestamp(),
            "labels": list(one.labels),
        }
        for one in page.entries
    ]
    return posts + [
        {
            "id": one.comment.id,
            "body": one.comment.body.html,
            "author": one.comment.author.name,
            "published": one.comment.published and one.comment.published.timestamp(),
            "removed": one.comment.status != "live",
        }
        for one in page.comments
    ]


if __name__ == "__main__":
    timed.run(read, say)
