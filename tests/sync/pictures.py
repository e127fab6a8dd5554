"""A second server on this machine that keeps pictures, most of them badly."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from feedarchive.demo.pictures import picture

PNG = picture("/img/gate/s0/gate.png") or b""
SVG = (
    b'<?xml version="1.0"?><!-- by hand --><svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'
)
HTML = b"<!DOCTYPE html><title>Image not found</title><p>Sorry" + b" sorry" * 5000
VIDEO = b"\x1aE\xdf\xa3" + bytes(3_000_000)


class Pictures(ThreadingHTTPServer):
    """`asked` gathers what was asked for; `robots` is the text of robots.txt; `gone` answers 404 for all."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.robots = ""
        self.gone = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Pictures

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        with suppress(ConnectionError):
            if self.path == "/robots.txt":
                self.answer(200, "text/plain", self.server.robots.encode())
            elif self.server.gone or self.path not in ANSWERS:
                self.answer(404, "text/html", HTML)
            else:
                ANSWERS[self.path](self)

    def answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _plain(kind: str, body: bytes, status: int = 200, **headers: str) -> Callable[[_Handler], None]:
    return lambda handler: handler.answer(status, kind, body, **headers)


def _endless(handler: _Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "image/png")
    handler.end_headers()
    handler.close_connection = True
    handler.wfile.write(PNG)
    while True:
        handler.wfile.write(bytes(65_536))


def _cut(handler: _Handler) -> None:
    handler.close_connection = True
    handler.answer(200, "image/png", PNG, length=str(len(PNG) * 2))


ANSWERS: dict[str, Callable[[_Handler], None]] = {
    "/good.png": _plain("image/png", PNG),
    "/liar.jpg": _plain("image/jpeg", PNG),
    "/page.jpg": _plain("image/jpeg", HTML),
    "/empty.png": _plain("image/png", b""),
    "/endless.png": _endless,
    "/bomb.png": _plain("image/png", gzip.compress(PNG + bytes(20_000_000)), Content_Encoding="gzip"),
    "/packed.png": _plain("image/png", gzip.compress(PNG), Content_Encoding="gzip"),
    "/stated.png": _plain("image/png", PNG, length="99999999999"),
    "/drawn.svg": _plain("image/svg+xml", SVG),
    "/loop.png": _plain("text/html", b"", 302, Location="/loop.png?"),
    "/loop.png?": _plain("text/html", b"", 302, Location="/loop.png"),
    "/router.png": _plain("text/html", b"", 302, Location="http://192.168.0.1/logo.png"),
    "/moved.png": _plain("text/html", b"", 301, Location="/good.png"),
    "/cut.png": _cut,
    "/private.png": _plain("image/png", PNG, 403),
    "/busy.png": _plain("text/html", b"", 503, Retry_After="3600"),
    "/wish.png": _plain("image/png", PNG, X_Robots_Tag="noarchive"),
    "/large.png": _plain("image/png", PNG + b"large"),
    "/small.png": _plain("image/png", PNG + b"small"),
    "/old/s1600/cow.png": _plain("image/png", PNG + b"cow"),
    "/film.webm": _plain("video/webm", VIDEO),
    "/talk.mp3": _plain("audio/mpeg", b"ID3" + bytes(9000)),
}


@contextmanager
def pictures() -> Iterator[Pictures]:
    """That server, until the block ends."""
    with Pictures() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
