"""When a glance at the top of a feed may be trusted."""

from datetime import UTC, datetime, timedelta

from feedarchive.plan.glance import AFFORDABLE, Item, Known, judge

DAY = timedelta(days=1)
T0 = datetime(2020, 1, 1, tzinfo=UTC)


def item(name: str, published: int, updated: int | None = None, *, changed=False, new=False) -> Item:
    return Item(
        name, T0 + published * DAY, T0 + (published if updated is None else updated) * DAY, changed, new
    )


def known(*items: Item, total: int, updated: int = 9, proved: bool = False) -> Known:
    top = sorted(((i.id, i.updated) for i in items if i.updated), key=lambda pair: pair[1], reverse=True)
    return Known(total=total, updated=T0 + updated * DAY, top=tuple(top), proved=proved)


OLD = [item("c", 3), item("b", 2), item("a", 1)]


def test_one_new_item_that_makes_the_total_fit_is_enough():
    new = item("d", 4, changed=True, new=True)

    verdict = judge([new, *OLD[:2]], known(*OLD, total=30), total=31, updated=T0 + 4 * DAY)

    assert (verdict.done, verdict.doubt) == (True, "")


def test_an_edit_of_an_old_item_shown_first_proves_the_order():
    edited = item("a", 1, 8, changed=True)

    verdict = judge([edited, *OLD[:2]], known(*OLD, total=30), total=30, updated=T0 + 8 * DAY)

    assert (verdict.doubt, verdict.proved) == ("", True)


def test_a_page_of_nothing_but_changes_asks_for_the_next():
    new = [item(str(n), n, changed=True, new=True) for n in range(9, 4, -1)]

    assert not judge(new, known(*OLD, total=30), total=35, updated=T0 + 9 * DAY).done


def test_items_not_in_the_order_of_updates_prove_nothing():
    shuffled = [item("b", 3, 2), item("a", 2, 5)]

    assert "order" in judge(shuffled, known(total=30), total=30, updated=None).doubt


def test_a_known_update_that_is_missing_from_the_top_raises_doubt():
    edited_before = item("z", 0, 7)

    verdict = judge(OLD, known(edited_before, *OLD, total=30), total=30, updated=None)

    assert "missing" in verdict.doubt


def test_a_feed_that_changed_without_a_change_at_its_top_raises_doubt_until_the_order_is_proved():
    moved = T0 + 20 * DAY

    assert "nothing at its top" in judge(OLD, known(*OLD, total=30), total=30, updated=moved).doubt
    assert judge(OLD, known(*OLD, total=30, proved=True), total=30, updated=moved).doubt == ""


def test_a_total_that_does_not_fit_raises_doubt():
    verdict = judge(OLD, known(*OLD, total=30), total=29, updated=None)

    assert verdict.doubt == "the feed states 29, and 30 were expected"


def test_a_big_feed_that_ignores_the_order_is_not_walked_whole_each_time():
    shuffled = [item("b", 3, 2), item("a", 2, 5)]

    verdict = judge(shuffled, known(total=AFFORDABLE + 1), total=AFFORDABLE + 1, updated=None)

    assert verdict.doubt == ""


def test_a_page_that_shows_the_whole_feed_needs_no_order():
    assert judge([item("b", 3, 2), item("a", 2, 5)], known(total=2), total=2, updated=None).doubt == ""


def test_an_emptied_feed_raises_doubt():
    assert judge([], known(*OLD, total=3), total=0, updated=None).doubt
