"""What an archive of the blog should say: the truth in the words of docs/archive-format.md."""

from __future__ import annotations

from typing import Any

from .blog import DemoAuthor, DemoBlog, DemoComment, DemoPost
from .names import saved_at
from .stamps import comment_stamp, epoch_ms

STATUS = {None: "live", "author": "removed-by-author", "admin": "removed-by-admin"}


def truth(blog: DemoBlog, base: str) -> list[dict[str, Any]]:
    """One dict for each post and page, oldest first, fields as in a snapshot, times as aware datetimes.

    `base` is the blog's public address with a slash at the end. Bodies are as feeds give them;
    `body.text`, `sources` and what only an archive knows are left out. A removed comment's body
    is empty, as for one who comes after the removal. Where feeds cut `published` to the minute
    but the id has kept the second, a comment's `published` has it and `published_feed` has not.
    A post's author has the http address that feeds give; pages and comments have https. `openid`
    can be told from a named reader with an address on classic pages only, never in a feed.
    """
    with blog.lock:
        entries = [*reversed(blog.index.posts), *reversed(blog.index.pages)]
        return [_entry(blog, base, entry) for entry in entries]


def _entry(blog: DemoBlog, base: str, post: DemoPost) -> dict[str, Any]:
    return {
        "status": "live",
        "kind": post.kind,
        "id": f"tag:blogger.com,1999:blog-{blog.number}.{post.kind}-{post.number}",
        "url": base + post.path.removeprefix("/"),
        "path": post.path,
        "title": post.title,
        "author": {
            **_author(post.author),
            "url": (post.author.url or "").replace("https:", "http:", 1) or None,
        },
        "published": post.published,
        "updated": post.updated,
        "created": saved_at(post.number),
        "labels": post.labels,
        "body": {"html": post.html},
        "links": post.links,
        "comments_declared": len(post.comments) if post.kind == "post" else None,
        "comments": [_comment(blog, base, post, comment) for comment in post.comments],
    }


def _comment(blog: DemoBlog, base: str, post: DemoPost, comment: DemoComment) -> dict[str, Any]:
    tag = f"tag:blogger.com,1999:blog-{blog.number}.post-"
    place = base + post.path.removeprefix("/")
    return {
        "id": f"{tag}{comment.number}",
        "url": f"{place}?showComment={epoch_ms(comment.shown)}#c{comment.number}",
        "in_reply_to": f"{tag}{comment.parent}" if comment.parent else None,
        "author": _author(comment.author),
        "published": saved_at(comment.number) or comment.shown,
        "published_feed": comment.shown,
        "published_text": comment_stamp(post.era, comment.published.astimezone(blog.zone)),
        "updated": comment.changed,
        "status": STATUS[comment.removed],
        "body": {"html": "" if comment.removed else comment.html},
    }


def _author(who: DemoAuthor) -> dict[str, str | None]:
    return {"name": who.name, "kind": who.kind, "url": who.url}
