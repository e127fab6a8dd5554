"""Showing where a run stands: a line that rewrites itself on a terminal, log lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from feedarchive.cli.terminal import escape, fit
from feedarchive.sync.desk import Progress

EVERY_TERMINAL = 0.1
EVERY_LOG = 10.0


class Display:
    """A watcher of runs; `close` leaves the terminal's line empty again."""

    def __init__(
        self, out: TextIO, *, pace: float, clock: Callable[[], float], width: int, quiet: bool
    ) -> None:
        self._out, self._pace, self._clock, self._width = out, pace, clock, width
        self._quiet = quiet
        self._live = out.isatty()
        self._begun = clock()
        self._next = self._begun if self._live else self._begun + EVERY_LOG

    def __call__(self, progress: Progress) -> None:
        """Show it, unless that was done a moment ago."""
        now = self._clock()
        if self._quiet or now < self._next:
            return
        self._next = now + (EVERY_TERMINAL if self._live else EVERY_LOG)
        text = escape(sentence(progress, self._seconds_left(progress, now)))
        if self._live:
            self._out.write(f"\r\x1b[K{fit(text, self._width - 1)}")
        else:
            self._out.write(f"{text}\n")
        self._out.flush()

    def close(self) -> None:
        """Leave a clean line."""
        if self._live and not self._quiet:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def _seconds_left(self, progress: Progress, now: float) -> float | None:
        """By the pace measured so far, never faster than the configured one."""
        if progress.requests_left is None or progress.requests == 0:
            return None
        measured = (now - self._begun) / progress.requests
        return progress.requests_left * max(self._pace, measured)


def sentence(progress: Progress, seconds_left: float | None) -> str:
    """What to show, as "some.blogspot.com  posts: posts 412 of 612, 431 requests, about 3 min left"."""
    total = "" if progress.posts_total is None else f" of {progress.posts_total:,}"
    parts = [
        f"posts {progress.posts:,}{total}",
        f"{progress.comments:,} comments",
        f"{progress.requests:,} requests",
    ]
    if seconds_left is not None:
        parts.append(f"about {duration(seconds_left)} left")
    return f"{progress.blog}  {progress.phase}: {', '.join(parts)}"


def duration(seconds: float) -> str:
    """As people say it: "40 s", "3 min", "2 h 10 min", "3 days"."""
    minutes = round(seconds / 60)
    if seconds < 90:  # noqa: PLR2004 - up to there seconds say more
        return f"{round(seconds)} s"
    if minutes < 60:  # noqa: PLR2004
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours < 48 else f"{round(hours / 24)} days"  # noqa: PLR2004
