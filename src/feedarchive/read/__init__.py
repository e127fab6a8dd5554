"""Public: the archive read as values. Nothing here asks the network, and nothing but the catalog is written.

    >>> import feedarchive
    >>> archive = feedarchive.open("archive")
    >>> for blog in archive.blogs():
    ...     print(blog.name, [post.day.isoformat() for post in blog.posts(kind="post")])
    militarythoughts.blogspot.com ['2006-06-05']
    >>> post = archive.post("114955629204471862")
    >>> [(version.version, version.status) for version in post.versions()]
    [(1, 'live')]

A `post.latest` is a `feedarchive.model.Snapshot`; what `diff` returns is in `feedarchive.read.changes`, what
`search` yields in `feedarchive.catalog.search`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from feedarchive.errors import ConfigError
from feedarchive.read.archive import Archive, Blog, OnDamage, Said
from feedarchive.read.post import Post
from feedarchive.store import files

__all__ = ["Archive", "Blog", "Post", "Said", "open"]


def open(  # noqa: A001  the word for it, used as feedarchive.open
    root: str | Path,
    *,
    damaged: Literal["raise", "skip"] = "raise",
    on_damage: OnDamage | None = None,
    private: bool = False,
) -> Archive:
    """The archive in that folder.

    Args:
        root: the folder that holds one folder a blog.
        damaged: `raise` CorruptError or FormatError at a file that cannot be read, or `skip` it: an
            earlier version then stands for the post, if there is one.
        on_damage: with `skip`, called with the error of each file left out; it names the file.
        private: also give what the public could not see (drafts, spam, …), which imports may have brought;
            its `status` is `private`.

    Raises:
        ConfigError: there is no such folder.
    """
    if not Path(root).is_dir():
        raise ConfigError(f"{root}: no archive there")
    if damaged == "raise":
        on_damage = None
    elif on_damage is None:
        on_damage = _say_nothing
    return Archive(store=files.Archive(Path(root)), on_damage=on_damage, private=private)


def _say_nothing(_: Exception) -> None:
    return None
