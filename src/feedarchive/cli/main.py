"""The command: arguments, wiring, exit codes. Rooms are imported by the commands that need them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from feedarchive import __version__
from feedarchive.cli import (
    checking,
    diffing,
    fetching,
    installing,
    reading,
    redacting,
    repairing,
    reparsing,
    requests,
    searching,
    serving,
)
from feedarchive.cli.pager import paged
from feedarchive.cli.settings import settings
from feedarchive.cli.terminal import one_line
from feedarchive.errors import ArchiveError, FeedArchiveError

DESCRIPTION = "Keep blogs: posts, pages and every comment with its exact time, as versioned JSON."
EPILOG = """\
first steps:
  feedarchive demo                                   the whole job on a small blog on this machine
  feedarchive backfill https://some.blogspot.com/    everything the blog ever published
  feedarchive sync                                   what is new, for all blogs in config.toml; for cron
  feedarchive search WORDS                           find a post or comment by what it says
  feedarchive show POST                              read a post: by its address, id, folder or number

exit codes: 0 nothing missing, 1 a bug, 2 wrong usage, 3 something is missing, 4 the archive is damaged,
5 another run is at work, 6 turned away for now, 130 interrupted. 3, 5 and 6 lose nothing: run again.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command line, as docs/archive-format.md lists them."""
    args = parser().parse_args(arguments)
    try:
        return _run(args)
    except FeedArchiveError as exc:
        print(f"feedarchive: {one_line(str(exc))}", file=sys.stderr)
        return exc.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    top = argparse.ArgumentParser(
        prog="feedarchive",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"feedarchive {__version__}")
    top.add_argument("--config", metavar="FILE", help="settings (default: config.toml here, else built in)")
    top.add_argument(
        "--archive", metavar="DIR", help="the archive's folder (default: the config's, else archive)"
    )
    top.add_argument(
        "--contact", metavar="URL", help="a page or mailto: address about you, sent with requests"
    )
    loud = top.add_mutually_exclusive_group()
    loud.add_argument("-v", "--verbose", action="store_true", help="say what is being done")
    loud.add_argument("-q", "--quiet", action="store_true", help="say only what went wrong")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    rooms = (
        fetching,
        reading,
        searching,
        serving,
        diffing,
        checking,
        repairing,
        reparsing,
        redacting,
        requests,
        installing,
    )
    for add in (add for room in rooms for add in room.COMMANDS):
        add(commands)
    return top


def _run(args: argparse.Namespace) -> int:
    try:
        with paged(sys.stdout, wanted=_to_be_paged(args)) as out:
            code = int(args.run(args, Path(settings(args).archive), out))
        sys.stdout.flush()  # here a reader that went away is no error; at exit it would be
    except BrokenPipeError:
        raise
    except OSError as exc:
        name = "standard output" if exc.filename is None else str(exc.filename)
        raise ArchiveError(name, exc.strerror or str(exc)) from exc
    return code


def _to_be_paged(args: argparse.Namespace) -> bool:
    """Whether the command is one that reads, and writes for people."""
    return hasattr(args, "no_pager") and not args.no_pager and not args.json
