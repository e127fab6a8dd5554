"""A post's body and links -> the addresses of its images, recordings and enclosures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedarchive.model import Link
from feedarchive.parse.dom import address, attribute

_CAP = 8 * 1024 * 1024  # characters of a body that are read
_NAMED = re.compile(
    r"\.(?:jpe?g|png|gif|webp|bmp|tiff?|svg|ico|avif|heic|mp3|m4a|m4b|aac|og[gav]|opus|flac|wav|mid|mp4|m4v|mov"
    r"|webm|mkv|avi|flv|wmv|mpe?g|3gp|pdf)\Z",
    re.IGNORECASE,
)
# `s1600-h` of Blogger's links is a web page around the image; as `s1600` it is the image
_SIZED = re.compile(r"(?:/[swh]\d+(?:-[a-z0-9]+)*/[^/]*\Z|=[swh]\d+(?:-[a-z0-9]+)*\Z)")
_FOLDED = re.compile(r"[\t\n\r]")  # which browsers leave out of an address (WHATWG URL, 4.4)


class Wanted(Struct, frozen=True):
    """A file of a post: the address that stands there, and others that are said to be the same, larger."""

    address: str
    larger: tuple[str, ...] = ()


def wanted(html: str, links: Iterable[Link], base: str) -> tuple[Wanted, ...]:
    """The media of a post, each address once, in the order of the post; enclosures last.

    Never raises. `data:` and other schemes than http and https are not among them, nor images that are one
    pixel high and wide, which only count readers.
    """
    found: dict[str, Wanted] = {}
    for one in (*_of_body(html, base), *_of_links(links, base)):
        if one.address not in found or (one.larger and not found[one.address].larger):
            found[one.address] = one
    return tuple(found.values())


def resolved(base: str, href: str) -> str | None:
    """The address by which a file is known: absolute, without a fragment; None for one that is not asked."""
    found = (address(base, _FOLDED.sub("", href)) or "").partition("#")[0]
    try:
        return found if urlsplit(found).hostname else None
    except ValueError:  # as "http://["
        return None


def _of_body(html: str, base: str) -> Iterator[Wanted]:
    if not re.search(r"<(?:img|video|audio|source|embed)\b", html[:_CAP], re.IGNORECASE):
        return
    for node in LexborHTMLParser(html[:_CAP]).css("img, video, audio, source, embed"):
        if node.tag == "img" and not _counts_readers(node):
            yield from _image(node, base)
        elif node.tag in ("video", "audio", "source"):
            yield from _one(base, attribute(node, "src"), attribute(node, "srcset"))
            yield from _one(base, attribute(node, "poster"), "")
        elif node.tag == "embed" and (whole := resolved(base, attribute(node, "src"))) and _is_file(whole):
            yield Wanted(whole)


def _of_links(links: Iterable[Link], base: str) -> Iterator[Wanted]:
    for link in links:
        if link.rel == "enclosure" and (whole := resolved(base, link.href)):
            yield Wanted(whole)


def _image(node: LexborNode, base: str) -> Iterator[Wanted]:
    yield from _one(base, attribute(node, "src"), attribute(node, "srcset"))
    around = _link_around(node)
    whole = resolved(base, around) if around else None
    if whole is not None and (_is_file(whole) or _SIZED.search(urlsplit(whole).path)):
        yield Wanted(whole)


def _one(base: str, source: str, sources: str) -> Iterator[Wanted]:
    largest = resolved(base, largest_of(sources)) if sources else None
    whole = resolved(base, source) if source else None
    if whole is not None:
        yield Wanted(whole, (largest,) if largest and largest != whole else ())
    elif largest is not None:
        yield Wanted(largest)


def largest_of(srcset: str) -> str:
    """The address of the widest or densest of a `srcset`; "" where it names none (WHATWG HTML, 4.8.4.2)."""
    best, most = "", -1.0
    place, size = "", ""
    for word in [*srcset.split(), ","]:
        ends = word.endswith(",")
        word = word.rstrip(",")  # noqa: PLW2901  a comma inside an address belongs to it
        if place:
            size = word or size
        else:
            place = word
        if ends and place:
            if (number := _number(size)) > most:
                best, most = place, number
            place, size = "", ""
    return best


def _number(size: str) -> float:
    """What a width or density says; 1 where it says nothing, -1 where that is no number."""
    try:
        return float(size.rstrip("wx")) if size else 1.0
    except ValueError:  # as "1.2.3x"
        return -1.0


def _link_around(node: LexborNode) -> str | None:
    climbing = node.parent
    for _ in range(8):  # as people nest them
        if climbing is None:
            return None
        if climbing.tag == "a":
            return attribute(climbing, "href") or None
        climbing = climbing.parent
    return None


def _counts_readers(node: LexborNode) -> bool:
    return attribute(node, "width") in ("0", "1") and attribute(node, "height") in ("0", "1")


def _is_file(url: str) -> bool:
    try:
        return bool(_NAMED.search(urlsplit(url).path))
    except ValueError:
        return False
