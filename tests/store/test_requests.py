from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.capture import Asked
from feedarchive.store.disk import System, Tree
from feedarchive.store.files import Archive
from feedarchive.store.requests import LEDGER, OLDER, RequestLog, requests
from feedarchive.store.verify import verify

FIRST = Asked(
    at=datetime(2026, 3, 1, 3, 20, 7, 250_000, tzinfo=UTC),
    url="https://some.blogspot.com/robots.txt",
    why="robots",
    status=200,
    bytes=120,
    waited=0.0,
    took=0.08,
)


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path / "blog", System())


def written(tree: Tree, *asked: Asked, run: str = "20260301T032007Z", largest: int = 10**6) -> None:
    log = RequestLog(tree, lambda: run, largest=largest)
    for one in asked:
        log.append(one)
    log.close()


def test_what_is_appended_is_read_in_order_with_its_run(tree):
    written(tree, FIRST)
    written(tree, Asked(at=FIRST.at, url="x", why="page", failure="connection refused"), run="2")

    found = list(requests(tree))

    assert [(one.run, one.status, one.failure) for one in found] == [
        ("20260301T032007Z", 200, None),
        ("2", None, "connection refused"),
    ]
    assert found[0].at == FIRST.at


def test_without_a_request_there_is_no_file(tree):
    written(tree)
    assert not tree.root.exists()
    assert list(requests(tree)) == []


@given(st.integers(1, 400))
def test_a_line_that_was_cut_is_passed_over_and_the_next_is_whole(tmp_path_factory, cut):
    tree = Tree(tmp_path_factory.mktemp("cut"), System())
    written(tree, FIRST, FIRST)
    file = tree.root / LEDGER
    data = file.read_bytes()
    file.write_bytes(data[: -min(cut, len(data))])
    whole = file.read_bytes().count(b"\n")
    written(tree, FIRST, run="next")
    found = [one.run for one in requests(tree)]
    assert found[-1] == "next"
    assert len(found) in (whole + 1, whole + 2)  # a line may lack its line end alone


def test_a_long_one_makes_room_and_only_two_are_kept(tree):
    for run in "abc":
        written(tree, FIRST, run=run, largest=100)
    assert [one.run for one in requests(tree)] == ["b", "c"]
    assert sorted(path.name for path in tree.root.iterdir()) == [OLDER, LEDGER]


def test_verify_knows_both(tmp_path):
    store = Archive(tmp_path).blog("blog")
    for _ in range(2):
        written(store.tree, FIRST, largest=100)
    assert list(verify(store)) == []


@given(st.text(max_size=50), st.text(max_size=50), st.floats(0, 1e6), st.integers(0, 2**40))
def test_any_request_can_be_written_down(tmp_path_factory, url, failure, waited, size):
    tree = Tree(tmp_path_factory.mktemp("any"), System())
    asked = Asked(
        at=FIRST.at + timedelta(seconds=1), url=url, why="page", failure=failure, waited=waited, bytes=size
    )
    written(tree, asked, run="r")
    (found,) = requests(tree)
    assert (found.url, found.failure, found.waited, found.bytes) == (url, failure, waited, size)
