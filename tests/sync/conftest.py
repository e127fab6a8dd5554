"""A blog on loopback, an archive on disk, and the real loop between them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feedarchive.capture import Send
from feedarchive.demo.example import example
from feedarchive.demo.options import Options
from feedarchive.demo.server import DemoServer, serve
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.web import open_web
from feedarchive.model import Snapshot
from feedarchive.store.files import Archive, BlogStore
from feedarchive.sync.desk import Progress, Task
from feedarchive.sync.run import House, Outcome, run


@dataclass
class Bench:
    """What a test does: backfill, sync, look."""

    server: DemoServer
    root: Path
    moment: datetime = datetime(2026, 3, 1, 3, 20, tzinfo=UTC)
    told: list[Progress] = field(default_factory=list)
    stop_after: int | None = None
    slept: float = 0.0

    def backfill(self, **fields) -> Outcome:
        return self._run(full=True, **fields)

    def sync(self, *, full: bool = False, **fields) -> Outcome:
        return self._run(full=full, **fields)

    def _run(self, **fields) -> Outcome:
        self.moment += timedelta(hours=8)
        fields.setdefault("address", self.server.url)
        return run(Task(name="blog", **fields), self.house())

    def house(self) -> House:
        def connect(keep, cache):
            return open_web(
                FetchOptions(delay=0, retries=1, timeout=10),
                keep=self._stopping(keep),
                cache=cache,
                clock=lambda: time.monotonic() + self.slept,
                sleep=self._sleep,
                now=lambda: self.moment,
                random=lambda: 0.5,
                allowed=lambda host, port: True,  # noqa: ARG005 - as all Allowed
            )

        return House(
            archive=Archive(self.root), connect=connect, now=lambda: self.moment, tell=self.told.append
        )

    def _sleep(self, seconds: float) -> None:
        self.slept += seconds

    def _stopping(self, keep: Callable[[Send], Send]) -> Callable[[Send], Send]:
        """Pull the plug before request number `stop_after`."""

        def kept(send):
            def counted(request):
                if self.stop_after is not None:
                    if self.stop_after == 0:
                        raise KeyboardInterrupt
                    self.stop_after -= 1
                return send(request)

            return keep(counted)

        return kept

    @property
    def store(self) -> BlogStore:
        return Archive(self.root).blog("blog")

    def latest(self) -> dict[str, Snapshot]:
        """The latest version of each entry, by id."""
        found = (self.store.latest(folder) for folder in self.store.folders())
        return {one.id: one for one in found if one is not None}

    def post(self, path: str) -> Snapshot:
        return next(one for one in self.latest().values() if one.url and one.url.endswith(path))

    def files(self) -> dict[str, bytes]:
        """Every snapshot, by name."""
        return {
            str(path.relative_to(self.root)): path.read_bytes() for path in sorted(self.root.rglob("v*.json"))
        }

    def asked(self) -> list[str]:
        """The targets asked for since the last call."""
        targets = self.server.targets()
        self.server.log.clear()
        return targets


@pytest.fixture
def options() -> Options:
    return Options()


@pytest.fixture
def bench(tmp_path, options):
    with serve(example(), options=options) as server:
        yield Bench(server, tmp_path / "archive")
