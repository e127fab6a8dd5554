"""G7: growth: backfill (feeds only), no-change sync, verify, catalog and list at 1,000, 10,000 … posts.

`./run bench scale --most 100000` goes on to 100,000 posts and 500,000 comments, which takes a quarter of an
hour and 5 GB of disk. The plot is benchmarks/scale.svg. Each size is measured once: what counts is how the
figures grow.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from benchmarks import rounds, server
from benchmarks.places import OURS, ROOT, feedarchive, scratch
from benchmarks.rounds import Used
from benchmarks.setting import Setting
from benchmarks.table import Row
from benchmarks.whole_job import backfill

SMALLEST, GOAL, COMMENTS_A_POST = 1000, 100_000, 5
JOBS = ("backfill", "sync", "verify", "catalog", "list")
PLOT = ROOT / "benchmarks" / "scale.svg"
_GROWN = 1.3  # seconds a post at the largest size, beside those at the size before

Figures = dict[int, dict[str, Used]]


def rows(setting: Setting) -> Iterator[Row]:
    """Every size up to the largest."""
    sizes = [SMALLEST]
    while sizes[-1] * 10 <= setting.most:
        sizes.append(sizes[-1] * 10)
    taken = {size: dict(_jobs(size, setting.port)) for size in sizes}
    _plot(taken)
    largest = sizes[-1]
    for job in JOBS:
        used = taken[largest][job]
        yield Row(
            goal="G7" if largest == GOAL else "", unit=" MB", most=100, digits=0,
            what=f"{largest:,} posts, {job}: peak memory", figure=used.peak,
            note=f"{used.cpu:.1f} s of CPU, wall {used.wall:.1f} s",
        )  # fmt: skip
    for before, after in pairwise(sizes):
        for job in JOBS:
            grown = (taken[after][job].cpu / after) / (taken[before][job].cpu / before)
            yield Row(
                goal="", what=f"{job}: CPU a post at {after:,} ÷ at {before:,}", figure=grown, unit="x",
                digits=2, most=_GROWN,
                note=f"{_milliseconds(taken, before, job)} and {_milliseconds(taken, after, job)} ms",
            )  # fmt: skip


def _milliseconds(taken: Figures, size: int, job: str) -> str:
    return f"{1000 * taken[size][job].cpu / size:.3f}"


def _jobs(size: int, port: int) -> Iterator[tuple[str, Used]]:
    """Each job over a blog of that size; the archive is deleted at the end."""
    folder = scratch(f"scale-{size}")
    site = server.site(port, posts=size, comments=size * COMMENTS_A_POST, pages=False)
    told = ["--archive", str(folder / "archive")]
    with server.served(site, port) as found:
        text = f'archive = "archive"\n[fetch]\ndelay = 0\n[[blogs]]\nurl = "{found.base}"\npages = "never"\n'
        (folder / "config.toml").write_text(text)
        yield "backfill", _told("backfill", size, backfill(folder / "archive", found.base, "never"), folder)
        rounds.measured(feedarchive("sync"), cwd=folder)  # the first has no validators yet
        yield "sync", _told("sync", size, feedarchive("sync"), folder)
    for job in ("verify", "catalog", "list"):
        yield job, _told(job, size, feedarchive(*told, job), folder)
    shutil.rmtree(folder)


def _told(job: str, size: int, command: list[str], folder: Path) -> Used:
    used, _ = rounds.measured(command, cwd=folder)
    print(
        f"{size:>8,} posts  {job:<9} {used.cpu:8.2f} s CPU  {used.wall:8.2f} s  {used.peak:5.0f} MB",
        flush=True,
    )
    return used


def _plot(taken: Figures) -> None:
    figures = {
        size: {job: [used.cpu, used.peak] for job, used in jobs.items()} for size, jobs in taken.items()
    }
    rounds.measured([OURS, "-m", "benchmarks.plot", json.dumps(figures), str(PLOT)], cwd=ROOT)
