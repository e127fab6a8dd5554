"""Two processes in one blog: nothing is written over, one holds the lock, and a dead one frees it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.store.given import NAME, post, revised, unsound, version

from feedarchive.errors import BusyError, CorruptError
from feedarchive.store.files import BlogStore

NAMES = 60


def child(act: Callable[[], int]) -> int:
    """The process id of a child that exits with what `act` returns."""
    made = os.fork()
    if made == 0:
        code = 99
        try:
            code = act()
        finally:
            os._exit(code)
    return made


def exit_code(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def test_writers_without_a_lock_never_write_over_each_other(tmp_path):
    def writer(mine: int) -> int:
        """How many names it won."""
        won = 0
        store = BlogStore(tmp_path / NAME)
        for number in range(NAMES):
            folder = version(post(number))[0]
            try:
                store.write([(folder, version(revised(post(number), mine))[1])])
                won += 1
            except CorruptError:
                pass
        return won

    first, second = child(lambda: writer(1)), child(lambda: writer(2))

    assert exit_code(first) + exit_code(second) == NAMES
    assert unsound(BlogStore(tmp_path / NAME)) == []


def test_writers_of_the_same_bytes_both_succeed(tmp_path):
    def writer() -> int:
        store = BlogStore(tmp_path / NAME)
        for number in range(NAMES):
            store.write([version(post(number))])
        return 0

    assert [exit_code(one) for one in (child(writer), child(writer))] == [0, 0]
    assert unsound(BlogStore(tmp_path / NAME)) == []


def holding(store: BlogStore, signalled: int) -> Callable[[], int]:
    def hold() -> int:
        with store.lock("backfill since 2026-11-23T07:21:52Z"):
            os.write(signalled, b"held")
            signal.pause()
        return 0

    return hold


@pytest.fixture
def holder(tmp_path):
    """The process id of another run, holding the lock."""
    reading, writing = os.pipe()
    made = child(holding(BlogStore(tmp_path / NAME), writing))
    os.read(reading, 4)
    yield made
    os.close(reading)
    os.close(writing)


def test_the_second_run_is_told_who_holds_the_lock(tmp_path, holder):
    with (
        pytest.raises(
            BusyError, match=f"{NAME}: held by pid {holder}, backfill since 2026-11-23T07:21:52Z"
        ) as told,
        BlogStore(tmp_path / NAME).lock("sync"),
    ):
        pass
    assert told.value.exit_code == 5

    os.kill(holder, signal.SIGKILL)
    exit_code(holder)
    with BlogStore(tmp_path / NAME).lock("sync") as held:
        assert held.died


def test_the_lock_is_free_and_quiet_after_a_clean_end(tmp_path):
    store = BlogStore(tmp_path / NAME)
    with store.lock("sync"):
        assert (tmp_path / NAME / ".lock").read_text() == f"pid {os.getpid()}, sync\n"

    assert (tmp_path / NAME / ".lock").read_text() == ""
    assert (tmp_path / NAME / ".lock").exists()


def test_blogs_are_locked_one_by_one(tmp_path: Path):
    with BlogStore(tmp_path / "a").lock("sync"), BlogStore(tmp_path / "b").lock("sync"):
        pass
