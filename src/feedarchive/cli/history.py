"""`log` and `diff`: the versions of a post, and what changed from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

from feedarchive.cli.opening import name_of, opened
from feedarchive.cli.terminal import escape, one_line, screen
from feedarchive.cli.wording import STATES, heading, moment_of, said_by, taken_out
from feedarchive.model import Author, Cause, Link
from feedarchive.plan.wording import utc
from feedarchive.read.changes import difference
from feedarchive.read.words import Piece, words_changed

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from pathlib import Path

    from feedarchive.cli.terminal import Screen
    from feedarchive.model import Comment, Snapshot
    from feedarchive.read import Post
    from feedarchive.read.changes import CommentChange, Difference

_CAUSES: dict[Cause, str] = {
    "seen": "",
    "reparse": " (the site did not change: the kept bytes were read better)",
    "import": " (from a file that was imported)",
    "capture": " (from a capture)",
    "restated": " (stated again: nothing newer is known, and older captures came in)",
}
_CONTEXT = 1  # lines shown around a changed one


class VersionRow(Struct, frozen=True, kw_only=True):
    """A version as `log --json` gives it."""

    version: int
    captured: datetime
    digest: str
    status: str
    cause: Cause
    summary: str
    comments: int
    file: str


def run_log(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when a version was damaged. Raises ConfigError for a post that is not there."""
    archive = opened(archive_root)
    on = screen(out, args.color)
    post = archive.archive.post(args.post)
    rows = _version_rows(post)
    if args.json:
        versions = tuple(rows)
        on.json({"post": name_of(post), "versions": versions, "damaged": archive.damages()})
        return archive.exit_code()
    on.line(on.paint(heading(post.latest), "bold"))
    for row in rows:
        on.line()
        on.line(f"version {row.version}, captured {utc(row.captured)}")
        on.line(f"    {row.summary}{_CAUSES[row.cause]}")
        on.line(on.paint(f"    {one_line(row.file)}", "dim"))
    return archive.exit_code()


def _version_rows(post: Post) -> Iterator[VersionRow]:
    snapshots = reversed(list(post.versions()))
    newer = next(snapshots, None)
    while newer is not None:
        older = next(snapshots, None)
        yield VersionRow(
            version=newer.version,
            captured=newer.captured,
            digest=newer.digest,
            status=newer.status,
            cause=newer.cause,
            summary="; ".join((_changed(older, newer), *_taken(newer))),
            comments=len(newer.comments),
            file=post.file(newer.version),
        )
        newer = older


def _changed(older: Snapshot | None, newer: Snapshot) -> str:
    return difference(older, newer).summary() if older else _first(newer)


def _taken(snapshot: Snapshot) -> list[str]:
    """What was taken out of that version later, and why."""
    return [line[:1].lower() + line[1:] for line in taken_out(snapshot)]


def _first(snapshot: Snapshot) -> str:
    count = len(snapshot.comments)
    first = snapshot.version == 1 or snapshot.cause == "capture"
    what = "first archived" if first else "the first that can be read"
    return f"{what}, with {count or 'no'} comment{'' if count == 1 else 's'}"


def run_diff(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when a file was damaged. Raises ConfigError for a post or a version that is not there."""
    archive = opened(archive_root)
    on = screen(out, args.color)
    post = archive.archive.post(args.post)
    found = post.diff(args.a, args.b, html=args.html)
    if args.json:
        record = {
            "post": name_of(post),
            "a": found.a,
            "b": found.b,
            "summary": found.summary(),
            "fields": found.fields,
            "body_of": found.body_of,
            "body": found.body,
            "comments": found.comments,
            "damaged": archive.damages(),
        }
        on.json(record)
        return archive.exit_code()
    on.line(on.paint(heading(post.latest), "bold"))
    on.line(f"version {found.a} to {found.b}: {found.summary()}")
    _show_fields(found, on)
    _show_body(found, on)
    for change in found.comments:
        _show_comment(change, on)
    return archive.exit_code()


def _show_fields(found: Difference, on: Screen) -> None:
    if found.fields:
        on.line()
    for change in found.fields:
        pieces = words_changed(_in_words(change.before), _in_words(change.after))
        on.line(f"{change.field}: {''.join(_marked(piece, on) for piece in pieces)}")


def _in_words(value: object) -> str:
    """A field's value on one line."""
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat(sep=" ")
        case Author():
            return one_line(f"{said_by(value)} ({', '.join(filter(None, (value.kind, value.url)))})")
        case tuple():
            return ", ".join(map(_in_words, value))
        case Link():
            return one_line(f"{value.rel} {value.href}")
        case _:
            return one_line(str(value))


def _show_body(found: Difference, on: Screen) -> None:
    if found.body_of:
        on.line()
        on.line(on.paint(f"{found.body_of}:", "bold"))
        _show_words(found.body, on)


def _show_comment(change: CommentChange, on: Screen) -> None:
    comment = change.after or change.before
    if comment is None:
        return
    on.line()
    on.line(f"comment {_fate(change.fate, comment)}: {said_by(comment.author)}, {moment_of(comment)}")
    if change.before is not None and said_by(change.before.author) != said_by(comment.author):
        on.line(f"    was said by {said_by(change.before.author)}")
    if change.words:
        _show_words(change.words, on)
    elif change.fate in ("added", "absent"):
        _show_words((Piece("added" if change.fate == "added" else "removed", comment.body.text),), on)


def _fate(fate: str, comment: Comment) -> str:
    if fate != "removed":
        return fate
    return STATES[comment.status]


def _show_words(pieces: Sequence[Piece], on: Screen) -> None:
    """The lines that changed, marked word by word, with those around them; an ellipsis for the others."""
    lines = [line for line in _lines(pieces) if any(piece.text for piece in line)]
    changed = [i for i, line in enumerate(lines) if any(piece.op != "same" for piece in line)]
    near = {i + step for i in changed for step in range(-_CONTEXT, _CONTEXT + 1)}
    left_out = False
    for index, line in enumerate(lines):
        if index in near:
            on.line("    " + "".join(_marked(piece, on) for piece in line))
        elif not left_out:
            on.line("    …")
        left_out = index not in near


def _lines(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The pieces line by line; a line break that came or went by itself shows as a pilcrow."""
    line: list[Piece] = []
    for piece in pieces:
        text = piece.text.replace("\r\n", "\n")
        if piece.op != "same" and "\n" in text and not text.strip():
            text = "¶\n"
        for index, part in enumerate(text.split("\n")):
            if index:
                yield line
                line = []
            line.append(Piece(piece.op, part))
    yield line


def _marked(piece: Piece, on: Screen) -> str:
    text = escape(piece.text)
    if piece.op == "same" or not text:
        return text
    if on.colour:
        return on.paint(text, piece.op)
    return f"[-{text}-]" if piece.op == "removed" else f"{{+{text}+}}"
