"""`list`: the blogs of the archive, and the posts of a blog."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

from feedarchive.cli.opening import opened
from feedarchive.cli.overview import write_blogs
from feedarchive.cli.terminal import fit, json_text, one_line, screen
from feedarchive.cli.wording import called, excerpt

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable
    from pathlib import Path

    from feedarchive.cli.opening import Opened
    from feedarchive.cli.terminal import Screen
    from feedarchive.read import Blog, Post


class BlogRow(Struct, frozen=True, kw_only=True):
    """A blog as `list --json` gives it."""

    name: str
    url: str | None
    title: str | None
    posts: int
    pages: int


class PostRow(Struct, frozen=True, kw_only=True):
    """A post as `list --json` gives it."""

    blog: str
    folder: str
    number: str
    date: date | None
    excerpt: str
    versions: int
    kind: str
    status: str
    id: str
    url: str | None
    title: str
    author: str | None
    published: datetime | None
    labels: tuple[str, ...]
    comments: int
    comments_declared: int | None
    captured: datetime


def run_list(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when a file was damaged. Raises ConfigError for a blog that is not there."""
    archive = opened(archive_root, args.as_of)
    on = screen(out, args.color)
    blogs = archive.blogs(args.names)
    filters = {name: getattr(args, name) for name in ("kind", "since", "until", "label", "author", "text")}
    if args.names or args.posts or args.as_of or any(filters.values()):
        posts = (_post_row(post) for blog in blogs for post in blog.posts(**filters))
        if args.json:
            _write_json(on, "posts", posts, archive)
        else:
            _write_posts(posts, on)
    elif args.json:
        _write_json(on, "blogs", map(_blog_row, blogs), archive)
    else:
        write_blogs(tuple(map(_blog_row, blogs)), on)
    return archive.exit_code()


def _blog_row(blog: Blog) -> BlogRow:
    info = blog.info()
    counts = Counter(folder.partition("/")[0] for folder in blog.folders())
    return BlogRow(
        name=blog.name,
        url=info.url if info else None,
        title=info.title if info else None,
        posts=counts["posts"],
        pages=counts["pages"],
    )


def _post_row(post: Post) -> PostRow:
    latest = post.latest
    return PostRow(
        blog=post.blog.name,
        folder=post.folder,
        number=post.number,
        date=post.day,
        excerpt=excerpt(latest.body.text),
        versions=len(post.numbers),
        kind=latest.kind,
        status=latest.status,
        id=latest.id,
        url=latest.url,
        title=latest.title,
        author=latest.author.name,
        published=latest.published,
        labels=latest.labels,
        comments=len(latest.comments),
        comments_declared=latest.comments_declared,
        captured=latest.captured,
    )


def _write_posts(rows: Iterable[PostRow], on: Screen) -> None:
    shown = None
    for row in rows:
        day = row.date.isoformat() if row.date else "no date"
        title = called(row.title, row.excerpt)
        name = one_line(row.blog)
        if not on.tty:
            counts = str(row.comments), str(row.versions)
            on.fields(day, title, *counts, row.number, name, row.status)
            continue
        if name != shown:
            shown = name
            on.line(on.paint(name, "bold"))
            on.line(on.paint(_columns(on, "date", "title", "comments", "versions", "id"), "dim"))
        mark = "" if row.status == "live" else f"({row.status}) "
        on.line(_columns(on, day, mark + title, row.comments, row.versions, row.number))


def _columns(on: Screen, day: str, title: str, *counts: int | str) -> str:
    comments, versions, number = counts
    room = max(on.width - 52, 20)
    return f"{day:10}  {fit(title, room)}  {comments:>8}  {versions:>8}  {number}"


def _write_json(on: Screen, name: str, records: Iterable[object], archive: Opened) -> None:
    """One JSON document, record by record: an archive may have more posts than memory."""
    on.out.write(f'{{"{name}": [')
    for index, record in enumerate(records):
        on.out.write(("" if index == 0 else ",") + "\n  " + json_text(record, indent=0))
    on.out.write(f'\n], "damaged": {json_text(archive.damages(), indent=0)}}}\n')
