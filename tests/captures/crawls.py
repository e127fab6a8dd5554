"""A blog that is edited, captured between the edits, and the WARC files of those captures."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import NamedTuple

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

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


def warc(
    shots: Iterable[Shot], *, gzip: bool = True, pack: Callable[[bytes], bytes] = lambda body: body
) -> bytes:
    """A WARC file of these shots, in this order, as another program writes it."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    for shot in shots:
        head = StatusAndHeaders(
            f"{shot.status} X", [("Content-Type", shot.media), *shot.headers], protocol="HTTP/1.1"
        )
        writer.write_record(
            writer.create_warc_record(
                shot.url,
                "response",
                payload=BytesIO(pack(shot.body)),
                http_headers=head,
                warc_headers_dict={"WARC-Date": f"{shot.at:%Y-%m-%dT%H:%M:%SZ}"},
            )
        )
    return out.getvalue()
