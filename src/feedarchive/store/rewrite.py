"""A raw file without what was redacted: a whole new file in place of the old, every offset as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from feedarchive.capture import Response
from feedarchive.errors import ArchiveError, CorruptError
from feedarchive.store.exchange import Message, blanked, http_head, legible, message
from feedarchive.store.members import Member, members
from feedarchive.store.raw import FIELDS, HTTP, WHY, packed, warc_date, wrote
from feedarchive.store.rawcheck import noted
from feedarchive.store.records import WarcRecord, parsed
from feedarchive.store.seal import seal, sealed
from feedarchive.store.tombstone import tombstone

if TYPE_CHECKING:
    from feedarchive.store.disk import Tree

# The body at that address without what was redacted: b"" when nothing can stay, None when it shows none.
Blank = Callable[[str, bytes], bytes | None]

_CHUNK = 1 << 20


class Cut(Struct, frozen=True, kw_only=True):
    """A record from which something is to be taken: bytes `offset` to `end` of its file."""

    offset: int
    end: int
    own: WarcRecord
    was: str
    remains: bytes


class Look(Struct, frozen=True, kw_only=True):
    """What a raw file holds of it: the records to cut, notes to be made anew, records that are damaged.

    `sealed` is where its seal begins, None without one; `info` and `date` are what a new seal has to say.
    """

    path: str
    info: str = ""
    date: str = ""
    sealed: int | None = None
    cuts: tuple[Cut, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    unread: tuple[str, ...] = ()


def look(tree: Tree, path: str, blank: Blank, files: Mapping[str, str]) -> Look:
    """What has to be done to that raw file; `files` are the rewritten ones, with their new SHA-256 (hex).

    Raises ArchiveError when the file cannot be read.
    """
    cuts: list[Cut] = []
    unread: list[str] = []
    last: dict[str, str] = {}
    info = date = ""
    end: int | None = None
    with tree.opened(path) as file:
        for found in members(file) if file else ():
            ref = f"{path}#{found.offset}"
            own = _own(found, ref)
            if own is None:
                unread.append(ref)
                continue
            info = info or own.fields.get("warc-record-id", "")
            date = own.fields.get("warc-date", date)
            end = found.offset if sealed(found.data) else None
            cuts += _cut(own, found, ref, blank)
            last.update((name, digest) for done, name, digest in noted(found.data) if done and name in files)
    stale = [(name, files[name]) for name, digest in last.items() if digest != files[name]]
    return Look(
        path=path,
        info=info,
        date=date,
        sealed=end,
        cuts=tuple(cuts),
        notes=tuple(stale),
        unread=tuple(unread),
    )


def _own(found: Member, ref: str) -> WarcRecord | None:
    """The record; None when it is damaged."""
    try:
        return None if found.problem else parsed(found.data, ref)
    except CorruptError:
        return None


def rewrite(tree: Tree, seen: Look, when: datetime) -> None:
    """Nothing, once the file is without it, durably; an untouched file when there is nothing to do.

    Raises ArchiveError when that cannot be written; then the old file is there as it was.
    """
    if not seen.cuts and not seen.notes:
        return
    with tree.opened(seen.path) as old:
        if old is None:
            raise ArchiveError(tree.name(seen.path), "is missing")
        end = old.seek(0, 2) if seen.sealed is None else seen.sealed
        with tree.replacing(seen.path) as write:
            new = _New(write)
            added = list(_with_tombstones(old, seen, end, new))
            if seen.notes:
                added.append(_notes(seen, when, end + sum(map(len, added))))
            for data in added:
                new.write(data)
            if seen.sealed is not None:
                digest, length = new.whole.hexdigest(), new.length
                write(seal(f"{seen.path}#{length}", seen.date, seen.info, digest, length))


class _New:
    """The new file: what a seal has to know of it."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self.whole = sha256()
        self.length = 0

    def write(self, data: bytes) -> None:
        self._write(data)
        self.whole.update(data)
        self.length += len(data)


def _with_tombstones(old: BinaryIO, seen: Look, end: int, new: _New) -> Iterator[bytes]:
    """The old file up to `end`, written with tombstones; gives the records that are to follow it."""
    after, at = end, 0
    for cut in seen.cuts:
        _copy(old, at, cut.offset, new.write)
        remains = _remains(cut, seen.path, after) if cut.remains else b""
        ref = f"{seen.path}#{after}" if remains else None
        own = f"{seen.path}#{cut.offset}"
        new.write(tombstone(cut.own, own, size=cut.end - cut.offset, was=cut.was, remains=ref))
        after, at = after + len(remains), cut.end
        if remains:
            yield remains
    _copy(old, at, end, new.write)


def _cut(own: WarcRecord, at: Member, ref: str, blank: Blank) -> Iterator[Cut]:
    """The record, when something is to be taken from it."""
    if own.kind != "response":
        return
    try:
        found = message(own.block, ref)
    except CorruptError:  # whole, and no HTTP: nobody knows what is its body
        found = Message(0, "", (), own.block)
    body = legible(found.wire, found.coding())
    left = blank(own.fields.get("warc-target-uri", ""), body) if body else None
    if left is not None:
        remains = _block(own, found, left) if left and found.status else b""
        yield Cut(offset=at.offset, end=at.end, own=own, was=sha256(body).hexdigest(), remains=remains)


def _block(own: WarcRecord, found: Message, body: bytes) -> bytes:
    """The HTTP response with that body."""
    answer = Response(
        url=own.fields.get("warc-target-uri", ""),
        status=found.status,
        reason=found.reason,
        headers=found.headers,
        fetched=datetime.fromtimestamp(0, UTC),  # not part of the block
    )
    answer = blanked(answer, body)
    return http_head(answer) + body


def _remains(cut: Cut, path: str, end: int) -> bytes:
    own = cut.own.fields
    body = cut.remains.partition(b"\r\n\r\n")[2]
    fields = {
        "WARC-Warcinfo-ID": own.get("warc-warcinfo-id", ""),
        "WARC-Target-URI": own.get("warc-target-uri", ""),
        "Content-Type": HTTP,
        WHY: own.get(WHY.lower(), ""),
        "WARC-Payload-Digest": f"sha256:{sha256(body).hexdigest()}",
    }
    kept = {name: value for name, value in fields.items() if value}
    return packed(f"{path}#{end}", "response", own.get("warc-date", ""), kept, (cut.remains,), 9)[0]


def _notes(seen: Look, when: datetime, end: int) -> bytes:
    fields = {"Content-Type": FIELDS}
    return packed(f"{seen.path}#{end}", "metadata", warc_date(when), fields, (wrote(seen.notes),), 1)[0]


def _copy(old: BinaryIO, start: int, end: int, write: Callable[[bytes], None]) -> None:
    old.seek(start)
    left = end - start
    while left:
        data = old.read(min(_CHUNK, left))
        if not data:
            raise CorruptError(str(old.name), "became shorter while it was read")
        write(data)
        left -= len(data)
