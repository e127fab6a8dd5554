"""The verdict: every number the site states beside what is held; gaps, and what is none though it differs."""

from itertools import chain, combinations

import pytest
from tests.ids import name_of

from feedarchive.demo.blog import DemoAuthor, DemoPost
from feedarchive.demo.example import EXAMPLE_PATH
from feedarchive.demo.options import ALL_FEEDS
from feedarchive.demo.truth import truth
from feedarchive.sync.reparse import reparse


@pytest.fixture
def blog(bench):
    return bench.server.blog


def post(bench, path: str = EXAMPLE_PATH) -> DemoPost:
    found: DemoPost = bench.server.blog.index.by_path[path]
    return found


def paged(bench, era: str = "dots", count: int = 450) -> DemoPost:
    """A post with more comments than two of its pages show."""
    big: DemoPost = next(one for one in bench.server.blog.posts if one.era == era)
    for n in range(count):
        bench.server.blog.add_comment(big.number, f"word {n}", DemoAuthor(name="Zoe"))
    return big


def same_comments(bench) -> None:
    held = bench.latest()
    for fact in truth(bench.server.blog, bench.server.url):
        said = {one["id"]: one["status"] for one in fact["comments"]}
        assert {one.id: one.status for one in held[fact["id"]].comments} == said, fact["url"]


def gaps(outcome) -> list[tuple[str, str]]:
    return [(one.url or "", one.reason) for one in outcome.verdict.gaps]


COMBINATIONS = list(chain.from_iterable(combinations(sorted(ALL_FEEDS), n) for n in range(5)))


@pytest.mark.parametrize("off", COMBINATIONS, ids="+".join)
def test_whatever_feeds_are_off_all_is_held_and_called_complete(bench, off):
    bench.server.options.feeds_off = frozenset(off)

    outcome = bench.backfill()

    assert (outcome.exit_code, outcome.problems, gaps(outcome)) == (0, (), [])
    assert len(bench.latest()) == 35
    same_comments(bench)
    before = bench.files()
    assert bench.sync(full=True).exit_code == 0
    assert bench.files() == before


@pytest.mark.parametrize("last_first", [False, True])
@pytest.mark.parametrize("era", ["dots", "simple", "contempo"])
def test_all_comment_pages_are_read_when_feeds_do_not_tell(bench, era, last_first):
    bench.server.options.feeds_off = frozenset({"comments", "post-comments"})
    bench.server.options.last_page_first = last_first
    big = paged(bench, era)

    outcome = bench.backfill()

    same_comments(bench)
    assert (outcome.exit_code, gaps(outcome)) == (0, [])
    asked = [target for target in bench.asked() if target.startswith(big.path)]
    assert len(asked) == 3


@pytest.mark.parametrize("status", [500, 503])
def test_a_comment_page_that_fails_is_the_reason_of_the_gap_and_nothing_else_is_lost(bench, status):
    bench.server.options.feeds_off = frozenset({"comments", "post-comments"})
    big = paged(bench)
    bench.server.options.fail = {f"{big.path}?commentPage=2": [status] * 9}

    outcome = bench.backfill()

    total = len(big.comments)
    ((url, reason),) = gaps(outcome)
    assert url.endswith(big.path)
    assert reason.startswith(f"comments declared {total}, found {total - 200}: comment page 2: ")
    assert f"answered {status}" in reason
    assert outcome.exit_code == 3
    bench.server.options.fail.clear()
    bench.slept += 4000
    assert bench.backfill().exit_code == 0
    same_comments(bench)


def test_a_comments_feed_that_is_cut_is_made_up_for(bench):
    bench.server.options.comments_depth = 20

    outcome = bench.backfill(pages="never")

    assert (outcome.exit_code, gaps(outcome)) == (0, [])
    same_comments(bench)


@pytest.mark.parametrize("pages", ["always", "never"])
@pytest.mark.parametrize("lies", [{"thr": 2}, {"thr": 2, "comments": -1}])
def test_a_number_of_comments_that_no_list_bears_out_is_named_and_no_gap(bench, pages, lies):
    bench.server.options.lies = lies

    outcome = bench.backfill(pages=pages)

    with_comments = {bench.server.url + one.path[1:] for one in bench.server.blog.posts if one.comments}
    explained = {one.url for one in outcome.verdict.explained if one.declared - one.held == 2}
    assert explained >= with_comments
    # Where comments feeds alone say that there are none, comments may be hidden.
    without = len(bench.server.blog.posts) - len(with_comments)
    assert len(gaps(outcome)) == (without if pages == "never" else 0)
    assert outcome.exit_code == (3 if pages == "never" else 0)


@pytest.mark.parametrize("lie", [1, -1])
def test_a_page_that_counts_more_or_fewer_than_the_feeds_is_named_and_no_gap(bench, lie):
    bench.server.options.lies = {"page": lie}

    outcome = bench.backfill()

    assert (outcome.exit_code, gaps(outcome)) == (0, [])
    assert all("by its page" in one.reason for one in outcome.verdict.explained)
    assert len(outcome.verdict.explained) > 25


def test_what_the_last_run_could_not_do_is_in_the_verdict(bench):
    bench.server.options.feeds_off = ALL_FEEDS
    bench.server.options.fail = {"/sitemap": [404] * 9}

    outcome = bench.backfill()

    assert outcome.exit_code == 3
    assert "there may be more" in bench.store.load_state().verdict.problems[0]
    assert not bench.store.load_state().verdict.complete


def test_removed_comments_that_a_count_leaves_out_are_named(bench):
    bench.server.options.count_removed = False

    outcome = bench.backfill()

    assert outcome.exit_code == 0
    assert any("without the 1 removed" in one.reason for one in outcome.verdict.explained)


def test_a_comment_listed_twice_is_named_and_no_gap(bench):
    bench.server.options.repeated = 2

    outcome = bench.backfill(pages="never")

    assert (outcome.exit_code, outcome.problems, gaps(outcome)) == (0, (), [])
    assert outcome.verdict.comments_declared == len(bench.server.blog.index.comments) + 2
    assert [one.reason for one in outcome.verdict.explained] == ["the comments feed lists 2 comments twice"]


@pytest.mark.parametrize("pages", ["always", "missing", "never"])
def test_comments_of_a_post_deleted_before_are_kept_and_named(bench, blog, pages):
    deleted = post(bench)
    bench.server.options.ghosts = [(one, deleted) for one in deleted.comments]
    blog.delete_post(deleted.number)

    outcome = bench.backfill(pages=pages)

    assert (outcome.exit_code, outcome.problems, gaps(outcome)) == (0, (), [])
    held = bench.post(EXAMPLE_PATH)
    assert (held.status, [one.body.html for one in held.comments]) == ("gone", [deleted.comments[0].html])
    assert [one.reason for one in outcome.verdict.explained] == [
        "the comments feed still lists 1 comment of 1 deleted post"
    ]
    before = bench.files()
    assert (bench.sync(pages=pages).exit_code, bench.sync(full=True, pages=pages).exit_code) == (0, 0)
    assert bench.files() == before


def test_comments_that_outlive_their_post_do_not_bring_it_back(bench, blog):
    deleted = post(bench)
    bench.backfill()
    bench.server.options.ghosts = [(one, deleted) for one in deleted.comments]
    blog.delete_post(deleted.number)

    outcome = bench.sync(full=True)
    before = bench.files()

    assert (outcome.exit_code, outcome.retired, bench.post(EXAMPLE_PATH).status) == (0, 1, "gone")
    assert (bench.sync().exit_code, bench.sync(full=True).exit_code) == (0, 0)
    assert bench.files() == before


@pytest.mark.parametrize("feed", ["posts", "pages", "comments"])
def test_a_total_that_says_more_than_the_feed_shows_is_a_gap(bench, feed):
    bench.server.options.lies = {feed: 3}

    outcome = bench.backfill(pages="never")

    assert outcome.exit_code == 3
    verdict = outcome.verdict
    assert (verdict.missing_posts, verdict.missing_pages, verdict.missing_comments) == tuple(
        3 * (feed == one) for one in ("posts", "pages", "comments")
    )
    assert len(bench.latest()) == 35


def test_a_post_that_the_sitemap_alone_lists_is_fetched(bench):
    bench.server.options.unfed = frozenset({EXAMPLE_PATH})

    outcome = bench.backfill(pages="missing")

    assert (outcome.exit_code, gaps(outcome), outcome.verdict.posts_listed) == (0, [], 33)
    assert "This is coolbert:" in bench.post(EXAMPLE_PATH).body.text
    before = bench.files()
    bench.asked()
    assert bench.sync(full=True, pages="missing").exit_code == 0
    assert bench.files() == before
    assert not [target for target in bench.asked() if target.endswith(".html")]
    bench.server.blog.delete_post(post(bench).number)
    bench.sync(full=True, pages="missing")
    assert bench.post(EXAMPLE_PATH).status == "gone"


def test_a_feed_that_shows_fewer_posts_than_it_states_is_made_up_for_by_the_sitemap(bench):
    bench.server.options.unfed = frozenset({EXAMPLE_PATH})
    bench.server.options.lies = {"posts": 1}

    outcome = bench.backfill(pages="missing")

    assert (outcome.exit_code, outcome.problems, gaps(outcome)) == (0, (), [])
    assert outcome.verdict.posts_held == outcome.verdict.posts_declared == 33


def test_a_post_that_the_sitemap_alone_lists_and_cannot_be_had_is_a_gap(bench):
    bench.server.options.unfed = frozenset({EXAMPLE_PATH})
    bench.server.options.fail = {EXAMPLE_PATH: [500] * 9}

    outcome = bench.backfill(pages="missing")

    ((url, reason),) = gaps(outcome)
    assert (outcome.exit_code, url) == (3, bench.server.url + EXAMPLE_PATH[1:])
    assert "answered 500" in reason
    bench.server.options.fail.clear()
    assert bench.sync(full=True, pages="missing").exit_code == 0


def test_a_sitemap_that_lists_what_is_gone_is_named_and_no_gap(bench):
    bench.server.options.unfed = frozenset({EXAMPLE_PATH})
    bench.server.options.fail = {EXAMPLE_PATH: [404] * 9}

    outcome = bench.backfill(pages="missing")

    assert (outcome.exit_code, gaps(outcome)) == (0, [])
    assert any(one.url and one.url.endswith(EXAMPLE_PATH) for one in outcome.verdict.explained)


def test_a_sitemap_that_lags_is_named_and_no_gap(bench):
    bench.server.options.unlisted = frozenset({EXAMPLE_PATH})

    outcome = bench.backfill()

    assert outcome.exit_code == 0
    assert [one.reason for one in outcome.verdict.explained] == [
        "the sitemap lists 32 of 33 posts: it lags, or leaves some out"
    ]


@pytest.mark.parametrize("unfed", [0, 1])
def test_a_long_sitemap_is_read_whole_only_where_it_differs(bench, blog, unfed):
    for n in range(340 - len(blog.posts)):
        blog.add_post(f"P {n}", "<p>x</p>")
    bench.server.options.unfed = frozenset(one.path for one in blog.index.posts[200 : 200 + unfed])

    outcome = bench.backfill(pages="missing")

    asked = [target for target in bench.asked() if "sitemap" in target]
    assert asked == [
        "/sitemap.xml?page=3",
        *["/sitemap.xml?page=1", "/sitemap.xml?page=2", "/sitemap.xml?page=3"] * unfed,
    ]
    assert (outcome.exit_code, outcome.verdict.posts_held, outcome.verdict.posts_listed) == (0, 340, 340)


def test_without_a_sitemap_nothing_is_said(bench):
    bench.server.options.fail = {"/sitemap": [404] * 9}

    outcome = bench.backfill()

    assert (outcome.exit_code, outcome.problems, outcome.verdict.posts_listed) == (0, (), None)


def test_a_captcha_in_the_place_of_a_page_is_a_gap_with_its_reason(bench):
    bench.server.options.instead = {
        EXAMPLE_PATH: "<html><title>Sorry...</title><p>unusual traffic</p></html>"
    }

    outcome = bench.backfill()

    ((url, reason),) = gaps(outcome)
    assert (outcome.exit_code, url.endswith(EXAMPLE_PATH)) == (3, True)
    assert "another page" in reason
    assert len(bench.latest()) == 35


def test_gaps_outlive_an_interruption(bench):
    newest = bench.server.blog.index.posts[0].path
    bench.server.options.fail = {newest: [500] * 9}
    bench.stop_after = 20
    with pytest.raises(KeyboardInterrupt):
        bench.backfill()
    bench.stop_after = None
    known = [one.url.endswith(newest) for one in bench.store.load_state().verdict.gaps]

    outcome = bench.backfill()

    assert (known, outcome.exit_code) == ([True], 3)
    assert [url.endswith(newest) for url, _ in gaps(outcome)] == [True]


def test_a_span_of_time_forgets_no_gap_of_other_posts(bench):
    bench.server.options.fail = {EXAMPLE_PATH: [500] * 9}
    bench.backfill()
    newest = max(one.published for one in bench.server.blog.posts)

    outcome = bench.backfill(since=newest)

    assert [url.endswith(EXAMPLE_PATH) for url, _ in gaps(outcome)] == [True]


@pytest.mark.parametrize(
    "change", [{"comments_depth": 20}, {"repeated": 1}, {"lies": {"thr": 1}}], ids=name_of
)
def test_what_odd_servers_told_is_read_again_without_a_change(bench, change):
    deleted = post(bench)
    bench.server.options.ghosts = [(one, deleted) for one in deleted.comments]
    bench.server.blog.delete_post(deleted.number)
    for name, value in change.items():
        setattr(bench.server.options, name, value)
    bench.backfill()
    before = bench.files()
    known = bench.store.load_state().verdict

    outcome = reparse(bench.store, now=bench.moment, tell=lambda _: None)

    assert (outcome.changed, outcome.problems) == (0, ())
    assert bench.files() == before
    assert bench.store.load_state().verdict == known
