"""What stands in the place of a raw record that was redacted: as many bytes, so that no offset moves."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError
from feedarchive.store.raw import REFERS_TO, urn
from feedarchive.store.records import REDACTED

if TYPE_CHECKING:
    from feedarchive.store.records import WarcRecord

_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # gzip, deflate, no name, no time (RFC 1952, 2.3)
_TRAILER = 8  # bytes: CRC-32 and length
_STORED = 65_535  # bytes that a stored block holds at most, behind 5 of its own (RFC 1951, 3.2.4)
_FRAME = 5


def tombstone(own: WarcRecord, ref: str, *, size: int, was: str, remains: str | None) -> bytes:
    """A member of exactly `size` bytes in place of `own`; `was` is the SHA-256 of its decoded body, hex.

    Raises:
        ArchiveError: `size` is too small, which no record with a body is.
    """
    date = own.fields.get("warc-date", "")
    fields = {
        "WARC-Type": "metadata",
        "WARC-Record-ID": f"<{urn(f'{ref} {date} redacted')}>",
        "WARC-Date": date,
        "Content-Type": "text/plain",
        REDACTED: f"sha256:{was}",
    }
    if remains:
        fields[REFERS_TO] = remains
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return _filled(f"WARC/1.1\r\n{lines}Content-Length: ".encode(), ref, size)


def _filled(head: bytes, ref: str, size: int) -> bytes:
    """A gzip member of `size` bytes: the head, its Content-Length, and a block of spaces.

    Only the head is packed; the rest is stored, so that each space more makes the member a byte longer.
    """
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = engine.compress(head) + engine.flush(zlib.Z_FULL_FLUSH)
    room = size - len(_HEADER) - len(packed) - _TRAILER
    blocks = -(-room // (_STORED + _FRAME))
    length = room - _FRAME * blocks
    spaces = length - len(_text(0))
    if spaces < 0:
        raise ArchiveError(ref, "is too short to hold a tombstone")
    text = _text(spaces)
    stored = _stored(text, -(-length // blocks))
    whole = head + text
    trailer = zlib.crc32(whole).to_bytes(4, "little") + (len(whole) & 0xFFFFFFFF).to_bytes(4, "little")
    return _HEADER + packed + stored + trailer


def _text(spaces: int) -> bytes:
    return b"%010d\r\n\r\n" % spaces + b" " * spaces + b"\r\n\r\n"


def _stored(text: bytes, each: int) -> bytes:
    """The text as stored blocks of `each` bytes."""
    parts = [text[at : at + each] for at in range(0, len(text), each)]
    last = len(parts) - 1
    return b"".join(
        bytes((n == last,))
        + len(part).to_bytes(2, "little")
        + (len(part) ^ 0xFFFF).to_bytes(2, "little")
        + part
        for n, part in enumerate(parts)
    )
