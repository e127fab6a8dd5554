"""What is on disk, as cheaply as it can be told whether anything changed since.

A version is a new name in its entry's folder, so the folder's own time tells of it. A blog's sign is made
of the times of a few hundred folders and files, of which each run of ours changes some: while it stays the
same, the 100,000 entry folders below need no look.
"""

from __future__ import annotations

import os
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from feedarchive.store.lock import LOCK

if TYPE_CHECKING:
    from feedarchive.store.files import BlogStore

# Two changes within one tick of a disk's clock leave the same time; the coarsest disks tick every 2 s (FAT)
_SETTLED = 2_100_000_000  # ns


class Sign(NamedTuple):
    """What tells that nothing happened while it stays the same; `newest`: the youngest of its times, ns."""

    text: str
    newest: int


def sign(blog: BlogStore) -> Sign | None:
    """The blog's sign now; None while a run is at work there, or when one died and was not looked after."""
    seen = sha256()
    newest = 0
    parts = ("", "blog.json", "state.json", "raw", "posts", "pages", LOCK)
    for part in chain(parts, blog.years(), blog.months()):
        try:
            found = os.stat(blog.root / part)  # noqa: PTH116  hundreds of these stand before every search
        except OSError:
            continue
        if part == LOCK and found.st_size:
            return None
        newest = max(newest, found.st_mtime_ns)
        seen.update(f"{part} {found.st_mtime_ns} {found.st_ino}\n".encode())
    return Sign(seen.hexdigest(), newest)


def settled(touched: int, now: int) -> bool:
    """Whether what changed then cannot change again without showing it; `now`: the disk's own time, ns."""
    return now - touched >= _SETTLED
