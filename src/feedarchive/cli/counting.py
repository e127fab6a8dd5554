"""`stats`: how much was written when, as columns and bars."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from feedarchive.catalog.overview import Count
from feedarchive.cli.cataloguing import asked
from feedarchive.cli.opening import opened
from feedarchive.cli.terminal import screen
from feedarchive.errors import ConfigError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from feedarchive.cli.terminal import Screen

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_PICTURES = (".png", ".svg")


def run_stats(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when a file was damaged. Raises ConfigError for a blog, or a kind of picture, not there."""
    if args.plot and not args.plot.lower().endswith(_PICTURES):
        raise ConfigError(f"--plot {args.plot}: a picture is a .png or an .svg")
    archive = opened(archive_root)
    on = screen(out, args.color)
    with asked(args, archive) as catalog:
        counts = catalog.counts(args.by, blog=args.blog)
    if args.plot:
        from feedarchive.cli.plotting import draw  # noqa: PLC0415  an extra, and slow to load

        draw(tuple(whole(counts)), args.plot, title=args.blog or "")
    if args.json:
        on.json({"by": args.by, "counts": counts, "damaged": archive.damages()})
    elif on.tty:
        _show(tuple(whole(counts)), on)
    else:
        for one in counts:
            on.fields(one.period or "no date", str(one.posts), str(one.comments))
    return archive.exit_code()


def whole(counts: Sequence[Count]) -> Iterator[Count]:
    """The counts with those periods between the first and the last in which nothing was written."""
    held = {one.period: one for one in counts if one.period}
    if held:
        period, last = min(held), max(held)
        while period <= last:
            yield held.get(period) or Count(period=period, posts=0, comments=0)
            period = _after(period)
    yield from (one for one in counts if not one.period)


def _after(period: str) -> str:
    year, _, month = period.partition("-")
    if not month:
        return f"{int(year) + 1:04}"
    return f"{year}-{int(month) + 1:02}" if int(month) < 12 else f"{int(year) + 1:04}-01"  # noqa: PLR2004  December


def _show(counts: Sequence[Count], on: Screen) -> None:
    room = max((on.width - 32) // 2, 8)
    most_posts = max((one.posts for one in counts), default=0)
    most_comments = max((one.comments for one in counts), default=0)
    on.line(on.paint(f"{'':7}  {'posts':>8} {'':{room}} {'comments':>9}", "dim"))
    for one in counts:
        posts, comments = bar(one.posts, most_posts, room), bar(one.comments, most_comments, room)
        on.line(f"{one.period or 'no date':7}  {one.posts:>8,} {posts:{room}} {one.comments:>9,} {comments}")


def bar(count: int, most: int, room: int) -> str:
    """A bar of at most `room` columns, to an eighth of one; what is not nothing shows."""
    eighths = max(round(8 * room * count / most), 1) if count else 0
    full, part = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[part] if part else "")
