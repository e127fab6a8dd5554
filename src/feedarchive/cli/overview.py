"""What `list` and `status` say of each blog, for people and for pipes."""

from __future__ import annotations

from feedarchive.cli.terminal import columns, fit, one_line
from feedarchive.plan.wording import shortfalls, utc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedarchive.cli.completeness import StatusRow
    from feedarchive.cli.listing import BlogRow
    from feedarchive.cli.terminal import Screen
    from feedarchive.plan.verdict import Explained

INCOMPLETE = 3  # the exit code
MOST_EXPLAINED = 10


def write_blogs(rows: Sequence[BlogRow], on: Screen) -> int:
    """0; a line for each blog."""
    names = [one_line(row.name) for row in rows]
    widest = max(map(columns, names), default=0)
    for name, row in zip(names, rows, strict=True):
        title = one_line(row.title or "")
        if on.tty:
            on.line(f"{fit(name, widest)}  {row.posts:>6} posts  {row.pages:>4} pages  {title}")
        else:
            on.fields(name, str(row.posts), str(row.pages), one_line(row.url or ""), title)
    return 0


def write_standing(rows: Sequence[StatusRow], on: Screen) -> int:
    """0, or 3 when something is known to be missing; a few lines for each blog."""
    for row in rows:
        _write_one(row, on)
    if not rows:
        on.line("no blogs yet; begin with: feedarchive backfill URL")
    return 0 if all(row.complete for row in rows) else INCOMPLETE


def _write_one(row: StatusRow, on: Screen) -> None:
    on.line(on.paint(one_line(row.name), "bold"))
    on.line(f"    {row.summary}")
    if row.unfinished:
        on.line("    a run over it was interrupted, or is at work: run it again to complete it")
    for problem in row.verdict.problems:
        on.line(f"    last run: {one_line(problem)}")
    for line in shortfalls(row.verdict):
        on.line(f"    missing: {line}")
    for gap in row.verdict.gaps:
        on.line(f"    missing: {one_line(gap.url or gap.post)}: {one_line(gap.reason)}")
    _write_explained(row.verdict.explained, on)
    if row.media and row.media.known:
        lost = row.media.known - row.media.held
        rest = f"; see: feedarchive media {one_line(row.name)}" if lost else ""
        on.line(f"    media: {row.media.held:,} of {row.media.known:,} images and enclosures{rest}")
    if row.last_run is None:
        on.line("    counted from the files; no run has left its figures")
        return
    due = f"from {utc(row.next_full)}" if row.next_full else "at the next sync"
    on.line(f"    last run {utc(row.last_run)}; whole feeds due {due}")


def _write_explained(explained: Sequence[Explained], on: Screen) -> None:
    """Numbers that differ while nothing is missing: a line each, and one for those that are too many."""
    for one in explained[:MOST_EXPLAINED]:
        named = f"{one_line(one.url)}: " if one.url else ""
        on.line(f"    not missing: {named}{one_line(one.reason)}")
    if len(explained) > MOST_EXPLAINED:
        on.line(f"    not missing: {len(explained) - MOST_EXPLAINED:,} more such numbers; see --json")
