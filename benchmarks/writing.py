"""G8: durable writes of versions as a run makes them, beside an fsync of each file and of its folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from statistics import median

from benchmarks import rounds
from benchmarks.places import OURS, ROOT, scratch
from benchmarks.setting import Setting
from benchmarks.table import Row


def rows(setting: Setting) -> Iterator[Row]:
    """Wall time: waiting for the disk is what it is about."""
    command = [OURS, "-m", "benchmarks.ours_writing", str(scratch("writing")), str(setting.rounds)]
    _, said = rounds.measured(command, cwd=ROOT)
    taken: dict[str, list[float]] = json.loads(said)
    each = {name: 1000 / median(times) for name, times in taken.items()}
    yield Row(
        goal="G8", what="versions of 14 KB, 100 at a time: wall of an fsync of each file and folder ÷",
        figure=rounds.ratio(taken["plainly"], taken["together"]), least=1.5, unit="x", digits=2,
        note=f"{each['together']:,.0f} and {each['plainly']:,.0f} a second; one by one {each['alone']:,.0f}",
    )  # fmt: skip
