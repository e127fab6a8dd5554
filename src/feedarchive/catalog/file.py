"""`catalog.sqlite` on disk: opened, brought up to date, built anew. What is odd about it is built again.

Whoever writes holds a lock beside it. A new catalog is built under another name, flushed, and takes its place
whole; an update is one transaction after another. So a kill at any time leaves a catalog that was right once,
and that knows what it has not seen.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from feedarchive.catalog.changed import sign
from feedarchive.catalog.schema import APPLICATION, TABLES, VERSION
from feedarchive.catalog.update import Changes, Update
from feedarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feedarchive.catalog.update import OnProgress
    from feedarchive.store.files import Archive

NAME = "catalog.sqlite"
_PATIENCE = 60  # seconds that a reader waits for a writer's commit
_PAGES_HELD = "PRAGMA cache_size = -24000"  # KB


def connect(path: Path) -> sqlite3.Connection | None:
    """An open catalog of today's tables; None when there is none, or it is damaged or another program's."""
    try:
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_PATIENCE, isolation_level=None
        )
    except sqlite3.OperationalError:
        return None
    try:
        stated = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
        db.execute(_PAGES_HELD)
        if stated == [APPLICATION, VERSION]:
            return db
    except sqlite3.DatabaseError:
        pass
    db.close()
    return None


def unfinished(path: Path) -> Path:
    """Where a catalog is built before it takes its place; a build that was killed leaves it."""
    return path.with_name(f".{path.name}-new")


def current(db: sqlite3.Connection, archive: Archive) -> bool:
    """Whether the catalog has seen every blog as it is now."""
    seen = dict(db.execute("SELECT name, sign FROM blogs"))
    now = {name: sign(archive.blog(name)) for name in archive.names()}
    return seen.keys() == now.keys() and all(
        found and found.text == seen[name] for name, found in now.items()
    )


def updated(
    archive: Archive,
    path: Path,
    *,
    rebuild: bool = False,
    every_folder: bool = False,
    on_progress: OnProgress | None = None,
) -> Changes:
    """What changed, once the catalog says what the archive does.

    Args:
        archive: the archive.
        path: the catalog's file.
        rebuild: read everything again.
        every_folder: look into each entry's folder, even where nothing seems to have happened.
        on_progress: called now and then with the number of entries read so far.

    Raises:
        ArchiveError: the file cannot be written.
    """
    with writing(path) as now:
        db = None if rebuild else connect(path)
        if db is not None:
            with closing(db):
                try:
                    return _update(db, archive, now, every_folder=every_folder, on_progress=on_progress)
                except sqlite3.DatabaseError as exc:
                    if not damaged(exc):
                        raise
        return _rebuilt(archive, path, now, on_progress)


def damaged(error: sqlite3.DatabaseError) -> bool:
    """Whether the error speaks of the file's content: building it anew mends that, and nothing else."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF  # Python's own errors have none
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return True
    return "no such table" in str(error) or "vtable" in str(error)


def _update(
    db: sqlite3.Connection, archive: Archive, now: int, *, every_folder: bool, on_progress: OnProgress | None
) -> Changes:
    update = Update(db, now=now, on_progress=on_progress)
    update.archive(archive, every_folder=every_folder)
    if update.changes.redacted:
        scrub(db)
    return update.changes


def _rebuilt(archive: Archive, path: Path, now: int, on_progress: OnProgress | None) -> Changes:
    new = unfinished(path)
    new.unlink(missing_ok=True)
    update = None
    with closing(sqlite3.connect(new, isolation_level=None)) as db:
        for setting in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            db.execute(f"PRAGMA {setting}")
        db.execute(_PAGES_HELD)
        db.executescript(TABLES)
        update = Update(db, now=now, on_progress=on_progress)
        update.archive(archive)
        db.execute("ANALYZE")
    _flush(new)
    # a journal that a killed update left belongs to the old file: beside the new one it would spoil it
    for old in (path, path.with_name(f"{path.name}-journal")):
        old.unlink(missing_ok=True)
    new.rename(path)
    _flush(path.parent)
    return update.changes


def scrub(db: sqlite3.Connection) -> None:
    """Nothing, once no free page and no old segment of the index holds what was taken out."""
    db.execute("PRAGMA secure_delete = ON")
    db.execute(
        """DELETE FROM names WHERE NOT EXISTS (SELECT 1 FROM comments c WHERE c.author = names.author
        AND coalesce(c.author_name, '') = names.name) AND NOT EXISTS (SELECT 1 FROM posts p
        WHERE p.author = names.author AND coalesce(p.author_name, '') = names.name)"""
    )
    db.execute("DELETE FROM authors WHERE id NOT IN (SELECT author FROM names)")
    db.execute(
        "UPDATE authors SET name = (SELECT min(name) FROM names WHERE author = id) WHERE name IS NOT NULL"
    )
    for table in ("posts_fts", "comments_fts"):
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
    db.execute("VACUUM")
    db.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def writing(path: Path) -> Iterator[int]:
    """A block in which no other program writes the catalog; gives the disk's own time, ns."""
    try:
        fd = os.open(
            path.with_name(f".{path.name}-lock"), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644
        )
    except OSError as exc:
        raise ArchiveError(
            str(path), f"cannot be written: {exc.strerror}; --catalog FILE keeps it elsewhere"
        ) from exc
    try:
        fcntl.flock(fd, fcntl.LOCK_EX)
        os.utime(fd)
        yield os.fstat(fd).st_mtime_ns
    except sqlite3.OperationalError as exc:
        raise ArchiveError(str(path), f"cannot be written: {exc}") from exc
    finally:
        os.close(fd)


def _flush(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
