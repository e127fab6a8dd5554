"""Writing what was settled: in batches, durably, and only then called settled."""

from __future__ import annotations

from feedarchive.model import Entry, Snapshot
from feedarchive.plan.changes import Added, Same, decide
from feedarchive.store.codec import digest, snapshot
from feedarchive.store.layout import folder
from feedarchive.sync.desk import Desk

BATCH = 100
BATCH_SECONDS = 1.0


class Writing:
    """The entries of a run on their way to the archive: `put`, `finish` for each, then `flush`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._batch: dict[str, tuple[str, Snapshot]] = {}
        self._done: list[str] = []
        self._reached: list[str] = []
        self._since = desk.now()

    def held(self, entry_id: str) -> Snapshot | None:
        """The latest version, be it written or still pending."""
        pending = self._batch.get(entry_id)
        return pending[1] if pending else self._desk.store.held(entry_id)

    def put(self, entry: Entry, held: Snapshot | None) -> bool:
        """Make it the next version, when its meaning changed. Returns whether it did."""
        desk = self._desk
        meant = digest(entry)
        change = decide(entry, meant, held)
        if isinstance(change, Same):
            return False
        version = 1 if isinstance(change, Added) else change.version
        where = (desk.store.find(entry.id) if held else None) or folder(entry)
        written = snapshot(
            entry, version=version, captured=desk.started, blog=desk.blog_ref(), meaning_digest=meant
        )
        self._batch[entry.id] = (where, written)
        desk.books.added += isinstance(change, Added)
        desk.books.revised += not isinstance(change, Added)
        return True

    def finish(self, entry_id: str, url: str | None = None) -> None:
        """The entry and the address it was found by are done: a resumed run passes over them once written."""
        self._done.append(entry_id)
        self._reached += [url] if url else []
        waited = (self._desk.now() - self._since).total_seconds()
        if len(self._done) >= BATCH or waited >= BATCH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what is pending, durably, and only then call it settled. Raises ArchiveError."""
        if self._batch:
            self._desk.store.write(tuple(self._batch.values()))
        if self._done:
            self._desk.work.settle(self._done)
        if self._reached:
            self._desk.work.unqueue(self._reached)
        self._batch, self._done, self._reached, self._since = {}, [], [], self._desk.now()
