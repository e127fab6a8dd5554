"""A clock that only sleeping and asking move, and sites as values: what the laws of pacing are tried on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from feedarchive.capture import Asked, Request, Response
from feedarchive.errors import FetchError
from feedarchive.fetch.gate import Gate, Surroundings
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.paces import MemoryPaces, Paces
from feedarchive.fetch.robots_cache import RobotsCache, RobotsShelf

MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)


class World:
    """A Send with a log of (sent, ended, url); answers come from `answer`, each takes `takes` seconds."""

    def __init__(self, answer: Callable[[Request], Response | FetchError] | None = None, takes: float = 0.0):
        self.time = 1000.0
        self.takes = takes
        self.log: list[tuple[float, float, str]] = []
        self.ledger: list[Asked] = []
        self.warnings: list[str] = []
        self.answer = answer or (lambda request: ok(request.url))

    def clock(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.time += seconds

    def now(self) -> datetime:
        return MIDNIGHT + timedelta(seconds=self.time - 1000.0)

    def send(self, request: Request) -> Response:
        sent = self.time
        answer = self.answer(request)
        self.time += self.takes
        self.log.append((sent, self.time, request.url))
        if isinstance(answer, FetchError):
            raise answer
        return answer

    def gate(
        self,
        options: FetchOptions | None = None,
        cache: RobotsCache | None = None,
        paces: Paces | None = None,
    ) -> Gate:
        around = Surroundings(
            clock=self.clock,
            sleep=self.sleep,
            now=self.now,
            random=lambda: 0.0,
            paces=paces or MemoryPaces(),
            cache=RobotsShelf() if cache is None else cache,
            check=lambda _: None,
            log=self.ledger.append,
            warn=self.warnings.append,
        )
        return Gate(self.send, options or FetchOptions(), around)

    @property
    def urls(self) -> list[str]:
        return [url for _, _, url in self.log]


def ok(url: str, body: bytes = b"", /, **headers: str) -> Response:
    return answer(url, 200, body, **headers)


def answer(url: str, status: int, body: bytes = b"", /, **headers: str) -> Response:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Response(url=url, status=status, headers=pairs, wire=body, body=body, fetched=MIDNIGHT)
