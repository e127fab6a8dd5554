"""How a walk goes on, given what came back."""

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from feedarchive.model import Blog, Entry
from feedarchive.plan.walking import PASSES, Walk, advance, concluded, next_start
from feedarchive.seen import FeedPage

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def page(
    *ids: str, total: int | None, more: bool = False, whole: bool = True, at: int | None = 0
) -> FeedPage:
    return FeedPage(
        blog=Blog(id="b", url="u"),
        entries=tuple(Entry(id=one) for one in ids),
        total=total,
        next=more,
        whole=whole,
        updated=None if at is None else NOW + timedelta(minutes=at),
    )


FIRST = advance(Walk(), page("a", "b", "c", total=9))


def test_a_feed_that_stands_still_is_asked_for_right_behind_the_last_item():
    assert (FIRST.start, FIRST.last, FIRST.overlapping) == (4, "c", False)
    assert advance(FIRST, page("d", "e", "f", total=9)).start == 7


def test_a_feed_that_does_not_say_when_it_changed_is_asked_to_begin_with_the_last_item():
    after = advance(Walk(), page("a", "b", "c", total=9, at=None))

    assert (after.start, after.last, after.overlapping) == (3, "c", True)


def test_once_a_feed_changed_its_page_is_asked_for_again_to_begin_with_the_last_item():
    unsure = advance(FIRST, page("d", "e", "f", total=9, at=1))

    assert (unsure.start, unsure.overlapping) == (3, True)
    assert advance(unsure, page("c", "d", "e", total=9, at=1)).start == 5


def test_the_walk_ends_where_the_total_is_reached():
    assert advance(Walk(), page("a", "b", "c", total=3)).done


def test_a_link_to_a_next_page_beats_a_total_that_is_too_low():
    assert not advance(Walk(), page("a", "b", "c", total=3, more=True)).done


def test_an_empty_page_ends_the_walk():
    after = advance(FIRST, page(total=9))

    assert after.done
    assert concluded(after, 3).trouble == "the feed states 9 and showed 3"


def test_what_comes_to_the_top_is_looked_at_in_the_end_and_nothing_is_walked_again():
    grown = advance(FIRST, page("c", "d", "e", total=10, at=1))
    end = advance(grown, page("e", "f", "g", "h", "i", total=10, at=1))

    assert (grown.number, grown.start, grown.moved) == (1, 6, True)
    assert (end.topping, next_start(end), end.done) == (True, 1, False)
    top = advance(end, page("new", "a", "b", total=10, at=1))
    assert top.done
    assert concluded(top, 10).whole


def test_a_page_that_does_not_go_on_from_the_last_item_starts_the_walk_again():
    unsure = advance(FIRST, page("e", "f", "g", total=8, at=1))

    assert advance(unsure, page("d", "e", "f", total=8, at=1)) == Walk(number=2)


def test_a_feed_that_never_stands_still_is_walked_to_its_end_and_left_with_its_trouble():
    walk = Walk(start=3, last="c", overlapping=True, total=9, number=PASSES)

    after = advance(walk, page("x", "y", total=9))
    assert not after.done
    end = advance(after, page("y", "z", "u", "v", "w", "t", total=9))
    end = end if end.done else advance(end, page("a", total=9))

    assert "changed during" in end.trouble
    assert not concluded(end, 9).whole


def test_a_server_that_shows_the_same_page_for_ever_is_left():
    walk, asked = Walk(), 0
    while not walk.done:
        walk, asked = advance(walk, page("a", "b", total=9, more=True)), asked + 1
        assert asked < 20

    assert not concluded(walk, 2).whole


def test_a_total_that_is_another_each_time_costs_few_requests_and_no_item():
    walk, asked, seen = Walk(), 0, set()
    items = [str(n) for n in range(40)]
    while not walk.done:
        begin = next_start(walk) - 1
        shown = items[begin : begin + 10]
        walk, asked = advance(walk, page(*shown, total=50 + asked, more=begin + 10 < 40)), asked + 1
        seen.update(shown)
        assert asked < 20

    assert seen == set(items)
    assert asked <= 12


def test_an_item_that_is_listed_twice_is_counted_as_such():
    end = advance(FIRST, page("d", "b", "e", "f", "g", "h", total=9))

    assert concluded(end, 8) == replace(end, whole=True, repeated=1)


def test_a_damaged_page_ends_the_walk_and_proves_nothing():
    after = advance(Walk(), page("a", total=1, whole=False))

    assert after.done
    assert not concluded(after, 1).whole


def test_a_budget_of_one_entry_a_page_still_gets_on():
    after = advance(Walk(start=3, last="c", total=9, overlapping=True), page("c", total=9))

    assert (after.start, after.overlapping) == (4, False)


CHANGES = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["top", "delete", "middle", "edit"]), st.integers(0, 60)),
    max_size=6,
)


@example(count=9, size=1, changes=[(7, "middle", 8), (8, "delete", 8), (9, "delete", 1)])
@given(count=st.integers(0, 40), size=st.integers(1, 9), changes=CHANGES)
def test_while_the_feed_moves_whatever_stays_is_seen_when_the_walk_calls_itself_whole(count, size, changes):
    items, walk = [str(n) for n in range(count)], Walk()
    seen: dict[int, set[str]] = {}
    stayed, asked, at = set(items), 0, 0
    while not (walk.whole or walk.trouble):
        while not walk.done:
            begin = next_start(walk) - 1
            shown = items[begin : begin + size]
            before = walk.number
            walk = advance(walk, page(*shown, total=len(items), more=begin + size < len(items), at=at))
            seen.setdefault(before, set()).update(shown)
            for when, what, where in changes:
                if when == asked:
                    at += 1
                    if what == "delete" and items:
                        stayed.discard(items.pop(where % len(items)))
                    elif what in {"top", "middle"}:
                        items.insert(0 if what == "top" else where % (len(items) + 1), f"new {asked} {where}")
            asked += 1
            assert asked < 600
        walk = concluded(walk, len(seen[walk.number]))

    assert not walk.whole or stayed <= seen[walk.number]
    assert walk.whole or walk.trouble


@given(count=st.integers(0, 60), budgets=st.lists(st.integers(1, 7), min_size=1, max_size=8))
def test_whatever_comes_back_each_item_is_seen_and_the_walk_ends(count, budgets):
    items = [str(n) for n in range(count)]
    walk, seen, asked = Walk(), set(), 0
    while not walk.done:
        size = budgets[asked % len(budgets)]
        begin = next_start(walk) - 1
        shown = items[begin : begin + size]
        walk = advance(walk, page(*shown, total=count, more=begin + size < count))
        seen.update(shown)
        asked += 1
        assert asked < 500

    assert seen == set(items)
    assert concluded(walk, len(seen)).whole
