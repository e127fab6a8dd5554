"""Figures beside their goals, as one table for a terminal and for RESULTS.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

HEAD = ("goal", "what", "measured", "wanted", "")
Verdict = Literal["met", "short", "", "not there yet", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure.

    Attributes:
        goal: G1 to G11; "" for a figure that stands beside one.
        what: in words.
        figure: the number; None where it cannot be measured yet.
        unit: written after it.
        least, most: what is wanted; both None when nothing is.
        failed: the benchmark itself did not work.
        note: what the figure was made of.
        digits: after the point.
    """

    goal: str
    what: str
    figure: float | None = None
    unit: str = ""
    least: float | None = None
    most: float | None = None
    note: str = ""
    digits: int = 1
    failed: bool = False

    @property
    def verdict(self) -> Verdict:
        """`met` or `short`; "" where nothing is wanted."""
        if self.failed:
            return "failed"
        if self.figure is None:
            return "not there yet"
        if self.least is None and self.most is None:
            return ""
        low = self.least is not None and self.figure < self.least
        high = self.most is not None and self.figure > self.most
        return "short" if low or high else "met"

    @property
    def measured(self) -> str:
        """The figure in words."""
        return "" if self.figure is None else f"{self.figure:,.{self.digits}f}{self.unit}"

    @property
    def wanted(self) -> str:
        """The goal in words."""
        if self.least is not None:
            return f"≥ {self.least:g}{self.unit}"
        return "" if self.most is None else f"≤ {self.most:,g}{self.unit}"

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        what = f"{self.what} ({self.note})" if self.note else self.what
        return (self.goal, what, self.measured, self.wanted, self.verdict)


def plain(rows: Iterable[Row]) -> str:
    """The table for a terminal."""
    lines = [HEAD, *(row.cells for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
    return "\n".join(_padded(line, widths) for line in lines)


def _padded(line: Sequence[str], widths: Sequence[int]) -> str:
    goal, what, measured, wanted, verdict = (
        cell.rjust(width) if at == 2 else cell.ljust(width)  # noqa: PLR2004 - the column of numbers
        for at, (cell, width) in enumerate(zip(line, widths, strict=True))
    )
    return f"{goal}  {what}  {measured}  {wanted}  {verdict}".rstrip()


def markdown(rows: Iterable[Row]) -> str:
    """The table for RESULTS.md."""
    lines = [HEAD, ("---", "---", "---:", "---", "---"), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
