"""Small pictures that the demo's posts show, drawn in code, at any size, as Blogger serves them."""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from struct import pack

FOLDER = "/img/"
LARGEST = 96  # pixels, the original's width
_SIZED = re.compile(r"/img/(?P<name>[a-z]+)/s(?P<size>\d{1,4})(?:-c)?/[a-z]+\.png")
_COLOURS = {
    "gate": (112, 84, 60),
    "lettuce": (88, 150, 60),
    "barrow": (52, 110, 70),
    "bugle": (190, 150, 40),
    "seedlings": (120, 170, 90),
}


def sound(path: str) -> bytes | None:
    """The recording at `/img/flat-bugle.mp3`: a second of silence, MPEG-1 layer III; None elsewhere."""
    frame = b"\xff\xfb\x10\xc4" + bytes(100)  # 32 kbit/s at 44.1 kHz
    return frame * 38 if path == "/img/flat-bugle.mp3" else None


def picture(path: str) -> bytes | None:
    """The PNG at `/img/NAME/sSIZE/NAME.png`, at most SIZE wide (`s0`: the original); None elsewhere."""
    found = _SIZED.fullmatch(path)
    if found is None or found["name"] not in _COLOURS:
        return None
    size = int(found["size"]) or LARGEST
    return _drawn(found["name"], min(size, LARGEST))


@lru_cache(maxsize=32)
def _drawn(name: str, width: int) -> bytes:
    """A PNG of stripes (ISO 15948): 8-bit RGB, three quarters as high as wide."""
    height = width * 3 // 4
    stripes = bytes(_COLOURS[name]), bytes((240, 234, 220))
    rows = b"".join(b"\0" + b"".join(stripes[(x + y) // 8 % 2] for x in range(width)) for y in range(height))
    head = pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
