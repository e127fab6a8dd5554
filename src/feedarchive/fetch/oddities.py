"""What is wrong with an answer that was taken all the same. Pure."""

from __future__ import annotations

import re

from feedarchive.capture import Response

_FEED = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,300}>\s*){0,4}<(?:feed|rss|rdf:RDF)[\s>]")
_END = re.compile(rb"</(?:html|feed|rss|rdf:RDF|urlset|sitemapindex)\s*>|/>\s*\Z", re.IGNORECASE)
_TAIL = 4096  # bytes


def oddities(response: Response) -> tuple[str, ...]:
    """One line for each thing."""
    length, coding = response.header("content-length"), response.header("transfer-encoding")
    found: list[str] = []
    if length is not None and coding is not None:
        found.append("states a length and comes in chunks as well; the chunks counted")  # RFC 9112, 6.3
    if length is None and coding is None and not _END.search(response.body[-_TAIL:]):
        found.append("has no end of its own, and ended with the connection: it may have been cut")
    media = (response.header("content-type") or "").partition(";")[0].strip()
    if "xml" not in media.lower() and _FEED.match(response.body):
        found.append(f"a feed served as {media[:60] or 'nothing at all'!r}")
    return tuple(found)
