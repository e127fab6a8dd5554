"""`reparse`: its arguments. The work is in rereading.py."""

from __future__ import annotations

from feedarchive.cli.parsers import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path
    from typing import TextIO

    from feedarchive.cli.parsers import Subparsers

_HELP = """\
Read the kept bytes in raw/ again, without the network, as after an upgrade that reads blogs better. What
comes out different becomes a new version that says so ("cause": "reparse"); nothing held is ever overwritten,
and nothing is written when nothing is different."""
_MORE = """\
examples:
  feedarchive -v reparse --dry-run          what would change, post by post; nothing is written
  feedarchive reparse militarythoughts.blogspot.com

--json gives {"dry_run", "blogs": [{blog, entries, changed, same, redacted, left, problems, error, exit_code,
changes: [{id, url, file, version, summary}]}]}; `redacted` ones are not read again, `left` ones stay as they
are because of a problem.

exit codes: 0 all was read again, 3 something could not be and is left as it was, 4 a snapshot is damaged,
5 another run is at work."""


def add_reparse(subparsers: Subparsers) -> None:
    """Register `reparse`."""
    parser = command(subparsers, "reparse", "read the kept bytes again with better parsers", _HELP, _MORE)
    parser.add_argument("names", metavar="NAME", nargs="*", help="a blog, by its folder's name; default: all")
    parser.add_argument("-n", "--dry-run", action="store_true", help="say what would change, write nothing")
    parser.set_defaults(run=run_reparse)


def run_reparse(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `reparse`."""
    from feedarchive.cli.rereading import run_reparse  # noqa: PLC0415  other commands need none of it

    return run_reparse(args, archive_root, out)


COMMANDS = (add_reparse,)
