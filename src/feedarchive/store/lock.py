"""One run at a time in a blog's folder: flock, which the kernel frees when a run dies."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from feedarchive.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedarchive.store.disk import Tree

LOCK = ".lock"

_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_TEXT = 4096  # bytes; ours has under a hundred


class Held(NamedTuple):
    """The lock. `died`: the run before did not end as runs should; sweep before writing."""

    died: bool


@contextmanager
def locked(tree: Tree, what: str) -> Iterator[Held]:
    """A block under the lock. Its file says who holds it, and is empty between runs.

    Raises:
        BusyError: another run holds it.
        ArchiveError: the folder cannot be written to, or the file system has no locks.
    """
    with tree.writing(LOCK), tree.folder() as folder:
        fd = tree.system.open(LOCK, _FLAGS, 0o644, dir_fd=folder)
        try:
            died = _take(tree, fd, what)
            # it must survive a power cut: without it the next run would not look after what is left
            tree.system.fsync(fd)
            tree.system.fsync(folder)
        except BaseException:
            os.close(fd)
            raise
    try:
        yield Held(died)
        with tree.writing(LOCK):  # skipped when the block raised: the next run looks after what is left
            os.ftruncate(fd, 0)
    finally:
        with tree.writing(LOCK):
            os.close(fd)


def holder(tree: Tree) -> str:
    """What the lock's file says: who holds the blog, or who died holding it; "" between runs."""
    return (tree.read(LOCK) or b"").decode("utf-8", "replace").strip()


def _take(tree: Tree, fd: int, what: str) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        raise BusyError(tree.name(""), f"held by {holder(tree) or 'another run'}; run again later") from exc
    died = bool(os.pread(fd, _TEXT, 0).strip())
    # first the new text, then the end of a longer old one: at no moment is it empty
    text = f"pid {os.getpid()}, {what}\n".encode()
    os.pwrite(fd, text, 0)
    os.ftruncate(fd, len(text))
    return died
