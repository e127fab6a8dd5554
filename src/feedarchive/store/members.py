"""The gzip members of a WARC file, one a record (WARC 1.1, annex D.2): find them, and tell a torn tail."""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

GZIP = 31  # zlib's window bits for a gzip header and trailer
LARGEST = 512 * 1024 * 1024  # bytes of one record; the fetcher takes far less

_CHUNK = 16 * 1024
_MAGIC = b"\x1f\x8b\x08"
_FIRST = b"WARC/"
_BLOCK = 512  # what a disk writes at once, at least


class Member(NamedTuple):
    """A record's bytes, or why there are none: bytes `offset` to `end` of the file.

    `torn` says that the file ends before the member does, as a dead run leaves it.
    """

    offset: int
    end: int
    data: bytes
    problem: str = ""
    torn: bool = False


def deflated(parts: tuple[bytes, ...], *, level: int) -> bytes:
    """One gzip member that holds the parts."""
    engine = zlib.compressobj(level, zlib.DEFLATED, GZIP)
    return b"".join((*map(engine.compress, parts), engine.flush()))


def member(file: BinaryIO, offset: int) -> Member:
    """The member that starts there, whole or with its problem."""
    file.seek(offset)
    engine = zlib.decompressobj(GZIP)
    parts: list[bytes] = []
    room, end = LARGEST, offset
    while not engine.eof:
        chunk = file.read(_CHUNK)
        if not chunk:
            return Member(offset, end, b"", "the file ends in the middle of it", torn=True)
        end += len(chunk)
        try:
            parts.append(engine.decompress(chunk, room))
        except zlib.error as exc:
            return Member(offset, end, b"", f"cannot be unpacked: {exc}")
        room -= len(parts[-1])
        if room <= 0:
            return Member(offset, end, b"", f"larger than {LARGEST} bytes")
    return Member(offset, end - len(engine.unused_data), b"".join(parts))


def opening(file: BinaryIO, offset: int) -> bytes:
    """The first bytes of the member there, enough for a record's header; b"" when there is none."""
    file.seek(offset)
    try:
        return zlib.decompressobj(GZIP).decompress(file.read(_CHUNK), _CHUNK)
    except zlib.error:
        return b""


def members(file: BinaryIO) -> Iterator[Member]:
    """Every member in turn; after a broken one the next that begins as a record does."""
    size = file.seek(0, os.SEEK_END)
    offset = 0
    while offset < size:
        found = member(file, offset)
        if found.problem:
            after = _next_record(file, offset + 1)
            found = found._replace(end=after or size, torn=after is None and _is_torn(file, offset, size))
        yield found
        offset = found.end


def _next_record(file: BinaryIO, offset: int) -> int | None:
    """Where the next record begins; None when no more come."""
    file.seek(offset)
    window = b""
    while chunk := file.read(_CHUNK):
        base = file.tell() - len(chunk) - len(window)
        window += chunk
        at = window.find(_MAGIC)
        while at >= 0:
            if opening(file, base + at).startswith(_FIRST):
                return base + at
            at = window.find(_MAGIC, at + 1)
        file.seek(base + len(window))
        window = window[-len(_MAGIC) + 1 :]
    return None


def _is_torn(file: BinaryIO, offset: int, size: int) -> bool:
    """Whether the rest of the file is the beginning of a member, or nothing; a power cut may leave NULs."""
    file.seek(offset)
    rest = file.read(min(size - offset, LARGEST))
    bare = rest.rstrip(b"\0")
    if len(rest) - len(bare) >= _BLOCK:  # fewer may be the end of a whole member's length field
        rest = bare
    engine = zlib.decompressobj(GZIP)
    try:
        engine.decompress(rest, LARGEST)
    except zlib.error:
        return False
    return not engine.eof
