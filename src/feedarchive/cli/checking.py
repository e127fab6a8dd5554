"""`status`, `gaps` and `verify`: their arguments. The work is in completeness.py, gaps.py, soundness.py."""

from __future__ import annotations

from feedarchive.cli.parsers import command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path
    from typing import TextIO

    from feedarchive.cli.parsers import Subparsers

_STATUS_HELP = """\
What is archived of each blog against what the site declares, what is missing and why, when it was last
looked at, and when its feeds are next walked whole. Nothing is asked of the web, and nothing is written."""
_STATUS_MORE = """\
examples:
  feedarchive status
  feedarchive status militarythoughts.blogspot.com
  feedarchive status --json | jq -r '.blogs[].verdict.gaps[] | .url + ": " + .reason'

--json gives {"complete", "blogs": [{name, url, title, complete, summary, verdict, unfinished, missing_posts,
missing_comments, missing_pages, counted, media, last_run, last_full, next_full}], "damaged": [{file, what}]}.
`verdict` holds posts_held, posts_declared, posts_listed (by the sitemap), pages_held, pages_declared,
posts_gone, comments_held (with their text), comments_declared, comments_stated (by the posts together),
removed_by_author, removed_by_admin, gone, problems (of the last run),
gaps [{post, url, declared, held, reason, declared_by}], and explained [{what, post, url, declared, held,
reason, declared_by}]: numbers that differ while nothing is missing. null where the site never said.
`counted` is "run" for the figures of the last run, "files" when they were counted now.
`media` is {held, known} of images and enclosures, null where they were never asked for.

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


_GAPS_HELP = """\
Everything that the last runs know to be missing: what a site counts beyond what is archived, and each post
that is incomplete, with the reason, and what went wrong. A pipe gets fields: blog, address, held, declared,
reason."""
_GAPS_MORE = """\
examples:
  feedarchive gaps
  feedarchive gaps --json | jq -r '.gaps[] | select(.post) | .url'

--json gives {"complete", "gaps": [{blog, post, url, declared, held, reason}], "explained": [{blog, what,
post, url, declared, held, reason, declared_by}], "damaged": [{file, what}]}; without `post` a gap is about
the whole blog. `explained` are numbers that differ while nothing is missing; they change no exit code.

exit codes: 0 nothing is known to be missing, 3 something is."""


def add_status(subparsers: Subparsers) -> None:
    """Register `status`."""
    parser = command(
        subparsers,
        "status",
        "what is archived against what there is, and what is missing",
        _STATUS_HELP,
        _STATUS_MORE,
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="a blog, by its folder's name; default: all")
    parser.set_defaults(run=run_status, quick="status")


def add_verify(subparsers: Subparsers) -> None:
    """Register `verify`."""
    parser = command(
        subparsers, "verify", "whether every archived file is as it was written", _VERIFY_HELP, _VERIFY_MORE
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="a blog, by its folder's name; default: all")
    parser.set_defaults(run=run_verify)


def add_gaps(subparsers: Subparsers) -> None:
    """Register `gaps`."""
    parser = command(subparsers, "gaps", "everything known to be missing", _GAPS_HELP, _GAPS_MORE)
    parser.add_argument("names", metavar="NAME", nargs="*", help="a blog, by its folder's name; default: all")
    parser.set_defaults(run=run_gaps)


def run_gaps(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `gaps`."""
    from feedarchive.cli.gaps import run_gaps  # noqa: PLC0415  other commands need none of it

    return run_gaps(args, archive_root, out)


def run_status(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `status`."""
    from feedarchive.cli.completeness import run_status  # noqa: PLC0415  other commands need none of it

    return run_status(args, archive_root, out)


def run_verify(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `verify`."""
    from feedarchive.cli.soundness import run_verify  # noqa: PLC0415  other commands need none of it

    return run_verify(args, archive_root, out)


COMMANDS = (add_status, add_gaps, add_verify)
