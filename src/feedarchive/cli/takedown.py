"""`redact`: one post or comment found, asked about, taken out, and told."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from feedarchive import read
from feedarchive.cli.opening import DAMAGED
from feedarchive.cli.terminal import json_text, one_line
from feedarchive.errors import ConfigError
from feedarchive.model import Comment
from feedarchive.read import Post
from feedarchive.read.find import comments_named
from feedarchive.store.redactions import Redaction
from feedarchive.sync.redact import Touched, hashes, redact, rehearse


def run_redact(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when a damaged record may still hold it.

    Raises ConfigError for what is not there, or without a yes; ArchiveError when it cannot be done.
    """
    post, comment = _found(read.open(archive_root, damaged="skip", private=True), args.what)
    asked = _asked(args.reason, post, comment)
    store = post.blog.store
    if not args.dry_run and not args.yes:
        _ask(asked, rehearse(store, asked), post)
    touched = rehearse(store, asked) if args.dry_run else redact(store, asked)
    if args.json:
        out.write(json_text(_row(asked, touched, post, done=not args.dry_run)) + "\n")
    elif not args.quiet:
        out.write(f"{_told(asked, touched, post, dry_run=args.dry_run)}\n")
    for ref in touched.unread:
        sys.stderr.write(f"{post.blog.name}/{ref}: damaged, and may hold it: repair or remove it\n")
    return DAMAGED if touched.unread else 0


def _found(archive: read.Archive, what: str) -> tuple[Post, Comment | None]:
    """The one post, or comment of a post, that `what` names."""
    if "#" not in what and (posts := archive.find(what)):
        return archive.post(what) if len(posts) > 1 else posts[0], None
    comments = comments_named(archive, what)
    if len(comments) > 1:
        raise ConfigError(f"{len(comments)} comments match {what!r}: give the whole id")
    if comments:
        return comments[0]
    address, _, fragment = what.partition("#")
    if any(letter.isdecimal() for letter in fragment):  # `…#comments` is the post
        raise ConfigError(f"no comment matches {what!r}")
    return archive.post(address), None


def _asked(reason: str, post: Post, comment: Comment | None) -> Redaction:
    if not reason.strip():
        raise ConfigError("a redaction needs a reason: who audits the archive will ask")
    return Redaction(
        id=comment.id if comment else post.latest.id,
        entry=post.latest.id,
        kind="comment" if comment else post.latest.kind,
        url=comment.url if comment else post.latest.url,
        folder=post.folder,
        at=datetime.now(UTC).replace(microsecond=0),
        reason=reason,
        was=hashes(post.blog.store, post.folder),
    )


def _ask(asked: Redaction, touched: Touched, post: Post) -> None:
    """Nothing, when the person says yes."""
    if not sys.stdin.isatty():
        raise ConfigError("nothing was done: it cannot be undone, so say --yes, or --dry-run to look first")
    sys.stderr.write(f"{_told(asked, touched, post, dry_run=True)}\nIt cannot be undone. Go on? Type yes: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() != "yes":
        raise ConfigError("nothing was done")


def _row(asked: Redaction, touched: Touched, post: Post, *, done: bool) -> dict[str, object]:
    return {
        "dry_run": not done,
        "done": done,
        "id": asked.id,
        "entry": asked.entry,
        "kind": asked.kind,
        "blog": post.blog.name,
        "folder": asked.folder,
        "url": asked.url,
        "at": asked.at,
        "reason": asked.reason,
        "versions": touched.versions,
        "records": touched.records,
        "media": touched.media,
        "unread": touched.unread,
    }


def _told(asked: Redaction, touched: Touched, post: Post, *, dry_run: bool) -> str:
    """`some.blogspot.com: comment …: taken out of 2 versions and 3 raw records`."""
    name = one_line(f"{post.blog.name}: {asked.kind} {asked.url or asked.id}")
    versions, records = len(touched.versions), len(touched.records)
    if not dry_run and not versions:
        return f"{name}: was taken out before; nothing of it is left to do"
    counts = f"{versions} version{'' if versions == 1 else 's'}"
    counts += f" and {records} raw record{'' if records == 1 else 's'}"
    if media := len(touched.media):
        counts += f", with {media} address{'' if media == 1 else 'es'} of images"
    if dry_run:
        return f"{name}: would be taken out of {counts}; nothing was written"
    return f"{name}: taken out of {counts}"
