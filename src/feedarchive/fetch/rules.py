"""The robots.txt of each origin, asked for at most once a day (RFC 9309, 2.3 and 2.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from msgspec.structs import replace

from feedarchive.capture import Request, Response
from feedarchive.errors import (
    FetchError,
    LeftAloneError,
    NoRulesError,
    NoWayInError,
    OffLimitsError,
    TurnedAwayError,
    UnreachableError,
)
from feedarchive.fetch.follow import REDIRECTS, failure, landing, last_modified
from feedarchive.fetch.politeness import MAX_CRAWL_DELAY
from feedarchive.fetch.robots import MAX_TEXT, Robots, is_html
from feedarchive.fetch.robots_cache import RobotsCache, RobotsCopy
from feedarchive.fetch.urls import Site

MAX_AGE = timedelta(hours=24)  # RFC 9309, 2.4
# Servers were seen to answer 304 to a stale ETag for months (fact sheet blogger-feeds, 2).
TRUSTED = timedelta(days=7)

InTurn = Callable[[Request, float | None], Response]


class _Origin:
    """One origin's rules, and when they were asked for. Its lock is taken before a turn, never in one."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.robots: Robots | None = None
        self.fetched: datetime | None = None


class Rules:
    """What robots.txt says, for any number of threads.

    Args:
        in_turn: asks, when the provider's turn has come, at that Crawl-delay.
        cache: copies from earlier runs, and for later ones.
        now: the time, UTC.
        warn: is told in one line what is odd about a robots.txt, when it comes.
    """

    def __init__(
        self,
        in_turn: InTurn,
        *,
        cache: RobotsCache,
        now: Callable[[], datetime],
        warn: Callable[[str], None],
    ) -> None:
        self._in_turn = in_turn
        self._cache = cache
        self._now = now
        self._warn = warn
        self._origins: dict[str, _Origin] = {}

    def of(self, site: Site, url: str) -> Robots:
        """The rules for that site; a failure names `url`, for which they are needed.

        Raises:
            UnreachableError: they could not be had, which disallows all (RFC 9309, 2.3.1.4).
            LeftAloneError: nothing is asked of the site for now.
        """
        origin = self._origins.setdefault(site.origin, _Origin())
        with origin.lock:
            if origin.robots is None or not self._fresh(origin.fetched):
                copy = self._cache.get(site.origin)
                if copy is None or not self._fresh(copy.fetched):
                    copy = self._fetch(site.origin, url, copy)
                    self._cache.put(site.origin, copy)
                origin.robots, origin.fetched = Robots.parse(copy.text), copy.fetched
            return origin.robots

    def _fresh(self, fetched: datetime | None) -> bool:
        return fetched is not None and timedelta() <= self._now() - fetched < MAX_AGE

    def _fetch(self, origin: str, url: str, stale: RobotsCopy | None) -> RobotsCopy:
        request = self._request(f"{origin}/robots.txt", stale)
        delay = Robots.parse(stale.text).crawl_delay if stale else None
        try:
            response = landing(lambda hop: self._in_turn(hop, delay), request)
            if response.status == 304 and stale and (request.etag or request.last_modified):  # noqa: PLR2004
                return replace(stale, fetched=response.fetched, came=stale.came or stale.fetched)
            if not _settles(response):
                raise failure(response.url, response)
        except FetchError as exc:
            raise _unknown(url, exc) from exc
        for oddity in oddities(response):
            self._warn(f"{origin}/robots.txt {oddity}")
        return _copy(response)

    def _request(self, url: str, stale: RobotsCopy | None) -> Request:
        """Conditional, while the copy is not too old for that."""
        if stale is None or stale.status != 200 or self._now() - (stale.came or stale.fetched) >= TRUSTED:  # noqa: PLR2004
            return Request(url=url, why="robots")
        return Request(url=url, why="robots", etag=stale.etag, last_modified=stale.last_modified)


def oddities(response: Response) -> list[str]:
    """What is odd about an answer to /robots.txt, and what is made of it."""
    if response.status in REDIRECTS:
        return ["redirects in a circle or too often: taken as if there were none"]
    if not _has_text(response):
        return []
    if is_html(response.body):
        return ["is a web page: taken as without rules"]
    found = ["is longer than 500 KiB: only the start of it counts"] if len(response.body) > MAX_TEXT else []
    robots = Robots.parse(response.body)
    delay = robots.crawl_delay
    if robots.stated_delay and delay is None:
        found.append(f"states a Crawl-delay that is no number of seconds: {robots.stated_delay[:40]!r}")
    if delay is not None and delay > MAX_CRAWL_DELAY:
        found.append(f"asks for a Crawl-delay of {delay:.0f} s: {MAX_CRAWL_DELAY:.0f} s are kept")
    return found


def _settles(response: Response) -> bool:
    """Whether the answer says what the rules are: text, or by 4xx or endless redirects that there are none.

    429 is not taken for one of those: a site that is too busy for its robots.txt is so for the rest. Nor is
    a 304 that answers no condition.
    """
    return response.status not in (304, 429) and response.status < 500  # noqa: PLR2004


def _has_text(response: Response) -> bool:
    return 200 <= response.status < 300  # noqa: PLR2004


def _copy(response: Response) -> RobotsCopy:
    return RobotsCopy(
        status=response.status,
        text=response.body[: MAX_TEXT + 1] if _has_text(response) else b"",
        fetched=response.fetched,
        came=response.fetched,
        etag=response.header("etag"),
        last_modified=last_modified(response),
    )


def _unknown(url: str, exc: FetchError) -> FetchError:
    """Why that URL is not asked, when its robots.txt could not be had."""
    reason = f"its robots.txt could not be had ({exc.reason}), so nothing else is asked"
    match exc:
        case LeftAloneError():
            return LeftAloneError(url, exc.reason, retry_after=exc.held, until=exc.until)
        case TurnedAwayError():
            return TurnedAwayError(url, reason, retry_after=exc.retry_after)
        case OffLimitsError() if not exc.reason.startswith("redirects"):
            return OffLimitsError(url, exc.reason)
        case UnreachableError():
            return NoWayInError(url, reason)
    return NoRulesError(url, reason)
