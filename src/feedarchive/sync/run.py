"""One blog, from its lock to its outcome; what is done in between is in steps.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.capture import Asked, Get, Send
from feedarchive.errors import CorruptError, FetchError, LeftAloneError, ParseError
from feedarchive.fetch.robots_cache import RobotsCopy, RobotsShelf
from feedarchive.plan.media import Limits
from feedarchive.plan.verdict import Verdict
from feedarchive.sources.addresses import site
from feedarchive.store.files import Archive, BlogStore
from feedarchive.store.folders import WORK_FILE
from feedarchive.store.state import RobotsText, State
from feedarchive.store.work import Work
from feedarchive.sync.books import Books, recount
from feedarchive.sync.clock import check_clock
from feedarchive.sync.desk import Desk, Task, Tell
from feedarchive.sync.folder import at_home
from feedarchive.sync.keep import keeper
from feedarchive.sync.media import MediaTally, fetch_media
from feedarchive.sync.noticing import Noticing
from feedarchive.sync.redact import finish, guard
from feedarchive.sync.steps import work

TOLD_AGAIN = timedelta(days=30)


class Web(Protocol):
    """What a run needs of the live web."""

    @property
    def get(self) -> Get:
        """Asks for a document."""

    @property
    def files(self) -> Send:
        """Asks for a file that is poured into a sink: answers of any status, redirects followed."""

    @property
    def requests(self) -> int:
        """How many requests went out so far."""

    @property
    def warnings(self) -> Sequence[str]:
        """What is odd about a site and does no harm, one line each."""

    log: Callable[[Asked], None]
    """Is told of each request that went out."""


Connect = Callable[[Callable[[Send], Send], RobotsShelf], AbstractContextManager[Web]]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What all runs of one invocation share: the archive, the web, the clock, and who watches."""

    archive: Archive
    connect: Connect
    now: Callable[[], datetime]
    tell: Tell
    full_every: timedelta = timedelta(days=7)
    limits: Limits = field(default_factory=Limits)


class Outcome(Struct, frozen=True, kw_only=True):
    """How a run over one blog ended.

    Attributes:
        blog: its name.
        added, revised, retired: how many entries got a first, a further, or a last version.
        requests: how many requests went out.
        verdict: what is held against what the site declares.
        problems: one line each; what failed while the rest was done.
        warnings: one line each; what a person should look at, though nothing failed. What is odd about a
            site is told once a month.
        error: why the run ended early, or None.
        left_alone: in `error`, whom nothing was asked of, until when and why; "" when that did not end it.
        exit_code: 0, 3 or 6.
        media: how the fetching of images went; None when they were not wanted, or nothing could be asked.
    """

    blog: str
    added: int = 0
    revised: int = 0
    retired: int = 0
    requests: int = 0
    verdict: Verdict | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None
    left_alone: str = ""
    exit_code: int = 0
    media: MediaTally | None = None


def run(task: Task, house: House) -> Outcome:
    """Bring one blog up to date.

    Raises:
        ArchiveError: when the archive needs a person, or another run holds the blog (BusyError).
        ConfigError: when the folder belongs to another blog, or the clock cannot be right.
    """
    task, moved_in = at_home(task, house)
    store = house.archive.blog(task.name)
    started = house.now()
    new = store.info() is None  # a newer program's is told before anything is written
    behind = check_clock(store, started)
    what = f"{'backfill' if task.full else 'sync'} since {started:%Y-%m-%dT%H:%M:%SZ}"
    progress = Work(store.root / WORK_FILE)
    with store.lock(what) as lock, progress.telling():
        finish(store)
        state = store.load_state()
        if lock.died or new or _deep(task, state, started, house.full_every):
            store.sweep()
        if lock.died:
            _forget_the_lost(store, progress)
            state = _recounted(store, state)
        shelf = RobotsShelf({host: _copy(text) for host, text in state.robots.items()})
        with (
            closing(store.raw(started.strftime("%Y%m%dT%H%M%SZ"))) as raw,
            closing(store.request_log(raw)) as log,
            house.connect(keeper(raw, state, guard(store)), shelf) as web,
        ):
            web.log = log.append
            desk = _desk(task, house, store, progress, state, web, started)
            desk.get = noticing = Noticing(web.get)
            outcome = _guarded(desk, state, shelf, web)
            if task.media and outcome.error is None:
                outcome = _with_media(outcome, desk, house.limits, shelf, web)
    first = (*moved_in, behind) if behind else moved_in
    return replace(outcome, warnings=(*first, *outcome.warnings, *noticing.lines()))


def _with_media(outcome: Outcome, desk: Desk, limits: Limits, shelf: RobotsShelf, web: Web) -> Outcome:
    """The outcome with what came of the images; the posts are written and counted, whatever happens here."""
    state = desk.store.load_state()
    changed = outcome.added + outcome.revised > 0
    tally, mark, lines = fetch_media(desk, web.files, limits, state.media, changed=changed)
    warnings, warned = _untold([*web.warnings, *lines], state.warned, desk.started)
    robots = {host: _text(copy) for host, copy in shelf.items()}
    desk.store.save_state(replace(state, media=mark, robots=robots, warned=warned))
    return replace(outcome, media=tally, requests=web.requests, warnings=(*outcome.warnings, *warnings))


def _forget_the_lost(store: BlogStore, progress: Work) -> None:
    """A power cut may leave work whose documents it took from the raw file: then begin anew."""
    try:
        for ref in progress.refs() if progress.begun() else ():
            store.record(ref)
    except CorruptError:
        progress.close(remove=True)


def _recounted(store: BlogStore, state: State) -> State:
    """The state with the counts of what is held: a run that died wrote versions and did not come to count."""
    if state.verdict is None:
        return state
    books = Books(state.verdict)
    books.tally = recount(store)
    return replace(state, verdict=books.verdict())


def _desk(  # noqa: PLR0913, PLR0917  what a desk is made of
    task: Task, house: House, store: BlogStore, progress: Work, state: State, web: Web, started: datetime
) -> Desk:
    return Desk(
        task=task,
        site=site(task.address),
        store=store,
        work=progress,
        state=replace(
            state, documents=dict(state.documents), feeds=dict(state.feeds), modified=dict(state.modified)
        ),
        deep=_deep(task, state, started, house.full_every),
        pages_read=set(state.pages_read),
        get=web.get,
        now=house.now,
        started=started,
        requests=lambda: web.requests,
        tell=house.tell,
        blog=store.info(),
        books=_books(store, state),
    )


def _deep(task: Task, state: State, now: datetime, every: timedelta) -> bool:
    """Whether everything is asked for: wished, never done, or due."""
    return task.full or state.last_full is None or now - state.last_full >= every


def _books(store: BlogStore, state: State) -> Books:
    books = Books(state.verdict)
    if state.verdict is None:
        books.tally = recount(store)
    return books


def _guarded(desk: Desk, before: State, shelf: RobotsShelf, web: Web) -> Outcome:
    """The run itself; whatever ends it early, what was learned and written stays."""
    whole, error, code, left_alone = False, None, 0, ""
    warnings: tuple[str, ...] = ()
    try:
        work(desk)
        whole = True
    except (FetchError, ParseError) as exc:
        error, code = str(exc), exc.exit_code
        left_alone = exc.reason if isinstance(exc, LeftAloneError) else ""
    finally:
        state = desk.state if whole else before
        robots = {host: _text(copy) for host, copy in shelf.items()}
        verdict = desk.books.verdict()
        verdict = replace(verdict, problems=(*verdict.problems, error)) if error else verdict
        read = tuple(sorted(desk.pages_read))
        warnings, warned = _untold([*web.warnings, *desk.books.warnings], before.warned, desk.started)
        state = replace(state, robots=robots, verdict=verdict, pages_read=read, warned=warned)
        try:
            desk.store.save_state(state)
        finally:
            desk.work.close(remove=whole)
    books = desk.books
    incomplete = bool(books.problems) or not verdict.complete
    return Outcome(
        blog=desk.task.name,
        added=books.added,
        revised=books.revised,
        retired=books.retired,
        requests=desk.requests(),
        verdict=verdict,
        problems=tuple(books.problems),
        warnings=warnings,
        error=error,
        left_alone=left_alone,
        exit_code=code or (3 if incomplete else 0),
    )


def _untold(
    warnings: Iterable[str], told: Mapping[str, datetime], now: datetime
) -> tuple[tuple[str, ...], dict[str, datetime]]:
    """The warnings that were not told lately, and what is told with them: cron would mail them each day."""
    lately = {warning: when for warning, when in told.items() if now - when < TOLD_AGAIN}
    untold = tuple(dict.fromkeys(one for one in warnings if one not in lately))
    return untold, lately | dict.fromkeys(untold, now)


def _copy(text: RobotsText) -> RobotsCopy:
    return RobotsCopy(
        status=text.status,
        text=text.text.encode("latin-1"),
        fetched=text.fetched,
        came=text.came,
        etag=text.etag,
        last_modified=text.last_modified,
    )


def _text(copy: RobotsCopy) -> RobotsText:
    return RobotsText(
        status=copy.status,
        text=copy.text.decode("latin-1"),
        fetched=copy.fetched,
        came=copy.came,
        etag=copy.etag,
        last_modified=copy.last_modified,
    )
