"""Blogs of several providers at a time: outcomes in order, no blog stops another, an interrupt ends all."""

import fcntl
import json
import signal
import subprocess
import time
from threading import Barrier, Event, Lock, current_thread

import pytest
from tests.cli.test_fetching import COMMAND, here, server, typed  # noqa: F401  fixtures

from feedarchive.cli.running import lanes, side_by_side
from feedarchive.fetch.paces import MemoryPaces
from feedarchive.sync.desk import Task
from feedarchive.sync.run import Outcome


def tasks_of(*addresses: str) -> list[Task]:
    return [Task(address=one, name=f"b{number}") for number, one in enumerate(addresses)]


def test_a_lane_is_a_provider():
    paces = MemoryPaces()
    paces.learn("own.example.org", "Blogger")
    tasks = tasks_of(
        "https://elsewhere.example.com/", "https://a.blogspot.com/", "https://own.example.org/",
        "https://b.blogspot.de/", "http://127.0.0.1:81/", "http://127.0.0.1:82/",
    )  # fmt: skip
    assert lanes(tasks, paces) == [[1, 2, 3], [0], [4], [5]]


def test_outcomes_are_in_the_order_of_the_tasks_and_providers_do_not_wait():
    tasks = tasks_of(*(f"http://127.0.0.1:{80 + number}/" for number in range(4)))
    all_at_once = Barrier(4)

    def one(task):
        all_at_once.wait(timeout=20)  # broken, and an error, unless four are at work
        return Outcome(blog=task.name)

    found = side_by_side(one, tasks, lanes(tasks, MemoryPaces()), Event())
    assert [one.blog for one in found] == ["b0", "b1", "b2", "b3"]


def test_the_blogs_of_a_provider_come_one_by_one():
    tasks = tasks_of(*(f"https://{name}.blogspot.com/" for name in "abc"), "http://127.0.0.1:81/")
    lock = Lock()
    threads: dict[bool, set[str]] = {}

    def one(task):
        with lock:
            threads.setdefault(task.address.endswith("81/"), set()).add(current_thread().name)
        return Outcome(blog=task.name)

    side_by_side(one, tasks, lanes(tasks, MemoryPaces()), Event())
    assert [len(names) for names in threads.values()] == [1, 1]


def test_a_bug_ends_the_others_and_is_raised():
    tasks, stop = tasks_of("http://127.0.0.1:81/", "http://127.0.0.1:82/"), Event()
    ended = []

    def one(task):
        if task.name == "b0":
            raise ZeroDivisionError
        ended.append(stop.wait(20))
        return Outcome(blog=task.name)

    with pytest.raises(ZeroDivisionError):
        side_by_side(one, tasks, lanes(tasks, MemoryPaces()), stop)
    assert ended == [True]


@pytest.fixture
def several(here, server):  # noqa: F811
    """The one server as two blogs on two hosts of this machine, which are two providers."""
    address = server.url.replace("localhost", "127.0.0.1")
    text = (here / "config.toml").read_text(encoding="utf-8").partition("[[blogs]]")[0]
    for name, host in (("first", "127.0.0.1"), ("second", "localhost")):
        text += f'[[blogs]]\nurl = "{address.replace("127.0.0.1", host)}"\nname = "{name}"\npages = "never"\n'
    (here / "config.toml").write_text(text, encoding="utf-8")
    return here


def test_a_damaged_blog_stops_no_other_and_the_exit_code_is_4(several):
    (several / "archive" / "first").mkdir(parents=True)
    (several / "archive" / "first" / "blog.json").write_text('{"format": "feedarchive-blog/99"}')
    done = typed(several, "sync", "--json")
    outcomes = json.loads(done.stdout)
    assert [(one["blog"], one["exit_code"]) for one in outcomes] == [("first", 4), ("second", 0)]
    assert (done.returncode, "first/blog.json" in done.stderr) == (4, True)
    assert list((several / "archive" / "second").rglob("v*.json"))


def test_a_folder_that_holds_another_blog_stops_no_other_and_the_exit_code_is_2(several):
    (several / "archive" / "first").mkdir(parents=True)
    (several / "archive" / "first" / "blog.json").write_text(
        '{"format": "feedarchive-blog/1", "id": "1", "url": "http://other.example/", "title": "Another"}'
    )
    done = typed(several, "sync", "--json")
    outcomes = json.loads(done.stdout)
    assert [(one["blog"], one["exit_code"]) for one in outcomes] == [("first", 2), ("second", 0)]
    assert (done.returncode, "holds another blog" in done.stderr) == (2, True)
    assert list((several / "archive" / "second").rglob("v*.json"))


def test_an_interrupt_ends_all_in_order(several, server):  # noqa: F811
    text = (several / "config.toml").read_text(encoding="utf-8")
    (several / "config.toml").write_text(text.replace("delay = 0", "delay = 0.2"), encoding="utf-8")
    running = subprocess.Popen([*COMMAND, "sync"], cwd=several, stderr=subprocess.PIPE, text=True)
    while len(server.log) < 4:
        time.sleep(0.01)
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=30)
    assert (running.returncode, "the next run goes on" in said) == (130, True)
    for blog in ("first", "second"):
        with (several / "archive" / blog / ".lock").open("r+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert typed(several, "sync").returncode == 0
    assert typed(several, "verify").returncode == 0
