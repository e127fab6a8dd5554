"""A Send that asks only what robots.txt allows, and waits its turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from feedarchive.capture import Request, Response, Send
from feedarchive.errors import (
    DisallowedError,
    NoWayInError,
    OffLimitsError,
    RefusedError,
    TooLargeError,
    TurnedAwayError,
    UnreachableError,
)
from feedarchive.fetch.follow import failure, landing
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.politeness import Pace, answered, due, hold_after, pause
from feedarchive.fetch.robots import MAX_TEXT, Robots
from feedarchive.fetch.robots_cache import RobotsCache, RobotsCopy
from feedarchive.fetch.urls import Site, site_of

MAX_AGE = timedelta(hours=24)  # RFC 9309, 2.4


class _Lane:
    """One host: a request at a time."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.pace = Pace()


class _Rules:
    """One origin's rules, and when they were fetched. Its lock is taken before a lane's, never after."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.robots: Robots | None = None
        self.fetched: datetime | None = None


class Gate:
    """A Send for any number of threads; hosts do not wait for each other."""

    def __init__(  # noqa: PLR0913 - clock, sleep, now and random are the outside world, each a test's to give
        self,
        send: Send,
        *,
        options: FetchOptions,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        now: Callable[[], datetime],
        random: Callable[[], float],
        cache: RobotsCache,
    ) -> None:
        self._send = send
        self._options = options
        self._clock = clock
        self._sleep = sleep
        self._now = now
        self._random = random
        self._cache = cache
        self._lanes: dict[str, _Lane] = {}
        self._rules: dict[str, _Rules] = {}

    def __call__(self, request: Request) -> Response:
        """The answer, after robots.txt was asked and the host's pause is over.

        Raises:
            DisallowedError: robots.txt disallows the URL.
            RefusedError: the URL is not asked at all.
            UnreachableError: robots.txt could not be had, which disallows all (RFC 9309, 2.3.1.4).
            TurnedAwayError: the host is to be left alone for longer than `patience`.
        """
        site = site_of(request.url)
        robots = self._robots(site, request.url)
        if not robots.allowed(request.url):
            raise DisallowedError(request.url, f"the robots.txt of {site.host} disallows it")
        return self._in_turn(request, robots.crawl_delay)

    def _in_turn(self, request: Request, crawl_delay: float | None = None) -> Response:
        lane = self._lanes.setdefault(site_of(request.url).lane, _Lane())
        with lane.lock:
            delay = pause(self._options.delay, crawl_delay)
            self._wait(request.url, lane.pace, delay)
            answer: Response | None = None
            well = False
            sent = self._clock()
            try:
                answer = self._send(request)
            except (RefusedError, TooLargeError):
                well = True
                raise
            finally:
                hold = None if well else hold_after(answer, lane.pace.failures, self._random())
                lane.pace = answered(lane.pace, delay=delay, sent=sent, ended=self._clock(), hold=hold)
        return answer

    def _wait(self, url: str, pace: Pace, delay: float) -> None:
        held = pace.held - self._clock()
        if held > self._options.patience:
            raise TurnedAwayError(url, f"its host is to be left alone for {held:.0f} s", retry_after=held)
        instant = due(pace, delay)
        while (seconds := instant - self._clock()) > 0:
            self._sleep(seconds)

    def _robots(self, site: Site, url: str) -> Robots:
        rules = self._rules.setdefault(site.origin, _Rules())
        with rules.lock:
            if rules.robots is None or not self._fresh(rules.fetched):
                copy = self._cache.get(site.origin)
                if copy is None or not self._fresh(copy.fetched):
                    copy = self._fetch(site.origin, url)
                    self._cache.put(site.origin, copy)
                rules.robots, rules.fetched = Robots.parse(copy.text), copy.fetched
            return rules.robots

    def _fresh(self, fetched: datetime | None) -> bool:
        return fetched is not None and timedelta() <= self._now() - fetched < MAX_AGE

    def _fetch(self, origin: str, url: str) -> RobotsCopy:
        """The answer to /robots.txt (RFC 9309, 2.3.1): 4xx and endless redirects set no rules.

        429 is not taken for one of those: a site that is too busy for its robots.txt is so for the rest.
        """
        try:
            response = landing(self._in_turn, Request(url=f"{origin}/robots.txt", why="robots"))
            if response.status == 429 or response.status >= 500:  # noqa: PLR2004
                raise failure(response.url, response)
        except TurnedAwayError as exc:
            raise TurnedAwayError(url, _unknown(exc.reason), retry_after=exc.retry_after) from exc
        except UnreachableError as exc:
            raise NoWayInError(url, _unknown(exc.reason)) from exc
        except OffLimitsError as exc:
            if exc.reason.startswith("redirects"):
                raise NoWayInError(url, _unknown(exc.reason)) from exc
            raise OffLimitsError(url, exc.reason) from exc
        except (RefusedError, TooLargeError) as exc:
            raise NoWayInError(url, _unknown(exc.reason)) from exc
        text = response.body[: MAX_TEXT + 1] if 200 <= response.status < 300 else b""  # noqa: PLR2004
        return RobotsCopy(status=response.status, text=text, fetched=response.fetched)


def _unknown(reason: str) -> str:
    return f"its robots.txt could not be had ({reason}), so nothing else is asked"
