"""State: anything unreadable is an empty one."""

import pytest
from tests.store.given import NAME, NOW

from feedarchive.plan.verdict import Gap, Verdict
from feedarchive.store.files import BlogStore
from feedarchive.store.state import FeedMark, RobotsText, State, Validator, dump, load

FULL = State(
    last_run=NOW,
    last_full=NOW,
    documents={"https://x/feed": Validator(etag='"1"', sha256="0", raw="raw/a.warc.gz#0", fetched=NOW)},
    robots={"x": RobotsText(status=200, text="User-agent: *", fetched=NOW)},
    feeds={"posts-feed": FeedMark(total=3, updated=NOW, top=(("tag:1", NOW),), proved=True)},
    verdict=Verdict(posts_held=2, posts_declared=3, gaps=(Gap(post="tag:3", reason="HTTP 404"),)),
)


def test_state_goes_both_ways():
    assert load(dump(FULL)) == FULL
    assert load(dump(State())) == State()


@pytest.mark.parametrize(
    "data",
    [None, b"", b"{", b"[]", b"\xff", b"[" * 100_000, dump(FULL)[:-9], b'{"format": "feedarchive-state/2"}'],
)
def test_what_is_no_state_is_an_empty_one(data):
    assert load(data) == State()


def test_a_field_of_next_year_is_passed_over():
    assert load(b'{"mood": "calm"}') == State()


def test_an_empty_state_is_not_shared():
    State().documents["https://x/"] = FULL.documents["https://x/feed"]

    assert State().documents == {}


def test_a_broken_file_is_replaced(tmp_path):
    store = BlogStore(tmp_path / NAME)
    store.save_state(FULL)
    path = tmp_path / NAME / "state.json"
    path.write_bytes(path.read_bytes()[:50])

    assert store.load_state() == State()
    store.save_state(FULL)

    assert store.load_state() == FULL
    assert [one.name for one in path.parent.iterdir()] == ["state.json"]
