"""`requests`: its arguments. The work is in asked.py."""

from __future__ import annotations

from feedarchive.cli.dates import HELP as DATES
from feedarchive.cli.dates import earliest
from feedarchive.cli.parsers import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path
    from typing import TextIO

    from feedarchive.cli.parsers import Subparsers

_HELP = """\
Every request that went out, robots.txt and redirects among them: when it was sent, the status or why none
came, bytes as they came, the seconds of politeness before it, what it was for, and its URL. Then one line of
sums."""
_MORE = f"""\
examples:
  feedarchive requests
  feedarchive requests some.blogspot.com --since 7d --failed
  feedarchive requests some.blogspot.com --run last
  feedarchive requests --json | jq -r '.requests[] | select(.waited > 60) | .url'

--since takes a date {DATES}.
--json gives {{"requests": [{{blog, at, run, url, why, status, failure, bytes, waited, took, conditional,
noarchive}}], "summary": {{requests, failed, bytes, waited, kinds}}}}; `waited` and `took` are seconds,
`status` is null where no whole answer came and `failure` says why."""


def add_requests(subparsers: Subparsers) -> None:
    """Register `requests`."""
    parser = command(subparsers, "requests", "what was asked of the web, and what came of it", _HELP, _MORE)
    parser.add_argument("names", metavar="NAME", nargs="*", help="a blog, by its folder's name; default: all")
    parser.add_argument("--since", type=earliest, metavar="DATE", help="only those sent since then")
    parser.add_argument("--failed", action="store_true", help="only those that failed: no answer, 4xx, 5xx")
    parser.add_argument(
        "--run", metavar="RUN", dest="of_run", help="only those of that run; `last`: the last"
    )
    parser.set_defaults(run=run_requests)


def run_requests(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `requests`."""
    from feedarchive.cli.asked import run_requests  # noqa: PLC0415  other commands need none of it

    return run_requests(args, archive_root, out)


COMMANDS = (add_requests,)
