"""The door for feeds: the strict reader first, then what can be saved of a damaged or foreign one."""

from __future__ import annotations

import re

from msgspec.structs import replace

from feedarchive.errors import DamagedError, ParseError, UnknownFormatError
from feedarchive.parse import atom
from feedarchive.parse.xmltext import closed, mended
from feedarchive.seen import FeedPage

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def read_feed(body: bytes, url: str, media_type: str = "") -> FeedPage:
    """The page of any feed: `whole` unless it was cut, mangled, or of another format and empty.

    Raises:
        UnknownFormatError: it is no feed; HTML never becomes one.
        DamagedError: nothing of it can be trusted.
    """
    try:
        return atom.read(body, url)
    except DamagedError as damage:
        return _saved(body, url, media_type, damage)
    except UnknownFormatError:
        if not body.strip() or _PAGE.match(body):
            raise
    return _patiently(body, url, media_type)


def _saved(body: bytes, url: str, media_type: str, damage: DamagedError) -> FeedPage:
    """What a damaged Atom feed still says: its whole entries, exactly if mending lets atom.py read them."""
    try:
        page = atom.read(closed(mended(body)[0]), url)
    except ParseError:
        page = _patiently(body, url, media_type)
    return replace(page, whole=False, skipped=(f"damaged: {damage.reason}", *page.skipped))


def _patiently(body: bytes, url: str, media_type: str) -> FeedPage:
    from feedarchive.parse import feed  # noqa: PLC0415 - feedparser costs 84 ms, and Blogger needs none of it

    return feed.read(body, url, media_type)
