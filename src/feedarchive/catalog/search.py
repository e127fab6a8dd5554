"""Full-text search: what was found where, best first, page by page."""

from __future__ import annotations

from datetime import date, datetime
from sqlite3 import Connection
from typing import Literal, TypedDict

from msgspec import Struct

from feedarchive.catalog.folding import fold, typed
from feedarchive.catalog.query import Query, parse
from feedarchive.catalog.snippets import Fragment, marked, snippet
from feedarchive.store.codec import instant

Within = Literal["all", "titles", "posts", "comments"]
Order = Literal["best", "newest", "oldest"]


class Asked(TypedDict, total=False):
    """Which posts and comments are looked at, besides what they say, and in which order they come.

    Attributes:
        within: `titles`, `posts` (titles and texts), `comments`, or `all`.
        blog: the name of a blog.
        author: a part of the name of whoever wrote it, whatever its case, or their whole address.
        label: a label of the post, or of the post below which the comment stands, whatever its case.
        since: a date on the blog's own clock, or an aware instant; that moment and later.
        until: a date, that day included, or an aware instant, that instant excluded.
        order: `best` first, or by time; without words `best` is by time.
    """

    within: Within
    blog: str | None
    author: str | None
    label: str | None
    since: date | datetime | None
    until: date | datetime | None
    order: Order


class Question(Struct, frozen=True, kw_only=True):
    """What is searched for; the fields are those of `Asked`."""

    words: str = ""
    within: Within = "all"
    blog: str | None = None
    author: str | None = None
    label: str | None = None
    since: date | datetime | None = None
    until: date | datetime | None = None
    order: Order = "best"
    limit: int = 20
    offset: int = 0

    @property
    def filtered(self) -> bool:
        """Whether anything but words says what is looked for."""
        return (self.blog, self.author, self.label, self.since, self.until) != (None,) * 5


class Hit(Struct, frozen=True, kw_only=True):
    """One post or comment that was found.

    Attributes:
        kind: `post`, `page` or `comment`.
        blog, folder, number: the post, or the one below which the comment stands.
        id, url: of the post or comment.
        day: on the blog's own clock; a comment of unknown time has its post's.
        published: the instant, UTC.
        author: the name as it stood there; None for someone without one.
        status: as in the archive: `live`, `gone`, `removed-by-author`, …
        title: the title of the post in fragments, the words found in it marked.
        excerpt: how the text of the post begins, on one line: what to call a post without a title.
        snippet: the part of the text where the words stand, the words marked.
    """

    kind: str
    blog: str
    folder: str
    number: str
    id: str
    url: str | None
    day: str | None
    published: str | None
    author: str | None
    status: str
    title: tuple[Fragment, ...]
    excerpt: str
    snippet: tuple[Fragment, ...]


class Found(Struct, frozen=True, kw_only=True):
    """A page of hits.

    Attributes:
        total: how many there are on all pages.
        offset, next: how many hits stand before this page and before the next one; None after the last.
        hits: the page.
    """

    total: int
    offset: int
    next: int | None
    hits: tuple[Hit, ...]


RANKED = 10_000  # of a table: ranking takes a microsecond a hit, and common words say little about any
_TABLES = {
    "all": ("posts", "comments"),
    "titles": ("posts",),
    "posts": ("posts",),
    "comments": ("comments",),
}
_KEYS = {
    "best": ("rank", ""),
    "newest": ("coalesce(t.published, t.day, '')", " DESC"),
    "oldest": ("coalesce(t.published, t.day, '9999')", ""),
}
_POSTS = """SELECT p.kind, b.name, p.folder, p.number, p.entry_id, p.url, p.day, p.published, p.author_name,
    p.status, p.title, substr(p.body, 1, 240), p.body
    FROM posts p JOIN blogs b ON b.id = p.blog WHERE p.id = ?"""
_COMMENTS = """SELECT 'comment', b.name, p.folder, p.number, c.comment_id, coalesce(c.url, p.url), c.day,
    c.published, c.author_name, c.status, p.title, substr(p.body, 1, 240), c.body
    FROM comments c JOIN posts p ON p.id = c.post JOIN blogs b ON b.id = p.blog WHERE c.id = ?"""


def search(db: Connection, question: Question) -> Found:
    """A page of what was found; see `Catalog.search`."""
    query = parse(question.words)
    order = "oldest" if question.order == "best" and query is None else question.order
    parts = [_Part(query, question, table) for table in _TABLES[question.within]]
    counts = [part.count(db) for part in parts]
    total = sum(counts)
    after = question.offset + question.limit
    rows = [row for part, of in zip(parts, counts, strict=True) for row in part.first(db, order, after, of)]
    rows.sort(reverse=order == "newest")
    hits = tuple(_hit(db, table, row, query) for _, _, table, row in rows[question.offset : after])
    return Found(
        total=total, offset=question.offset, next=after if hits and after < total else None, hits=hits
    )


_Row = tuple[int, float | str, str, int]  # whether it stands behind the others, what orders it, table, number


class _Part:
    """The question to one of the two tables."""

    def __init__(self, query: Query | None, question: Question, table: str) -> None:
        self._table = table
        only = "{title} : " if question.within == "titles" else ""
        self._match = f"{only}({query.match})" if query else None
        self._where: list[str] = []
        self._values: list[str] = []
        self._filter(question)

    def count(self, db: Connection) -> int:
        """How many rows there are."""
        rows, values = self._rows()
        (found,) = db.execute(f"SELECT count(*) {rows}", values).fetchone()
        return int(found)

    def first(self, db: Connection, order: Order, last: int, held: int) -> list[_Row]:
        """The first rows in that order, up to number `last`, of the `held` that there are.

        `best` are those that came into the catalog last, `RANKED` of them, and behind them the others.
        """
        rows, values = self._rows()
        key, back = _KEYS[order]
        row, late = "rowid", "0"
        if order != "best":  # INDEXED BY: the rows themselves hold the texts, and fill many more pages
            time = f"{self._table} t INDEXED BY {self._table}_in_time"
            rows = f"FROM (SELECT rowid AS row {rows}) CROSS JOIN {time} ON t.id = row"
            row = "row"
        elif held > RANKED:
            newest = f"SELECT rowid AS row {rows} ORDER BY rowid DESC LIMIT {RANKED}"
            (start,) = db.execute(f"SELECT min(row) FROM ({newest})", values).fetchone()
            late = f"rowid < {start}"
            rows += f" AND rowid >= {start}" if last <= RANKED else ""
        sql = f"SELECT {late}, {key}, '{self._table}', {row} {rows} ORDER BY 1, 2{back}, 4{back} LIMIT {last}"
        return db.execute(sql, values).fetchall()

    def _rows(self) -> tuple[str, list[str]]:
        """FROM and WHERE, and the values that go into them."""
        where = f" WHERE {' AND '.join(self._where)}" if self._where else ""
        if self._match is None:
            return f"FROM {self._table} t{where}", self._values
        fts = f"{self._table}_fts"
        # + keeps SQLite from asking the index once for each row that the filters let through
        among = f" AND +rowid IN (SELECT t.id FROM {self._table} t{where})" if where else ""
        return f"FROM {fts} WHERE {fts} MATCH ?{among}", [self._match, *self._values]

    def _filter(self, question: Question) -> None:
        post = "t.id" if self._table == "posts" else "t.post"
        if question.blog is not None:
            inner = "SELECT p.id FROM posts p JOIN blogs b ON b.id = p.blog WHERE b.name = ?"
            self._add(f"{post} IN ({inner})", question.blog)
        if question.label is not None:
            self._add(f"{post} IN (SELECT post FROM labels WHERE folded = ?)", fold(question.label))
        if question.author is not None:
            people = (
                "SELECT author FROM names WHERE instr(folded, ?) UNION SELECT id FROM authors WHERE url = ?"
            )
            self._add(f"t.author IN ({people})", fold(question.author), question.author)
        for moment, day, exact in ((question.since, ">=", ">="), (question.until, "<=", "<")):
            if isinstance(moment, datetime):
                self._add(f"t.published {exact} ?", instant(moment))
            elif moment is not None:
                self._add(f"t.day {day} ?", moment.isoformat())

    def _add(self, condition: str, *values: str) -> None:
        self._where.append(condition)
        self._values += map(typed, values)


def _hit(db: Connection, table: str, row: int, query: Query | None) -> Hit:
    kind, blog, folder, number, id_, url, day, published, author, status, title, opening, body = db.execute(
        _POSTS if table == "posts" else _COMMENTS, (row,)
    ).fetchone()
    marks = query.marks if query else None
    return Hit(
        kind=kind, blog=blog, folder=folder, number=number, id=id_, url=url, day=day, published=published,
        author=author, status=status, title=marked(title, marks if table == "posts" else None),
        excerpt=" ".join(opening.split()), snippet=snippet(body, marks),
    )  # fmt: skip
