"""`list` and `show`: their arguments. The work is in listing.py and showing.py."""

from __future__ import annotations

from feedarchive.cli import dates
from feedarchive.cli.parsers import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path
    from typing import TextIO

    from feedarchive.cli.parsers import Subparsers

_LIST_HELP = """\
The blogs of the archive; with a NAME or --posts the posts and pages, each with its date, title (or its
first words, in brackets), number of comments, number of versions, and the numeric end of its id, by which
show, log and diff find it. A terminal gets columns; a pipe gets fields between tabs, without a heading:
  blogs: name, posts, pages, address, title
  posts: date, title, comments, versions, id, blog, status"""
_LIST_MORE = """\
examples:
  feedarchive list
  feedarchive list militarythoughts.blogspot.com --since 2006 --until 2006-06
  feedarchive list --posts --label china | cut -f 1,2
  feedarchive list --posts --json | jq -r '.posts[] | select(.comments > 10) | .url'

--json gives {"blogs": [{name, url, title, posts, pages}]}, or {"posts": [{blog, folder, number, date,
excerpt, versions, kind, status, id, url, title, author, published, labels, comments, comments_declared,
captured}]}; both with "damaged": [{file, what}]. `comments` and `versions` are how many are archived."""
_SHOW_HELP = """\
A post and its comments, as a person read the page: who said what, and when. The exact instant of a comment
stands beside the time that the page displayed, with what it is known from. What was removed or is gone is
marked, and its last seen text is shown where it was archived in time.

A post is named by its URL, its id, its folder, or the numeric end of its id."""
_SHOW_MORE = """\
examples:
  feedarchive show http://militarythoughts.blogspot.com/2006/06/this-is-coolbert.html
  feedarchive show 114954343212345678 --version 1
  feedarchive show 114954343212345678 --json | jq -r '.comments[] | .author.name + ": " + .body.text'

--json prints the archived document itself; docs/archive-format.md says what its fields mean."""


def add_list(subparsers: Subparsers) -> None:
    """Register `list`."""
    parser = command(
        subparsers, "list", "the blogs of the archive, or the posts of a blog", _LIST_HELP, _LIST_MORE
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="a blog, by its folder's name")
    parser.add_argument(
        "--posts", action="store_true", help="the posts, not the blogs; of all blogs without a NAME"
    )
    parser.add_argument("--kind", choices=("post", "page"), help="only posts, or only static pages")
    parser.add_argument("--since", metavar="DATE", type=dates.earliest, help=f"not earlier; {dates.HELP}")
    parser.add_argument(
        "--until", metavar="DATE", type=dates.latest, help="not later; a day counts to its end"
    )
    parser.add_argument("--label", metavar="LABEL", help="with that label")
    parser.add_argument("--author", metavar="NAME", help="by that author, the whole name")
    parser.add_argument("--text", metavar="TEXT", help="with that in its title, text or comments")
    _as_of(parser)
    parser.set_defaults(run=run_list, quick="list")


def add_show(subparsers: Subparsers) -> None:
    """Register `show`."""
    parser = command(subparsers, "show", "a post and its comments", _SHOW_HELP, _SHOW_MORE)
    parser.add_argument("post", metavar="POST")
    parser.add_argument(
        "--version", metavar="N", dest="number", type=int, help="that version; default: the latest"
    )
    parser.add_argument("--html", action="store_true", help="bodies as published, in HTML, not wrapped")
    _as_of(parser)
    parser.set_defaults(run=run_show)


def _as_of(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        type=dates.latest,
        help="what the archive knew then; a day, UTC, to its end",
    )


def run_list(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `list`."""
    from feedarchive.cli.listing import run_list  # noqa: PLC0415  other commands need none of it

    return run_list(args, archive_root, out)


def run_show(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `show`."""
    from feedarchive.cli.showing import run_show  # noqa: PLC0415  other commands need none of it

    return run_show(args, archive_root, out)


COMMANDS = (add_list, add_show)
