"""Blogs that switched feeds off: comments by the posts' own feeds, posts by the sitemap, and no less care."""

from datetime import timedelta

import pytest
from tests.sync.conftest import Bench

from feedarchive.demo.blog import DemoAuthor, DemoPost
from feedarchive.demo.example import EXAMPLE_PATH
from feedarchive.demo.options import ALL_FEEDS
from feedarchive.demo.truth import truth

NO_COMMENTS_FEED = frozenset({"comments"})


@pytest.fixture
def blog(bench):
    return bench.server.blog


def the_post(bench: Bench) -> DemoPost:
    return bench.server.blog.index.by_path[EXAMPLE_PATH]


@pytest.fixture
def without_comments_feed(bench):
    bench.server.options.feeds_off = NO_COMMENTS_FEED
    assert bench.backfill().exit_code == 0
    assert bench.sync().exit_code == 0
    return bench


def test_a_new_comment_is_found_by_the_declared_number(without_comments_feed, blog):
    bench = without_comments_feed
    blog.add_comment(the_post(bench).number, "Me too.", DemoAuthor(name="Zoe"))

    assert bench.sync().revised == 1
    assert [c.author.name for c in bench.post(EXAMPLE_PATH).comments] == ["JSBolton", "Zoe"]


def test_a_deleted_comment_is_gone_at_once(without_comments_feed, blog):
    bench = without_comments_feed
    blog.add_comment(the_post(bench).number, "Me too.", DemoAuthor(name="Zoe"))
    bench.sync()
    blog.delete_comment(the_post(bench).comments[0].number)

    bench.sync()

    assert [c.status for c in bench.post(EXAMPLE_PATH).comments] == ["gone", "live"]


@pytest.mark.parametrize("change", ["edit", "remove"])
def test_a_changed_comment_is_found_by_the_whole_look(without_comments_feed, blog, change):
    bench = without_comments_feed
    comment = the_post(bench).comments[0]
    if change == "edit":
        blog.edit_comment(comment.number, "Other words.")
    else:
        blog.remove_comment(comment.number, by="admin")

    assert bench.sync(full=True).revised == 1
    (held,) = bench.post(EXAMPLE_PATH).comments
    assert (held.body.html, held.status) == (
        ("Other words.", "live") if change == "edit" else (comment.html, "removed-by-admin")
    )


@pytest.fixture
def without_feeds(bench):
    bench.server.options.feeds_off = ALL_FEEDS
    assert bench.backfill().exit_code == 0
    bench.asked()
    return bench


def test_static_pages_are_pages_and_created_is_known(without_feeds):
    held = without_feeds.latest().values()

    assert sorted(one.kind for one in held) == ["page"] * 2 + ["post"] * 33
    assert all(".page-" in one.id for one in held if one.kind == "page")
    assert without_feeds.post(EXAMPLE_PATH).created


def test_an_edit_is_found_when_the_sitemap_calls_it_newer(without_feeds, blog):
    bench = without_feeds
    blog.edit_post(the_post(bench).number, html="<p>Other words.</p>")

    outcome = bench.sync()

    assert [t for t in bench.asked() if t.endswith(".html")] == [EXAMPLE_PATH]
    assert outcome.revised == 1
    assert bench.post(EXAMPLE_PATH).body.text == "Other words."


def test_the_whole_look_reads_every_page_again(without_feeds, blog):
    bench = without_feeds
    blog.add_comment(the_post(bench).number, "Me too.", DemoAuthor(name="Zoe"))

    assert bench.sync(full=True).revised == 1
    assert len(bench.post(EXAMPLE_PATH).comments) == 2


def test_a_deleted_post_is_gone(without_feeds, blog):
    bench = without_feeds
    blog.delete_post(the_post(bench).number)

    assert bench.sync().retired == 1
    assert bench.post(EXAMPLE_PATH).status == "gone"


@pytest.mark.parametrize(
    ("template", "why"), [("dynamic", "Dynamic Views"), ("ours", "no text that could be told")]
)
def test_a_post_whose_page_holds_no_text_is_a_gap_until_a_feed_has_it(bench, template, why):
    options, post = bench.server.options, the_post(bench)
    options.feeds_off = ALL_FEEDS
    metas = (
        f"<meta content='{post.number}' itemprop='postId'/><meta content='{bench.server.blog.number}' "
        f"itemprop='blogId'/><meta content='blogger' name='generator'/><meta content='{template}' "
        "name='blogger-template'/>"
    )
    title = "<div class='post'><h3 class='post-title'>Hello</h3></div><div id='comments'></div>"
    options.instead[EXAMPLE_PATH] = f"<html><head>{metas}</head><body>{title}</body></html>"

    done = bench.backfill()

    (gap,) = done.verdict.gaps
    assert done.exit_code == 3
    assert why in gap.reason
    options.feeds_off, options.instead = frozenset(), {}
    assert bench.sync(full=True).exit_code == 0


def test_nothing_new_writes_nothing(without_feeds):
    before = without_feeds.files()

    assert without_feeds.sync(full=True).exit_code == 0
    assert without_feeds.files() == before


def test_what_pages_show_is_dated_by_the_zone_of_the_whole_blog(without_feeds, blog):
    bench = without_feeds
    real = {one["id"]: one for one in truth(blog, bench.server.url)}
    by_page = 0
    for entry in bench.latest().values():
        shown = {one["id"]: one for one in real[entry.id]["comments"]}
        for comment in entry.comments:
            if comment.published is not None:
                off = abs(comment.published - shown[comment.id]["published_feed"])
                assert off < timedelta(minutes=1), comment
            by_page += comment.published_from == "page"

    assert by_page == 2
    zone = bench.store.info().zone
    assert "America/Chicago" in zone.names
    assert zone.contradictions == 0
