"""What a run has seen so far, on disk: memory does not grow with the blog, and a run can be resumed.

`.work.sqlite` is derived: whoever deletes it pays with requests. It is deleted when a run ends whole.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import msgspec
from msgspec import Struct

from feedarchive.errors import ArchiveError
from feedarchive.model import Comment, Entry, Source
from feedarchive.plan.walking import Walk
from feedarchive.seen import CommentOf, FeedPage

_SUFFIXES = ("", "-wal", "-shm")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    id TEXT PRIMARY KEY, feed TEXT NOT NULL, declared INTEGER, updated TEXT, view BLOB NOT NULL,
    damaged INTEGER NOT NULL, source INTEGER NOT NULL, pass INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS comments (
    id TEXT PRIMARY KEY, entry TEXT, url TEXT, feed TEXT NOT NULL, updated TEXT, view BLOB NOT NULL,
    damaged INTEGER NOT NULL, source INTEGER NOT NULL, pass INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS comments_by_entry ON comments (entry);
CREATE TABLE IF NOT EXISTS sources (n INTEGER PRIMARY KEY, view BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS begun (at TEXT NOT NULL, task TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS walks (feed TEXT PRIMARY KEY, walk BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS queue (
    n INTEGER PRIMARY KEY, url TEXT UNIQUE NOT NULL, settled INTEGER NOT NULL DEFAULT 0);
"""


class Found(Struct, frozen=True, kw_only=True):
    """What the feeds say of one entry: its view, its comments' views, and the documents they came from."""

    id: str
    entry: Entry | None
    comments: tuple[Comment, ...]
    sources: tuple[Source, ...]
    damaged: bool
    url: str | None = None


class Work:
    """The work file of one blog. Every method that adds is one transaction."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entry = msgspec.json.Decoder(Entry)
        self._comment = msgspec.json.Decoder(Comment)
        self._source = msgspec.json.Decoder(Source)
        self._encode = msgspec.json.Encoder().encode
        self._sizes: tuple[int, int] | None = None
        self._read: dict[int, Source] = {}  # one for each feed page: few beside what it shows

    def begun(self) -> bool:
        """Whether an earlier run left its work here."""
        return self._path.exists()

    def begin(self, now: datetime, task: str, keep: timedelta) -> bool:
        """Begin that task, or go on with it when an earlier run began the same less than `keep` ago.

        Returns whether it goes on.
        """
        row = self._db.execute("SELECT at, task FROM begun").fetchone()
        if row and row[1] == task and timedelta(0) <= now - datetime.fromisoformat(row[0]) < keep:
            return True
        self._db.close()
        del self.__dict__["_db"]
        self._sizes, self._read = None, {}
        self._remove()
        self._db.execute("INSERT INTO begun VALUES (?, ?)", (now.isoformat(), task))
        return False

    def refs(self) -> Iterator[str]:
        """The raw records of the documents seen: work is worth no more than they are."""
        for (view,) in self._db.execute("SELECT view FROM sources ORDER BY n"):
            source = self._source.decode(view)
            if source.raw is not None:
                yield source.raw

    @contextmanager
    def telling(self) -> Iterator[None]:
        """A block in which SQLite's failures become ArchiveErrors; a torn file is removed, being derived.

        Raises:
            ArchiveError: the disk failed, or the file is no work file.
        """
        try:
            yield
        except sqlite3.Error as exc:
            name = f"{self._path.parent.name}/{self._path.name}"
            if not _torn(exc):
                raise ArchiveError(name, f"cannot be used: {exc}") from exc
            self.close(remove=True)
            raise ArchiveError(name, f"was damaged and is removed, run again: {exc}") from exc

    @cached_property
    def _db(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.Error as exc:
            if not _torn(exc):
                raise
            self._remove()  # by a power cut; derived, so begin anew
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        for suffix in _SUFFIXES:
            if self._path.with_name(self._path.name + suffix).is_symlink():
                raise ArchiveError(
                    f"{self._path.parent.name}/{self._path.name}{suffix}", "is a symbolic link"
                )
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=NORMAL")
        db.executescript(_SCHEMA)
        return db

    def walk(self, feed: str) -> Walk:
        """How far that feed's walk has come; a new Walk when it has not begun."""
        row = self._db.execute("SELECT walk FROM walks WHERE feed = ?", (feed,)).fetchone()
        return msgspec.json.decode(row[0], type=Walk) if row else Walk()

    def walks(self) -> dict[str, Walk]:
        """All walks by feed."""
        rows = self._db.execute("SELECT feed, walk FROM walks")
        return {feed: msgspec.json.decode(walk, type=Walk) for feed, walk in rows}

    def put_walk(self, feed: str, walk: Walk) -> None:
        """Write down how far that feed's walk has come."""
        self._db.execute("REPLACE INTO walks VALUES (?, ?)", (feed, self._encode(walk)))

    def add(self, feed: str, walk: Walk, source: Source, page: FeedPage) -> int:
        """Keep what one document says, and how far its walk has come. Returns how many ids were new."""
        ids = [entry.id for entry in page.entries], [item.comment.id for item in page.comments]
        with self._db:
            self._db.execute("BEGIN")
            number = self._db.execute(
                "INSERT INTO sources (view) VALUES (?)", (self._encode(source),)
            ).lastrowid
            entries, comments = self._fresh("entries", ids[0]), self._fresh("comments", ids[1])
            same = (not page.whole, number, walk.number)
            self._db.executemany(
                _UPSERT_ENTRY, [(*self._entry_row(feed, entry), *same) for entry in page.entries]
            )
            self._db.executemany(
                _UPSERT_COMMENT, [(*self._comment_row(feed, one), *same) for one in page.comments]
            )
            self.put_walk(feed, walk)
        if self._sizes is not None:
            self._sizes = self._sizes[0] + entries, self._sizes[1] + comments
        return entries + comments

    def sizes(self) -> tuple[int, int]:
        """How many entries and comments were seen: counted once, since a page is added after a page."""
        if self._sizes is None:
            entries, _, comments = self.counts()
            self._sizes = entries, comments
        return self._sizes

    def _entry_row(self, feed: str, entry: Entry) -> tuple[object, ...]:
        return entry.id, feed, entry.comments_declared, _utc(entry.updated), self._encode(entry)

    def _comment_row(self, feed: str, item: CommentOf) -> tuple[object, ...]:
        comment = item.comment
        return comment.id, item.entry_id, item.entry_url, feed, _utc(comment.updated), self._encode(comment)

    def _fresh(self, table: str, ids: Sequence[str]) -> int:
        marks = ",".join("?" * len(ids))
        query = f"SELECT count(*) FROM {table} WHERE id IN ({marks})"  # noqa: S608 - our own table names
        return len(set(ids)) - int(self._db.execute(query, ids).fetchone()[0])

    def seen(self, feed: str, number: int) -> int:
        """How many different ids of that feed were seen in pass `number`."""
        query = """SELECT (SELECT count(*) FROM entries WHERE feed = ?1 AND pass = ?2)
                        + (SELECT count(*) FROM comments WHERE feed = ?1 AND pass = ?2)"""
        return int(self._db.execute(query, (feed, number)).fetchone()[0])

    def latest(self, feed: str, count: int) -> tuple[tuple[str, datetime], ...]:
        """The ids of that feed that were updated last, newest first, with the instants."""
        table = "comments" if feed == "comments-feed" else "entries"
        query = f"SELECT id, updated FROM {table} WHERE feed = ? AND updated NOT NULL ORDER BY 2 DESC LIMIT ?"  # noqa: S608
        rows = self._db.execute(query, (feed, count))
        return tuple((row[0], datetime.fromisoformat(row[1])) for row in rows)

    def seen_ids(self, feed: str, number: int) -> Iterator[str]:
        """The ids of entries of that feed seen in pass `number`."""
        rows = self._db.execute("SELECT id FROM entries WHERE feed = ? AND pass = ?", (feed, number))
        return (row[0] for row in rows)

    def urls(self, feed: str) -> Iterator[str]:
        """The addresses of the entries that this feed showed."""
        for row in self._db.execute("SELECT view FROM entries WHERE feed = ?", (feed,)):
            url = self._entry.decode(row[0]).url
            if url:
                yield url

    def declared(self) -> tuple[int, int]:
        """Over all entries seen: the sum of the comments they declare, and how many declare any."""
        row = self._db.execute(
            "SELECT coalesce(sum(declared), 0), count(*) FROM entries WHERE declared > 0"
        ).fetchone()
        return int(row[0]), int(row[1])

    def todo(self) -> Iterator[Found]:
        """Every entry that a feed showed and that is not settled yet, in the order seen, one at a time."""
        query = """SELECT rowid, id, view, damaged, source FROM entries
                   WHERE settled = 0 AND rowid > ? ORDER BY rowid LIMIT 1"""
        last = -1
        while row := self._db.execute(query, (last,)).fetchone():
            last = row[0]
            yield self._found(row[1], self._entry.decode(row[2]), bool(row[3]), row[4])

    def orphans(self) -> list[str]:
        """Ids of entries that only comments speak of, and that are not settled."""
        query = """SELECT DISTINCT entry FROM comments
                   WHERE entry IS NOT NULL AND entry NOT IN (SELECT id FROM entries) ORDER BY 1"""
        return [row[0] for row in self._db.execute(query)]

    def found(self, entry_id: str) -> Found:
        """What this run's feeds say of that entry, which may be nothing."""
        row = self._db.execute(
            "SELECT view, damaged, source FROM entries WHERE id = ?", (entry_id,)
        ).fetchone()
        if row is None:
            return self._found(entry_id, None, False, None)
        return self._found(entry_id, self._entry.decode(row[0]), bool(row[1]), row[2])

    def _found(self, entry_id: str, entry: Entry | None, damaged: bool, source: int | None) -> Found:  # noqa: FBT001
        rows = self._db.execute(
            "SELECT view, source, damaged, url FROM comments WHERE entry = ? ORDER BY rowid", (entry_id,)
        ).fetchall()
        numbers = [source, *(row[1] for row in rows)] if source is not None else [row[1] for row in rows]
        return Found(
            id=entry_id,
            entry=entry,
            comments=tuple(self._comment.decode(row[0]) for row in rows),
            sources=self._sources_of(tuple(dict.fromkeys(numbers))),
            damaged=damaged or any(row[2] for row in rows),
            url=entry.url if entry else next((row[3] for row in rows if row[3]), None),
        )

    def _sources_of(self, numbers: Sequence[int]) -> tuple[Source, ...]:
        return tuple(self._read.get(number) or self._source_of(number) for number in numbers)

    def _source_of(self, number: int) -> Source:
        (view,) = self._db.execute("SELECT view FROM sources WHERE n = ?", (number,)).fetchone()
        return self._read.setdefault(number, self._source.decode(view))

    def comment_ids(self, entry_id: str) -> frozenset[str]:
        """The ids of the comments that this run's feeds show of that entry."""
        rows = self._db.execute("SELECT id FROM comments WHERE entry = ?", (entry_id,))
        return frozenset(row[0] for row in rows)

    def settle(self, ids: Sequence[str]) -> None:
        """These entries are written: a resumed run need not look at them again."""
        with self._db:
            self._db.execute("BEGIN")
            self._db.executemany("UPDATE entries SET settled = 1 WHERE id = ?", [(one,) for one in ids])

    def enqueue(self, urls: Sequence[str]) -> None:
        """Addresses of post pages that no feed speaks of, to be fetched in this order."""
        with self._db:
            self._db.execute("BEGIN")
            self._db.executemany("INSERT OR IGNORE INTO queue (url) VALUES (?)", [(url,) for url in urls])

    def queued(self) -> list[str]:
        """Addresses that are still to be fetched."""
        return [row[0] for row in self._db.execute("SELECT url FROM queue WHERE settled = 0 ORDER BY n")]

    def unqueue(self, urls: Sequence[str]) -> None:
        """These addresses are done."""
        with self._db:
            self._db.execute("BEGIN")
            self._db.executemany("UPDATE queue SET settled = 1 WHERE url = ?", [(url,) for url in urls])

    def counts(self) -> tuple[int, int, int]:
        """Entries seen, entries settled, comments seen."""
        query = """SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM entries WHERE settled),
                          (SELECT count(*) FROM comments)"""
        row = self._db.execute(query).fetchone()
        return int(row[0]), int(row[1]), int(row[2])

    def close(self, *, remove: bool) -> None:
        """Close it; with `remove` also delete it, as when the run ended whole."""
        if "_db" in self.__dict__:
            self._db.close()
        if remove:
            self._remove()

    def _remove(self) -> None:
        for suffix in _SUFFIXES:
            with suppress(FileNotFoundError):
                self._path.with_name(self._path.name + suffix).unlink()


# A later reading of the same id replaces an earlier one; a damaged reading never replaces a sound one.
_UPSERT_ENTRY = """
INSERT INTO entries (id, feed, declared, updated, view, damaged, source, pass) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET declared = excluded.declared, updated = excluded.updated, view = excluded.view,
    source = excluded.source, pass = excluded.pass, damaged = excluded.damaged,
    settled = settled AND view = excluded.view
WHERE excluded.damaged <= damaged
"""
_UPSERT_COMMENT = """
INSERT INTO comments (id, entry, url, feed, updated, view, damaged, source, pass)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET entry = excluded.entry, url = excluded.url, updated = excluded.updated,
    view = excluded.view, source = excluded.source, pass = excluded.pass, damaged = excluded.damaged,
    feed = excluded.feed
WHERE excluded.damaged <= damaged
"""


def _torn(exc: sqlite3.Error) -> bool:
    code = getattr(exc, "sqlite_errorcode", 0) & 0xFF  # without the extended part
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _utc(instant: datetime | None) -> str | None:
    """As text that sorts by time."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds") if instant else None
