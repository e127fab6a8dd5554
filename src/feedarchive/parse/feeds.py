"""The door for feeds: the strict reader first, then what can be saved of a damaged or foreign one."""

from __future__ import annotations

import re
from typing import cast

from msgspec.structs import replace

from feedarchive.errors import DamagedError, ParseError, UnknownFormatError
from feedarchive.parse import atom, jsonfeed
from feedarchive.parse.resolving import resolved
from feedarchive.parse.xmltext import closed, mended
from feedarchive.seen import FeedPage

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)

_BEYOND = ("more than", "has a DTD")  # nothing to be patient with


def read_feed(body: bytes, url: str, media_type: str = "") -> FeedPage:
    """The page of any feed, its addresses absolute: `whole` unless it was cut, mangled, or foreign and empty.

    Raises:
        UnknownFormatError: it is no feed; HTML never becomes one.
        DamagedError: nothing of it can be trusted.
    """
    return resolved(_read(body, url, media_type), url)


def _read(body: bytes, url: str, media_type: str) -> FeedPage:
    try:
        return atom.read(body, url)
    except DamagedError as damage:
        return _saved(body, url, media_type, damage)
    except UnknownFormatError:
        if not body.strip() or _PAGE.match(body):
            raise
    if jsonfeed.IS_JSON.match(body):
        return jsonfeed.read(body, url)
    return _patiently(body, url, media_type)


def _saved(body: bytes, url: str, media_type: str, damage: DamagedError) -> FeedPage:
    """What a damaged Atom feed still says: its whole entries, exactly if mending lets atom.py read them."""
    if damage.reason.startswith(_BEYOND):
        raise damage
    try:
        page = atom.read(closed(mended(body)[0]), url)
    except ParseError:
        page = _patiently(body, url, media_type)
    return replace(page, whole=False, skipped=(f"damaged: {damage.reason}", *page.skipped))


def _patiently(body: bytes, url: str, media_type: str) -> FeedPage:
    """What feedparser makes of it, in a process of its own."""
    from feedarchive.jail import confined  # noqa: PLC0415 - Blogger's own feeds need none of it

    read = confined("feedarchive.parse.feed:read", body, url, media_type, url=url, result=FeedPage)
    return cast("FeedPage", read)
