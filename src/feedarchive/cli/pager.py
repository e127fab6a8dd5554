"""Long texts through $PAGER, where a person watches."""

from __future__ import annotations

import io
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import Popen

# As git does: what fits on one screen is not held (F), colours pass (R), the screen keeps what was shown (X)
_LESS = "FRX"


@contextmanager
def paged(out: TextIO, *, wanted: bool) -> Iterator[TextIO]:
    """The stream to write to: `out` itself, or $PAGER (`less` when unset) before a terminal.

    An empty PAGER, and `cat`, mean none. The pager starts with the first text, and is waited for.
    """
    command = os.environ.get("PAGER", "less").strip()
    if not wanted or command in ("", "cat") or os.environ.get("TERM") == "dumb" or not out.isatty():
        yield out
        return
    pager = _Pager(out, command)
    try:
        yield cast("TextIO", pager)
    finally:
        pager.close()


class _Pager(io.TextIOBase):
    def __init__(self, out: TextIO, command: str) -> None:
        self._out = out
        self._command = command
        self._process: Popen[str] | None = None
        self._stream: TextIO | None = None

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if self._stream is None:
            self._stream = self._started()
        return self._stream.write(text)

    def flush(self) -> None:
        if self._stream is not None:
            self._stream.flush()

    def close(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(BrokenPipeError):  # the person has seen enough
                self._process.stdin.close()
            self._process.wait()

    def _started(self) -> TextIO:
        import shlex  # noqa: PLC0415  most commands write to pipes or little
        from subprocess import PIPE, Popen  # noqa: PLC0415  as above

        try:
            self._process = Popen(  # noqa: S603  the person's own pager
                shlex.split(self._command), stdin=PIPE, text=True, env={"LESS": _LESS, **os.environ}
            )
        except (OSError, ValueError):
            return self._out
        return cast("TextIO", self._process.stdin)
