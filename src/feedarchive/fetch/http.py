"""One request, one answer; httpx's only home.

Of httpx its connections are used, httpcore, without client and models: no cookies, no redirects, no proxies,
no decoding, nothing from the environment, and half the CPU a request. What else httpx brings is imported
for an address that it has to normalise, and for TLS.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from functools import cache
from threading import Lock
from types import TracebackType
from typing import Protocol, Self

import httpcore

from feedarchive.capture import Request, Response
from feedarchive.errors import FetchError, NoWayInError, OffLimitsError, RefusedError, UnreachableError
from feedarchive.fetch.body import decoded, received
from feedarchive.fetch.network import Clock, Network
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.places import Allowed, nowhere
from feedarchive.fetch.pouring import SLOWEST, poured
from feedarchive.fetch.urls import PORTS, shown

OK = 200
KEEP_OPEN = 75.0  # seconds; longer than the longest Crawl-delay obeyed
# X509_V_ERR_* of OpenSSL's x509_vfy.h
_CERTIFICATE = {
    10: "the certificate has expired",
    62: "the certificate is for another name",
    64: "the certificate is for another name",  # an address instead of a name
}
# An address that is sent as it is written: nothing to quote, no case to fold, no `..`
_PLAIN = re.compile(r"(https?)://([a-z0-9.-]+)(?::([0-9]{1,5}))?((?:/(?!\.)[A-Za-z0-9_.~=&?:,+-]*)+)")


@cache
def _trusted() -> ssl.SSLContext:
    """The usual certificate authorities; reading them takes 15 ms, so once for all connections."""
    import httpx  # noqa: PLC0415  100 ms that only TLS pays

    return httpx.create_ssl_context(trust_env=False)


class Transport(Protocol):
    """What Http asks through; raises httpcore's errors."""

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """The answer's head, its body still to be read."""

    def close(self) -> None:
        """Nothing: all connections are closed."""


class Pooled:
    """A pool of connections whose timeouts are instants; raises httpcore's errors."""

    def __init__(
        self, clock: Clock, allowed: Allowed = nowhere, *, tls: ssl.SSLContext | None = None
    ) -> None:
        self._tls = tls
        self._network = Network(clock, allowed)
        self._pools: dict[bool, httpcore.ConnectionPool] = {}
        self._lock = Lock()

    def _pool(self, *, tls: bool) -> httpcore.ConnectionPool:
        """The connections with TLS, or those without: until the first one, nothing is read of authorities."""
        with self._lock:
            if tls not in self._pools:
                self._pools[tls] = httpcore.ConnectionPool(
                    ssl_context=(self._tls or _trusted()) if tls else None,
                    keepalive_expiry=KEEP_OPEN,
                    max_keepalive_connections=20,
                    network_backend=self._network,
                )
            return self._pools[tls]

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        """The answer's head, its body still to be read."""
        pool = self._pool(tls=request.url.scheme == b"https")
        _drop_surplus(pool)
        answer = pool.handle_request(request)
        if not answer.extensions["network_stream"].heard:  # the surplus of the answer before, N19 of the list
            answer.close()
            raise httpcore.RemoteProtocolError("answered before it was asked")
        return answer

    def close(self) -> None:
        """Nothing: all connections are closed."""
        for pool in self._pools.values():
            pool.close()


def _drop_surplus(pool: httpcore.ConnectionPool) -> None:
    """Close what holds bytes past the end of its last answer (N19 of the fact sheet's list).

    httpcore would take them for the next one. Whether there are any only h11 knows, which httpcore hides.
    """
    for connection in pool.connections:
        state = getattr(getattr(connection, "_connection", None), "_h11_state", None)
        if state is not None and connection.is_idle() and state.trailing_data[0]:
            connection.close()


class Http:
    """A Send: one GET, one answer of any status, whole and within all limits, or a FetchError."""

    def __init__(
        self,
        options: FetchOptions,
        *,
        clock: Clock,
        now: Callable[[], datetime],
        allowed: Allowed = nowhere,
        transport: Transport | None = None,
    ) -> None:
        self._options = options
        self._clock = clock
        self._now = now
        self._transport = transport or Pooled(clock, allowed)
        self._headers = (
            (b"User-Agent", options.user_agent.encode("ascii")),
            (b"Accept", b"*/*"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._transport.close()

    def __call__(self, request: Request) -> Response:
        """The answer.

        Raises:
            NoWayInError: no connection.
            UnreachableError: no answer, a broken one, or not in time.
            TooLargeError: past max_body, or a compression bomb.
            RefusedError: not a URL, or a coding that was not offered.
        """
        fetched, started = self._now(), self._clock()
        try:
            answer = self._transport.handle_request(self._ask(request, started))
            try:
                headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in answer.headers)
                body, fields = answer.iter_stream(), _fields(headers)
                into = request.into if answer.status == OK else None
                size = poured(request.url, body, fields, into) if into else 0
                wire = b"" if into else received(request.url, body, limit=self._options.max_body)
            finally:
                answer.close()
        except _FAILURES as exc:
            raise _failure(request.url, exc, self._options) from exc
        codings = fields.get("content-encoding", "")
        return Response(
            url=request.url,
            status=answer.status,
            reason=answer.extensions.get("reason_phrase", b"").decode("latin-1"),
            headers=headers,
            wire=wire,
            body=decoded(request.url, wire, codings, limit=self._options.max_body),
            fetched=fetched,
            elapsed=self._clock() - started,
            poured=size,
        )

    def _ask(self, request: Request, started: float) -> httpcore.Request:
        url, host = _address(request.url)
        # An ETag belongs to one coding: always ask for the same (RFC 9110, 8.8.3.3).
        coding = b"identity" if request.plain else b"gzip"
        headers = [(b"Host", host), *self._headers, (b"Accept-Encoding", coding)]
        if request.etag:
            headers.append((b"If-None-Match", request.etag.encode("latin-1")))
        if request.last_modified:
            headers.append((b"If-Modified-Since", request.last_modified.encode("latin-1")))
        longer = request.into.limit / SLOWEST if request.into else 0.0
        deadline = started + self._options.timeout + longer
        connected = min(deadline, started + self._options.connect_timeout)
        instants = {"connect": connected, "read": deadline, "write": deadline}
        return httpcore.Request("GET", url, headers=headers, extensions={"timeout": instants})


def _fields(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The headers by their names in lower case; values of one name are a list (RFC 9110, 5.2)."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def _address(url: str) -> tuple[httpcore.URL, bytes]:
    """Where that URL leads, and the Host header (RFC 9110, 7.2); RefusedError for what is no URL."""
    plain = _PLAIN.fullmatch(url)
    if plain is None:
        return _normalised(url)
    scheme, host, port, target = plain.groups()
    number = int(port) if port and int(port) != PORTS[scheme] else None
    where = httpcore.URL(
        scheme=scheme.encode(), host=(name := host.encode()), port=number, target=target.encode()
    )
    return where, name if number is None else b"%s:%d" % (name, number)


def _normalised(url: str) -> tuple[httpcore.URL, bytes]:
    import httpx  # noqa: PLC0415  100 ms that few addresses need

    try:
        read = httpx.URL(url)
    except httpx.InvalidURL as exc:
        raise RefusedError(shown(url), f"not a URL: {exc}") from exc
    where = httpcore.URL(scheme=read.raw_scheme, host=read.raw_host, port=read.port, target=read.raw_path)
    return where, read.netloc


_FAILURES = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, PermissionError)


def _failure(url: str, exc: Exception, options: FetchOptions) -> FetchError:
    """What went wrong, in words for people."""
    match exc:
        case PermissionError():
            return OffLimitsError(url, str(exc))
        case httpcore.ConnectTimeout():
            seconds = min(options.connect_timeout, options.timeout)
            return NoWayInError(url, f"no connection within {seconds:g} s")
        case httpcore.TimeoutException():
            return UnreachableError(url, f"no whole answer within {options.timeout:g} s")
        case httpcore.ConnectError():
            return NoWayInError(url, _not_connected(_cause(exc)))
        case httpcore.ProtocolError():
            return UnreachableError(url, f"no whole HTTP answer: {exc}")
    return UnreachableError(url, f"the connection broke: {_cause(exc)}")


def _cause(exc: Exception) -> BaseException:
    """What httpcore wrapped: its pool drops `__cause__`."""
    first = exc.args[0] if exc.args else None
    return first if isinstance(first, BaseException) else exc


def _not_connected(cause: BaseException) -> str:
    match cause:
        case socket.gaierror() | UnicodeError():
            return "host name not found"
        case ssl.SSLCertVerificationError():
            return _CERTIFICATE.get(
                cause.verify_code, f"the certificate is not trusted: {cause.verify_message}"
            )
        case ssl.SSLError():
            return f"no TLS connection: {cause.reason or cause}"
        case ConnectionRefusedError():
            return "connection refused"
    return f"no connection: {cause}"
