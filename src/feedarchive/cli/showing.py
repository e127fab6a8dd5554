"""`show`: a post and its comments, as a person read the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from feedarchive.cli.opening import opened
from feedarchive.cli.terminal import json_safe, one_line, screen
from feedarchive.cli.wording import clock, day_of, moment_of, said_by, taken_out
from feedarchive.plan.comments import UNSEEN
from feedarchive.plan.wording import EVIDENCE, utc

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from feedarchive.cli.terminal import Screen
    from feedarchive.model import Body, Comment, CommentBody, Snapshot
    from feedarchive.read import Post

_DEEPEST = 6  # levels of replies that are indented further
_STATUS = {
    "removed-by-author": "This comment has been removed by the author.",
    "removed-by-admin": "This comment has been removed by a blog administrator.",
    "gone": "This comment is no longer on the page.",
    "redacted": "This comment was taken out of the archive.",
    "private": "Private: the public cannot see this comment.",
}
_POST_STATUS = {
    "live": "",
    "gone": "The site no longer has this post; it is shown as last seen.",
    "redacted": "This post was taken out of the archive.",
    "private": "Private: the public cannot see this post.",
}


def run_show(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when a newer version was damaged. Raises ConfigError for what is not there."""
    archive = opened(archive_root, args.as_of)
    post = archive.archive.post(args.post)
    snapshot = post.latest if args.number is None else post.at(args.number)
    on = screen(out, args.color)
    if args.json:
        out.write(json_safe((archive_root / post.file(snapshot.version)).read_text(encoding="utf-8")))
    else:
        _show_post(snapshot, on, html=args.html)
        _show_about(post, snapshot, on)
        _show_comments(snapshot, on, html=args.html)
    return archive.exit_code()


def _show_post(post: Snapshot, on: Screen, *, html: bool) -> None:
    if note := _POST_STATUS[post.status]:
        on.line(on.paint(note + _why(post), "dim"))
        on.line()
    day = day_of(post)
    on.line(on.paint(day, "dim"))
    on.line()
    if post.title:
        on.paragraph(one_line(post.title), style="bold")
        on.line()
    _show_body(post.body, on, html=html)
    if post.body.truncated:
        on.line()
        on.line(on.paint("[only this summary could be had]", "dim"))
    on.line()


def _show_about(post: Post, snapshot: Snapshot, on: Screen) -> None:
    by = f" by {one_line(snapshot.author.name)}" if snapshot.author.name else ""
    at = _posted(snapshot)
    if by or at:
        on.line(f"Posted{by}{at}")
    if snapshot.labels:
        on.paragraph("Labels: " + ", ".join(map(one_line, snapshot.labels)))
    for link in snapshot.links:
        on.line(one_line(f"{link.rel}: {link.href}"))
    _show_media(post, snapshot, on)
    if snapshot.url:
        on.line(one_line(snapshot.url))
    for line in taken_out(snapshot):
        on.paragraph(line, style="dim")
    of = f"Version {snapshot.version} of {post.numbers[-1]}, captured {utc(snapshot.captured)}"
    on.line(on.paint(of, "dim"))


def _show_media(post: Post, snapshot: Snapshot, on: Screen) -> None:
    """The files of its images and enclosures, where any of the blog are held; its text does not show them."""
    if not post.blog.media():
        return
    files = post.media_of(snapshot)
    for file in dict.fromkeys(filter(None, files.values())):
        on.line(one_line(f"file: {file}"))
    for address in (one for one, file in files.items() if file is None):
        on.line(one_line(f"not held: {address}"))


def _why(what: Snapshot | Comment) -> str:
    return f" It is {what.visibility}." if what.visibility else ""


def _posted(snapshot: Snapshot) -> str:
    """When: the clock, the instant and its evidence; else what the page showed."""
    if snapshot.published is not None:
        exact = f"{utc(snapshot.published)}{EVIDENCE[snapshot.published_from]}"
        return f" at {clock(snapshot.published)} ({exact})"
    shown = snapshot.published_text or (snapshot.published_local or "").partition("T")[2]
    return f" at {one_line(shown)} (exact time unknown)" if shown else ""


def _show_comments(snapshot: Snapshot, on: Screen, *, html: bool) -> None:
    held, declared = len(snapshot.comments), snapshot.comments_declared
    on.line()
    shown = sum(comment.status not in UNSEEN for comment in snapshot.comments)
    stated = f" (the site states {declared:,})" if declared not in (None, shown) else ""
    on.line(on.paint(f"{held:,} comment{'' if held == 1 else 's'}{stated}", "bold"))
    for depth, comment in threaded(snapshot.comments):
        on.line()
        _show_comment(comment, on, "    " * min(depth, _DEEPEST), html=html)


def _show_comment(comment: Comment, on: Screen, indent: str, *, html: bool) -> None:
    on.paragraph(f"{said_by(comment.author)} said...", indent, style="bold")
    inner = indent + "  "
    if comment.status != "live":
        on.paragraph(_STATUS[comment.status] + _why(comment), inner, style="dim")
        if comment.status != "private" and (comment.body.html or comment.body.text):
            on.paragraph("Its last seen text:", inner, style="dim")
            inner += "| "
    if comment.body.html or comment.body.text:
        _show_body(comment.body, on, inner, html=html)
    on.paragraph(moment_of(comment), indent + "  ", style="dim")


def _show_body(body: Body | CommentBody, on: Screen, indent: str = "", *, html: bool) -> None:
    if html:
        on.verbatim(body.html, indent)
    elif body.text or not body.html:
        on.paragraph(body.text, indent)
    else:
        on.paragraph("[no text; --html shows its markup]", indent, style="dim")


def threaded(comments: Sequence[Comment]) -> Iterator[tuple[int, Comment]]:
    """Each comment once with its depth, replies below what they answer, otherwise in the given order.

    A reply to a comment that is not here stands at depth 0, as do replies that go round in a circle.
    """
    ids = {comment.id for comment in comments}
    replies: dict[str | None, list[Comment]] = {}
    for comment in comments:
        parent = comment.in_reply_to if comment.in_reply_to in ids else None
        replies.setdefault(parent, []).append(comment)
    for start in (None, *dict.fromkeys(comment.id for comment in comments)):
        stack = [(0, comment) for comment in reversed(replies.pop(start, []))]
        while stack:
            depth, comment = stack.pop()
            yield depth, comment
            stack += [(depth + 1, reply) for reply in reversed(replies.pop(comment.id, []))]
