"""A Send that asks only what robots.txt allows, and waits its turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from traceback import clear_frames
from typing import NamedTuple

from msgspec.structs import replace

from feedarchive.capture import Asked, Request, Response, Send
from feedarchive.errors import DisallowedError, FetchError, LeftAloneError, UnreachableError
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.paces import Paces, Turn
from feedarchive.fetch.politeness import (
    CIRCUIT,
    Pace,
    Trouble,
    answered,
    due,
    joined,
    pause,
    sending,
    trouble_of,
)
from feedarchive.fetch.providers import BLOGGER, Provider, made_by_blogger, provider_of
from feedarchive.fetch.robots_cache import RobotsCache
from feedarchive.fetch.rules import Rules
from feedarchive.fetch.urls import Site, site_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a gate is given of the outside world, and whom it tells.

    Attributes:
        clock: monotonic seconds.
        sleep: waits so many seconds.
        now: the time, UTC.
        random: 0 to 1, for jitter.
        paces: whose turn it is.
        cache: copies of robots.txt.
        check: raises RefusedError for a URL that is not asked, before anything waits for it.
        log: is told of each request that went out.
        warn: is told in one line what is odd about a site.
    """

    clock: Callable[[], float]
    sleep: Callable[[float], None]
    now: Callable[[], datetime]
    random: Callable[[], float]
    paces: Paces
    cache: RobotsCache
    check: Callable[[str], None]
    log: Callable[[Asked], None]
    warn: Callable[[str], None]


class Gate:
    """A Send for any number of threads; providers do not wait for each other."""

    def __init__(self, send: Send, options: FetchOptions, around: Surroundings) -> None:
        self._send = send
        self._options = options
        self._around = around
        self._met: set[str] = set()
        self._rules = Rules(self._in_turn, cache=around.cache, now=around.now, warn=around.warn)

    def __call__(self, request: Request) -> Response:
        """The answer, after robots.txt was asked and the provider's pause is over.

        Raises:
            DisallowedError: robots.txt disallows the URL.
            RefusedError: the URL is not asked at all.
            UnreachableError: robots.txt could not be had, which disallows all (RFC 9309, 2.3.1.4).
            LeftAloneError: the provider is to be left alone for longer than `patience`.
        """
        site = site_of(request.url)
        robots = self._rules.of(site, request.url)
        if not robots.allowed(request.url):
            raise DisallowedError(request.url, f"the robots.txt of {site.host} disallows it")
        return self._in_turn(request, robots.crawl_delay)

    def _in_turn(self, request: Request, crawl_delay: float | None = None) -> Response:
        around, site = self._around, site_of(request.url)
        around.check(request.url)
        delay = pause(self._options.delay, crawl_delay)
        came = around.clock()
        while (answer := self._once(request, site, delay, came)) is None:
            pass  # the host turned out to be another provider's while we waited
        return answer

    def _once(self, request: Request, site: Site, delay: float, came: float) -> Response | None:
        """The answer; None when it was not this provider's turn that had to be waited for."""
        around, provider = self._around, self._provider(site)
        with around.paces.turn(provider, delay=delay) as turn:
            if provider != self._provider(site):
                return None
            self._wait(request.url, provider, turn.pace, delay)
            borrowed = provider != provider_of(site)
            visit = _Visit(
                request,
                delay=delay,
                waited=around.clock() - came,
                borrowed=borrowed,
                connects=site.origin not in self._met,
            )
            self._met.add(site.origin)
            answer = self._ask(visit, turn)
            pace = turn.pace
        if not provider.loopback:
            self._conclude(site, visit, answer, pace)
        if isinstance(answer, FetchError):
            raise answer
        return answer

    def _provider(self, site: Site) -> Provider:
        """Whose host it is, by its name or by what it turned out to be."""
        provider = provider_of(site)
        if provider.loopback or provider.name == BLOGGER:
            return provider
        name = self._around.paces.learned(site.host)
        return Provider(name) if name else provider

    def _wait(self, url: str, provider: Provider, pace: Pace, delay: float) -> None:
        """Nothing, once it is time; LeftAloneError when that is more than patience away.

        The turn is in hand meanwhile: whoever waits for it, in whatever process, comes next.
        """
        clock = self._around.clock
        held = pace.held - clock()
        if held > self._options.patience or (held > 0 and pace.failures >= CIRCUIT):
            until = self._around.now() + timedelta(seconds=held)
            times = f", {pace.failures} times in a row" if pace.failures > 1 else ""
            reason = (
                f"{provider.name} is left alone until {until:%Y-%m-%d %H:%M:%S} UTC: it {pace.why}{times}"
            )
            raise LeftAloneError(url, reason, retry_after=held, until=until)
        instant = due(pace, delay)
        while (seconds := instant - clock()) > 0:
            self._around.sleep(seconds)

    def _ask(self, visit: _Visit, turn: Turn) -> Response | FetchError:
        around, before = self._around, turn.pace
        at, sent = around.now(), around.clock()
        turn.keep(sending(before, sent))
        answer: Response | FetchError
        try:
            answer = self._send(visit.request)
        except FetchError as exc:
            answer = _light(exc)
        ended, trouble = around.clock(), trouble_of(answer)
        if visit.borrowed and trouble is not None and trouble.silent:
            after = _answered(before, visit, (sent, ended), None, 0.0)
            turn.keep(replace(after, failures=before.failures))
        else:
            turn.keep(_answered(before, visit, (sent, ended), trouble, around.random()))
        around.log(_asked(visit, answer, at, ended - sent))
        return answer

    def _conclude(self, site: Site, visit: _Visit, answer: Response | FetchError, pace: Pace) -> None:
        """What an answer tells: a blog on a domain of its own is Blogger's, until it falls silent."""
        around, own = self._around, provider_of(site)
        if visit.borrowed and isinstance(answer, UnreachableError):
            around.paces.learn(site.host, None)
            with around.paces.turn(own, delay=visit.delay) as turn:
                now = around.clock()
                turn.keep(_answered(turn.pace, visit, (now, now), trouble_of(answer), around.random()))
        elif not visit.borrowed and own.name != BLOGGER and made_by_blogger(answer):
            around.paces.learn(site.host, BLOGGER)
            with around.paces.turn(Provider(BLOGGER), delay=visit.delay) as turn:
                turn.keep(joined(turn.pace, pace))


class _Visit(NamedTuple):
    """A request whose turn has come.

    `borrowed`: the provider is not the one that the host's name tells. `connects`: our first to that host.
    """

    request: Request
    delay: float
    waited: float
    borrowed: bool
    connects: bool


def _answered(
    pace: Pace, visit: _Visit, times: tuple[float, float], trouble: Trouble | None, jitter: float
) -> Pace:
    sent, ended = times
    if visit.connects:  # it arrives late, whoever asked that provider before
        pace = replace(pace, arrived=-inf)
    return answered(pace, delay=visit.delay, sent=sent, ended=ended, trouble=trouble, jitter=jitter)


def _light(error: FetchError) -> FetchError:
    """The error, whose traceback holds no bytes any more.

    It is held in circles until the collector comes, and would hold answers of the largest size meanwhile.
    """
    one: BaseException | None = error
    while one is not None:
        clear_frames(one.__traceback__)
        one = one.__context__
    return error


def _asked(visit: _Visit, answer: Response | FetchError, at: datetime, took: float) -> Asked:
    request = visit.request
    found = answer if isinstance(answer, Response) else None
    return Asked(
        at=at,
        url=request.url,
        why=request.why,
        status=found.status if found else None,
        failure=answer.reason if isinstance(answer, FetchError) else None,
        bytes=len(found.wire) + found.poured if found else 0,
        waited=round(visit.waited, 3),
        took=round(took, 3),
        conditional=bool(request.etag or request.last_modified),
        noarchive=found.noarchive if found else "",
    )
