"""A WARC file on disk: whole records only, or the run stops."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedarchive.store.disk import Tree

_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FILE = re.compile(r"(?:raw/)?(.+?)(?:-([0-9]{1,9}))?\.warc\.gz")


def raw_files(tree: Tree) -> list[str]:
    """The raw files of a blog, `raw/<run>.warc.gz`, oldest run first; symbolic links are none."""
    return sorted(
        (f"raw/{name}" for name in tree.names("raw", links=False) if _FILE.fullmatch(name)), key=_order
    )


def run_after(newest: list[str], run: str) -> str:
    """The run's name; after a clock went back, that of the newest raw file: no file sorts before it."""
    found = _FILE.fullmatch(newest[0]) if newest else None
    return max(found[1], run) if found else run


def _order(path: str) -> tuple[str, int]:
    found = _FILE.fullmatch(path)
    return (found[1], int(found[2] or 1)) if found else (path, 0)


class DiskSink:
    """The file `raw/<run>.warc.gz`, made by `start`; see `raw.Sink`. A failure closes it for good."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._path = ""
        self._fd = -1
        self._end = 0

    def start(self, run: str) -> str:
        """The name of the new file; another one than `<run>.warc.gz` where that is taken."""
        if not _RUN.fullmatch(run):
            raise ValueError(f"{run!r}: not the name of a run")
        names = (f"{run}.warc.gz" if n == 1 else f"{run}-{n}.warc.gz" for n in count(1))
        with self._tree.writing(f"raw/{run}.warc.gz"), self._tree.folder("raw") as folder:
            for name in names:
                with suppress(FileExistsError):
                    self._fd = self._tree.create(name, folder)
                    break
            self._path = f"raw/{name}"
            with self._stopping():
                self._tree.system.fsync(folder)
        return name

    def write(self, data: bytes) -> None:
        """All of data at the end; what was written of a record that failed is cut away again."""
        with self._tree.writing(self._path), self._stopping():
            try:
                self._tree.write_all(self._usable(), data)
            except BaseException:
                with suppress(OSError):
                    os.ftruncate(self._fd, self._end)
                raise
        self._end += len(data)

    def sync(self) -> None:
        """Nothing, once it is all on the disk."""
        with self._tree.writing(self._path), self._stopping():
            self._tree.system.fsync(self._usable())

    def close(self) -> None:
        """Nothing; closing twice is fine."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with self._tree.writing(self._path):
                os.close(fd)

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise

    def _usable(self) -> int:
        if self._fd < 0:
            raise ArchiveError(self._tree.name(self._path), "an earlier write failed")
        return self._fd
