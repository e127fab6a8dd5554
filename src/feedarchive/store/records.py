"""Raw records read back: one by its reference, its payload found wherever it is."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from feedarchive.capture import Response
from feedarchive.errors import CorruptError, RedactedError
from feedarchive.store.exchange import message, unpacked
from feedarchive.store.members import member, opening
from feedarchive.store.raw import REFERS_TO, VIA, WHY, Kept

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    Opened = Callable[[str], AbstractContextManager[BinaryIO | None]]

REDACTED = "Feedarchive-Redacted"

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REF = re.compile(r"(raw/[A-Za-z0-9][A-Za-z0-9._-]*\.warc\.gz)#([0-9]{1,18})")


class RawRecord(Struct, frozen=True, kw_only=True):
    """One answer of the web, as it is kept.

    Attributes:
        ref: where it is, `raw/<file>#<offset>`.
        why: what was asked for, as the request said.
        refers_to: the record that holds the payload, when this one does not (a revisit).
        was: SHA-256 (hex) of the body before something was taken out of it; None for one that is as it came.
        via: where somebody else's capture of it was had; "" for what we asked for ourselves.
        response: the answer; its `wire` and `body` are those of the record referred to. That of a
            304 has status 304, its own headers, and the payload that it confirmed, if known.
    """

    ref: str
    why: str
    refers_to: str | None
    response: Response
    was: str | None = None
    via: str = ""


class WarcRecord(Struct, frozen=True):
    """A record's own header, names in lower case, and its block."""

    fields: dict[str, str]
    block: bytes

    @property
    def kind(self) -> str:
        """Its WARC-Type."""
        return self.fields.get("warc-type", "")


def split_ref(ref: str) -> tuple[str, int]:
    """The file and the offset of `raw/<file>#<offset>`.

    Raises:
        CorruptError: it is not such a reference.
    """
    found = _REF.fullmatch(ref)
    if found is None:
        raise CorruptError(ref, "not a reference to a raw record")
    return found[1], int(found[2])


def parsed(data: bytes, name: str) -> WarcRecord:
    """The record in the bytes of one member.

    Raises:
        CorruptError: it is not a whole record.
    """
    head, _, rest = data.partition(b"\r\n\r\n")
    fields = _fields(head)
    length = fields.get("content-length", "")
    if not head.startswith(b"WARC/1.") or not length.isdecimal() or rest[int(length) :] != b"\r\n\r\n":
        raise CorruptError(name, "not a whole WARC record")
    return WarcRecord(fields, rest[: int(length)])


def record(opened: Opened, ref: str) -> RawRecord:
    """The record of that reference.

    Raises:
        CorruptError: it is missing, damaged, or no response; RedactedError: nothing of it is left.
    """
    own, was = _living(opened, ref)
    if own.kind not in ("response", "revisit"):
        raise CorruptError(ref, f"not a response: a {own.kind!r} record")
    refers_to = own.fields.get(REFERS_TO.lower())
    found = message(own.block, ref)
    holder = found
    if refers_to:
        holding, was = _living(opened, refers_to)
        holder = message(holding.block, refers_to)
    response = Response(
        url=own.fields.get("warc-target-uri", ""),
        status=found.status,
        reason=found.reason,
        headers=found.headers,
        wire=holder.wire,
        body=unpacked(holder.wire, holder.coding(), refers_to or ref),
        fetched=_instant(own, ref),
        raw=ref,
    )
    why = own.fields.get(WHY.lower(), "")
    via = own.fields.get(VIA.lower(), "")
    return RawRecord(ref=ref, why=why, refers_to=refers_to, response=response, was=was, via=via)


def kept(opened: Opened, ref: str, *, hops: int = 1) -> Kept | None:
    """The record that holds the payload of that reference; None when it cannot be found."""
    try:
        path, offset = split_ref(ref)
    except CorruptError:
        return None
    with opened(path) as file:
        head, whole, _ = opening(file, offset).partition(b"\r\n\r\n") if file else (b"", b"", b"")
    fields = _fields(head) if whole else {}
    if further := fields.get(REFERS_TO.lower()):
        onward = REDACTED.lower() in fields and _is_after(further, ref)
        return kept(opened, further, hops=hops if onward else hops - 1) if hops or onward else None
    if fields.get("warc-type") != "response":
        return None
    url, date = fields.get("warc-target-uri"), fields.get("warc-date")
    digest = fields.get("warc-payload-digest")
    return Kept(ref, url, date, digest) if url and date and digest else None


def _living(opened: Opened, ref: str) -> tuple[WarcRecord, str | None]:
    """The record, or what remained when something was taken out, and then the hash of its first body."""
    found, was = _read(opened, ref), None
    while digest := tombstone_of(found):
        was = was or digest
        further = found.fields.get(REFERS_TO.lower())
        if further is None:
            raise RedactedError(ref, "was taken out of the archive")
        if not _is_after(further, ref):
            raise CorruptError(ref, f"refers to {further}, which does not come after it")
        found, ref = _read(opened, further), further
    return found, was


def _is_after(further: str, ref: str) -> bool:
    """Whether a record stands further on in the same file, as remains do: so no tombstones go in a circle."""
    (file, offset), (own, at) = split_ref(further), split_ref(ref)
    return file == own and offset > at


def tombstone_of(own: WarcRecord) -> str | None:
    """The SHA-256 (hex) of the body that stood there, when that record is a tombstone."""
    digest = own.fields.get(REDACTED.lower(), "").removeprefix("sha256:")
    return digest if own.kind == "metadata" and _SHA256.fullmatch(digest) else None


def _read(opened: Opened, ref: str) -> WarcRecord:
    path, offset = split_ref(ref)
    with opened(path) as file:
        if file is None:
            raise CorruptError(ref, "there is no such file")
        found = member(file, offset)
    if found.problem:
        raise CorruptError(ref, found.problem)
    return parsed(found.data, ref)


def _fields(head: bytes) -> dict[str, str]:
    pairs = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _instant(own: WarcRecord, ref: str) -> datetime:
    text = own.fields.get("warc-date", "")
    try:
        found = datetime.fromisoformat(text)
    except ValueError as exc:
        raise CorruptError(ref, f"its date is no date: {text!r}") from exc
    if found.tzinfo is None:
        raise CorruptError(ref, f"its date has no zone: {text!r}")
    return found
