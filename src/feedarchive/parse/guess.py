"""What can be guessed of a page that no known era matches; anypage.py reads it, in a process of its own."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from msgspec import Struct

from feedarchive.parse.comments.found import Found

MANY_TAGS = 20_000  # a second's work; of 22 real pages the richest has 2,898


class AnyPage(Struct, frozen=True, kw_only=True):
    """What was found; None where nothing was."""

    title: str | None = None
    published: datetime | None = None
    body_html: str | None = None
    comments: tuple[Found, ...] = ()


def read(html: bytes, url: str) -> AnyPage | None:
    """Title, time, text and comments, by HTML's own habits; None for a page of more than MANY_TAGS.

    Raises DamagedError for a page that cannot be read within the limits of jail.py.
    """
    if html.count(b"<") > MANY_TAGS:
        return None
    from feedarchive.jail import confined  # noqa: PLC0415 - pages of known eras need none of it

    return cast("AnyPage", confined("feedarchive.parse.anypage:read", html, url=url, result=AnyPage))
