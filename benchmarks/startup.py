"""G9: what it costs to start: the CPU of `feedarchive --help`, `status`, `list` beside `python -c pass`."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import rounds
from benchmarks.places import OURS, feedarchive, scratch
from benchmarks.rounds import Way
from benchmarks.setting import Setting
from benchmarks.table import Row
from benchmarks.whole_job import backfill

POSTS, COMMENTS = 100, 500
MANY = 5  # starts a round: one takes some 20 ms, which the clock of the CPU shows coarsely
_COMMANDS = {"--help": ("--help",), "status": ("status",), "list": ("list",)}


def rows(setting: Setting) -> Iterator[Row]:
    """Each command over an archive of one small blog."""
    small = Setting(posts=POSTS, comments=COMMENTS, port=setting.port)
    archive = scratch("startup") / "archive"
    with small.served(pages=False) as server:
        rounds.measured(backfill(archive, server.base, "never"))
    bare = Way(name="pass", command=lambda: [OURS, "-c", "pass"])
    commands = [
        Way(name=name, command=lambda words=words: feedarchive("--archive", str(archive), *words))
        for name, words in _COMMANDS.items()
    ]
    taken = rounds.in_turn((bare, *commands), setting.rounds * MANY)
    ground = 1000 * rounds.cpu(taken["pass"])
    for name in _COMMANDS:
        figure = rounds.cpu_ratio(taken[name], taken["pass"])
        note = f"{1000 * rounds.cpu(taken[name]):.1f} ms, python {ground:.1f} ms"
        yield Row(
            goal="G9", what=f"start of {name}: CPU ÷ python -c pass", figure=figure, most=2.5, unit="x",
            digits=2, note=note,
        )  # fmt: skip
