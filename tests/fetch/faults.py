"""A server on 127.0.0.1 that can be wrong in every way of the fact sheet's list (N*, C*).

Raw sockets: an HTTP library would not say what we want said. A behaviour gets the connection after
the request's head was read and does what it likes; when it returns True the connection stays open.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Self

PAGE = b"<html><body><p>a page of this test</p></body></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
Behaviour = Callable[[socket.socket, threading.Event], bool | None]


class FaultServer:
    """Serves `routes` by path, else 404; `log` has (arrival on the monotonic clock, path, head) of each."""

    def __init__(
        self,
        routes: Mapping[str, bytes | Behaviour] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        hello: Behaviour | None = None,
    ):
        self.routes = dict(routes or {})
        self.log: list[tuple[float, str, str]] = []
        self._tls = tls
        self._hello = hello  # instead of HTTP
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._listener.close()

    @property
    def paths(self) -> list[str]:
        return [path for _, path, _ in self.log]

    def answer(self, target: str, head: str) -> bytes | Behaviour:
        """What is said to a request."""
        return self.routes.get(target, said(b"nothing here", "404 Not Found"))

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                conn, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(conn,), daemon=True).start()

    def _serve(self, raw: socket.socket) -> None:
        with suppress(OSError), self._tls.wrap_socket(raw, server_side=True) if self._tls else raw as conn:
            if self._hello:
                self._hello(conn, self._over)
                return
            while head := _head(conn):
                path = head.split(" ")[1]
                self.log.append((time.monotonic(), path, head))
                behaviour = self.answer(path, head)
                if isinstance(behaviour, bytes):
                    conn.sendall(behaviour)
                elif not behaviour(conn, self._over):
                    return


def _head(conn: socket.socket) -> str:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        if not (piece := conn.recv(4096)):
            return ""
        head += piece
    return head.decode("latin-1")


def said(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def coded(coding: str, wire: bytes) -> bytes:
    return said(wire, "200 OK", f"Content-Encoding: {coding}")


def cut(data: bytes) -> Behaviour:
    """Says that and closes."""

    def behave(conn: socket.socket, over: threading.Event) -> None:
        conn.sendall(data)

    return behave


def drip(start: bytes, piece: bytes, every: float) -> Behaviour:
    """Says `start`, then `piece` again and again for ever."""

    def behave(conn: socket.socket, over: threading.Event) -> None:
        conn.sendall(start)
        while not over.wait(every):
            conn.sendall(piece)

    return behave


def flood(start: bytes, piece: bytes) -> Behaviour:
    return drip(start, piece, 0.0)


def reset(conn: socket.socket, over: threading.Event) -> None:
    conn.sendall(HEAD + b"Content-Length: 1000\r\n\r\nhalf")
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def bomb(members: int) -> bytes:
    """A cut gzip stream that unpacks to so many MiB of nothing, a thousandth of that in size."""
    packer = zlib.compressobj(9, wbits=31)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(1024 * 1024)) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * members


def _broken() -> Iterator[tuple[str, bytes | Behaviour, str]]:
    """(name in the list, behaviour, what the sentence says) of all that must be an UnreachableError."""
    late = "no whole answer within"
    yield "N06-header-hang", drip(b"", b"", 0.1), late
    yield "N07-header-drip", drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x", 0.05), late
    yield "N08-body-drip", drip(HEAD + b"Content-Length: 9999\r\n\r\n", b"x", 0.05), late
    yield "N10-endless-103", drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.02), late
    yield "N10-flood-of-103", flood(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50), late
    yield "N11-short-length", cut(HEAD + b"Content-Length: 1000\r\n\r\n" + b"x" * 400), "received 400 bytes"
    yield "N14-reset-mid-body", reset, "the connection broke"
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    yield "N15-chunk-cut", cut(chunked + b"64\r\nonly this"), "no whole HTTP answer"
    yield "N15-chunk-end-missing", cut(chunked + b"2\r\nab\r\n"), "no whole HTTP answer"
    yield "N16-chunk-bad-size", cut(chunked + b"zz\r\nab\r\n"), "no whole HTTP answer"
    yield "N17-two-lengths", cut(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc"), "no whole HTTP"
    yield "N20-http09", cut(PAGE), "no whole HTTP answer"
    yield "N20-nothing", cut(b""), "no whole HTTP answer"
    yield "N21-header-200k", cut(HEAD + b"X-Long: " + b"x" * 200_000 + b"\r\n\r\n"), "no whole HTTP answer"
    yield "N22-headers-20k", cut(HEAD + b"X-Many: x\r\n" * 20_000 + b"\r\n"), "no whole HTTP answer"
    yield "N23-headers-endless", flood(HEAD, b"X-Many: x\r\n" * 100), "no whole HTTP answer"
    yield "N24-chunk-ext-10mb", cut(chunked + b"2;x=" + b"y" * 10_000_000), "no whole HTTP answer"
    packed = gzip.compress(PAGE * 100)
    yield "C06-gzip-cut", coded("gzip", packed[: len(packed) // 2]), "cut short"
    yield "C06-gzip-cut-trailer", coded("gzip", packed[:-1]), "cut short"
    yield "C07-gzip-bad-crc", coded("gzip", packed[:-8] + b"\0\0\0\0" + packed[-4:]), "damaged gzip"
    yield "C08-gzip-tail", coded("gzip", packed + b"and more"), "damaged gzip"
    yield "C10-gzip-lie", coded("gzip", PAGE), "says it sent gzip, and did not"


BROKEN = {name: (behaviour, says) for name, behaviour, says in _broken()}

TOO_LARGE: dict[str, bytes | Behaviour] = {
    "N09-endless-body": flood(HEAD + b"\r\n", b"x" * 65536),
    "N09-endless-chunks": flood(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"x" * 65536 + b"\r\n"
    ),
    "C01-gzip-bomb": coded("gzip", bomb(1024)),
}

REFUSED: dict[str, bytes | Behaviour] = {
    "C02-br": coded("br", b"\x0b\x02\x80abc\x03"),
    "C03-zstd": coded("zstd", b"\x28\xb5\x2f\xfd"),
    "C04-gzip-gzip": coded("gzip, gzip", gzip.compress(gzip.compress(PAGE))),
    "C04-gzip-twice": said(gzip.compress(PAGE), "200 OK", "Content-Encoding: gzip", "Content-Encoding: gzip"),
    "C05-gzip-x1000": coded(", ".join(["gzip"] * 1000), gzip.compress(PAGE)),
    "C11-coding-unknown": coded("sdch", PAGE),
}

READ: dict[str, tuple[bytes | Behaviour, bytes]] = {
    "plain": (said(PAGE), PAGE),
    "N13-close-delimited": (cut(HEAD + b"\r\n" + PAGE), PAGE),
    "N18-length-and-chunked": (
        cut(HEAD + b"Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"),
        b"ab",
    ),
    "N19-long-body": (HEAD + b"Content-Length: 2\r\n\r\nab and more than was said", b"ab"),
    "N25-empty-200": (said(b""), b""),
    "C09-gzip-members": (coded("gzip", gzip.compress(b"one ") + gzip.compress(b"two")), b"one two"),
    "gzip": (coded("gzip", gzip.compress(PAGE)), PAGE),
    "x-gzip": (coded("X-GZIP", gzip.compress(PAGE)), PAGE),
    "one-103-first": (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + said(PAGE), PAGE),
}
