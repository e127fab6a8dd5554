"""Model to JSON and back, and the digest of a meaning. Pure.

The recipe of the digest is docs/archive-format.md, "The meaning": the keys below are written in
sorted order by hand, since sorting them again for each entry would cost more than the hash.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

import msgspec

from feedarchive.errors import CorruptError, FormatError
from feedarchive.model import BLOG_FORMAT, POST_FORMAT, Blog, BlogRef, Entry, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedarchive.model import Author, Cause, Comment, Link

_Document = TypeVar("_Document", Snapshot, Blog)

# RFC 3986, appendix B; it matches any text, where urlsplit raises on some
_ADDRESS = re.compile(r"(?:[^:/?#]+:)?(?://[^/?#]*)?([^?#]*(?:\?[^#]+)?)")
_ENTRY_FIELDS = Entry.__struct_fields__


class _Head(msgspec.Struct):
    format: str = ""


_encoder = msgspec.json.Encoder()
_heads = msgspec.json.Decoder(_Head)
_snapshots = msgspec.json.Decoder(Snapshot)
_blogs = msgspec.json.Decoder(Blog)


def digest(entry: Entry) -> str:
    """`sha256:<hex>` of the entry's meaning."""
    return f"sha256:{sha256(_encoder.encode(meaning(entry))).hexdigest()}"


def meaning(entry: Entry) -> dict[str, object]:
    """What the digest covers, keys in sorted order, and empty values left out at every level.

    Raises:
        ValueError: a time has no zone.
    """
    # order of keys: author body comments id kind labels links path published status title
    fields = {
        "author": _author(entry.author),
        "body": {"html": entry.body.html} if entry.body.html else None,
        "comments": [_comment(comment) for comment in entry.comments],
        "id": entry.id,
        "kind": entry.kind,
        "labels": sorted(label for label in entry.labels if label),
        "links": [link for link in map(_link, entry.links) if link],
        "path": path(entry.url) if entry.url else None,
        "published": instant(entry.published) if entry.published else None,
        "status": entry.status,
        "title": entry.title,
    }
    return {key: value for key, value in fields.items() if value}


def path(url: str) -> str:
    """Path and query of an address, as they are written there; an empty query is none."""
    found = _ADDRESS.match(url)
    return found[1] if found else ""


def instant(moment: datetime) -> str:
    """`2006-06-06T09:37:12.000Z`: UTC, cut to milliseconds.

    An instant that UTC puts outside the years 1 to 9999 keeps its own offset.

    Raises:
        ValueError: it has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment}: a time needs a zone")
    try:
        return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
    except OverflowError:
        return moment.isoformat(timespec="milliseconds")


def snapshot(
    entry: Entry,
    *,
    version: int,
    captured: datetime,
    blog: BlogRef,
    cause: Cause = "seen",
    meaning_digest: str | None = None,
) -> Snapshot:
    """The entry as one stored version, with its digest, which may be given where it is known."""
    fields = {name: getattr(entry, name) for name in _ENTRY_FIELDS}
    return Snapshot(POST_FORMAT, version, captured, meaning_digest or digest(entry), blog, cause, **fields)


def encode(document: Snapshot | Blog) -> bytes:
    """The file: UTF-8 JSON for people, fields in the order of the contract, a line end at the end."""
    return msgspec.json.format(_encoder.encode(document), indent=2) + b"\n"


def decode(data: bytes, name: str) -> Snapshot:
    """The snapshot in a file of that name; its digest is not looked at: `check` does that.

    Raises:
        FormatError: a format number this program does not know.
        CorruptError: not such a document.
    """
    found = _decoded(_snapshots, data, name, POST_FORMAT)
    if any(moment and moment.tzinfo is None for moment in _moments(found)):
        raise CorruptError(name, "a time without a zone")
    return found


def decode_blog(data: bytes, name: str) -> Blog:
    """What the blog says of itself; raises as `decode` does."""
    return _decoded(_blogs, data, name, BLOG_FORMAT)


def check(found: Snapshot, name: str) -> None:
    """Nothing, when the digest fits the meaning.

    Raises:
        CorruptError: it does not.
    """
    if found.digest != (real := digest(found)):
        raise CorruptError(name, f"its digest is {found.digest}, its content's is {real}")


def _decoded(decoder: msgspec.json.Decoder[_Document], data: bytes, name: str, known: str) -> _Document:
    try:
        found = decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        _reject_unknown_format(data, name, known)
        raise CorruptError(name, f"not a {known} document: {exc}") from exc
    if found.format != known:
        _reject_unknown_format(data, name, known)
        raise CorruptError(name, f"not a {known} document: its format is {found.format!r}")
    return found


def _reject_unknown_format(data: bytes, name: str, known: str) -> None:
    try:
        stated = _heads.decode(data).format
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    if stated != known and stated.startswith(known.rpartition("/")[0] + "/"):
        raise FormatError(name, f"written by a newer program: {stated!r}, known here is {known!r}")


def _moments(found: Snapshot) -> Iterator[datetime | None]:
    yield from (found.captured, found.published, found.updated, found.created)
    for comment in found.comments:
        yield comment.published
        yield comment.updated
    for source in found.sources:
        yield source.fetched


def _author(author: Author) -> dict[str, str]:
    return {"kind": author.kind, "name": author.name} if author.name else {"kind": author.kind}


def _comment(comment: Comment) -> dict[str, object]:
    # order of keys: author body id in_reply_to published status; one by one, since there are many
    fields: dict[str, object] = {"author": _author(comment.author)}
    if comment.body.html:
        fields["body"] = {"html": comment.body.html}
    if comment.id:
        fields["id"] = comment.id
    if comment.in_reply_to:
        fields["in_reply_to"] = comment.in_reply_to
    if comment.published:
        fields["published"] = instant(comment.published)
    fields["status"] = comment.status
    return fields


def _link(link: Link) -> dict[str, object]:
    fields = {"href": link.href, "length": link.length, "rel": link.rel, "type": link.type}
    return {key: value for key, value in fields.items() if value not in (None, "")}
