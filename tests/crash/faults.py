"""Faults of the kernel, injected by strace into a real process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from tests.crash.jobs import BURNS, SETUP
from tests.crash.powerloss import TRACED

ERRNOS = ("ENOSPC", "EIO", "EDQUOT", "EROFS", "EACCES", "EMFILE", "ENOMEM")
KILL = "SIGKILL"
# every call that touches a file; those of sockets are the fetcher's tests
CALLS = ",".join(BURNS)
HERE = Path(__file__).parents[2]


class Struck(NamedTuple):
    """A job that ran into a fault: its exit code (-9: killed), what it said, and the call that failed."""

    code: int
    said: str
    call: str


def needs_strace() -> None:
    """Skip the test where strace cannot be had; fail it where it must be (CI says so)."""
    reason = _unable()
    if reason and os.environ.get("FEEDARCHIVE_NEEDS_STRACE"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


def _unable() -> str:
    if shutil.which("strace") is None:
        return "strace is not installed (Debian: apt-get install strace): no fault was injected"
    tried = subprocess.run(
        ["strace", "-qq", "-o", "/dev/null", "-e", "inject=fsync:error=EIO:when=1", "true"],
        capture_output=True,
        check=False,
    )
    return "" if tried.returncode == 0 else "strace may not trace here: no fault was injected"


@contextmanager
def memory() -> Iterator[Path]:
    """A folder in memory where there is one: hundreds of flushes of a disk would take minutes."""
    shared = Path("/dev/shm")
    with TemporaryDirectory(dir=shared if os.access(shared, os.W_OK) else None) as folder:
        yield Path(folder)


class Nth(NamedTuple):
    """A call of a job: the how-manieth of that name; 0 is the first."""

    name: str
    number: int


def calls_of(job: dict[str, Any], place: Path, warm: Sequence[list[str]] = ()) -> list[Nth]:
    """The calls that a job makes, in order."""
    told = {**job, "call": "fsync", "burn": 0, "said": str(place / "said")}
    ((process, code),), log = _run([told], place, warm, ())
    assert code == 0, (place / "said").read_text(encoding="utf-8")
    names = [line.partition("(")[0] for line in _lines(log, process)]
    return [
        Nth(name, names[len(SETUP) : at].count(name))
        for at, name in enumerate(names)
        if at >= len(SETUP) and name in BURNS
    ]


def record(
    job: dict[str, Any], place: Path, warm: Sequence[list[str]] = (), killed_at: Nth | None = None
) -> list[str]:
    """The calls of a job with all that they write, for powerloss.py; up to a kill, where one is wanted."""
    told = {**job, "call": "fsync", "burn": 0, "said": str(place / "said")}
    strike_at = f"{killed_at.number + 1 + SETUP.count(killed_at.name)}" if killed_at else ""
    fault = ("-e", f"inject={killed_at.name}:signal=KILL:when={strike_at}") if killed_at else ()
    more = ("-xx", "-s", "9999999", "-e", f"trace={TRACED}", *fault)
    ((process, code),), log = _run([told], place, warm, more)
    assert code == (-9 if killed_at else 0), (place / "said").read_text(encoding="utf-8")
    return _lines(log, process)


def strike(
    jobs: Sequence[tuple[dict[str, Any], Nth]],
    kind: str,
    most: int,
    place: Path,
    warm: Sequence[list[str]] = (),
) -> list[Struck]:
    """What became of each job whose call met the fault; `most`: no call comes more often in a job."""
    last = most + 50  # no other call of a job, or of the process that forks, comes so far
    made = [
        {
            **job,
            "call": call.name,
            "burn": last - 1 - call.number - SETUP.count(call.name),
            "said": str(place / f"said{index}"),
        }
        for index, (job, call) in enumerate(jobs)
    ]
    fault = "signal=KILL" if kind == KILL else f"error={kind}"
    done, log = _run(made, place, warm, ("-e", f"inject={CALLS}:{fault}:when={last}"))
    return [
        Struck(code, Path(job["said"]).read_text(encoding="utf-8"), _struck(log, process))
        for job, (process, code) in zip(made, done, strict=True)
    ]


def _struck(log: list[str], process: int) -> str:
    """The call that met the fault, "" when none did."""
    lines = _lines(log, process)
    hit = [line for line in lines if "(INJECTED)" in line]
    killed = f"{process} +++ killed by SIGKILL +++" in {" ".join(line.split()) for line in log}
    return hit[0] if hit else f"killed: {lines[-1]}" if killed else ""


def _lines(log: list[str], process: int) -> list[str]:
    mine = [line.partition(" ")[2].strip() for line in log if line.startswith(f"{process} ")]
    return [line for line in mine if not line.startswith(("+++", "---", "<..."))]


def _run(
    jobs: list[dict[str, Any]], place: Path, warm: Sequence[list[str]], inject: Sequence[str]
) -> tuple[list[tuple[int, int]], list[str]]:
    listed, log = place / "jobs.json", place / "strace"
    listed.write_text(json.dumps({"jobs": jobs, "warm": warm}), encoding="utf-8")
    forking = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.jobs", str(listed)],
        cwd=HERE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert forking.stdin
    assert forking.stdout
    assert forking.stdout.readline() == "ready\n"
    tracing = subprocess.Popen(
        ["strace", "-f", "-o", str(log), "-e", f"trace={CALLS}", *inject, "-p", str(forking.pid)],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert tracing.stderr
    assert "attached" in tracing.stderr.readline()
    answer, _ = forking.communicate("go\n", timeout=300)
    tracing.communicate(timeout=60)
    return [(one[0], one[1]) for one in json.loads(answer)], log.read_text(encoding="utf-8").splitlines()
