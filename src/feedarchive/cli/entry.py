"""The command's front door: an interrupt before anything began is an interrupt, not a bug."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn

INTERRUPTED = 130
CANNOT_START = 4


def main() -> int:
    """The exit code of the command line, as docs/archive-format.md lists them."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        try:
            from feedarchive.cli.main import main as run  # noqa: PLC0415 - a slow import may be interrupted too
        except OSError as exc:
            print(f"feedarchive: the program cannot be read: {exc}", file=sys.stderr)
            return CANNOT_START
        return run()
    except KeyboardInterrupt:
        print("feedarchive: interrupted; what was archived is kept, the next run goes on", file=sys.stderr)
        return INTERRUPTED


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
