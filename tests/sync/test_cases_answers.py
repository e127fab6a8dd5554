"""Answers that go wrong for a blog that is held, by the names of the list of bad input."""

import gzip
import shutil
from datetime import timedelta

import pytest
from tests.fetch.cases import case

from feedarchive.demo.example import EXAMPLE_PATH
from feedarchive.demo.options import Options
from feedarchive.store.requests import requests
from feedarchive.store.verify import verify

CONDITION = "if-none-match"
ASKS = {"X-Robots-Tag": "noarchive"}


@pytest.fixture
def held(bench):
    """A blog that is held, and a first sync done."""
    bench.backfill()
    bench.sync()
    bench.asked()
    return bench


def conditions(bench) -> list[bool]:
    """Of each request for a feed since, whether it was conditional."""
    return [CONDITION in hit.headers for hit in bench.server.log if "/feeds/" in hit.target]


@case("H01-304-without-copy")
def test_what_a_304_confirms_and_is_lost_is_asked_for_again(held, case):
    shutil.rmtree(held.root / "blog" / "raw")
    before = held.files()

    assert held.sync().exit_code == 0

    assert conditions(held) == [True, False, True, False]
    assert held.files() == before
    held.asked()
    held.sync()
    assert conditions(held) == [True, True]


@case("H02-304-fresh")
def test_a_304_writes_nothing_but_when_it_was_looked_at(held, case):
    before, last = held.files(), held.store.load_state().last_run

    assert held.sync().requests == 2

    assert [hit.status for hit in held.server.log] == [304, 304]
    assert held.files() == before
    assert held.store.load_state().last_run > last


@case("H03-etag-change-only")
def test_a_new_etag_on_the_same_bytes_is_no_change(held, case):
    before = held.files()
    held.server.options.headers = {"/feeds/": {"ETag": '"other"'}}

    assert held.sync().requests == 2

    assert [hit.status for hit in held.server.log] == [200, 200]
    assert held.files() == before


@case("H09-404-known-post")
def test_a_held_post_whose_page_is_missing_stays(held, case):
    before = held.files()
    held.server.options.fail = {EXAMPLE_PATH: [404] * 9}
    held.server.blog.edit_post(int(held.server.blog.index.by_path[EXAMPLE_PATH].number), html="<p>new</p>")

    outcome = held.sync()

    assert {name: held.files()[name] for name in before} == before
    assert (held.post(EXAMPLE_PATH).status, held.post(EXAMPLE_PATH).body.html) == ("live", "<p>new</p>")
    assert "answered 404" in outcome.verdict.gaps[0].reason


@case("H10-410-known-post")
def test_a_held_post_that_is_gone_is_marked_and_keeps_its_text(held, case):
    before, text = held.files(), held.post(EXAMPLE_PATH).body.html
    held.server.blog.delete_post(int(held.server.blog.index.by_path[EXAMPLE_PATH].number))
    held.server.options.fail = {EXAMPLE_PATH: [410] * 9}

    held.sync(full=True)

    assert {name: held.files()[name] for name in before} == before
    assert (held.post(EXAMPLE_PATH).status, held.post(EXAMPLE_PATH).body.html) == ("gone", text)


@case("H22-server-date-skew")
def test_a_wrong_clock_is_told_once_a_month(bench, case):
    assert any("clock is more than 5 minutes" in one for one in bench.backfill().warnings)
    assert not bench.sync().warnings
    bench.moment += timedelta(days=31)
    assert any("clock is more than 5 minutes" in one for one in bench.sync().warnings)


@case("H23-set-cookie")
def test_a_cookie_is_sent_to_nobody(bench, case):
    bench.server.options.headers = {"/": {"Set-Cookie": "id=7"}}
    bench.backfill()
    assert not any("cookie" in hit.headers for hit in bench.server.log)


@case("R11-robots-turns-no")
def test_a_site_that_turns_us_away_is_left_and_what_is_held_stays(held, case):
    before = held.files()
    held.server.options.robots = "User-agent: *\nDisallow: /\n"
    held.moment += timedelta(days=1)

    outcome = held.sync()

    assert (outcome.exit_code, "disallows it" in outcome.error) == (3, True)
    assert held.asked() == ["/robots.txt"]
    assert held.files() == before
    assert not [found for found in verify(held.store) if found.severity == "damage"]


@case("R12-noarchive")
@pytest.mark.parametrize("feed", ["/feeds/posts", "/"])
def test_of_a_posts_feed_that_asks_for_it_nothing_is_archived(bench, case, feed):
    bench.server.options.headers = {feed: ASKS}

    outcome = bench.backfill()

    assert (outcome.exit_code, outcome.added) == (3, 0)
    assert "asks not to be archived (X-Robots-Tag: noarchive)" in outcome.error
    assert not bench.files()
    raw = b"".join(gzip.decompress(path.read_bytes()) for path in bench.root.rglob("*.warc.gz"))
    assert b"X-Robots-Tag: noarchive" in raw
    assert b"<entry" not in raw
    assert [one.noarchive for one in requests(bench.store.tree)][-1] == "X-Robots-Tag: noarchive"
    assert not [found for found in verify(bench.store) if found.severity == "damage"]


@case("R12-noarchive")
def test_a_post_whose_page_asks_for_it_is_left_out_and_told(bench, case):
    bench.server.options.headers = {EXAMPLE_PATH: ASKS}

    outcome = bench.backfill()

    assert (outcome.added, outcome.exit_code) == (34, 3)
    (gap,) = outcome.verdict.gaps
    assert gap.url.endswith(EXAMPLE_PATH)
    assert gap.reason == "its page asks not to be archived (X-Robots-Tag: noarchive)"
    assert not any("coolbert" in name for name in bench.files())

    bench.server.options.headers = {}
    assert bench.backfill().added == 1


@case("R12-noarchive")
def test_what_was_archived_before_it_asked_stays_and_gets_no_successor(held, case):
    before = held.files()
    held.server.options.headers = {EXAMPLE_PATH: ASKS}
    held.server.blog.edit_post(int(held.server.blog.index.by_path[EXAMPLE_PATH].number), html="<p>new</p>")

    outcome = held.sync()

    assert held.files() == before
    assert "asks not to be archived" in outcome.verdict.gaps[0].reason


def test_a_page_that_is_asked_for_again_is_asked_for_with_its_validator(held):
    """The post changed by a label; its page, in this theme, did not: the one that is held serves."""
    held.server.options.headers = {EXAMPLE_PATH: {"ETag": '"page"'}}
    held.backfill()
    number = int(held.server.blog.index.by_path[EXAMPLE_PATH].number)
    held.server.blog.edit_post(number, html="<p>one</p>")
    held.sync()
    held.asked()
    held.server.blog.edit_post(number, html="<p>two</p>")

    held.sync()

    page = next(hit for hit in held.server.log if hit.target == EXAMPLE_PATH)
    assert (page.headers.get(CONDITION), page.status) == ('"page"', 304)
    assert held.post(EXAMPLE_PATH).body.html == "<p>two</p>"
    assert not [found for found in verify(held.store) if found.severity == "damage"]


def test_a_whole_look_asks_without_conditions(held):
    held.sync(full=True)
    assert not any(conditions(held))


class TestFeedsOff:
    @pytest.fixture
    def options(self):
        return Options(feeds_off=frozenset({"posts", "pages", "comments", "post-comments"}))

    def test_a_sitemap_is_asked_for_with_its_validator(self, bench):
        bench.backfill()
        bench.asked()
        assert bench.sync().exit_code in (0, 3)
        asked = [hit for hit in bench.server.log if "sitemap" in hit.target]
        assert asked
        assert all(CONDITION in hit.headers for hit in asked)
