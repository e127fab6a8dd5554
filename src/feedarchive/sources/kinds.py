"""What kind of file somebody gives to `import`, by its first bytes; pure."""

from __future__ import annotations

import re
from typing import Literal

FileKind = Literal["export", "warc", "gzip", "zip", "tar"]

ENOUGH = 4096  # bytes

# Whatever stands before the feed: a byte order mark, NULs of UTF-16, a declaration, comments, a style sheet
_FEED = re.compile(rb"<(?:[\w.-]+:)?feed[\s>/]")
_ENTRY = re.compile(rb"<(?:[\w.-]+:)?entry[\s>/]")


def kind_of(head: bytes) -> FileKind | None:
    """The kind of a file that begins so; `gzip` and `zip` must be looked into, None is none we know.

    Zip files begin with a local file header (APPNOTE 4.3.7), gzip with RFC 1952's two bytes, WARC records
    with their version (WARC 1.1, section 4).
    """
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head[257:262] == b"ustar":  # POSIX.1-2017, pax, "ustar Interchange Format"
        return "tar"
    plain = head.replace(b"\0", b"")
    return "export" if _FEED.search(plain) or _ENTRY.search(plain) else None
