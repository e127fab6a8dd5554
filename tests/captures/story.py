"""A blog of one post with a known history, and what was captured of it in between."""

from functools import cache

from tests.captures.crawls import Shot, shoot, when

from feedarchive.demo.blog import DemoAuthor, DemoBlog
from feedarchive.demo.example import EXAMPLE_PATH, example

POSTS, COMMENTS = "/feeds/posts/default?max-results=150", "/feeds/comments/default?max-results=500"
STATES = {2024: "wheel.", 2025: "wheel, at last.", 2026: "wheel, at long last."}


@cache
def history() -> tuple[tuple[Shot, ...], ...]:
    """Three crawls: a page; a page with another text; feeds with one more comment and another title."""
    blog = example()
    first = shoot(blog, when(2024), [EXAMPLE_PATH, "/", "/search/label/tides", "/favicon.ico"])
    _edit(blog, "by the wheel", "by the wheel, at last")
    second = shoot(blog, when(2025), [EXAMPLE_PATH, f"{EXAMPLE_PATH}?showComment=1#c1", "/2006/06/"])
    blog.add_comment(blog.index.by_path[EXAMPLE_PATH].number, "Late, but here.", DemoAuthor(name="Tern"))
    blog.edit_post(blog.index.by_path[EXAMPLE_PATH].number, title="This is coolbert, again")
    third = shoot(blog, when(2026), [POSTS, COMMENTS, EXAMPLE_PATH])
    return tuple(first), tuple(second), tuple(third)


def _edit(blog: DemoBlog, old: str, new: str) -> None:
    post = blog.index.by_path[EXAMPLE_PATH]
    assert old in post.html
    blog.edit_post(post.number, html=post.html.replace(old, new))
