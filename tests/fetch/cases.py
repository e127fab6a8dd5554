"""What the named cases of bad input are tried on: a server with a script, and hours that pass at once."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.fetch.faults import PAGE, Behaviour, FaultServer, said

from feedarchive.capture import Asked, Document, Request
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.pacefiles import FilePaces
from feedarchive.fetch.pacetext import Moment
from feedarchive.fetch.robots_cache import RobotsShelf
from feedarchive.fetch.web import Web, open_web

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NO_RULES = said(b"", "404 Not Found")
OK = said(PAGE)


def case(name: str) -> pytest.MarkDecorator:
    """The named case that a test is of; its id is part of the test's."""
    return pytest.mark.parametrize("case", [pytest.param(name, id=name)])


class Script:
    """A behaviour that gives one answer after the other, the last for ever, and notes when it was asked."""

    def __init__(self, clock: Callable[[], float], *answers: bytes):
        self.arrivals: list[float] = []
        self.heads: list[str] = []
        self._clock = clock
        self._answers = list(answers)

    def __call__(self, conn: socket.socket, over: threading.Event) -> bool:
        self.arrivals.append(self._clock())
        conn.sendall(self._answers[0] if len(self._answers) == 1 else self._answers.pop(0))
        return True

    @property
    def gaps(self) -> list[float]:
        return [later - sooner for sooner, later in zip(self.arrivals, self.arrivals[1:], strict=False)]


class Hours:
    """A person's machine: sleeping takes no time, and paces are noted in a folder for all its processes."""

    def __init__(self, folder: Path, server: FaultServer):
        self.folder = folder
        self.server = server
        self.slept = 0.0
        self.shelf = RobotsShelf()
        self.ledger: list[Asked] = []
        self.warned: list[str] = []
        self.boot = "one"
        self.web: Web | None = None
        server.routes["/robots.txt"] = NO_RULES

    def clock(self) -> float:
        return time.monotonic() + self.slept

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.slept)

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.slept += seconds

    def serving(self, path: str, *answers: bytes) -> Script:
        script = Script(self.clock, *answers)
        self.server.routes[path] = script
        return script

    def behaving(self, path: str, behaviour: bytes | Behaviour) -> None:
        self.server.routes[path] = behaviour

    def process(self, *, home: str = "/srv/blogs", **options: float | str) -> AbstractContextManager[Web]:
        """A run of the program: what it knows of earlier ones is in the folder and on the shelf."""
        chosen = {"delay": 0.0, "timeout": 2.0, "connect_timeout": 2.0, **options}
        wall = NOON.timestamp()
        paces = FilePaces(
            self.folder / "pace",
            moment=lambda: Moment(clock=self.clock(), wall=wall + self.slept, boot=self.boot, home=home),
            warn=self.warned.append,
        )
        return open_web(
            FetchOptions(**chosen),  # type: ignore[arg-type]  # a mapping of settings
            keep=lambda send: send,
            cache=self.shelf,
            clock=self.clock,
            sleep=self.sleep,
            now=self.now,
            random=lambda: 0.0,
            allowed=lambda host, port: True,  # noqa: ARG005 - as all Allowed
            paces=paces,
        )

    def get(self, web: Web, path: str) -> bytes:
        """The body that a run gets."""
        web.log = self.ledger.append
        answer = web.get(Request(url=f"{self.server.url}{path}", why="page"))
        assert isinstance(answer, Document)
        return answer.body
