"""`status`: what is archived against what the site declares."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, TextIO

from msgspec import Struct

from feedarchive.cli.opening import opened
from feedarchive.cli.overview import INCOMPLETE, write_standing
from feedarchive.cli.settings import settings
from feedarchive.cli.terminal import screen
from feedarchive.plan.verdict import Verdict
from feedarchive.plan.wording import sentence
from feedarchive.read import Blog
from feedarchive.store.folders import WORK_FILE


class MediaHeld(Struct, frozen=True, kw_only=True):
    """How many images and enclosures the last run that asked for them knew of, and held."""

    held: int
    known: int


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
    media: MediaHeld | None
    last_run: datetime | None
    last_full: datetime | None
    next_full: datetime | None


def run_status(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, 3 when something is known to be missing, 4 for damage. Raises ConfigError for an unknown blog."""
    archive = opened(archive_root)
    every = settings(args).full_every
    rows = [_status(blog, every) for blog in archive.blogs(args.names)]
    on = screen(out, args.color)
    if not args.json:
        return archive.exit_code(write_standing(rows, on))
    complete = all(row.complete for row in rows)
    on.json({"complete": complete, "blogs": rows, "damaged": archive.damages()})
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
        media=MediaHeld(held=state.media.held, known=state.media.known) if state.media else None,
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
