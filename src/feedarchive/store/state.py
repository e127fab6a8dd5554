"""What the next run needs to be cheap: `state.json`. Deleting it costs requests, nothing else."""

from __future__ import annotations

from datetime import datetime
from zlib import crc32

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from feedarchive.plan.verdict import Verdict

STATE_FORMAT = "feedarchive-state/1"


class Validator(Struct, frozen=True, kw_only=True):
    """The last whole answer of a URL: what makes the next request conditional, and where its bytes are.

    `sha256` is that of the decoded body, hex; `total` the feed's openSearch:totalResults.
    """

    etag: str | None = None
    last_modified: str | None = None
    sha256: str
    raw: str | None = None
    fetched: datetime
    total: int | None = None


class RobotsText(Struct, frozen=True, kw_only=True):
    """A robots.txt as it was answered (RFC 9309, 2.4); the fields are those of fetch/robots_cache.py."""

    status: int
    text: str = ""
    fetched: datetime
    came: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None


class FeedMark(Struct, frozen=True, kw_only=True):
    """What a feed showed last, for the next glance at its top.

    Attributes:
        total: openSearch:totalResults.
        updated: the feed's own `updated`.
        top: ids with their `updated`, newest first.
        proved: the server was seen to honour `orderby=updated`.
    """

    total: int | None = None
    updated: datetime | None = None
    top: tuple[tuple[str, datetime], ...] = ()
    proved: bool = False


class MediaMark(Struct, frozen=True, kw_only=True):
    """Media of every version written before `seen` were asked for; from `due` on some are again.

    `known`: addresses that posts were seen with; `held`: of these, those whose file is held.
    """

    seen: datetime
    due: datetime | None = None
    known: int = 0
    held: int = 0


class State(Struct, frozen=True, kw_only=True):
    """One blog's state. The mappings are the run's own notebook: it writes into them.

    `newest_raw`: the name of the last run's raw file and its CRC-32, for verify.
    `pages_read`: the ends of folders (id8) of entries whose page was read and told nothing that made a
    version. `modified`: the sitemap's `lastmod` by path, of a blog whose posts feed is off. `warned`: when
    each warning was told last. `media`: how far images were fetched.
    """

    format: str = STATE_FORMAT
    last_run: datetime | None = None
    last_full: datetime | None = None
    documents: dict[str, Validator] = field(default_factory=dict)
    robots: dict[str, RobotsText] = field(default_factory=dict)
    feeds: dict[str, FeedMark] = field(default_factory=dict)
    verdict: Verdict | None = None
    pages_read: tuple[str, ...] = ()
    modified: dict[str, datetime] = field(default_factory=dict)
    newest_raw: str | None = None
    warned: dict[str, datetime] = field(default_factory=dict)
    media: MediaMark | None = None


_decoder = msgspec.json.Decoder(State)


def with_raw(state: State, name: str) -> State:
    """The state that says which raw file is the newest."""
    return replace(state, newest_raw=f"{name} {crc32(name.encode()):08x}")


def newest_raw(state: State) -> str | None:
    """The name of the newest raw file; None when it is not known, or the state was changed by accident."""
    name, _, check = (state.newest_raw or "").partition(" ")
    return name if name and check == f"{crc32(name.encode()):08x}" else None


def load(data: bytes | None) -> State:
    """The state in a file; an empty one when there is no file, or it is not one of ours."""
    try:
        found = _decoder.decode(data) if data else State()
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return State()
    return found if found.format == STATE_FORMAT else State()


def dump(state: State) -> bytes:
    """The file: one line of JSON."""
    return msgspec.json.encode(state) + b"\n"
