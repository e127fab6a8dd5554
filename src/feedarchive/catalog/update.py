"""Bringing a catalog up to date: what came, changed and went since it was last looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from sqlite3 import Connection
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from feedarchive.catalog.changed import settled, sign
from feedarchive.catalog.rows import Rows, Version, redacted_in
from feedarchive.catalog.schema import UNCLEAN
from feedarchive.errors import ArchiveError

if TYPE_CHECKING:
    from feedarchive.model import Snapshot
    from feedarchive.store.files import Archive, BlogStore

OnProgress = Callable[[int], None]
T = TypeVar("T")

_TOGETHER = 500  # entries at least of one transaction, which never ends within a month


class Changes(Struct, kw_only=True):
    """What an update did, counted in entries; `redacted`: texts were taken out that must leave no trace."""

    read: int = 0
    gone: int = 0
    redacted: bool = False


class Update:
    """One look through the archive."""

    def __init__(self, db: Connection, *, now: int, on_progress: OnProgress | None = None) -> None:
        """`now`: the disk's own time, ns. `on_progress`: called with the number of entries read so far."""
        self._db = db
        self._now = now
        self._rows = Rows(db)
        self._on_progress = on_progress
        self._committed = 0
        self.changes = Changes()

    def archive(self, archive: Archive, *, every_folder: bool = False) -> None:
        """Nothing, once the catalog says what the archive does; `every_folder`: whatever the signs say."""
        names = archive.names()
        self._db.execute("BEGIN IMMEDIATE")
        known = dict(self._db.execute("SELECT name, id FROM blogs"))
        for name in known.keys() - set(names):
            self._forget(known[name])
        for name in names:
            self._blog(archive.blog(name), every_folder=every_folder)
        self._db.execute("COMMIT")

    def _forget(self, blog: int) -> None:
        posts = self._db.execute("SELECT id FROM posts WHERE blog = ?", (blog,)).fetchall()
        for (post,) in posts:
            self._rows.remove(post)
        self.changes.gone += len(posts)
        (name,) = self._db.execute("SELECT name FROM blogs WHERE id = ?", (blog,)).fetchone()
        self._db.execute("DELETE FROM damaged WHERE folder || '/' GLOB ? || '/*'", (name,))
        self._db.execute("DELETE FROM blogs WHERE id = ?", (blog,))

    def _blog(self, blog: BlogStore, *, every_folder: bool) -> None:
        before = sign(blog)
        held = self._db.execute("SELECT id, sign FROM blogs WHERE name = ?", (blog.name,)).fetchone()
        if held and before and held[1] == before.text and not every_folder:
            return
        row = int(held[0]) if held else self._new_blog(blog.name)
        self._info(blog, row)
        held_months = self._db.execute(
            "SELECT DISTINCT substr(folder, 1, iif(folder LIKE 'posts/%', 13, 5)) FROM posts WHERE blog = ?",
            (row,),
        )
        for month in sorted({"pages", *blog.months(), *(month for (month,) in held_months)}):
            self._month(blog, row, month)
        # taken before the look: what changed meanwhile makes another sign
        text = before.text if before and settled(before.newest, self._now) else None
        self._db.execute("UPDATE blogs SET sign = ? WHERE id = ?", (text, row))

    def _new_blog(self, name: str) -> int:
        row = self._db.execute("INSERT INTO blogs (name) VALUES (?)", (name,)).lastrowid
        assert row is not None
        return row

    def _info(self, blog: BlogStore, row: int) -> None:
        self._sound(blog.name)
        info = self._careful(blog.name, blog.info)
        if info:
            values = info.url, info.title, info.language, row
            self._db.execute("UPDATE blogs SET url = ?, title = ?, language = ? WHERE id = ?", values)

    def _month(self, blog: BlogStore, row: int, month: str) -> None:
        held = {
            folder: (post, touched)
            for folder, post, touched in self._db.execute(
                "SELECT folder, id, touched FROM posts WHERE blog = ? AND folder > ? AND folder < ?",
                (row, f"{month}/", f"{month}0"),  # "0" is the character after "/"
            )
        }
        stale: list[tuple[str, int, int | None]] = []
        for folder, touched in blog.stamps(month):
            post, seen = held.pop(folder, (None, 0))
            if seen == 0 or seen != touched:
                stale.append((folder, touched if settled(touched, self._now) else 0, post))
        self.changes.gone += len(held)
        # FTS5 takes a run of rows in their order at a tenth of the cost of rows to and fro
        going = sorted(
            [post for _, _, post in stale if post is not None] + [post for post, _ in held.values()]
        )
        redacted = {post: self._rows.remove(post) for post in going}
        for folder, touched, post in stale:
            self._entry(blog, row, folder, touched, redacted.get(post or 0))
        if self.changes.read - self._committed >= _TOGETHER:
            self._committed = self.changes.read
            self._db.execute("COMMIT")
            self._db.execute("BEGIN IMMEDIATE")

    def _entry(self, blog: BlogStore, row: int, folder: str, touched: int, redacted: int | None) -> None:
        where = f"{blog.name}/{folder}"
        self._sound(where)
        latest: Snapshot | None = None
        versions: list[Version] = []
        for number in reversed(blog.numbers(folder)):
            one = self._careful(where, partial(blog.read, folder, number))
            if one and (one := one.public()):  # nobody finds what is private
                latest = latest or one
                versions.append(Version(one.version, one.captured, one.status, one.cause, one.digest))
        if latest:
            self._rows.put(row, folder, touched, latest, versions)
            if redacted is not None and redacted_in(latest) > redacted:
                self.changes.redacted = True
                self._db.execute(f"PRAGMA user_version = {UNCLEAN}")  # until it was scrubbed
        self.changes.read += 1
        if self._on_progress and self.changes.read % _TOGETHER == 0:
            self._on_progress(self.changes.read)

    def _sound(self, where: str) -> None:
        self._db.execute("DELETE FROM damaged WHERE folder = ?", (where,))

    def _careful(self, where: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ArchiveError as error:
            values = error.name, error.reason, where
            self._db.execute("INSERT OR REPLACE INTO damaged VALUES (?, ?, ?)", values)
            return None
