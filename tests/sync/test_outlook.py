"""The plan of a dry run, and the run itself: the same requests."""

import pytest
from tests.ids import name_of

from feedarchive.demo.blog import DemoAuthor
from feedarchive.demo.options import ALL_FEEDS
from feedarchive.errors import UnknownFormatError
from feedarchive.fetch.robots_cache import RobotsShelf
from feedarchive.sources.addresses import site
from feedarchive.sync.desk import Task
from feedarchive.sync.outlook import Outlook, outlook


def planned(bench, **fields) -> Outlook:
    task = Task(address=bench.server.url, name="blog", **fields)
    with bench.house().connect(lambda send: send, RobotsShelf()) as web:
        plan = outlook(task, site(task.address), web.get, delay=1.0)
    bench.asked()
    return plan


@pytest.mark.parametrize("pages", ["always", "missing", "never"])
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"cap": 10},
        {"feeds_off": frozenset({"comments"})},
        {"feeds_off": frozenset({"comments", "post-comments"})},
        {"feeds_off": frozenset({"pages"})},
        {"summary_only": True},
        {"fail": {"/sitemap": [404] * 9}},
    ],
    ids=name_of,
)
def test_the_plan_is_what_the_run_does(bench, change, pages):
    for name, value in change.items():
        setattr(bench.server.options, name, value)

    plan = planned(bench, pages=pages)
    bench.server.options.fail.update({part: [404] * 9 for part in change.get("fail", {})})
    outcome = bench.backfill(pages=pages)

    assert plan.total == pytest.approx(outcome.requests, rel=0.02), plan.requests
    assert plan.seconds == plan.total - 1


def test_the_plan_of_a_long_blog(bench):
    blog = bench.server.blog
    for n in range(460 - len(blog.posts)):
        post = blog.add_post(f"P {n}", "<p>x</p>")
        for m in range(n % 3):
            blog.add_comment(post.number, f"c {m}", DemoAuthor(name="Zoe"))

    plan = planned(bench, pages="missing")
    outcome = bench.backfill(pages="missing")

    assert plan.total == outcome.requests
    assert plan.requests["sitemap"] == 1
    assert (plan.posts, plan.comments) == (462, len(blog.index.comments))


def test_the_plan_without_feeds_counts_what_the_sitemap_names(bench):
    bench.server.options.feeds_off = ALL_FEEDS

    plan = planned(bench)
    outcome = bench.backfill()

    assert plan.posts == 35
    assert plan.total == pytest.approx(outcome.requests, abs=4), plan.requests


def test_without_feeds_and_sitemap_there_is_no_plan(bench):
    bench.server.options.feeds_off = ALL_FEEDS
    bench.server.options.fail = {"/sitemap": [404] * 9}

    with pytest.raises(UnknownFormatError, match="no plan"):
        planned(bench)
