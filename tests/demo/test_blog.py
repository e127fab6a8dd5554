"""The demo blog shows what the project promises to keep; its truth follows each change."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from feedarchive.demo import ERAS, EXAMPLE_PATH, DemoAuthor, DemoBlog, example, truth

BASE = "http://demo.example/"


def told(blog: DemoBlog, path: str = EXAMPLE_PATH) -> dict[str, Any]:
    return next(entry for entry in truth(blog, BASE) if entry["path"] == path)


def test_the_example_is_the_post_of_june_5_2006():
    blog = example()
    post, entry = blog.index.by_path[EXAMPLE_PATH], told(blog)
    assert entry["title"] == ""
    assert entry["labels"] == ()
    assert post.era == "minima"
    assert entry["body"]["html"].startswith('This is coolbert:<br />\n<br />\n"A short, stocky man with ')
    assert f"{post.published.astimezone(blog.zone):%Y-%m-%d}" == "2006-06-05"
    assert len(str(post.number)) == 18
    assert entry["created"].astimezone(blog.zone).isoformat() == "2006-06-05T20:11:32-05:00"


def test_its_comment_is_of_4_37_am_and_its_id_knows_the_second():
    (comment,) = told(example())["comments"]
    assert comment["author"] == {"name": "JSBolton", "kind": "anonymous", "url": None}
    assert comment["published_text"] == "4:37 AM"
    assert comment["published"] == datetime(2006, 6, 6, 9, 37, 12, tzinfo=UTC)
    assert comment["published_feed"] == datetime(2006, 6, 6, 9, 37, tzinfo=UTC)
    assert comment["id"].split("post-")[1].startswith("1149586632")


def test_it_is_the_same_blog_each_time():
    assert truth(example(), BASE) == truth(example(), BASE)


def test_it_holds_one_of_everything():
    blog = example()
    comments = [comment for comment, _ in blog.index.comments]
    kinds = Counter((c.author.kind, c.author.name is None, c.author.url is None) for c in comments)
    assert len(blog.posts) >= 30
    assert len(comments) >= 90
    assert {post.era for post in blog.posts} == set(ERAS)
    assert kinds.keys() >= {
        ("account", False, False),
        ("openid", False, False),
        ("anonymous", True, True),
        ("anonymous", False, True),
        ("anonymous", False, False),
    }
    assert any(c.author.kind == "account" and c.author.name == "Anonymous" for c in comments)
    assert {c.removed for c in comments} == {None, "author", "admin"}
    assert any(c.parent for c in comments)
    assert any(not post.comments for post in blog.posts)
    assert {link.rel for post in blog.posts for link in post.links} == {"enclosure", "related"}
    assert all(word in "".join(post.html + post.title for post in blog.posts) for word in "é白дر🌱")
    assert {len(str(post.number)) for post in blog.posts if post.published.year == 2003} == {8, 18}


def test_comments_stand_oldest_first_below_their_posts_and_after_what_they_answer():
    for post in example().posts:
        numbers = [comment.number for comment in post.comments]
        assert all(a.published < b.published for a, b in pairwise(post.comments)), post.path
        assert all(one.published > post.published for one in post.comments), post.path
        assert all(one.parent is None or one.parent in numbers[:at] for at, one in enumerate(post.comments))


def test_ids_and_addresses_are_never_given_twice():
    blog = example()
    every = [post.number for post in (*blog.posts, *blog.pages)] + [c.number for c, _ in blog.index.comments]
    assert len(set(every)) == len(every)
    assert len(blog.index.by_path) == len(blog.posts) + len(blog.pages)


def test_an_edit_shows_in_the_post_and_in_the_blogs_clock_and_nowhere_else():
    blog = example()
    before, post = truth(blog, BASE), blog.index.by_path[EXAMPLE_PATH]
    blog.edit_post(post.number, html="New", title="Now titled")
    entry = told(blog)
    assert (entry["body"]["html"], entry["title"], entry["path"]) == ("New", "Now titled", EXAMPLE_PATH)
    assert entry["updated"] == blog.updated
    assert [e for e in truth(blog, BASE) if e["path"] != EXAMPLE_PATH] == [
        e for e in before if e["path"] != EXAMPLE_PATH
    ]


def test_each_change_is_a_minute_after_the_last():
    blog = example()
    start, number = blog.updated, blog.posts[0].number
    comment = blog.add_comment(number, "Yes.", DemoAuthor(name="Reader"))
    blog.edit_comment(comment.number, "No.")
    blog.remove_comment(comment.number, by="admin")
    blog.delete_comment(comment.number)
    blog.delete_post(number)
    assert blog.updated == start + timedelta(minutes=5)


def test_the_clock_can_be_set():
    blog = example()
    blog.updated = datetime(2006, 7, 1, 12, tzinfo=UTC)
    post = blog.add_post("Set back", "text", era="rounders")
    assert post.path == "/2006/07/set-back.html"
    assert str(post.number).startswith(str(int(datetime(2006, 7, 1, 12, 1, tzinfo=UTC).timestamp())))


def test_a_removed_comment_stays_flagged_and_a_deleted_one_leaves_no_trace():
    blog = example()
    (comment,) = blog.index.by_path[EXAMPLE_PATH].comments
    blog.remove_comment(comment.number)
    (kept,) = told(blog)["comments"]
    assert (kept["status"], kept["body"]) == ("removed-by-author", {"html": ""})
    assert kept["updated"] == blog.updated > kept["published"]
    blog.delete_comment(comment.number)
    assert told(blog)["comments"] == []
    assert told(blog)["comments_declared"] == 0


def test_answers_to_a_deleted_comment_stand_alone():
    blog = example()
    post = blog.index.by_path["/2012/03/which-way-does-gate-open.html"]
    asked = post.comments[0].number
    assert sum(one.parent == asked for one in post.comments) == 3
    blog.delete_comment(asked)
    assert all(one.parent != asked for one in post.comments)


def test_a_second_post_of_the_same_name_gets_another_address():
    blog = example()
    first, second, third = (blog.add_post("Rain", "It rains.") for _ in range(3))
    assert [p.path for p in (first, second, third)] == [f"/2024/04/rain{n}.html" for n in ("", "_2", "_3")]
    assert len({first.number, second.number, third.number}) == 3


def test_deleting_a_page_leaves_the_posts():
    blog = example()
    posts, page = len(blog.posts), blog.pages[0]
    blog.delete_post(page.number)
    assert len(blog.posts) == posts
    assert page.path not in blog.index.by_path
