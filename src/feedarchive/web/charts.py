"""Figures over time as SVG: small enough to write by hand, and without a script or a style in it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

_WIDTH, _HEIGHT = 240, 44  # of a sparkline, in its own units
_TALL, _LEFT, _BELOW = 150, 46, 22  # of a plot: its bars, room for the scale, room for names


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
        f'<svg class="spark" preserveAspectRatio="none" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img"'
        f' aria-label="{escape(said)}">{bars}</svg>'
    )


def bars(points: Sequence[tuple[str, int]], said: str) -> Markup:
    """A bar for each (name, count) with a scale at the side; names stand below where there is room."""
    if not points:
        return Markup("")
    wide = max(min(34, 860 // len(points)), 3)
    width, height = _LEFT + wide * len(points) + 12, _TALL + _BELOW + 8
    top = _rounded(max(count for _, count in points))
    scale = "".join(_mark(mark, top, width) for mark in sorted({0, top // 2, top}))
    every = max(1, -(-44 // wide))
    drawn = "".join(
        _bar(_LEFT + at * wide, wide, name, count, top, named=at % every == 0)
        for at, (name, count) in enumerate(points)
    )
    return Markup(  # noqa: S704 - numbers, and texts that are escaped
        f'<div class="plot" tabindex="0" role="group" aria-label="{escape(said)}">'
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" aria-hidden="true">'
        f"{scale}{drawn}</svg></div>"
    )


def _mark(number: int, top: int, width: int) -> str:
    y = _y(number, top)
    return (
        f'<line x1="{_LEFT}" x2="{width}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{number:,}</text>'
    )


def _bar(x: int, wide: int, name: str, count: int, top: int, *, named: bool) -> str:
    y = _y(count, top)
    bar = (
        f'<rect x="{x + 1}" y="{y:.1f}" width="{wide - 1.5}" height="{_TALL + 8 - y:.1f}">'
        f"<title>{escape(name)}: {count:,}</title></rect>"
    )
    if not named:
        return bar
    middle = f'x="{x + wide / 2:.1f}" y="{_TALL + _BELOW}"'
    return f'{bar}<text {middle} text-anchor="middle">{escape(name)}</text>'


def _y(count: int, top: int) -> float:
    return 8 + _TALL - count / top * _TALL


def _rounded(most: int) -> int:
    """The end of the scale: a number that is easy to halve."""
    step = 1
    while True:
        for times in (2, 4, 6, 8, 10, 12, 16):
            if step * times >= most:
                return step * times
        step *= 10
