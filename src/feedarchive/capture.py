"""What was asked and what was answered.

Two joints hold the house together. `Send`: one request, one answer of any status; HTTP, the
gate, retries and the keeper of raw bytes are all `Send`s and wrap each other. `Get`: what a
source calls; redirects are followed, failures are raised, 304 is an outcome.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from msgspec import Struct


class Sink(Protocol):
    """Where the body of a 200 goes piece by piece: a recording of any length fits in little memory."""

    limit: int
    """The most bytes, decoded, that it takes."""

    def begin(self, stated: str) -> None:
        """Nothing; an answer of that Content-Type comes, and what came of an earlier try is forgotten."""

    def write(self, piece: bytes) -> None:
        """Nothing; raises a FetchError for what it does not take."""


class Request(Struct, frozen=True, kw_only=True):
    """A URL to ask for; `why` is a word for people: posts-feed, comments-feed, page, robots.

    `etag` and `last_modified` make it conditional (RFC 9110, 13.1); `held` is the raw record of that copy.
    `plain` asks for no Content-Encoding. `into` takes the body of a 200, which the response then lacks.
    """

    url: str
    why: str = "document"
    etag: str | None = None
    last_modified: str | None = None
    plain: bool = False
    held: str | None = None
    into: Sink | None = None


class Response(Struct, frozen=True, kw_only=True):
    """One answer as it came, of any status.

    Attributes:
        url: the URL that was asked.
        status: HTTP status.
        reason: the reason phrase.
        headers: names as sent, in order.
        wire: the body as it came, still in its Content-Encoding.
        body: the body decoded.
        fetched: when the request was sent, UTC.
        elapsed: seconds until the last byte.
        raw: where the keeper put it, `raw/<file>#<offset>`, or None.
        noarchive: how it asks not to be archived, as "X-Robots-Tag: noarchive"; "" when it does not, or
            when nobody minds.
        poured: bytes that went into the request's sink instead.
    """

    url: str
    status: int
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    wire: bytes = b""
    body: bytes = b""
    fetched: datetime
    elapsed: float = 0.0
    raw: str | None = None
    noarchive: str = ""
    poured: int = 0

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case; None without one."""
        lower = name.lower()
        return next((value for key, value in self.headers if key.lower() == lower), None)


class Document(Struct, frozen=True, kw_only=True):
    """A whole body with 200, after redirects.

    `asked` is the URL of the Request, `url` where it was found; `odd` has a line for each thing that was
    wrong with the answer and did no harm.
    """

    asked: str
    url: str
    why: str = "document"
    status: int = 200
    media_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    body: bytes
    sha256: str
    fetched: datetime
    raw: str | None = None
    odd: tuple[str, ...] = ()


class NotModified(Struct, frozen=True, kw_only=True):
    """304: what we hold is what the site has (RFC 9110, 15.4.5)."""

    asked: str
    url: str
    fetched: datetime


class Asked(Struct, frozen=True, kw_only=True):
    """One request that went out: a line of the ledger of requests.

    Attributes:
        at: when it was sent, UTC.
        run: the run that sent it, as `raw/<run>.warc.gz` is named; "" before anyone wrote it down.
        url: what was asked for.
        why: what for, as the request said.
        status: the HTTP status, None when no whole answer came.
        failure: why none came.
        bytes: of the body as it came.
        waited: seconds of politeness before it.
        took: seconds until the last byte, or until it failed.
        conditional: whether it named what we hold (If-None-Match, If-Modified-Since).
        noarchive: as the response says.
    """

    at: datetime
    run: str = ""
    url: str
    why: str
    status: int | None = None
    failure: str | None = None
    bytes: int = 0
    waited: float = 0.0
    took: float = 0.0
    conditional: bool = False
    noarchive: str = ""


Send = Callable[[Request], Response]
Get = Callable[[Request], Document | NotModified]
