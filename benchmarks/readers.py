"""Readers of the same documents, run in turn, each in a process of its own (timed.py)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import rounds
from benchmarks.places import OURS, ROOT, THEIRS

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A module that reads, run by our interpreter or by the peers'."""

    name: str
    module: str
    python: str = THEIRS
    arguments: tuple[str, ...] = ()

    def command(self, *words: str) -> list[str]:
        """The command that reads the files."""
        return [self.python, "-m", f"benchmarks.{self.module}", *self.arguments, *words]


def ours(module: str) -> Reader:
    """Feedarchive's own reader."""
    return Reader(name="feedarchive", module=module, python=OURS)


def fields(reader: Reader, files: Sequence[Path]) -> list[Any]:
    """What it reads in each file."""
    _, said = rounds.measured(reader.command("--fields", *map(str, files)), cwd=ROOT)
    return list(json.loads(said))


def speeds(readers: Sequence[Reader], files: Sequence[Path], times: int) -> dict[str, list[float]]:
    """CPU seconds a document in each round."""
    taken: dict[str, list[float]] = {reader.name: [] for reader in readers}
    for _ in range(times):
        for reader in readers:
            _, said = rounds.measured(reader.command(*map(str, files)), cwd=ROOT)
            told = json.loads(said)
            taken[reader.name].append(told["cpu"] / told["documents"])
    return taken


def many(taken: Sequence[float]) -> str:
    """Documents a second of CPU, in words."""
    return f"{1 / median(taken):,.0f} a second of CPU"
