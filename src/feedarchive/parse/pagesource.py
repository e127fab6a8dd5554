"""The bytes of a page -> UTF-8 that a parser may be given, or a ParseError.

What is refused here would keep lexbor busy for minutes: its time grows with the square of open elements and
of attributes, its memory with open `<b x=…>` times paragraphs. 100,000 open divs take 9 s, 3,000 of such
letters and as many `<p>` 3 GB (2026-11). What cannot be that bad by mere counts is not looked at closely.
"""

from __future__ import annotations

import codecs
import re

from feedarchive.errors import DamagedError, ParseError, UnknownFormatError

MAX_BYTES = 8 * 2**20  # fact sheet hostile-input, section 2.3
FEW_TAGS = 2_500  # of 22 real pages one has more "<"
MANY_TAGS = 20_000  # that many open divs take 0.3 s
FEW_SEPARATORS = 25_000
SHORT = 100_000  # bytes; too few for that many attributes of different names
MAX_ATTRIBUTES = 5_000
MAX_WORK = 3_000_000  # a real page of 150 KB makes 80,000

_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|title|meta|body|div|table|p|h[1-6])[\s>/]", re.IGNORECASE
)
_FEED = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.*?-->)\s*)*+<(?:feed|rss|rdf:RDF)[\s>]", re.DOTALL)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# The labels of the Encoding Standard that Python knows by the same name and that decode bytes to text.
_KNOWN = re.compile(
    r"windows-125\d|windows-874|iso-8859-\d{1,2}|koi8-[ru]|shift_jis|euc-jp|euc-kr|iso-2022-jp|gb2312|gbk|gb18030|big5"
)
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Formatting elements with attributes, which each paragraph opens again when they were not closed, and a few
# elements of like names: b i u s em, big code font nobr small strike strong tt. Three times as fast as exact.
_LETTERS = re.compile(rb"<(?:[biusBIUS][\s/]|[eE][mM][\s/]|[bcfnstBCFNST][iomtIOMT][^>\s/]{0,4}[\s/])")
# Elements that hold nothing, or that the next of their kind closes.
_SHALLOW = frozenset(
    b"area base br col embed hr img input link meta param source track wbr"
    b" p li dt dd td th tr tbody thead tfoot option".split()
)
_MANY_ATTRIBUTES = re.compile(
    rb"<[a-zA-Z][^\s/>]*+(?:[\s/]*+[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+){%d}"
    % MAX_ATTRIBUTES
)


def clean(body: bytes, url: str) -> tuple[bytes, tuple[str, ...]]:
    """The page as UTF-8 without NULs and byte-order mark, and one warning for each liberty taken.

    FTP-published pages end in runs of NULs (680 of 741; fact sheet blogger-pages, B4, 2026-11).
    Raises UnknownFormatError for what is no HTML, DamagedError for what no parser should be given, and
    ParseError past 8 MiB.
    """
    if len(body) > MAX_BYTES:
        raise ParseError(url, f"a page of {len(body)} bytes, more than {MAX_BYTES}")
    html, warnings = _utf8(body)
    html = html.replace(b"\0", b"") if b"\0" in html else html
    if not html or html.isspace():
        raise UnknownFormatError(url, "an empty page")
    if _FEED.match(html):
        raise UnknownFormatError(url, "a feed where a page should be")
    if not _MARKUP.search(html):
        raise UnknownFormatError(url, "no HTML in it")
    _refuse_bombs(html, url)
    return html, warnings


def has_end(html: bytes) -> bool:
    """Whether the page closes its root; one that does not may have been cut."""
    return b"</html" in html[-4096:].lower()


def _utf8(body: bytes) -> tuple[bytes, tuple[str, ...]]:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace").encode("utf-8", "replace"), ()
    body = body.removeprefix(codecs.BOM_UTF8)
    try:
        body.decode()
    except UnicodeDecodeError:
        return _recoded(body)
    return body, ()


def _recoded(body: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Bytes that are not UTF-8, read as the page says, else as windows-1252 (HTML standard, 13.2.3.2)."""
    said = _CHARSET.search(body[:4096])
    label = said[1].decode("ascii", "replace").lower() if said else "windows-1252"
    codec = label if _KNOWN.fullmatch(label) else "utf-8"
    codec = "windows-1252" if codec == "iso-8859-1" else codec
    text = body.decode(codec, "replace")
    lost = text.count("\ufffd")
    return text.encode("utf-8", "replace"), (f"not UTF-8: read as {codec}, {lost} characters lost",)


def _refuse_bombs(html: bytes, url: str) -> None:
    if _may_nest(html, html.count(b"<")) and _work(html) > MAX_WORK:
        raise DamagedError(url, "elements nested without end")
    if len(html) > SHORT and _separators(html) > FEW_SEPARATORS and _MANY_ATTRIBUTES.search(html):
        raise DamagedError(url, f"a tag of {MAX_ATTRIBUTES} attributes or more")


def _may_nest(html: bytes, tags: int) -> bool:
    """Whether elements may be open in such numbers that it is worth counting them."""
    if tags <= FEW_TAGS:
        return False
    return tags > MANY_TAGS or len(_LETTERS.findall(html)) * tags > MAX_WORK


def _separators(html: bytes) -> int:
    """How many bytes could stand between two attributes."""
    return len(html) - len(html.translate(None, b" \n\t\r\f/\"'"))


def _work(html: bytes) -> int:
    """The sum, over all tags, of the elements open by then: what a tree builder does, give or take.

    Scripts and comments are counted too, which errs on the side of work.
    """
    depth = work = 0
    for end, name in _TAG.findall(html):
        if name.lower() in _SHALLOW:
            work += depth
        elif end:
            depth -= depth > 0
        else:
            depth += 1
            work += depth
    return work
