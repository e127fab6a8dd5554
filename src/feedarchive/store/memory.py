"""The same laws in memory: for tests and dry runs."""

from __future__ import annotations

import os
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from feedarchive.errors import BusyError, CorruptError
from feedarchive.store import codec, records
from feedarchive.store import state as states
from feedarchive.store.laws import Store
from feedarchive.store.layout import checked_blog_name
from feedarchive.store.lock import Held
from feedarchive.store.raw import RawWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from feedarchive.model import Blog, Snapshot
    from feedarchive.store.records import RawRecord
    from feedarchive.store.state import State


class MemoryArchive:
    """All blogs of one program; see `files.Archive`."""

    def __init__(self) -> None:
        self._blogs: dict[str, MemoryBlogStore] = {}

    def names(self) -> list[str]:
        """The names of blogs that hold something, sorted."""
        return sorted(name for name, blog in self._blogs.items() if blog.info() or any(blog.folders()))

    def blog(self, name: str) -> MemoryBlogStore:
        """The store of that blog, the same one for the same name."""
        return self._blogs.setdefault(checked_blog_name(name), MemoryBlogStore(name))

    def find_blog(self, blog_id: str) -> str | None:
        """The name of the blog with that id; None without one."""
        infos = ((name, self._blogs[name].info()) for name in self.names())
        return next((name for name, info in infos if info and info.id == blog_id), None)


class MemoryBlogStore(Store):
    """One blog."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._info: bytes | None = None
        self._state: bytes | None = None
        self._versions: dict[str, dict[int, bytes]] = {}
        self._raw_files: dict[str, bytearray] = {}
        self._holder = ""
        self._locked = False

    def info(self) -> Blog | None:
        """What the blog says of itself."""
        return codec.decode_blog(self._info, self.name) if self._info else None

    def put_info(self, blog: Blog) -> None:
        """Nothing, once it is held."""
        self._info = codec.encode(blog)

    def folders(self) -> Iterator[str]:
        """The folder of every entry, sorted."""
        return iter(sorted(self._versions))

    def numbers(self, folder: str) -> list[int]:
        """The versions there, lowest first."""
        return sorted(self._versions.get(folder, ()))

    def read(self, folder: str, number: int) -> Snapshot:
        """That version; see `Store.read`."""
        return self._decoded(folder, number, self._versions.get(folder, {}).get(number))

    def write(self, batch: Sequence[tuple[str, Snapshot]]) -> None:
        """Nothing, once all are held; see `Store.write`."""
        encoded = self._encoded(batch)
        for (folder, snapshot), (path, data) in zip(batch, encoded, strict=True):
            held = self._versions.setdefault(folder, {}).setdefault(snapshot.version, data)
            if held != data:
                raise CorruptError(f"{self.name}/{path}", "is there already, with other content")
            self._written(folder)

    def sweep(self) -> int:
        """0: memory keeps no traces."""
        return 0

    @contextmanager
    def lock(self, what: str) -> Iterator[Held]:
        """A block in which no other run writes; see `Store.lock`."""
        if self._locked:
            raise BusyError(self.name, f"held by {self._holder}")
        died, self._holder = bool(self._holder), f"pid {os.getpid()}, {what}"
        self._locked = True
        try:
            yield Held(died)
            self._holder = ""
        finally:
            self._locked = False

    def raw(self, run: str) -> RawWriter:
        """A new writer of raw responses."""
        return RawWriter(run, _MemorySink(self._raw_files), lambda ref: records.kept(self._opened, ref))

    def record(self, ref: str) -> RawRecord:
        """The raw record of that reference; see `Store.record`."""
        return records.record(self._opened, ref)

    def load_state(self) -> State:
        """What the last run left."""
        return states.load(self._state)

    def save_state(self, state: State) -> None:
        """Nothing, once the next `load_state` gives it."""
        self._state = states.dump(state)

    @contextmanager
    def _opened(self, path: str) -> Iterator[BinaryIO | None]:
        data = self._raw_files.get(path)
        yield BytesIO(data) if data is not None else None


class _MemorySink:
    """See `raw.Sink`."""

    def __init__(self, files: dict[str, bytearray]) -> None:
        self._files = files
        self._data = bytearray()

    def start(self, run: str) -> str:
        name, number = f"{run}.warc.gz", 1
        while f"raw/{name}" in self._files:
            number += 1
            name = f"{run}-{number}.warc.gz"
        self._files[f"raw/{name}"] = self._data
        return name

    def write(self, data: bytes) -> None:
        self._data += data

    def sync(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""
