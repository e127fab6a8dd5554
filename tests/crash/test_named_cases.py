"""Cases that other tests do not name: the clock, short writes, two runs, disks without links, full disks."""

import gc
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.crash.faults import memory, needs_strace
from tests.crash.jobs import write
from tests.crash.running import quiet
from tests.crash.small import small
from tests.store.given import NAME, post, revised, unsound, version

from feedarchive.demo.options import Options
from feedarchive.demo.server import serve
from feedarchive.errors import CorruptError
from feedarchive.store.files import Archive, BlogStore
from feedarchive.store.verify import verify

WRITERS, NAMES = 8, 300


@pytest.fixture
def words(tmp_path):
    with serve(small(4), options=Options()) as server:
        config = tmp_path / "config.toml"
        text = f'[fetch]\ndelay = 0\n[[blogs]]\nurl = "{server.url}"\nname = "demo"\npages = "never"\n'
        config.write_text(text, encoding="utf-8")
        yield ["--config", str(config), "--archive", str(tmp_path / "archive"), "-q"]


def run_began(words: list[str], when: datetime) -> None:
    """Make it look as if the only run so far began then."""
    (raw,) = (Path(words[3]) / "demo" / "raw").iterdir()
    raw.rename(raw.with_name(f"{when:%Y%m%dT%H%M%SZ}.warc.gz"))
    for state in raw.parent.parent.glob("state.json"):
        state.unlink()


def test_d18_a_clock_before_the_newest_run_by_more_than_a_day_is_refused(words, tmp_path):
    assert quiet(*words, "backfill", "demo") == (0, "")
    run_began(words, datetime.now(UTC) + timedelta(days=2))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    code, said = quiet(*words, "sync")

    assert code == 2
    assert said.count("\n") == 1
    assert "this machine's clock says" in said
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_d18_a_clock_that_is_unset_is_refused(words, monkeypatch):
    monkeypatch.setattr("feedarchive.cli.running.now", lambda: datetime(1970, 1, 1, tzinfo=UTC))

    code, said = quiet(*words, "backfill", "demo")

    assert (code, said.count("\n")) == (2, 1)
    assert "1970-01-01" in said
    assert not Path(words[3]).exists()


def test_d17_a_clock_that_is_a_little_behind_warns_and_versions_follow_their_numbers(words):
    assert quiet(*words, "backfill", "demo") == (0, "")
    store = Archive(Path(words[3])).blog("demo")
    run_began(words, datetime.now(UTC) + timedelta(hours=5))

    code, said = quiet(*words, "sync")

    assert code == 0
    assert "versions are in the order of their numbers" in said
    assert sorted(store.raw_files()) != store.raw_files()  # the newest has the number -2
    assert store.raw_files()[-1].endswith("-2.warc.gz")


def test_k04_a_full_disk_is_told_and_the_next_run_finishes(words, tmp_path):
    full = tmp_path / "full"
    full.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96k", "none", str(full)], check=False)
    if mounted.returncode:
        pytest.skip("no tmpfs may be mounted here: ENOSPC is injected in test_faults.py")
    try:
        words[3] = str(full / "archive")
        code, said = quiet(*words, "backfill", "demo")
        assert (code, "\n" in said, "Traceback" in said) == (4, True, False)
        subprocess.run(["mount", "-o", "remount,size=16m", str(full)], check=True)
        assert quiet(*words, "backfill", "demo") == (0, "")
        assert list(verify(Archive(full / "archive").blog("demo"))) == []
    finally:
        gc.collect()  # the error that ended the run still holds a question to its work file
        subprocess.run(["umount", str(full)], check=True)


@pytest.mark.parametrize("fault", ["linkat:error=EPERM", "linkat:error=EOPNOTSUPP"])
def test_k18_a_disk_without_hard_links(fault):
    said = struck(fault, 3)
    assert said == (0, [])


def test_k08_a_write_that_lies_is_found_out():
    code, found = struck("write:retval=10:when=8+", 3)

    assert code == 4
    assert found == []


def struck(fault: str, size: int) -> tuple[int, list[object]]:
    """The exit code of a write whose calls all meet that fault, and what is damaged after the next run."""
    needs_strace()
    with memory() as place:
        root = place / NAME
        program = (
            f"from tests.crash.jobs import write_told; raise SystemExit(write_told({str(root)!r}, {size}))"
        )
        done = subprocess.run(
            ["strace", "-qq", "-o", "/dev/null", "-e", f"inject={fault}", sys.executable, "-c", program],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert write(str(root), size) == 0
        return done.returncode, list(unsound(BlogStore(root)))


def test_k09_k10_k11_eight_writers_of_the_same_names_never_write_over_each_other():
    """Without any lock: `link` alone gives each name to one of them."""
    with memory() as place:

        def writer(mine: int) -> int:
            store, won = BlogStore(place / NAME), 0
            for number in range(NAMES):
                folder = version(post(number))[0]
                try:
                    store.write([(folder, version(revised(post(number), mine))[1])])
                    won += 1
                except CorruptError:
                    pass
            (place / f"won{mine}").write_text(str(won), encoding="utf-8")
            return 0

        children = []
        for mine in range(WRITERS):
            child = os.fork()
            if not child:
                code = 1
                try:
                    code = writer(mine)
                finally:
                    os._exit(code)
            children.append(child)
        assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * WRITERS
        assert sum(int((place / f"won{mine}").read_text("utf-8")) for mine in range(WRITERS)) == NAMES
        assert unsound(BlogStore(place / NAME)) == []


def test_k11_what_a_dead_run_left_is_swept_under_the_lock(words):
    assert quiet(*words, "backfill", "demo") == (0, "")
    store = Archive(Path(words[3])).blog("demo")
    stray = store.root / next(store.folders()) / ".new-1-ab"
    stray.write_bytes(b"half")
    with store.lock("another run"):
        assert quiet(*words, "backfill", "demo")[0] == 5
        assert stray.exists()

    assert quiet(*words, "backfill", "demo") == (0, "")
    assert not stray.exists()
