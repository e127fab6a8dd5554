"""What a page is made from: the archive, its catalog, and how pages link to each other."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from msgspec import Struct, field

from feedarchive import model
from feedarchive.catalog.catalog import Catalog
from feedarchive.catalog.listing import Listed, Listing
from feedarchive.errors import ConfigError
from feedarchive.read import Archive, Blog
from feedarchive.web.bodies import Bodies
from feedarchive.web.links import Links
from feedarchive.web.wording import excerpt, in_words


class NothingThere(Exception):  # noqa: N818 - an outcome of asking, for the reader to see
    """There is no such page; `str()` says what there is not, in a sentence."""


class Named(Struct, frozen=True):
    """A blog as pages name it."""

    name: str
    title: str
    language: str | None = None


class Item(Struct, frozen=True):
    """A post in a list."""

    blog: str
    folder: str
    title: str
    excerpt: str
    day_in_words: str
    author: str | None
    comments: int
    version: int
    status: str
    kind: str


class Room(Struct, frozen=True, kw_only=True):
    """The archive and its catalog while one page is made; `shown` gathers blog and file of its images."""

    archive: Archive
    catalog: Catalog
    links: Links
    shown: set[tuple[str, str]] = field(default_factory=set)

    def blog(self, name: str) -> Blog:
        """That blog. Raises NothingThere."""
        try:
            return self.archive.blog(name)
        except ConfigError:
            raise NothingThere(f"The archive has no blog “{name}”.") from None

    def listing(self, name: str) -> Listing:
        """The blog's lists."""
        return self.catalog.listing(name)

    def bodies(self, blog: Blog, posts: tuple[model.Snapshot, ...]) -> Bodies:
        """What makes the bodies of those versions of a post safe, and at home here."""
        info = blog.info()
        urls = [
            info.url if info else "",
            *(url for post in posts for url in (post.url, post.blog.url) if url),
        ]
        hosts = frozenset(host for url in urls if (host := _host(url)))
        return Bodies(blog.name, hosts, self.links, self.listing(blog.name), self._kept(blog))

    def _kept(self, blog: Blog) -> Callable[[str], str | None]:
        """What finds the kept copy of an image by its address, and notes that it is shown."""
        held = blog.media()

        def kept(address: str) -> str | None:
            file = held.get(address)
            if file is not None:
                self.shown.add((blog.name, file))
            return file

        return kept


def named(blog: Blog) -> Named:
    """The blog for a page's head and links."""
    info = blog.info()
    return Named(blog.name, info.title if info else "", (info.language if info else None) or None)


def items(listed: list[Listed], size: int = 180) -> list[Item]:
    """Posts as a list shows them."""
    return [item(one, size) for one in listed]


def item(one: Listed, size: int = 180) -> Item:
    """One post as a list shows it."""
    return Item(
        blog=one.blog,
        folder=one.folder,
        title=" ".join(one.title.split()),
        excerpt=excerpt(one.text, size if one.title.strip() else 60),
        day_in_words=in_words(one.day),
        author=one.author,
        comments=one.comments,
        version=one.version,
        status=one.status,
        kind=one.kind,
    )


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
