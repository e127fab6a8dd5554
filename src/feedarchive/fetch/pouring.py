"""A body of any length into a sink, piece by piece, within its limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping

from feedarchive.capture import Sink
from feedarchive.errors import RefusedError, TooLargeError, UnreachableError

SLOWEST = 256 * 1024  # bytes a second, at which the largest file must have come
_STEP = 256 * 1024  # bytes decoded at once
_GZIP = zlib.MAX_WBITS | 16


def poured(url: str, chunks: Iterable[bytes], headers: Mapping[str, str], into: Sink) -> int:
    """How many bytes came; their decoded form is in the sink.

    Raises:
        TooLargeError: more than the sink's limit, stated or sent.
        RefusedError: a coding that is not known.
        UnreachableError: a damaged or cut gzip stream.
    """
    into.begin(headers.get("content-type", "").strip().lower())
    length, coding = headers.get("content-length", ""), headers.get("content-encoding", "").strip().lower()
    plain = coding in ("", "identity")
    if plain and length.isdecimal() and len(length) <= 20 and int(length) > into.limit:  # noqa: PLR2004
        raise TooLargeError(url, f"states {int(length):,} bytes: more than the limit of {into.limit:,}")
    if not plain and coding not in ("gzip", "x-gzip"):
        raise RefusedError(url, f"answered in the coding {coding[:60]!r}, which was not offered")
    came, left = 0, into.limit
    for chunk in chunks:
        came += len(chunk)
        if plain:
            left = _taken(url, chunk, into, left)
            continue
        if came == len(chunk):
            unpack = zlib.decompressobj(wbits=_GZIP)
        for piece in _unpacked(url, chunk, unpack):
            left = _taken(url, piece, into, left)
    if came and not plain and not unpack.eof:
        raise UnreachableError(url, "the gzip stream is cut short")
    return came


def _taken(url: str, piece: bytes, into: Sink, left: int) -> int:
    """How many bytes more there is room for."""
    if len(piece) > left:
        raise TooLargeError(url, f"larger than the limit of {into.limit:,} bytes")
    into.write(piece)
    return left - len(piece)


def _unpacked(url: str, chunk: bytes, unpack: zlib._Decompress) -> Iterator[bytes]:
    """What a chunk of a gzip stream holds, a step at a time; what follows the first member is passed over."""
    try:
        piece = chunk
        while piece and not unpack.eof:  # what was consumed may not be all out yet
            piece = unpack.decompress(chunk, _STEP)
            chunk = unpack.unconsumed_tail
            yield piece
    except zlib.error as exc:
        raise UnreachableError(url, f"sent damaged gzip: {exc}") from exc
