"""The archive as values: blogs, their posts, and the versions of each; read lazily, never held whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import groupby
from typing import TypeVar

from msgspec import Struct

from feedarchive import model
from feedarchive.errors import ArchiveError, ConfigError
from feedarchive.model import EntryKind, Snapshot
from feedarchive.read import find
from feedarchive.read.post import Post
from feedarchive.store import files

OnDamage = Callable[[ArchiveError], None]

T = TypeVar("T")

_SORTED_HELD = 1000  # posts of one month that are held while they are put in order; beyond, read twice
_EPOCH = datetime.fromtimestamp(0, UTC)


class Blog(Struct, frozen=True, kw_only=True, eq=False):
    """A blog: `name` is its folder below the archive. `on_damage` None means that damage is raised."""

    name: str
    store: files.BlogStore
    on_damage: OnDamage | None = None

    def info(self) -> model.Blog | None:
        """What the blog says of itself; None before the first run that reached it."""
        return self.careful(self.store.info)

    def folders(self) -> Iterator[str]:
        """The folder of every post and page, by month of its address; nothing is opened."""
        return iter(self.store.folders())

    def posts(
        self,
        *,
        kind: EntryKind | None = None,
        since: date | datetime | None = None,
        until: date | datetime | None = None,
        label: str | None = None,
        author: str | None = None,
    ) -> Iterator[Post]:
        """Posts and pages, pages first, then posts by month of their address and in it by time.

        Args:
            kind: `post` or `page`; both by default.
            since: a date on the blog's own clock, or an aware instant; that moment and later.
            until: a date, that day included, or an aware instant, that instant excluded.
            label: any one label, whatever its case.
            author: the author's whole name, whatever its case.
        """
        wanted = _Wanted(kind=kind, since=since, until=until, label=label, author=author)
        for _, folders in groupby(self.store.folders(), lambda folder: folder.rpartition("/")[0]):
            yield from filter(wanted, self._in_order(folders))

    def post(self, folder: str) -> Post | None:
        """The post in that folder; None when no version of it can be read and damage is not raised."""
        numbers = tuple(self.store.numbers(folder))
        latest = next(self.readable(folder, numbers[::-1]), None)
        return Post(blog=self, folder=folder, numbers=numbers, latest=latest) if latest else None

    def readable(self, folder: str, numbers: Iterable[int]) -> Iterator[Snapshot]:
        """Those versions, without the damaged ones unless damage is raised."""
        for number in numbers:
            snapshot = self.careful(partial(self.store.read, folder, number))
            if snapshot is not None:
                yield snapshot

    def careful(self, read: Callable[[], T]) -> T | None:
        """What `read` returns; None when it meets damage that is to be told and not raised."""
        if self.on_damage is None:
            return read()
        try:
            return read()
        except ArchiveError as error:
            self.on_damage(error)
            return None

    def _in_order(self, folders: Iterable[str]) -> Iterator[Post]:
        month: list[tuple[datetime, str, Post | None]] = []
        for folder in folders:
            post = self.post(folder)
            if post is not None:
                month.append((post.moment or _EPOCH, folder, post if len(month) < _SORTED_HELD else None))
        month.sort(key=lambda item: item[:2])
        for _, folder, held in month:
            post = held or self.post(folder)
            if post is not None:
                yield post


class _Wanted(Struct, frozen=True, kw_only=True):
    """What `posts` was asked for; called with a post it says whether that is one."""

    kind: EntryKind | None
    since: date | None
    until: date | None
    label: str | None
    author: str | None

    def __call__(self, post: Post) -> bool:
        latest = post.latest
        return (
            self.kind in (None, latest.kind)
            and (self.since is None or _reached(post, self.since))
            and (self.until is None or _before(post, self.until))
            and (self.label is None or self.label.casefold() in map(str.casefold, latest.labels))
            and (self.author is None or self.author.casefold() == (latest.author.name or "").casefold())
        )


def _reached(post: Post, since: date) -> bool:
    if isinstance(since, datetime):
        return post.moment is not None and post.moment >= since
    return post.day is not None and post.day >= since


def _before(post: Post, until: date) -> bool:
    if isinstance(until, datetime):
        return post.moment is not None and post.moment < until
    return post.day is not None and post.day <= until


class Archive(Struct, frozen=True, kw_only=True, eq=False):
    """An archive folder. `on_damage` None means that damage is raised; see `feedarchive.read.open`."""

    store: files.Archive
    on_damage: OnDamage | None = None

    def blogs(self) -> Iterator[Blog]:
        """Every blog, by name."""
        return (self.blog(name) for name in self.store.names())

    def blog(self, name: str) -> Blog:
        """That blog. Raises ConfigError when the archive has none of that name."""
        names = self.store.names()
        if name not in names:
            near = find.near(name, names) or names[:3]
            raise ConfigError(f"the archive has no blog {name!r}{_or_else(near)}")
        return Blog(name=name, store=self.store.blog(name), on_damage=self.on_damage)

    def find(self, what: str, *, blog: str | None = None) -> tuple[Post, ...]:
        """Every post that `what` names: a URL, an id, a folder, or the numeric end of an id.

        Of a URL only path and query matter, and those not that choose a view (`?m=1`); blogs whose name
        or host it contains are asked first. Raises ConfigError when there is no blog of that name.
        """
        what = what.encode(errors="replace").decode()  # a command line may hold half a character
        blogs = list(self.blogs()) if blog is None else [self.blog(blog)]
        said = [one for one in blogs if _says(what, one)]
        for asked in (said, [one for one in blogs if one not in said]):
            found = tuple(post for one in asked for post in find.named(one, what))
            if found:
                return found
        return ()

    def post(self, what: str, *, blog: str | None = None) -> Post:
        """The one post that `what` names; see `find`. Raises ConfigError when there is none, or more."""
        found = self.find(what, blog=blog)
        if len(found) == 1:
            return found[0]
        if found:
            places = ", ".join(f"{post.blog.name}/{post.folder}" for post in found[:3])
            raise ConfigError(f"{len(found)} posts match {what!r}: {places}{', …' if found[3:] else ''}")
        names = self.store.names() if blog is None else [blog]
        folders = (f"{name}/{folder}" for name in names for folder in self.store.blog(name).folders())
        where = f"in {names[0]}" if len(names) == 1 else f"in the {len(names)} blogs of the archive"
        raise ConfigError(f"no post matches {what!r} {where}{_or_else(find.near(what, folders))}")


def _says(what: str, blog: Blog) -> bool:
    """Whether `what` contains the blog's name as a folder or a host, or the host it now has."""
    if blog.name in what.split("/"):
        return True
    host = find.host(what)
    info = blog.info() if host else None
    return info is not None and host == find.host(info.url)


def _or_else(near: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(near)}?" if near else ""
