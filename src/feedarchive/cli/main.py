"""The command: arguments, wiring, exit codes. Rooms are imported by the commands that need them."""

from __future__ import annotations

import argparse
import os
import sys

from feedarchive import __version__
from feedarchive.cli.parsers import Plain
from feedarchive.errors import ArchiveError, FeedArchiveError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from feedarchive.cli.parsers import Subparsers

# Which room registers which commands, in the order of `--help`, and what that says of them: a command imports
# its own room only, and `--help` none.
ROOMS = {
    "fetching": {
        "backfill": "fetch all of a blog's past",
        "sync": "fetch what is new, for all blogs in config.toml",
        "demo": "the whole job on a small blog served on this machine",
    },
    "importing": {
        "import": "bring in a blog's export, Google Takeout, or a WARC file",
    },
    "reading": {
        "list": "the blogs of the archive, or the posts of a blog",
        "show": "a post and its comments",
    },
    "searching": {
        "search": "find posts and comments by what they say",
        "authors": "who wrote posts and comments",
        "stats": "posts and comments over time",
        "catalog": "bring the file up to date that searches use",
    },
    "serving": {
        "serve": "read the archive in a browser",
        "export": "write the archive in another form",
    },
    "diffing": {
        "log": "the versions of a post, and what each changed",
        "diff": "what changed between two versions of a post",
    },
    "checking": {
        "status": "what is archived against what there is, and what is missing",
        "gaps": "everything known to be missing",
        "verify": "whether every archived file is as it was written",
    },
    "picturing": {
        "media": "images of posts: what is held, what is lost",
    },
    "repairing": {
        "repair": "restore damaged and missing files from raw/",
    },
    "reparsing": {
        "reparse": "read the kept bytes again with better parsers",
    },
    "redacting": {
        "redact": "take a post or a comment out for good",
    },
    "requests": {
        "requests": "what was asked of the web, and what came of it",
    },
    "installing": {
        "completion": "for the shell: completes commands and options",
        "manual": "the manual page, for man",
    },
}
_VALUED = ("--config", "--archive", "--contact")
_TELLING = ("-h", "--help", "--version")

# Its few words in other languages are nowhere installed, and looking for them takes 1.5 ms of each start.
vars(argparse)["_"] = str

DESCRIPTION = "Keep blogs: posts, pages and every comment with its exact time, as versioned JSON."
EPILOG = """\
first steps:
  feedarchive demo                                   the whole job on a small blog on this machine
  feedarchive backfill https://some.blogspot.com/    everything the blog ever published
  feedarchive backfill https://some.site.example/    the same of any blog with an Atom, RSS or JSON feed
  feedarchive sync                                   what is new, for all blogs in config.toml; for cron
  feedarchive search WORDS                           find a post or comment by what it says
  feedarchive show POST                              read a post: by its address, id, folder or number

exit codes: 0 nothing missing, 1 a bug, 2 wrong usage, 3 something is missing, 4 the archive is damaged,
5 another run is at work, 6 turned away for now, 130 interrupted. 3, 5 and 6 lose nothing: run again.
"""


def main(arguments: Sequence[str] | None = None, *, before: Callable[[], None] = lambda: None) -> int:
    """The exit code of the command line, as docs/archive-format.md lists them.

    `before` is called when work begins, beyond reading the command line.
    """
    words = sys.argv[1:] if arguments is None else arguments
    args = parser(_command(words)).parse_args(words)
    try:
        return _run(args, before)
    except FeedArchiveError as exc:
        from feedarchive.cli.terminal import one_line  # noqa: PLC0415  --help needs none of it

        print(f"feedarchive: {one_line(str(exc))}", file=sys.stderr)
        return exc.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser(command: str = "") -> argparse.ArgumentParser:
    """The parser of the whole command line, or of that command alone.

    For an option as `--help` the commands have their names only.
    """
    top = argparse.ArgumentParser(
        prog="feedarchive",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=Plain,
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
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, prog=top.prog)
    if command.startswith("-"):
        for name, brief in (pair for names in ROOMS.values() for pair in names.items()):
            commands.add_parser(name, help=brief, add_help=False)
        return top
    for add in _adders(command):
        add(commands)
    return top


def _adders(command: str) -> Iterator[Callable[[Subparsers], None]]:
    """What registers that command; all, where there is no such command."""
    known = any(command in names for names in ROOMS.values())
    for room in (room for room, names in ROOMS.items() if command in names or not known):
        module = __import__(f"feedarchive.cli.{room}", fromlist=["COMMANDS"])  # importlib takes 0.5 ms
        yield from (add for add in module.COMMANDS if not known or add.__name__ == f"add_{command}")


def _command(words: Sequence[str]) -> str:
    """The command that the words name: the first that is no option, nor an option's value.

    `--help` or `--version` where that stands before it, "" where there is none.
    """
    rest = iter(words)
    for word in rest:
        if word in _VALUED:
            next(rest, None)
        elif word in _TELLING or not word.startswith("-"):
            return word
    return ""


def _run(args: argparse.Namespace, before: Callable[[], None]) -> int:
    try:
        code = _quickly(args)
        if code is None:
            before()
            code = _wholly(args)
        sys.stdout.flush()  # here a reader that went away is no error; at exit it would be
    except BrokenPipeError:
        raise
    except OSError as exc:
        name = "standard output" if exc.filename is None else str(exc.filename)
        raise ArchiveError(name, exc.strerror or str(exc)) from exc
    return code


def _quickly(args: argparse.Namespace) -> int | None:
    """The exit code of a command that has a quick way, where the archive is as plain as that way needs."""
    if "quick" not in args or args.json or sys.stdout.isatty():
        return None
    from feedarchive.cli import quick  # noqa: PLC0415  other commands need none of it

    return quick.run(args, sys.stdout)


def _wholly(args: argparse.Namespace) -> int:
    from pathlib import Path  # noqa: PLC0415  the quick way needs none of it

    _without_extensions()
    from feedarchive.cli.pager import paged  # noqa: PLC0415
    from feedarchive.cli.settings import settings  # noqa: PLC0415

    with paged(sys.stdout, wanted=_to_be_paged(args)) as out:
        return int(args.run(args, Path(settings(args).archive), out))


def _without_extensions() -> None:
    """Nothing, once msgspec is there: it looks for typing_extensions first (14 ms), and needs none of it."""
    if "typing_extensions" not in sys.modules:
        sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # its import fails
        try:
            import msgspec  # noqa: F401, PLC0415
        finally:
            del sys.modules["typing_extensions"]


def _to_be_paged(args: argparse.Namespace) -> bool:
    """Whether the command is one that reads, and writes for people."""
    return hasattr(args, "no_pager") and not args.no_pager and not args.json
