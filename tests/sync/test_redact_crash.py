"""Redact, interrupted anywhere (K19): never half done and reported done, and the next run completes it."""

import errno
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.store.given import Failing, Watched
from tests.sync.conftest import Bench
from tests.sync.takedown import POST_WORDS, archived_secret, asked, is_reported_done, small_blog
from tests.sync.traces import places

from feedarchive.demo.server import serve
from feedarchive.errors import ArchiveError
from feedarchive.store import redactions
from feedarchive.store.files import BlogStore
from feedarchive.store.lock import locked
from feedarchive.store.redactions import Redaction
from feedarchive.store.verify import verify
from feedarchive.sync.redact import finish, redact


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with serve(small_blog()) as server:
        yield Bench(server, tmp_path_factory.mktemp("crash") / "archive")


@pytest.fixture(scope="module")
def secret(bench):
    return archived_secret(bench)


@pytest.fixture
def memory():
    """A place in memory where there is one: hundreds of flushes of a disk would take a minute."""
    place = Path("/dev/shm")
    with TemporaryDirectory(dir=place if os.access(place, os.W_OK) else None) as folder:
        yield Path(folder)


def dies_at(nth: int, root: Path, redaction: Redaction) -> bool:
    """Whether a child that redacts makes a call of that number; it dies there."""
    child = os.fork()
    if child == 0:
        calls = iter(range(100_000))

        def before(*_):
            if next(calls) == nth:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            redact(BlogStore(root, Watched(before)), redaction)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def copies(bench: Bench, memory: Path) -> Iterator[tuple[int, Path]]:
    """One copy of the archive after the other."""
    nth = 0
    while True:
        root = memory / str(nth) / "blog"
        shutil.copytree(bench.store.root, root)
        yield nth, root
        shutil.rmtree(root.parent)
        nth += 1


def assert_completed(root: Path, rest: dict[str, bytes]) -> bool:
    """Whether it was begun; never half done and reported done, and the next run ends it."""
    store = BlogStore(root)
    if is_reported_done(store):
        assert places(root, *POST_WORDS) == []
    begun = redactions.load(store.tree)
    if begun and not is_reported_done(store):
        assert any("unfinished" in one.what for one in verify(store))
    with locked(store.tree, "the next run"):
        store.sweep()
        finish(store)
    if begun:
        assert places(root, *POST_WORDS) == []
        assert is_reported_done(store)
    else:
        assert {path: (root / path).read_bytes() for path in rest} == rest
    assert [str(one) for one in verify(store)] == []
    return bool(begun)


def snapshots(bench: Bench) -> dict[str, bytes]:
    root = bench.store.root
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("v*.json")}


def test_k19_a_kill_at_any_call_is_made_good_by_the_next_run(bench, secret, memory):
    redaction, rest = asked(bench, secret), snapshots(bench)
    begun = []
    for nth, root in copies(bench, memory):
        if not dies_at(nth, root, redaction):
            break
        begun.append(assert_completed(root, rest))
    assert len(begun) > 40
    assert begun == sorted(begun)


def error_of(root: Path, system: Failing, redaction: Redaction) -> ArchiveError | None:
    try:
        redact(BlogStore(root, system), redaction)
    except ArchiveError as exc:
        return exc
    return None


def test_k19_any_failing_call_is_told_and_made_good_by_the_next_run(bench, secret, memory):
    redaction, rest = asked(bench, secret), snapshots(bench)
    for nth, root in copies(bench, memory):
        system = Failing(nth, errno.ENOSPC)
        told = error_of(root, system, redaction)
        if told:
            assert os.strerror(errno.ENOSPC) in told.reason
        else:
            assert places(root, *POST_WORDS) == []
        assert_completed(root, rest)
        if system.calls <= nth:
            break
    assert nth > 40
