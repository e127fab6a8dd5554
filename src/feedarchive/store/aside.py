"""Damaged files out of the way: `damaged/` in the blog's folder keeps them, nothing is deleted."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from feedarchive.store.batch import Batch
from feedarchive.store.members import Member, members
from feedarchive.store.seal import resealed

if TYPE_CHECKING:
    from feedarchive.store.disk import Tree

DAMAGED = "damaged"


def restore(tree: Tree, path: str, data: bytes) -> None:
    """Nothing, once the file holds data, durably; what was there is in `damaged/`.

    A crash in between leaves the file missing at worst, and what was there kept: repair again.
    """
    set_aside(tree, path)
    with Batch(tree, size=1) as batch:
        batch.add(path, data)
        batch.publish()


def set_aside(tree: Tree, path: str) -> None:
    """Nothing, once no such file is there; it is kept as `damaged/<path>`, or with a number behind."""
    if not os.path.lexists(tree.root / path):
        return
    folder, _, name = path.rpartition("/")
    with tree.writing(path), tree.folder(folder) as here:
        _keep(tree, path, here)
        tree.system.unlink(name, dir_fd=here)
        tree.system.fsync(here)


def cut_tail(tree: Tree, path: str) -> int:
    """How many bytes of a raw file that was cut short are trimmed; it is sealed again, and kept as it was."""
    with tree.opened(path) as file:
        found = deque(members(file) if file else (), maxlen=1)
        last = found[0] if found else Member(0, 0, b"")
        end = last.offset if last.torn else last.end
        data = resealed(file, path, end) if file and end else b""
    if not data:
        return 0
    folder, _, name = path.rpartition("/")
    with tree.writing(path), tree.folder(folder) as here:
        _keep(tree, path, here)
        temporary = tree.stage(data, here, mode=0o644, flush=True)
        tree.system.rename(temporary, name, src_dir_fd=here, dst_dir_fd=here)
        tree.system.fsync(here)
    return last.end - end


def _keep(tree: Tree, path: str, here: int) -> None:
    folder, _, name = path.rpartition("/")
    with tree.folder(f"{DAMAGED}/{folder}".rstrip("/")) as there:
        for number in count(1):
            kept = name if number == 1 else f"{name}.{number}"
            with suppress(FileExistsError):
                _linked(tree, name, kept, here, there)
                break
        tree.system.fsync(there)


def _linked(tree: Tree, name: str, kept: str, here: int, there: int) -> None:
    """The same file under another name, or its copy on a disk without hard links."""
    try:
        tree.system.link(name, kept, src_dir_fd=here, dst_dir_fd=there, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        fd = tree.system.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=here)
        with open(fd, "rb") as file:  # noqa: PTH123  Path opens no descriptors
            data = file.read()
        made = tree.create(kept, there)
        try:
            tree.write_all(made, data)
            tree.system.fsync(made)
        finally:
            os.close(made)
