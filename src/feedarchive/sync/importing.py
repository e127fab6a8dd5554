"""An export of Blogger's merged into what is held of its blog. docs/imports.md, docs/merging.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.errors import ConfigError
from feedarchive.model import EXPORT, Blog, Source
from feedarchive.parse import ids
from feedarchive.parse.export import ExportReader
from feedarchive.plan.absorbing import Conflict
from feedarchive.plan.walking import Walk
from feedarchive.seen import FeedPage
from feedarchive.sources.addresses import blog_number
from feedarchive.store.files import Archive, BlogStore
from feedarchive.store.folders import IMPORT_FILE
from feedarchive.store.layout import blog_folder
from feedarchive.store.work import Work
from feedarchive.sync.absorbing import Absorbing
from feedarchive.sync.redact import finish

CHUNK = 256 * 1024  # bytes

_MOST_PROBLEMS = 10_000


class Stream(Protocol):
    """An open file."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class Wish(Struct, frozen=True, kw_only=True):
    """What is to be imported: `file` is its name, as sources keep it; `blog` the folder, None: by its id."""

    file: str
    blog: str | None = None
    private: bool = False


class Brought(Struct, frozen=True, kw_only=True):
    """How the import of one blog ended.

    Attributes:
        blog: its name.
        file, sha256: of the export.
        posts, comments: how many the file has, whatever became of them.
        added, revised, same: entries that got a first or a further version, or none.
        comments_added: comments that nobody had.
        private: what is archived though the public cannot see it, by kind.
        left_out: what is not archived for that reason, by kind.
        passed: entries of the file that are neither posts nor comments, by kind.
        conflicts: where the file contradicts what is held, which stays.
        problems: one line each: what could not be read.
        exit_code: 0 or 3.
    """

    blog: str
    file: str
    sha256: str
    posts: int = 0
    comments: int = 0
    added: int = 0
    revised: int = 0
    same: int = 0
    comments_added: int = 0
    private: dict[str, int] = {}
    left_out: dict[str, int] = {}
    passed: dict[str, int] = {}
    conflicts: tuple[Conflict, ...] = ()
    problems: tuple[str, ...] = ()
    exit_code: int = 0


def import_export(archive: Archive, wish: Wish, stream: Stream, *, now: datetime) -> Brought:
    """Merge all of an export; `now` becomes `captured`.

    Raises:
        ConfigError: it is no export, says of no blog, or the folder holds another blog.
        ArchiveError: writing fails, or another run holds the blog (BusyError).
    """
    reading = _Reading(wish.file, stream)
    blog = reading.blog()
    store = archive.blog(wish.blog or archive.find_blog(blog.id) or _folder(blog))
    held = store.info()
    if held is not None and held.id != blog.id:
        raise ConfigError(
            f"{wish.file}: is of another blog ({blog.id}) than the folder {store.name} ({held.id});"
            " give this one a name of its own with --blog"
        )
    with store.lock(f"import since {now:%Y-%m-%dT%H:%M:%SZ}") as lock:
        if lock.died:
            store.sweep()
        finish(store)
        work = Work(store.root / IMPORT_FILE)
        work.close(remove=True)  # of an import that died
        try:
            with work.telling(), closing(store.raw(f"{now:%Y%m%dT%H%M%SZ}")):  # it notes what is written
                return _merged(store, _known(held, blog, store.name), reading, wish, work, now)
        finally:
            work.close(remove=True)


def _merged(
    store: BlogStore, blog: Blog, reading: _Reading, wish: Wish, work: Work, now: datetime
) -> Brought:
    placeholder = Source(kind=EXPORT, url=wish.file, fetched=now, sha256="")
    for page in reading.pages():
        work.add(EXPORT, Walk(), placeholder, page)
    source = replace(placeholder, sha256=reading.sha256())
    store.put_info(blog)
    absorbing = Absorbing(
        store, work, blog,
        source=source, private=wish.private, made=reading.made(now), now=now, whole=not reading.problems,
    )  # fmt: skip
    absorbing.all()
    entries, _, comments = work.counts()
    problems = (*reading.problems, *absorbing.problems)
    return Brought(
        blog=store.name,
        file=wish.file,
        sha256=source.sha256,
        posts=entries,
        comments=comments,
        added=absorbing.count["added"],
        revised=absorbing.count["revised"],
        same=absorbing.count["same"],
        comments_added=absorbing.count["comments"],
        private=dict(absorbing.private),
        left_out=dict(absorbing.left_out),
        passed=dict(reading.passed),
        conflicts=tuple(absorbing.conflicts),
        problems=problems,
        exit_code=3 if problems else 0,
    )


def _folder(blog: Blog) -> str:
    return blog_folder(blog.url) if blog.url else f"blog-{ids.blog_number(blog.id)}"


def _known(held: Blog | None, blog: Blog, name: str) -> Blog:
    """What blog.json is to say: what it says already, with an address where Takeout had told none."""
    if held is None:
        return _addressed(blog, name)
    return replace(held, url=blog.url) if blog.url and blog_number(held.url) else held


def _addressed(blog: Blog, name: str) -> Blog:
    """With an address, which Takeout does not tell: the folder's name if that is a host, else its feed."""
    if blog.url:
        return blog
    by_number = f"https://www.blogger.com/feeds/{ids.blog_number(blog.id)}/posts/default"
    return replace(blog, url=f"https://{name}/" if "." in name else by_number)


class _Reading:
    """One pass over the file: what it says, what could not be read, its hash, and when it was made."""

    def __init__(self, file: str, stream: Stream) -> None:
        self._file = file
        self._stream = stream
        self._reader = ExportReader(file)
        self._hash = sha256()
        self._early: list[FeedPage] = []
        self._pages = self._read()
        self._moments: list[datetime] = []
        self.problems: list[str] = []

    @property
    def passed(self) -> Counter[str]:
        """Entries that are neither posts nor comments, by kind."""
        return self._reader.passed

    def blog(self) -> Blog:
        """What the file says of its blog. Raises ConfigError when it is no export."""
        for page in self._pages:
            self._early.append(page)
            if page.entries or page.comments:
                break
        blog = self._reader.blog
        if blog is None or not (self._early and any(page.entries or page.comments for page in self._early)):
            raise ConfigError(f"{self._file}: no post and no comment of a blog of Blogger's is in it")
        if not ids.blog_number(blog.id):
            told = f"{blog.id!r} is no blog of Blogger's" if blog.id else "nothing tells of which blog"
            raise ConfigError(f"{self._file}: is no export of Blogger's: {told}")
        return blog

    def pages(self) -> Iterator[FeedPage]:
        """What the file says, batch by batch."""
        yield from self._early
        self._early.clear()
        yield from self._pages
        if not self._reader.ended:
            self._note("the file is cut: it does not come to its end")

    def sha256(self) -> str:
        """Of the whole file, once it was read."""
        return self._hash.hexdigest()

    def made(self, now: datetime) -> datetime:
        """When the export was made, at the earliest: what is published later is scheduled."""
        known = [moment for moment in (*self._moments, self._reader.updated) if moment and moment <= now]
        return max(known, default=now)

    def _read(self) -> Iterator[FeedPage]:
        while chunk := self._stream.read(CHUNK):
            self._hash.update(chunk)
            yield from map(self._looked, self._reader.feed(chunk))
        yield from map(self._looked, self._reader.end())

    def _looked(self, page: FeedPage) -> FeedPage:
        for line in page.skipped:
            self._note(line)
        for one in page.comments:
            if one.entry_id is None:
                self._note(f"the comment {one.comment.id} names no post")
        self._moments = [max(found)] if (found := [*self._moments, *_moments(page)]) else []
        return page

    def _note(self, line: str) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(line)


def _moments(page: FeedPage) -> Iterator[datetime]:
    """Instants that lie before the export: a scheduled post's own are not among them."""
    for entry in page.entries:
        if entry.created:
            yield entry.created
        if entry.updated and entry.published and entry.updated > entry.published:
            yield entry.updated
    for one in page.comments:
        if one.comment.published:
            yield one.comment.published
