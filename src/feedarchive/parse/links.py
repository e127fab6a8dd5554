"""An HTML page -> the addresses it links to."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

_CAP = 8 * 1024 * 1024


def links(body: bytes, url: str) -> Iterator[str]:
    """The absolute web addresses of the page's `a` elements, in document order, without fragments.

    Never raises; of a page over 8 MiB the first part is read.
    """
    for anchor in LexborHTMLParser(body[:_CAP]).css("a[href]"):
        href = (anchor.attributes.get("href") or "").strip()
        try:
            absolute = urljoin(url, href)
            scheme = urlsplit(absolute).scheme
        except ValueError:  # as "http://[", which is nobody's address
            continue
        if scheme in {"http", "https"}:
            yield absolute.partition("#")[0]


def own_hosts(body: bytes, url: str) -> frozenset[str]:
    """The hosts by which a page's blog calls itself: in its address, its canonical link and its feeds."""
    found = {urlsplit(url).hostname or ""}
    for link in LexborHTMLParser(body[:_CAP]).css("link[rel=canonical], link[rel=alternate][type*=atom]"):
        try:
            found.add(urlsplit(link.attributes.get("href") or "").hostname or "")
        except ValueError:
            continue
    return frozenset(host for host in found if host and not host.endswith("blogger.com"))
