"""The last record of a finished raw file: it states the SHA-256 of every byte before it.

So a flipped bit is found wherever it is, also where gzip would not mind, and so is a file that was cut
between two records. A run that died leaves no seal; the next run mends what it left and sets one.
"""

from __future__ import annotations

import re
import struct
import zlib
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

SEALED = "Sealed"
PROMISE = "sealed: by the last record"  # in the warcinfo of a file that is to have one

_SEALED = re.compile(rb"^Sealed: sha256:([0-9a-f]{64}) ([0-9]{1,18})\r$", re.MULTILINE)
_FIELD = re.compile(rb"^(WARC-Date|WARC-Record-ID): ([^\r\n]+)\r$", re.MULTILINE)
_MEMBER = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"  # RFC 1952, 2.3: no name, no time, Unix
_CHUNK = 1 << 20


def seal(ref: str, date: str, info: str, digest: str, length: int) -> bytes:
    """The member that seals a file of that many bytes with that SHA-256 (hex).

    `ref` is where it goes, `date` its WARC-Date, `info` the WARC-Record-ID of the file's warcinfo.
    """
    import uuid  # noqa: PLC0415  4 ms that only a writing command pays

    block = f"{SEALED}: sha256:{digest} {length}\r\n".encode()
    head = {
        "WARC-Type": "metadata",
        "WARC-Record-ID": f"<{uuid.uuid5(uuid.NAMESPACE_URL, f'{ref} {date} {digest}').urn}>",
        "WARC-Date": date,
        "WARC-Warcinfo-ID": info,
        "Content-Type": "application/warc-fields",
        "WARC-Block-Digest": f"sha256:{sha256(block).hexdigest()}",
        "Content-Length": str(len(block)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return stored(f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n")


def stored(data: bytes) -> bytes:
    """One gzip member that holds data (under 64 KB) unpacked: only these bytes do, so any change shows."""
    length = len(data)
    body = struct.pack("<BHH", 1, length, length ^ 0xFFFF) + data
    return _MEMBER + body + struct.pack("<II", zlib.crc32(data), length)


def sealed(data: bytes) -> tuple[str, int] | None:
    """The SHA-256 (hex) and the length that a record states; None when it is no seal."""
    if b"\r\nWARC-Type: metadata\r\n" not in data[:512]:
        return None
    found = _SEALED.search(data)
    return (found[1].decode(), int(found[2])) if found else None


def digest_until(file: BinaryIO, end: int) -> str:
    """The SHA-256 (hex) of the file's first `end` bytes."""
    file.seek(0)
    whole, left = sha256(), end
    while left and (chunk := file.read(min(left, _CHUNK))):
        whole.update(chunk)
        left -= len(chunk)
    return whole.hexdigest()


def resealed(file: BinaryIO, path: str, end: int) -> bytes:
    """The file's first `end` bytes, whole records, with a seal behind them."""
    file.seek(0)
    data = file.read(end)
    first = zlib.decompressobj(31).decompress(data)
    fields = dict(_FIELD.findall(first))
    digest = sha256(data).hexdigest()
    date, info = (fields.get(name, b"").decode() for name in (b"WARC-Date", b"WARC-Record-ID"))
    return data + seal(f"{path}#{end}", date, info, digest, end)
