"""The raw file of a run that died: its torn end is cut away, and it is sealed."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from feedarchive.store.disk import NEVER_THROUGH_LINKS
from feedarchive.store.members import Member, members
from feedarchive.store.seal import PROMISE, digest_until, seal, sealed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

_BLOCK = 512  # what a disk writes at once, at least
_FIELD = re.compile(rb"^(WARC-Date|WARC-Record-ID): ([^\r\n]+)\r$", re.MULTILINE)


class _Ending(NamedTuple):
    """How a raw file ends: where the whole records end, and what a seal has to say of it."""

    end: int
    cut: bool
    info: bytes
    date: str
    sealed: bool


def mend(path: Path, *, named: Callable[[int], bool]) -> bool:
    """Whether anything was done to the newest WARC file of a run that died.

    Nothing refers to a torn record, since raw records are flushed before snapshots are linked. A record
    that is damaged in another way is left for people to look at, but for one where a power cut left
    blocks of NULs and neither it nor any later one is `named` by a snapshot. A file without a whole
    record is removed. The caller holds the blog's lock, and flushes what was done.
    """
    fd = os.open(path, os.O_RDWR | NEVER_THROUGH_LINKS)
    with open(fd, "r+b") as file:  # noqa: PTH123  Path opens no descriptors
        found = _ending(file, named)
        if found.cut:
            file.truncate(found.end)
        missing = PROMISE.encode() in found.info and not found.sealed
        if missing:
            last = _seal(file, path.name, found)
            file.seek(found.end)
            file.write(last)
    if not found.end:
        path.unlink()
    return found.cut or missing or not found.end


def _ending(file: BinaryIO, named: Callable[[int], bool]) -> _Ending:
    info, date, hurt, last = b"", "", False, Member(0, 0, b"")
    for found in members(file):
        if found.problem and not found.torn and _holed(file, found) and not named(found.offset):
            return _Ending(found.offset, cut=True, info=info, date=date, sealed=False)
        last = found
        hurt |= bool(found.problem) and not found.torn
        if not found.problem:
            info = info or found.data
            date = dict(_FIELD.findall(found.data)).get(b"WARC-Date", b"").decode() or date
    end = last.offset if last.torn else last.end
    done = hurt or sealed(last.data) is not None  # damage is left as it is
    return _Ending(end, cut=last.torn, info=info, date=date, sealed=done)


def _holed(file: BinaryIO, found: Member) -> bool:
    """Whether a whole block of the record is NULs: it was never written, though a later one was."""
    start = -(-found.offset // _BLOCK) * _BLOCK
    file.seek(start)
    data = file.read(max(found.end - start, 0))
    nothing = bytes(_BLOCK)
    return any(data[at : at + _BLOCK] == nothing for at in range(0, len(data), _BLOCK))


def _seal(file: BinaryIO, name: str, found: _Ending) -> bytes:
    identity = dict(_FIELD.findall(found.info)).get(b"WARC-Record-ID", b"").decode()
    digest = digest_until(file, found.end)
    return seal(f"raw/{name}#{found.end}", found.date, identity, digest, found.end)
