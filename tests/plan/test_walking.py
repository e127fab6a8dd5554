"""How a walk goes on, given what came back."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from feedarchive.model import Blog, Entry
from feedarchive.plan.walking import PASSES, Walk, advance, concluded
from feedarchive.seen import FeedPage

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def page(*ids: str, total: int | None, more: bool = False, whole: bool = True) -> FeedPage:
    return FeedPage(
        blog=Blog(id="b", url="u"),
        entries=tuple(Entry(id=one) for one in ids),
        total=total,
        next=more,
        whole=whole,
    )


def test_the_next_page_begins_with_the_last_item_of_this_one():
    after = advance(Walk(), page("a", "b", "c", total=9))

    assert (after.start, after.last, after.done) == (3, "c", False)


def test_the_walk_ends_where_the_total_is_reached():
    assert advance(Walk(), page("a", "b", "c", total=3)).done


def test_a_link_to_a_next_page_beats_a_total_that_is_too_low():
    assert not advance(Walk(), page("a", "b", "c", total=3, more=True)).done


def test_an_empty_page_ends_the_walk():
    after = advance(Walk(start=3, last="c", total=9), page(total=9))

    assert after.done
    assert concluded(after, 3).trouble == "the feed states 9 and showed 3"


def test_a_page_that_begins_elsewhere_starts_the_walk_again():
    after = advance(Walk(start=3, last="c", total=9), page("x", "c", "d", total=9))

    assert after == Walk(number=2)


def test_a_changed_total_starts_the_walk_again():
    assert advance(Walk(start=3, last="c", total=9), page("c", "d", total=10)) == Walk(number=2)


def test_a_feed_that_never_stands_still_is_left_with_its_trouble():
    after = advance(Walk(start=3, last="c", total=9, number=PASSES), page("x", total=9))

    assert after.done
    assert "changed during" in after.trouble
    assert not concluded(after, 9).whole


def test_a_damaged_page_ends_the_walk_and_proves_nothing():
    after = advance(Walk(), page("a", total=1, whole=False))

    assert after.done
    assert not concluded(after, 1).whole


def test_a_budget_of_one_entry_a_page_still_gets_on():
    after = advance(Walk(start=3, last="c", total=9), page("c", total=9))

    assert (after.start, after.last) == (4, None)


@given(count=st.integers(0, 60), budgets=st.lists(st.integers(1, 7), min_size=1, max_size=8))
def test_whatever_comes_back_each_item_is_seen_and_the_walk_ends(count, budgets):
    items = [str(n) for n in range(count)]
    walk, seen, asked = Walk(), set(), 0
    while not walk.done:
        size = budgets[asked % len(budgets)]
        shown = items[walk.start - 1 : walk.start - 1 + size]
        walk = advance(walk, page(*shown, total=count, more=walk.start - 1 + size < count))
        seen.update(shown)
        asked += 1
        assert asked < 500

    assert seen == set(items)
    assert concluded(walk, len(seen)).whole
