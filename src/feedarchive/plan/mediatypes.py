"""What a file is by its first bytes, whatever the server says of it. Pure."""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = 4096  # bytes that tell

# magic bytes at an offset -> type (WHATWG MIME Sniffing, section 6; RFC 6386, ISO 14496-12)
_MAGIC: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"\x00\x00\x01\x00", "image/x-icon"),
    (0, b"\x00\x00\x00\x0cjP  ", "image/jp2"),
    (0, b"\x00\x00\x00\x0cJXL ", "image/jxl"),
    (0, b"\xff\x0a", "image/jxl"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"MThd", "audio/midi"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
    (0, b"\x00\x00\x01\xb3", "video/mpeg"),
    (0, b"0&\xb2u\x8ef\xcf\x11", "video/x-ms-wmv"),
    (0, b"%PDF-", "application/pdf"),
)
_BRANDS: Final = {
    b"avif": "image/avif", b"avis": "image/avif", b"heic": "image/heic", b"heix": "image/heic",
    b"mif1": "image/heic", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime",
}  # fmt: skip
_ENDINGS: Final = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp",
    "image/bmp": "bmp", "image/tiff": "tiff", "image/x-icon": "ico", "image/jp2": "jp2",
    "image/jxl": "jxl", "image/svg+xml": "svg", "image/avif": "avif", "image/heic": "heic",
    "audio/mpeg": "mp3", "audio/flac": "flac", "audio/midi": "mid", "audio/wav": "wav",
    "audio/mp4": "m4a", "audio/aac": "aac", "audio/ogg": "ogg", "video/ogg": "ogv",
    "video/x-msvideo": "avi", "video/webm": "webm", "video/x-flv": "flv", "video/mpeg": "mpg",
    "video/mp4": "mp4", "video/quicktime": "mov", "video/x-ms-wmv": "wmv", "application/pdf": "pdf",
}  # fmt: skip
_TYPES: Final = {ending: kind for kind, ending in _ENDINGS.items()}
_COMMENTS = rb"(?:<!--(?:(?!-->).)*-->\s*)*"  # each ends at the first `-->`: nothing to try again
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?"
    + _COMMENTS
    + rb"(?:<!DOCTYPE\s+svg[^>\[]*(?:\[[^\]]*\]\s*)?>\s*)?"
    + _COMMENTS
    + rb"<(?:svg:)?svg[\s>]",
    re.DOTALL,
)
_HTML = re.compile(
    rb"\s*" + _COMMENTS + rb"<(?:!doctype html|html|head|body|script|title|meta)\b", re.IGNORECASE | re.DOTALL
)


def type_of(head: bytes, stated: str = "") -> str | None:
    """The media type that the first bytes show; None when they are of no file that is kept.

    `stated` (Content-Type) decides only between a recording with and one without pictures.
    """
    for offset, magic, found in _MAGIC:
        if head.startswith(magic, offset) and (not offset or head.startswith(b"RIFF")):
            return found
    if head.startswith(b"OggS"):
        return "video/ogg" if stated.startswith("video/") or b"theora" in head[:256] else "audio/ogg"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "audio/mp4" if stated.startswith("audio/") else "video/mp4")
    if _SVG.match(head):
        return "image/svg+xml"
    return _frames(head)


def said(head: bytes) -> str:
    """What an answer that is no such file is, for people."""
    if not head:
        return "answers with nothing"
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "answers with a web page (HTML)"
    return "answers with something that is no image, recording or document"


def ending(kind: str) -> str:
    """How the name of a file of that type ends, without the dot."""
    return _ENDINGS[kind]


def type_by(end: str) -> str | None:
    """The type of files whose names end so; None for an ending that no file here has."""
    return _TYPES.get(end)


def _frames(head: bytes) -> str | None:
    """An MPEG recording without a tag before its first frame (ISO 11172-3, 2.4.1.3), or AAC's ADTS."""
    if len(head) < 4 or head[0] != 0xFF:  # noqa: PLR2004
        return None
    if head[1] & 0xF6 == 0xF0:  # noqa: PLR2004
        return "audio/aac"
    usual = head[1] & 0xE0 == 0xE0 and head[1] & 0x06 in (0x02, 0x04) and head[1] & 0x18 != 0x08  # noqa: PLR2004
    return "audio/mpeg" if usual and head[2] & 0xF0 not in (0x00, 0xF0) else None
