"""`./run bench --guard`: instructions of three hot paths beside the committed figures; no clock, so no noise.

Counted by `valgrind --tool=callgrind`: a run that goes the path three times more, less a run that does not.
The same Python gives the same figure within 1 %, on a loaded machine too. `--write` commits to today's.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
from pathlib import Path

from benchmarks import rounds
from benchmarks.places import OURS, ROOT, cache, scratch

PLACE = ROOT / "benchmarks" / "guard.json"
PATHS = ("feed parse", "page parse", "snapshot encode and digest")
TOLERATED = 1.15
TIMES = 3
_COLLECTED = re.compile(r"Collected : (\d+)")


def main(*, write: bool = False) -> int:
    """0 when no path costs 15 % more than it did, 1 when one does, 2 when it cannot be told."""
    if shutil.which("valgrind") is None:
        print("valgrind is not installed (Debian: apt-get install valgrind)")
        return 2
    held = json.loads(PLACE.read_text()) if PLACE.exists() else {}
    python = ".".join(platform.python_version_tuple()[:2]) + f" {platform.machine()}"
    if not write and held.get("python") != python:
        print(f"guard.json was counted with Python {held.get('python')}, this is {python}: nothing compared")
        return 2
    folder = _documents()
    counted = {name: _instructions(name, folder) for name in PATHS}
    if write:
        PLACE.write_text(json.dumps({"python": python, "instructions": counted}, indent=2) + "\n")
    return _told(counted, held["instructions"] if not write else counted)


def _told(counted: dict[str, int], held: dict[str, int]) -> int:
    slower = 0
    for name, now in counted.items():
        grown = now / held[name]
        words = "slower" if grown > TOLERATED else "fine"
        slower |= grown > TOLERATED
        line = f"{name}: {now:,} instructions, committed {held[name]:,} ({100 * (grown - 1):+.1f} %)"
        print(f"{line}: {words}", flush=True)
    return int(slower)


def _documents() -> Path:
    """Fixed documents: their addresses hold no port of this machine."""
    place = cache() / "guard"
    shutil.rmtree(place, ignore_errors=True)
    sizes = ["--posts=150", "--comments=750", "--seed=1", "--page-files"]
    command = [OURS, "-m", "benchmarks.sites", str(place), "http://127.0.0.1/", *sizes]
    subprocess.run(command, check=True, cwd=ROOT)
    return place


def _instructions(name: str, folder: Path) -> int:
    """Of going the path once."""
    without, several = (_counted(name, folder, times) for times in (0, TIMES))
    return (several - without) // TIMES


def _counted(name: str, folder: Path, times: int) -> int:
    out = scratch("guard") / "callgrind.out"
    tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}"]
    _, said = rounds.measured(
        [*tool, OURS, "-m", "benchmarks.guarded", name, str(folder), str(times)], cwd=ROOT
    )
    found = _COLLECTED.search(said)
    assert found, said
    return int(found[1])
