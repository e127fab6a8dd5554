"""G11: how long a polite run takes, beside the least that its requests and its delay allow."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import rounds
from benchmarks.places import feedarchive, scratch
from benchmarks.setting import Setting
from benchmarks.table import Row

POSTS, COMMENTS, DELAY = 60, 300, 1.0


def rows(setting: Setting) -> Iterator[Row]:
    """One backfill with pages at the default delay; it takes a minute, and hardly any CPU."""
    small = Setting(posts=POSTS, comments=COMMENTS, port=setting.port)
    archive = scratch("polite") / "archive"
    with small.served() as server:
        mark = server.mark()
        command = ("--archive", str(archive), "backfill", server.base, "--delay", str(DELAY))
        used, _ = rounds.measured(feedarchive(*command))
        asked = len(server.asked(mark))
    yield Row(
        goal="G11", what="polite backfill: wall ÷ (requests - 1) x delay",
        figure=used.wall / ((asked - 1) * DELAY), most=1.02, unit="x", digits=3,
        note=f"{asked} requests, {used.wall:.1f} s, {used.cpu:.2f} s of CPU",
    )  # fmt: skip
