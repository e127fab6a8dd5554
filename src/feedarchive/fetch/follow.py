"""From answers to outcomes: redirects are followed, failures raised, 304 is an outcome. Pure over a Send."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

from feedarchive.capture import Document, Get, NotModified, Request, Response, Send
from feedarchive.errors import (
    ChallengedError,
    FetchError,
    GoneError,
    NoArchiveError,
    RefusedError,
    TurnedAwayError,
    UnreachableError,
)
from feedarchive.fetch.oddities import oddities
from feedarchive.fetch.politeness import http_date, retry_after
from feedarchive.fetch.urls import brief, redirected, shown, site_of

MAX_HOPS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})

_GOOGLE = re.compile(r"(?:[a-z]+\.)?google\.(?:com?\.)?[a-z]{2,3}")
_BLOGGER = re.compile(r"(?:www|draft)\.blogger\.com")


def getter(send: Send) -> Get:
    """A Get over a Send: Document or NotModified, or one of the FetchErrors, naming the URL asked."""

    def get(request: Request) -> Document | NotModified:
        response = landing(send, request)
        if response.noarchive and response.status in (200, 304):
            raise NoArchiveError(request.url, f"asks not to be archived ({response.noarchive})")
        if response.status == 200 and response.body:  # noqa: PLR2004
            return document(request, response)
        if response.status == 304 and _conditional(request) and response.url == request.url:  # noqa: PLR2004
            return NotModified(asked=request.url, url=response.url, fetched=response.fetched)
        raise failure(request.url, response)

    return get


def landing(send: Send, request: Request) -> Response:
    """The answer at the end of at most 5 redirects.

    It is still a redirect when there were more, or they go in a circle, or one leads nowhere.
    Only the first hop is conditional. RefusedError for a URL that is not asked or a login, ChallengedError
    for a captcha.
    """
    site_of(request.url)
    response = send(request)
    seen = {request.url}
    for _ in range(MAX_HOPS):
        location = response.header("location")
        if response.status not in REDIRECTS or not location:
            return response
        target = redirected(response.url, location)
        if target in seen:
            return response
        if (wall := _walled(request.url, target)) is not None:
            raise wall
        seen.add(target)
        response = _sent(send, request, target)
    return response


def _sent(send: Send, request: Request, target: str) -> Response:
    """The answer of where the request was sent on to; a refusal names the place and is about the request."""
    try:
        return send(Request(url=target, why=request.why, plain=request.plain, into=request.into))
    except RefusedError as exc:
        raise type(exc)(request.url, f"redirects to {brief(target)}: {exc.reason}") from exc


def _walled(asked: str, target: str) -> FetchError | None:
    """What a redirect to a wall of Google's means (fact sheet blogger-feeds, 2026-11); None for others."""
    parts = urlsplit(target)
    host = parts.hostname or ""
    if _GOOGLE.fullmatch(host) and parts.path.startswith("/sorry/"):
        return ChallengedError(asked, "redirects to a captcha page of Google's")
    if host == "accounts.google.com":
        return RefusedError(asked, "redirects to a login page; the blog may be private")
    if _BLOGGER.fullmatch(host) and parts.path == "/blogin.g":
        return RefusedError(
            asked,
            "redirects to Blogger's content warning or login: a reader has to confirm there that they want"
            " to see the blog, or it is private. Its feeds are used where they answer;"
            ' pages = "never" for this blog in config.toml stops asking for its pages',
        )
    return None


def failure(asked: str, response: Response) -> FetchError:
    """The error that an answer is, when it is neither a document nor a passing 304."""
    status = response.status
    at = "" if response.url == asked else f" at {shown(response.url)}"
    reason = f"answered {status} {response.reason}".rstrip() + at
    if status in (404, 410):
        return GoneError(asked, reason, status=status, raw=response.raw)
    if status in (429, 503):
        wait = retry_after(response)
        later = f", and asks to wait {wait:,.0f} s" if wait else ""
        return TurnedAwayError(asked, f"{reason}{later}: run again later", retry_after=wait)
    if status in REDIRECTS:
        return UnreachableError(asked, _astray(response) + at)
    if status == 200:  # noqa: PLR2004
        return UnreachableError(asked, f"answered 200 with nothing{at}")
    if 400 <= status < 500:  # noqa: PLR2004
        return FetchError(asked, reason)
    return UnreachableError(asked, reason)


def _conditional(request: Request) -> bool:
    return bool(request.etag or request.last_modified)


def _astray(response: Response) -> str:
    location = response.header("location")
    if not location:
        return f"answered {response.status} without saying where to"
    return f"redirects in a circle or more than {MAX_HOPS} times, last to {shown(location)}"


def document(request: Request, response: Response) -> Document:
    """The document that an answer of 200 is."""
    return Document(
        asked=request.url,
        url=response.url,
        why=request.why,
        media_type=(response.header("content-type") or "").strip(),
        etag=response.header("etag"),
        last_modified=last_modified(response),
        body=response.body,
        sha256=hashlib.sha256(response.body).hexdigest(),
        fetched=response.fetched,
        raw=response.raw,
        odd=oddities(response),
    )


def last_modified(response: Response) -> str | None:
    """Its Last-Modified, unless it lies after its Date and would hide changes (RFC 9110, 8.8.2.1)."""
    text = response.header("last-modified")
    modified = http_date(text or "")
    if modified is None:
        return None
    return text if modified <= (http_date(response.header("date") or "") or response.fetched) else None
