"""`verify`: whether every archived file is as it was written."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from msgspec import Struct

from feedarchive.cli.opening import DAMAGED, opened
from feedarchive.cli.terminal import one_line, screen
from feedarchive.errors import ArchiveError
from feedarchive.read import Blog
from feedarchive.store.damage import Damage
from feedarchive.store.verify import verify


class VerifyRow(Struct, frozen=True, kw_only=True):
    """A blog as `verify --json` gives it."""

    name: str
    entries: int
    sound: bool
    findings: tuple[Damage, ...]


def run_verify(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when something is damaged. Raises ConfigError for an unknown blog."""
    archive = opened(archive_root)
    on = screen(out, args.color)
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
