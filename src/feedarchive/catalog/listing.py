"""Lists for readers who turn pages: a blog's posts by time and label, its labels, its latest changes."""

from __future__ import annotations

from collections.abc import Iterator
from sqlite3 import Connection

from msgspec import Struct

_EXCERPT = 400  # characters of a text that a list shows the beginning of

_POST = f"""SELECT b.name, p.folder, p.kind, p.status, p.day, p.author_name, p.title,
    substr(p.body, 1, {_EXCERPT}), p.comments, p.version FROM posts p JOIN blogs b ON b.id = p.blog"""

# Without figures of its own, SQLite takes an index that suits worse.
_IN_ORDER = _POST.replace("FROM posts p", "FROM posts p INDEXED BY posts_of_blog")


class Listed(Struct, frozen=True):
    """A post as lists show it; `day` is the date on the blog's own clock, None when nothing tells."""

    blog: str
    folder: str
    kind: str
    status: str
    day: str | None
    author: str | None
    title: str
    text: str
    comments: int
    version: int


class Changed(Struct, frozen=True):
    """One version of a post, and when it was captured: RFC 3339, UTC."""

    folder: str
    title: str
    text: str
    version: int
    captured: str
    status: str
    cause: str


class Listing:
    """The lists of one blog, or of none when the catalog does not know it."""

    def __init__(self, db: Connection, blog: str) -> None:
        self._db = db
        row = db.execute("SELECT id FROM blogs WHERE name = ?", (blog,)).fetchone()
        self._blog = row[0] if row else -1

    def newest(
        self, *, span: str = "", label: str | None = None, limit: int, offset: int = 0
    ) -> list[Listed]:
        """Posts, newest first: of a `span` (`2006`, `2006-06`), with a label, or all."""
        where, values = self._of(span, label)
        rows = self._db.execute(
            f"{_POST} WHERE {where} ORDER BY p.day DESC, p.published DESC, p.id DESC LIMIT ? OFFSET ?",
            (*values, limit, offset),
        )
        return [Listed(*row) for row in rows]

    def count(self, *, span: str = "", label: str | None = None) -> int:
        """How many posts `newest` has in all."""
        where, values = self._of(span, label)
        (found,) = self._db.execute(f"SELECT count(*) FROM posts p WHERE {where}", values).fetchone()
        return int(found)

    def months(self) -> list[tuple[str, int]]:
        """Months in order, as `2006-06`, with the number of their posts; those without a date have none."""
        rows = self._db.execute(
            """SELECT substr(day, 1, 7), count(*) FROM posts
               WHERE blog = ? AND kind = 'post' AND day IS NOT NULL GROUP BY 1 ORDER BY 1""",
            (self._blog,),
        )
        return [(month, number) for month, number in rows]

    def comments(self) -> int:
        """How many comments its posts and pages have."""
        asked = "SELECT coalesce(sum(comments), 0) FROM posts WHERE blog = ?"
        return int(self._db.execute(asked, (self._blog,)).fetchone()[0])

    def pages(self) -> list[Listed]:
        """The static pages, by title."""
        rows = self._db.execute(
            f"{_IN_ORDER} WHERE p.blog = ? AND p.kind = 'page' ORDER BY p.title", (self._blog,)
        )
        return [Listed(*row) for row in rows]

    def labels(self, limit: int = 200) -> list[tuple[str, int]]:
        """Labels with the number of their posts, the most used first."""
        rows = self._db.execute(
            """SELECT label, count(*) FROM labels WHERE +post IN (SELECT id FROM posts WHERE blog = ?)
               GROUP BY label ORDER BY 2 DESC, 1 LIMIT ?""",
            (self._blog, limit),
        )
        return [(label, number) for label, number in rows]

    def beside(self, folder: str) -> tuple[Listed | None, Listed | None]:
        """The post before and the post after that one in time; None at the ends, and for static pages."""
        row = self._db.execute(
            "SELECT day, published, id FROM posts WHERE blog = ? AND folder = ? AND kind = 'post'",
            (self._blog, folder),
        ).fetchone()
        if row is None or row[0] is None:
            return None, None
        found = []
        for sign, order in (("<", "DESC"), (">", "ASC")):
            rows = self._db.execute(
                f"""{_IN_ORDER} WHERE p.blog = ? AND p.kind = 'post' AND p.day {sign}= ?
                    AND (p.day, coalesce(p.published, ''), p.id) {sign} (?, coalesce(?, ''), ?)
                    ORDER BY p.day {order}, p.published {order}, p.id {order} LIMIT 1""",
                (self._blog, row[0], *row),
            )
            found.append(next((Listed(*one) for one in rows), None))
        return found[0], found[1]

    def changes(self, limit: int, offset: int = 0) -> list[Changed]:
        """Versions of all posts, the one captured last first."""
        rows = self._db.execute(
            f"""SELECT p.folder, p.title, substr(p.body, 1, {_EXCERPT}), v.version, v.captured, v.status,
                v.cause FROM versions v INDEXED BY versions_by_capture CROSS JOIN posts p ON p.id = v.post
                WHERE p.blog = ?
                ORDER BY v.captured DESC, v.post DESC, v.version DESC LIMIT ? OFFSET ?""",
            (self._blog, limit, offset),
        )
        return [Changed(*row) for row in rows]

    def begun(self, start: str) -> list[tuple[str, str]]:
        """Folder and address of the posts whose folder begins so, as `posts/2006/06/low-tide-`."""
        rows = self._db.execute(
            "SELECT folder, coalesce(url, '') FROM posts WHERE blog = ? AND folder >= ? AND folder < ?",
            (self._blog, start, f"{start}\uffff"),
        )
        return [(folder, url) for folder, url in rows]

    def said(self, folder: str, number: str) -> bool:
        """Whether a comment whose id ends in that number stands below the post in that folder."""
        found = self._db.execute(
            """SELECT 1 FROM comments c JOIN posts p ON p.id = c.post
               WHERE p.blog = ? AND p.folder = ? AND c.comment_id LIKE '%' || ?""",
            (self._blog, folder, f"-{number}"),
        )
        return found.fetchone() is not None

    def all(self) -> Iterator[Listed]:
        """Every post and page, oldest folder first; read as it is asked for."""
        rows = self._db.execute(f"{_POST} WHERE p.blog = ? ORDER BY p.folder", (self._blog,))
        return (Listed(*row) for row in rows)

    def _of(self, span: str, label: str | None) -> tuple[str, tuple[object, ...]]:
        where, values = ["p.blog = ?", "p.kind = 'post'"], [self._blog]
        if span:
            where.append("p.day >= ? AND p.day < ?")
            values += [span, f"{span}-~"]
        if label is not None:
            where.append("p.id IN (SELECT post FROM labels WHERE label = ?)")
            values.append(label)
        return " AND ".join(where), tuple(values)
