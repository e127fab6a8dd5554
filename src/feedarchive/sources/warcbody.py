"""The body of an archived HTTP answer: transfer coding and content coding undone, within limits."""

from __future__ import annotations

import zlib
from io import BytesIO

from fastwarc.stream_io import BrotliReader, ZstdReader

_WRAPPED = 47  # zlib's window bits: a gzip or a zlib header, whichever comes
_LINE = 64  # digits and extensions of a chunk's size (RFC 9112, 7.1)

Headers = tuple[tuple[str, str], ...]


class TooMuchError(Exception):
    """More than the limit comes out of it."""


def dechunked(block: bytes, headers: Headers, limit: int) -> bytes:
    """The block without its chunks; as it is where nothing was chunked, or somebody undid it already."""
    if "chunked" not in _field(headers, "transfer-encoding") or len(block) > limit:
        return block
    parts: list[bytes] = []
    at = 0
    while True:
        end = block.find(b"\r\n", at, at + _LINE)
        try:
            size = int(block[at:end].partition(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return b"".join(parts) if parts else block
        if size == 0:
            return b"".join(parts)
        parts.append(block[end + 2 : end + 2 + size])
        at = end + 2 + size + 2


def decoded(wire: bytes, headers: Headers, limit: int) -> bytes:
    """The body in no coding; as it is in one that is unknown, damaged, or was undone already.

    Raises TooMuchError past `limit` bytes.
    """
    coding = _field(headers, "content-encoding").strip()
    if coding in {"gzip", "x-gzip", "deflate"}:
        return _inflated(wire, limit)
    reader = {"br": BrotliReader, "zstd": ZstdReader}.get(coding)
    if reader is None:
        return wire
    try:
        body = reader(BytesIO(wire)).read(limit + 1)
    except OSError:
        return wire
    return _within(body, limit)


def _inflated(wire: bytes, limit: int) -> bytes:
    engine = zlib.decompressobj(_WRAPPED)
    try:
        return _within(engine.decompress(wire, limit + 1), limit)
    except zlib.error:
        return wire


def _within(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise TooMuchError(f"unpacks to more than {limit:,} bytes, left out")
    return body


def _field(headers: Headers, name: str) -> str:
    return next((value.lower() for key, value in headers if key.lower() == name), "")
