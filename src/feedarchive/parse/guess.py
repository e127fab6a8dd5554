"""What can be guessed of a page that no known era matches; anypage.py reads it, in a process of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, cast

from msgspec import Struct

from feedarchive.parse.comments.found import Found

MANY_TAGS = 20_000  # a second's work; of 22 real pages the richest has 2,898


class Said(Struct, frozen=True, kw_only=True):
    """One comment of a page that is not Blogger's, as shown.

    Attributes:
        anchor: its fragment, as "comment-12"; "" without one.
        name, link: of its author; "" where nobody is named.
        html: the inner HTML of its text.
        published: from a machine-readable stamp; `stamp` is the time as shown.
        href: its permalink as written.
        answers: the anchor (else the permalink) of the comment that it is a reply to.
    """

    anchor: str = ""
    name: str = ""
    link: str = ""
    html: str = ""
    published: datetime | None = None
    stamp: str = ""
    href: str = ""
    answers: str | None = None


class AnyPage(Struct, frozen=True, kw_only=True):
    """What was found; None where nothing was.

    Attributes:
        comments: in Blogger's markup; `said`: in that of any other platform.
        more: addresses of further pages of comments, as written; leaves: of the text.
        rough_html: what holds the text among other things, where nothing holds it alone.
        author, author_link, labels, own_id, kind: as PostPage says; of the post itself.
    """

    title: str | None = None
    published: datetime | None = None
    body_html: str | None = None
    comments: tuple[Found, ...] = ()
    said: tuple[Said, ...] = ()
    more: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    rough_html: str | None = None
    author: str = ""
    author_link: str = ""
    labels: tuple[str, ...] = ()
    own_id: str | None = None
    kind: Literal["post", "page"] | None = None


def read(html: bytes, url: str) -> AnyPage | None:
    """Title, time, text and comments, by HTML's own habits; None for a page of more than MANY_TAGS.

    Raises DamagedError for a page that cannot be read within the limits of jail.py.
    """
    if html.count(b"<") > MANY_TAGS:
        return None
    from feedarchive.jail import confined  # noqa: PLC0415 - pages of known eras need none of it

    return cast("AnyPage", confined("feedarchive.parse.anypage:read", html, url=url, result=AnyPage))
