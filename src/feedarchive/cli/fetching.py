"""The commands that ask the web: backfill, sync, demo."""

from __future__ import annotations

from argparse import SUPPRESS

from feedarchive.cli.dates import HELP as DATES
from feedarchive.cli.dates import earliest, latest
from feedarchive.cli.parsers import Plain
from feedarchive.errors import ConfigError
from feedarchive.plan.modes import MODES, WISHES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path
    from typing import TextIO

    from feedarchive.cli.parsers import Subparsers
    from feedarchive.config import BlogConfig, Config
    from feedarchive.plan.media import Wish
    from feedarchive.sync.desk import Task

BACKFILL = """\
Fetch everything a blog ever published that can still be had: posts, static pages, all comments. The
address may be the blog's, a post's or a feed's, or the name of a blog in config.toml. Safe to interrupt and
to repeat: what is held is not fetched again, and nothing held is ever overwritten.

examples:
  feedarchive backfill https://some.blogspot.com/ --dry-run    the plan: requests by kind, and the time
  feedarchive backfill https://some.blogspot.com/
  feedarchive backfill https://some.site.example/blog/    of any platform: its Atom, RSS or JSON feed is found
  feedarchive backfill some.blogspot.com --since 2006 --until 2007
  feedarchive backfill some.blogspot.com --from-web-archive https://web.archive.org/web --dry-run

--json gives a list of {blog, added, revised, retired, requests, verdict, problems, media, error, exit_code},
one for each blog; `media` is null where no images were fetched, `verdict` as in `feedarchive status --help`.
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
        formatter_class=Plain,
    )
    command.add_argument(
        "blogs", nargs="+", metavar="URL-or-NAME", help="a web address, or a name in config.toml"
    )
    command.add_argument("--pages", choices=MODES, help="fetch post pages (default: always)")
    command.add_argument("--since", type=earliest, metavar="DATE", help=f"only posts since then: {DATES}")
    command.add_argument("--until", type=latest, metavar="DATE", help="only posts published until then")
    _add_media(command, "default: on, when it is one blog")
    command.add_argument("--delay", type=float, metavar="S", help="seconds between two requests to one host")
    command.add_argument(
        "--from-web-archive",
        metavar="BASE",
        help="its past out of a web archive, as https://web.archive.org/web",
    )
    command.add_argument(
        "--every-capture", action="store_true", help="with --from-web-archive: leave none out that may differ"
    )
    command.add_argument(
        "--from-warc", metavar="FILE", action="append", help="out of WARC files, never the web"
    )
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
        formatter_class=Plain,
    )
    command.add_argument("blogs", nargs="*", metavar="NAME", help="only these blogs")
    command.add_argument(
        "--full", action="store_true", help="walk the whole feeds: also finds what was deleted"
    )
    _add_media(command, "default: off, unless config.toml says on")
    command.add_argument("--json", action="store_true", help="the outcome as one JSON document")
    _add_contact(command)
    command.set_defaults(run=run_sync)


def _add_media(command: ArgumentParser, default: str) -> None:
    command.add_argument("--media", choices=WISHES, help=f"fetch images and enclosures of posts ({default})")


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
    from feedarchive.cli.choosing import blog_of, folder_of, known_blogs  # noqa: PLC0415  not for --help
    from feedarchive.cli.running import run_all  # noqa: PLC0415
    from feedarchive.cli.settings import settings  # noqa: PLC0415
    from feedarchive.sync.desk import Task  # noqa: PLC0415

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
            media=_media(args, one, config, otherwise="on" if len(args.blogs) == 1 else "off"),
        )
        for one in (blog_of(what, known, archive_root) for what in args.blogs)
    ]
    if args.from_web_archive:
        from feedarchive.cli.webarchive import run_past  # noqa: PLC0415

        return run_past(tasks, config, archive_root, out, args)
    if args.from_warc:
        from feedarchive.cli.captures import run_from_warc  # noqa: PLC0415

        return run_from_warc(tasks, archive_root, out, args)
    if args.dry_run:
        return _dry_run(tasks, config, archive_root, out, json=args.json)
    return run_all(tasks, config, archive_root, out, args)


def run_sync(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """The exit code of `sync`."""
    from feedarchive.cli.choosing import known_blogs  # noqa: PLC0415  as above
    from feedarchive.cli.running import run_all  # noqa: PLC0415
    from feedarchive.cli.settings import settings  # noqa: PLC0415
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
        Task(
            address=one.url,
            name=name,
            pages=one.pages,
            full=args.full,
            media=_media(args, one, config, otherwise="off"),
        )
        for name, one in known.items()
        if not args.blogs or name in args.blogs
    ]
    return run_all(tasks, config, archive_root, out, args)


def run_demo(args: Namespace, archive_root: Path, out: TextIO) -> int:  # noqa: ARG001 - as all commands
    """The exit code of `demo`."""
    from pathlib import Path  # noqa: PLC0415

    from feedarchive.cli.tour import tour  # noqa: PLC0415

    return tour(Path(args.folder) if args.folder else None, out)


def _media(args: Namespace, blog: BlogConfig, config: Config, *, otherwise: Wish) -> bool:
    """Whether images are fetched: as typed, else as config.toml says of the blog, then of all."""
    wish: Wish = args.media or blog.media or config.media_wish or otherwise
    return wish == "on"


def _first(day: date | datetime | None) -> datetime | None:
    from datetime import UTC, datetime  # noqa: PLC0415

    if day is None or isinstance(day, datetime):
        return day
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _beyond(day: date | datetime | None) -> datetime | None:
    """The first instant after the last day."""
    from datetime import datetime, timedelta  # noqa: PLC0415

    first = _first(day)
    return first if isinstance(day, datetime) or first is None else first + timedelta(days=1)


def _dry_run(tasks: Sequence[Task], config: Config, root: Path, out: TextIO, *, json: bool) -> int:
    from feedarchive.cli.outcomes import plans  # noqa: PLC0415
    from feedarchive.cli.pacing import paces  # noqa: PLC0415
    from feedarchive.cli.wiring import connect_of, introduce  # noqa: PLC0415
    from feedarchive.fetch.robots_cache import RobotsShelf  # noqa: PLC0415
    from feedarchive.sync.prospect import prospect  # noqa: PLC0415

    found, shared = [], paces(config, root)
    for task in tasks:
        introduce(task.address, config)
        with connect_of(config, task, shared)(lambda send: send, RobotsShelf()) as web:
            found.append(prospect(task, web.get, delay=config.fetch.delay))
    return plans(found, out, json=json)
