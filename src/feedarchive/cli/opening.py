"""The archive for a command that reads it: damage is told on standard error, and the rest is still shown."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from msgspec import Struct

from feedarchive import read
from feedarchive.cli.terminal import escape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    from feedarchive.errors import ArchiveError

DAMAGED = 4  # the exit code


class Damage(Struct, frozen=True):
    """A file that was left out, as every `--json` gives it."""

    file: str
    what: str


class PostName(Struct, frozen=True, kw_only=True):
    """Which post it is, as `log --json` and `diff --json` give it."""

    blog: str
    folder: str
    id: str
    url: str | None
    title: str


def name_of(post: read.Post) -> PostName:
    """The names of a post."""
    latest = post.latest
    return PostName(blog=post.blog.name, folder=post.folder, id=latest.id, url=latest.url, title=latest.title)


class Opened(Struct, frozen=True, kw_only=True):
    """An open archive, and what was found damaged in it so far, by file name."""

    archive: read.Archive
    damaged: dict[str, str]

    def exit_code(self, otherwise: int = 0) -> int:
        """4 once damage was met."""
        return DAMAGED if self.damaged else otherwise

    def blogs(self, names: Sequence[str] = ()) -> list[read.Blog]:
        """The blogs of those names, all without any. Raises ConfigError for one that is not there."""
        return [self.archive.blog(name) for name in names] or list(self.archive.blogs())

    def damages(self) -> list[Damage]:
        """The files left out so far."""
        return [Damage(file, what) for file, what in self.damaged.items()]


def opened(root: Path, as_of: date | datetime | None = None, *, private: bool = True) -> Opened:
    """The archive in that folder, or what it knew then. Raises ConfigError when there is none.

    `private`: also what the public could not see; not where others read what is made of it.
    """
    damaged: dict[str, str] = {}

    def tell(error: ArchiveError) -> None:
        if error.name not in damaged:
            damaged[error.name] = error.reason
            print(f"feedarchive: damaged, left out: {escape(str(error))}", file=sys.stderr)

    archive = read.open(root, damaged="skip", on_damage=tell, private=private)
    return Opened(archive=archive if as_of is None else archive.as_of(as_of), damaged=damaged)
