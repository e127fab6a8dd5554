"""A blog that is edited, captured between the edits, and the WARC files of those captures."""

from base64 import b32encode
from collections.abc import Iterable
from datetime import UTC, datetime
from gzip import compress
from hashlib import sha1
from typing import NamedTuple
from uuid import UUID

from feedarchive.demo.blog import DemoBlog
from feedarchive.demo.options import Options, View
from feedarchive.demo.site import answer

HOST = "http://orchard.blogspot.com"


class Shot(NamedTuple):
    """One captured answer."""

    url: str
    at: datetime
    body: bytes
    status: int = 200
    media: str = "text/html; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()


def when(year: int, month: int = 6, day: int = 1, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def shoot(blog: DemoBlog, at: datetime, targets: Iterable[str], host: str = HOST) -> list[Shot]:
    """What a crawler saw of these addresses then."""
    name = host.partition("//")[2]
    view = View(blog=blog, base=f"{host}/", options=Options(public_host=name))
    shots = []
    for target in targets:
        found = answer(view, target)
        shots.append(Shot(f"{host}{target}", at, found.text.encode(), found.status, found.media))
    return shots


def warc(shots: Iterable[Shot], *, gzip: bool = True) -> bytes:
    """A WARC 1.0 file of these shots, in this order, as other programs write it."""
    records = [record(shot, number) for number, shot in enumerate(shots)]
    return b"".join(map(packed, records) if gzip else records)


def record(shot: Shot, number: int, kind: str = "response", more: str = "") -> bytes:
    """One record, not packed."""
    head = f"HTTP/1.1 {shot.status} X\r\nContent-Type: {shot.media}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in shot.headers)
    block = f"{head}\r\n".encode() + shot.body
    fields = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{UUID(int=number)}>\r\n"
        f"WARC-Date: {shot.at:%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Target-URI: {shot.url}\r\n{more}"
        f"WARC-Payload-Digest: {sha1_of(shot.body)}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return fields.encode() + block + b"\r\n\r\n"


def sha1_of(body: bytes) -> str:
    """The digest of a payload as crawlers write it."""
    return "sha1:" + b32encode(sha1(body).digest()).decode()


def packed(data: bytes) -> bytes:
    """One gzip member, the same each time."""
    return compress(data, mtime=0)
