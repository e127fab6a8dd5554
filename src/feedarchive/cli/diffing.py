"""`log` and `diff`: their arguments. The work is in history.py."""

from __future__ import annotations

from feedarchive.cli.parsers import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path
    from typing import TextIO

    from feedarchive.cli.parsers import Subparsers

_LOG_HELP = """\
Each version of a post, newest first: when it was captured, and what it changed against the one before.

A post is named by its URL, its id, its folder, or the numeric end of its id."""
_LOG_MORE = """\
examples:
  feedarchive log http://militarythoughts.blogspot.com/2006/06/this-is-coolbert.html
  feedarchive log 114954343212345678 --json | jq -r '.versions[].summary'

--json gives {"post": {blog, folder, id, url, title}, "versions": [{version, captured, digest, status,
cause, summary, comments, file}], "damaged": [{file, what}]}, newest first; `comments` is how many it holds,
`cause` is seen, or reparse where the site did not change and the kept bytes were read better."""
_DIFF_HELP = """\
What changed between two versions of a post: its fields, its text word by word, and its comments.
Without A and B the last two versions, with A alone that one and the latest. On a terminal removed words are
red and added ones green; elsewhere they stand as [-removed-] and {+added+}.

A post is named by its URL, its id, its folder, or the numeric end of its id."""
_DIFF_MORE = """\
examples:
  feedarchive diff http://militarythoughts.blogspot.com/2006/06/this-is-coolbert.html
  feedarchive diff 114954343212345678 1 3
  feedarchive diff 114954343212345678 --json | jq '.comments[] | select(.fate == "removed")'

--json gives {"post": {blog, folder, id, url, title}, "a", "b", "summary",
"fields": [{field, before, after}], "body_of": "text" | "html" | null, "body": [{op, text}],
"comments": [{fate, id, before, after, words: [{op, text}]}], "damaged": [{file, what}]}.
`op` is same, removed or added; `fate` is added, edited, removed, gone, returned, redacted or absent
(only in the older of the two)."""


def add_log(subparsers: Subparsers) -> None:
    """Register `log`."""
    parser = command(subparsers, "log", "the versions of a post, and what each changed", _LOG_HELP, _LOG_MORE)
    parser.add_argument("post", metavar="POST")
    parser.set_defaults(run=run_log)


def add_diff(subparsers: Subparsers) -> None:
    """Register `diff`."""
    parser = command(
        subparsers, "diff", "what changed between two versions of a post", _DIFF_HELP, _DIFF_MORE
    )
    parser.add_argument("post", metavar="POST")
    parser.add_argument(
        "a", metavar="A", nargs="?", type=int, help="the older version; default: the one before B"
    )
    parser.add_argument("b", metavar="B", nargs="?", type=int, help="the newer version; default: the latest")
    parser.add_argument("--html", action="store_true", help="compare the markup, not the readable text")
    parser.set_defaults(run=run_diff)


def run_log(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `log`."""
    from feedarchive.cli.history import run_log  # noqa: PLC0415  other commands need none of it

    return run_log(args, archive_root, out)


def run_diff(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `diff`."""
    from feedarchive.cli.history import run_diff  # noqa: PLC0415  other commands need none of it

    return run_diff(args, archive_root, out)


COMMANDS = (add_log, add_diff)
