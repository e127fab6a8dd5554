"""Verify's reading of the raw files: each once, in order, one record at a time."""

from __future__ import annotations

import re
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError, CorruptError
from feedarchive.store.damage import Damage
from feedarchive.store.exchange import message, unpacked
from feedarchive.store.members import Member, members
from feedarchive.store.raw import REFERS_TO, WROTE
from feedarchive.store.records import WarcRecord, parsed, split_ref

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedarchive.store.disk import Tree
    from feedarchive.store.ledger import Ledger

_WROTE = re.compile(rf"{WROTE}: sha256:([0-9a-f]{{64}}) ([^\r\n]+)")


def raw_files(tree: Tree) -> list[str]:
    """The raw files of a blog, `raw/<run>.warc.gz`, oldest run first."""
    return sorted(f"raw/{path.name}" for path in (tree.root / "raw").glob("*.warc.gz"))


def check_raw(tree: Tree, ledger: Ledger, *, unfinished: bool) -> Iterator[Damage]:
    """What is wrong with the raw files; the ledger learns what they hold.

    With `unfinished` a run died or is at work, and the newest file's torn end is only a notice.
    """
    files = raw_files(tree)
    for path in files:
        try:
            yield from _check_file(tree, path, ledger, unfinished=unfinished and path == files[-1])
        except ArchiveError as exc:
            yield Damage(exc.name, exc.reason)


def missing(tree: Tree, ledger: Ledger) -> Iterator[Damage]:
    """The files that a run noted and the walk did not meet; the raw files are read again for their names."""
    for path in raw_files(tree) if ledger.left() else ():
        with suppress(ArchiveError), tree.opened(path) as file:  # one that cannot be read was reported
            for found in members(file) if file else ():
                for gone, _ in _noted(found):
                    if ledger.tick_off(gone) is not None:
                        yield Damage(tree.name(gone), f"is missing: {path} says that it was written")


def _check_file(tree: Tree, path: str, ledger: Ledger, *, unfinished: bool) -> Iterator[Damage]:
    with tree.opened(path) as file:
        for found in members(file) if file else ():
            name = tree.name(f"{path}#{found.offset}")
            if found.problem:
                yield _problem(found, name, unfinished=unfinished)
                continue
            try:
                _check_record(parsed(found.data, name), path, found.offset, name, ledger)
            except CorruptError as exc:
                yield Damage(exc.name, exc.reason)
            for written, digest in _noted(found):
                ledger.note(written, digest)


def _problem(found: Member, name: str, *, unfinished: bool) -> Damage:
    if found.torn and unfinished:  # nothing refers to it, or the snapshot that does reports it
        return Damage(name, "cut short, as by a run that died while it wrote this", "notice")
    if found.torn:
        return Damage(name, "cut short, though the run that wrote it ended well")
    return Damage(name, found.problem)


def _check_record(own: WarcRecord, path: str, offset: int, name: str, ledger: Ledger) -> None:
    _check_digest(own, "warc-block-digest", own.block, name)
    if own.kind == "response":
        found = message(own.block, name)
        _check_digest(own, "warc-payload-digest", found.wire, name)
        ledger.add_record(path, offset, _body_digest(found.wire, found.coding()))
    elif own.kind == "revisit" and (ref := own.fields.get(REFERS_TO.lower())):
        digest = ledger.record(*split_ref(ref))
        if digest is None:
            raise CorruptError(name, f"refers to {ref}, which is missing or damaged")
        ledger.add_record(path, offset, digest)


def _check_digest(own: WarcRecord, field: str, data: bytes, name: str) -> None:
    stated = own.fields.get(field)
    if stated and stated != f"sha256:{sha256(data).hexdigest()}":
        raise CorruptError(name, f"its {field} does not fit")


def _body_digest(wire: bytes, coding: str) -> bytes:
    try:
        body = unpacked(wire, coding, "")
    except CorruptError:  # the site sent it so; a snapshot made of it would be found by its own sha256
        body = wire
    return sha256(body).digest()


def _noted(found: Member) -> list[tuple[str, str]]:
    """Names and digests of files, when that member is the record of a run's writing."""
    if b"\r\nWARC-Type: metadata\r\n" not in found.data[:512]:
        return []
    text = found.data.decode("utf-8", "surrogateescape")
    return [(match[2], match[1]) for match in _WROTE.finditer(text)]
