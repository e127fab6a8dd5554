"""The commands that ask the web: backfill, sync, demo."""

from __future__ import annotations

import shutil
import sys
import time
from argparse import SUPPRESS, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from feedarchive.cli.choosing import blog_of, folder_of, known_blogs
from feedarchive.cli.dates import HELP as DATES
from feedarchive.cli.dates import earliest, latest
from feedarchive.cli.parsers import Subparsers
from feedarchive.cli.settings import settings
from feedarchive.cli.wiring import check_clock, connect_of, house_of, introduce, now
from feedarchive.config import Config
from feedarchive.errors import BusyError, ConfigError
from feedarchive.plan.pages import MODES

if TYPE_CHECKING:
    from feedarchive.sync.desk import Task
    from feedarchive.sync.run import House, Outcome

BACKFILL = """\
Fetch everything a blog ever published that can still be had: posts, static pages, all comments. The
address may be the blog's, a post's or a feed's, or the name of a blog in config.toml. Safe to interrupt and
to repeat: what is held is not fetched again, and nothing held is ever overwritten.

examples:
  feedarchive backfill https://some.blogspot.com/ --dry-run    the plan: requests by kind, and the time
  feedarchive backfill https://some.blogspot.com/
  feedarchive backfill some.blogspot.com --since 2006 --until 2007

--json gives a list of {blog, added, revised, retired, requests, verdict, problems, error, exit_code}, one for
each blog; `verdict` as in `feedarchive status --help`.
"""
SYNC = """\
Fetch what is new or changed since the last run, for all blogs in config.toml or those named. Made for cron:
silent when all is well and nobody watches, one line for each thing that is not; exit code 3 when something is
missing.

example crontab line:
  20 3 * * *  cd /srv/blogs && feedarchive sync

--json gives a list, one for each blog, as `feedarchive backfill --help` says.
"""


def add_backfill(subparsers: Subparsers) -> None:
    """Registers `backfill`."""
    command = subparsers.add_parser(
        "backfill",
        help="fetch all of a blog's past",
        description=BACKFILL,
        formatter_class=RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "blogs", nargs="+", metavar="URL-or-NAME", help="a web address, or a name in config.toml"
    )
    command.add_argument("--pages", choices=MODES, help="fetch post pages (default: always)")
    command.add_argument("--since", type=earliest, metavar="DATE", help=f"only posts since then: {DATES}")
    command.add_argument("--until", type=latest, metavar="DATE", help="only posts published until then")
    command.add_argument("--delay", type=float, metavar="S", help="seconds between two requests to one host")
    command.add_argument("-n", "--dry-run", action="store_true", help="print the plan, write nothing")
    command.add_argument("--json", action="store_true", help="the outcome as one JSON document")
    _add_contact(command)
    command.set_defaults(run=run_backfill)


def add_sync(subparsers: Subparsers) -> None:
    """Registers `sync`."""
    command = subparsers.add_parser(
        "sync",
        help="fetch what is new, for all blogs in config.toml",
        description=SYNC,
        formatter_class=RawDescriptionHelpFormatter,
    )
    command.add_argument("blogs", nargs="*", metavar="NAME", help="only these blogs")
    command.add_argument(
        "--full", action="store_true", help="walk the whole feeds: also finds what was deleted"
    )
    command.add_argument("--json", action="store_true", help="the outcome as one JSON document")
    _add_contact(command)
    command.set_defaults(run=run_sync)


def _add_contact(command: ArgumentParser) -> None:
    """Takes `--contact` behind the command as well as before it."""
    command.add_argument("--contact", metavar="URL", default=SUPPRESS, help=SUPPRESS)


def add_demo(subparsers: Subparsers) -> None:
    """Registers `demo`."""
    command = subparsers.add_parser(
        "demo",
        help="the whole job on a small blog served on this machine",
        description="Serve a small blog on this machine, archive it, change it, archive it again, and show"
        " what the archive knows. Needs no network. Its archive goes to DIR (default: a new folder).",
    )
    command.add_argument("folder", nargs="?", metavar="DIR", help="where the demo's archive is written")
    command.set_defaults(run=run_demo)


COMMANDS = (add_backfill, add_sync, add_demo)


def run_backfill(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `backfill`."""
    from feedarchive.sync.desk import Task  # noqa: PLC0415 - start-up: `--help` needs no network code

    config = settings(args)
    known = known_blogs(config)
    since, until = _first(args.since), _beyond(args.until)
    if since is not None and until is not None and since >= until:
        raise ConfigError("--since is later than --until: nothing lies between them")
    tasks = [
        Task(
            address=one.url,
            name=one.name or folder_of(one.url),
            pages=args.pages or one.pages,
            since=since,
            until=until,
        )
        for one in (blog_of(what, known, archive_root) for what in args.blogs)
    ]
    if args.dry_run:
        return _dry_run(tasks, config, archive_root, out, json=args.json)
    return _run_all(tasks, config, archive_root, out, args)


def run_sync(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `sync`."""
    from feedarchive.sync.desk import Task  # noqa: PLC0415

    config = settings(args)
    known = known_blogs(config)
    if not known:
        where = config.file or "config.toml (there is none here)"
        raise ConfigError(f"{where}: no [[blogs]] to sync; add one, or use: feedarchive backfill URL")
    unknown = [name for name in args.blogs if name not in known]
    if unknown:
        raise ConfigError(f"{unknown[0]}: no such blog in {config.file}; there are: {', '.join(known)}")
    tasks = [
        Task(address=one.url, name=name, pages=one.pages, full=args.full)
        for name, one in known.items()
        if not args.blogs or name in args.blogs
    ]
    return _run_all(tasks, config, archive_root, out, args)


def run_demo(args: Namespace, archive_root: Path, out: TextIO) -> int:  # noqa: ARG001 - as all commands
    """The exit code of `demo`."""
    from feedarchive.cli.tour import tour  # noqa: PLC0415

    return tour(Path(args.folder) if args.folder else None, out)


def _first(day: date | datetime | None) -> datetime | None:
    if day is None or isinstance(day, datetime):
        return day
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _beyond(day: date | datetime | None) -> datetime | None:
    """The first instant after the last day."""
    first = _first(day)
    return first if isinstance(day, datetime) or first is None else first + timedelta(days=1)


def _run_all(tasks: Sequence[Task], config: Config, root: Path, out: TextIO, args: Namespace) -> int:
    check_clock(now())
    from feedarchive.cli.outcomes import report  # noqa: PLC0415
    from feedarchive.cli.pacing import paces  # noqa: PLC0415
    from feedarchive.cli.progress import Display  # noqa: PLC0415

    for task in tasks:
        introduce(task.address, config)
    scheduled = args.command == "sync" and not sys.stderr.isatty()
    display = Display(
        sys.stderr,
        pace=config.fetch.delay,
        clock=time.monotonic,
        width=shutil.get_terminal_size().columns,
        quiet=args.quiet or (scheduled and not args.verbose),
    )
    shared = paces(config, root)
    try:
        outcomes = [_one(task, house_of(config, root, display, task, shared)) for task in tasks]
    finally:
        display.close()
    terse = args.quiet or (scheduled and not args.verbose and not out.isatty())
    return report(outcomes, out, sys.stderr, json=args.json, terse=terse)


def _one(task: Task, house: House) -> Outcome:
    """How the run over one blog ended; a blog that another run holds does not stop the others."""
    from feedarchive.sync.run import Outcome, run  # noqa: PLC0415

    try:
        return run(task, house)
    except BusyError as exc:
        return Outcome(blog=task.name, error=str(exc), exit_code=exc.exit_code)


def _dry_run(tasks: Sequence[Task], config: Config, root: Path, out: TextIO, *, json: bool) -> int:
    from feedarchive.cli.outcomes import plans  # noqa: PLC0415
    from feedarchive.cli.pacing import paces  # noqa: PLC0415
    from feedarchive.fetch.robots_cache import RobotsShelf  # noqa: PLC0415
    from feedarchive.sources.addresses import site  # noqa: PLC0415
    from feedarchive.sync.outlook import outlook  # noqa: PLC0415

    found, shared = [], paces(config, root)
    for task in tasks:
        introduce(task.address, config)
        with connect_of(config, task, shared)(lambda send: send, RobotsShelf()) as web:
            found.append(outlook(task, site(task.address), web.get, delay=config.fetch.delay))
    return plans(found, out, json=json)
