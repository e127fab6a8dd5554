"""One document of a blog misbehaves in every known way: the run says so in one line and does all the rest."""

from collections.abc import Mapping

import pytest
from tests.hostile.behaviours import FEEDS, PAGES, ROBOTS, SILENT, SLOW, TURNED_AWAY, WHOLE_FEEDS, Answer
from tests.hostile.blogs import POSTS, HostileBlog, Run, backfill, small_blog

__all__ = ["backfill"]
PAGE = "/tide-number-3.html"
TITLES = {f"Tide number {number}" for number in range(1, POSTS + 1)}


def hostile(where: str, name: str, catalogue: Mapping[str, Answer]) -> HostileBlog:
    """The blog that misbehaves so there."""
    server = HostileBlog(small_blog(), {where: catalogue[name]}, slow=name in SLOW)
    server.timeout = 1.5 if name == SILENT else server.timeout
    return server


def told(run: Run) -> str:
    """The one line that was written."""
    assert len(run.lines) == 1, run.lines
    assert run.lines[0].isprintable()
    assert len(run.lines[0]) < 700
    return run.lines[0]


def whole(run: Run, texts: set[str] = TITLES) -> bool:
    """Whether all posts are held, with the texts and comments that the blog has."""
    assert set(run.versions) == texts
    for title, version in run.versions.items():
        number = title.rpartition(" ")[2]
        assert f"The {number}. tide came in." in str(version["body"])
        assert f"Seen it, {number} times." in str(version["comments"])
    return True


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_misbehaves_costs_that_page(backfill, name):
    with hostile(PAGE, name, PAGES) as server:
        run = backfill(server)

    assert run.code == 3
    assert told(run).startswith(f"hostile: {server.url}/2020/04{PAGE}: ")
    assert whole(run)


@pytest.mark.parametrize("name", FEEDS)
def test_a_comments_feed_that_misbehaves_is_made_up_for(backfill, name):
    with hostile("/feeds/comments/default", name, FEEDS) as server:
        run = backfill(server)

    if name in WHOLE_FEEDS:
        assert (run.code, run.lines) == (0, [])
    else:
        assert run.code == 3
        assert told(run).startswith("hostile: comments-feed: ")
    assert whole(run)


@pytest.mark.parametrize("name", FEEDS)
def test_a_posts_feed_that_misbehaves_is_made_up_for_by_the_sitemap(backfill, name):
    with hostile("/feeds/posts/default", name, FEEDS) as server:
        run = backfill(server)

    if name in WHOLE_FEEDS:
        assert (run.code, run.lines) == (0, [])
    else:
        assert run.code in {3, 6}
        assert "posts" in told(run)
    assert run.code == 6 or whole(run)


@pytest.mark.parametrize("name", ROBOTS)
def test_a_robots_txt_that_misbehaves_is_never_taken_for_leave_to_do_more(backfill, name):
    with hostile("/robots.txt", name, ROBOTS) as server:
        run = backfill(server)

    if run.code == 0:
        beyond = [line for line in run.lines if ": warning: " not in line]
        assert (beyond, whole(run)) == ([], True)
    else:
        assert run.code in {3, 6}
        assert "robots.txt" in told(run)
        assert set(server.paths) == {"/robots.txt"}
        assert run.versions == {}


@pytest.mark.parametrize("name", TURNED_AWAY)
def test_a_page_that_turns_us_away_for_long_ends_the_run(backfill, name):
    with HostileBlog(small_blog(), {PAGE: TURNED_AWAY[name]}) as server:
        run = backfill(server)

    assert run.code == 6
    assert "run again later" in run.lines[-1]


def test_captchas_again_and_again_are_being_turned_away(backfill):
    with HostileBlog(small_blog(), {"/tide-number": PAGES["200-H16-google-sorry"]}) as server:
        run = backfill(server)
        asked = [path for path in server.paths if "tide-number" in path]

    assert run.code == 6
    assert "answered a captcha page, not the post" in run.lines[-1]
    assert len(asked) == 3
