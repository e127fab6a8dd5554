"""A picture of how much was written when; matplotlib's only home, an extra: `feedarchive[plot]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError, ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedarchive.catalog.overview import Count

_TICKS = 24  # names of periods that fit below the picture


def draw(counts: Sequence[Count], file: str, *, title: str) -> None:
    """Nothing, once the file holds the picture: posts above, comments below.

    Raises:
        ConfigError: matplotlib is not installed.
        ArchiveError: the file cannot be written.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415  an extra, and slow to load
    except ImportError as exc:
        raise ConfigError("--plot needs matplotlib: pip install 'feedarchive[plot]'") from exc
    shown = [one for one in counts if one.period]
    periods = [one.period for one in shown]
    figure = Figure(figsize=(10, 5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    for axes, name, values in (
        (above, "posts", [one.posts for one in shown]),
        (below, "comments", [one.comments for one in shown]),
    ):
        axes.bar(range(len(shown)), values, color="#4477aa")
        axes.set_ylabel(name)
    step = max(-(-len(shown) // _TICKS), 1)
    below.set_xticks(range(0, len(shown), step), periods[::step], rotation=45, ha="right")
    if title:
        above.set_title(title, parse_math=False)
    try:
        figure.savefig(file, metadata={"Date": None} if file.lower().endswith(".svg") else None)
    except OSError as exc:
        raise ArchiveError(file, f"cannot be written: {exc.strerror}") from exc
