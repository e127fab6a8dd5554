"""The archive as values: blogs, their posts, and the versions of each; read lazily, never held whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, Unpack

from msgspec import Struct
from msgspec.structs import replace

from feedarchive import model
from feedarchive.errors import ArchiveError, ConfigError
from feedarchive.model import Comment, Snapshot
from feedarchive.read import find
from feedarchive.read.post import Post, in_time
from feedarchive.read.wanted import Filters, Wanted
from feedarchive.store import files
from feedarchive.store.media import held_media

if TYPE_CHECKING:
    from feedarchive.catalog.catalog import Catalog
    from feedarchive.catalog.search import Asked, Hit

OnDamage = Callable[[ArchiveError], None]

T = TypeVar("T")

_SORTED_HELD = 1000  # posts of one month that are held while they are put in order; beyond, read twice
_EPOCH = datetime.fromtimestamp(0, UTC)
_PAGE = 200  # hits that are asked of the catalog at once


class Said(Struct, frozen=True, kw_only=True):
    """A comment, and the post below which it stands."""

    post: Post
    comment: Comment


class Blog(Struct, frozen=True, kw_only=True, eq=False):
    """A blog: `name` is its folder below the archive.

    `on_damage` None means that damage is raised; `known_at`: only what was captured until then is there;
    `private`: also what the public could not see.
    """

    name: str
    store: files.BlogStore
    on_damage: OnDamage | None = None
    known_at: datetime | None = None
    private: bool = False

    def info(self) -> model.Blog | None:
        """What the blog says of itself; None before the first run that reached it."""
        return self.careful(self.store.info)

    def media(self) -> Mapping[str, str]:
        """The files of images and enclosures that are held, below the blog's folder, by their addresses."""
        return self.careful(partial(held_media, self.store.tree)) or {}

    def folders(self) -> Iterator[str]:
        """The folder of every post and page, by month of its address; nothing is opened."""
        return iter(self.store.folders())

    def posts(self, **filters: Unpack[Filters]) -> Iterator[Post]:
        """Posts and pages, pages first, then posts by month of their address and in it by time.

        `kind`, `since`, `until`, `label`, `author` and `text` choose among them; see `Filters`. With `text` a
        post is found by its comments too.
        """
        wanted = Wanted(**filters)
        for _, folders in groupby(self.store.folders(), lambda folder: folder.rpartition("/")[0]):
            yield from (post for post in self._in_order(folders) if wanted.post(post.latest))

    def comments(self, **filters: Unpack[Filters]) -> Iterator[Said]:
        """Comments with their posts, in the order of `posts`; the filters are about the comment itself.

        Only `kind` and `label` are about its post. A comment of unknown time never matches a span.
        """
        wanted = Wanted(**filters)
        for post in self.posts():
            if wanted.under(post.latest):
                yield from (
                    Said(post=post, comment=one) for one in post.latest.comments if wanted.comment(one)
                )

    def post(self, folder: str) -> Post | None:
        """The post in that folder; None when no version of it can be read and damage is not raised."""
        numbers = tuple(self.store.numbers(folder))
        if self.known_at is None:
            latest = next(iter(self.readable(folder, reversed(numbers))), None)
            if latest is None:
                return None
            if not self.private and any(source.kind == model.EXPORT for source in latest.sources):
                numbers = tuple(one.version for one in self.readable(folder, numbers))
            return Post(blog=self, folder=folder, numbers=numbers, latest=latest)
        known = [one for one in self.readable(folder, numbers) if one.captured <= self.known_at]
        if not known:
            return None
        latest, shown = max(known, key=in_time), tuple(one.version for one in known)
        return Post(blog=self, folder=folder, numbers=shown, latest=latest)

    def readable(self, folder: str, numbers: Iterable[int]) -> Iterator[Snapshot]:
        """Those versions that may be shown, without the damaged ones unless damage is raised."""
        for number in numbers:
            snapshot = self.careful(partial(self.store.read, folder, number))
            if snapshot is not None and (shown := self.shown(snapshot)) is not None:
                yield shown

    def shown(self, snapshot: Snapshot) -> Snapshot | None:
        """As much of that version as is wanted: all of it, or what the public could see."""
        return snapshot if self.private else snapshot.public()

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


class Archive(Struct, frozen=True, kw_only=True, eq=False):
    """An archive folder; see `feedarchive.open`.

    `on_damage` None means that damage is raised; `known_at`: only what was captured until then is there;
    `private`: also what the public could not see.
    """

    store: files.Archive
    on_damage: OnDamage | None = None
    known_at: datetime | None = None
    private: bool = False

    def as_of(self, moment: date | datetime) -> Archive:
        """The archive as it was known at that aware instant, or at the end of that day, UTC.

        Each post is in the version that was its latest then; what was captured later is not there.

        >>> import feedarchive
        >>> list(feedarchive.open("archive").as_of(date(2026, 1, 1)).posts())
        []
        """
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time(), UTC) + timedelta(days=1, microseconds=-1)
        return replace(self, known_at=moment)

    def posts(self, **filters: Unpack[Filters]) -> Iterator[Post]:
        """The posts and pages of every blog; see `Blog.posts`."""
        return chain.from_iterable(blog.posts(**filters) for blog in self.blogs())

    def comments(self, **filters: Unpack[Filters]) -> Iterator[Said]:
        """The comments of every blog with their posts; see `Blog.comments`.

        >>> import feedarchive
        >>> for said in feedarchive.open("archive").comments(author="jsbolton"):
        ...     print(said.post.day, said.comment.published, said.comment.published_text)
        2006-06-05 2006-06-06 04:37:00-05:00 4:37 AM
        """
        return chain.from_iterable(blog.comments(**filters) for blog in self.blogs())

    def search(self, words: str = "", **asked: Unpack[Asked]) -> Iterator[Hit]:
        """Every post and comment that holds those words in its latest version, best first.

        What `words` and the filters may be is said in `feedarchive.catalog.catalog.Catalog.search`. The first
        search of an archive reads all of it into its catalog.

        >>> import feedarchive
        >>> for hit in feedarchive.open("archive").search('"lane has decided"'):
        ...     print("".join(f"[{part.text}]" if part.hit else part.text for part in hit.snippet)[:38])
        The width of a [lane has decided] more
        """
        if blog := asked.get("blog"):
            self.blog(blog)
        with closing(self.catalog()) as catalog:
            offset: int | None = 0
            while offset is not None:
                found = catalog.search(words, limit=_PAGE, offset=offset, **asked)
                yield from found.hits
                offset = found.next

    def catalog(
        self, file: Path | None = None, *, on_progress: Callable[[int], None] | None = None
    ) -> Catalog:
        """The catalog of the latest versions, brought up to date first; close it, or use it in `with`.

        Args:
            file: where it is kept; default: `catalog.sqlite` in the archive.
            on_progress: called now and then with the number of posts read so far.

        Raises:
            ArchiveError: it needs an update and cannot be written, or damage is to be raised.
            ConfigError: of an archive as of a time there is none.
        """
        from feedarchive.catalog.catalog import opened  # noqa: PLC0415  a list of posts needs none of it

        if self.known_at is not None:
            raise ConfigError("the catalog knows the latest versions only; search the archive without as_of")
        found = opened(self.store, file, on_progress=on_progress)
        for error in found.damages():
            if self.on_damage is None:
                found.close()
                raise error
            self.on_damage(error)
        return found

    def blogs(self) -> Iterator[Blog]:
        """Every blog, by name."""
        return (self.blog(name) for name in self.store.names())

    def blog(self, name: str) -> Blog:
        """That blog. Raises ConfigError when the archive has none of that name."""
        names = self.store.names()
        if name not in names:
            near = find.near(name, names) or names[:3]
            raise ConfigError(f"the archive has no blog {name!r}{_or_else(near)}")
        return Blog(
            name=name,
            store=self.store.blog(name),
            on_damage=self.on_damage,
            known_at=self.known_at,
            private=self.private,
        )

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
