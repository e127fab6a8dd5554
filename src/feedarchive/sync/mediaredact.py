"""Images that only a redacted entry shows are taken out with it, and are not fetched again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feedarchive.errors import CorruptError
from feedarchive.store.aside import DAMAGED
from feedarchive.store.files import BlogStore
from feedarchive.store.media import Kept, lines, rewrite
from feedarchive.store.redactions import Redaction
from feedarchive.sync.media import media_of


def forget_media(store: BlogStore, pending: Sequence[Redaction]) -> None:
    """Nothing, once they are gone; may be done twice, as long as the entries themselves are not emptied.

    Raises:
        ArchiveError: something cannot be read or written.
    """
    tombs = [_tomb(one, line) for one in pending for line in own_media(store, one)]
    if not tombs:
        return
    for file in _only_theirs(store, {one.address for one in tombs}):
        store.tree.remove(file)
        folder, _, name = f"{DAMAGED}/{file}".rpartition("/")
        for aside in store.tree.names(folder):
            if aside.startswith(name):
                store.tree.remove(f"{folder}/{aside}")
    rewrite(store.tree, tombs)


def own_media(store: BlogStore, redaction: Redaction) -> list[Kept]:
    """What the map knows of addresses that stand in this entry alone; nothing for a comment.

    Raises:
        ArchiveError: the map cannot be read.
    """
    if redaction.kind == "comment":
        return []
    known = {line.address: line for line in lines(store.tree)}
    own = {address for address in _addresses(store, redaction.folder) if address in known}
    for folder in store.folders() if own else ():
        if folder != redaction.folder and own:
            own.difference_update(_addresses(store, folder))
    return [line for address, line in known.items() if address in own]


def _addresses(store: BlogStore, folder: str) -> Iterator[str]:
    """Those of all its versions."""
    for number in store.numbers(folder):
        try:
            version = store.read(folder, number)
        except CorruptError:
            continue
        yield from (one.address for one in media_of(version))


def _only_theirs(store: BlogStore, addresses: set[str]) -> set[str]:
    """The files that no other address has."""
    files: set[str] = set()
    others: set[str] = set()
    for line in lines(store.tree):
        if line.file is not None:
            (files if line.address in addresses else others).add(line.file)
    return files - others


def _tomb(redaction: Redaction, line: Kept) -> Kept:
    return Kept(address=line.address, at=redaction.at, fate="redacted", why=redaction.reason)
