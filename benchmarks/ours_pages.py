"""feedarchive's reader of post pages, as a run uses it."""

from __future__ import annotations

from benchmarks import timed

from feedarchive.parse import page
from feedarchive.seen import PostPage

URL = "http://127.0.0.1/2010/05/post.html"


def read(body: bytes) -> PostPage:
    """One page."""
    return page.read(body, URL, blog_id="tag:blogger.com,1999:blog-1")


def say(shown: PostPage) -> timed.Fields:
    """What was read."""
    return {
        "title": shown.title or "",
        "body": shown.body_html or "",
        "comments": [
            {
                "id": one.id.rpartition("-")[2],
                "author": one.author.name or "Anonymous",
                "body": "" if one.status != "live" else one.body.html,
            }
            for one in shown.comments or ()
        ],
    }


if __name__ == "__main__":
    timed.run(read, say)
