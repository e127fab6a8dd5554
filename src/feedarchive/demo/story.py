"""What happens to the blog during the tour: a sentence for the reader, and the change itself."""

from __future__ import annotations

from collections.abc import Callable

from .blog import DemoAuthor, DemoBlog, DemoPost
from .example import EXAMPLE_PATH
from .server import DemoServer

Chapter = tuple[str, Callable[[], object]]

_WHEEL = "So here is to the man by the wheel."


def chapters(server: DemoServer) -> list[Chapter]:
    """The changes in order; calling one makes it, at once and for all later requests."""
    blog = server.blog
    return [
        ("Bert adds a line to his post of June 5, 2006", lambda: _add_line(blog)),
        ("he gives another post a new title", lambda: _rename(blog)),
        ("a reader without a name comments on the old post", lambda: _comment(blog)),
        ("a commenter takes her own comment back: a notice stays", lambda: _take_back(blog)),
        ("a comment is deleted for good: nothing stays", lambda: _delete(blog)),
        ("Bert writes a new post", lambda: _write(blog)),
    ]


def _post(blog: DemoBlog, path: str) -> DemoPost:
    return blog.index.by_path[path]


def _add_line(blog: DemoBlog) -> None:
    post = _post(blog, EXAMPLE_PATH)
    told = "Since found: the pay list of the train calls him <i>one wagoner, lame, whistles</i>."
    blog.edit_post(post.number, html=post.html.replace(_WHEEL, f"{told}<br />\n<br />\n{_WHEEL}"))


def _rename(blog: DemoBlog) -> None:
    post = _post(blog, "/2014/05/nothing-to-report.html")
    blog.edit_post(post.number, title="Nothing to report, but lettuce")


def _comment(blog: DemoBlog) -> None:
    words = "My grandmother whistled to her horses too. It is how they knew who was asking."
    blog.add_comment(_post(blog, EXAMPLE_PATH).number, words, DemoAuthor())


def _take_back(blog: DemoBlog) -> None:
    post = _post(blog, "/2012/03/which-way-does-gate-open.html")
    rosa = next(one for one in post.comments if one.author.name == "Rosa M.")
    blog.remove_comment(rosa.number, by="author")


def _delete(blog: DemoBlog) -> None:
    post = _post(blog, "/2023/03/hour-less-in-bed.html")
    nobody = next(one for one in post.comments if one.author.name is None)
    blog.delete_comment(nobody.number)


def _write(blog: DemoBlog) -> None:
    blog.add_post(
        "Seen from the train",
        "<p>The ten past nine now slows down at plot fourteen. Somebody in the second coach waved.</p>",
        labels=("neighbours",),
    )
