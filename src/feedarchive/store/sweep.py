"""What a run that died leaves behind, removed: temporaries, folders without a version, a torn raw record."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from feedarchive.store.disk import CLAIM, TEMPORARY
from feedarchive.store.folders import ENTRY_FOLDER
from feedarchive.store.mend import mend
from feedarchive.store.sink import raw_files

if TYPE_CHECKING:
    from feedarchive.store.disk import Tree


def sweep(tree: Tree) -> int:
    """How many traces were removed. The caller holds the blog's lock, so all of them are a dead run's.

    What that run wrote and did not flush is flushed, so that this run may build upon it.

    Raises:
        ArchiveError: one cannot be removed.
    """
    with tree.writing(""), tree.folder() as root:
        removed = sum(_swept(tree, *found) for found in os.walk(tree.root, onerror=_raise))
        removed += _mended(tree)
        tree.flush_all(root)
    return removed


def _swept(tree: Tree, above: str, folders: list[str], names: list[str]) -> int:
    here = os.path.relpath(above, tree.root)
    strays = [name for name in names if name.startswith((TEMPORARY, CLAIM))]
    empty = len(strays) == len(names) and not folders and ENTRY_FOLDER.fullmatch(here)
    with tree.writing(here):
        for name in strays:
            os.unlink(os.path.join(above, name))  # noqa: PTH108, PTH118  no Path for each file
        if empty:
            os.rmdir(above)  # noqa: PTH106  as above
    return len(strays) + bool(empty)


def _mended(tree: Tree) -> int:
    """1 when the newest WARC file had a torn tail; older ones were mended in their time."""
    files = raw_files(tree)
    if not files:
        return 0
    with tree.writing(files[-1]):
        return 1 if mend(tree.root / files[-1], named=lambda offset: _named(tree, files[-1], offset)) else 0


def _named(tree: Tree, raw: str, offset: int) -> bool:
    """Whether a snapshot names a record of that raw file from there on."""
    ref = re.compile(rf'"{re.escape(raw)}#([0-9]+)"'.encode())
    for above, _, names in os.walk(tree.root, onerror=_raise):
        here = os.path.relpath(above, tree.root)
        for name in names if ENTRY_FOLDER.fullmatch(here) else ():
            data = tree.read(f"{here}/{name}") or b""
            if any(int(found) >= offset for found in ref.findall(data)):
                return True
    return False


def _raise(exc: OSError) -> None:
    if not isinstance(exc, FileNotFoundError):
        raise exc
