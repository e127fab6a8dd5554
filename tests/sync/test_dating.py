"""Feeds off, and stamps that show a time and no date: what the pages together tell of instants."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.sync.conftest import Bench

from feedarchive.demo.blog import ERAS
from feedarchive.demo.options import ALL_FEEDS, Options
from feedarchive.demo.truth import truth

MINUTE = timedelta(minutes=1)
ZONES = dict(
    zip(
        ERAS,
        ("Asia/Kolkata", "America/Los_Angeles", "Australia/Sydney", "Asia/Kathmandu", "UTC", "Europe/Rome"),
        strict=True,
    )
)
BY_ID = datetime(2006, 12, 10, tzinfo=UTC)  # ids of later comments are random


@pytest.fixture
def options():
    return Options(feeds_off=ALL_FEEDS, time_only=True)


def checked(bench: Bench) -> tuple[int, int]:
    """How many posts and comments have an instant, each the true one."""
    posts = comments = 0
    real = {one["id"]: one for one in truth(bench.server.blog, bench.server.url)}
    for entry in bench.latest().values():
        shown = {one["id"]: one["published_feed"] for one in real[entry.id]["comments"]}
        assert (entry.published is None) == (entry.published_from is None)
        if entry.published is not None:
            posts += 1
            assert abs(entry.published - real[entry.id]["published"]) < MINUTE, entry
        for comment in entry.comments:
            if comment.published is not None:
                comments += 1
                assert abs(comment.published - shown[comment.id]) < MINUTE, comment
            else:
                assert shown[comment.id] > BY_ID
    return posts, comments


@pytest.mark.parametrize("era", ERAS)
def test_every_instant_that_the_evidence_allows(bench, era):
    blog = bench.server.blog
    blog.zone = ZoneInfo(ZONES[era])
    for post in (*blog.posts, *blog.pages):
        post.era = era

    outcome = bench.backfill()

    posts, comments = checked(bench)
    everything = sum(len(post.comments) for post in blog.posts)
    assert outcome.revised == 0
    if era in ("minima", "rounders", "tictac"):
        assert posts >= 25
        assert comments == sum(one.published < BY_ID for post in blog.posts for one in post.comments)
    else:
        assert (posts, comments) == (35, everything)
    zone = json.loads((bench.root / "blog" / "blog.json").read_text())["zone"]
    assert zone["pairs"] >= 20
    assert zone["contradictions"] == 0


def test_another_zone_of_the_owners_reads_no_stamp_of_the_old_one(bench):
    blog = bench.server.blog
    for post in blog.posts:
        post.era = "minima"
    bench.backfill()
    before = checked(bench)
    blog.zone = ZoneInfo("Asia/Tokyo")
    new = blog.add_post("Moved", "<p>Another clock.</p>", era="minima")

    bench.sync()
    checked(bench)
    assert bench.post(new.path).published is None  # no page of this run shows in which zone

    bench.sync(full=True)
    assert checked(bench)[0] > before[0]
    assert bench.post(new.path).published == new.published
    assert {span.utc_offset for span in bench.store.info().zone.offsets} == {"+09:00"}


def test_instants_stay_when_the_feed_comes_from_another_zone(bench):
    blog = bench.server.blog
    bench.server.options.feeds_off = frozenset({"comments", "post-comments"})
    for post in blog.posts:
        post.era = "minima"
    bench.backfill()
    before = checked(bench)
    blog.zone = ZoneInfo("Asia/Tokyo")
    for post in blog.posts[::3]:
        blog.edit_post(post.number, title="Another")
    blog.edit_post(blog.posts[1].number, html="<p>Other words.</p>")

    bench.sync(pages="never")
    assert checked(bench) == before

    bench.sync(full=True)
    assert checked(bench) == before


def test_a_run_that_was_cut_short_dates_no_less(bench):
    blog = bench.server.blog
    for post in blog.posts:
        post.era = "minima"
    bench.stop_after = 30
    with pytest.raises(KeyboardInterrupt):
        bench.backfill()
    bench.stop_after = None
    bench.backfill()

    assert checked(bench)[0] >= 25


def test_feeds_tell_the_zone_without_a_page(bench):
    bench.server.options.feeds_off = frozenset()

    bench.backfill(pages="never")

    assert "America/Chicago" in bench.store.info().zone.names
    assert {one.published_from for one in bench.latest().values()} == {"feed"}
