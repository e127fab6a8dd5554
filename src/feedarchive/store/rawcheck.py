"""Verify's reading of the raw files: each once, in order, one record at a time."""

from __future__ import annotations

import re
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError, CorruptError
from feedarchive.store.damage import Damage
from feedarchive.store.exchange import message, unpacked
from feedarchive.store.members import Member, member, members
from feedarchive.store.raw import FOLLOWS, REFERS_TO, WRITES, WROTE
from feedarchive.store.records import WarcRecord, parsed, split_ref, tombstone_of
from feedarchive.store.seal import PROMISE, digest_until, sealed, stored
from feedarchive.store.sink import raw_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from feedarchive.store.disk import Tree
    from feedarchive.store.ledger import Ledger

_WROTE = re.compile(rf"^({WROTE}|{WRITES}): sha256:([0-9a-f]{{64}}) ([^\r\n]+)", re.MULTILINE)
_FOLLOWS = re.compile(rf"^{FOLLOWS}: (raw/[A-Za-z0-9._-]+)\r$", re.MULTILINE)


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
    for name, ref in ledger.remains:
        if ledger.record(*split_ref(ref)) is None:
            yield Damage(name, f"refers to {ref}, which is missing or damaged")


def missing(tree: Tree, ledger: Ledger) -> Iterator[Damage]:
    """The files that a run noted and the walk did not meet; the raw files are read again for their names."""
    for path in raw_files(tree) if ledger.left() else ():
        with suppress(ArchiveError), tree.opened(path) as file:  # one that cannot be read was reported
            for found in members(file) if file else ():
                for done, gone, _ in noted(found.data):
                    if done and ledger.written(gone) and ledger.tick_off(gone):
                        yield Damage(tree.name(gone), f"is missing: {path} says that it was written")


def _check_file(tree: Tree, path: str, ledger: Ledger, *, unfinished: bool) -> Iterator[Damage]:
    sound, last = True, Member(0, 0, b"")
    with tree.opened(path) as file:
        for found in members(file) if file else ():
            for one in _check_member(tree, path, found, ledger, unfinished=unfinished):
                sound = False
                yield one
            last = found
        if sound and file:
            yield from _check_whole(tree, path, file, last, unfinished=unfinished)


def _check_member(
    tree: Tree, path: str, found: Member, ledger: Ledger, *, unfinished: bool
) -> Iterator[Damage]:
    name = tree.name(f"{path}#{found.offset}")
    if found.problem:
        yield _problem(found, name, unfinished=unfinished)
        return
    try:
        own = parsed(found.data, name)
        _check_record(own, path, found.offset, name, ledger)
        if not found.offset:
            yield from _check_info(tree, path, own)
    except CorruptError as exc:
        yield Damage(exc.name, exc.reason)
    for done, written, digest in noted(found.data):
        (ledger.note if done else ledger.plan)(written, digest)


def _check_info(tree: Tree, path: str, own: WarcRecord) -> Iterator[Damage]:
    """What the first record says of its file: its name, and the file before it."""
    name = own.fields.get("warc-filename")
    if own.kind != "warcinfo" or name != path.removeprefix("raw/"):
        yield Damage(tree.name(path), f"not a raw file of this blog, or renamed: it was written as {name!r}")
    before = _FOLLOWS.search(own.block.decode("utf-8", "replace"))
    if before and not (tree.root / before[1]).exists():
        yield Damage(tree.name(before[1]), f"is missing: {path} says that it came before")


def _check_whole(
    tree: Tree, path: str, file: BinaryIO, last: Member, *, unfinished: bool
) -> Iterator[Damage]:
    """Whether a file of sound records holds all of them, byte for byte: what its seal says."""
    stated = sealed(last.data)
    if not last.end:  # a run that dies before its first record leaves such a file; the next one removes it
        yield Damage(tree.name(path), "is empty", "notice" if unfinished else "damage")
    elif stated is None:
        if not unfinished and PROMISE.encode() in member(file, 0).data:
            yield Damage(tree.name(path), "cut short, or never finished: its last record is missing")
    elif stated != (digest_until(file, last.offset), last.offset) or _bytes(file, last) != stored(last.data):
        yield Damage(tree.name(path), "its bytes are not those that were written, by the SHA-256 at its end")


def _bytes(file: BinaryIO, found: Member) -> bytes:
    file.seek(found.offset)
    return file.read(found.end - found.offset)


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
    elif was := tombstone_of(own):  # what remains of it stands further on
        ledger.add_record(path, offset, bytes.fromhex(was))
        if remains := own.fields.get(REFERS_TO.lower()):
            ledger.remains.append((name, remains))
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


def noted(data: bytes) -> list[tuple[bool, str, str]]:
    """Whether it is done or planned, the path and the SHA-256 of each file that a record notes."""
    if b"\r\nWARC-Type: metadata\r\n" not in data[:512]:
        return []
    text = data.decode("utf-8", "surrogateescape")
    return [(match[1] == WROTE, match[3], match[2]) for match in _WROTE.finditer(text)]
