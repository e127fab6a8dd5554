"""Blogs made from a seed, for benchmarks and for tests of size."""

import importlib.util
from itertools import pairwise
from pathlib import Path

import pytest
from tests.demo.reader import entries, get

from feedarchive.demo import ERAS, Options, serve, truth
from feedarchive.demo.options import View
from feedarchive.demo.pages import post_page


@pytest.fixture(scope="module")
def generate():
    place = Path(__file__).parents[2] / "benchmarks" / "blogs.py"
    spec = importlib.util.spec_from_file_location("blogs", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.generate


def test_a_seed_is_a_blog(generate):
    one, same, other = (generate(seed, posts=40, comments=120, body_bytes=500) for seed in (7, 7, 8))
    assert truth(one, "http://b/") == truth(same, "http://b/")
    assert truth(one, "http://b/") != truth(other, "http://b/")


def test_it_has_the_size_that_was_asked(generate):
    blog = generate(3, posts=300, comments=1500)
    view = View(blog=blog, base="http://b/", options=Options())
    bodies = [len(post.html.encode()) for post in blog.posts]
    pages = [len(post_page(view, post).encode()) for post in blog.posts[:60]]
    assert (len(blog.posts), len(blog.index.comments)) == (300, 1500)
    assert 6000 < sum(bodies) / len(bodies) < 7000
    assert 75_000 < sum(pages) / len(pages) < 90_000
    assert {post.era for post in blog.posts} == set(ERAS)
    assert {comment.removed for comment, _ in blog.index.comments} == {None, "author", "admin"}


def test_nothing_has_the_same_number_or_address_and_all_is_in_order(generate):
    blog = generate(5, posts=200, comments=2000, body_bytes=200)
    assert len(blog.index.by_path) == len(blog.index.by_number) == 200
    assert len(blog.index.comment_by_number) == 2000
    for post in blog.posts:
        seen = set()
        assert all(a.published <= b.published for a, b in pairwise(post.comments))
        for comment in post.comments:
            assert comment.parent is None or comment.parent in seen
            seen.add(comment.number)


def test_every_feed_page_and_post_page_can_be_read(generate):
    with serve(generate(2, posts=60, comments=200, body_bytes=300, page_bytes=5000)) as server:
        assert len(entries(get(server, "/feeds/comments/default?max-results=150").xml)) == 150
        assert all(get(server, post.path).status == 200 for post in server.blog.posts)


def test_an_empty_blog_is_served(generate):
    with serve(generate(1, posts=0, comments=0)) as server:
        assert entries(get(server, "/feeds/posts/default").xml) == []
        assert get(server, "/").status == 200
