"""Walking feeds: whoever goes on by what came back reaches everything, whatever Blogger sends."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.demo.reader import entries, get, href, said

from feedarchive.demo import DemoServer
from feedarchive.demo.options import Options
from feedarchive.demo.query import Ask, read_ask, window
from feedarchive.demo.stamps import Chicago

POSTS = "/feeds/posts/default"


def walk(server: DemoServer, feed: str, count: int) -> list[list[str]]:
    """The ids of each page, going on by what came back."""
    pages: list[list[str]] = []
    start = 1
    while True:
        page = get(server, f"{feed}?start-index={start}&max-results={count}").xml
        found = [said(entry, "a:id") for entry in entries(page)]
        if not found:
            return pages
        pages.append(found)
        start += len(found)


@pytest.mark.parametrize("feed", [POSTS, "/feeds/comments/default"])
@pytest.mark.parametrize("count", [1000, 25, 7])
def test_every_entry_is_reached_once(server, feed, count):
    server.options.budgets = (3, 5, 17, 40)
    found = [one for page in walk(server, feed, count) for one in page]
    expected = server.blog.posts if feed == POSTS else server.blog.index.comments
    assert len(found) == len(set(found)) == len(expected)


def test_budgets_are_spent_page_by_page(server):
    server.options.budgets = (3, 5, 17, 4)
    assert [len(page) for page in walk(server, POSTS, 150)] == [3, 5, 17, 4, 4]


def test_the_cap_holds_whatever_is_asked(server):
    server.options.cap = 10
    page = get(server, f"{POSTS}?max-results=500").xml
    assert len(entries(page)) == 10
    assert said(page, "s:itemsPerPage") == "500"
    assert said(page, "s:totalResults") == "33"


def test_twenty_five_come_unasked(server):
    assert len(entries(get(server, POSTS).xml)) == 25


def test_next_goes_on_where_this_page_ends_and_carries_the_rest_of_the_query(server):
    server.options.budgets = (4,)
    page = get(server, f"{POSTS}?orderby=published&max-results=20&redirect=false").xml
    assert (href(page, "next") or "").endswith(
        "?start-index=5&max-results=20&orderby=published&redirect=false"
    )
    last = get(server, f"{POSTS}?start-index=33").xml
    assert href(last, "next") is None


def test_next_can_skip(server):
    server.options.budgets, server.options.skip_next = (4,), True
    page = get(server, f"{POSTS}?max-results=20").xml
    assert (href(page, "next") or "").endswith("?start-index=21&max-results=20")


def test_past_the_end_there_is_an_empty_page_with_the_total(server):
    page = get(server, f"{POSTS}?start-index=34").xml
    assert (entries(page), said(page, "s:totalResults")) == ([], "33")


def test_published_min_is_inclusive_and_max_exclusive(server):
    post = server.blog.index.posts[10]
    stamp = post.published.isoformat().replace("+00:00", "Z")
    after = get(server, f"{POSTS}?max-results=150&published-min={stamp}").xml
    before = get(server, f"{POSTS}?max-results=150&published-max={stamp}").xml
    assert len(entries(after)) == 11
    assert len(entries(before)) == 33 - 11
    assert said(entries(after)[-1], "a:id").endswith(str(post.number))


def test_updated_order_shows_an_old_post_first_once_it_is_edited(server):
    old = server.blog.index.posts[-1]
    server.blog.edit_post(old.number, html="Edited")
    first = entries(get(server, f"{POSTS}?orderby=updated&max-results=1").xml)[0]
    assert said(first, "a:id").endswith(str(old.number))
    server.options.honour_updated = False
    unmoved = entries(get(server, f"{POSTS}?orderby=updated&max-results=1").xml)[0]
    assert said(unmoved, "a:id").endswith(str(server.blog.index.posts[0].number))


def test_updated_min_counts_only_with_orderby_updated(server):
    old = server.blog.index.posts[-1]
    server.blog.edit_post(old.number, html="Edited")
    bound = f"updated-min={server.blog.updated.isoformat().replace('+', '%2B')}"
    assert len(entries(get(server, f"{POSTS}?orderby=updated&{bound}").xml)) == 1
    assert len(entries(get(server, f"{POSTS}?{bound}").xml)) == 25


@pytest.mark.parametrize(
    "query", ["alt=rss", "start-index=0", "max-results=many", "orderby=size", "published-min=x"]
)
def test_what_blogger_does_not_know_is_400(server, query):
    assert get(server, f"{POSTS}?{query}").status == 400


def test_a_bound_without_a_zone_is_in_the_blogs_and_a_plus_may_be_a_space():
    zone = Chicago()
    bare = read_ask("published-min=2008-03-16T00:00:00", Options(), zone).since
    spaced = read_ask("published-min=2008-03-16T05:00:00+00:00", Options(), zone).since
    assert bare == spaced == datetime(2008, 3, 16, tzinfo=zone)


@given(
    total=st.integers(0, 60),
    asked=st.integers(1, 40),
    budgets=st.lists(st.integers(1, 30), max_size=5),
    cap=st.integers(1, 30),
)
def test_any_budget_lets_the_walk_end_at_the_end(total, asked, budgets, cap):
    options = Options(budgets=tuple(budgets), cap=cap)
    zero = datetime(2020, 1, 1, tzinfo=Chicago())
    found: list[int] = []
    start: int | None = 1
    while start is not None:
        ask = Ask(start=start, asked=asked)
        when = lambda n: zero + timedelta(days=n)  # noqa: E731
        part = window(range(total), ask, options, shown=when, changed=when)
        found += part.items
        start = part.next_start
    assert found == list(range(total))
