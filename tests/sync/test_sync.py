"""Sync: what changed becomes a new version of that post and of no other; what is gone is proved first."""

from datetime import timedelta

import pytest
from tests.ids import name_of

from feedarchive.demo.blog import DemoAuthor
from feedarchive.demo.example import EXAMPLE_PATH
from feedarchive.store.verify import verify

QUIET = frozenset({"posts", "pages", "comments", "post-comments"})


@pytest.fixture(params=[True, False], ids=["honours-updated", "ignores-updated"])
def bench(bench, request):
    bench.server.options.honour_updated = request.param
    bench.backfill()
    bench.asked()
    return bench


@pytest.fixture
def blog(bench):
    return bench.server.blog


def number(bench, path: str) -> int:
    return int(bench.server.blog.index.by_path[path].number)


def new_versions(bench, before: dict[str, bytes]) -> list[str]:
    """Ends of the names of files that were not there before; none that was may have changed."""
    after = bench.files()
    assert {name: after.get(name) for name in before} == before
    return sorted(name for name in after if name not in before)


def a_post_with_comments(bench, count: int = 2):
    return next(
        post
        for post in bench.server.blog.posts
        if sum(c.removed is None for c in post.comments) >= count and post.path != EXAMPLE_PATH
    )


def test_nothing_new_writes_nothing_and_costs_two_requests(bench):
    bench.sync()
    before = bench.files()
    bench.asked()

    outcome = bench.sync()

    assert outcome.exit_code == 0
    assert not new_versions(bench, before)
    assert len(bench.asked()) == 2


def test_the_first_sync_after_a_backfill_costs_two_requests_too(bench):
    bench.server.options.honour_updated = True

    assert bench.sync().exit_code == 0
    assert len(bench.asked()) == 2


def test_an_edit_of_an_old_post_is_one_new_version(bench, blog):
    before = bench.files()
    blog.edit_post(number(bench, EXAMPLE_PATH), html="This is coolbert: changed.")

    outcome = bench.sync()

    (new,) = new_versions(bench, before)
    assert "this-is-coolbert" in new
    assert new.endswith("v0002.json")
    assert (outcome.added, outcome.revised, outcome.exit_code) == (0, 1, 0)
    post = bench.post(EXAMPLE_PATH)
    assert post.body.html == "This is coolbert: changed."
    assert [c.published_text for c in post.comments] == ["4:37 AM"]


def test_an_edited_static_page_is_found_on_a_day_when_the_blog_changed(bench, blog):
    before = bench.files()
    blog.edit_post(blog.pages[0].number, html="<p>other</p>")
    blog.add_post("New", "<p>new</p>")

    bench.sync()

    new = new_versions(bench, before)
    assert [name.split("/")[1] for name in new] == ["pages", "posts"]


def test_a_truncated_feed_fetches_no_page_again_unless_the_post_was_updated(bench, blog):
    bench.server.options.summary_only = True
    bench.sync(full=True)
    bench.asked()
    before = bench.files()
    blog.edit_post(
        number(bench, EXAMPLE_PATH), html=blog.index.by_path[EXAMPLE_PATH].html + "<p>and more</p>"
    )

    bench.sync(full=True)

    assert [t for t in bench.asked() if t.endswith(".html")] == [EXAMPLE_PATH]
    assert len(new_versions(bench, before)) == 1
    assert "and more" in bench.post(EXAMPLE_PATH).body.text


def test_a_new_post_is_one_new_file(bench, blog):
    before = bench.files()
    blog.add_post("New", "<p>new</p>")

    bench.sync()

    (new,) = new_versions(bench, before)
    assert new.endswith("v0001.json")


def test_many_new_posts_are_all_found(bench, blog):
    before = bench.files()
    for n in range(60):
        blog.add_post(f"New {n}", f"<p>new {n}</p>")

    assert bench.sync().exit_code == 0

    assert len(new_versions(bench, before)) == 60


def test_a_new_comment_on_an_old_post_is_one_new_version(bench, blog):
    before = bench.files()
    blog.add_comment(number(bench, EXAMPLE_PATH), "Me too.", DemoAuthor(name="Zoe"))

    bench.sync()

    assert len(new_versions(bench, before)) == 1
    assert [c.author.name for c in bench.post(EXAMPLE_PATH).comments] == ["JSBolton", "Zoe"]


def test_an_edited_comment_is_one_new_version(bench, blog):
    before = bench.files()
    comment = blog.index.by_path[EXAMPLE_PATH].comments[0]
    blog.edit_comment(comment.number, "Quite another text.")

    bench.sync()

    assert len(new_versions(bench, before)) == 1
    assert bench.post(EXAMPLE_PATH).comments[0].body.html == "Quite another text."


def test_a_comment_removed_by_its_author_keeps_its_text(bench, blog):
    before = bench.files()
    comment = blog.index.by_path[EXAMPLE_PATH].comments[0]
    text = comment.html
    blog.remove_comment(comment.number, by="author")

    outcome = bench.sync()

    (kept,) = bench.post(EXAMPLE_PATH).comments
    assert (kept.status, kept.body.html, kept.author.name) == ("removed-by-author", text, "JSBolton")
    assert len(new_versions(bench, before)) == 1
    assert outcome.exit_code == 0


def test_a_deleted_comment_becomes_gone_and_keeps_its_text(bench, blog):
    before = bench.files()
    post = a_post_with_comments(bench)
    comment = next(c for c in post.comments if c.removed is None)
    blog.delete_comment(comment.number)

    outcome = bench.sync()

    kept = next(c for c in bench.post(post.path).comments if c.id.endswith(str(comment.number)))
    assert (kept.status, kept.body.html) == ("gone", comment.html)
    assert all("v0001" not in name for name in new_versions(bench, before))
    assert outcome.exit_code == 0
    assert outcome.verdict.gone == 1


def test_the_only_comment_of_a_post_deleted_becomes_gone(bench, blog):
    blog.delete_comment(blog.index.by_path[EXAMPLE_PATH].comments[0].number)

    bench.sync()

    assert [c.status for c in bench.post(EXAMPLE_PATH).comments] == ["gone"]


def test_a_deleted_post_becomes_gone_at_once_for_its_total_does_not_fit(bench, blog):
    before = bench.files()
    body = bench.post(EXAMPLE_PATH).body
    blog.delete_post(number(bench, EXAMPLE_PATH))

    outcome = bench.sync()

    post = bench.post(EXAMPLE_PATH)
    assert (post.status, post.body) == ("gone", body)
    assert len(new_versions(bench, before)) == 1
    assert (outcome.retired, outcome.exit_code) == (1, 0)
    assert bench.sync(full=True).retired == 0


def test_a_post_deleted_while_another_is_added_is_found_by_a_whole_walk(bench, blog):
    blog.delete_post(number(bench, EXAMPLE_PATH))
    blog.add_post("New", "<p>new</p>")

    bench.sync(full=True)

    assert bench.post(EXAMPLE_PATH).status == "gone"


def test_a_whole_look_is_due_after_full_every(bench, blog):
    bench.sync()
    blog.delete_post(number(bench, EXAMPLE_PATH))
    blog.add_post("New", "<p>new</p>")
    bench.moment += timedelta(days=8)

    bench.sync()

    assert bench.post(EXAMPLE_PATH).status == "gone"


def test_what_comes_back_is_live_again(bench, blog):
    post = blog.index.by_path[EXAMPLE_PATH]
    blog.delete_post(post.number)
    bench.sync(full=True)
    blog.posts.append(post)
    blog.forget_index()
    blog.add_post("New", "<p>new</p>")

    bench.sync(full=True)

    assert bench.post(EXAMPLE_PATH).status == "live"


@pytest.mark.parametrize(
    "trouble",
    [
        {"cut": {"/feeds/": 3000}},
        {"feeds_off": frozenset({"posts"})},
        {"feeds_off": QUIET},
        {"fail": {"/feeds/": [503] * 99}},
        {"fail": {"start-index=1&": [500] * 99}},
    ],
    ids=name_of,
)
def test_no_trouble_of_the_feeds_ever_makes_anything_gone(bench, trouble):
    before = bench.files()
    for name, value in trouble.items():
        setattr(bench.server.options, name, value)

    outcome = bench.sync(full=True)

    assert outcome.retired == 0
    assert all(one.status == "live" for one in bench.latest().values())
    assert all(c.status != "gone" for one in bench.latest().values() for c in one.comments)
    assert not new_versions(bench, before)


def test_an_emptied_feed_makes_nothing_gone(bench, blog):
    before = bench.files()
    posts = list(blog.posts)
    blog.posts.clear()
    blog.forget_index()

    outcome = bench.sync(full=True)

    assert not new_versions(bench, before)
    assert outcome.exit_code == 3
    blog.posts.extend(posts)


def test_a_feed_that_shrank_while_the_pages_still_answer_makes_nothing_gone(bench, blog):
    before = bench.files()
    hidden = blog.posts[5]
    blog.posts.remove(hidden)
    blog.forget_index()
    pages = {hidden.path: hidden}
    blog.index.by_path.update(pages)

    outcome = bench.sync(full=True)

    assert not new_versions(bench, before)
    assert outcome.exit_code == 3
    assert any("still answers" in line for line in outcome.problems)


def test_state_may_be_deleted(bench):
    before = bench.files()
    (bench.store.root / "state.json").unlink()

    outcome = bench.sync()

    assert not new_versions(bench, before)
    assert outcome.verdict.posts_held == len(bench.server.blog.posts)
    assert not list(verify(bench.store))


def test_a_run_that_fails_is_made_up_for_by_the_next(bench, blog):
    before = bench.files()
    blog.edit_post(number(bench, EXAMPLE_PATH), html="changed")
    bench.server.options.fail = {"/feeds/comments": [503] * 4}
    assert bench.sync().exit_code != 0

    bench.server.options.fail = {}
    bench.sync()

    assert len(new_versions(bench, before)) == 1
