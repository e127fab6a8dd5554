"""The live web as one Get: `follow(plainly(retry(gate(keep(http)))))`.

Importing this imports httpx, tenacity and protego; nothing else of feedarchive does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from feedarchive.capture import Get, Request, Response, Send
from feedarchive.errors import ConfigError, OffLimitsError
from feedarchive.fetch.follow import getter
from feedarchive.fetch.gate import Gate
from feedarchive.fetch.http import Http
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.places import Allowed, nowhere, stated
from feedarchive.fetch.plainly import plainly
from feedarchive.fetch.retry import retrying
from feedarchive.fetch.robots_cache import RobotsCache
from feedarchive.fetch.urls import site_of

MIN_DELAY = 0.5  # seconds, for a host that is not this machine


class Web:
    """A Get, and what its asking cost so far.

    Attributes:
        get: for any number of threads.
        requests: sent, robots.txt and redirects among them.
        bytes: of bodies as they came.
        waited: seconds slept out of politeness.
    """

    get: Get
    requests: int = 0
    bytes: int = 0
    waited: float = 0.0

    def __init__(self) -> None:
        self._lock = Lock()

    def counting(self, send: Send) -> Send:
        """A Send that adds to `requests` and `bytes`."""

        def ask(request: Request) -> Response:
            self._add(requests=1)
            response = send(request)
            self._add(size=len(response.wire))
            return response

        return ask

    def sleeping(self, sleep: Callable[[float], None]) -> Callable[[float], None]:
        """A sleep that adds to `waited`."""

        def rest(seconds: float) -> None:
            self._add(seconds=seconds)
            sleep(seconds)

        return rest

    def _add(self, *, requests: int = 0, size: int = 0, seconds: float = 0.0) -> None:
        with self._lock:
            self.requests += requests
            self.bytes += size
            self.waited += seconds


@contextmanager
def open_web(  # noqa: PLR0913 - each of these is the outside world, a test's to give
    options: FetchOptions,
    *,
    keep: Callable[[Send], Send],
    cache: RobotsCache,
    clock: Callable[[], float],
    sleep: Callable[[float], None],
    now: Callable[[], datetime],
    random: Callable[[], float],
    allowed: Allowed = nowhere,
) -> Iterator[Web]:
    """The web, until the block ends.

    Args:
        options: delay, limits, who we are.
        keep: wraps the Send below it; it sees every exchange, robots.txt, redirects and errors too.
        cache: copies of robots.txt from earlier runs, and for later ones.
        clock: monotonic seconds.
        sleep: waits so many seconds.
        now: the time, UTC.
        random: 0 to 1, for the back-off's jitter.
        allowed: which host and port may be on this machine or a private network: those a person named.
    """
    web = Web()
    with Http(options, clock=clock, now=now, allowed=allowed) as http:
        gate = Gate(
            _introduced(keep(web.counting(http)), options, allowed),
            options=options,
            clock=clock,
            sleep=web.sleeping(sleep),
            now=now,
            random=random,
            cache=cache,
        )
        web.get = getter(plainly(retrying(gate, retries=options.retries)))
        yield web


def needs_contact(url: str, options: FetchOptions) -> None:
    """Nothing, or a ConfigError: whoever asks a public host says who they are, and does not hurry."""
    site = site_of(url)
    if site.loopback:
        return
    if options.contact is None:
        raise ConfigError(
            f"{site.host} is asked only by somebody it can reach: give a URL or a mail address as contact = …"
            " in config.toml, as --contact or in FEEDARCHIVE_CONTACT"
        )
    if options.delay < MIN_DELAY:
        raise ConfigError(f"delay = {options.delay:g}: {site.host} is asked every {MIN_DELAY:g} s at most")


def _introduced(send: Send, options: FetchOptions, allowed: Allowed) -> Send:
    """A Send that asks no public host without a contact, wherever a redirect or a robots.txt leads."""

    def ask(request: Request) -> Response:
        site = site_of(request.url)
        if reason := stated(site.host, site.port, allowed):
            raise OffLimitsError(request.url, reason)
        try:
            needs_contact(request.url, options)
        except ConfigError as exc:
            raise OffLimitsError(request.url, str(exc)) from exc
        return send(request)

    return ask
