"""Every response as it came: a WARC 1.1 file a run, one gzip member a record.

The same payload again is a `revisit` record; its own header `Feedarchive-Refers-To` names the record
that holds the payload, as `raw/<file>#<offset>`, so that each reference leads to bytes.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from feedarchive import __version__
from feedarchive.store.exchange import http_head, one_line
from feedarchive.store.members import deflated
from feedarchive.store.seal import PROMISE, seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from feedarchive.capture import Request, Response

SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
REFERS_TO = "Feedarchive-Refers-To"
WHY = "Feedarchive-Why"
VIA = "Feedarchive-Via"
WRITES = "Writes"
MADE = "Made"
WROTE = "Wrote"
FOLLOWS = "follows"

_UNCHANGED = 304  # RFC 9110, 15.4.5
_REMEMBERED = 2048  # payloads of this run that a later one is compared with
HTTP = "application/http; msgtype=response"
FIELDS = "application/warc-fields"
_INFO = (
    f"software: feedarchive/{__version__}\r\nformat: WARC File Format 1.1\r\n"
    "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    f"{PROMISE}\r\n"
)


class Sink(Protocol):
    """Where the bytes of a WARC file go. After a failure it takes no more."""

    def start(self, run: str) -> str:
        """The name of the new file, `<run>.warc.gz` or, where that is taken, `<run>-2.warc.gz`."""

    def write(self, data: bytes) -> None:
        """Nothing, once all of data is at the end of the file; an error leaves nothing of it there."""

    def sync(self) -> None:
        """Nothing, once what was written is durable."""

    def close(self) -> None:
        """Nothing; the file is done."""


class Kept(NamedTuple):
    """A record that holds a payload."""

    ref: str
    url: str
    date: str
    digest: str


class Note(NamedTuple):
    """A file of the blog that a run writes: its path, its SHA-256 (hex), and of what it was made (JSON)."""

    path: str
    digest: str
    made: bytes


class RawWriter:
    """Appends records; the file comes into being with the first one.

    `lookup` finds the record that holds the payload of a reference, None when there is none; `follows`
    is the name of the newest raw file so far, "" without one.
    """

    def __init__(
        self, run: str, sink: Sink, lookup: Callable[[str], Kept | None], *, follows: str = ""
    ) -> None:
        self.closed = False
        self._run = run
        self._sink = sink
        self._lookup = lookup
        self._follows = follows
        self._whole = sha256()
        self._date = ""
        self._file = ""
        self._info = ""
        self._end = 0
        self._state: Literal["flushed", "unflushed", "failed"] = "flushed"
        self._seen: OrderedDict[str, Kept] = OrderedDict()

    @property
    def run(self) -> str:
        """The run's name: that of its file, where there is one already."""
        return self._file.removesuffix(".warc.gz") or self._run

    def append(
        self, request: Request, response: Response, known: str | None = None, via: str = "", hexed: str = ""
    ) -> str:
        """The reference `raw/<file>#<offset>` of the new record.

        `known` is the reference of an earlier record that may hold the same payload; it is compared.
        A response of status 304 refers to it without comparing. `via`: where somebody's capture was had.
        `hexed`: the payload's SHA-256 (hex), where the caller has it already.

        Raises:
            ArchiveError: the disk failed; the file ends with the last whole record.
        """
        digest = f"sha256:{hexed or sha256(response.wire).hexdigest()}"
        earlier = self._earlier(digest, response, known)
        profile = NOT_MODIFIED if response.status == _UNCHANGED else SAME_PAYLOAD if earlier else None
        fields = {"WARC-Target-URI": one_line(response.url), "Content-Type": HTTP, WHY: request.why}
        fields |= {VIA: one_line(via)} if via else {}
        fields |= _revisit(profile, earlier) if profile else {}
        if profile != NOT_MODIFIED:
            fields["WARC-Payload-Digest"] = digest
        date = warc_date(response.fetched)
        block = (http_head(response), b"" if profile else response.wire)
        # a body that is packed already gains nothing and would cost 10 times as much
        level = 0 if response.header("content-encoding") else 1
        ref = self._record("revisit" if profile else "response", date, fields, block, level)
        if response.wire and not profile:
            self._remember(Kept(ref, response.url, date, digest))
        return ref

    @property
    def file(self) -> str:
        """The name of the file; "" before the first record."""
        return self._file

    def writes(self, notes: Sequence[Note], when: datetime | None = None) -> None:
        """Nothing, once it is durable what files of the blog are about to be written, and of what.

        Without `when` the record takes the date of the one before it, and the first that of the run.
        """
        lines = (
            b"%s: sha256:%s %s\r\n%s: %s\r\n"
            % (WRITES.encode(), note.digest.encode(), note.path.encode(), MADE.encode(), note.made)
            for note in notes
        )
        date = warc_date(when) if when else self._date or _began(self._run)
        self._record("metadata", date, {"Content-Type": FIELDS}, (b"".join(lines),), 1)
        self.flush()

    def wrote(self, notes: Sequence[Note], when: datetime) -> None:
        """Nothing; notes that these files are there, for `verify` to compare."""
        block = wrote((note.path, note.digest) for note in notes)
        self._record("metadata", warc_date(when), {"Content-Type": FIELDS}, (block,), 1)

    def flush(self) -> None:
        """Nothing, once every record so far is durable.

        Raises:
            ArchiveError: the disk failed, now or before: a failed flush is never tried again.
        """
        if self._state != "flushed":
            self._reach("flushed", self._sink.sync)

    def close(self) -> None:
        """Nothing; what was appended is sealed and durable. A failure is not told twice."""
        try:
            if self._state != "failed" and self._file and not self.closed:
                self._seal()
                self.flush()
        finally:
            self.closed = True
            self._sink.close()

    def _reach(self, state: Literal["flushed", "unflushed"], act: Callable[[], None]) -> None:
        self._state = "failed"
        act()
        self._state = state

    def _record(
        self, kind: str, date: str, fields: dict[str, str], block: tuple[bytes, ...], level: int
    ) -> str:
        if not self._file:
            self._begin(date)
        return self._put(kind, date, {"WARC-Warcinfo-ID": self._info, **fields}, block, level)[0]

    def _begin(self, date: str) -> None:
        self._file = self._sink.start(self._run)
        fields = {"WARC-Filename": self._file, "Content-Type": FIELDS}
        follows = f"{FOLLOWS}: {self._follows}\r\n" if self._follows else ""
        self._info = self._put("warcinfo", date, fields, (f"{_INFO}{follows}".encode(),), 1)[1]

    def _seal(self) -> None:
        ref = f"raw/{self._file}#{self._end}"
        self._write(seal(ref, self._date, self._info, self._whole.hexdigest(), self._end))

    def _put(
        self, kind: str, date: str, fields: dict[str, str], block: tuple[bytes, ...], level: int
    ) -> tuple[str, str]:
        """The new record's reference and its WARC-Record-ID."""
        ref = f"raw/{self._file}#{self._end}"
        data, identity = packed(ref, kind, date, fields, block, level)
        self._write(data)
        self._date = date
        return ref, identity

    def _write(self, data: bytes) -> None:
        self._reach("unflushed", lambda: self._sink.write(data))
        self._whole.update(data)
        self._end += len(data)

    def _earlier(self, digest: str, response: Response, known: str | None) -> Kept | None:
        """The record with the same payload; for a 304, the one that it confirms."""
        confirms = response.status == _UNCHANGED
        if not confirms and digest in self._seen:
            self._seen.move_to_end(digest)
            return self._seen[digest]
        kept = self._lookup(known) if known else None
        if confirms or kept is None:
            return kept
        if kept.digest != digest or not response.wire:
            return None
        self._remember(kept)
        return kept

    def _remember(self, kept: Kept) -> None:
        self._seen[kept.digest] = kept
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)


def packed(
    ref: str, kind: str, date: str, fields: dict[str, str], block: tuple[bytes, ...], level: int
) -> tuple[bytes, str]:
    """The gzip member of the record that goes to `ref`, and its WARC-Record-ID."""
    whole = sha256()
    for part in block:
        whole.update(part)
    digest = f"sha256:{whole.hexdigest()}"
    identity = f"<{urn(f'{ref} {date} {digest}')}>"
    head = {"WARC-Type": kind, "WARC-Record-ID": identity, "WARC-Date": date, **fields}
    head |= {"WARC-Block-Digest": digest, "Content-Length": str(sum(map(len, block)))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return deflated((f"WARC/1.1\r\n{lines}\r\n".encode(), *block, b"\r\n\r\n"), level=level), identity


def wrote(files: Iterable[tuple[str, str]]) -> bytes:
    """The block of a record that notes files that are there, with their SHA-256 (hex)."""
    return "".join(f"{WROTE}: sha256:{digest} {path}\r\n" for path, digest in files).encode()


def _revisit(profile: str, earlier: Kept | None) -> dict[str, str]:
    fields = {"WARC-Profile": profile}
    if earlier:
        fields |= {
            "WARC-Refers-To-Target-URI": one_line(earlier.url),
            "WARC-Refers-To-Date": earlier.date,
            REFERS_TO: earlier.ref,
        }
    return fields


def urn(text: str) -> str:
    """A `urn:uuid:` of the text (RFC 9562, 5.5): the same run gives the same ids."""
    import uuid  # noqa: PLC0415  4 ms that only a writing command pays

    return uuid.uuid5(uuid.NAMESPACE_URL, text).urn


def _began(run: str) -> str:
    """The instant in the name of a run, `20261123T072152Z`; that of the epoch for other names."""
    found = re.match(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z", run)
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else "1970-01-01T00:00:00Z"


def warc_date(moment: datetime) -> str:
    """RFC 3339 UTC with its fraction (WARC 1.1, 5.4)."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
