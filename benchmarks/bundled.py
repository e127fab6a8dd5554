"""A web server of the made files where there is no nginx: same addresses and headers, a thread a connection.

python -m benchmarks.bundled FOLDER PORT LOG
"""

from __future__ import annotations

import gzip
import re
import sys
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock

_FEED = re.compile(r"/feeds/(?:posts|comments|pages)/default")
_TYPES = {".html": "text/html", ".xml": "application/atom+xml", ".txt": "text/plain"}
_LOG = Lock()


def file_of(target: str) -> str:
    """The file of a target, as nginx's configuration in server.py finds it."""
    path, _, query = target.partition("?")

    def asked(name: str, values: str, otherwise: str) -> str:
        found = re.search(rf"(?:^|&){name}=({values})(?:&|$)", query)
        return found[1] if found else otherwise

    if _FEED.fullmatch(path):
        order = asked("orderby", "updated", "published")
        start, size = asked("start-index", "[0-9]+", "1"), asked("max-results", "25|100", "150")
        return f"{path[1:]}/{order}-{start}-{size}.xml"
    page = asked("page", "[0-9]+", "") if path == "/sitemap.xml" else ""
    return f"sitemap-{page}.xml" if page else path[1:]


class Handler(BaseHTTPRequestHandler):
    """Reads requests, hands out files."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    root: Path
    log: Path

    def do_GET(self) -> None:
        """The file with its validators, 304 where they fit, 404."""
        address = str(self.connection.getsockname()[0])
        place = self.root / address if address.startswith("127.1.") else self.root
        file = place / f"{file_of(self.path)}.gz"
        if ".." in self.path or not file.is_file():
            self._answer(address, 404, b"", {})
            return
        about = file.stat()
        tag = f'"{int(about.st_mtime):x}-{about.st_size:x}"'
        headers = {
            "ETag": tag,
            "Last-Modified": formatdate(about.st_mtime, usegmt=True),
            "Content-Type": f"{_TYPES.get(file.with_suffix('').suffix, 'text/html')}; charset=UTF-8",
            "Cache-Control": "private, max-age=0",
        }
        if self.headers.get("If-None-Match") == tag:
            self._answer(address, 304, b"", headers)
            return
        body = file.read_bytes()
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
        self._answer(address, 200, body, headers)

    def _answer(self, address: str, status: int, body: bytes, headers: dict[str, str]) -> None:
        with _LOG, self.log.open("a") as log:
            log.write(f"{address} {self.path} {status}\n")
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:  # noqa: PLR2004
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: the log has it all."""


class Listener(ThreadingHTTPServer):
    """Room for a thousand blogs at once."""

    request_queue_size = 1024


def main() -> None:
    """Serve until it is ended."""
    Handler.root, Handler.log = Path(sys.argv[1]), Path(sys.argv[3])
    Listener(("0.0.0.0", int(sys.argv[2])), Handler).serve_forever()


if __name__ == "__main__":
    main()
