"""A small web archive on loopback: a CDX server and the replay of unrewritten bytes, as pywb answers."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from tests.captures.crawls import Shot, sha1_of


@dataclass
class WebArchive:
    """What it holds and how it behaves; `asked` grows with each request.

    `form`: pywb's lines, the Wayback Machine's table, or TimeMaps. `fail`: replays that answer so first.
    """

    shots: Sequence[Shot]
    form: str = "pywb"
    fail: dict[str, list[int]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, target: str) -> tuple[int, dict[str, str], bytes]:
        self.asked.append(target)
        parts = urlsplit(target)
        if parts.path in ("/coll/cdx", "/cdx/search/cdx"):
            return self._cdx(parts.path, parse_qs(parts.query)["url"][0])
        if parts.path.startswith("/coll/timemap/link/"):
            return self._timemap(target.partition("/link/")[2])
        stamp, _, url = target.removeprefix("/coll/").partition("id_/")
        if (statuses := self.fail.get(target, [])) and (status := statuses.pop(0)):
            return status, {"Retry-After": "600"}, b""
        for shot in self.shots:
            if shot.url == url and f"{shot.at:%Y%m%d%H%M%S}" == stamp:
                stated = {
                    "Content-Type": shot.media,
                    "Memento-Datetime": format_datetime(shot.at, usegmt=True),
                }
                return shot.status, stated, shot.body
        return 404, {}, b"not found"

    def _cdx(self, path: str, prefix: str) -> tuple[int, dict[str, str], bytes]:
        rows = [
            (
                f"{shot.at:%Y%m%d%H%M%S}",
                shot.url,
                shot.media.partition(";")[0],
                str(shot.status),
                sha1_of(shot.body)[5:],
            )
            for shot in sorted(self.shots)
            if prefix.rstrip("/") in shot.url
        ]
        names = ["timestamp", "url", "mime", "status", "digest"]
        if self.form == "pywb" and path == "/coll/cdx":
            lines = [json.dumps(dict(zip(names, row, strict=True))) for row in rows]
            return 200, {"Content-Type": "text/x-ndjson"}, "\n".join([*lines, '{"odd": 1}', "odd"]).encode()
        if self.form == "wayback" and path == "/cdx/search/cdx":
            head = ["timestamp", "original", "mimetype", "statuscode", "digest"]
            return 200, {"Content-Type": "application/json"}, json.dumps([head, *rows, ["odd"]]).encode()
        return 404, {}, b"no CDX here"

    def _timemap(self, url: str) -> tuple[int, dict[str, str], bytes]:
        found = [shot for shot in self.shots if shot.url == url and shot.status == 200]
        lines = [f'<{url}>; rel="original"', f'<{self.url}timemap/link/{url}>; rel="self"']
        for shot in found:
            memento, at = f"{self.url}{shot.at:%Y%m%d%H%M%S}/{url}", format_datetime(shot.at, usegmt=True)
            lines.append(f'<{memento}>; rel="memento"; datetime="{at}"')
        return (
            (200 if found else 404),
            {"Content-Type": "application/link-format"},
            ",\n".join(lines).encode(),
        )


@contextmanager
def serving(archive: WebArchive) -> Iterator[WebArchive]:
    """The archive on a free port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = archive.answer(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    archive.url = f"http://127.0.0.1:{server.server_port}/coll/"
    try:
        yield archive
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
