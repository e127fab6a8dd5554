"""The catalog as those who ask it see it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

from feedarchive.catalog import file, overview
from feedarchive.catalog.listing import Listing
from feedarchive.catalog.overview import Count, People, Period
from feedarchive.catalog.rows import Rows
from feedarchive.catalog.schema import UNCLEAN
from feedarchive.catalog.search import Asked, Found, Question, search
from feedarchive.errors import ConfigError, CorruptError

if TYPE_CHECKING:
    from feedarchive.catalog.update import Changes, OnProgress
    from feedarchive.store.files import Archive

T = TypeVar("T")


class Catalog:
    """An open catalog, up to date when it was opened; close it, or use it in `with`.

    >>> import feedarchive
    >>> with feedarchive.open("archive").catalog() as catalog:
    ...     print(catalog.search("Teamsters").total, catalog.counts("year"))
    ...     print([(person.name, person.comments) for person in catalog.authors().people])
    1 (Count(period='2006', posts=1, comments=1),)
    [('JSBolton', 1), ('Bert', 0)]
    """

    def __init__(self, archive: Archive, path: Path, db: sqlite3.Connection) -> None:
        """Call `opened` instead."""
        self._archive = archive
        self._path = path
        self._db = db

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing; the catalog can not be asked any more."""
        self._db.close()

    def search(self, words: str = "", *, limit: int = 20, offset: int = 0, **asked: Unpack[Asked]) -> Found:
        """A page of the posts and comments that hold those words, in their latest versions.

        Case, accents and forms of letters make no difference; Chinese, Japanese, Korean and Thai are found by
        any part of what is written.

        Args:
            words: all must be there; `"low tide"` is a phrase, `sero*` any word that begins so, `-boat` must
                not be there. Blank: whatever the filters let through.
            limit: hits on a page.
            offset: how many hits stand on the pages before.
            asked: `within`, `blog`, `author`, `label`, `since`, `until` and `order`; see `Asked`.

        Raises:
            ConfigError: nothing that can be searched for.
        """
        question = Question(words=words, limit=limit, offset=offset, **asked)
        if not words.strip() and not question.filtered:
            raise ConfigError(
                "nothing to search for: give words, or an author, a label, a blog or a span of time"
            )
        return self._ask(lambda db: search(db, question))

    def authors(
        self, name: str | None = None, *, blog: str | None = None, limit: int = 100, offset: int = 0
    ) -> People:
        """A page of those who wrote posts and comments, the busiest first.

        `name` is a part of one of their names, `blog` the name of the blog they wrote in.
        """
        return self._ask(lambda db: overview.people(db, name, blog, limit=limit, offset=offset))

    def counts(self, by: Period = "year", *, blog: str | None = None) -> tuple[Count, ...]:
        """How many posts and comments each year or month has, in order; "" counts those without a date."""
        return self._ask(lambda db: overview.counts(db, by, blog))

    def sizes(self) -> tuple[int, int]:
        """How many posts and pages, and how many comments, it holds."""
        return self._ask(
            lambda db: tuple(
                db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("posts", "comments")
            )
        )

    def listing(self, blog: str) -> Listing:
        """That blog's lists: posts by time and label, pages, changes; empty for a blog it does not know."""
        return self._ask(lambda db: Listing(db, blog))

    def damages(self) -> tuple[CorruptError, ...]:
        """An error for each file that could not be read, and that the catalog knows nothing of."""
        return self._ask(
            lambda db: tuple(
                CorruptError(*row) for row in db.execute("SELECT file, what FROM damaged ORDER BY file")
            )
        )

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """The answer; a catalog that turns out to be damaged is built anew, once."""
        try:
            return question(self._db)
        except sqlite3.DatabaseError as exc:
            if not file.damaged(exc):
                raise
        self._db.close()
        file.updated(self._archive, self._path, rebuild=True)
        self._db = _connected(self._path)
        return question(self._db)


def opened(archive: Archive, path: Path | None = None, *, on_progress: OnProgress | None = None) -> Catalog:
    """The catalog of the archive, brought up to date first where something happened since.

    Args:
        archive: the archive.
        path: the catalog's file; default: `catalog.sqlite` in the archive.
        on_progress: called now and then with the number of entries read so far.

    Raises:
        ArchiveError: it needs an update, and cannot be written.
    """
    path = path or archive.root / file.NAME
    db = file.connect(path)
    if db is not None:
        try:
            if file.current(db, archive):
                return Catalog(archive, path, db)
        except sqlite3.DatabaseError:
            pass  # the update sees what is wrong with it
        db.close()
    file.updated(archive, path, on_progress=on_progress)
    return Catalog(archive, path, _connected(path))


def refresh(
    archive: Archive,
    path: Path | None = None,
    *,
    rebuild: bool = False,
    on_progress: OnProgress | None = None,
) -> Changes:
    """What changed, once every entry's folder was looked at; `rebuild`: once everything was read again."""
    path = path or archive.root / file.NAME
    return file.updated(archive, path, rebuild=rebuild, every_folder=True, on_progress=on_progress)


def purge(archive: Archive, blog: str, folder: str, path: Path | None = None) -> bool:
    """Whether the catalog held that entry; nothing of its texts and names is in the file any more.

    To be called when the entry's texts were redacted in the archive, after its files were replaced. The next
    use reads the entry again, as it is then.
    """
    path = path or archive.root / file.NAME
    if not any(one.exists() for one in (path, file.unfinished(path))):
        return False
    with file.writing(path):
        file.unfinished(path).unlink(missing_ok=True)
        db = file.connect(path)
        if db is None:  # damaged, or another program's: it may hold them, and it is built anew anyway
            path.unlink(missing_ok=True)
            return False
        with closing(db):
            found = db.execute(
                "SELECT p.id FROM posts p JOIN blogs b ON b.id = p.blog WHERE b.name = ? AND p.folder = ?",
                (blog, folder),
            ).fetchone()
            if found:
                db.execute("PRAGMA secure_delete = ON")
                db.execute("BEGIN IMMEDIATE")
                db.execute("UPDATE blogs SET sign = NULL WHERE name = ?", (blog,))
                Rows(db).remove(*found)
                db.execute(f"PRAGMA user_version = {UNCLEAN}")  # until it was scrubbed, whatever happens
                db.execute("COMMIT")
            file.scrub(db)
    return found is not None


def _connected(path: Path) -> sqlite3.Connection:
    db = file.connect(path)
    if db is None:
        raise CorruptError(str(path), "cannot be read, though it was just written")
    return db
