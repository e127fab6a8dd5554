"""The command's front door: an interrupt before anything began is an interrupt, not a bug."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # typing costs 3 ms
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

INTERRUPTED = 130
CANNOT_START = 4


def main() -> int:
    """The exit code of the command line, as docs/archive-format.md lists them."""
    _fill_standard_streams()
    try:
        try:
            from feedarchive.cli.main import main as run  # noqa: PLC0415 - a slow import may be interrupted too
        except OSError as exc:
            print(f"feedarchive: the program cannot be read: {exc}", file=sys.stderr)
            return CANNOT_START
        return run(before=_heed_termination)
    except KeyboardInterrupt:
        print("feedarchive: interrupted; what was archived is kept, the next run goes on", file=sys.stderr)
        return INTERRUPTED


def _fill_standard_streams() -> None:
    """Nothing; a standard stream that was closed by whoever started us is /dev/null.

    Else a file of the archive would get its number, and what a child says there would end in that file.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number, which is this one
            os.set_inheritable(number, True)
    sys.stdout = sys.stdout or open(1, "w", closefd=False)  # noqa: SIM115 - it stays open
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115


def _heed_termination() -> None:
    """Nothing; from now on SIGTERM is an interrupt, so that what was begun is ended in order."""
    import signal  # noqa: PLC0415  its enums take 1 ms, and `--help` begins nothing

    signal.signal(signal.SIGTERM, _terminated)


def _terminated(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
