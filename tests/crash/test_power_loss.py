"""K03: the power goes after any call of real runs, and any part of what was not flushed is lost.

Every flush is needed: without any one of them a violation is seen.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from tests.crash.faults import Nth, memory, needs_strace, record
from tests.crash.jobs import write
from tests.crash.powerloss import Inode, Op, Recorder, State, before, committed, cuts
from tests.crash.running import quiet
from tests.crash.small import small
from tests.store.given import NAME, post, unsound, version

from feedarchive.demo.options import Options
from feedarchive.demo.server import serve
from feedarchive.store.files import Archive, BlogStore
from feedarchive.store.members import member, members
from feedarchive.store.seal import sealed
from feedarchive.store.verify import verify

REF = re.compile(rb'"(raw/[^"#]+)#([0-9]+)"')
SOME = 97  # of so many states one is put on the disk and run on from


@pytest.fixture
def place():
    needs_strace()
    with memory() as folder:
        yield folder


class Judge:
    """What must hold of every state; `blog` is the blog's folder below the root."""

    def __init__(self, top: Inode, ops: Sequence[Op], blog: str) -> None:
        self.top, self.ops, self.blog = top, ops, blog
        self.steps = committed(top, ops)
        whole = [state for done, state in cuts(top, [*ops, Op("flush")], Random(0)) if done == len(ops) + 1]
        self.last = whole[0]
        self._whole: dict[bytes, bool] = {}

    def violations(self, done: int, state: State) -> Iterator[str]:
        for path, data in self.steps[done].items():
            if state.get(path) != data:
                yield f"{path} was committed, and is not there"
        for path, data in state.items():
            if re.search(r"/v[0-9]{4}\.json$", path):
                if data != self.last[path]:
                    yield f"{path} is torn"
                for raw, offset in REF.findall(data):
                    if not self._record(state.get(f"{self.blog}/{raw.decode()}", b""), int(offset)):
                        yield f"{path} names {raw.decode()}#{offset.decode()}, which is lost"
        yield from self._lock(state)

    def _lock(self, state: State) -> Iterator[str]:
        """What a run left behind is known by the text in the lock."""
        if state.get(f"{self.blog}/.lock", b"").strip(b"\0\n"):
            return
        for path, data in state.items():
            if "/raw/" in path and not self._sealed(data):
                yield f"{path} is not finished, and the lock does not tell"

    def _record(self, data: bytes, offset: int) -> bool:
        key = sha256(data[offset:]).digest()
        if key not in self._whole:
            self._whole[key] = offset < len(data) and not member(BytesIO(data), offset).problem
        return self._whole[key]

    def _sealed(self, data: bytes) -> bool:
        key = b"sealed" + sha256(data).digest()
        if key not in self._whole:
            found = list(members(BytesIO(data)))
            self._whole[key] = bool(found) and sealed(found[-1].data) is not None
        return self._whole[key]


def put(state: State, root: Path) -> None:
    for path, data in state.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def without(ops: Sequence[Op], number: int) -> list[Op]:
    return [*ops[:number], *ops[number + 1 :]]


def caught(top: Inode, ops: Sequence[Op], blog: str) -> bool:
    judge = Judge(top, ops, blog)
    return any(
        True
        for seed in range(3)
        for done, state in cuts(top, ops, Random(seed))
        for _ in judge.violations(done, state)
    )


def role(ops: Sequence[Op], number: int) -> str:
    """Which flush it is, as `folder, after link v0001.json`: the same line of the program makes the same."""
    change = next((op for op in reversed(ops[:number]) if op.kind != "flush"), Op("flush"))
    flushed = ops[number].inode
    what = "all" if flushed is None else "folder" if flushed.data is None else "file"
    name = "a folder" if change.target and change.target.data is None else change.name.partition("-")[0]
    return f"{what}, after {change.kind} {'raw' if name.startswith('2026') else name}".strip()


def ran(place: Path, *, size: int, existing: bool) -> tuple[Inode, list[Op], str]:
    """A run that writes `size` versions, in a new archive, or in a blog that has a raw folder and no lock."""
    root = place / f"disk-{size}-{existing}"
    blog = f"new/archive/{NAME}"
    root.mkdir()
    if existing:
        BlogStore(root / blog).write([version(post(1))])
        (root / blog / "raw").mkdir()
    top = before(root)
    recorder = Recorder(root, top)
    recorder.read(record({"act": "write", "arguments": [str(root / blog), size]}, place))
    return top, recorder.ops, blog


def test_k03_every_flush_is_needed(place):
    """A violation is seen without it, in one of these runs."""
    needed: dict[str, bool] = {}
    for size, existing in ((1, False), (1, True), (5, False), (5, True)):
        top, ops, blog = ran(place, size=size, existing=existing)
        for number in [number for number, op in enumerate(ops) if op.kind == "flush"]:
            name = role(ops, number)
            needed[name] = needed.get(name, False) or caught(top, without(ops, number), blog)

    assert [name for name, seen in needed.items() if not seen] == []
    assert len(needed) >= 8, needed


@pytest.mark.parametrize("size", [1, 5], ids=["each flushed", "flushed together"])
def test_k03_a_write_survives_a_power_cut(place, size):
    top, ops, blog = ran(place, size=size, existing=False)
    judge = Judge(top, ops, blog)
    assert len(judge.steps[-1]) == size

    states = list(cuts(top, ops, Random(3)))
    assert [told for done, state in states for told in judge.violations(done, state)] == []
    assert len(states) > (80 if size == 1 else 250)
    for number, (_, state) in enumerate(states[::SOME]):
        put(state, place / str(number))
        again = place / str(number) / blog
        assert write(str(again), size) == 0
        assert unsound(BlogStore(again)) == []
        assert len(list(BlogStore(again).folders())) == size


@pytest.mark.parametrize(
    "at", [Nth("linkat", 0), Nth("linkat", 3), Nth("syncfs", 0), Nth("syncfs", 1)], ids=str
)
def test_k03_what_a_killed_run_left_unflushed_is_flushed_before_it_is_built_upon(place, at):
    root = place / "disk"
    held = version(post(1))
    BlogStore(root / NAME).write([held])
    top = before(root)
    recorder = Recorder(root, top)
    job = {"act": "write", "arguments": [str(root / NAME), 5]}
    recorder.read(record(job, place, killed_at=at))
    between = len(recorder.ops)
    recorder.read(record(job, place))
    states = cuts(top, recorder.ops, Random(4))
    judge = built_upon(top, recorder.ops)
    assert [told for done, state in states for told in judge.violations(done, state)] == []

    swept = next(n for n in range(between, len(recorder.ops)) if recorder.ops[n] == Op("flush"))
    unswept = without(recorder.ops, swept)
    if at == Nth("linkat", 3):  # elsewhere what comes later flushes it as well
        judge = built_upon(top, unswept)
        assert any(
            told for done, state in cuts(top, unswept, Random(4)) for told in judge.violations(done, state)
        )


def built_upon(top: Inode, ops: Sequence[Op]) -> Judge:
    """In the end all is committed, also what the run before had linked."""
    judge = Judge(top, ops, NAME)
    whole = {path: data for path, data in judge.last.items() if "/posts/" in path and "/v" in path}
    judge.steps[-1].update(whole)
    return judge


def test_k03_a_backfill_survives_a_power_cut(place):
    with serve(small(), options=Options()) as server:
        config = place / "config.toml"
        text = f'[fetch]\ndelay = 0\n[[blogs]]\nurl = "{server.url}"\nname = "demo"\npages = "missing"\n'
        config.write_text(text, encoding="utf-8")

        def words(archive: Path) -> list[str]:
            return ["--config", str(config), "--archive", str(archive), "-q", "backfill", "demo"]

        root = place / "disk"
        root.mkdir()
        top = before(root)
        job = {"act": "main", "arguments": words(root / "archive")}
        recorder = Recorder(root, top)
        recorder.read(record(job, place, [words(place / "warm")]))
        judge = Judge(top, recorder.ops, "archive/demo")
        wanted = digests(root / "archive")
        assert len(judge.steps[-1]) == len(wanted) >= 8

        states = list(cuts(top, recorder.ops, Random(5)))
        assert [told for done, state in states for told in judge.violations(done, state)] == []
        assert len(states) > 1000
        for number, (_, state) in enumerate(states[:: 4 * SOME]):
            again = place / str(number)
            again.mkdir()
            put(state, again)
            assert quiet(*words(again / "archive")) == (0, "")
            assert digests(again / "archive") == wanted
            assert list(verify(Archive(again / "archive").blog("demo"))) == []


def digests(archive: Path) -> dict[str, str]:
    store = Archive(archive).blog("demo")
    return {folder: store.read(folder, 1).digest for folder in store.folders()}
