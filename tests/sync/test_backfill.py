"""Backfill: every post and comment, none twice, each field as the blog has it."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from math import ceil

import pytest
from tests.ids import name_of

from feedarchive.demo.blog import DemoAuthor
from feedarchive.demo.example import EXAMPLE_PATH
from feedarchive.demo.server import serve
from feedarchive.demo.truth import truth
from feedarchive.plan.verdict import Tally, Verdict
from feedarchive.store.codec import digest
from feedarchive.store.verify import verify
from feedarchive.sync.books import recount


def compare(bench, *, ids_only: bool = False, pages: bool = True) -> None:
    """Each entry of the archive beside the truth."""
    held = bench.latest()
    real = {one["id"]: one for one in truth(bench.server.blog, bench.server.url)}

    assert set(held) == set(real)
    for entry_id, entry in held.items():
        fact = real[entry_id]
        for name in () if ids_only else ("title", "labels", "links", "url", "kind", "created", "published"):
            assert getattr(entry, name) == fact[name], (entry.url, name)
        assert ids_only or entry.body.html == fact["body"]["html"], entry.url
        assert [comment.id for comment in entry.comments] == [one["id"] for one in fact["comments"]]
        for comment, said in zip(entry.comments, fact["comments"], strict=True):
            compare_comment(comment, said, pages=pages)


def compare_comment(comment, said, *, pages: bool) -> None:
    assert comment.in_reply_to == said["in_reply_to"]
    assert comment.status == said["status"]
    if comment.status == "live":
        who = comment.author
        if not pages and said["author"]["kind"] == "openid":  # only a page's icon tells
            said["author"]["kind"] = "anonymous"
        assert {"name": who.name, "kind": who.kind, "url": who.url} == said["author"], comment.url
        assert comment.body.html == said["body"]["html"]
    assert comment.published is not None
    assert abs((comment.published - said["published_feed"]).total_seconds()) < 60


def tally_of(verdict: Verdict) -> Tally:
    """What a verdict says is held: on a first run counted as it was written."""
    return Tally(**{name: getattr(verdict, name) for name in Tally.__struct_fields__})


def test_everything_is_there_as_the_blog_has_it(bench):
    outcome = bench.backfill()

    assert (outcome.exit_code, outcome.problems, outcome.error) == (0, (), None)
    compare(bench)


def test_the_verdict_counts_what_is_held_against_what_is_declared(bench):
    verdict = bench.backfill().verdict
    live = [c for post in bench.server.blog.posts for c in post.comments if c.removed is None]

    assert verdict.posts_held == verdict.posts_declared == len(bench.server.blog.posts)
    assert verdict.pages_held == len(bench.server.blog.pages)
    assert verdict.comments_held == len(live)
    assert verdict.comments_declared == sum(len(post.comments) for post in bench.server.blog.posts)
    assert verdict.gaps == ()
    assert tally_of(verdict) == recount(bench.store)


def test_a_second_run_writes_nothing_and_asks_for_no_page_again(bench):
    bench.backfill()
    before = bench.files()
    bench.asked()

    outcome = bench.backfill()

    assert (outcome.added, outcome.revised) == (0, 0)
    assert bench.files() == before
    assert not [target for target in bench.asked() if target.endswith(".html")]


def test_no_page_is_fetched_twice_and_no_comment_link_ever(bench):
    bench.backfill()
    asked = bench.asked()

    assert len(asked) == len(set(asked))
    assert not [target for target in asked if "showComment" in target]


def test_the_example_post(bench):
    bench.backfill()
    post = bench.post(EXAMPLE_PATH)
    (comment,) = post.comments

    assert post.title == ""
    assert post.published.date().isoformat() == "2006-06-05"
    assert post.published.utcoffset() is not None
    assert "\n\n" in post.body.text
    assert (comment.author.name, comment.author.kind) == ("JSBolton", "anonymous")
    assert comment.published_text == "4:37 AM"
    assert comment.published.astimezone(UTC) == datetime(2006, 6, 6, 9, 37, tzinfo=UTC)
    assert comment.published_from == "feed"


def test_the_example_post_with_all_feeds_off(bench):
    bench.server.options.feeds_off = frozenset({"posts", "pages", "comments", "post-comments"})

    outcome = bench.backfill()
    post = bench.post(EXAMPLE_PATH)
    (comment,) = post.comments

    assert outcome.exit_code == 0
    assert len(bench.latest()) == 35
    assert post.created == datetime(2006, 6, 6, 1, 11, 32, tzinfo=UTC)
    assert post.title == ""
    assert (comment.author.name, comment.author.kind) == ("JSBolton", "anonymous")
    assert comment.published == datetime(2006, 6, 6, 9, 37, 12, tzinfo=UTC)
    assert (comment.published_from, comment.published_text) == ("id", "4:37 AM")


def test_a_post_address_is_enough_when_there_is_not_even_a_sitemap(bench):
    bench.server.options.feeds_off = frozenset({"posts", "pages", "comments", "post-comments"})
    bench.server.options.fail = {"/sitemap": [404] * 9}

    outcome = bench.backfill(address=bench.server.url + EXAMPLE_PATH[1:])

    assert bench.post(EXAMPLE_PATH)
    assert outcome.exit_code == 3
    assert "there may be more" in outcome.problems[0]


@pytest.mark.parametrize(
    "change",
    [
        {"budgets": (3, 5, 2, 7)},
        {"budgets": (4,), "skip_next": True},
        {"public_host": "demo.blogspot.com"},
        {"gzip": False, "validators": False},
        {"feedburner": "http://127.0.0.1:9/feedburner"},
        {"honour_updated": False},
        {"feeds_off": frozenset({"comments"})},
        {"feeds_off": frozenset({"pages"})},
        {"cap": 2},
    ],
    ids=name_of,
)
def test_odd_servers_make_the_same_archive(bench, change):
    for name, value in change.items():
        setattr(bench.server.options, name, value)

    outcome = bench.backfill()

    held = {one.id: one for one in bench.latest().values() if one.kind == "post"}
    real = {one["id"]: one for one in truth(bench.server.blog, bench.server.url) if one["kind"] == "post"}
    assert outcome.error is None
    assert set(held) == set(real)
    for entry_id, entry in held.items():
        assert [c.id for c in entry.comments] == [c["id"] for c in real[entry_id]["comments"]], entry.url


@pytest.mark.parametrize("pages", ["always", "missing", "never"])
def test_the_three_ways_with_pages(bench, pages):
    bench.backfill(pages=pages)
    asked = bench.asked()

    compare(bench, pages=pages == "always")
    fetched = [target for target in asked if target.endswith(".html")]
    assert bool(fetched) == (pages == "always")


def test_a_truncated_feed_takes_the_body_from_the_page(bench):
    bench.server.options.summary_only = True

    bench.backfill(pages="missing")

    post = bench.post(EXAMPLE_PATH)
    assert (post.body.truncated, post.body.origin) == (False, "page")
    assert "This is coolbert:" in post.body.text


def test_a_truncated_feed_alone_is_marked(bench):
    bench.server.options.summary_only = True

    bench.backfill(pages="never")

    assert bench.post(EXAMPLE_PATH).body.truncated


def test_a_post_added_while_the_walk_is_under_way_is_found_and_none_is_lost(bench):
    bench.server.options.budgets = (5,)
    bench.server.options.shift = {4: lambda blog: blog.add_post("Late", "<p>late</p>")}

    outcome = bench.backfill()

    assert outcome.error is None
    compare(bench, ids_only=True)


def test_comments_that_come_while_their_feed_is_walked_cost_a_look_at_its_top(bench):
    blog = bench.server.blog
    number = blog.posts[0].number
    bench.server.options.cap = 10
    late = [
        lambda blog, n=n: blog.add_comment(number, f"late {n}", DemoAuthor(name="Zoe")) for n in range(20)
    ]
    bench.server.options.shift = {at: late[at // 2] for at in range(8, 30, 2)}

    outcome = bench.backfill(pages="never")

    asked = [target for target in bench.asked() if "/comments/default" in target]
    assert len(asked) <= ceil(len(blog.index.comments) / 10) + 3
    assert (outcome.problems, outcome.error, outcome.verdict.gaps) == ((), None, ())
    assert outcome.verdict.missing_comments == 0


def test_feeds_that_stand_still_take_no_request_more_than_their_items_need(bench):
    bench.server.options.cap = 3
    blog = bench.server.blog

    bench.backfill(pages="never")

    asked = bench.asked()
    assert sum("/posts/default" in target for target in asked) == ceil(len(blog.posts) / 3)
    assert sum("/comments/default" in target for target in asked) == ceil(len(blog.index.comments) / 3)


@pytest.mark.parametrize("requests", [0, 1, 3, 5, 9, 17, 30])
def test_interrupted_anywhere_the_next_run_ends_with_the_same_archive(bench, tmp_path, requests):
    bench.server.options.budgets = (9,)
    bench.stop_after = requests
    with pytest.raises(KeyboardInterrupt):
        bench.backfill()
    bench.stop_after = None
    asked_before = set(bench.asked())

    outcome = bench.backfill()

    assert outcome.exit_code == 0
    compare(bench)
    assert tally_of(outcome.verdict) == recount(bench.store)
    again = [t for t in bench.asked() if t in asked_before and not t.endswith("robots.txt")]
    assert len(again) <= 2, again
    assert not list(verify(bench.store))


def test_each_digest_is_that_of_the_meaning_and_each_source_leads_to_bytes(bench):
    bench.backfill()

    for entry in bench.latest().values():
        assert entry.digest == digest(entry)
        kinds = {source.kind for source in entry.sources}
        assert kinds >= {"page", "posts-feed"} or entry.kind == "page"
        for source in entry.sources:
            record = bench.store.record(source.raw)
            assert sha256(record.response.body).hexdigest() == source.sha256
    assert not list(verify(bench.store))


def test_one_bad_page_does_not_stop_the_others(bench):
    bench.server.options.fail = {EXAMPLE_PATH: [503] * 9}

    outcome = bench.backfill()

    assert outcome.exit_code == 3
    assert [gap.url.endswith(EXAMPLE_PATH) for gap in outcome.verdict.gaps] == [True]
    compare(bench)


def test_a_site_that_turns_us_away_is_left_alone(bench):
    bench.server.options.fail = {".html": [503] * 99}

    outcome = bench.backfill()

    assert outcome.exit_code == 6
    assert len([t for t in bench.asked() if t.endswith(".html")]) <= 6


@pytest.mark.parametrize("status", [429, 503])
def test_a_post_whose_page_was_refused_is_not_called_done(bench, status):
    bench.server.options.fail = {EXAMPLE_PATH: [status] * 2}  # the first look and its one retry

    outcome = bench.backfill()

    assert outcome.exit_code == 0
    assert bench.post(EXAMPLE_PATH).comments[0].published_text == "4:37 AM"
    assert bench.post(EXAMPLE_PATH).version == 1


def test_a_long_retry_after_ends_the_run_at_once_and_the_next_completes_it(bench):
    bench.server.options.fail = {EXAMPLE_PATH: [503]}
    bench.server.options.retry_after = "3600"

    first = bench.backfill()
    written = bench.files()
    bench.slept += 4000
    second = bench.backfill()

    assert (first.exit_code, second.exit_code) == (6, 0)
    assert "this-is-coolbert" not in str(written)
    assert bench.post(EXAMPLE_PATH).comments[0].published_text == "4:37 AM"
    compare(bench)


def test_pages_read_later_are_not_read_again_and_again(bench):
    bench.backfill(pages="never")
    bench.asked()
    bench.backfill(pages="always")
    assert [t for t in bench.asked() if t.endswith(".html")]

    bench.backfill(pages="always")

    assert not [t for t in bench.asked() if t.endswith(".html")]


def test_summaries_alone_are_not_called_complete(bench):
    bench.server.options.summary_only = True

    outcome = bench.backfill(pages="never")

    assert outcome.exit_code == 3
    assert "summary" in outcome.verdict.gaps[0].reason


def test_a_cut_feed_adds_and_says_so(bench):
    bench.server.options.cut = {"/feeds/posts/default": 9000}

    outcome = bench.backfill(pages="never")

    assert outcome.exit_code == 3
    assert any("damaged" in line for line in outcome.problems)


def test_only_a_span_of_time(bench):
    since, until = datetime(2006, 1, 1, tzinfo=UTC), datetime(2008, 1, 1, tzinfo=UTC)

    bench.backfill(since=since, until=until)

    stamps = [one.published for one in bench.latest().values() if one.kind == "post"]
    assert stamps
    assert all(since <= stamp < until for stamp in stamps)
    assert all(len(one.comments) == (one.comments_declared or 0) for one in bench.latest().values())


def test_a_moved_blog_is_followed_and_makes_no_new_versions(bench, options):
    bench.backfill()
    before = bench.files()
    with serve(bench.server.blog) as new:
        bench.server.options.redirect_to = new.url
        outcome = bench.backfill()

    assert outcome.error is None
    assert set(bench.files()) == set(before)


def test_blog_json_says_who_the_blog_is(bench):
    bench.backfill()
    info = json.loads((bench.store.root / "blog.json").read_text())

    assert info["id"] == f"tag:blogger.com,1999:blog-{bench.server.blog.number}"
    assert info["title"] == bench.server.blog.title
    assert info["utc_offset"] in {"-05:00", "-06:00"}
