"""One blog read again from raw/ with today's parsers; what differs becomes new versions. docs/reparse.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.errors import CorruptError, ParseError
from feedarchive.model import Snapshot
from feedarchive.plan.changes import Same, decide
from feedarchive.store.codec import digest, snapshot
from feedarchive.store.files import BlogStore
from feedarchive.sync.amending import Amending
from feedarchive.sync.documents import Documents
from feedarchive.sync.redact import finish
from feedarchive.sync.replay import replay


class Reread(Struct, frozen=True, kw_only=True):
    """An entry that today's parsers read otherwise: its folder, the latest version, and the one to follow."""

    folder: str
    held: Snapshot
    made: Snapshot


class Reparsed(Struct, frozen=True, kw_only=True):
    """How a reparse of one blog ended.

    Attributes:
        blog: its name.
        entries: how many posts and pages it has: those `changed`, the `same`, the `redacted` ones, which
            are not read again, and those `left` as they are because of a problem.
        problems: one line each, naming a raw record or a document.
        error: why it did not begin, or None.
        exit_code: 0, 3 or 5.
    """

    blog: str
    entries: int = 0
    changed: int = 0
    same: int = 0
    redacted: int = 0
    left: int = 0
    problems: tuple[str, ...] = ()
    error: str | None = None
    exit_code: int = 0


def reparse(store: BlogStore, *, now: datetime, tell: Callable[[Reread], None]) -> Reparsed:
    """Read every entry again and write what differs; `now` becomes `captured`, `tell` hears of each change.

    Raises ArchiveError when a snapshot is damaged or cannot be written, BusyError beside another run.
    """
    with store.lock(f"reparse since {now:%Y-%m-%dT%H:%M:%SZ}") as lock:
        if lock.died:
            store.sweep()
        finish(store)
        writing = Amending(store)
        raw = store.raw(f"{now:%Y%m%dT%H%M%SZ}")  # it notes what is written

        def found(one: Reread) -> None:
            writing.add(one.folder, one.held.entry(), one.made)
            tell(one)

        try:
            return rehearse(store, now=now, tell=found)
        finally:
            try:
                writing.close()
            finally:
                raw.close()


def rehearse(store: BlogStore, *, now: datetime, tell: Callable[[Reread], None]) -> Reparsed:
    """What `reparse` would do, told and counted; nothing is written. Raises ArchiveError."""
    documents = Documents(store.record)
    count: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    for folder in store.folders():
        versions = [store.read(folder, number) for number in store.numbers(folder)]
        if not versions:
            continue
        try:
            made = _made(versions, documents, now)
        except (CorruptError, ParseError) as exc:
            problems[str(exc)] += 1
            continue
        count["redacted" if _redacted(versions) else "same" if made is None else "changed"] += 1
        if made is not None:
            tell(Reread(folder=folder, held=versions[-1], made=made))
    left = problems.total()
    return Reparsed(
        blog=store.name,
        entries=count.total() + left,
        changed=count["changed"],
        same=count["same"],
        redacted=count["redacted"],
        left=left,
        problems=tuple(f"{what}: {_left(number)}" for what, number in problems.items()),
        exit_code=3 if left else 0,
    )


def _redacted(versions: list[Snapshot]) -> bool:
    return any(version.status == "redacted" for version in versions)


def _made(versions: list[Snapshot], documents: Documents, now: datetime) -> Snapshot | None:
    """The version that is to follow, or None when today's parsers say the same."""
    if _redacted(versions):
        return None
    held = versions[-1]
    entry = replace(replay(versions, documents), sources=held.sources)
    meaning = digest(entry)
    change = decide(entry, meaning, held)
    if isinstance(change, Same):
        return None
    return snapshot(entry, version=held.version + 1, captured=now, blog=held.blog, cause="reparse")


def _left(number: int) -> str:
    return "1 entry left as it is" if number == 1 else f"{number:,} entries left as they are"
