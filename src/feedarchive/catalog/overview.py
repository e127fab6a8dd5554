"""Who wrote how much, and how much was written when."""

from __future__ import annotations

from sqlite3 import Connection
from typing import Any, Literal

from msgspec import Struct

from feedarchive.catalog.folding import fold, typed

Period = Literal["year", "month"]


class Person(Struct, frozen=True, kw_only=True):
    """One person across posts, as far as can be told.

    Attributes:
        key: `blogger:<number>`, `url:<address>`, else kind and name, which two people may share.
        name: the name that stands there most often; names: all of them.
        kind, url: as the archive has them, of the first text that was read.
        posts, comments: how many they wrote.
        first, last: days of their first and last text, on the blog's own clock.
    """

    key: str
    name: str
    names: tuple[str, ...]
    kind: str
    url: str | None
    posts: int
    comments: int
    first: str | None
    last: str | None


class People(Struct, frozen=True, kw_only=True):
    """A page of people; `offset`, `next` and `total` are as those of `search.Found`."""

    total: int
    offset: int
    next: int | None
    people: tuple[Person, ...]


class Count(Struct, frozen=True, kw_only=True):
    """How much was written in a period: `2006`, `2006-06`, or "" where no date is known."""

    period: str
    posts: int
    comments: int


_WROTE = """
    SELECT author, sum(posts) AS posts, sum(comments) AS comments, min(first) AS first, max(last) AS last
    FROM (
        SELECT author, count(*) AS posts, 0 AS comments, min(day) AS first, max(day) AS last
        FROM posts t WHERE {posts} GROUP BY author
        UNION ALL
        SELECT author, 0, count(*), min(day), max(day) FROM comments t WHERE {comments} GROUP BY author
    ) WHERE author IS NOT NULL GROUP BY author"""
_NAMES = """
    SELECT name FROM (
        SELECT author_name AS name, count(*) AS often FROM (
            SELECT author_name FROM posts WHERE author = ?1 UNION ALL
            SELECT author_name FROM comments WHERE author = ?1
        ) WHERE author_name IS NOT NULL GROUP BY author_name
    ) ORDER BY often DESC, name"""


def people(db: Connection, name: str | None, blog: str | None, *, limit: int, offset: int) -> People:
    """A page of people, those who wrote most first; see `Catalog.authors`."""
    posts, comments, values = _of_blog(blog)
    named = " AND author IN (SELECT author FROM names WHERE instr(folded, ?))" if name else ""
    if name:
        posts, comments = posts + named, comments + named
        values = [value for one in (values[:1], values[1:]) for value in (*one, fold(typed(name)))]
    wrote = _WROTE.format(posts=posts, comments=comments)
    (total,) = db.execute(f"SELECT count(*) FROM ({wrote})", values).fetchone()
    page = db.execute(
        f"SELECT a.id, a.key, a.kind, a.url, w.posts, w.comments, w.first, w.last FROM ({wrote}) w "
        f"JOIN authors a ON a.id = w.author ORDER BY w.posts + w.comments DESC, a.key LIMIT ? OFFSET ?",
        (*values, limit, offset),
    ).fetchall()
    found = tuple(_person(db, *row) for row in page)
    after = offset + len(found)
    return People(total=total, offset=offset, next=after if found and after < total else None, people=found)


def counts(db: Connection, by: Period, blog: str | None) -> tuple[Count, ...]:
    """How much was written in each period, in order; see `Catalog.counts`."""
    posts, comments, values = _of_blog(blog)
    length = {"year": 4, "month": 7}[by]
    rows = db.execute(
        f"""SELECT period, sum(posts), sum(comments) FROM (
            SELECT coalesce(substr(day, 1, {length}), '') AS period, count(*) AS posts, 0 AS comments
            FROM posts t WHERE kind = 'post' AND {posts} GROUP BY 1
            UNION ALL
            SELECT coalesce(substr(day, 1, {length}), ''), 0, count(*)
            FROM comments t WHERE {comments} GROUP BY 1
        ) GROUP BY period ORDER BY period""",
        values,
    )
    return tuple(Count(period=period, posts=posts, comments=comments) for period, posts, comments in rows)


def _of_blog(blog: str | None) -> tuple[str, str, list[str]]:
    """What limits posts and comments to a blog, and the values that go into it."""
    if blog is None:
        return "1", "1", []
    of = "blog = (SELECT id FROM blogs WHERE name = ?)"
    return of, f"post IN (SELECT id FROM posts WHERE {of})", [typed(blog)] * 2


def _person(db: Connection, row: int, *known: Any) -> Person:  # noqa: ANN401  a row of SQLite
    names = tuple(name for (name,) in db.execute(_NAMES, (row,)))
    key, kind, url, posts, comments, first, last = known
    return Person(
        key=key, name=names[0] if names else "", names=names, kind=kind, url=url,
        posts=posts, comments=comments, first=first, last=last,
    )  # fmt: skip
