"""The archive on disk: the only writer under archive/. What is written is never written over."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError
from feedarchive.store import codec, folders, records
from feedarchive.store import state as states
from feedarchive.store.batch import Batch
from feedarchive.store.disk import System, Tree
from feedarchive.store.folders import ENTRY_FOLDER, INFO, STATE
from feedarchive.store.laws import Store
from feedarchive.store.layout import checked_blog_name, version_name, version_number
from feedarchive.store.lock import Held, locked
from feedarchive.store.raw import RawWriter
from feedarchive.store.recipe import note_of, note_of_info
from feedarchive.store.requests import RequestLog
from feedarchive.store.sink import DiskSink, raw_files, run_after
from feedarchive.store.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from feedarchive.model import Blog, Snapshot
    from feedarchive.store.records import RawRecord
    from feedarchive.store.state import State


class Archive:
    """All blogs below one folder; `system` is the kernel, or what tests put in its place."""

    def __init__(self, root: Path, system: System | None = None) -> None:
        self.root = root
        self._system = system or System()

    def names(self) -> list[str]:
        """The folders of blogs, sorted: those that hold a blog.json, posts or pages."""
        return folders.blogs(str(self.root))

    def blog(self, name: str) -> BlogStore:
        """The store of that blog; nothing is made before the first write.

        Raises:
            ConfigError: it is not a name for a folder.
        """
        return BlogStore(self.root / checked_blog_name(name), self._system)

    def find_blog(self, blog_id: str) -> str | None:
        """The folder of the blog with that id; None when no blog.json says so."""
        for name in self.names():
            info = self.blog(name).info()
            if info and info.id == blog_id:
                return name
        return None


class BlogStore(Store):
    """One blog's folder."""

    def __init__(self, root: Path, system: System | None = None) -> None:
        super().__init__(root.name)
        self.root = root
        self.tree = Tree(root, system or System())
        self._raw: RawWriter | None = None

    def info(self) -> Blog | None:
        """What the blog says of itself; see `Store.info`."""
        data = self.tree.read(INFO)
        return codec.decode_blog(data, self.tree.name(INFO)) if data is not None else None

    def put_info(self, blog: Blog) -> None:
        """Nothing, once `blog.json` says so; the same again is not written again."""
        data = codec.encode(blog)
        if self.tree.read(INFO) == data:
            return
        if raw := self._open_raw():
            raw.writes([note_of_info(INFO, data, blog)])
        self.tree.replace(INFO, data, flush=True)

    def folders(self) -> Iterator[str]:
        """The folder of every entry, sorted; nothing is read."""
        return folders.entries(str(self.root))

    def years(self) -> Iterator[str]:
        """The folder of every year, sorted: `posts/2006`."""
        return folders.years(str(self.root))

    def months(self) -> Iterator[str]:
        """The folder of every month, sorted: `posts/2006/06`."""
        return folders.months(str(self.root))

    def stamps(self, above: str) -> Iterator[tuple[str, int]]:
        """The folder of every entry of a month, or of `pages`, with when a name in it last changed, in ns."""
        for name in folders.folders(str(self.root / above)):
            if ENTRY_FOLDER.fullmatch(folder := f"{above}/{name}"):
                yield folder, os.stat(self.root / folder).st_mtime_ns  # noqa: PTH116  of 100,000, no Path

    def numbers(self, folder: str) -> list[int]:
        """The versions there, lowest first."""
        return sorted(filter(None, map(version_number, _names(self.root / folder))))

    def read(self, folder: str, number: int) -> Snapshot:
        """That version; see `Store.read`."""
        return self._decoded(folder, number, self.tree.read(f"{folder}/{version_name(number)}"))

    def write(self, batch: Sequence[tuple[str, Snapshot]]) -> None:
        """Nothing, once all are durable; see `Store.write` and batch.py."""
        files = self._encoded(batch)
        if not files:
            return
        when = max(snapshot.captured for _, snapshot in batch)
        notes = [note_of(*file, snapshot) for file, (_, snapshot) in zip(files, batch, strict=True)]
        raw = self._open_raw()
        if raw:
            raw.writes(notes, when)
        with Batch(self.tree, size=len(files)) as batched:
            for path, data in files:
                batched.add(path, data)
            batched.publish()
        for folder, _ in batch:
            self._written(folder)
        if raw:
            raw.wrote(notes, when)

    def _open_raw(self) -> RawWriter | None:
        return self._raw if self._raw and not self._raw.closed else None

    def sweep(self) -> int:
        """How many traces of a dead run were removed; see sweep.py."""
        return sweep(self.tree)

    def lock(self, what: str) -> AbstractContextManager[Held]:
        """A block in which no other run writes; see `Store.lock`."""
        return locked(self.tree, what)

    def raw(self, run: str) -> RawWriter:
        """A new writer of raw responses; `write` makes its records durable first."""
        newest = self.raw_files()[-1:]
        self._raw = RawWriter(
            run_after(newest, run),
            DiskSink(self.tree),
            lambda ref: records.kept(self.tree.opened, ref),
            follows=newest[0] if newest else "",
        )
        return self._raw

    def raw_files(self) -> list[str]:
        """The raw files, `raw/<run>.warc.gz`, oldest run first."""
        return raw_files(self.tree)

    def request_log(self, raw: RawWriter) -> RequestLog:
        """A new writer of the ledger of requests, of the run that writes `raw`; see requests.py."""
        return RequestLog(self.tree, lambda: raw.run)

    def has_raw(self, ref: str | None) -> bool:
        """Whether the file of that reference is there; nothing is read."""
        return ref is not None and (self.root / records.split_ref(ref)[0]).exists()

    def record(self, ref: str) -> RawRecord:
        """The raw record of that reference; see `Store.record`."""
        return records.record(self.tree.opened, ref)

    def load_state(self) -> State:
        """What the last run left; see `Store.load_state`."""
        return states.load(self.tree.read(STATE))

    def save_state(self, state: State) -> None:
        """Nothing, once `state.json` holds it, not flushed: losing it costs requests."""
        if self._raw and self._raw.file:
            state = states.with_raw(state, self._raw.file)
        self.tree.replace(STATE, states.dump(state), flush=False)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208  names, not a Path for each
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as exc:
        raise ArchiveError(str(folder), f"cannot be read: {exc.strerror}") from exc
