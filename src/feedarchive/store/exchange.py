"""An HTTP response as the bytes of a WARC block, and back (WARC 1.1, 6.3; RFC 9112, 2.1)."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from feedarchive.errors import CorruptError

if TYPE_CHECKING:
    from feedarchive.capture import Response

LARGEST = 512 * 1024 * 1024  # bytes of a decoded body; the fetcher takes far less

_ORIGINAL = "X-Archive-Orig-"
_REDACTED = "X-Archive-Redacted"
_PACKED = ("gzip", "x-gzip", "deflate")
_PIECE = 4096  # bytes that are unpacked at once, where some of them may be damaged
_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) ?([^\r\n]*)")
_ANY_WRAPPER = 47  # zlib's window bits: a gzip or a zlib header, whichever comes


class Message(NamedTuple):
    """What a response block holds."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    wire: bytes

    def coding(self) -> str:
        """Its Content-Encoding in lower case, "" for none."""
        found = (value for name, value in self.headers if name.lower() == "content-encoding")
        return next(found, "").strip().lower()


def http_head(response: Response) -> bytes:
    """Status line and headers, with the empty line after them.

    `wire` is the body after transfer decoding, so Transfer-Encoding goes under another name and
    Content-Length states the real length; a 304 states the length of what it does not carry.
    """
    lines = [f"HTTP/1.1 {response.status} {one_line(response.reason)}"]
    lines += [f"{one_line(name)}: {one_line(value)}" for name, value in _headers(response)]
    return "\r\n".join((*lines, "", "")).encode("utf-8", "surrogateescape")


def message(block: bytes, name: str) -> Message:
    """The parts of a response block.

    Raises:
        CorruptError: it does not begin as an HTTP response does.
    """
    head, _, wire = block.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    status = _STATUS.fullmatch(lines[0])
    if status is None:
        raise CorruptError(name, "not an HTTP response")
    pairs = (_text(line).partition(":") for line in lines[1:])
    headers = tuple((field, value.strip()) for field, _, value in pairs)
    return Message(int(status[1]), _text(status[2]), headers, wire)


def unpacked(wire: bytes, coding: str, name: str) -> bytes:
    """The decoded body; bytes of an unknown coding come back as they are.

    Raises:
        CorruptError: it cannot be decoded, or is larger than any answer we take.
    """
    if not wire or coding not in _PACKED:
        return wire
    try:
        return _inflated(wire, name)
    except zlib.error as exc:
        raise CorruptError(name, f"its body cannot be decoded: {exc}") from exc


def legible(wire: bytes, coding: str) -> bytes:
    """The decoded body, or as much of it as comes before what cannot be decoded."""
    if coding not in _PACKED:
        return wire
    parts: list[bytes] = []
    engine = zlib.decompressobj(_ANY_WRAPPER)
    with suppress(zlib.error):
        for at in range(0, len(wire), _PIECE):
            piece = wire[at : at + _PIECE]
            while piece:
                parts.append(engine.decompress(piece, LARGEST))
                piece = engine.unused_data
                engine = zlib.decompressobj(_ANY_WRAPPER) if engine.eof else engine
    return b"".join(parts)


def blanked(response: Response, body: bytes) -> Response:
    """The answer with that body in place of its own, in no coding; its head says that it was redacted."""
    own = {"content-encoding", "content-length", _REDACTED.lower()}
    headers = [pair for pair in response.headers if pair[0].lower() not in own]
    coding = response.header("content-encoding")
    headers += [(f"{_ORIGINAL}Content-Encoding", coding)] if coding else []
    return replace(response, headers=(*headers, (_REDACTED, "yes")), wire=body, body=body)


def one_line(text: str) -> str:
    """The text without line ends: a header's value cannot begin another header."""
    return text if text.isprintable() else re.sub(r"[\r\n\0]+", " ", text)


def _headers(response: Response) -> list[tuple[str, str]]:
    if response.status == 304:  # noqa: PLR2004  RFC 9110, 15.4.5
        return list(response.headers)
    length = str(len(response.wire))
    found: list[tuple[str, str]] = []
    for name, value in response.headers:
        changed = name.lower() == "transfer-encoding" or (
            name.lower() == "content-length" and value != length
        )
        found.append((f"{_ORIGINAL}{name}" if changed else name, value))
    if not any(name.lower() == "content-length" for name, _ in found):
        found.append(("Content-Length", length))
    return found


def _inflated(wire: bytes, name: str) -> bytes:
    parts: list[bytes] = []
    room = LARGEST
    while wire:
        engine = zlib.decompressobj(_ANY_WRAPPER)
        parts.append(engine.decompress(wire, room))
        room -= len(parts[-1])
        if room <= 0 or not engine.eof:
            raise CorruptError(name, "its body is cut, or far too large")
        wire = engine.unused_data
    return b"".join(parts)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
