"""Commands run in turn, and what each used: CPU of the process and its children, wall time, peak memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.places import own

# A child's peak begins with the memory of its parent (getrusage(2)): the process that imports this file must
# stay small, so it loads no blog and no archive.


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What one run used: seconds, and MB at its peak."""

    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One of two or more ways to do the same: `prepare` is called before each run, outside the measure."""

    name: str
    command: Callable[[], Sequence[str]]
    prepare: Callable[[], object] = lambda: None
    cwd: Path | None = None
    exits: tuple[int, ...] = (0,)


class FailedError(Exception):
    """A command that is measured ended with another exit code than it should."""


def environment(**more: str) -> dict[str, str]:
    """The environment of every measured process: byte code is kept, as for any user; no user's settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FEEDARCHIVE_", "PYTHON", "XDG_"))
    }
    ours = {"PYTHONHASHSEED": "0", "XDG_STATE_HOME": str(own() / "state")}
    return {**kept, **ours, **more}


def measured(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    exits: tuple[int, ...] = (0,),
    more: Mapping[str, str] | None = None,
) -> tuple[Used, str]:
    """What one run of the command used, and what it printed."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=environment(**(more or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read().decode(errors="replace")
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode not in exits:
        raise FailedError(f"exit code {process.returncode}: {' '.join(command)}\n{said[-2000:]}")
    return Used(cpu=used.ru_utime + used.ru_stime, wall=wall, peak=used.ru_maxrss / 1024), said


def in_turn(ways: Sequence[Way], rounds: int) -> dict[str, list[Used]]:
    """A B A B …: what each way used in each round; a first run of each, not counted, warms caches."""
    taken: dict[str, list[Used]] = {way.name: [] for way in ways}
    for number in range(rounds + 1):
        for way in ways:
            way.prepare()
            used, _ = measured(way.command(), cwd=way.cwd, exits=way.exits)
            if number:
                taken[way.name].append(used)
    return taken


def cpu(taken: Sequence[Used]) -> float:
    """The median CPU seconds."""
    return median(used.cpu for used in taken)


def wall(taken: Sequence[Used]) -> float:
    """The median wall seconds."""
    return median(used.wall for used in taken)


def peak(taken: Sequence[Used]) -> float:
    """The highest peak, MB."""
    return max(used.peak for used in taken)


def ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """The median over rounds of one figure divided by the other of the same round."""
    return median(one / other for one, other in zip(of, to, strict=True))


def cpu_ratio(slow: Sequence[Used], fast: Sequence[Used]) -> float:
    """How many times the CPU time of the second the first took, round by round, as a median."""
    return ratio([used.cpu for used in slow], [used.cpu for used in fast])
