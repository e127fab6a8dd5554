"""Whose turn it is: one pace a provider, and one request at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import Protocol

from feedarchive.fetch.politeness import Pace
from feedarchive.fetch.providers import Provider


class Turn(Protocol):
    """One's turn with a provider."""

    @property
    def pace(self) -> Pace:
        """What is remembered of it."""

    def keep(self, pace: Pace) -> None:
        """Nothing; from now on that is remembered."""


class Paces(Protocol):
    """The paces of all providers."""

    def turn(self, provider: Provider, *, delay: float) -> AbstractContextManager[Turn]:
        """A block in which nobody else has a turn with that provider; `delay` is the one that is kept."""

    def learned(self, host: str) -> str | None:
        """The provider that a host turned out to belong to."""

    def learn(self, host: str, provider: str | None) -> None:
        """Nothing; None takes it back."""


class _Lane:
    """A provider's pace in memory."""

    __slots__ = ("lock", "pace")

    def __init__(self) -> None:
        self.lock = Lock()
        self.pace = Pace()

    def keep(self, pace: Pace) -> None:
        self.pace = pace


class MemoryPaces:
    """Paces among the threads of one process."""

    def __init__(self) -> None:
        self._lanes: dict[str, _Lane] = {}
        self._learned: dict[str, str] = {}

    @contextmanager
    def turn(self, provider: Provider, *, delay: float) -> Iterator[Turn]:  # noqa: ARG002 - see Paces
        """As Paces says."""
        lane = self._lanes.setdefault(provider.name, _Lane())
        with lane.lock:
            yield lane

    def learned(self, host: str) -> str | None:
        """As Paces says."""
        return self._learned.get(host)

    def learn(self, host: str, provider: str | None) -> None:
        """As Paces says."""
        if provider is None:
            self._learned.pop(host, None)
        else:
            self._learned[host] = provider
