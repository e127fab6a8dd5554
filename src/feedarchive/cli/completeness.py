"""`status`: what is archived against what the site declares."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, TextIO

from msgspec import Struct

from feedarchive.cli.opening import opened
from feedarchive.cli.settings import settings
from feedarchive.cli.terminal import Screen, one_line, screen
from feedarchive.plan.verdict import Explained, Verdict
from feedarchive.plan.wording import sentence, shortfalls, utc
from feedarchive.read import Blog
from feedarchive.store.layout import WORK_FILE

INCOMPLETE = 3  # the exit code
MOST_EXPLAINED = 10


class StatusRow(Struct, frozen=True, kw_only=True):
    """A blog as `status --json` gives it."""

    name: str
    url: str | None
    title: str | None
    complete: bool
    summary: str
    verdict: Verdict
    unfinished: bool
    missing_posts: int
    missing_comments: int
    missing_pages: int
    counted: Literal["run", "files"]
    last_run: datetime | None
    last_full: datetime | None
    next_full: datetime | None


def run_status(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, 3 when something is known to be missing, 4 for damage. Raises ConfigError for an unknown blog."""
    archive = opened(archive_root)
    every = settings(args).full_every
    rows = [_status(blog, every) for blog in archive.blogs(args.names)]
    complete = all(row.complete for row in rows)
    on = screen(out, args.color)
    if args.json:
        on.json({"complete": complete, "blogs": rows, "damaged": archive.damages()})
    else:
        for row in rows:
            _show_status(row, on)
        if not rows:
            on.line("no blogs yet; begin with: feedarchive backfill URL")
    return archive.exit_code(0 if complete else INCOMPLETE)


def _status(blog: Blog, every: timedelta) -> StatusRow:
    info = blog.info()
    state = blog.store.load_state()
    unfinished = (blog.store.root / WORK_FILE).exists()
    verdict = state.verdict or _counted(blog)
    return StatusRow(
        name=blog.name,
        url=info.url if info else None,
        title=info.title if info else None,
        complete=verdict.complete and not unfinished,
        unfinished=unfinished,
        summary=sentence(verdict),
        verdict=verdict,
        missing_posts=verdict.missing_posts,
        missing_comments=verdict.missing_comments,
        missing_pages=verdict.missing_pages,
        counted="run" if state.verdict else "files",
        last_run=state.last_run,
        last_full=state.last_full,
        next_full=state.last_full + every if state.last_full else None,
    )


def _counted(blog: Blog) -> Verdict:
    from feedarchive.plan.verdict import Evidence, balance  # noqa: PLC0415  only where a run left no verdict
    from feedarchive.sync.books import Books  # noqa: PLC0415

    books = Books()
    for post in blog.posts():
        entry = post.latest.entry()
        books.settled(None, entry, balance(entry, Evidence()) if entry.status == "live" else None)
    return books.verdict()


def _show_status(row: StatusRow, on: Screen) -> None:
    on.line(on.paint(one_line(row.name), "bold"))
    on.line(f"    {row.summary}")
    if row.unfinished:
        on.line("    a run over it was interrupted, or is at work: run it again to complete it")
    for problem in row.verdict.problems:
        on.line(f"    last run: {one_line(problem)}")
    for line in shortfalls(row.verdict):
        on.line(f"    missing: {line}")
    for gap in row.verdict.gaps:
        on.line(f"    missing: {one_line(gap.url or gap.post)}: {one_line(gap.reason)}")
    _show_explained(row.verdict.explained, on)
    if row.last_run is None:
        on.line("    counted from the files; no run has left its figures")
        return
    due = f"from {utc(row.next_full)}" if row.next_full else "at the next sync"
    on.line(f"    last run {utc(row.last_run)}; whole feeds due {due}")


def _show_explained(explained: Sequence[Explained], on: Screen) -> None:
    """Numbers that differ while nothing is missing: a line each, and one for those that are too many."""
    for one in explained[:MOST_EXPLAINED]:
        named = f"{one_line(one.url)}: " if one.url else ""
        on.line(f"    not missing: {named}{one_line(one.reason)}")
    if len(explained) > MOST_EXPLAINED:
        on.line(f"    not missing: {len(explained) - MOST_EXPLAINED:,} more such numbers; see --json")
