"""`repair`: its arguments and what it says."""

from __future__ import annotations

import sys

from feedarchive.cli.parsers import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path
    from typing import TextIO

    from feedarchive.cli.parsers import Subparsers
    from feedarchive.store.files import BlogStore
    from feedarchive.sync.repair import Repaired

_HELP = """\
Restore from raw/ what verify finds damaged or missing: a snapshot is made again from the documents that it
was made of, and compared with the SHA-256 noted when it was written; blog.json is written again; the torn end
of a raw file is cut away. Nothing is deleted: what was there is moved to damaged/ in the blog's folder. What
cannot be restored is named, with the reason. Needs no network."""
_MORE = """\
examples:
  feedarchive repair --dry-run              what could be restored; nothing is written
  feedarchive repair militarythoughts.blogspot.com

--json gives {"dry_run", "sound", "blogs": [{name, sound, repaired: [{file, what, exact}], left: [{file, what,
severity}], error, exit_code}]}; `exact`: byte for byte what was written. `left` is what verify finds then.

exit codes: 0 all is sound now (with --dry-run: would be), 4 something is left that cannot be restored, or the
archive was written by a newer program, 5 another run is at work."""

_WORST_FIRST = (4, 5, 0)


def add_repair(subparsers: Subparsers) -> None:
    """Register `repair`."""
    parser = command(subparsers, "repair", "restore damaged and missing files from raw/", _HELP, _MORE)
    parser.add_argument("names", metavar="NAME", nargs="*", help="a blog, by its folder's name; default: all")
    parser.add_argument("-n", "--dry-run", action="store_true", help="say what could be done, write nothing")
    parser.set_defaults(run=run_repair)


def run_repair(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0 when all is sound, 4 when something is left, 5 when another run holds a blog."""
    from feedarchive.cli.opening import opened  # noqa: PLC0415  other commands need none of it
    from feedarchive.cli.terminal import json_text  # noqa: PLC0415

    rows = [_repaired(blog.store, args) for blog in opened(archive_root).blogs(args.names)]
    if args.json:
        blogs = [_flat(row) for row in rows]
        sound = all(row.sound for row in rows)
        out.write(json_text({"dry_run": args.dry_run, "sound": sound, "blogs": blogs}) + "\n")
    else:
        for row in rows:
            _tell(row, out, quiet=args.quiet, dry_run=args.dry_run)
    codes = {0, *(row.exit_code for row in rows)}
    return next(code for code in _WORST_FIRST if code in codes)


def _repaired(store: BlogStore, args: Namespace) -> Repaired:
    """How it went with one blog; one that cannot be repaired does not stop the others."""
    from datetime import UTC, datetime  # noqa: PLC0415

    from feedarchive.errors import ArchiveError  # noqa: PLC0415
    from feedarchive.sync.repair import Repaired, repair  # noqa: PLC0415

    try:
        return repair(store, now=datetime.now(UTC), dry_run=args.dry_run)
    except ArchiveError as exc:
        return Repaired(name=store.name, sound=False, error=str(exc), exit_code=exc.exit_code)


def _flat(row: Repaired) -> object:
    import msgspec  # noqa: PLC0415

    return msgspec.to_builtins(row)


def _tell(row: Repaired, out: TextIO, *, quiet: bool, dry_run: bool) -> None:
    from feedarchive.cli.terminal import one_line  # noqa: PLC0415

    if row.error is not None:
        sys.stderr.write(f"feedarchive: {one_line(row.error)}\n")
        return
    would = "would be " if dry_run else ""
    out.writelines(f"{one_line(one.file)}: {would}{one.what}\n" for one in row.repaired if not quiet)
    for one in row.left:
        notice = "notice: " if one.severity == "notice" else ""
        out.write(f"{one_line(one.file)}: {notice}{one_line(one.what)}\n")
    damages = sum(one.severity == "damage" for one in row.left)
    left = f"{damages:,} left that cannot be restored" if damages else "all sound"
    done = f"{len(row.repaired):,} {'would be ' if dry_run else ''}restored, {left}"
    if not quiet:
        out.write(f"{one_line(row.name)}: {done}{'; nothing was written' if dry_run else ''}\n")


COMMANDS = (add_repair,)
