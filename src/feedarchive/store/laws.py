"""What every store of one blog does; files.py keeps it on disk, memory.py for a dry run.

One suite of tests runs over both: tests/store/test_store_laws.py.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from feedarchive.errors import CorruptError
from feedarchive.store import codec
from feedarchive.store.folders import ENTRY_FOLDER
from feedarchive.store.index import Index
from feedarchive.store.layout import version_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from feedarchive.model import Blog, Snapshot
    from feedarchive.store.lock import Held
    from feedarchive.store.raw import RawWriter
    from feedarchive.store.records import RawRecord
    from feedarchive.store.state import State


class Store(ABC):
    """One blog's entries, raw responses and state. `name` is its folder below the archive."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._index: Index | None = None

    @abstractmethod
    def info(self) -> Blog | None:
        """What the blog says of itself, `blog.json`; None before the first run that reached it."""

    @abstractmethod
    def put_info(self, blog: Blog) -> None:
        """Nothing, once `blog.json` says so; the one document that is replaced."""

    @abstractmethod
    def folders(self) -> Iterator[str]:
        """The folder of every entry, sorted; nothing is read."""

    @abstractmethod
    def numbers(self, folder: str) -> list[int]:
        """The versions there, lowest first; [] when there is no such folder."""

    @abstractmethod
    def read(self, folder: str, number: int) -> Snapshot:
        """That version, its digest checked.

        Raises:
            CorruptError: it is missing, or not what was written.
            FormatError: a newer program wrote it.
        """

    @abstractmethod
    def write(self, batch: Sequence[tuple[str, Snapshot]]) -> None:
        """Nothing, once all (folder, snapshot) are durable; raw records that they name are durable before.

        A version that is there already with the same bytes is fine.

        Raises:
            CorruptError: a version is there already with other bytes, and stays.
            ArchiveError: the disk failed. No file is half there, and none that was there has changed.
        """

    @abstractmethod
    def sweep(self) -> int:
        """How many traces of a dead run were removed; only under the lock."""

    @abstractmethod
    def lock(self, what: str) -> AbstractContextManager[Held]:
        """A block in which no other run writes. `what` is for people: `backfill since 2026-11-23T07:21:52Z`.

        Raises:
            BusyError: another run holds it; the error names its process and its `what`.
        """

    @abstractmethod
    def raw(self, run: str) -> RawWriter:
        """A new writer of raw responses, `raw/<run>.warc.gz`; made on disk with the first record."""

    @abstractmethod
    def record(self, ref: str) -> RawRecord:
        """The raw record of that reference, with the payload that a revisit refers to.

        Raises:
            CorruptError: it is missing or damaged.
        """

    @abstractmethod
    def load_state(self) -> State:
        """What the last run left; an empty State when that cannot be read."""

    @abstractmethod
    def save_state(self, state: State) -> None:
        """Nothing, once the next `load_state` gives it; a power cut may lose it."""

    def latest(self, folder: str) -> Snapshot | None:
        """The highest version there; None when there is none. Raises as `read` does."""
        numbers = self.numbers(folder)
        return self.read(folder, numbers[-1]) if numbers else None

    def find(self, entry_id: str) -> str | None:
        """The folder that holds that id; None when none does. Raises as `read` does."""
        return next((folder for folder, _ in self._holding(entry_id)), None)

    def held(self, entry_id: str) -> Snapshot | None:
        """The latest version of that id; None when none is held. Raises as `read` does."""
        return next((snapshot for _, snapshot in self._holding(entry_id)), None)

    def _holding(self, entry_id: str) -> Iterator[tuple[str, Snapshot]]:
        if self._index is None:
            self._index = Index(self.folders())
        for folder in self._index.candidates(entry_id):
            snapshot = self.latest(folder)
            if snapshot and snapshot.id == entry_id:  # two ids may share the eight digits
                yield folder, snapshot

    def _written(self, folder: str) -> None:
        if self._index is not None:
            self._index.add(folder)

    def _encoded(self, batch: Sequence[tuple[str, Snapshot]]) -> list[tuple[str, bytes]]:
        for folder, _ in batch:
            if not ENTRY_FOLDER.fullmatch(folder):
                raise ValueError(f"{folder!r}: not the folder of an entry")
        return [(f"{folder}/{version_name(one.version)}", codec.encode(one)) for folder, one in batch]

    def _decoded(self, folder: str, number: int, data: bytes | None) -> Snapshot:
        name = f"{self.name}/{folder}/{version_name(number)}"
        if data is None:
            raise CorruptError(name, "is missing")
        found = codec.decode(data, name)
        codec.check(found, name)
        if found.version != number:
            raise CorruptError(name, f"says that it is version {found.version}")
        return found
