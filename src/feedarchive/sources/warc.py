"""The answers in a WARC file, in the order of the file; fastwarc's home (WARC 1.1; fastwarc 2.0, 2026-11).

A record that is damaged is named and skipped, and reading goes on at the next one that begins as a record
does. A file that is cut is read to the cut.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from msgspec import Struct

from feedarchive.capture import Response
from feedarchive.sources.warcbody import TooMuchError, dechunked, decoded
from feedarchive.sources.warcplace import each_alone, end_of, next_record

LARGEST = 32 * 2**20  # bytes of one answer, packed or not; the fetcher takes less
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ANSWERS = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.revisit
_HEADER = 64 * 2**10  # bytes of a record's header; longer ones are damage

Wanted = Callable[[str, int, str], bool]


class Refers(Struct, frozen=True, kw_only=True):
    """The record that holds a revisit's payload, by all that the revisit tells of it."""

    url: str = ""
    date: str = ""
    digest: str = ""


class Answer(Struct, frozen=True, kw_only=True):
    """One answer of a WARC file.

    Attributes:
        offset: where its record begins (of a file that is packed as one whole: where its member does).
        response: what was answered; `fetched` is the record's instant. Of a revisit its head alone.
        refers: what a revisit refers to; None for a record that has its payload.
        date, digest: as the record states them, WARC-Date and WARC-Payload-Digest; "" without.
        direct: the record can be read again by its offset.
    """

    offset: int
    response: Response
    refers: Refers | None = None
    date: str = ""
    digest: str = ""
    direct: bool = True


class Trouble(Struct, frozen=True, kw_only=True):
    """A record that could not be read: where it begins, and why."""

    offset: int
    reason: str


def answers(file: BinaryIO, wanted: Wanted) -> Iterator[Answer | Trouble | None]:
    """Each answer that is wanted by its address, status and media type; None for one that is not.

    `file` is open for reading and can be sought in. Raises OSError when the disk fails.
    """
    direct = each_alone(file, LARGEST)
    start: int | None = 0
    while start is not None:
        start = yield from _run(file, start, wanted, direct=direct)


def answer_at(file: BinaryIO, offset: int) -> Answer | Trouble:
    """The answer whose record begins there."""
    file.seek(offset)
    try:
        record = next(iter(_iterator(file)))
    except (OSError, StopIteration) as exc:
        return Trouble(offset=offset, reason=str(exc) or "the file ends there")
    return _read(record, _address(record), offset)


def _run(
    file: BinaryIO, start: int, wanted: Wanted, *, direct: bool
) -> Generator[Answer | Trouble | None, None, int | None]:
    """The answers from there to the end, or to the first damage. Returns where to go on, None at the end.

    An answer is handed on once the record behind it was found: only then its own end is known to be sound.
    """
    file.seek(start)
    held: Answer | None = None
    at = start
    try:
        for record in _iterator(file):
            if held is not None:
                yield held
                held = None
            at = record.stream_pos
            found = _wanted(record, at, wanted, direct=direct)
            if isinstance(found, Trouble):
                yield found
                return next_record(file, at + 1)
            held = found
            if held is None:
                yield None
    except OSError as exc:
        return (yield from _damaged(file, at, held, str(exc)))
    cut = _cut_behind(file, at) if direct else None
    if held is not None and cut != at:
        yield held
    if cut is not None:
        yield Trouble(offset=cut, reason="the file ends in the middle of it")
    return None


def _cut_behind(file: BinaryIO, at: int) -> int | None:
    """Where the last record begins that is not whole, of those behind the last answer; None without one."""
    size = file.seek(0, 2)
    end = end_of(file, at, LARGEST)
    while end is not None and end < size:
        at = end
        end = end_of(file, at, LARGEST)
    return at if end is None and size else None


def _damaged(
    file: BinaryIO, at: int, held: Answer | None, reason: str
) -> Generator[Answer | Trouble | None, None, int | None]:
    """What an error behind the record at `at` leaves: that one where it is sound, and a word on the other."""
    end = end_of(file, at, LARGEST)
    onward = next_record(file, at + 1)
    if end is None:
        yield Trouble(offset=at, reason=reason)
        return onward
    if held is not None:
        yield held
    yield Trouble(offset=end, reason=reason)
    return next_record(file, end + 1) if onward == end else onward


def _iterator(file: BinaryIO) -> Any:  # noqa: ANN401  its types say less than they do
    return ArchiveIterator(
        file, record_types=_ANSWERS, parse_http=True, max_header_len=_HEADER, fsspec_args=False
    )


def _wanted(record: WarcRecord, offset: int, wanted: Wanted, *, direct: bool) -> Answer | Trouble | None:
    url = _address(record)
    if not url:
        return Trouble(offset=offset, reason="no address: the record is cut, or damaged")
    if record.record_type == WarcRecordType.revisit:
        return _revisit(record, url, offset) if wanted(url, 200, "") else None
    status = _status(record)
    if not wanted(url, status, record.http_content_type or ""):
        return None
    return _read(record, url, offset, direct=direct)


def _read(record: WarcRecord, url: str, offset: int, *, direct: bool = True) -> Answer | Trouble:
    headers, status = _headers(record), _status(record)
    if record.content_length > LARGEST:
        return Trouble(offset=offset, reason=f"{url}: larger than {LARGEST:,} bytes, left out")
    said = record.content_length
    try:
        block = record.reader.read()
    except OSError as exc:
        return Trouble(offset=offset, reason=f"{url}: {exc}")
    if len(block) < said:
        return Trouble(
            offset=offset, reason=f"{url}: cut, or its length is wrong: {len(block):,} of {said:,} bytes"
        )
    try:
        wire = dechunked(block, headers, LARGEST)
        body = decoded(wire, headers, LARGEST)
    except TooMuchError as exc:
        return Trouble(offset=offset, reason=f"{url}: {exc}")
    stated = record.headers.get("WARC-Date") or ""
    response = Response(
        url=url,
        status=status,
        reason=(record.http_headers.reason_phrase or "") if record.is_http_parsed else "OK",
        headers=headers,
        wire=wire,
        body=body,
        fetched=_instant(stated),
    )
    digest = record.headers.get("WARC-Payload-Digest") or ""
    return Answer(offset=offset, response=response, date=stated, digest=digest, direct=direct)


def _revisit(record: WarcRecord, url: str, offset: int) -> Answer:
    fields = record.headers
    stated = fields.get("WARC-Date") or ""
    refers = Refers(
        url=fields.get("WARC-Refers-To-Target-URI") or url,
        date=fields.get("WARC-Refers-To-Date") or "",
        digest=fields.get("WARC-Payload-Digest") or "",
    )
    response = Response(url=url, status=_status(record), headers=_headers(record), fetched=_instant(stated))
    return Answer(offset=offset, response=response, refers=refers, date=stated)


def _address(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")  # WARC 1.0 tools wrote brackets


def _status(record: WarcRecord) -> int:
    return (record.http_headers.status_code or 0) if record.is_http_parsed else 200


def _headers(record: WarcRecord) -> tuple[tuple[str, str], ...]:
    if record.is_http_parsed:
        return tuple(record.http_headers.to_tuples())
    kind = record.headers.get("Content-Type")
    return (("Content-Type", kind),) if kind else ()


def _instant(text: str) -> datetime:
    """The instant of a WARC-Date; the epoch for what is none, which nobody takes for a capture."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _EPOCH
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
