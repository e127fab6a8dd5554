"""Where records begin in a WARC file that is damaged, and whether one is whole (WARC 1.1, 4 and annex D)."""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO

_GZIP = b"\x1f\x8b\x08"
_FIRST = b"WARC/"
_WINDOW = 1 << 20
_LENGTH = re.compile(rb"^content-length:\s*([0-9]{1,18})\s*$", re.IGNORECASE | re.MULTILINE)


def next_record(file: BinaryIO, start: int) -> int | None:
    """Where the next record begins at or after `start`; None when there is none."""
    packed = is_packed(file)
    mark = _GZIP if packed else _FIRST
    at = start
    while True:
        file.seek(at)
        window = file.read(_WINDOW + len(mark))
        found = window.find(mark)
        while 0 <= found < _WINDOW:
            if _begins(file, at + found, packed=packed):
                return at + found
            found = window.find(mark, found + 1)
        if len(window) <= _WINDOW:
            return None
        at += _WINDOW


def is_packed(file: BinaryIO) -> bool:
    """Whether the file is one of gzip members."""
    file.seek(0)
    return file.read(3) == _GZIP


def each_alone(file: BinaryIO, largest: int) -> bool:
    """Whether a record can be read by itself: each has a gzip member of its own, or nothing is packed."""
    return not is_packed(file) or end_of(file, 0, largest) is not None


def end_of(file: BinaryIO, offset: int, largest: int) -> int | None:
    """Where the record there ends, when it is whole: unpacked without error, and as long as it says."""
    packed = is_packed(file)
    file.seek(offset)
    data, end = _member(file, largest) if packed else (file.read(largest), 0)
    head, gap, rest = data.partition(b"\r\n\r\n")
    stated = _LENGTH.search(head.replace(b"\r", b""))
    if not gap or stated is None:
        return None
    length = int(stated[1])
    if rest[length : length + 4] != b"\r\n\r\n" or (packed and len(rest) != length + 4):
        return None
    return offset + (end if packed else len(head) + length + 8)


def _begins(file: BinaryIO, offset: int, *, packed: bool) -> bool:
    file.seek(max(0, offset - 1) if not packed else offset)
    data = file.read(4096)
    if not packed:
        return offset == 0 or data.startswith(b"\n")
    try:
        return zlib.decompressobj(31).decompress(data, len(_FIRST)).startswith(_FIRST)
    except zlib.error:
        return False


def _member(file: BinaryIO, largest: int) -> tuple[bytes, int]:
    """The data of the member there and its length in the file; nothing of one that is damaged."""
    engine, parts, room, read = zlib.decompressobj(31), list[bytes](), largest, 0
    while not engine.eof and room > 0:
        chunk = file.read(1 << 16)
        read += len(chunk)
        try:
            parts.append(engine.decompress(chunk, room))
        except zlib.error:
            return b"", 0
        if not chunk:
            return b"", 0
        room -= len(parts[-1])
    return b"".join(parts), read - len(engine.unused_data)
