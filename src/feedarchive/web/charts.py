"""Figures over time as SVG: small enough to write by hand, and without a script or a style in it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

_WIDTH, _HEIGHT = 240, 44  # of a sparkline, in its own units


def sparkline(counts: Sequence[int], said: str) -> Markup:
    """A row of bars; `said` is what they show, in words, for who does not see them."""
    most = max(counts, default=0) or 1
    step = _WIDTH / max(len(counts), 12)
    bars = "".join(
        f'<rect x="{at * step:.2f}" y="{_HEIGHT - (height := max(count / most * _HEIGHT, 1.5)):.2f}"'
        f' width="{max(step - 1, 0.6):.2f}" height="{height:.2f}"/>'
        for at, count in enumerate(counts)
        if count
    )
    return Markup(  # noqa: S704 - numbers, and one text that is escaped
        f'<svg class="spark" preserveAspectRatio="none" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(said)}">{bars}</svg>'
    )


def bars(points: Sequence[tuple[str, int]], said: str, *, css: str = "") -> Markup:
    """A bar for each (name, count) with a scale at the side; names stand below where there is room."""
    if not points:
        return Markup("")
    height, left, bottom = 150, 46, 22
    wide = max(min(34, 860 // len(points)), 3)
    width = left + wide * len(points) + 12
    top = _rounded(max(count for _, count in points))
    every = max(1, -(-34 // wide))
    pieces = [
        f'<line x1="{left}" x2="{width}" y1="{_y(mark, top, height):.1f}" y2="{_y(mark, top, height):.1f}"/>'
        f'<text x="{left - 6}" y="{_y(mark, top, height) + 4:.1f}" text-anchor="end">{mark:,}</text>'
        for mark in sorted({0, top // 2, top})
    ]
    for at, (name, count) in enumerate(points):
        x, y = left + at * wide, _y(count, top, height)
        pieces.append(
            f'<rect x="{x + 1}" y="{y:.1f}" width="{wide - 1.5}" height="{height + 8 - y:.1f}">'
            f"<title>{escape(name)}: {count:,}</title></rect>"
        )
        if at % every == 0:
            pieces.append(
                f'<text x="{x + wide / 2:.1f}" y="{height + bottom}" text-anchor="middle">{escape(name)}</text>'
            )
    return Markup(  # noqa: S704 - numbers, and texts that are escaped
        f'<div class="plot {css}" tabindex="0" role="group" aria-label="{escape(said)}"><svg class="{css}" width="{width}"'
        f' height="{height + bottom + 8}" viewBox="0 0 {width} {height + bottom + 8}" role="img" aria-label="{escape(said)}">'
        f"{''.join(pieces)}</svg></div>"
    )


def _y(count: int, top: int, height: int) -> float:
    return 8 + height - count / top * height


def _rounded(most: int) -> int:
    """The end of the scale: 1, 2 or 5 times a power of ten, and even."""
    step = 1
    while True:
        for times in (2, 4, 10):
            if step * times >= most:
                return step * times
        step *= 10
