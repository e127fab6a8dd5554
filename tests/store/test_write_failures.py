"""A write that fails: any call, any errno, a kill at any call, a lost flush, a full disk."""

import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from tests.store.given import (
    CHANGING,
    FEED,
    NAME,
    RUN,
    Call,
    Failing,
    Watched,
    answer,
    post,
    revised,
    unsound,
    version,
)

from feedarchive.errors import ArchiveError, BusyError
from feedarchive.model import Snapshot
from feedarchive.store.disk import System
from feedarchive.store.files import Archive, BlogStore

FAULTS = (errno.ENOSPC, errno.EIO, errno.EMFILE)
HELD = [version(post(number)) for number in (1, 2)]


def batch(size: int) -> list[tuple[str, Snapshot]]:
    """Two new versions, then new entries."""
    folders = [folder for folder, _ in HELD]
    more = [(folders[n - 1], version(revised(post(n)), 2)[1]) for n in (1, 2)]
    return [*more, *(version(post(number)) for number in range(3, size + 1))]


def error_of(act: Callable[[], object]) -> ArchiveError | None:
    try:
        act()
    except ArchiveError as exc:
        return exc
    return None


def write_all(store: BlogStore, size: int) -> None:
    """What a run does: a raw answer, the batch, another batch."""
    writer = store.raw(RUN)
    try:
        writer.append(FEED, answer())
        store.write(batch(size)[:-1])
        store.write(batch(size)[-1:])
    finally:
        writer.close()


def check_nothing_half(root: Path, size: int) -> None:
    """Old versions stand, every visible one is whole, and the next run finishes without help."""
    store = BlogStore(root)
    for folder, snapshot in HELD:
        assert store.read(folder, 1) == snapshot
    for folder in store.folders():
        for number in store.numbers(folder):
            store.read(folder, number)
    with store.lock("the next run"):
        store.sweep()
        store.write(batch(size))
    assert unsound(store) == []
    assert sum(len(store.numbers(folder)) for folder in store.folders()) == size + 2


@pytest.fixture
def root():
    """A place in memory where there is one: hundreds of flushes of a disk would take a minute."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture(params=[3, 5], ids=["each-flushed", "flushed-together"])
def size(request):
    return request.param


@pytest.mark.parametrize("number", FAULTS, ids=errno.errorcode.get)
def test_any_failing_call_is_told_and_leaves_nothing_half(root, number, size):
    nth, failed = 0, True
    while failed:
        blog = root / str(nth) / NAME
        BlogStore(blog).write(HELD)
        system = Failing(nth, number)
        told = error_of(lambda: write_all(BlogStore(blog, system), size))  # noqa: B023  called at once
        if told:
            assert told.name.startswith(NAME)
            assert os.strerror(number) in told.reason
        failed = system.calls > nth  # without an error: a cleanup that failed is no failed write
        check_nothing_half(blog, size)
        nth += 1
    assert nth > 40


def test_a_failed_flush_is_never_tried_again(tmp_path, size):
    asked = []

    def before(name, args):
        asked.append(name)
        if name in ("fsync", "syncfs"):
            raise OSError(errno.EIO, "flush")

    BlogStore(tmp_path / NAME).write(HELD)
    with pytest.raises(ArchiveError, match="flush"):
        BlogStore(tmp_path / NAME, Watched(before)).write(batch(size))

    assert asked.count("fsync") + asked.count("syncfs") == 1
    assert "link" not in asked


def test_a_writer_that_failed_to_flush_raw_records_writes_no_more(tmp_path):
    flushes = []

    def before(name, args):
        if name == "fsync" and at("", args[0]).suffix == ".gz":
            flushes.append(args)
            raise OSError(errno.EIO, "flush")

    store = BlogStore(tmp_path / NAME, Watched(before))
    writer = store.raw(RUN)
    writer.append(FEED, answer())

    for reason in ("flush", "an earlier write failed"):
        with pytest.raises(ArchiveError, match=reason):
            store.write(HELD)
    with pytest.raises(ArchiveError, match="an earlier write failed"):
        writer.append(FEED, answer())
    writer.close()

    assert len(flushes) == 1
    assert list(store.folders()) == []


def test_a_kill_at_any_call_leaves_nothing_half(root, size):
    nth, killed = 0, True
    while killed:
        blog = root / str(nth) / NAME
        BlogStore(blog).write(HELD)
        killed = killed_at(nth, blog, size)
        check_nothing_half(blog, size)
        nth += 3  # each call fails in the test above; a fork for each takes long
    assert nth > 40


def killed_at(nth: int, root: Path, size: int) -> bool:
    """Whether a child that writes had a call of that number; it dies there."""
    child = os.fork()
    if child == 0:
        calls = iter(range(100_000))

        def before(*_: object) -> None:
            if next(calls) == nth:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            write_all(BlogStore(root, Watched(before)), size)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def at(name: object, fd: int | None) -> Path:
    """The path of what a call names, below that descriptor."""
    return Path(str(name)) if fd is None else Path(f"/proc/self/fd/{fd}").readlink() / str(name)


class Trace(Watched):
    """Which files and folders have changed since they were flushed, by the calls made."""

    def __init__(self) -> None:
        self.unflushed: set[Path] = set()
        self.linked_early: list[str] = []
        super().__init__(lambda *_: None)
        for name in CHANGING:
            setattr(self, name, self._traced(getattr(self, name), getattr(self, f"_{name}")))

    @staticmethod
    def _traced(call: Call, note: Call) -> Call:
        def traced(*args: Any, **options: Any) -> Any:
            note(*args, **options)
            return call(*args, **options)

        return traced

    def _open(self, name: str, *_: object, dir_fd: int | None = None) -> None:
        if not (path := at(name, dir_fd)).exists():
            self.unflushed.add(path.parent)

    def _write(self, fd: int, _: bytes) -> None:
        self.unflushed.add(at("", fd))

    def _fsync(self, fd: int) -> None:
        self.unflushed.discard(at("", fd))

    def _syncfs(self, _: int) -> None:
        self.unflushed.clear()

    def _link(self, old: str, new: str, *, src_dir_fd: int, dst_dir_fd: int, **_: object) -> None:
        if at(old, src_dir_fd) in self.unflushed:
            self.linked_early.append(new)
        self.unflushed.add(at(new, dst_dir_fd).parent)

    _rename = _link

    def _mkdir(self, name: str, *, dir_fd: int | None = None) -> None:
        self.unflushed.add(at(name, dir_fd).parent)

    def _unlink(self, *_: object, **__: object) -> None:
        """A temporary that comes back after a power cut harms nobody."""


def test_all_is_flushed_before_it_is_shown_and_before_write_returns(tmp_path, size):
    trace = Trace()
    store = BlogStore(tmp_path / "new" / "archive" / NAME, trace)
    writer = store.raw(RUN)
    for numbers in (range(1), range(1, size)):
        writer.append(FEED, answer(b"%d" % len(numbers)))
        store.write([version(post(number)) for number in numbers])

        raw = tmp_path / "new" / "archive" / NAME / "raw" / f"{RUN}.warc.gz"
        assert trace.linked_early == []
        assert trace.unflushed <= {raw}  # it holds the note of what was written, which may be lost
    writer.close()
    assert trace.unflushed == set()


def test_raw_records_are_flushed_before_snapshots_are_shown(tmp_path, size):
    order = []
    store = BlogStore(tmp_path / NAME, Watched(lambda name, args: order.append((name, args[0]))))
    writer = store.raw(RUN)
    writer.append(FEED, answer())
    wrote = next(fd for name, fd in order if name == "write")

    store.write(batch(size))

    assert order.index(("fsync", wrote)) < [name for name, _ in order].index("link")


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP, errno.EMLINK], ids=errno.errorcode.get)
def test_a_disk_without_hard_links_keeps_the_laws(tmp_path, number, size):
    def before(name, _):
        if name == "link":
            raise OSError(number, os.strerror(number))

    store = BlogStore(tmp_path / NAME, Watched(before))
    store.write(HELD)
    store.write(HELD)
    store.write(batch(size))

    with pytest.raises(ArchiveError, match="is there already, with other content"):
        store.write([(HELD[0][0], version(revised(post(1)))[1])])

    assert store.read(HELD[0][0], 1) == HELD[0][1]
    assert unsound(BlogStore(tmp_path / NAME)) == []


def test_a_claim_of_another_writer_is_respected_on_a_disk_without_hard_links(tmp_path):
    def before(name, _):
        if name == "link":
            raise OSError(errno.EPERM, "no links")

    folder, snapshot = version(post())
    (tmp_path / NAME / folder).mkdir(parents=True)
    (tmp_path / NAME / folder / ".claim-v0001.json").touch()
    store = BlogStore(tmp_path / NAME, Watched(before))

    with pytest.raises(BusyError, match="another run is writing it"):
        store.write([(folder, snapshot)])

    store.sweep()
    store.write([(folder, snapshot)])
    assert store.held(post().id) == snapshot


class Short(System):
    """A kernel that takes a few bytes at a time, or says so without taking them."""

    def __init__(self, *, lies: bool) -> None:
        def write(fd: int, data: bytes) -> int:
            return len(data[:100]) if lies else os.write(fd, data[:100])

        setattr(self, "write", write)  # noqa: B010  mypy minds an assigned method


def test_short_writes_go_on_until_all_is_taken(tmp_path, size):
    store = BlogStore(tmp_path / NAME, Short(lies=False))
    store.write(HELD)

    write_all(store, size)

    assert unsound(store) == []


def test_a_disk_that_lies_about_what_it_took_is_found_out(tmp_path, size):
    with pytest.raises(ArchiveError, match="took less than it said"):
        BlogStore(tmp_path / NAME, Short(lies=True)).write(batch(size))

    assert list(BlogStore(tmp_path / NAME).numbers(batch(size)[0][0])) == []


@pytest.mark.parametrize("planted", ["", "posts", "posts/2006", "posts/2006/06", "entry", "v0001.json"])
def test_a_symbolic_link_is_never_written_through(tmp_path, planted, size):
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = HELD[0][0]
    place = {"entry": folder, "v0001.json": f"{folder}/v0001.json"}.get(planted, planted)
    link = tmp_path / "archive" / NAME / place if place else tmp_path / "archive" / NAME
    link.parent.mkdir(parents=True)
    link.symlink_to(outside / "v0001.json" if planted == "v0001.json" else outside)

    with pytest.raises(ArchiveError, match="symbolic link"):
        Archive(tmp_path / "archive").blog(NAME).write([HELD[0], *batch(size)[2:]])

    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ["blog.json", "state.json", ".lock", "raw"])
def test_no_other_file_is_written_through_a_symbolic_link(tmp_path, name):
    outside = tmp_path / "outside"
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / name).symlink_to(outside)
    store = BlogStore(tmp_path / NAME)

    for act in (lambda: store.raw(RUN).append(FEED, answer()), lambda: store.lock("x").__enter__()):
        told = error_of(act)
        assert told is None or "symbolic link" in told.reason
    store.save_state(BlogStore(tmp_path / "other").load_state())

    assert not outside.exists()
