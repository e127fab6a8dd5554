"""feedarchive keeps blogs: posts, pages and every comment with its exact time, as versioned JSON.

    >>> import feedarchive
    >>> from datetime import date
    >>> archive = feedarchive.open("archive")
    >>> for post in archive.posts(since=date(2006, 1, 1), until=date(2006, 12, 31)):
    ...     print(post.day, post.number, len(post.latest.comments))
    2006-06-05 114955629204471862 1
    >>> for hit in archive.search("width lane", within="comments"):
    ...     print(hit.day, hit.kind, hit.author)
    2006-06-06 comment JSBolton

`open`, `read` and `errors` are public and stay; docs/reading.md has recipes. All other names may change.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs the command 3 ms
if TYPE_CHECKING:
    from feedarchive import errors, read
    from feedarchive.read import open  # noqa: A004  the word for it, used as feedarchive.open

__all__ = ["__version__", "errors", "open", "read"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """The public names, imported when they are first used: the command's start waits for none of them."""
    from importlib import import_module  # noqa: PLC0415

    if name == "open":
        return import_module("feedarchive.read").open
    if name in ("errors", "read"):
        return import_module(f"feedarchive.{name}")
    raise AttributeError(f"module 'feedarchive' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
