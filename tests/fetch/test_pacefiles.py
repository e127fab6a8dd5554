"""Paces in files: what one process notes is what another keeps to."""

import os
import stat
import subprocess
import sys
import time
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.fetch.pacefiles import FilePaces, file_name
from feedarchive.fetch.pacetext import Moment, noted, read, text
from feedarchive.fetch.politeness import MAX_OPEN, Pace
from feedarchive.fetch.providers import BLOGGER, Provider

BLOG = Provider(BLOGGER)
HERE = Provider("127.0.0.1:8000", loopback=True)
NOW = Moment(clock=5000.0, wall=1e9, boot="one", home="/srv/blogs")


class Machine:
    """Processes with one clock."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.moment = NOW
        self.warned: list[str] = []

    def process(self, **fields: Any) -> FilePaces:
        def moment() -> Moment:
            return Moment(
                **{name: fields.get(name, getattr(self.moment, name)) for name in NOW.__struct_fields__}
            )

        return FilePaces(self.folder, moment=moment, warn=self.warned.append)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path / "state" / "pace")


def kept(
    paces: FilePaces, provider: Provider = BLOG, pace: Pace | None = None, *, delay: float = 1.0
) -> Pace:
    """The pace of a turn, in which another may be noted."""
    with paces.turn(provider, delay=delay) as turn:
        found = turn.pace
        if pace is not None:
            turn.keep(pace)
    return found


def test_what_one_process_notes_another_reads_and_nobody_else_may(machine):
    pace = Pace(arrived=4999.0, rested=5001.0, spare=0.25, failures=2, held=5004.0, why="answered 503")
    kept(machine.process(), pace=pace)

    assert kept(machine.process()) == pace
    assert kept(machine.process(), Provider("blog.example")) == Pace()
    assert stat.S_IMODE(machine.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((machine.folder / "blogger").stat().st_mode) == 0o600
    assert not machine.warned


def test_a_process_that_was_there_before_reads_what_came_since(machine):
    first, second = machine.process(), machine.process()
    kept(first, pace=Pace(arrived=1.0))
    kept(second, pace=Pace(arrived=2.0))
    assert kept(first).arrived == 2.0


def test_after_the_next_boot_the_time_of_day_counts(machine):
    kept(machine.process(), pace=Pace(arrived=4999.0, failures=5, held=5900.0, why="gave no answer"))
    later = machine.process(boot="two", clock=30.0, wall=NOW.wall + 300)
    assert kept(later).held == pytest.approx(30 + 600)
    assert kept(machine.process(boot="two", clock=30.0, wall=NOW.wall - 10**6)).held <= 30 + MAX_OPEN


def test_old_failures_are_forgotten_a_day_after_they_were_held_for(machine):
    kept(machine.process(), pace=Pace(arrived=4999.0, failures=4, held=5008.0))
    assert kept(machine.process(clock=5009.0 + MAX_OPEN)).failures == 0
    assert kept(machine.process(clock=5000.0 + MAX_OPEN)).failures == 4


@pytest.mark.parametrize(
    "what", [b"no JSON", b"\xff\xfe", b'{"format":"other/1","moment":{"clock":0,"wall":0}}', b"[]"]
)
def test_of_a_file_that_nobody_can_read_a_request_went_out_just_now(machine, what):
    machine.folder.mkdir(parents=True)
    (machine.folder / "blogger").write_bytes(what)
    assert kept(machine.process()) == Pace(arrived=NOW.clock, spare=Pace().spare)


def test_without_a_delay_this_machine_costs_no_file_until_there_is_trouble(machine):
    paces = machine.process()
    for n in range(3):
        kept(paces, HERE, Pace(arrived=float(n)), delay=0.0)
    assert not machine.folder.exists()

    ill = Pace(arrived=9.0, failures=5, held=5900.0, why="answered 503")
    kept(paces, HERE, ill, delay=0.0)
    assert kept(machine.process(), HERE, delay=0.0) == ill
    assert kept(machine.process(home="/srv/others"), HERE, delay=0.0).failures == 0

    kept(paces, HERE, Pace(arrived=10.0), delay=0.0)
    assert kept(machine.process(), HERE, delay=0.0).failures == 0


def test_with_a_delay_this_machine_s_processes_keep_one_pace_whatever_their_archive(machine):
    kept(machine.process(), HERE, Pace(arrived=4999.5, failures=5, held=5900.0))
    other = kept(machine.process(home="/srv/others"), HERE)
    assert (other.arrived, other.failures, other.held) == (4999.5, 0, -inf)


def test_what_a_host_turned_out_to_be_is_known_to_other_processes(machine):
    first = machine.process()
    assert first.learned("harbour.example") is None
    first.learn("harbour.example", BLOGGER)
    assert machine.process().learned("harbour.example") == BLOGGER
    first.learn("harbour.example", None)
    assert machine.process().learned("harbour.example") is None


@pytest.mark.parametrize("hindered", ["a file", "a link"])
def test_a_folder_that_cannot_be_used_is_told_once_and_the_process_keeps_its_own(machine, hindered):
    machine.folder.parent.mkdir()
    if hindered == "a file":
        machine.folder.write_text("in the way")
    else:
        machine.folder.mkdir()
        (machine.folder / "blogger").symlink_to("/dev/null")
    paces = machine.process()
    kept(paces, pace=Pace(arrived=7.0))
    assert kept(paces).arrived == 7.0
    assert len(machine.warned) == 1
    assert "fetch.pace_folder" in machine.warned[0]


NAMES = st.text(alphabet="abc.-_:/\\é*%", max_size=300)


@given(NAMES, NAMES)
def test_each_provider_has_a_file_of_its_own_in_the_folder(one, other):
    assert "/" not in file_name(one)
    assert file_name(one) not in ("", ".", "..")
    assert len(file_name(one)) <= 255
    assert (
        one == other or file_name(one) != file_name(other) or one.replace(":", "_") == other.replace(":", "_")
    )


INSTANTS = st.floats(0, 1e6)


@given(INSTANTS, INSTANTS, INSTANTS, st.integers(0, 99), st.floats(0, 1e6), st.floats(0, 1e6))
def test_what_is_written_can_be_read_and_never_holds_us_for_more_than_a_day(
    arrived, rested, held, failures, then, now
):
    pace = Pace(arrived=arrived, rested=rested, held=held, failures=failures)
    data = text(noted(pace, Moment(clock=then, wall=then, boot="one")))
    assert len(data) == 1024
    moment = Moment(clock=now, wall=now, boot="two")
    found = read(data, moment).pace(moment, loopback=False)
    assert found.arrived <= now
    assert found.held <= now + MAX_OPEN


ASKING = """
import sys, time
from pathlib import Path
from feedarchive.fetch.pacefiles import FilePaces
from feedarchive.fetch.pacetext import Moment
from feedarchive.fetch.providers import Provider
from feedarchive.fetch.politeness import Pace, answered, due
def moment():
    return Moment(clock=time.monotonic(), wall=time.time(), boot="b")
paces = FilePaces(Path(sys.argv[1]), moment=moment, warn=print)
for _ in range(6):
    with paces.turn(Provider("Blogger"), delay=0.02) as turn:
        while (early := due(turn.pace, 0.02) - time.monotonic()) > 0:
            time.sleep(early)
        sent = time.monotonic()
        time.sleep(0.002)
        ended = time.monotonic()
        turn.keep(answered(turn.pace, delay=0.02, sent=sent, ended=ended, trouble=None, jitter=0))
    print(sent, ended)
"""


def test_two_processes_never_have_a_turn_at_once_nor_too_soon_after_one_another(tmp_path):
    command = [sys.executable, "-c", ASKING, str(tmp_path / "pace")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    lines = [line for one in running for line in one.communicate(timeout=30)[0].splitlines()]
    turns = sorted(tuple(map(float, line.split())) for line in lines)
    assert len(turns) == 12
    for (sent, ended), (following, _) in pairwise(turns):
        assert following >= ended
        assert following >= sent + 0.02


def test_a_process_that_is_killed_in_its_turn_lets_go_of_it(tmp_path):
    code = ASKING.replace("time.sleep(0.002)", "print(sent, flush=True); time.sleep(60)")
    command = [sys.executable, "-c", code, str(tmp_path / "pace")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        running.stdout.readline()
        os.kill(running.pid, 9)
        running.wait()
    moment = Moment(clock=time.monotonic(), wall=time.time(), boot="b")
    assert kept(FilePaces(tmp_path / "pace", moment=lambda: moment, warn=pytest.fail)) == Pace()
