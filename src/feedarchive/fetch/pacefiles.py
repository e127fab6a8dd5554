"""Paces among all processes of one person on this machine: a file a provider, held while a request is out.

Nothing is flushed to the disk: after a power cut a provider was not asked for a while anyway. A server on
this machine that is asked without a delay costs no file: only its trouble is written down.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from feedarchive.fetch.paces import MemoryPaces, Turn
from feedarchive.fetch.pacetext import Moment, Noted, noted, read, text
from feedarchive.fetch.politeness import Pace
from feedarchive.fetch.providers import Provider

_PLAIN = re.compile(r"[a-z0-9][a-z0-9.-]{0,199}")
_FLAGS = os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC
_LARGEST = 4096  # bytes
_NEW = Pace()


class FilePaces:
    """Paces in a folder; where it cannot be used, `warn` is told once and this process keeps its own.

    Args:
        folder: made with mode 0700 when a first file is needed.
        moment: now, as both clocks have it.
        warn: is told in one line what failed.
    """

    def __init__(self, folder: Path, *, moment: Callable[[], Moment], warn: Callable[[str], None]) -> None:
        self._folder = folder
        self._moment = moment
        self._warn = warn
        self._memory = MemoryPaces()
        self._looked: set[str] = set()
        self._broken = False

    @contextmanager
    def turn(self, provider: Provider, *, delay: float) -> Iterator[Turn]:
        """As Paces says."""
        with self._memory.turn(provider, delay=delay) as lane:
            if provider.loopback and not delay:
                yield _Quiet(self, provider, lane)
                return
            with self.opened(provider.name) as fd:
                yield _Shared(self, provider, lane, fd)

    def learned(self, host: str) -> str | None:
        """As Paces says."""
        if host not in self._looked:
            self._looked.add(host)
            with self.opened(host, create=False) as fd:
                found = self.load(fd)
            self._memory.learn(host, found.provider if found else None)
        return self._memory.learned(host)

    def learn(self, host: str, provider: str | None) -> None:
        """As Paces says."""
        self._looked.add(host)
        self._memory.learn(host, provider)
        with self._memory.turn(Provider(host), delay=0.0) as lane, self.opened(host) as fd:
            self.save(fd, lane.pace, provider=provider)

    @contextmanager
    def opened(self, name: str, *, create: bool = True) -> Iterator[int | None]:
        """A block in which no other process has that file; None when it cannot be had, or is not there.

        The kernel lets go of the file of a process that died.
        """
        fd = self._open(name, create=create)
        try:
            yield fd
        finally:
            if fd is not None:
                os.close(fd)

    def load(self, fd: int | None) -> Noted | None:
        """What the file says; None when it says nothing."""
        try:
            data = os.pread(fd, _LARGEST, 0) if fd is not None else b""
        except OSError as exc:
            self._fail(exc)
            return None
        return read(data, self._moment()) if data.strip() else None

    def save(self, fd: int | None, pace: Pace, *, provider: str | None = None) -> None:
        """Nothing; the file says so, in one write."""
        if fd is not None:
            try:
                os.pwrite(fd, text(noted(pace, self._moment(), provider=provider)), 0)
            except OSError as exc:
                self._fail(exc)

    def now(self) -> Moment:
        """The moment."""
        return self._moment()

    def _open(self, name: str, *, create: bool) -> int | None:
        if self._broken:
            return None
        try:
            if create:
                self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fd = os.open(self._folder / file_name(name), _FLAGS | (os.O_CREAT if create else 0), 0o600)
        except FileNotFoundError:
            return None
        except OSError as exc:
            self._fail(exc)
            return None
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
        except BaseException as exc:
            os.close(fd)
            if not isinstance(exc, OSError):
                raise
            self._fail(exc)
            return None
        return fd

    def _fail(self, exc: OSError) -> None:
        if not self._broken:
            self._broken = True
            self._warn(
                f"{self._folder}: {exc.strerror}: other processes' requests are not waited for"
                " (fetch.pace_folder in config.toml names another folder)"
            )


class _Shared:
    """A turn whose pace is that of the file."""

    def __init__(self, paces: FilePaces, provider: Provider, lane: Turn, fd: int | None) -> None:
        self._paces, self._lane, self._fd = paces, lane, fd
        found = paces.load(fd)
        if found is not None:
            lane.keep(found.pace(paces.now(), loopback=provider.loopback))

    @property
    def pace(self) -> Pace:
        return self._lane.pace

    def keep(self, pace: Pace) -> None:
        self._lane.keep(pace)
        self._paces.save(self._fd, pace)


class _Quiet:
    """A turn that reads the file once and writes it only when there is trouble to remember."""

    def __init__(self, paces: FilePaces, provider: Provider, lane: Turn) -> None:
        self._paces, self._name, self._lane = paces, provider.name, lane
        if lane.pace == _NEW:
            with paces.opened(self._name, create=False) as fd:
                found = paces.load(fd)
            if found is not None:
                lane.keep(found.pace(paces.now(), loopback=True))

    @property
    def pace(self) -> Pace:
        return self._lane.pace

    def keep(self, pace: Pace) -> None:
        before = self._lane.pace
        self._lane.keep(pace)
        if (before.failures, before.held) != (pace.failures, pace.held):
            with self._paces.opened(self._name) as fd:
                self._paces.save(fd, pace)


def file_name(name: str) -> str:
    """The name of a provider's file."""
    plain = name.lower().replace(":", "_")
    return plain if _PLAIN.fullmatch(plain.replace("_", "-")) else sha256(name.encode()).hexdigest()
