"""The live web as one Get: `follow(plainly(retry(gate(keep(http)))))`.

Importing this imports httpcore, tenacity and protego, and httpx where it is needed; nothing else of
feedarchive does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from threading import Lock

from feedarchive.capture import Asked, Get, Request, Response, Send
from feedarchive.errors import ConfigError, OffLimitsError
from feedarchive.fetch.follow import getter, landing
from feedarchive.fetch.gate import Gate, Surroundings
from feedarchive.fetch.http import Http
from feedarchive.fetch.noarchive import respecting
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.paces import MemoryPaces, Paces
from feedarchive.fetch.places import Allowed, nowhere, stated
from feedarchive.fetch.plainly import plainly
from feedarchive.fetch.politeness import http_date
from feedarchive.fetch.retry import retrying
from feedarchive.fetch.robots_cache import RobotsCache
from feedarchive.fetch.urls import Site, site_of

MIN_DELAY = 0.5  # seconds, for a host that is not this machine
FILE_RETRIES = 1  # a dead host of one image must not hold up the others
MAX_SKEW = timedelta(minutes=5)


class Web:
    """A Get, and what its asking cost so far.

    Attributes:
        get: for any number of threads.
        files: the same for what is poured into a sink: answers of any status, redirects followed, one retry.
        requests: sent, robots.txt and redirects among them.
        bytes: of bodies as they came.
        waited: seconds slept out of politeness.
        warnings: what is odd about a site and does no harm, one line each.
        log: is told of each request that went out; whoever keeps a ledger sets it.
    """

    get: Get
    files: Send
    requests: int = 0
    bytes: int = 0
    waited: float = 0.0

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.log: Callable[[Asked], None] = _unheard
        self._lock = Lock()
        self._met: set[str] = set()

    def note(self, asked: Asked) -> None:
        """Nothing, once whoever keeps the ledger knows of that request."""
        with self._lock:
            self.log(asked)

    def warn(self, warning: str) -> None:
        """Nothing; the same is not said twice."""
        if warning not in self.warnings:
            self.warnings.append(warning)

    def meet(self, response: Response) -> None:
        """Nothing; the first answer of a host is looked at for what is wrong with its clock."""
        site = site_of(response.url)
        if site.lane not in self._met:
            self._met.add(site.lane)
            for oddity in clock_oddities(response):
                self.warn(f"{site.host}: {oddity}")

    def counting(self, send: Send) -> Send:
        """A Send that adds to `requests` and `bytes`."""

        def ask(request: Request) -> Response:
            self._add(requests=1)
            response = send(request)
            self._add(size=len(response.wire) + response.poured)
            self.meet(response)
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
    paces: Paces | None = None,
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
        paces: whose turn it is; None: this web's own.
    """
    web = Web()
    with Http(options, clock=clock, now=now, allowed=allowed) as http:
        counted = web.counting(http)
        gate = Gate(
            keep(respecting(counted) if options.noarchive == "respect" else counted),
            options,
            Surroundings(
                clock=clock,
                sleep=web.sleeping(sleep),
                now=now,
                random=random,
                paces=paces or MemoryPaces(),
                cache=cache,
                check=_check(options, allowed),
                log=web.note,
                warn=web.warn,
            ),
        )
        web.get = getter(plainly(retrying(gate, retries=options.retries)))
        web.files = partial(landing, retrying(gate, retries=min(options.retries, FILE_RETRIES)))
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


def clock_oddities(response: Response) -> list[str]:
    """What an answer's dates have wrong: a clock that is more than five minutes off, a change yet to come."""
    date = http_date(response.header("date") or "")
    found = []
    if date is not None and abs(date - response.fetched) > MAX_SKEW:
        way = "ahead of" if date > response.fetched else "behind"
        found.append(f"its clock is more than {MAX_SKEW // timedelta(minutes=1)} minutes {way} ours")
    modified = http_date(response.header("last-modified") or "")
    if modified is not None and modified > max(date or response.fetched, response.fetched) + MAX_SKEW:
        found.append("its Last-Modified lies in the future: it is not used")
    return found


def _check(options: FetchOptions, allowed: Allowed) -> Callable[[str], None]:
    """What lets no public host be asked without a contact, wherever a redirect or a robots.txt leads."""
    passed: set[Site] = set()

    def check(url: str) -> None:
        site = site_of(url)
        if site in passed:
            return
        if reason := stated(site.host, site.port, allowed):
            raise OffLimitsError(url, reason)
        try:
            needs_contact(url, options)
        except ConfigError as exc:
            raise OffLimitsError(url, str(exc)) from exc
        passed.add(site)

    return check


def _unheard(asked: Asked) -> None:
    """Nothing: nobody keeps a ledger."""
