"""Where things are: caches, the two environments, the program that is measured."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
PEERS = ROOT / "benchmarks" / "peers"
OURS = str(ROOT / ".venv" / "bin" / "python")
THEIRS = str(ROOT / ".venv-peers" / "bin" / "python")


def cache() -> Path:
    """The folder for made data, on a real disk and outside git; may be deleted."""
    told = os.environ.get("BENCH_CACHE")
    place = Path(told) if told else Path.home() / ".cache" / "feedarchive-bench"
    place.mkdir(parents=True, exist_ok=True)
    return place


def own() -> Path:
    """What this process writes meanwhile; another run at the same time has its own."""
    return cache() / "scratch" / str(os.getpid())


def scratch(name: str) -> Path:
    """An empty folder of that name, on the disk of the cache."""
    place = own() / name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return place


def feedarchive(*arguments: str) -> list[str]:
    """The command as a user has it: the console script, with this environment's interpreter."""
    return [str(ROOT / ".venv" / "bin" / "feedarchive"), *arguments]
