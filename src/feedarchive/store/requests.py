"""The ledger of requests: `requests.jsonl`, a line for each that went out, answered or not.

Lines are appended in one write each and not flushed: what a crash takes is a line or two of a log, and a cut
last line is passed over. A file past 8 MiB becomes `requests.1.jsonl` when the next run begins, in place of
the one before: a blog's ledger stays under 16 MiB and one run, some 60,000 requests.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from feedarchive.capture import Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feedarchive.store.disk import Tree

LEDGER = "requests.jsonl"
OLDER = "requests.1.jsonl"
LARGEST = 8 * 1024 * 1024  # bytes

_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Asked)


class RequestLog:
    """Appends to a blog's ledger; the caller holds the blog's lock. The file comes with the first line."""

    def __init__(self, tree: Tree, run: Callable[[], str], *, largest: int = LARGEST) -> None:
        self._tree = tree
        self._run = run
        self._largest = largest
        self._fd: int | None = None

    def append(self, asked: Asked) -> None:
        """Nothing, once the kernel has the line.

        Raises:
            ArchiveError: the disk failed.
        """
        with self._tree.writing(LEDGER):
            if self._fd is None:
                self._fd = self._open()
            self._tree.write_all(self._fd, _encoder.encode(replace(asked, run=self._run())) + b"\n")

    def close(self) -> None:
        """Nothing; the file is closed."""
        fd, self._fd = self._fd, None
        if fd is not None:
            with self._tree.writing(LEDGER):
                os.close(fd)

    def _open(self) -> int:
        with self._tree.folder() as folder:
            fd = os.open(LEDGER, _FLAGS, 0o644, dir_fd=folder)
            size = os.fstat(fd).st_size
            if size > self._largest:
                os.close(fd)
                os.rename(LEDGER, OLDER, src_dir_fd=folder, dst_dir_fd=folder)
                return os.open(LEDGER, _FLAGS, 0o644, dir_fd=folder)
        if size and os.pread(fd, 1, size - 1) != b"\n":  # a run died in the middle of a line
            os.write(fd, b"\n")
        return fd


def requests(tree: Tree) -> Iterator[Asked]:
    """Every request of a blog's ledger, oldest first; a line that cannot be read is passed over.

    Raises:
        ArchiveError: a file cannot be read.
    """
    for name in (OLDER, LEDGER):
        with tree.opened(name) as file:
            for line in file or ():
                try:
                    yield _decoder.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    continue
