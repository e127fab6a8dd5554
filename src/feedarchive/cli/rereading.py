"""`reparse`: the blogs of an archive read again, and what came of it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import msgspec
from msgspec import Struct

from feedarchive import read
from feedarchive.cli.terminal import escape, json_text, one_line
from feedarchive.errors import BusyError
from feedarchive.read.changes import difference
from feedarchive.store.files import BlogStore
from feedarchive.store.layout import version_name
from feedarchive.sync.reparse import Reparsed, Reread, rehearse, reparse

_MOST_LINES = 20  # problems of one blog that are told one by one
_WORST_FIRST = (3, 5, 0)


class Change(Struct, frozen=True, kw_only=True):
    """A new version as `reparse --json` gives it."""

    id: str
    url: str | None
    file: str
    version: int
    summary: str


class Row(Struct, frozen=True, kw_only=True):
    """A blog as `reparse --json` gives it."""

    outcome: Reparsed
    changes: tuple[Change, ...]


def run_reparse(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, 3 when something was left as it was, 5 when another run holds a blog.

    Raises ConfigError for an unknown blog, ArchiveError for a damaged snapshot.
    """
    archive = read.open(archive_root)
    blogs = [archive.blog(name) for name in args.names] or list(archive.blogs())
    rows = []
    for blog in blogs:
        row = _reread(blog.store, args, out)
        rows.append(row)
        sys.stderr.writelines(f"{one_line(line)}\n" for line in _complaints(row.outcome))
        if not (args.json or args.quiet or row.outcome.error):
            out.write(f"{escape(_summary(row.outcome, dry_run=args.dry_run))}\n")
    if args.json:
        out.write(json_text({"dry_run": args.dry_run, "blogs": [_flat(row) for row in rows]}) + "\n")
    codes = {0, *(row.outcome.exit_code for row in rows)}
    return next(code for code in _WORST_FIRST if code in codes)


def _reread(store: BlogStore, args: Namespace, out: TextIO) -> Row:
    """How it went with one blog; one that another run holds does not stop the others."""
    changes: list[Change] = []

    def tell(one: Reread) -> None:
        if not args.json and not args.verbose:
            return  # nobody asked, and a comparison word by word takes its time
        change = _change(store.name, one)
        if args.json:
            changes.append(change)
        else:
            out.write(f"{one_line(change.file)}: {one_line(change.summary)}\n")

    work = rehearse if args.dry_run else reparse
    try:
        outcome = work(store, now=datetime.now(UTC), tell=tell)
    except BusyError as exc:
        outcome = Reparsed(blog=store.name, error=str(exc), exit_code=exc.exit_code)
    return Row(outcome=outcome, changes=tuple(changes))


def _change(blog: str, one: Reread) -> Change:
    made = one.made
    return Change(
        id=made.id,
        url=made.url,
        file=f"{blog}/{one.folder}/{version_name(made.version)}",
        version=made.version,
        summary=difference(one.held, made).summary(),
    )


def _flat(row: Row) -> dict[str, object]:
    return {**msgspec.to_builtins(row.outcome), "changes": row.changes}


def _summary(outcome: Reparsed, *, dry_run: bool) -> str:
    """`demo: 35 entries read again, 2 changed, 33 the same`."""
    again = outcome.changed + outcome.same
    parts = [
        f"{again:,} {'entry' if again == 1 else 'entries'} read again",
        f"{outcome.changed:,} {'would change' if dry_run else 'changed'}",
        f"{outcome.same:,} the same",
    ]
    parts += [f"{outcome.left:,} left as they were"] if outcome.left else []
    parts += [f"{outcome.redacted:,} redacted"] if outcome.redacted else []
    return f"{outcome.blog}: {', '.join(parts)}{'; nothing was written' if dry_run else ''}"


def _complaints(outcome: Reparsed) -> Sequence[str]:
    """One line for each thing that is not well; a long list is cut, `--json` has all of it."""
    lines = [f"{outcome.blog}: {problem}" for problem in outcome.problems]
    if len(lines) > _MOST_LINES:
        rest = len(lines) - _MOST_LINES
        lines = [*lines[:_MOST_LINES], f"{outcome.blog}: and {rest:,} more; see: feedarchive reparse --json"]
    return lines if outcome.error is None else [f"{outcome.blog}: {outcome.error}"]
