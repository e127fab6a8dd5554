"""Images and enclosures of a blog's posts: what the map lacks is asked for, once the posts are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.capture import Request, Response, Send
from feedarchive.errors import (
    ArchiveError,
    FetchError,
    GoneError,
    LeftAloneError,
    NotMediaError,
    NoWayInError,
    OffLimitsError,
    TooLargeError,
    UnreachableError,
)
from feedarchive.fetch.follow import failure
from feedarchive.fetch.urls import site_of
from feedarchive.model import Snapshot
from feedarchive.parse.media import Wanted, wanted
from feedarchive.plan.media import Fate, Limits, asked_again, candidates
from feedarchive.store.files import BlogStore
from feedarchive.store.incoming import Incoming
from feedarchive.store.media import Kept, Map
from feedarchive.store.state import MediaMark
from feedarchive.sync.desk import Desk

# What changes a folder's time may lie a little before the run that did: clocks of file servers
_MARGIN = timedelta(hours=1)
_OK = 200
# What a host would learn from being asked, nobody may: that a draft shows its image
_UNSEEN = ("private", "redacted")
_NO_SUCH_SIZE = 400  # as hosts of images answer for a size that they do not make
MOST = 1000  # addresses of one post: nobody shows so many, and a post could name a million


class MediaTally(Struct, frozen=True, kw_only=True):
    """How many addresses of images and enclosures are known, what became of them, and how many are new.

    Attributes:
        known: addresses that posts were seen with.
        held: of these, those whose file is held.
        fetched: of these, those that this run got a file for.
        failed: those that are not held, by what came of asking: gone, refused, off-limits, too-large,
            not-media, unreachable, redacted.
        lost: those of which this run learned that they cannot be had.
        bytes: of the files that this run got.
        waiting: those that were not asked for, because their host is left alone for now.
    """

    known: int = 0
    held: int = 0
    fetched: int = 0
    failed: dict[str, int] = {}
    lost: int = 0
    bytes: int = 0
    waiting: int = 0


def fetch_media(
    desk: Desk, send: Send, limits: Limits, mark: MediaMark | None, *, changed: bool
) -> tuple[MediaTally, MediaMark | None, tuple[str, ...]]:
    """Fetch what is wanted and not held; nothing that happens on the web stops it.

    A backfill looks at all entries, a sync at those that changed since `mark`, and at what is due again.

    Returns:
        What is held now, how far the next run may rely on it, and a line about what was lost, if any.

    Raises:
        ArchiveError: the disk failed.
    """
    fetching = _Fetching(desk, send, limits)
    due = mark is not None and mark.due is not None and mark.due <= desk.started
    if mark is None or desk.task.full or changed or due:
        fetching.entries(None if mark is None or desk.task.full else mark.seen - _MARGIN)
        fetching.due_again()
    reached, tally = mark if desk.task.windowed else fetching.mark(mark), fetching.tally()
    counted = reached and replace(reached, known=tally.known, held=tally.held)
    return tally, counted, fetching.lines()


def media_of(version: Snapshot) -> tuple[Wanted, ...]:
    """The media of a version of an entry."""
    return wanted(version.body.html, version.links, version.url or version.blog.url)


class _Fetching:
    """One run over one blog's media."""

    def __init__(self, desk: Desk, send: Send, limits: Limits) -> None:
        self._desk, self._send, self._limits = desk, send, limits
        self._map = Map(desk.store.tree)
        self._fresh = self._bytes = 0
        self._lost: Counter[Fate] = Counter()
        self._silent: dict[str, FetchError] = {}
        self._waiting = self._beyond = 0
        self._passed_over = False

    def entries(self, since: datetime | None) -> None:
        """All entries that have a version written since then are looked at; all, for None."""
        folders = list(_changed(self._desk.store, since))
        for done, folder in enumerate(folders):
            self._desk.report("images of posts", done=done, total=len(folders))
            for one in self._of(folder):
                self._want(one)

    def due_again(self) -> None:
        """What could not be had long ago is asked for again, and what is held but not there any more."""
        for known in [one for one in self._map.all() if self._is_due(one.address)]:
            self._fetch(Wanted(known.address))

    def tally(self) -> MediaTally:
        fates = Counter(one.fate for one in self._map.all())
        held = fates.pop("held", 0)
        return MediaTally(
            known=held + fates.total(),
            held=held,
            fetched=self._fresh,
            failed={str(fate): count for fate, count in fates.items()},
            lost=self._lost.total(),
            bytes=self._bytes,
            waiting=self._waiting,
        )

    def mark(self, before: MediaMark | None) -> MediaMark | None:
        if self._waiting:
            return before and MediaMark(seen=before.seen, due=self._desk.started)
        due = (asked_again(one.fate, one.tries, one.at) for one in self._map.all())
        return MediaMark(seen=self._desk.started, due=min(filter(None, due), default=None))

    def lines(self) -> tuple[str, ...]:
        """What this run could not get, and of posts with more images than are asked for: a line each."""
        found = []
        if self._lost:
            total = self._lost.total()
            words = ", ".join(f"{count:,} {WORDS[fate]}" for fate, count in self._lost.most_common())
            files = "1 image or file" if total == 1 else f"{total:,} images or files"
            where = f"see: feedarchive media {self._desk.task.name}"
            found.append(f"{files} of posts could not be had ({words}); {where}")
        if self._beyond:
            found.append(f"{self._beyond:,} images are not asked for: of one post the first {MOST:,} are")
        return tuple(found)

    def _of(self, folder: str) -> tuple[Wanted, ...]:
        """What its latest version has; nothing where that cannot be read: `verify` tells why."""
        try:
            latest = self._desk.store.latest(folder)
        except ArchiveError:
            return ()
        if latest is None or latest.status in _UNSEEN or not self._desk.wants(latest.published):
            return ()
        found = media_of(latest)
        self._beyond += len(found[MOST:])
        return found[:MOST]

    def _want(self, one: Wanted) -> None:
        known = self._map.get(one.address)
        if known is None or self._is_due(one.address):
            self._fetch(one)

    def _is_due(self, address: str) -> bool:
        known = self._map.get(address)
        if known is None:
            return False
        if known.fate == "held":
            return not self._map.file_exists(address)
        if known.fate == "too-large" and self._limits.max_size > (known.limit or 0):
            return True
        due = asked_again(known.fate, known.tries, known.at)
        return due is not None and due <= self._desk.started

    def _fetch(self, one: Wanted) -> None:
        """Ask at each place in turn; the first that gives a file ends it."""
        last: FetchError | None = None
        for place in candidates(one.address, one.larger):
            if self._shared(one, place):
                return
            try:
                had = self._had(one, place)
            except FetchError as exc:
                last = _worse(last, exc)
                if not isinstance(exc, GoneError | NotMediaError | TooLargeError):
                    break
            else:
                self._map.append(had)
                self._fresh += 1
                return
        if isinstance(last, LeftAloneError) and self._passed_over:
            self._waiting += 1  # nothing was asked, so nothing is known: the next run asks
        elif last is not None:
            self._note(one, last)

    def _shared(self, one: Wanted, place: str) -> bool:
        """Whether the file of that place is held under another address: then nothing is asked."""
        other = self._map.had_from(place)
        known = self._map.get(other) if other is not None and self._map.file_exists(other) else None
        if known is None or known.file is None or other == one.address:
            return False
        name = known.file.rpartition("/")[2]
        self._map.append(
            Kept(
                address=one.address,
                at=self._desk.now(),
                fate="held",
                file=known.file,
                sha256=name.partition(".")[0],
                bytes=known.bytes,
                type=known.type,
                asked=place,
            )
        )
        return True

    def _had(self, one: Wanted, place: str) -> Kept:
        """The line of a file that came from there. Raises FetchError when none did."""
        lane = site_of(place).lane
        self._passed_over = lane in self._silent
        if self._passed_over:
            raise self._silent[lane]
        self._map.begin()
        with Incoming(self._desk.store.tree, self._limits, place) as into:
            response = self._asked(place, lane, into)
            file, digest, size, kind = into.keep()
        self._bytes += size
        return Kept(
            address=one.address,
            at=response.fetched,
            fate="held",
            file=file,
            sha256=digest,
            bytes=size,
            type=kind,
            asked=response.url,
            status=response.status,
            headers=response.headers,
        )

    def _asked(self, place: str, lane: str, into: Incoming) -> Response:
        try:
            response = self._send(Request(url=place, why="media", plain=True, into=into))
        except (NoWayInError, LeftAloneError) as exc:  # what else is there is not asked for in this run
            self._silent[lane] = exc
            raise
        if response.noarchive and response.status == _OK:
            raise FetchError(place, f"asks not to be archived ({response.noarchive})")
        if response.status == _NO_SUCH_SIZE:
            raise GoneError(place, "answered 400: no such address", status=response.status)
        if response.status != _OK:
            raise failure(place, response)
        return response

    def _note(self, one: Wanted, error: FetchError) -> None:
        fate = fate_of(error)
        known = self._map.get(one.address)
        tries = known.tries if known is not None and known.fate == fate else 0
        if known is None or known.fate != fate:
            self._lost[fate] += 1
        self._map.append(
            Kept(
                address=one.address,
                at=self._desk.now(),
                fate=fate,
                status=error.status if isinstance(error, GoneError) else None,
                asked=None if error.name == one.address else error.name,
                why=error.reason,
                tries=tries + 1,
                limit=self._limits.max_size if fate == "too-large" else None,
            )
        )


WORDS: dict[str, str] = {
    "gone": "gone",
    "refused": "refused",
    "off-limits": "not to be asked by us",
    "too-large": "too large",
    "not-media": "no image or recording",
    "unreachable": "without an answer",
    "redacted": "taken out",
}


def fate_of(error: FetchError) -> Fate:
    """What a failure means for the file that was asked for."""
    match error:
        case GoneError():
            return "gone"
        case TooLargeError():
            return "too-large"
        case NotMediaError():
            return "not-media"
        case UnreachableError():
            return "unreachable"
        case OffLimitsError():
            return "off-limits"
    return "refused"


def _worse(last: FetchError | None, exc: FetchError) -> FetchError:
    """Of two failures of one file the one to tell: that there is something says more than that it is gone."""
    if isinstance(last, NotMediaError | TooLargeError) and isinstance(exc, GoneError):
        return last
    return exc


def _changed(store: BlogStore, since: datetime | None) -> Iterator[str]:
    if since is None:
        yield from store.folders()
        return
    nanoseconds = int(since.timestamp() * 1_000_000_000)
    for above in ("pages", *store.months()):
        yield from (folder for folder, changed in store.stamps(above) if changed >= nanoseconds)
