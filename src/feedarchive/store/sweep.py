"""What a run that died leaves behind, removed: temporaries, folders without a version, a torn raw record."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from feedarchive.store.disk import CLAIM, TEMPORARY
from feedarchive.store.layout import ENTRY_FOLDER
from feedarchive.store.members import mend

if TYPE_CHECKING:
    from feedarchive.store.disk import Tree


def sweep(tree: Tree) -> int:
    """How many traces were removed. The caller holds the blog's lock, so all of them are a dead run's.

    Raises:
        ArchiveError: one cannot be removed.
    """
    removed = 0
    for above, folders, names in os.walk(tree.root):
        here = os.path.relpath(above, tree.root)
        strays = [name for name in names if name.startswith((TEMPORARY, CLAIM))]
        empty = len(strays) == len(names) and not folders and ENTRY_FOLDER.fullmatch(here)
        with tree.writing(here):
            for name in strays:
                os.unlink(os.path.join(above, name))  # noqa: PTH108, PTH118  no Path for each file
            if empty:
                os.rmdir(above)  # noqa: PTH106  as above
        removed += len(strays) + bool(empty)
    return removed + _mended(tree)


def _mended(tree: Tree) -> int:
    """1 when the newest WARC file had a torn tail; older ones were mended in their time."""
    files = sorted((tree.root / "raw").glob("*.warc.gz"))
    if not files:
        return 0
    with tree.writing(f"raw/{files[-1].name}"):
        return 1 if mend(files[-1]) else 0
