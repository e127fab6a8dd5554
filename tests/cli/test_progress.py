"""What a person sees while a run is under way."""

import io
from typing import TextIO

import pytest

from feedarchive.cli.progress import EVERY_LOG, Display, duration, sentence
from feedarchive.sync.desk import PLAN, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def at(done: int, left: int) -> Progress:
    return Progress(
        blog="b", phase="posts", posts=done, posts_total=612, comments=2310, requests=done, requests_left=left
    )


def display(out: TextIO, clock: Clock, *, quiet: bool = False) -> Display:
    return Display(out, pace=1.0, clock=clock, width=120, quiet=quiet)


def test_on_a_terminal_one_line_rewrites_itself_with_a_bar_and_an_estimate():
    out, clock = Terminal(), Clock()
    show = display(out, clock)
    clock.now = 306.0
    show(at(306, 306))
    show.close()

    bar = "#" * 10 + "-" * 10
    line = f"b  [{bar}]  posts: 306 of 612, 306 requests, about 5 min left, 2,310 comments"
    assert out.getvalue() == f"\r\x1b[K{line}\r\x1b[K"


def test_the_estimate_is_never_faster_than_the_configured_pace():
    out, clock = Terminal(), Clock()
    clock.now = 1.0
    show = display(out, clock)
    clock.now = 2.0
    show(at(100, 60))

    assert "about 60 s left" in out.getvalue()


def test_elsewhere_a_log_line_now_and_then():
    out, clock = io.StringIO(), Clock()
    show = display(out, clock)
    for second in range(25):
        clock.now = float(second)
        show(at(second + 1, 600))

    assert len(out.getvalue().splitlines()) == 25 // EVERY_LOG
    assert "\x1b" not in out.getvalue()


def test_the_plan_is_always_told_and_stays():
    out, clock = Terminal(), Clock()
    show = display(out, clock)
    show(Progress(blog="b", phase=PLAN, posts_total=612, comments=4021, requests=9, requests_left=610))

    assert (
        "b: the feeds show 612 posts and pages and 4,021 comments; up to 610 pages to fetch" in out.getvalue()
    )
    assert out.getvalue().endswith("\n")


def test_quiet_is_quiet():
    out = io.StringIO()
    show = display(out, Clock(), quiet=True)
    show(at(1, 1))
    show.close()

    assert out.getvalue() == ""


def test_what_comes_from_the_web_cannot_steer_the_terminal():
    out = Terminal()
    display(out, Clock())(Progress(blog="b\x1b]0;x\x07", phase="posts"))

    assert "\x1b]" not in out.getvalue()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 s"), (89, "89 s"), (90, "2 min"), (3599, "1 h 0 min"), (7800, "2 h 10 min"), (260000, "3 days")],
)
def test_durations_as_people_say_them(seconds, said):
    assert duration(seconds) == said


def test_without_totals_there_is_no_estimate():
    assert "left" not in sentence(Progress(blog="b", phase="posts-feed", posts=3), None)
