"""Connections that end in time; httpcore's only home beside http.py.

The timeouts of httpx and httpcore are for one socket call each: a server that sends a byte now and
then is never late (fact sheet hostile-input, 2.1). Here each `timeout` argument is an instant on the
clock, the same one through the whole request, and each socket call gets what is left until then.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpcore

from feedarchive.fetch.places import Allowed, Reach, nowhere, reach, refusal

Clock = Callable[[], float]


class Stream(httpcore.NetworkStream):
    """A connection; `timeout` arguments are instants.

    Attributes:
        heard: whether anything was read since the last write.
    """

    def __init__(self, inner: httpcore.NetworkStream, clock: Clock) -> None:
        self.heard = False
        self._inner = inner
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Up to so many bytes; b"" at the end; httpcore.ReadTimeout when the instant has come."""
        self.heard = True
        return self._inner.read(max_bytes, _left(timeout, self._clock, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Nothing; httpcore.WriteTimeout when the instant has come."""
        self.heard = False
        self._inner.write(buffer, _left(timeout, self._clock, httpcore.WriteTimeout))

    def close(self) -> None:
        """Nothing."""
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The connection inside TLS; httpcore.ConnectTimeout when the instant has come."""
        left = _left(timeout, self._clock, httpcore.ConnectTimeout)
        return Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._clock)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore declares it
        """What httpcore asks about a socket."""
        return self._inner.get_extra_info(info)


class Network(httpcore.NetworkBackend):
    """Looks up a host once, vets all its addresses and dials those very addresses.

    The one place that every connection of every hop goes through. A connection that is kept open stays with
    the address that was vetted, so a name that leads elsewhere later changes nothing.
    """

    def __init__(self, clock: Clock, allowed: Allowed = nowhere) -> None:
        self._clock = clock
        self._allowed = allowed
        self._first: dict[str, Reach] = {}
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address that answers, each having its share of the time.

        Raises PermissionError when nobody should be asked there.
        """
        addresses = _lookup(host, port, _left(timeout, self._clock, httpcore.ConnectTimeout))
        self._vet(host, port, addresses)
        for others, address in zip(range(len(addresses) - 1, -1, -1), addresses, strict=True):
            share = _left(timeout, self._clock, httpcore.ConnectTimeout) / (others + 1)
            try:
                inner = self._inner.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not others:
                    raise
            else:
                return Stream(inner, self._clock)
        raise httpcore.ConnectError("the host has no address")

    def _vet(self, host: str, port: int, addresses: list[str]) -> None:
        if not addresses:
            return
        ours = self._allowed(host, port)
        if reason := refusal(host, port, addresses, ours=ours, was=self._first.get(host)):
            raise PermissionError(reason)
        self._first.setdefault(host, reach(addresses[0]))


def _left(instant: float | None, clock: Clock, late: type[Exception]) -> float:
    """Seconds until the instant; raises `late` when there are none."""
    assert instant is not None, "a request without a deadline"
    seconds = instant - clock()
    if seconds <= 0:
        raise late("the time is over")
    return seconds


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _lookup(host: str, port: int, seconds: float) -> list[str]:
    """The host's addresses in the system's order, in a thread of its own: getaddrinfo knows no timeout."""
    if _is_address(host):  # nothing to look up, nothing to wait for
        return [host]
    answer: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as exc:  # a name that cannot be one
            answer.put(exc)
        else:
            answer.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))

    Thread(target=ask, daemon=True, name=f"lookup of {host}").start()
    try:
        addresses = answer.get(timeout=seconds)
    except Empty:
        raise httpcore.ConnectTimeout("the host name was not found in time") from None
    if isinstance(addresses, Exception):
        raise httpcore.ConnectError(addresses) from addresses
    return addresses
