"""K01, K04-K07: a kill and seven errors at each system call of a write, a batch and a sync, by strace.

Nothing is torn, nothing that was committed is lost, no error is swallowed, and the next run needs no help.
FEEDARCHIVE_CRASH=all tries every error at every call.
"""

import os
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest
from tests.crash.faults import ERRNOS, KILL, Nth, Struck, calls_of, memory, needs_strace, strike
from tests.crash.jobs import versions, write
from tests.crash.running import quiet
from tests.crash.small import small
from tests.store.given import NAME, post, unsound, version

from feedarchive.demo.options import Options
from feedarchive.demo.server import serve
from feedarchive.store.files import Archive, BlogStore
from feedarchive.store.verify import verify

ALL = os.environ.get("FEEDARCHIVE_CRASH") == "all"
TOLD = {2, 3, 4, 5, 6}  # exit codes of errors that were told; 1 is a bug


@pytest.fixture(autouse=True)
def tracing():
    needs_strace()


@pytest.fixture
def place():
    with memory() as folder:
        yield folder


def kinds_for(calls: Sequence[Nth], *, every: int = 1) -> dict[str, list[Nth]]:
    """The calls that meet each kind of fault: a kill at each, and errors in turn; with `every`, of some."""
    if ALL:
        return {kind: list(calls) for kind in (KILL, *ERRNOS)}
    errors = cycle(ERRNOS)
    found: dict[str, list[Nth]] = {KILL: list(calls[::every])}
    for call in calls[every // 2 :: every]:
        found.setdefault(next(errors), []).append(call)
    return found


def most(calls: Sequence[Nth]) -> int:
    """How often the call that comes most often comes."""
    return max(call.number for call in calls) + 1


def check_told(one: Struck, finished: Callable[[], bool]) -> None:
    """A fault reaches the exit code and one line, unless all that was wanted is there."""
    assert one.code in {-9, 0, *TOLD}, one
    assert "Traceback" not in one.said, one
    assert (one.code > 0) == bool(one.said), one
    assert one.code != 0 or finished(), one


@pytest.mark.parametrize("size", [1, 5], ids=["write", "batch"])
def test_k01_k04_k05_k06_k07_a_write_meets_every_fault(place, size):
    held = version(post(1))
    base = place / "base" / NAME
    BlogStore(base).write([held])
    calls = calls_of(
        {"act": "write", "arguments": [str(copytree(base, place / "count" / NAME)), size]}, place
    )
    assert len(calls) > 50

    for kind, struck in kinds_for(calls, every=1 if size == 1 else 4).items():
        roots = [copytree(base, place / kind / str(number) / NAME) for number in range(len(struck))]
        jobs: list[tuple[dict[str, Any], Nth]] = [
            ({"act": "write", "arguments": [str(root), size]}, call)
            for root, call in zip(roots, struck, strict=True)
        ]
        for root, one in zip(roots, strike(jobs, kind, most(calls), place), strict=True):
            store = BlogStore(root)
            assert store.read(held[0], 1) == held[1]
            for folder in store.folders():
                for number in store.numbers(folder):
                    store.read(folder, number)
            check_told(one, lambda: all(store.numbers(folder) for folder, _ in versions(size)))  # noqa: B023
            assert write(str(root), size) == 0, one
            assert unsound(store) == [], one
            for folder, snapshot in versions(size):
                assert store.read(folder, 1).digest == snapshot.digest
        rmtree(place / kind)


def contents(root: Path) -> dict[str, tuple[str, ...]]:
    """The digests of the versions of each entry."""
    store = Archive(root).blog("demo")
    return {
        folder: tuple(store.read(folder, number).digest for number in store.numbers(folder))
        for folder in store.folders()
    }


@pytest.fixture
def server():
    with serve(small(), options=Options()) as it:
        yield it


def configured(place: Path, server: Any) -> Path:
    path = place / "config.toml"
    text = f'[fetch]\ndelay = 0\nretries = 0\n[[blogs]]\nurl = "{server.url}"\nname = "demo"\n'
    path.write_text(f'{text}pages = "missing"\n', encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["backfill", "sync"])
def test_k01_k04_k05_k06_k07_a_run_meets_every_fault(place, server, command):
    config = configured(place, server)

    def words(root: Path, command: str) -> list[str]:
        return ["--config", str(config), "--archive", str(root), "-q", command, "demo"]

    def job(root: Path) -> dict[str, Any]:
        return {"act": "main", "arguments": words(root, command)}

    base, warm = place / "base", [words(place / "warm", "backfill"), words(place / "warm", "sync")]
    base.mkdir()
    if command == "sync":
        assert quiet(*words(base, "backfill"))[0] == 0
        server.blog.add_post("New", "<p>x</p>")
    calls = calls_of(job(copytree(base, place / "count")), place, warm)
    wanted = contents(place / "count")
    assert len(wanted) >= 8

    for kind, struck in kinds_for(calls, every=1 + len(calls) // 20).items():
        roots = [copytree(base, place / kind / str(number)) for number in range(len(struck))]
        jobs = [(job(root), call) for root, call in zip(roots, struck, strict=True)]
        for root, one in zip(roots, strike(jobs, kind, most(calls), place, warm), strict=True):
            check_told(one, lambda: contents(root) == wanted)  # noqa: B023
            code, said = quiet(*words(root, command))
            assert (code, said) == (0, ""), one
            assert contents(root) == wanted, one
            assert list(verify(Archive(root).blog("demo"))) == [], one
        rmtree(place / kind)


def test_k01_k04_k05_k06_k07_a_repair_meets_every_fault(place, server):
    config = configured(place, server)
    words = ["--config", str(config), "-q", "--archive"]
    base = place / "base"
    assert quiet(*words, str(base), "backfill", "demo")[0] == 0
    lost, *others = sorted(base.rglob("v0001.json"))
    sound = {path.relative_to(base): path.read_bytes() for path in (lost, *others)}
    lost.unlink()
    others[0].chmod(0o644)
    others[0].write_bytes(others[0].read_bytes()[:99])
    warm = [[*words, str(copytree(base, place / "warm")), "repair"]]

    def job(root: Path) -> dict[str, Any]:
        return {"act": "main", "arguments": [*words, str(root), "repair"]}

    calls = calls_of(job(copytree(base, place / "count")), place, warm)
    for kind, struck in kinds_for(calls, every=1 + len(calls) // 20).items():
        roots = [copytree(base, place / kind / str(number)) for number in range(len(struck))]
        jobs = [(job(root), call) for root, call in zip(roots, struck, strict=True)]
        for root, one in zip(roots, strike(jobs, kind, most(calls), place, warm), strict=True):
            check_told(one, lambda: list(verify(Archive(root).blog("demo"))) == [])  # noqa: B023
            assert quiet(*words, str(root), "repair") == (0, ""), one
            assert {path: (root / path).read_bytes() for path in sound} == sound, one
            assert list(verify(Archive(root).blog("demo"))) == [], one
        rmtree(place / kind)
