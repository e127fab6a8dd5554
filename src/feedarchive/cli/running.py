"""Runs over many blogs: one after the other with each provider, several providers at a time."""

from __future__ import annotations

import shutil
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TextIO

from feedarchive.cli.outcomes import report
from feedarchive.cli.pacing import paces
from feedarchive.cli.progress import Display
from feedarchive.cli.wiring import check_clock, house_of, introduce, now
from feedarchive.config import Config
from feedarchive.errors import ArchiveError, BusyError, ConfigError
from feedarchive.fetch.paces import Paces
from feedarchive.fetch.providers import BLOGGER, provider_of
from feedarchive.fetch.urls import site_of
from feedarchive.sources.addresses import absolute
from feedarchive.sync.desk import Task
from feedarchive.sync.run import House, Outcome, run

Done = SimpleQueue[tuple[int, Outcome] | BaseException]

AT_ONCE = 8  # providers; each is asked by one thread
_GRACE = 5.0  # seconds that interrupted runs have to close their books


def run_all(tasks: Sequence[Task], config: Config, root: Path, out: TextIO, args: Namespace) -> int:
    """The exit code of runs over all these blogs. Raises ArchiveError and ConfigError for a lone blog."""
    check_clock(now())
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
    shared, stop = paces(config, root), Event()
    ways = lanes(tasks, shared)
    heard = None if len(ways) == 1 else stop  # an interrupt reaches the one lane by itself

    def one(task: Task) -> Outcome:
        return _one(task, house_of(config, root, display, task, shared, heard), alone=len(tasks) == 1)

    try:
        outcomes = side_by_side(one, tasks, ways, stop)
    finally:
        display.close()
    terse = args.quiet or (scheduled and not args.verbose and not out.isatty())
    return report(outcomes, out, sys.stderr, json=args.json, terse=terse)


def lanes(tasks: Sequence[Task], paces: Paces) -> list[list[int]]:
    """The places in `tasks` of the blogs of each provider, the provider with the most blogs first."""
    found: dict[str, list[int]] = {}
    for place, task in enumerate(tasks):
        provider = provider_of(site := site_of(absolute(task.address)))
        known = provider.loopback or provider.name == BLOGGER
        name = provider.name if known else paces.learned(site.host) or provider.name
        found.setdefault(name, []).append(place)
    return sorted(found.values(), key=len, reverse=True)


def side_by_side(
    one: Callable[[Task], Outcome], tasks: Sequence[Task], lanes: Sequence[Sequence[int]], stop: Event
) -> list[Outcome]:
    """What `one` makes of each task, in their order; a lane is done one by one, and several at a time.

    A bug in one of them, or an interrupt, sets `stop`, waits a moment for the others to end, and is raised.
    """
    if len(lanes) == 1:  # in this very thread, where an interrupt is heard at once
        return [one(task) for task in tasks]
    waiting: SimpleQueue[Sequence[int]] = SimpleQueue()
    for lane in lanes:
        waiting.put(lane)
    done: Done = SimpleQueue()
    work = partial(_work, lambda place: one(tasks[place]), waiting, done, stop)
    threads = [Thread(target=work, daemon=True) for _ in range(min(AT_ONCE, len(lanes)))]
    for thread in threads:
        thread.start()
    try:
        return _gathered(done, len(tasks))
    except BaseException:
        stop.set()
        ends = time.monotonic() + _GRACE
        for thread in threads:
            thread.join(max(ends - time.monotonic(), 0))
        raise


def _work(
    one: Callable[[int], Outcome], waiting: SimpleQueue[Sequence[int]], done: Done, stop: Event
) -> None:
    """Lane after lane, until none waits; what is raised goes to the thread that gathers."""
    try:
        while not stop.is_set():
            for place in waiting.get_nowait():
                done.put((place, one(place)))
    except Empty:
        return
    except BaseException as exc:  # noqa: BLE001 - raised again there
        done.put(exc)


def _gathered(done: Done, number: int) -> list[Outcome]:
    found: dict[int, Outcome] = {}
    while len(found) < number:
        came = done.get()
        if isinstance(came, BaseException):
            raise came
        found[came[0]] = came[1]
    return [found[place] for place in range(number)]


def _one(task: Task, house: House, *, alone: bool) -> Outcome:
    """How the run over one blog ended; one that is busy, or needs a person, does not stop the others."""
    try:
        return run(task, house)
    except (ArchiveError, ConfigError) as exc:
        if alone and not isinstance(exc, BusyError):
            raise
        return Outcome(blog=task.name, error=str(exc), exit_code=exc.exit_code)
