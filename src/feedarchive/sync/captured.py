"""What captures show of one blog becomes versions: entry by entry, each with all its past, durably.

Bytes that make a version are in the blog's raw files before it is written. Twice writes nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.capture import Request, Response
from feedarchive.errors import ConfigError
from feedarchive.model import Blog, BlogRef, Snapshot, Source
from feedarchive.parse.dom import path
from feedarchive.sources.addresses import blog_number
from feedarchive.store.codec import snapshot
from feedarchive.store.files import BlogStore
from feedarchive.store.layout import folder
from feedarchive.store.raw import RawWriter
from feedarchive.store.sightings import Met, Sheet, Sightings, View
from feedarchive.sync.books import Books, recount
from feedarchive.sync.clock import check_clock
from feedarchive.sync.redact import finish, guard, kept_out
from feedarchive.sync.timeline import Planned, versions

BATCH = 100
_HELD = 200  # captures of one entry that are held read; of more, each is read twice

Again = Callable[[Sheet], Response | None]


class Taken(Struct, frozen=True, kw_only=True):
    """What became of one blog's captures.

    Attributes:
        blog: its folder.
        url: its address.
        entries: how many posts and pages captures show; `added` were not held before.
        versions: how many versions were written, `restated` of them the newest state once more.
        captures: of each kind, how many documents there were.
        since, until: when the first and last were captured, RFC 3339 UTC.
        problems: one line for each thing that could not be had.
    """

    blog: str
    url: str
    entries: int = 0
    added: int = 0
    versions: int = 0
    restated: int = 0
    captures: dict[str, int] = {}
    since: str = ""
    until: str = ""
    problems: tuple[str, ...] = ()


def settle(sightings: Sightings, met: Met, store: BlogStore, again: Again, now: datetime) -> Taken:
    """Write what the captures of that blog show and is not held; `again` gives a document's bytes.

    Raises ConfigError when the folder holds another blog, ArchiveError when it cannot be written (BusyError
    beside another run).
    """
    check_clock(store, now)
    with store.lock(f"import since {now:%Y-%m-%dT%H:%M:%SZ}") as lock:
        if lock.died:
            store.sweep()
        finish(store)
        with closing(store.raw(f"{now:%Y%m%dT%H%M%SZ}")) as raw:
            return settled(sightings, met, store, again, raw)


def settled(sightings: Sightings, met: Met, store: BlogStore, again: Again, raw: RawWriter) -> Taken:
    """The same for a caller who holds the blog's lock and its raw file; raises as `settle` does."""
    settling = _Settling(sightings, met, store, again, raw)
    for entry in sightings.entries(met.id):
        settling.entry(entry)
    settling.flush()
    if settling.written:
        _recounted(store)
    counts = sightings.counts(met.id)
    return Taken(
        blog=store.name,
        url=met.url,
        entries=settling.entries,
        added=settling.added,
        versions=settling.written,
        restated=settling.restated,
        captures={kind: count for kind, (count, _, _) in counts.items()},
        since=min((first for _, first, _ in counts.values()), default=""),
        until=max((last for _, _, last in counts.values()), default=""),
        problems=tuple(settling.problems),
    )


def keep_blog(store: BlogStore, met: Met) -> None:
    """Nothing, once blog.json says whose captures these are; what a live site said of itself stays.

    Raises ConfigError when the folder holds another blog.
    """
    held = store.info()
    if held is None:
        store.put_info(Blog(id=met.id, url=met.url, title=met.title, language=met.language))
    elif held.id != met.id:
        raise ConfigError(f"{met.url}: the folder {store.name} holds another blog ({held.url}, {held.id})")
    else:
        url = met.url if met.url and blog_number(held.url) else held.url  # Takeout told no address
        store.put_info(replace(held, url=url, language=held.language or met.language))


class _Settling:
    def __init__(
        self, sightings: Sightings, met: Met, store: BlogStore, again: Again, raw: RawWriter
    ) -> None:
        self._sightings = sightings
        self._met = met
        self._store = store
        self._again = again
        self._raw = raw
        self._guard = guard(store)
        self._out = kept_out(store)
        self._batch: list[tuple[str, Snapshot]] = []
        self.entries = self.added = self.written = self.restated = 0
        self.problems: list[str] = []

    def entry(self, entry_id: str) -> None:
        """Plan and write what that entry's captures show."""
        seen = _reader(self._sightings, self._met.id, entry_id)
        where = self._store.find(entry_id)
        held = [self._store.read(where, number) for number in self._store.numbers(where)] if where else []
        self.entries += 1
        planned = versions(entry_id, held, seen)
        if not planned or (not held and path(planned[-1].entry.url or "") in self._out):
            return
        self.added += not held
        where = where or folder(planned[-1].entry)
        number = held[-1].version if held else 0
        for one in planned:
            made = self._made(one, number + 1)
            if made is not None:
                number += 1
                self._batch.append((where, made))
                self.restated += one.cause == "restated"
        if len(self._batch) >= BATCH:
            self.flush()

    def _made(self, one: Planned, number: int) -> Snapshot | None:
        sources = tuple(map(self._anchored, one.entry.sources))
        known = tuple(source for source in sources if source is not None)
        if len(known) < len(sources):
            self.problems.append(
                f"{one.entry.url or one.entry.id}: captured {one.captured:%Y-%m-%d}, not to be had again"
            )
            return None
        entry = replace(one.entry, sources=known)
        ref = BlogRef(id=self._met.id, url=self._met.url, title=one.title or self._met.title)
        return snapshot(entry, version=number, captured=one.captured, blog=ref, cause=one.cause)

    def _anchored(self, source: Source) -> Source | None:
        """The source with its record in the raw files, written there when it is not yet."""
        if source.raw is None or not source.raw.startswith("@"):
            return source
        number = int(source.raw[1:])
        sheet = self._sightings.sheet(number)
        ref = sheet.raw or self._kept(sheet, source)
        return None if ref is None else replace(source, raw=ref)

    def _kept(self, sheet: Sheet, source: Source) -> str | None:
        found = self._again(sheet)
        if found is None:
            return None
        response = replace(found, url=source.url, fetched=source.fetched, noarchive="", raw=None)
        response = self._guard(response) if self._guard else response
        if sha256(response.body).hexdigest() != source.sha256:
            return None
        hexed = source.sha256 if response.wire is response.body else ""
        via = source.via if isinstance(source.via, str) else ""
        asked = Request(url=source.url, why=source.kind)
        ref = self._raw.append(asked, response, known=found.raw, via=via, hexed=hexed)
        self._sightings.kept(sheet.n, ref)
        return ref

    def flush(self) -> None:
        """Write what is pending, durably."""
        if self._batch:
            keep_blog(self._store, self._met)
            self._store.write(self._batch)
        self.written += len(self._batch)
        self._batch = []


def _reader(sightings: Sightings, blog: str, entry: str) -> Callable[[], Iterable[tuple[Sheet, View]]]:
    """What gives the entry's captures again and again: held, when they are few."""
    few = list(islice(sightings.of(blog, entry), _HELD + 1))
    if len(few) <= _HELD:
        return lambda: few
    return lambda: sightings.of(blog, entry)


def _recounted(store: BlogStore) -> None:
    """The last run's figures, with what is held now."""
    state = store.load_state()
    if state.verdict is None:
        return
    books = Books(state.verdict)
    books.tally = recount(store)
    verdict = replace(books.verdict(), problems=state.verdict.problems)
    store.save_state(replace(state, verdict=verdict))
