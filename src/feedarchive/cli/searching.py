"""`search`, `authors`, `stats` and `catalog`: their arguments. The work is in the files that they import."""

from __future__ import annotations

from feedarchive.cli import dates
from feedarchive.cli.parsers import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path
    from typing import TextIO

    from feedarchive.cli.parsers import Subparsers

_SEARCH_HELP = """\
Finds posts and comments by what they say, in their latest versions; what was removed is found by its last
seen text. All words must be there, in any order. Case, accents and forms of letters make no difference;
Chinese, Japanese, Korean and Thai are found by any part of what is written.
  '"low tide"'   these words, one after the other     sero*   any word that begins so
  'tide -boat'   without that word; between quotes, or -boat is taken for an option
Without words, whatever the filters let through comes in order of time. A terminal gets paragraphs with the
words marked; a pipe gets fields between tabs: date, kind, author, title, text, id of the post, blog, address.

The first search reads the whole archive into catalog.sqlite, later ones only what is new."""
_SEARCH_MORE = """\
examples:
  feedarchive search Serov
  feedarchive search Serov --in comments --since 2006 --until 2006
  feedarchive search '"wagon train" -horse' --blog militarythoughts.blogspot.com
  feedarchive search --author coolbert --in comments --sort newest --limit 5
  feedarchive search Serov --json | jq -r '.hits[] | .url'

--json gives {"total", "offset", "next", "hits": [{kind, blog, folder, number, id, url, day, published,
author, status, title: [{text, hit}], excerpt, snippet: [{text, hit}]}], "damaged": [{file, what}]}; `excerpt`
is how the post begins, `next` the --offset of the next page, or null."""
_AUTHORS_HELP = """\
Who wrote posts and comments, the busiest first: name, posts, comments, first and last day, address, other
names. A Blogger profile is one person whatever name they used; names without an address may be shared."""
_AUTHORS_MORE = """\
examples:
  feedarchive authors
  feedarchive authors bolton
  feedarchive authors --json | jq -r '.people[] | [.name, .comments] | @tsv'

--json gives {"total", "offset", "next", "people": [{key, name, names, kind, url, posts, comments, first,
last}], "damaged": [{file, what}]}."""
_STATS_HELP = """\
How many posts and comments each year or month has, as columns and as a plot; static pages are not counted.
A pipe gets fields between tabs: period, posts, comments. --plot draws a picture, and needs
`pip install 'feedarchive[plot]'`."""
_STATS_MORE = """\
examples:
  feedarchive stats
  feedarchive stats militarythoughts.blogspot.com --by month
  feedarchive stats --plot years.svg

--json gives {"by", "counts": [{period, posts, comments}], "damaged": [{file, what}]}; the period "" counts
what has no date."""
_CATALOG_HELP = """\
Brings catalog.sqlite up to date, which search, authors and stats use, and other programs may
(docs/catalog.md). They do so themselves; this command also looks into each post's folder, for versions that
were copied there by hand."""
_CATALOG_MORE = """\
examples:
  feedarchive catalog
  feedarchive catalog --rebuild
  datasette "$(feedarchive catalog --json | jq -r .file)"

--json gives {"file", "bytes", "posts", "comments", "read", "gone", "damaged": [{file, what}]}: `read` and
`gone` are how many posts were read now, and how many are there no more."""


def add_search(subparsers: Subparsers) -> None:
    """Register `search`."""
    parser = command(
        subparsers, "search", "find posts and comments by what they say", _SEARCH_HELP, _SEARCH_MORE
    )
    parser.add_argument("words", metavar="WORDS", nargs="*")
    parser.add_argument(
        "--in", dest="within", choices=("all", "titles", "posts", "comments"), default="all",
        help="where; posts: titles and texts (default: all)",
    )  # fmt: skip
    parser.add_argument("--author", metavar="NAME", help="by whom: a part of the name, or the whole address")
    parser.add_argument("--since", metavar="DATE", type=dates.earliest, help=f"not earlier; {dates.HELP}")
    parser.add_argument(
        "--until", metavar="DATE", type=dates.latest, help="not later; a day counts to its end"
    )
    parser.add_argument("--label", metavar="LABEL", help="with that label, or below such a post")
    parser.add_argument("--blog", metavar="NAME", help="in that blog, by its folder's name")
    parser.add_argument(
        "--sort", dest="order", choices=("best", "newest", "oldest"), default="best", help="which come first"
    )
    _paging(parser)
    _where(parser)
    parser.set_defaults(run=run_search)


def add_authors(subparsers: Subparsers) -> None:
    """Register `authors`."""
    parser = command(subparsers, "authors", "who wrote posts and comments", _AUTHORS_HELP, _AUTHORS_MORE)
    parser.add_argument("name", metavar="NAME", nargs="?", help="a part of the name")
    parser.add_argument("--blog", metavar="NAME", help="in that blog, by its folder's name")
    _paging(parser)
    _where(parser)
    parser.set_defaults(run=run_authors)


def add_stats(subparsers: Subparsers) -> None:
    """Register `stats`."""
    parser = command(subparsers, "stats", "posts and comments over time", _STATS_HELP, _STATS_MORE)
    parser.add_argument("blog", metavar="NAME", nargs="?", help="a blog, by its folder's name; default: all")
    parser.add_argument("--by", choices=("year", "month"), default="year")
    parser.add_argument("--plot", metavar="FILE", help="draw a picture: .png or .svg")
    _where(parser)
    parser.set_defaults(run=run_stats)


def add_catalog(subparsers: Subparsers) -> None:
    """Register `catalog`."""
    parser = command(
        subparsers, "catalog", "bring the file up to date that searches use", _CATALOG_HELP, _CATALOG_MORE
    )
    parser.add_argument("--rebuild", action="store_true", help="read everything again")
    _where(parser)
    parser.set_defaults(run=run_catalog)


def _paging(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--limit", metavar="N", type=int, default=20, help="at most so many; 0: all (default: 20)"
    )
    parser.add_argument("--offset", metavar="N", type=int, default=0, help="without the first N")


def _where(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--catalog", metavar="FILE", help="the catalog's file (default: catalog.sqlite in the archive)"
    )


def run_search(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `search`."""
    from feedarchive.cli.finding import run_search  # noqa: PLC0415  other commands need none of it

    return run_search(args, archive_root, out)


def run_authors(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `authors`."""
    from feedarchive.cli.people import run_authors  # noqa: PLC0415  other commands need none of it

    return run_authors(args, archive_root, out)


def run_stats(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `stats`."""
    from feedarchive.cli.counting import run_stats  # noqa: PLC0415  other commands need none of it

    return run_stats(args, archive_root, out)


def run_catalog(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `catalog`."""
    from feedarchive.cli.cataloguing import run_catalog  # noqa: PLC0415  other commands need none of it

    return run_catalog(args, archive_root, out)


COMMANDS = (add_search, add_authors, add_stats, add_catalog)
