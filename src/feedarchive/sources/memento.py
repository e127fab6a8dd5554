"""What a web archive holds of a blog: CDX (pywb's and the Wayback Machine's), and TimeMaps (RFC 7089, 5).

The addresses and forms are those of pywb 2.10 and of web.archive.org/cdx/search/cdx, 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlsplit

import msgspec

from feedarchive.capture import Get, Request
from feedarchive.errors import GoneError, UnknownFormatError
from feedarchive.plan.mementos import Row
from feedarchive.sources.blogger import must

ROWS = 20_000  # rows asked for at once
_STAMP = re.compile(r"\d{14}")
_IN_ADDRESS = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/(?=https?:)")
_MEMENTO = re.compile(r"<([^<>]*)>([^<>]*?)(?=,\s*<|\s*\Z)", re.DOTALL)
_REL = re.compile(r"\brel\s*=\s*\"([^\"]*)\"", re.IGNORECASE)
_DATETIME = re.compile(r"\bdatetime\s*=\s*\"([^\"]*)\"", re.IGNORECASE)
_FIELDS = "urlkey,timestamp,original,mimetype,statuscode,digest,length"
_NAMES = {"original": "url", "mimetype": "mime", "statuscode": "status"}


class WebArchive:
    """One web archive, asked through `get`; `base` is what stands before `/<timestamp>/<address>`.

    `odd` counts rows that are no captures.
    """

    def __init__(self, get: Get, base: str) -> None:
        self._get = get
        self.base = base.rstrip("/")
        self.odd = 0

    def captures(self, home: str, addresses: Iterable[str]) -> Iterator[Row]:
        """Every capture of anything below `home`; where only TimeMaps are to be had, of these addresses.

        Raises FetchError when the archive cannot be asked, UnknownFormatError when it answers neither way.
        """
        for form in _FORMS:
            first = form.format(base=self.base, root=self._root(), url=quote(f"{_bare(home)}/", safe=""))
            try:
                yield from self._cdx(first, paged="search" in form)
            except (GoneError, UnknownFormatError):
                continue
            else:
                return
        yield from self.timemaps(addresses)

    def address(self, row: Row) -> str:
        """Where the archive gives the capture's bytes as they were (`id_`)."""
        return f"{self.base}/{row.at:%Y%m%d%H%M%S}id_/{row.url}"

    def _root(self) -> str:
        parts = urlsplit(self.base)
        return f"{parts.scheme}://{parts.netloc}"

    def _cdx(self, first: str, *, paged: bool) -> Iterator[Row]:
        url: str | None = f"{first}&fl={_FIELDS}&limit={ROWS}&showResumeKey=true" if paged else first
        known: set[str] = set()
        while url and url not in known:
            known.add(url)
            body = must(self._get(Request(url=url, why="captures"))).body
            rows, key = _table(body, url)
            for fields in rows:
                row = _row(fields)
                self.odd += row is None
                if row is not None:
                    yield row
            url = (
                f"{first}&fl={_FIELDS}&limit={ROWS}&showResumeKey=true&resumeKey={quote(key)}"
                if key
                else None
            )

    def timemaps(self, addresses: Iterable[str]) -> Iterator[Row]:
        """Every capture of these addresses, as TimeMaps list them; raises as `captures` does."""
        answered, last = False, "it lists no captures, neither by CDX nor by TimeMap"
        for address in addresses:
            try:
                found = must(self._get(Request(url=f"{self.base}/timemap/link/{address}", why="captures")))
            except GoneError as exc:
                last = exc.reason
                continue
            answered = True
            yield from timemap(found.body, address)
        if not answered:
            raise UnknownFormatError(self.base, f"no web archive's address: {last}")


_FORMS = (
    "{base}/cdx?url={url}&matchType=prefix&output=json&fl=timestamp,url,mime,status,digest",
    "{root}/cdx/search/cdx?url={url}&matchType=prefix&output=json",
)


def timemap(body: bytes, address: str) -> Iterator[Row]:
    """The mementos of one address in a TimeMap of link-format (RFC 7089, 5; RFC 6690)."""
    for found in _MEMENTO.finditer(body.decode("utf-8", "replace")):
        rel, stamp = _REL.search(found[2]), _DATETIME.search(found[2])
        at = _http_date(stamp[1]) if stamp else stamp_of(found[1])
        if rel is not None and "memento" in rel[1].split() and at is not None:
            yield Row(url=address, at=at)


def instant_of(memento_datetime: str | None, address: str) -> datetime | None:
    """When it was captured: as `Memento-Datetime` says (RFC 7089, 2.1.1), else as its address does."""
    return (_http_date(memento_datetime) if memento_datetime else None) or stamp_of(address)


def stamp_of(address: str) -> datetime | None:
    """The instant in the address of a capture, `…/20120601120000id_/http://…`."""
    found = _IN_ADDRESS.search(address)
    return _stamp(found[1]) if found else None


def _table(body: bytes, url: str) -> tuple[list[dict[str, str]], str | None]:
    """The rows as fields by pywb's names, and the key that leads on; raises UnknownFormatError."""
    text = body.strip()
    if not text:
        return [], None
    if text.startswith(b"["):
        return _array(text, url)
    if text.startswith(b"{"):
        return [_object(line) for line in text.splitlines()], None
    lines = [line.decode("utf-8", "replace").split(" ") for line in text.splitlines()]
    if text.startswith(b"<") or not any(len(line) > 4 and _STAMP.fullmatch(line[1]) for line in lines):  # noqa: PLR2004
        raise UnknownFormatError(url, "not a list of captures")
    return [_named(_FIELDS.split(","), line) for line in lines], None


def _array(text: bytes, url: str) -> tuple[list[dict[str, str]], str | None]:
    try:
        rows = msgspec.json.decode(text, type=list[list[str | None]])
    except msgspec.DecodeError as exc:
        raise UnknownFormatError(url, f"not a list of captures: {exc}") from exc
    if not rows:
        return [], None
    key = rows[-1][0] if len(rows) > 1 and len(rows[-1]) == 1 and not rows[-2] else None
    body = rows[1:-2] if key else rows[1:]
    return [_named([name or "" for name in rows[0]], row) for row in body], key


def _named(names: list[str], row: list[str | None] | list[str]) -> dict[str, str]:
    return {_NAMES.get(name, name): value or "" for name, value in zip(names, row, strict=False)}


def _object(line: bytes) -> dict[str, str]:
    try:
        found = msgspec.json.decode(line, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _row(fields: dict[str, str]) -> Row | None:
    """The capture that a row tells of; None for one without address or instant."""
    at, url = _stamp(fields.get("timestamp", "")), fields.get("url", "")
    if at is None or not url.startswith(("http://", "https://")) or not url.isprintable() or " " in url:
        return None
    revisit = fields.get("mime") == "warc/revisit"
    return Row(
        url=url,
        at=at,
        status=None if fields.get("status", "-") in ("-", "") else fields["status"],
        media="" if revisit else fields.get("mime", ""),
        digest=fields.get("digest", "").removeprefix("sha1:"),
        revisit=revisit,
    )


def _stamp(text: str) -> datetime | None:
    if not _STAMP.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _http_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _bare(home: str) -> str:
    parts = urlsplit(home)
    return f"{parts.netloc or parts.path}".removeprefix("www.").rstrip("/")
