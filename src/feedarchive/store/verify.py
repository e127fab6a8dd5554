"""Whether a blog's folder is as it was written: every file, every digest, every raw record."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError
from feedarchive.store.damage import Damage
from feedarchive.store.disk import CLAIM, TEMPORARY
from feedarchive.store.entrycheck import check_entry
from feedarchive.store.files import INFO, STATE
from feedarchive.store.layout import ENTRY_FOLDER, version_number
from feedarchive.store.ledger import Ledger
from feedarchive.store.lock import LOCK, holder
from feedarchive.store.rawcheck import check_raw, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedarchive.store.disk import Tree
    from feedarchive.store.files import BlogStore

__all__ = ["Damage", "verify"]

_OUR_FILE = re.compile(
    rf"{re.escape(LOCK)}|{re.escape(STATE)}|{re.escape(INFO)}|\.work\.sqlite.*|raw/[^/]+\.warc\.gz"
)
_OUR_FOLDER = re.compile(r"raw|pages|posts(?:/[0-9]{4}(?:/[0-9]{2})?)?")


def verify(store: BlogStore) -> Iterator[Damage]:
    """Everything that is wrong, as it is found: the raw files first, then the folders in order.

    Needs no lock; beside a run at work it may report that run's temporaries as notices.
    """
    tree, ledger = store.tree, Ledger()
    yield from check_raw(tree, ledger)
    try:
        store.info()
        unfinished = bool(holder(tree))
    except ArchiveError as exc:
        yield Damage(exc.name, exc.reason)
        unfinished = False
    for above, folders, names in os.walk(tree.root, onerror=_unreadable):
        here = os.path.relpath(above, tree.root)
        place = "" if here == "." else f"{here}/"
        if ENTRY_FOLDER.fullmatch(here):
            yield from check_entry(tree, here, names, ledger, unfinished=unfinished)
        yield from _strange_files(tree, place, names)
        yield from _strange_folders(tree, place, folders)
        folders[:] = sorted(name for name in folders if _is_our_folder(f"{place}{name}"))
    yield from missing(tree, ledger)


def _strange_files(tree: Tree, place: str, names: list[str]) -> Iterator[Damage]:
    in_entry = bool(ENTRY_FOLDER.fullmatch(place[:-1]))
    for name in sorted(names):
        path = f"{place}{name}"
        if in_entry and version_number(name):
            continue  # read, or found to be a link, by check_entry
        if (tree.root / path).is_symlink():
            yield Damage(tree.name(path), "a symbolic link, which has no place here")
        elif name.startswith((TEMPORARY, CLAIM)):
            yield Damage(tree.name(path), "a temporary file of a run that died, or is at work", "notice")
        elif not _OUR_FILE.fullmatch(path):
            yield Damage(tree.name(path), "not a file of an archive", "notice")


def _strange_folders(tree: Tree, place: str, names: list[str]) -> Iterator[Damage]:
    among_entries = place.startswith(("posts/", "pages/"))
    for name in sorted(names):
        path = f"{place}{name}"
        if (tree.root / path).is_symlink():
            yield Damage(tree.name(path), "a symbolic link, which has no place here")
        elif not _is_our_folder(path):
            # there it may be an entry's, renamed, and no id leads to it any more
            yield Damage(
                tree.name(path), "not a folder of an archive", "damage" if among_entries else "notice"
            )


def _is_our_folder(path: str) -> bool:
    return bool(_OUR_FOLDER.fullmatch(path) or ENTRY_FOLDER.fullmatch(path))


def _unreadable(exc: OSError) -> None:
    if isinstance(exc, FileNotFoundError):  # nothing archived yet, or a folder that was swept meanwhile
        return
    raise ArchiveError(str(exc.filename), f"cannot be read: {exc.strerror}") from exc
