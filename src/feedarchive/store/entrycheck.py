"""Verify's reading of one entry's folder."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError, CorruptError
from feedarchive.store import codec
from feedarchive.store.damage import Damage
from feedarchive.store.layout import id8, version_name, version_number
from feedarchive.store.ledger import fits, same
from feedarchive.store.records import split_ref

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedarchive.model import Snapshot, Source
    from feedarchive.store.disk import Tree
    from feedarchive.store.ledger import Ledger

_NAMED = 100  # missing versions of one gap that are named one by one


def check_entry(
    tree: Tree, folder: str, names: Sequence[str], ledger: Ledger, *, unfinished: bool
) -> Iterator[Damage]:
    """What is wrong with the versions in that folder.

    With `unfinished` a run died or is at work, and a folder that has no version yet is only a notice.
    """
    numbers = sorted(number for name in names if (number := version_number(name)))
    if not numbers:
        yield Damage(tree.name(folder), "holds no version", "notice" if unfinished else "damage")
    for before, number in pairwise((0, *numbers)):
        for gone in range(before + 1, number)[:_NAMED]:
            path = f"{folder}/{version_name(gone)}"
            ledger.tick_off(path)
            yield Damage(tree.name(path), "is missing")
        yield from _check_version(tree, folder, number, ledger)


def _check_version(tree: Tree, folder: str, number: int, ledger: Ledger) -> Iterator[Damage]:
    path = f"{folder}/{version_name(number)}"
    name = tree.name(path)
    noted = ledger.tick_off(path)
    try:
        data = tree.read(path) or b""
        if noted and not fits(noted, data):
            raise CorruptError(name, "differs from what was written: its SHA-256 is not the one noted then")
        snapshot = codec.decode(data, name)
        codec.check(snapshot, name)
    except ArchiveError as exc:
        yield Damage(exc.name, exc.reason)
        return
    for what in (*_contradictions(snapshot, folder, number), *_lost_sources(snapshot, ledger)):
        yield Damage(name, what)


def _contradictions(snapshot: Snapshot, folder: str, number: int) -> Iterator[str]:
    if snapshot.version != number:
        yield f"says that it is version {snapshot.version}"
    if not folder.endswith(f"-{id8(snapshot.id)}"):
        yield f"its id {snapshot.id!r} does not belong into this folder"
    if not folder.startswith(f"{snapshot.kind}s/"):
        yield f"a {snapshot.kind} does not belong into this folder"


def _lost_sources(snapshot: Snapshot, ledger: Ledger) -> Iterator[str]:
    for source in snapshot.sources:
        if source.raw is not None and (reason := _lost(source, source.raw, ledger)):
            yield f"its source {source.raw} {reason}"


def _lost(source: Source, ref: str, ledger: Ledger) -> str:
    try:
        digest = ledger.record(*split_ref(ref))
    except CorruptError as exc:
        return f"is {exc.reason}"
    if digest is None:
        return "is missing or damaged"
    return "" if same(digest, source.sha256) else "holds another body than its sha256 says"
