"""Of what a snapshot was made, as the raw file notes it before the snapshot is written: what repair needs."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from feedarchive.model import BlogRef, Cause, Snapshot
from feedarchive.store.raw import Note

if TYPE_CHECKING:
    from feedarchive.model import Blog


class Recipe(Struct, frozen=True, kw_only=True):
    """All of a snapshot that its documents do not say; `sources` are their raw references, "" for none."""

    id: str
    url: str | None
    version: int
    captured: datetime
    cause: Cause
    digest: str
    blog: BlogRef
    sources: tuple[str, ...]


_encode = msgspec.json.Encoder().encode


def note_of(path: str, data: bytes, snapshot: Snapshot) -> Note:
    """The note of a snapshot that is to be written there."""
    recipe = Recipe(
        id=snapshot.id,
        url=snapshot.url,
        version=snapshot.version,
        captured=snapshot.captured,
        cause=snapshot.cause,
        digest=snapshot.digest,
        blog=snapshot.blog,
        sources=tuple(source.raw or "" for source in snapshot.sources),
    )
    return Note(path, sha256(data).hexdigest(), _encode(recipe))


def note_of_info(path: str, data: bytes, blog: Blog) -> Note:
    """The note of `blog.json`: what it is made of is all of it."""
    return Note(path, sha256(data).hexdigest(), _encode(blog))
