"""`status` and `verify`: whether all is there, and whether all is sound."""

from __future__ import annotations

import sys
from argparse import Namespace, RawDescriptionHelpFormatter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal, TextIO

from msgspec import Struct

from feedarchive.cli.opening import DAMAGED, Subparsers, opened
from feedarchive.cli.settings import settings
from feedarchive.cli.terminal import Screen, one_line, piped, screen
from feedarchive.cli.verdicts import sentence
from feedarchive.cli.wording import utc
from feedarchive.errors import ArchiveError
from feedarchive.read import Blog
from feedarchive.store.damage import Damage
from feedarchive.store.state import Verdict

INCOMPLETE = 3  # the exit code

_STATUS_HELP = """\
What is archived of each blog against what the site declares, what is missing and why, when it was last
looked at, and when its feeds are next walked whole. Nothing is asked of the web, and nothing is written."""
_STATUS_MORE = """\
examples:
  feedarchive status
  feedarchive status militarythoughts.blogspot.com
  feedarchive status --json | jq -r '.blogs[].verdict.gaps[] | .url + ": " + .reason'

--json gives {"complete", "blogs": [{name, url, title, complete, summary, verdict, missing_posts,
missing_comments, counted, last_run, last_full, next_full}], "damaged": [{file, what}]}. `verdict` holds
posts_held, posts_declared, pages_held, posts_gone, comments_held (with their text), comments_declared,
removed_by_author, removed_by_admin, gone, and gaps [{post, url, declared, held, reason}]; null where the
site never said. `counted` is "run" for the figures of the last run, "files" when they were counted now.

exit codes: 0 nothing is known to be missing, 3 something is, 4 a file was damaged."""
_VERIFY_HELP = """\
Reads every file of the archive: each must be readable, each digest right, version numbers without holes, and
the raw records present. One line for each thing that is wrong, naming the file. Nothing is written.

A notice is nothing lost: a stranger's file, or the trace of a run that died."""
_VERIFY_MORE = """\
examples:
  feedarchive verify
  feedarchive verify militarythoughts.blogspot.com --json | jq -r '.blogs[].findings[].file'

--json gives {"sound", "blogs": [{name, entries, sound, findings: [{file, what, severity}]}]}; `severity` is
damage or notice, and only damage makes a blog unsound.

exit codes: 0 all is sound, 4 something is damaged."""


class StatusRow(Struct, frozen=True, kw_only=True):
    """A blog as `status --json` gives it."""

    name: str
    url: str | None
    title: str | None
    complete: bool
    summary: str
    verdict: Verdict
    missing_posts: int
    missing_comments: int
    counted: Literal["run", "files"]
    last_run: datetime | None
    last_full: datetime | None
    next_full: datetime | None


class VerifyRow(Struct, frozen=True, kw_only=True):
    """A blog as `verify --json` gives it."""

    name: str
    entries: int
    sound: bool
    findings: tuple[Damage, ...]


def add_status(subparsers: Subparsers) -> None:
    """Register `status`."""
    parser = subparsers.add_parser(
        "status",
        help="what is archived against what there is, and what is missing",
        description=_STATUS_HELP,
        epilog=_STATUS_MORE,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="a blog, by its folder's name; default: all")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.set_defaults(run=run_status)


def add_verify(subparsers: Subparsers) -> None:
    """Register `verify`."""
    parser = subparsers.add_parser(
        "verify",
        help="whether every archived file is as it was written",
        description=_VERIFY_HELP,
        epilog=_VERIFY_MORE,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="a blog, by its folder's name; default: all")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.set_defaults(run=run_verify)


COMMANDS = (add_status, add_verify)


@piped
def run_status(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, 3 when something is known to be missing, 4 for damage. Raises ConfigError for an unknown blog."""
    archive = opened(archive_root)
    every = settings(args).full_every
    rows = [_status(blog, every) for blog in archive.blogs(args.names)]
    complete = all(row.complete for row in rows)
    on = screen(out)
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
    verdict = state.verdict or _counted(blog)
    posts, comments = missing(verdict)
    return StatusRow(
        name=blog.name,
        url=info.url if info else None,
        title=info.title if info else None,
        complete=not (verdict.gaps or posts or comments),
        summary=sentence(verdict),
        verdict=verdict,
        missing_posts=posts,
        missing_comments=comments,
        counted="run" if state.verdict else "files",
        last_run=state.last_run,
        last_full=state.last_full,
        next_full=state.last_full + every if state.last_full else None,
    )


def missing(verdict: Verdict) -> tuple[int, int]:
    """How many posts and comments the site declares beyond those it has shown; removed ones were shown."""
    shown = verdict.comments_held + verdict.removed_by_author + verdict.removed_by_admin
    posts = (verdict.posts_declared or 0) - verdict.posts_held
    return max(posts, 0), max((verdict.comments_declared or 0) - shown, 0)


def _counted(blog: Blog) -> Verdict:
    from feedarchive.sync.books import Books, gap  # noqa: PLC0415  only where a run left no verdict

    books = Books()
    for post in blog.posts():
        entry = post.latest
        books.settled(None, entry, gap(entry, ()) if entry.status == "live" else None)
    return books.verdict()


def _show_status(row: StatusRow, on: Screen) -> None:
    on.line(on.paint(one_line(row.name), "bold"))
    on.line(f"    {row.summary}")
    for count, what in ((row.missing_posts, "posts"), (row.missing_comments, "comments")):
        if count:
            on.line(f"    missing: {count:,} more {what} that the site counts")
    for gap in row.verdict.gaps:
        on.line(f"    missing: {one_line(gap.url or gap.post)}: {one_line(gap.reason)}")
    if row.last_run is None:
        on.line("    counted from the files; no run has left its figures")
        return
    due = f"from {utc(row.next_full)}" if row.next_full else "at the next sync"
    on.line(f"    last run {utc(row.last_run)}; whole feeds due {due}")


@piped
def run_verify(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when something is damaged. Raises ConfigError for an unknown blog."""
    archive = opened(archive_root)
    on = screen(out)
    rows = []
    for blog in archive.blogs(args.names):
        _say(f"verifying {one_line(blog.name)} …")
        findings = []
        for finding in _findings(blog):
            findings.append(finding)
            if not args.json:
                _say("")
                on.line(f"{one_line(finding.file)}: {_severity(finding)}{one_line(finding.what)}")
        rows.append(_verified(blog, tuple(findings)))
    _say("")
    if args.json:
        on.json({"sound": all(row.sound for row in rows), "blogs": rows})
    else:
        on.line(_verify_summary(rows))
    return 0 if all(row.sound for row in rows) else DAMAGED


def _findings(blog: Blog) -> Iterator[Damage]:
    from feedarchive.store.verify import verify  # noqa: PLC0415  status needs none of it

    try:
        yield from verify(blog.store)
    except ArchiveError as error:
        yield Damage(error.name, error.reason)


def _verified(blog: Blog, findings: tuple[Damage, ...]) -> VerifyRow:
    return VerifyRow(
        name=blog.name,
        entries=sum(1 for _ in blog.folders()),
        sound=all(finding.severity == "notice" for finding in findings),
        findings=findings,
    )


def _severity(finding: Damage) -> str:
    return "notice: " if finding.severity == "notice" else ""


def _verify_summary(rows: list[VerifyRow]) -> str:
    severities = [finding.severity for row in rows for finding in row.findings]
    damages, notices = severities.count("damage"), severities.count("notice")
    entries = sum(row.entries for row in rows)
    told = f"{damages:,} damaged" if damages else "all sound"
    told += f", {notices:,} notice{'' if notices == 1 else 's'}" if notices else ""
    blogs = "1 blog" if len(rows) == 1 else f"{len(rows):,} blogs"
    return f"{blogs}, {entries:,} posts and pages: {told}"


def _say(text: str) -> None:
    """Show what is going on to a person who watches; one line that is written over."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
