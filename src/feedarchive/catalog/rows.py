"""An entry as rows: written, and taken out again with all that the full-text index holds of it."""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Connection
from typing import TYPE_CHECKING

from msgspec import Struct

from feedarchive.catalog.folding import fold, indexed
from feedarchive.catalog.people import key
from feedarchive.store.codec import instant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedarchive.model import Author, Comment, Snapshot

_AUTHORS_HELD = 20_000

_POST = f"""INSERT INTO posts (blog, folder, entry_id, number, kind, status, day, published, author,
    author_name, title, url, version, captured, comments, comments_declared, touched, body)
    VALUES ({", ".join("?" * 18)})"""
_COMMENT = f"""INSERT INTO comments (post, position, comment_id, status, day, published, published_text,
    author, author_name, url, in_reply_to, body) VALUES ({", ".join("?" * 12)})"""


class Version(Struct, frozen=True):
    """What the catalog keeps of each version."""

    version: int
    captured: datetime
    status: str
    cause: str
    digest: str


class Rows:
    """The rows of entries in an open catalog, inside the caller's transaction."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._authors: dict[str, int] = {}

    def put(
        self, blog: int, folder: str, touched: int, latest: Snapshot, versions: Iterable[Version]
    ) -> None:
        """Nothing, once the entry can be found; it must not be in the catalog yet."""
        values = self._post(blog, folder, touched, latest)
        post = self._db.execute(_POST, values).lastrowid
        assert post is not None
        self._db.execute(
            "INSERT INTO posts_fts (rowid, title, body) VALUES (?, ?, ?)",
            (post, indexed(latest.title), indexed(latest.body.text)),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO labels VALUES (?, ?, ?)",
            [(post, label, fold(label)) for label in latest.labels],
        )
        self._db.executemany(
            "INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)",
            [
                (post, one.version, instant(one.captured), one.status, one.cause, one.digest)
                for one in versions
            ],
        )
        for position, comment in enumerate(latest.comments):
            self._put_comment(post, position, comment, latest)

    def remove(self, post: int) -> int:
        """How many texts of it were redacted already, once nothing of the entry can be found."""
        title, body, status = self._db.execute(
            "SELECT title, body, status FROM posts WHERE id = ?", (post,)
        ).fetchone()
        self._db.execute(
            "INSERT INTO posts_fts (posts_fts, rowid, title, body) VALUES ('delete', ?, ?, ?)",
            (post, indexed(title), indexed(body)),
        )
        redacted = int(status == "redacted")
        comments = self._db.execute(
            "SELECT id, body, status FROM comments WHERE post = ?", (post,)
        ).fetchall()
        for comment, said, its_status in comments:
            redacted += its_status == "redacted"
            self._db.execute(
                "INSERT INTO comments_fts (comments_fts, rowid, body) VALUES ('delete', ?, ?)",
                (comment, indexed(said)),
            )
        for table in ("comments", "labels", "versions"):
            self._db.execute(f"DELETE FROM {table} WHERE post = ?", (post,))
        self._db.execute("DELETE FROM posts WHERE id = ?", (post,))
        return redacted

    def _post(self, blog: int, folder: str, touched: int, latest: Snapshot) -> tuple[object, ...]:
        return (
            blog, folder, latest.id, latest.number or folder[-8:], latest.kind, latest.status, _day(latest),
            _instant(latest.moment), self._author(latest.author), latest.author.name, latest.title,
            latest.url, latest.version, instant(latest.captured), len(latest.comments),
            latest.comments_declared, touched, latest.body.text,
        )  # fmt: skip

    def _put_comment(self, post: int, position: int, comment: Comment, latest: Snapshot) -> None:
        values = (
            post, position, comment.id, comment.status, _day(comment) or _day(latest),
            _instant(comment.published), comment.published_text, self._author(comment.author),
            comment.author.name, comment.url, comment.in_reply_to, comment.body.text,
        )  # fmt: skip
        row = self._db.execute(_COMMENT, values).lastrowid
        self._db.execute(
            "INSERT INTO comments_fts (rowid, body) VALUES (?, ?)", (row, indexed(comment.body.text))
        )

    def _author(self, author: Author) -> int | None:
        known = key(author)
        if known is None:
            return None
        row = self._authors.get(known) or self._new_author(known, author)
        name = author.name or ""
        self._db.execute("INSERT OR IGNORE INTO names VALUES (?, ?, ?)", (row, name, fold(name)))
        return row

    def _new_author(self, known: str, author: Author) -> int:
        self._db.execute(
            "INSERT OR IGNORE INTO authors (key, name, kind, url) VALUES (?, ?, ?, ?)",
            (known, author.name, author.kind, author.url),
        )
        (row,) = self._db.execute("SELECT id FROM authors WHERE key = ?", (known,)).fetchone()
        if len(self._authors) >= _AUTHORS_HELD:
            self._authors.clear()
        self._authors[known] = int(row)
        return int(row)


def redacted_in(latest: Snapshot) -> int:
    """How many of its texts are redacted."""
    return (latest.status == "redacted") + sum(one.status == "redacted" for one in latest.comments)


def _day(what: Snapshot | Comment) -> str | None:
    return what.day.isoformat() if what.day else None


def _instant(moment: datetime | None) -> str | None:
    return instant(moment) if moment else None
