"""Asking again for what is held: with a condition where the last answer is at hand, and now and then without.

A whole look asks without any condition: servers were seen to answer 304 to a stale ETag for months (fact
sheet blogger-feeds, 2). A 304 stands for the bytes that are held; where those are lost, they are asked for.
"""

from __future__ import annotations

from msgspec.structs import replace

from feedarchive.capture import Document, Get, NotModified, Request
from feedarchive.errors import ArchiveError
from feedarchive.fetch.follow import document, last_modified
from feedarchive.model import Snapshot
from feedarchive.sources.blogger import must
from feedarchive.store.state import Validator
from feedarchive.sync.desk import Desk


def page_again(desk: Desk, request: Request, held: Snapshot | None, *, trusting: bool = False) -> Document:
    """A post's page, by its address: as it is now, or as the held version's page was when it is the same.

    `trusting`: with a condition in a whole look as well. Raises FetchError.
    """
    sources = held.sources if held and (trusting or not desk.deep) else ()
    refs = [one.raw for one in sources if one.kind == request.why and one.url == request.url]
    last = _kept(desk, refs[-1], request) if refs else None
    if last is None:
        return must(desk.get(request))
    return _unless_same(desk, request, last)


def remembering(desk: Desk) -> Get:
    """A Get of documents whose validators `state.json` remembers by address."""

    def get(request: Request) -> Document:
        known = desk.state.documents.get(request.url)
        last = _kept(desk, known.raw, request) if known and not desk.deep else None
        answer = _unless_same(desk, request, last) if last else must(desk.get(request))
        desk.state.documents[request.url] = validator(answer)
        return answer

    return get


def validator(found: Document) -> Validator:
    """What makes the next request for that document conditional."""
    return Validator(
        etag=found.etag,
        last_modified=found.last_modified,
        sha256=found.sha256,
        raw=found.raw,
        fetched=found.fetched,
    )


def _unless_same(desk: Desk, request: Request, last: Document) -> Document:
    answer = desk.get(replace(request, etag=last.etag, last_modified=last.last_modified, held=last.raw))
    return last if isinstance(answer, NotModified) else answer


def _kept(desk: Desk, ref: str | None, request: Request) -> Document | None:
    """The document of a raw record, when it is whole and has a validator."""
    if ref is None:
        return None
    try:
        found = desk.store.record(ref)
    except ArchiveError:
        return None
    if found.was is not None:  # something was taken out of it: it is not what a 304 would stand for
        return None
    response = found.response
    if response.status != 200 or not (response.header("etag") or last_modified(response)):  # noqa: PLR2004
        return None
    return document(request, response)
