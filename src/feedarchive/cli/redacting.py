"""`redact`: its arguments. The work is in takedown.py."""

from __future__ import annotations

from feedarchive.cli.parsers import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path
    from typing import TextIO

    from feedarchive.cli.parsers import Subparsers

_HELP = """\
Take a post, a page or one comment out of the archive for good: its text and names, in every version and in
every raw record. A tombstone stays (when, why, hashes, no text), and later runs keep it out while the site
still shows it. The address stays. docs/redaction.md says what is removed where, and what is out of reach.

A post is named by its URL, its id, its folder, or the numeric end of its id; a comment by its id, by its
address (…#c123), or by the digits of its id."""
_MORE = """\
examples:
  feedarchive redact https://some.blogspot.com/2006/06/hello.html --reason "case 12/345" --dry-run
  feedarchive redact 'https://some.blogspot.com/2006/06/hello.html#c114958' --reason "asked by its author"

--json gives {"dry_run", "done", "id", "entry", "kind", "blog", "folder", "url", "at", "reason", "versions",
"records", "unread"}: files and raw records that are changed, and damaged records that cannot be looked into.

exit codes: 0 it is out (or was before), 2 nothing was done, 4 a damaged file may still hold it,
5 another run is at work."""


def add_redact(subparsers: Subparsers) -> None:
    """Register `redact`."""
    parser = command(subparsers, "redact", "take a post or a comment out for good", _HELP, _MORE)
    parser.add_argument("what", metavar="POST-or-COMMENT")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it is kept, so without names")
    parser.add_argument("-n", "--dry-run", action="store_true", help="say what would change, write nothing")
    parser.add_argument("-y", "--yes", action="store_true", help="do not ask; it cannot be undone")
    parser.set_defaults(run=run_redact)


def run_redact(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `redact`."""
    from feedarchive.cli.takedown import run_redact  # noqa: PLC0415  other commands need none of it

    return run_redact(args, archive_root, out)


COMMANDS = (add_redact,)
