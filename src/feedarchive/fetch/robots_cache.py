"""Where copies of robots.txt live between two runs: the caller's choice."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from msgspec import Struct


class RobotsCopy(Struct, frozen=True, kw_only=True):
    """An answer to /robots.txt that settles the matter.

    Attributes:
        status: its HTTP status.
        text: empty unless `status` is 2xx.
        fetched: when it was asked for last, be it answered 304.
        came: when the text itself came; None: then too.
        etag, last_modified: its validators.
    """

    status: int
    text: bytes
    fetched: datetime
    came: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None


class RobotsCache(Protocol):
    """Copies by origin, as `https://host`. The gate asks for no age: it checks that itself."""

    def get(self, origin: str, /) -> RobotsCopy | None:
        """The last copy of that origin, or None."""

    def put(self, origin: str, copy: RobotsCopy, /) -> None:
        """Nothing: the copy replaces the one before."""


class RobotsShelf(dict[str, RobotsCopy]):
    """A RobotsCache as a dict, for one run or to be saved by its owner."""

    def put(self, origin: str, copy: RobotsCopy) -> None:
        """Nothing: the copy replaces the one before."""
        self[origin] = copy
