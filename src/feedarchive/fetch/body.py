"""Bodies within bounds: the bytes as they came, and what they decode to. Pure.

httpx's own decoding is not used: it takes half a gzip stream for a whole one, drops a second member
in silence, and allocates what a compression bomb asks for (fact sheet hostile-input, 2.1, 2026-11).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from feedarchive.errors import MiscodedError, RefusedError, TooLargeError, UnreachableError

RATIO = 200  # decoded to wire; repetitive HTML reaches about 50
RATIO_FLOOR = 1024 * 1024  # small answers may be as dense as they like
MAX_MEMBERS = 1000
STEP = 512 * 1024  # bytes decoded at once: in one go zlib needs twice what a bomb may hold
_MAGIC = b"\x1f\x8b"  # RFC 1952, 2.3.1
_GZIP = zlib.MAX_WBITS | 16


def received(url: str, chunks: Iterable[bytes], *, limit: int) -> bytes:
    """All chunks in one; TooLargeError as soon as they are more than `limit` bytes."""
    pieces: list[bytes] = []
    room = limit
    for chunk in chunks:
        room -= len(chunk)
        if room < 0:
            raise TooLargeError(url, f"the answer is larger than {limit} bytes")
        pieces.append(chunk)
    return b"".join(pieces)


def decoded(url: str, wire: bytes, codings: str, *, limit: int) -> bytes:
    """The body without its Content-Encoding, of which only gzip was offered.

    Raises:
        RefusedError: another coding, or several.
        TooLargeError: more than `limit` bytes, or more than 200 times what came.
        MiscodedError: no gzip at all.
        UnreachableError: a damaged, cut or overlong gzip stream.
    """
    coding = codings.strip().lower()
    if coding in ("", "identity") or not wire:
        return wire
    if coding not in ("gzip", "x-gzip"):
        raise RefusedError(url, f"answered in the coding {coding[:60]!r}, which was not offered")
    if not wire.startswith(_MAGIC[: len(wire)]):
        raise MiscodedError(url, "says it sent gzip, and did not")
    try:
        return _gunzip(url, wire, min(limit, max(RATIO_FLOOR, RATIO * len(wire))))
    except zlib.error as exc:
        raise UnreachableError(url, f"sent damaged gzip: {exc}") from exc


def _gunzip(url: str, rest: bytes, limit: int) -> bytes:
    """All members, decoded one after another (RFC 1952, 2.2)."""
    pieces: list[bytes] = []
    room = limit
    for _ in range(MAX_MEMBERS):
        member = zlib.decompressobj(wbits=_GZIP)
        while not member.eof:
            piece = member.decompress(rest, STEP)
            rest = member.unconsumed_tail
            room -= len(piece)
            if room < 0:
                raise TooLargeError(url, f"the answer unpacks to more than {limit} bytes")
            if not (piece or rest or member.eof):
                raise UnreachableError(url, "the gzip stream is cut short")
            pieces.append(piece)
        rest = member.unused_data
        if not rest:
            return b"".join(pieces)
    raise TooLargeError(url, f"more than {MAX_MEMBERS} gzip members")
