"""A post or page, and the way to its versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from feedarchive.errors import ConfigError
from feedarchive.model import Snapshot
from feedarchive.store.layout import version_name

if TYPE_CHECKING:
    from feedarchive.read.archive import Blog  # noqa: TC004  a circle; no one asks msgspec for this type
    from feedarchive.read.changes import Difference


class Post(Struct, frozen=True, kw_only=True, eq=False):
    """A post or page: its latest version, and the way to the earlier ones.

    Attributes:
        blog: the blog it belongs to.
        folder: where its versions are, below the blog's folder; never changes.
        numbers: the versions that exist, ascending.
        latest: the highest version that could be read.
    """

    blog: Blog
    folder: str
    numbers: tuple[int, ...]
    latest: Snapshot

    @property
    def moment(self) -> datetime | None:
        """When it was published: else when its id was made, else its wall clock as if UTC, else None."""
        return self.latest.moment

    @property
    def day(self) -> date | None:
        """The date on the blog's own clock; None when nothing tells."""
        return self.latest.day

    @property
    def number(self) -> str:
        """The numeric end of its id; the 8 hex digits of its folder when the id does not end in digits."""
        return self.latest.number or self.folder[-8:]

    @property
    def media(self) -> dict[str, Path | None]:
        """The addresses of its images and enclosures, in order, each with the kept file; None: not held."""
        return self.media_of(self.latest)

    def media_of(self, version: Snapshot) -> dict[str, Path | None]:
        """As `media`, of that version."""
        from feedarchive.parse.media import wanted  # noqa: PLC0415  a list of posts needs none of it

        held = self.blog.media()
        found = wanted(version.body.html, version.links, version.url or version.blog.url)
        root = self.blog.store.root
        return {one.address: root / held[one.address] if one.address in held else None for one in found}

    def file(self, number: int) -> str:
        """The name of that version's file, below the archive."""
        return f"{self.blog.name}/{self.folder}/{version_name(number)}"

    def versions(self) -> Iterator[Snapshot]:
        """Every version, oldest first: by when it was captured, then by number."""
        return iter(sorted(self.blog.readable(self.folder, self.numbers), key=in_time))

    def at(self, number: int) -> Snapshot:
        """That version. Raises ConfigError when there is none, ArchiveError when it is damaged."""
        if number == self.latest.version:
            return self.latest
        if number not in self.numbers:
            held = ", ".join(map(str, self.numbers))
            raise ConfigError(f"{self.blog.name}/{self.folder} has no version {number}; it has {held}")
        shown = self.blog.shown(self.blog.store.read(self.folder, number))
        if shown is None:
            raise ConfigError(f"{self.blog.name}/{self.folder}: version {number} is private")
        return shown

    def as_of(self, instant: datetime) -> Snapshot | None:
        """The version that was the latest at that instant; None before the first was captured."""
        return next((one for one in reversed(list(self.versions())) if one.captured <= instant), None)

    def diff(self, a: int | None = None, b: int | None = None, *, html: bool = False) -> Difference:
        """What changed from version `a` to `b`; by default from the one before the latest to the latest.

        Raises ConfigError when a version does not exist, or when there is only one.
        """
        from feedarchive.read.changes import difference  # noqa: PLC0415  a list of posts needs none of it

        newer = self.latest if b is None else self.at(b)
        if a is None:
            earlier = [one.version for one in self.versions() if in_time(one) < in_time(newer)]
            if not earlier:
                raise ConfigError(f"{self.blog.name}/{self.folder} has no version before {newer.version}")
            a = earlier[-1]
        return difference(self.at(a), newer, html=html)


def in_time(version: Snapshot) -> tuple[datetime, int]:
    """What orders the versions of a post: past ones that came in late have high numbers."""
    return version.captured, version.version
