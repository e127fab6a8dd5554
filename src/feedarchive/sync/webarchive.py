"""A blog's past out of a web archive: list its captures, choose, ask for few, and settle what they show.

Each answer is in the blog's raw files before it is read; one that is there already is not asked for again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.capture import Get, Request, Response
from feedarchive.errors import (
    ArchiveError,
    FeedArchiveError,
    FetchError,
    LeftAloneError,
    ParseError,
    TurnedAwayError,
    UnknownFormatError,
)
from feedarchive.fetch.robots_cache import RobotsShelf
from feedarchive.plan.mementos import Plan, Row, Wanted, address_key, chosen
from feedarchive.sources.addresses import Site
from feedarchive.sources.blogger import must
from feedarchive.sources.memento import WebArchive, instant_of
from feedarchive.store.files import Archive, BlogStore
from feedarchive.store.index_raw import answered
from feedarchive.store.raw import RawWriter
from feedarchive.store.sightings import Met, Sheet, Sightings
from feedarchive.sync.captured import Taken, settle, settled
from feedarchive.sync.clock import check_clock
from feedarchive.sync.gathering import Capture, Gathering
from feedarchive.sync.keep import keeper
from feedarchive.sync.redact import finish, guard
from feedarchive.sync.run import House

WHY = "capture"
PATIENCE = 3  # refusals in a row, and the archive is left alone for now


class Past(Struct, frozen=True, kw_only=True):
    """What is wanted: of which blog, from which web archive, captured when, and how much of it.

    `every`: no capture that differs is left out.
    """

    name: str
    site: Site
    base: str
    since: datetime | None = None
    until: datetime | None = None
    every: bool = False


class Outcome(Struct, frozen=True, kw_only=True):
    """How it went.

    Attributes:
        blog: its folder.
        listed: captures that the archive lists; `chosen` were to be had, `left_out` were not.
        requests: how many went out.
        taken: what became of them; None when they show no post.
        problems: one line for each thing that could not be had.
        error: why it ended early, or None.
        exit_code: 0, 3 or 6.
    """

    blog: str
    listed: int = 0
    chosen: int = 0
    left_out: int = 0
    requests: int = 0
    taken: Taken | None = None
    problems: tuple[str, ...] = ()
    error: str | None = None
    exit_code: int = 0


Tell = Callable[[int, int], None]


def outlook(past: Past, get: Get, store: BlogStore) -> Plan:
    """What would be asked for; raises as `WebArchive.captures` does."""
    archive = WebArchive(get, past.base)
    return _plan(past, archive, store)


def _plan(past: Past, archive: WebArchive, store: BlogStore) -> Plan:
    rows = archive.captures(past.site.home, _addresses(past.site, store))
    return chosen(rows, since=past.since, until=past.until, every=past.every)


def _addresses(site: Site, store: BlogStore) -> Iterator[str]:
    """Where to ask for TimeMaps, when the archive has no CDX server: the feeds, and the posts held."""
    for path in (
        "/feeds/posts/default",
        "/feeds/comments/default",
        "/feeds/pages/default",
        "/atom.xml",
        "/rss.xml",
    ):
        yield f"{site.home}{path}"
    for folder in store.folders():
        held = store.latest(folder)
        if held is not None and held.url:
            yield held.url


def run(past: Past, house: House, gathering: Callable[[Sightings], Gathering], tell: Tell) -> Outcome:
    """Bring the blog's past in.

    Raises ConfigError when the folder holds another blog, ArchiveError when it cannot be written,
    BusyError beside another run.
    """
    store, started = house.archive.blog(past.name), house.now()
    check_clock(store, started)
    with store.lock(f"backfill from a web archive since {started:%Y-%m-%dT%H:%M:%SZ}") as lock:
        if lock.died:
            store.sweep()
        finish(store)
        known = answered(store, past.base)
        with (
            closing(store.raw(f"{started:%Y%m%dT%H%M%SZ}")) as raw,
            closing(store.request_log(raw)) as log,
            closing(Sightings()) as sightings,
            house.connect(keeper(raw, store.load_state(), guard(store)), RobotsShelf({})) as web,
        ):
            web.log = log.append
            job = _Job(
                past=past,
                archive=house.archive,
                store=store,
                raw=raw,
                get=web.get,
                known=known,
                sightings=sightings,
                tell=tell,
                started=started,
            )
            outcome = job.done(gathering(sightings))
            return replace(outcome, requests=web.requests)


@dataclass(slots=True, kw_only=True)
class _Job:
    past: Past
    archive: Archive
    store: BlogStore
    raw: RawWriter
    get: Get
    known: dict[str, str]
    sightings: Sightings
    tell: Tell
    started: datetime

    def done(self, gathering: Gathering) -> Outcome:
        archive = WebArchive(self.get, self.past.base)
        problems: list[str] = []
        try:
            plan = _plan(self.past, archive, self.store)
        except (FetchError, ParseError) as exc:
            return Outcome(blog=self.past.name, error=str(exc), exit_code=exc.exit_code)
        error: FeedArchiveError | None = self._fetched(plan.wanted, archive, gathering, problems)
        error = error or self._further(archive, gathering, problems, plan)
        gathering.finish(self._response)
        met = _own(self.sightings.blogs(), self.store, self.past.site)
        problems += gathering.troubles
        taken = None
        if met is not None:
            taken = self._settled(met)
            problems += taken.problems
        elif error is None:
            error = UnknownFormatError(self.past.site.home, f"{self.past.base} shows no post of this blog")
        code = error.exit_code if error else 3 if problems else 0
        return Outcome(
            blog=self.past.name,
            listed=plan.listed,
            chosen=len(plan.wanted),
            left_out=plan.left_out,
            taken=taken,
            problems=tuple(problems),
            error=str(error) if error else None,
            exit_code=code,
        )

    def _settled(self, met: Met) -> Taken:
        """In the folder that has the blog already, whatever its name: it may have moved, or be Takeout's."""
        name = self.archive.find_blog(met.id)
        if name is None or name == self.store.name:
            return settled(self.sightings, met, self.store, self._again, self.raw)
        return settle(self.sightings, met, self.archive.blog(name), self._elsewhere, self.started)

    def _further(
        self, archive: WebArchive, gathering: Gathering, problems: list[str], plan: Plan
    ) -> FeedArchiveError | None:
        """Where there were only TimeMaps: those of the posts that the feeds showed."""
        if any(row.row.digest for row in plan.wanted) or not plan.wanted:
            return None
        asked = {address_key(one.row.url) for one in plan.wanted}
        urls = [url for url in self.sightings.urls() if address_key(url) not in asked]
        with suppress(UnknownFormatError):
            more = chosen(archive.timemaps(urls), since=self.past.since, until=self.past.until)
            return self._fetched(more.wanted, archive, gathering, problems)
        return None

    def _fetched(
        self, wanted: Sequence[Wanted], archive: WebArchive, gathering: Gathering, problems: list[str]
    ) -> FetchError | None:
        """Ask for each, and put down what it says. Returns why it ended early, when it did."""
        refused = 0
        for done, one in enumerate(wanted, start=1):
            self.tell(done, len(wanted))
            if one.same and self._again_seen(one.row, archive, gathering):
                continue
            try:
                self._take(one.row, archive, gathering)
            except TurnedAwayError as exc:
                refused += 1
                problems.append(str(exc))
                if refused >= PATIENCE or isinstance(exc, LeftAloneError):
                    return exc
            except FetchError as exc:
                problems.append(str(exc))
            else:
                refused = 0
        return None

    def _again_seen(self, row: Row, archive: WebArchive, gathering: Gathering) -> bool:
        response = Response(url=row.url, status=200, fetched=row.at)
        address = archive.address(row)
        return gathering.revisit(Capture(response=response, place="", via=address), row.digest, row.url, "")

    def _take(self, row: Row, archive: WebArchive, gathering: Gathering) -> None:
        address = archive.address(row)
        ref = self.known.get(address)
        if ref is None:
            document = must(self.get(Request(url=address, why=WHY)))
            if not document.url.startswith(archive.base):
                raise FetchError(address, f"led out of the archive, to {document.url}")
            ref = document.raw
        if ref is None:
            raise FetchError(address, "was not kept")
        found = self.store.record(ref).response
        at = instant_of(found.header("memento-datetime"), found.url) or row.at
        whole = replace(found, url=row.url, status=200, fetched=at)
        if gathering.passed(row.url, 200, found.header("content-type") or ""):
            gathering.take(Capture(response=whole, place=ref, via=found.url, digest=row.digest))

    def _again(self, sheet: Sheet) -> Response | None:
        return self._response(sheet.place)

    def _elsewhere(self, sheet: Sheet) -> Response | None:
        found = self._again(sheet)
        return found and replace(found, raw=None)  # another folder's raw files know nothing of it

    def _response(self, place: str) -> Response | None:
        try:
            return self.store.record(place).response
        except ArchiveError:
            return None


def _own(met: Sequence[Met], store: BlogStore, site: Site) -> Met | None:
    """The blog that was asked for, among all that the captures speak of."""
    info = store.info()
    if info is not None:
        return next((one for one in met if one.id == info.id), None)
    near = [one for one in met if address_key(one.url) == address_key(site.home)]
    return next(iter(near or met), None)
