"""The bytes of an XML document -> UTF-8: strictly, or mended as far as can be."""

from __future__ import annotations

import codecs
import re
import sys
from html.entities import html5

from feedarchive.errors import DamagedError

_DECLARATION = re.compile(r"\s*<\?xml\s[^>]*\?>")
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([^"'>]*)["']""")
_NAMES = re.compile(
    r"utf-?8|us-ascii|windows-125[0-8]|iso-8859-(?:[1-9]|1[0134-6])|latin-?1|koi8-[ru]|shift_jis|euc-(?:jp|kr)|iso-2022-jp"
    r"|gb2312|gbk|gb18030|big5",
    re.IGNORECASE,
)
# XML 1.0, 2.2: what no document may hold, as a character or as a reference
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#([0-9]+);|#[xX]([0-9a-fA-F]+);|([A-Za-z][A-Za-z0-9]{1,30};))?",
    re.DOTALL,
)
_XML_NAMES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_END_OF_ENTRY = re.compile(rb"</((?:[\w.-]+:)?)entry\s*>")


def utf8(body: bytes, url: str) -> bytes:
    """The document in UTF-8, without what was found around feeds: white space before, NULs after.

    Raises:
        DamagedError: the bytes are not of the encoding they claim, or that is none we know.
    """
    encoding = _encoding(body)
    if encoding == "utf-8":
        return body.strip(b"\0 \t\r\n") if body.endswith(b"\0") else body.lstrip()
    try:
        return body.decode(encoding or "ascii").encode()
    except UnicodeError as exc:
        raise DamagedError(url, f"not in the encoding it claims: {exc}") from exc


def mended(body: bytes, charset: str = "") -> tuple[bytes, bool]:
    """The document in UTF-8 without its XML declaration, and whether anything had to be mended.

    Bytes that are not UTF-8 are read as windows-1252, characters that XML forbids become U+FFFD, `&nbsp;` its
    character, and a lone `&` is escaped. `charset` is HTTP's, which goes before the document's own word.
    """
    encoding = _encoding(body, charset)
    try:
        text, sound = body.decode(encoding or "utf-8"), encoding is not None
    except UnicodeError:
        text, sound = body.decode("utf-8", "feedarchive.windows-1252"), False
    text = text.lstrip("\ufeff \t\r\n").rstrip("\0 \t\r\n")
    fixed = _REFERENCE.sub(_mended_reference, _ILLEGAL.sub("\ufffd", text))
    return _DECLARATION.sub("", fixed, count=1).encode(), not (sound and fixed == text)


def closed(data: bytes) -> bytes:
    """A cut Atom feed, ended after its last whole entry; anything else as it is."""
    ends = list(_END_OF_ENTRY.finditer(data))
    if not ends or data.endswith(b"feed>"):
        return data
    return data[: ends[-1].end()] + b"</" + ends[-1][1] + b"feed>"


class Transcoder:
    """A document that comes in chunks -> UTF-8; what does not fit its encoding is windows-1252, as `mended`.

    Where the document is UTF-8 already, or says nothing that we know, its bytes pass as they are.
    """

    def __init__(self) -> None:
        self._decoder: codecs.IncrementalDecoder | None = None
        self._begun = False

    def utf8(self, chunk: bytes, *, final: bool = False) -> bytes:
        """The next bytes in UTF-8; the first chunk decides which encoding it is."""
        if not self._begun and chunk:
            self._begun = True
            encoding = _encoding(chunk)
            if encoding not in (None, "utf-8"):
                self._decoder = codecs.getincrementaldecoder(encoding)("feedarchive.windows-1252")
        return chunk if self._decoder is None else self._decoder.decode(chunk, final).encode()


def _encoding(body: bytes, charset: str = "") -> str | None:
    """The codec: by byte order mark, then by HTTP, then by declaration; None for one we do not know."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.match(body)
    name = charset or (declared[1].decode("ascii", "replace") if declared else "utf-8")
    if not _NAMES.fullmatch(name):
        return None
    return "utf-8" if name.lower() in ("utf8", "us-ascii") else name.lower()


def _mended_reference(found: re.Match[str]) -> str:
    whole, decimal, hexadecimal, name = found[0], found[1], found[2], found[3]
    if whole.startswith("<") or name in _XML_NAMES:
        return whole
    if decimal or hexadecimal:
        return whole if _is_legal(decimal or hexadecimal, 10 if decimal else 16) else "\ufffd"
    return html5.get(name or "") or "&amp;" + whole[1:]


def _is_legal(digits: str, base: int) -> bool:
    """Whether a reference names a character that XML allows; none has more than seven digits."""
    digits = digits.lstrip("0")
    if not 0 < len(digits) <= 7:  # noqa: PLR2004
        return False
    number = int(digits, base)
    return number <= sys.maxunicode and not _ILLEGAL.match(chr(number))


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """What stands for bytes that are not UTF-8: most often somebody pasted windows-1252."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("windows-1252", "replace"), error.end


codecs.register_error("feedarchive.windows-1252", _as_windows)
