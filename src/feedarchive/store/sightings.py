"""What an import saw of each entry, and when: in a nameless SQLite file that is gone when it is closed.

Captures come in any order, and a version needs those before it: they are gathered first, then read back entry
by entry in the order of their instants. Memory does not grow with their number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from feedarchive.model import Comment, Entry
from feedarchive.seen import PostPage

_SCHEMA = """
CREATE TABLE documents (
    n INTEGER PRIMARY KEY, blog TEXT NOT NULL, at TEXT NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL,
    sha256 TEXT NOT NULL, title TEXT NOT NULL, place TEXT NOT NULL, digest TEXT NOT NULL,
    raw TEXT, via TEXT NOT NULL);
CREATE INDEX by_body ON documents (sha256);
CREATE INDEX by_payload ON documents (digest);
CREATE INDEX by_address ON documents (url, at);
CREATE TABLE bodies (place TEXT PRIMARY KEY, response BLOB NOT NULL);
CREATE TABLE sightings (
    blog TEXT NOT NULL, entry TEXT NOT NULL, at TEXT NOT NULL,
    document INTEGER NOT NULL, view INTEGER NOT NULL);
CREATE TABLE views (n INTEGER PRIMARY KEY, view BLOB NOT NULL);
CREATE INDEX by_entry ON sightings (blog, entry, at, document);
CREATE INDEX by_document ON sightings (document);
CREATE TABLE paths (blog TEXT NOT NULL, path TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (blog, path));
CREATE TABLE later (n INTEGER PRIMARY KEY, what TEXT NOT NULL, item BLOB NOT NULL);
"""


class View(Struct, frozen=True, kw_only=True):
    """What one document says of one entry; the text of its page's body, read, is `text`."""

    entry: Entry | None = None
    comments: tuple[Comment, ...] = ()
    page: PostPage | None = None
    text: str = ""
    url: str | None = None
    damaged: bool = False


class Sheet(Struct, frozen=True, kw_only=True):
    """One captured document.

    Attributes:
        blog, title: the blog's id, and how it called itself then.
        at: when it was captured, UTC.
        url, kind, sha256: as a source states them.
        place: where its bytes can be had again.
        digest: of its payload, as the record states it; "" without.
        raw: its record in the blog's raw files, once it is there.
        via: as a source states it.
        n: its number here.
    """

    blog: str
    at: datetime
    url: str
    kind: str
    sha256: str
    title: str = ""
    place: str = ""
    digest: str = ""
    raw: str | None = None
    via: str = ""
    n: int = 0


class Met(Struct, frozen=True, kw_only=True):
    """A blog that captures speak of, as the newest of them names it."""

    id: str
    url: str
    title: str = ""
    language: str | None = None


class Sightings:
    """The captures of one import."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        self._encode = msgspec.json.Encoder().encode
        self._blogs: dict[str, tuple[datetime, Met]] = {}
        self._view = msgspec.json.Decoder(View)

    def close(self) -> None:
        """Nothing; all is forgotten."""
        self._db.close()

    def add(self, sheet: Sheet, views: Sequence[tuple[str, View]]) -> int:
        """Keep what that document says of each entry, by id. Returns the document's number."""
        number = self._document(sheet)
        for entry, view in views:
            row = self._db.execute("INSERT INTO views (view) VALUES (?)", (self._encode(view),)).lastrowid
            self._db.execute(
                "INSERT INTO sightings VALUES (?, ?, ?, ?, ?)",
                (sheet.blog, entry, _text(sheet.at), number, row),
            )
            url = view.url or (view.entry.url if view.entry else None)
            if view.entry is not None and url:
                path = _path(url)
                self._db.execute("INSERT OR IGNORE INTO paths VALUES (?, ?, ?)", (sheet.blog, path, entry))
        return number

    def again(self, first: int, sheet: Sheet) -> None:
        """The same body was captured again: it says the same of each entry, at another instant."""
        number = self._document(sheet)
        self._db.execute(
            "INSERT INTO sightings SELECT blog, entry, ?, ?, view FROM sightings WHERE document = ?",
            (_text(sheet.at), number, first),
        )

    def _document(self, sheet: Sheet) -> int:
        row = (
            sheet.blog,
            _text(sheet.at),
            sheet.url,
            sheet.kind,
            sheet.sha256,
            sheet.title,
            sheet.place,
            sheet.digest,
        )
        return int(
            self._db.execute(
                "INSERT INTO documents (blog, at, url, kind, sha256, title, place, digest, raw, via)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, sheet.raw, sheet.via),
            ).lastrowid
            or 0
        )

    def of_body(self, sha256: str, url: str) -> Sheet | None:
        """A document with that body at that address."""
        return self._sheet("sha256 = ? AND url = ?", sha256, url)

    def of_payload(self, digest: str, url: str, date: str) -> Sheet | None:
        """The document that a revisit refers to: by its payload, else by address and instant."""
        found = self._sheet("digest = ?", digest) if digest else None
        return found or (self._sheet("url = ? AND at = ?", url, date) if date else None)

    def _sheet(self, where: str, *values: object) -> Sheet | None:
        row = self._db.execute(f"{_SHEET} WHERE {where} ORDER BY n LIMIT 1", values).fetchone()
        return _sheet(row) if row else None

    def sheet(self, number: int) -> Sheet:
        """That document."""
        found = self._sheet("n = ?", number)
        assert found is not None
        return found

    def keep_body(self, place: str, response: bytes) -> None:
        """Keep an answer that cannot be had again from where it came."""
        self._db.execute("INSERT OR IGNORE INTO bodies VALUES (?, ?)", (place, response))

    def body(self, place: str) -> bytes | None:
        """The answer that was kept so."""
        row = self._db.execute("SELECT response FROM bodies WHERE place = ?", (place,)).fetchone()
        return row[0] if row else None

    def put_off(self, what: str, item: bytes) -> None:
        """Keep something to be looked at when all is gathered."""
        self._db.execute("INSERT INTO later (what, item) VALUES (?, ?)", (what, item))

    def later(self, what: str) -> Iterator[bytes]:
        """What was put off, in order; each is handed out once."""
        last = 0
        query = "SELECT n, item FROM later WHERE what = ? AND n > ? ORDER BY n LIMIT 1"
        while row := self._db.execute(query, (what, last)).fetchone():
            last = row[0]
            yield row[1]
        self._db.execute("DELETE FROM later WHERE what = ?", (what,))

    def meet(self, blog: Met, at: datetime) -> None:
        """The newest word of a blog counts; what it leaves out stays as it was said before."""
        then, held = self._blogs.get(blog.id, (at, blog))
        if then <= at:
            url, title, language = (
                blog.url or held.url,
                blog.title or held.title,
                blog.language or held.language,
            )
            self._blogs[blog.id] = at, Met(id=blog.id, url=url, title=title, language=language)

    def blogs(self) -> list[Met]:
        """The blogs, by id."""
        return [self._blogs[key][1] for key in sorted(self._blogs)]

    def entry_at(self, blog: str, url: str) -> str | None:
        """The entry that a feed shows at that address."""
        row = self._db.execute(
            "SELECT entry FROM paths WHERE blog = ? AND path = ?", (blog, _path(url))
        ).fetchone()
        return row[0] if row else None

    def urls(self) -> Iterator[str]:
        """The addresses of the entries that were seen."""
        rows = self._db.execute("SELECT DISTINCT json_extract(view, '$.entry.url') FROM views").fetchall()
        return (row[0] for row in rows if row[0])

    def entries(self, blog: str) -> Iterator[str]:
        """The ids of the entries of that blog, in the order in which they were first captured."""
        query = "SELECT entry FROM sightings WHERE blog = ? GROUP BY entry ORDER BY min(at), entry"
        for row in self._db.execute(query, (blog,)).fetchall():
            yield row[0]

    def of(self, blog: str, entry: str) -> Iterator[tuple[Sheet, View]]:
        """What each document says of that entry, oldest capture first."""
        query = """SELECT d.n, d.blog, d.at, d.url, d.kind, d.sha256, d.title, d.place, d.digest, d.raw,
            d.via, v.view
            FROM sightings s JOIN documents d ON d.n = s.document JOIN views v ON v.n = s.view
            WHERE s.blog = ? AND s.entry = ? ORDER BY s.at, s.document"""
        for row in self._db.execute(query, (blog, entry)):
            yield _sheet(row[:11]), self._view.decode(row[11])

    def kept(self, number: int, raw: str) -> None:
        """That document's bytes are in the raw files now."""
        self._db.execute("UPDATE documents SET raw = ? WHERE n = ?", (raw, number))

    def counts(self, blog: str) -> dict[str, tuple[int, str, str]]:
        """How many documents of each kind there are, and the first and last instant."""
        query = "SELECT kind, count(*), min(at), max(at) FROM documents WHERE blog = ? GROUP BY kind"
        return {row[0]: (row[1], row[2], row[3]) for row in self._db.execute(query, (blog,))}


_SHEET = "SELECT n, blog, at, url, kind, sha256, title, place, digest, raw, via FROM documents"


def _sheet(row: tuple[object, ...]) -> Sheet:
    names = ("n", "blog", "at", "url", "kind", "sha256", "title", "place", "digest", "raw", "via")
    fields = dict(zip(names, row, strict=True))
    return msgspec.convert(fields, Sheet)


def _path(url: str) -> str:
    return url.partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0]


def _text(moment: datetime) -> str:
    """As text that sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
