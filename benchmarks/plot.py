"""The plot of growth: CPU and peak memory of each job by the number of posts.

python -m benchmarks.plot JSON FILE, where JSON is {posts: {job: [seconds, MB]}}
"""

from __future__ import annotations

import json
import sys

import matplotlib as mpl
from matplotlib.figure import Figure


def draw(taken: dict[int, dict[str, tuple[float, float]]], place: str) -> None:
    """Two panels with logarithmic axes of posts; a dotted line shows what linear is."""
    mpl.rcParams["svg.hashsalt"] = "scale"
    figure = Figure(figsize=(9, 4), layout="constrained")
    time, memory = figure.subplots(1, 2)
    sizes = sorted(taken)
    for job in taken[sizes[0]]:
        time.loglog(sizes, [taken[size][job][0] for size in sizes], marker="o", label=job)
        memory.semilogx(sizes, [taken[size][job][1] for size in sizes], marker="o", label=job)
    first = taken[sizes[0]]["backfill"][0]
    time.loglog(sizes, [first * size / sizes[0] for size in sizes], ":", color="grey", label="linear")
    memory.axhline(100, linestyle=":", color="grey", label="goal")
    memory.set_ylim(bottom=0)
    for axes, title in ((time, "CPU, s"), (memory, "peak memory, MB")):
        axes.set(title=title, xlabel="posts (five comments each)")
        axes.legend()
    figure.savefig(place, metadata={"Date": None})


if __name__ == "__main__":
    told = json.loads(sys.argv[1])
    draw({int(size): jobs for size, jobs in told.items()}, sys.argv[2])
