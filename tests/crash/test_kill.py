"""K02, K10: fifty kills of the whole program at random moments; the next run resumes, to the same end."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.crash.running import quiet
from tests.crash.small import small

from feedarchive.demo.blog import DemoAuthor
from feedarchive.demo.options import Options
from feedarchive.demo.server import serve
from feedarchive.store.files import Archive
from feedarchive.store.verify import verify

ROUNDS = int(os.environ.get("FEEDARCHIVE_KILLS", "50"))
REAL = 5  # of them with a command of their own; the others are forks of this process, which start sooner
RUNS = {"captured", "fetched", "raw"}  # what tells one run from another


def meaning(root: Path) -> dict[str, object]:
    """Every snapshot, but for when it was made and from which raw file."""
    store = Archive(root).blog("demo")
    return {
        f"{folder}/{number}": bare(msgspec.to_builtins(store.read(folder, number)))
        for folder in store.folders()
        for number in store.numbers(folder)
    }


def bare(value: object) -> object:
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items() if key not in RUNS}
    return [bare(inner) for inner in value] if isinstance(value, list | tuple) else value


@pytest.fixture
def server():
    with serve(small(), options=Options()) as it:
        yield it


@pytest.fixture
def typed(tmp_path, server) -> Callable[[Path, str], list[str]]:
    config = tmp_path / "config.toml"
    text = f'[fetch]\ndelay = 0\n[[blogs]]\nurl = "{server.url}"\nname = "demo"\n'
    config.write_text(text, encoding="utf-8")
    return lambda root, command: ["--config", str(config), "--archive", str(root), "-q", command, "demo"]


def killed(words: list[str], *, real: bool, log: list[Any], after: int, wait: float) -> None:
    """Run that, and kill it a moment after the server was asked more than `after` times."""
    if real:
        process = subprocess.Popen([sys.executable, "-m", "feedarchive", *words]).pid
    elif not (process := os.fork()):
        try:
            quiet(*words)
        finally:
            os._exit(0)
    while len(log) <= after and not os.waitpid(process, os.WNOHANG)[0]:
        time.sleep(0.0005)
    time.sleep(wait)
    try:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    except (ProcessLookupError, ChildProcessError):  # it was done before that
        return


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_k02_k10_fifty_kills_are_each_resumed_to_the_same_end(tmp_path, server, typed):
    chance = random.Random(2)
    assert quiet(*typed(tmp_path / "whole", "backfill")) == (0, "")
    requests = len(server.log)
    wanted = meaning(tmp_path / "whole")
    assert len(wanted) >= 8

    for number in range(ROUNDS):
        root = tmp_path / str(number)
        for _ in range(chance.randrange(1, 3)):  # some are killed twice
            server.log.clear()
            after = chance.randrange(requests)
            killed(
                typed(root, "backfill"),
                real=number < REAL,
                log=server.log,
                after=after,
                wait=chance.random() * 0.02,
            )
        assert quiet(*typed(root, "backfill")) == (0, ""), number
        assert meaning(root) == wanted, number
        assert list(verify(Archive(root).blog("demo"))) == [], number


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_k02_a_sync_that_is_killed_is_resumed(tmp_path, server, typed):
    chance = random.Random(3)
    for number in range(10):
        root = tmp_path / str(number)
        assert quiet(*typed(root, "backfill")) == (0, "")
        post = server.blog.posts[-1]
        server.blog.add_comment(post.number, f"Number {number}.", DemoAuthor(name="Zoe"))
        server.log.clear()
        after = chance.randrange(4)
        killed(
            typed(root, "sync"),
            real=False,
            log=server.log,
            after=after,
            wait=chance.random() * 0.02,
        )
        assert quiet(*typed(root, "sync")) == (0, "")
        texts = str(meaning(root))
        assert f"Number {number}." in texts
        assert list(verify(Archive(root).blog("demo"))) == []
