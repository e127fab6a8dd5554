"""`backfill --from-web-archive`: a blog's past out of a web archive, told to people."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import msgspec

from feedarchive.cli.captures import gathering_of, told
from feedarchive.cli.choosing import folder_of
from feedarchive.cli.pacing import paces
from feedarchive.cli.progress import duration
from feedarchive.cli.terminal import escape, json_text, one_line
from feedarchive.cli.wiring import check_clock, connect_of, introduce, now
from feedarchive.errors import BusyError, FetchError, ParseError
from feedarchive.fetch.robots_cache import RobotsShelf
from feedarchive.plan.mementos import Plan
from feedarchive.sources.addresses import absolute, site
from feedarchive.store.files import Archive
from feedarchive.sync.desk import Task
from feedarchive.sync.run import House
from feedarchive.sync.webarchive import Outcome, Past, outlook, run

if TYPE_CHECKING:
    from argparse import Namespace

    from feedarchive.config import Config

_WORST_FIRST = (4, 3, 6, 5, 0)


def run_past(tasks: Sequence[Task], config: Config, root: Path, out: TextIO, args: Namespace) -> int:
    """The exit code: the worst of those of the blogs."""
    check_clock(now())
    base = absolute(args.from_web_archive).rstrip("/")
    introduce(base, config)
    asked = Task(address=base, name=folder_of(base))
    connect = connect_of(config, asked, paces(config, root))
    archive = Archive(root)
    wanted = [
        Past(
            name=task.name,
            site=site(task.address),
            base=base,
            since=task.since,
            until=task.until,
            every=args.every_capture,
        )
        for task in tasks
    ]
    if args.dry_run:
        with connect(lambda send: send, RobotsShelf()) as web:
            plans = [(past, outlook(past, web.get, archive.blog(past.name))) for past in wanted]
        return _plans(plans, config.fetch.delay, out, json=args.json)
    house = House(archive=archive, connect=connect, now=now, tell=lambda _: None)
    outcomes = [_one(past, house, args) for past in wanted]
    for outcome in outcomes:
        _complain(outcome)
        if not args.json and not args.quiet:
            out.write(one_line(_told(outcome)) + "\n")
    if args.json:
        out.write(json_text(msgspec.to_builtins(outcomes)) + "\n")
    codes = {outcome.exit_code for outcome in outcomes}
    return next(code for code in _WORST_FIRST if code in codes)


def _one(past: Past, house: House, args: Namespace) -> Outcome:
    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty() and not args.quiet:
            end = "\n" if done == total else ""
            sys.stderr.write(f"\r{escape(past.name)}: captures {done:,} of {total:,}{end}")

    def gathering(sightings):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return gathering_of(house.archive, sightings, args)

    try:
        return run(past, house, gathering, tell)
    except BusyError as exc:
        return Outcome(blog=past.name, error=str(exc), exit_code=exc.exit_code)
    except (FetchError, ParseError) as exc:
        return Outcome(blog=past.name, error=str(exc), exit_code=exc.exit_code)


def _complain(outcome: Outcome) -> None:
    lines = [*outcome.problems, *([outcome.error] if outcome.error else [])]
    sys.stderr.writelines(f"{one_line(f'{outcome.blog}: {line}')}\n" for line in lines)
    if outcome.left_out:
        left = (
            f"{outcome.left_out:,} captures that may differ were left out; --every-capture asks for them too"
        )
        sys.stderr.write(f"{outcome.blog}: {left}\n")


def _told(outcome: Outcome) -> str:
    requests = f"{outcome.requests:,} requests"
    if outcome.taken is None:
        return f"{outcome.blog}: {outcome.listed:,} captures listed, nothing written ({requests})"
    return f"{told(outcome.taken)} ({outcome.listed:,} listed, {requests})"


def _plans(found: Sequence[tuple[Past, Plan]], delay: float, out: TextIO, *, json: bool) -> int:
    if json:
        plans = [
            {
                "blog": past.name,
                "listed": plan.listed,
                "left_out": plan.left_out,
                "requests": plan.by_kind(),
                "years": {str(year): count for year, count in plan.by_year().items()},
                "total": plan.requests,
                "seconds": plan.requests * delay,
            }
            for past, plan in found
        ]
        out.write(json_text(plans) + "\n")
        return 0
    for past, plan in found:
        out.write(f"{escape(past.name)}: {plan.listed:,} captures listed in {escape(past.base)}\n")
        out.writelines(f"  {count:>7,}  {kind}\n" for kind, count in plan.by_kind().items())
        years = ", ".join(f"{year}: {count:,}" for year, count in plan.by_year().items())
        out.write(f"  {plan.requests:>7,}  captures to ask for, about {duration(plan.requests * delay)}")
        out.write(f" ({years}); nothing was written\n" if years else "; nothing was written\n")
        if plan.left_out:
            out.write(f"  {plan.left_out:>7,}  more may differ, see --every-capture\n")
    return 0
