"""The outside world as a run over a blog gets it: the web, the archive, the clock."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from feedarchive.cli.choosing import folder_of
from feedarchive.config import Config
from feedarchive.errors import ConfigError

if TYPE_CHECKING:
    from threading import Event

    from feedarchive.fetch.paces import Paces
    from feedarchive.fetch.places import Allowed
    from feedarchive.sync.desk import Task
    from feedarchive.sync.run import Connect, House

# No clock that is right shows less than the year of this program
_RELEASED = datetime(2025, 1, 1, tzinfo=UTC)


def introduce(address: str, config: Config) -> None:
    """Nothing, or a ConfigError: whoever asks a public host says who they are."""
    from feedarchive.fetch.web import needs_contact  # noqa: PLC0415
    from feedarchive.sources.addresses import absolute  # noqa: PLC0415

    needs_contact(absolute(address), config.fetch)


def house_of(
    config: Config, root: Path, tell: Callable[..., None], task: Task, paces: Paces, stop: Event | None
) -> House:
    """What the run over that blog shares with the others; none goes on once `stop` is set."""
    from feedarchive.store.files import Archive  # noqa: PLC0415
    from feedarchive.sync.run import House  # noqa: PLC0415

    return House(
        archive=Archive(root),
        connect=connect_of(config, task, paces, stop),
        now=now,
        tell=tell,
        full_every=config.full_every,
        limits=config.media,
    )


def check_clock(now: datetime) -> None:
    """Nothing, or a ConfigError when that is a time before this program was written."""
    if now < _RELEASED:
        raise ConfigError(
            f"this machine's clock says {now:%Y-%m-%dT%H:%M:%SZ}, which cannot be; set it first"
        )


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


def connect_of(config: Config, task: Task, paces: Paces, stop: Event | None = None) -> Connect:
    """The web as the run over that blog may ask it; once `stop` is set, asking is interrupted."""
    from feedarchive.fetch.web import Web, open_web  # noqa: PLC0415

    allowed = _allowed(config, task)
    sleep = time.sleep if stop is None else partial(_rest, stop)

    def connect(keep, cache) -> AbstractContextManager[Web]:  # type: ignore[no-untyped-def]  # noqa: ANN001
        return open_web(
            config.fetch,
            keep=keep,
            cache=cache,
            clock=time.monotonic,
            sleep=sleep,
            now=now,
            random=random.random,
            allowed=allowed,
            paces=paces,
        )

    return connect


def _rest(stop: Event, seconds: float) -> None:
    if stop.wait(seconds):
        raise KeyboardInterrupt


def _allowed(config: Config, task: Task) -> Allowed:
    """What may be asked on private networks: the host and port that a person gave, typed or in config.toml.

    An address out of the archive is the blog's own word: it counts only for the host that its folder is
    named by.
    """
    from feedarchive.fetch.places import named, nowhere  # noqa: PLC0415
    from feedarchive.fetch.urls import site_of  # noqa: PLC0415
    from feedarchive.sources.addresses import absolute  # noqa: PLC0415

    given = any(one.url == task.address for one in config.blogs) or folder_of(task.address) == task.name
    home = site_of(absolute(task.address))
    return named((home.host, home.port)) if given else nowhere
