"""Writing versions that no look at the site made, in batches; the last run's verdict is kept true."""

from __future__ import annotations

from msgspec.structs import replace

from feedarchive.model import Entry, Snapshot
from feedarchive.plan.verdict import Explained, Gap, again, balance
from feedarchive.store.files import BlogStore
from feedarchive.sync.books import Books

BATCH = 100


class Amending:
    """Versions on their way: `add` for each, then `close`. The caller holds the blog's lock."""

    def __init__(self, store: BlogStore) -> None:
        self._store = store
        self._batch: list[tuple[str, Entry | None, Snapshot]] = []
        self._state = store.load_state()
        self._books = Books(self._state.verdict)

    def add(self, folder: str, held: Entry | None, made: Snapshot) -> None:
        """Take the version that follows `held`; it may wait for others. Raises ArchiveError."""
        self._batch.append((folder, held, made))
        if len(self._batch) >= BATCH:
            self._flush()

    def settle(self, entry_id: str) -> bool:
        """Whether a version of that entry was waiting; it is written now. Raises ArchiveError."""
        waits = any(made.id == entry_id for _, _, made in self._batch)
        if waits:
            self._flush()
        return waits

    def close(self) -> None:
        """Nothing, once all is written. Raises ArchiveError."""
        self._flush()

    def _flush(self) -> None:
        if not self._batch:
            return
        self._store.write([(folder, made) for folder, _, made in self._batch])
        for _, held, made in self._batch:
            self._books.settled(held, made.entry(), self._missing(made))
        self._batch.clear()
        if self._state.verdict is not None:
            self._store.save_state(replace(self._state, verdict=self._books.verdict()))

    def _missing(self, made: Snapshot) -> Gap | Explained | None:
        """What is missing of it now; the numbers and reasons that the last run had stay."""
        if made.status != "live":
            return None
        if made.id in self._books.explained:
            return self._books.explained[made.id]
        return balance(made.entry(), again(self._books.gaps.get(made.id)))
