"""Whether a blog's folder is as it was written: every file, every digest, every raw record."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError
from feedarchive.store.aside import DAMAGED
from feedarchive.store.damage import Damage
from feedarchive.store.disk import CLAIM, TEMPORARY
from feedarchive.store.entrycheck import check_entry
from feedarchive.store.folders import ENTRY_FOLDER, IMPORT_FILE, INFO, STATE, WORK_FILE
from feedarchive.store.layout import version_number
from feedarchive.store.ledger import Ledger, fits
from feedarchive.store.lock import LOCK, holder
from feedarchive.store.media import MAP, MEDIA_FILE
from feedarchive.store.mediacheck import check_media
from feedarchive.store.rawcheck import check_raw, missing
from feedarchive.store.redactions import REDACTIONS, load
from feedarchive.store.requests import LEDGER, OLDER
from feedarchive.store.state import newest_raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedarchive.model import Blog
    from feedarchive.store.disk import Tree
    from feedarchive.store.files import BlogStore

__all__ = ["Damage", "verify"]

_OUR_FILE = re.compile(
    rf"{re.escape(LOCK)}|{re.escape(STATE)}|{re.escape(INFO)}|{re.escape(REDACTIONS)}|raw/[^/]+\.warc\.gz"
    rf"|(?:{re.escape(WORK_FILE)}|{re.escape(IMPORT_FILE)})(?:-wal|-shm|-journal)?"
    rf"|{re.escape(LEDGER)}|{re.escape(OLDER)}|{re.escape(MAP)}|{MEDIA_FILE.pattern}"
)
_OUR_FOLDER = re.compile(r"raw|pages|posts(?:/[0-9]{4}(?:/[0-9]{2})?)?|media(?:/[0-9a-f]{2})?")


def verify(store: BlogStore, *, alone: bool = False) -> Iterator[Damage]:
    """Everything that is wrong, as it is found: the raw files first, then the folders in order.

    Needs no lock; beside a run at work it may report that run's temporaries as notices. `alone`: the caller
    holds the lock and has swept, so nothing is unfinished.
    """
    tree, ledger = store.tree, Ledger()
    blog, unfinished = None, False
    try:
        unfinished = not alone and bool(holder(tree))
        blog = store.info()
    except ArchiveError as exc:
        yield Damage(exc.name, exc.reason)
    yield from _unfinished_redactions(tree)
    yield from check_raw(tree, ledger, unfinished=unfinished)
    yield from _check_info(store, blog, ledger)
    yield from _check_newest(store, unfinished=unfinished)
    known: dict[str, str] = {}
    for above, folders, names in os.walk(tree.root, onerror=_unreadable):
        here = os.path.relpath(above, tree.root)
        place = "" if here == "." else f"{here}/"
        if ENTRY_FOLDER.fullmatch(here):
            yield from check_entry(tree, here, names, ledger, unfinished=unfinished)
            yield from _misplaced(store, here, blog, known)
        yield from _strange_files(tree, place, names)
        yield from _strange_folders(tree, place, folders)
        folders[:] = sorted(name for name in folders if _is_our_folder(f"{place}{name}"))
    yield from missing(tree, ledger)
    yield from check_media(tree)


def _check_info(store: BlogStore, blog: Blog | None, ledger: Ledger) -> Iterator[Damage]:
    """Whether blog.json is one that a run wrote; `blog` is what it says, None when it cannot be read."""
    name, noted = store.tree.name(INFO), ledger.tick_off(INFO)
    if blog is None and (noted or any(store.folders())):
        yield Damage(name, "is missing or cannot be read")
    elif blog is not None and noted and not fits(noted, store.tree.read(INFO) or b""):
        yield Damage(name, "differs from what was written: its SHA-256 is none of those noted")


def _check_newest(store: BlogStore, *, unfinished: bool) -> Iterator[Damage]:
    """Whether the newest raw file is there: the others are named by the one after each."""
    with suppress(ArchiveError):  # a state that cannot be read was found to be a link, or costs requests only
        name = newest_raw(store.load_state())
        if name and not unfinished and not (store.root / "raw" / name).exists():
            yield Damage(store.tree.name(f"raw/{name}"), "is missing: state.json says that it is the newest")


def _unfinished_redactions(tree: Tree) -> Iterator[Damage]:
    try:
        for one in load(tree):
            if not one.done:
                yield Damage(
                    tree.name(REDACTIONS), f"the redaction of {one.id} is unfinished: run redact again"
                )
    except ArchiveError as exc:
        yield Damage(exc.name, exc.reason)


def _misplaced(store: BlogStore, folder: str, blog: Blog | None, known: dict[str, str]) -> Iterator[Damage]:
    """An entry that another folder holds too, or that belongs to another blog; `known`: a folder by id8."""
    first = known.setdefault(folder.rpartition("-")[2], folder)
    with suppress(ArchiveError):  # what cannot be read was reported
        here = store.latest(folder)
        twin = store.latest(first) if first != folder else None
        if here is not None and twin is not None and here.id == twin.id:
            yield Damage(store.tree.name(folder), f"holds the same entry as {first}")
        if here is not None and blog is not None and here.blog.id != blog.id:
            yield Damage(store.tree.name(folder), f"belongs to {here.blog.id}, and blog.json names {blog.id}")


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
        elif not _is_our_folder(path) and path != DAMAGED:
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
