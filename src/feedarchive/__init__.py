"""feedarchive keeps blogs: posts, pages and every comment with its exact time, as versioned JSON.

    import feedarchive

    archive = feedarchive.open("archive")
    for post in archive.posts(since=date(2006, 1, 1), until=date(2006, 12, 31)):
        print(post.day, post.latest.title, len(post.latest.comments))
    for hit in archive.search("low tide", within="comments"):
        print(hit.day, hit.author, hit.url)

`open`, `read` and `errors` are public and stay; docs/reading.md has recipes. All other names may change.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedarchive import errors, read
    from feedarchive.read import open  # noqa: A004  the word for it, used as feedarchive.open

__all__ = ["__version__", "errors", "open", "read"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """The public names, imported when they are first used: the command's start waits for none of them."""
    if name == "open":
        return import_module("feedarchive.read").open
    if name in ("errors", "read"):
        return import_module(f"feedarchive.{name}")
    raise AttributeError(f"module 'feedarchive' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
