"""What was taken out of a blog, `redactions.json`: tombstones, and the journal of a redaction under way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from feedarchive.errors import CorruptError, FormatError

if TYPE_CHECKING:
    from feedarchive.store.disk import Tree

REDACTIONS = "redactions.json"
REDACTIONS_FORMAT = "feedarchive-redactions/1"


class Redaction(Struct, frozen=True, kw_only=True):
    """One thing that was taken out.

    Attributes:
        id: of the entry or of the comment; `entry` is that of the entry in both cases.
        url: its address.
        folder: where the entry is.
        at: when it was asked for, UTC.
        reason: as given.
        comments: the ids of the comments of an entry that was taken out whole.
        was: the SHA-256 of each version's file before, by name.
        unread: raw records that are damaged and could not be looked into.
        done: whether nothing is left to do.
    """

    id: str
    entry: str
    kind: Literal["post", "page", "comment"]
    url: str | None
    folder: str
    at: datetime
    reason: str
    was: dict[str, str]
    comments: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    done: bool = False


class _File(Struct, frozen=True, kw_only=True):
    format: str = REDACTIONS_FORMAT
    redactions: tuple[Redaction, ...] = ()


_decoder = msgspec.json.Decoder(_File)


def load(tree: Tree) -> tuple[Redaction, ...]:
    """All redactions of the blog, in the order they were asked for.

    Raises:
        CorruptError: the file is damaged: without it nobody knows what must be kept out.
        FormatError: a newer program wrote it.
    """
    data = tree.read(REDACTIONS)
    if data is None:
        return ()
    try:
        found = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise CorruptError(tree.name(REDACTIONS), f"not a {REDACTIONS_FORMAT} document: {exc}") from exc
    if found.format != REDACTIONS_FORMAT:
        raise FormatError(
            tree.name(REDACTIONS), f"its format is {found.format!r}, known is {REDACTIONS_FORMAT!r}"
        )
    return found.redactions


def save(tree: Tree, redactions: tuple[Redaction, ...]) -> None:
    """Nothing, once the file says so, durably."""
    data = msgspec.json.format(msgspec.json.encode(_File(redactions=redactions)), indent=2) + b"\n"
    tree.replace(REDACTIONS, data, flush=True)
