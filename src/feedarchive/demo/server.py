"""The blog on a port of this machine, with whatever can happen on the way to a reader."""

from __future__ import annotations

import gzip
import hashlib
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from .blog import DemoBlog
from .options import Options, View
from .pictures import picture, sound
from .site import TEXT, answer

HANG_UP = 0


class Hit(NamedTuple):
    """One answered request: when (`time.monotonic()`), what was asked, the status (0: hung up), the
    request's headers, names in lower case."""  # noqa: D205, D209

    at: float
    method: str
    target: str
    status: int
    headers: dict[str, str]


class Reply(NamedTuple):
    """What goes on the wire."""

    status: int
    headers: dict[str, str]
    body: bytes = b""


@dataclass(slots=True, kw_only=True)
class DemoServer:
    """A blog being served: `url` ends in a slash, `log` grows with every answer."""

    url: str
    blog: DemoBlog
    options: Options
    log: list[Hit] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def targets(self) -> list[str]:
        """What was asked so far, in order."""
        return [hit.target for hit in self.log]

    def reply(self, method: str, target: str, headers: dict[str, str]) -> Reply:
        """The reply to a request, after which the log and the blog are as they were to become."""
        with self.lock, self.blog.lock:
            reply = self._reply(target, headers)
            self.log.append(Hit(time.monotonic(), method, target, reply.status, headers))
            if change := self.options.shift.pop(len(self.log), None):
                change(self.blog)
        return _packed(reply, headers) if self.options.gzip else reply

    def _reply(self, target: str, headers: dict[str, str]) -> Reply:
        return self._failure(target) or self._elsewhere(target) or self._content(target, headers)

    def _failure(self, target: str) -> Reply | None:
        for part, statuses in self.options.fail.items():
            if part in target and statuses:
                status = statuses.pop(0)
                asked_to_wait = self.options.retry_after is not None and status in (429, 503)
                wait = {"Retry-After": str(self.options.retry_after)} if asked_to_wait else {}
                return Reply(status, {"Content-Type": TEXT, **wait}, f"{status}\n".encode())
        return None

    def _elsewhere(self, target: str) -> Reply | None:
        """301 when the whole blog has moved, 302 when its posts feed is burned."""
        if self.options.redirect_to:
            place = self.options.redirect_to.rstrip("/") + target
            return Reply(301, {"Location": place, "Content-Type": TEXT}, b"Moved Permanently\n")
        split = urlsplit(target)
        asked_for_ours = parse_qs(split.query).get("redirect") == ["false"]
        if self.options.feedburner and split.path == "/feeds/posts/default" and not asked_for_ours:
            place = self.options.feedburner
            return Reply(302, {"Location": place, "Content-Type": TEXT}, b"Moved Temporarily\n")
        return None

    def _headers(self, target: str) -> dict[str, str]:
        return {
            name: value
            for part, more in self.options.headers.items()
            if part in target
            for name, value in more.items()
        }

    def _media(self, target: str) -> Reply | None:
        path = urlsplit(target).path
        if any(part in target for part in self.options.instead):
            return None
        for kind, made in (("image/png", picture(path)), ("audio/mpeg", sound(path))):
            if made is not None:
                return Reply(200, {"Content-Type": kind, **self._headers(target)}, made)
        return None

    def _content(self, target: str, headers: dict[str, str]) -> Reply:
        host = self.options.public_host
        view = View(blog=self.blog, base=f"http://{host}/" if host else self.url, options=self.options)
        if (media := self._media(target)) is not None:
            return media
        found = answer(view, target)
        body = found.text.encode()
        sent = {"Content-Type": found.media, "Cache-Control": "private, max-age=0"}
        if found.is_feed:
            cut = next((left for part, left in self.options.cut.items() if part in target), None)
            body = body[:cut]
        if found.status == 200 and self.options.validators:  # noqa: PLR2004
            sent |= _validators(body, self.blog.updated) | self._headers(target)
            if _unchanged(headers, sent, self.blog.updated):
                return Reply(304, sent)
        return Reply(found.status, sent, body)


@contextmanager
def serve(blog: DemoBlog, port: int = 0, options: Options | None = None) -> Iterator[DemoServer]:
    """The blog served on 127.0.0.1 until the block ends; port 0 takes a free one."""
    listener = _Listener(("127.0.0.1", port), _Handler)
    url = f"http://127.0.0.1:{listener.server_port}/"
    listener.demo = DemoServer(url=url, blog=blog, options=options or Options())
    thread = Thread(target=listener.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield listener.demo
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


class _Listener(ThreadingHTTPServer):
    """One thread a connection; open connections end with the server."""

    demo: DemoServer
    request_queue_size = 128

    def __init__(self, *args: object) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*args)  # type: ignore[arg-type]  # handed on as they came

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]  # TCP only
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]  # TCP only
        self._open.discard(request)
        super().shutdown_request(request)

    def server_close(self) -> None:
        for request in tuple(self._open):
            with suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)
        super().server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing for a reader who hung up; any other error is a bug and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it came


class _Handler(BaseHTTPRequestHandler):
    """Reads requests, writes replies."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Listener

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.demo.reply(self.command, self.path, headers)
        if reply.status == HANG_UP:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 304:  # noqa: PLR2004
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(reply.body)

    do_HEAD = do_GET  # noqa: N815 - http.server's name

    def version_string(self) -> str:
        return "GSE"

    def log_message(self, *_: object) -> None:
        """Nothing: the server's `log` has it all."""


def _validators(body: bytes, updated: datetime) -> dict[str, str]:
    tag = hashlib.sha256(body).hexdigest()
    return {
        "ETag": f'W/"{tag}"',
        "Last-Modified": format_datetime(updated.astimezone(UTC).replace(microsecond=0), usegmt=True),
    }


def _unchanged(asked: dict[str, str], sent: dict[str, str], updated: datetime) -> bool:
    """Whether the condition of the request says that nothing changed (RFC 9110, 13.2.2)."""
    if tags := asked.get("if-none-match"):
        return sent["ETag"] in tags or tags.strip() == "*"
    if since := asked.get("if-modified-since"):
        return updated.replace(microsecond=0) <= parsedate_to_datetime(since)
    return False


def _packed(reply: Reply, asked: dict[str, str]) -> Reply:
    """The reply, compressed for those who accept it."""
    if "gzip" not in asked.get("accept-encoding", "") or not reply.body:
        return reply
    headers = {**reply.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return reply._replace(headers=headers, body=gzip.compress(reply.body, 6, mtime=0))
