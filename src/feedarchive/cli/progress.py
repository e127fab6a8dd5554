"""Showing where a run stands: a bar that rewrites itself on a terminal, log lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TextIO

from feedarchive.cli.terminal import escape, fit
from feedarchive.sync.desk import PLAN, Progress

EVERY_TERMINAL = 0.1
EVERY_LOG = 10.0
BAR = 20


class Display:
    """A watcher of runs; `close` leaves the terminal's line empty again."""

    def __init__(
        self, out: TextIO, *, pace: float, clock: Callable[[], float], width: int, quiet: bool
    ) -> None:
        self._out, self._pace, self._clock, self._width = out, pace, clock, width
        self._quiet = quiet
        self._live = out.isatty()
        self._begun = clock()
        self._lock = Lock()
        self._next = self._begun if self._live else self._begun + EVERY_LOG

    def __call__(self, progress: Progress) -> None:
        """Show it, unless that was done a moment ago; a plan is always shown, and stays. For any thread."""
        with self._lock:
            self._show(progress)

    def _show(self, progress: Progress) -> None:
        now = self._clock()
        if self._quiet or (now < self._next and progress.phase != PLAN):
            return
        self._next = now + (EVERY_TERMINAL if self._live else EVERY_LOG)
        seconds = self._seconds_left(progress, now)
        if progress.phase == PLAN:
            self._write(plan(progress, seconds), stays=True)
        else:
            self._write(sentence(progress, seconds, bar=self._live), stays=not self._live)

    def close(self) -> None:
        """Leave a clean line."""
        if self._live and not self._quiet:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def _write(self, text: str, *, stays: bool) -> None:
        text = escape(text)
        shown = text if stays else fit(text, self._width - 1).rstrip()
        self._out.write(("\r\x1b[K" if self._live else "") + shown + ("\n" if stays else ""))
        self._out.flush()

    def _seconds_left(self, progress: Progress, now: float) -> float | None:
        """By the pace measured so far, never faster than the configured one."""
        if progress.requests_left is None or progress.requests == 0:
            return None
        measured = (now - self._begun) / progress.requests
        return progress.requests_left * max(self._pace, measured)


def plan(progress: Progress, seconds_left: float | None) -> str:
    """What the feeds told and what is still to be asked for."""
    told = f"{progress.blog}: the feeds show {progress.posts_total or 0:,} posts and pages"
    left = progress.requests_left or 0
    if not left:
        return f"{told} and {progress.comments:,} comments; no page is needed"
    return f"{told} and {progress.comments:,} comments; up to {left:,} pages to fetch, {_about(seconds_left)}"


def sentence(progress: Progress, seconds_left: float | None, *, bar: bool = False) -> str:
    """What to show, as "some.blogspot.com  [####----]  posts: 412 of 612, 431 requests, about 3 min left"."""
    total = "" if progress.posts_total is None else f" of {progress.posts_total:,}"
    parts = [f"{progress.phase}: {progress.posts:,}{total}", f"{progress.requests:,} requests"]
    if seconds_left is not None:
        parts.append(f"{_about(seconds_left)} left")
    parts.append(f"{progress.comments:,} comments")
    drawn = f"{_bar(progress)}  " if bar and progress.requests_left is not None else ""
    return f"{progress.blog}  {drawn}{', '.join(parts)}"


def duration(seconds: float) -> str:
    """As people say it: "40 s", "3 min", "2 h 10 min", "3 days"."""
    minutes = round(seconds / 60)
    if seconds < 90:  # noqa: PLR2004 - up to there seconds say more
        return f"{round(seconds)} s"
    if minutes < 60:  # noqa: PLR2004
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours < 48 else f"{round(hours / 24)} days"  # noqa: PLR2004


def _about(seconds: float | None) -> str:
    return f"about {duration(seconds or 0)}"


def _bar(progress: Progress) -> str:
    """How much of all requests is done."""
    left = progress.requests_left or 0
    done = round(BAR * progress.requests / max(1, progress.requests + left))
    return f"[{'#' * done}{'-' * (BAR - done)}]"
