"""One hot path, done a number of times over fixed documents, for counting its instructions (guard.py).

python -m benchmarks.guarded PATH FOLDER TIMES
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

PAGES = 12
POST = "http://127.0.0.1/2010/05/post.html"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def _bodies(folder: Path, pattern: str) -> list[bytes]:
    return [gzip.decompress(file.read_bytes()) for file in sorted(folder.glob(pattern))]


def feed(folder: Path) -> Callable[[], object]:
    """A page of the posts feed and one of the comments feed."""
    from feedarchive.parse.feeds import read_feed  # noqa: PLC0415 - what another path needs is not counted

    bodies = _bodies(folder, "feeds/[pc]o*/default/published-1-150.xml.gz")
    assert len(bodies) == 2, "posts and comments"  # noqa: PLR2004
    return lambda: [read_feed(body, POST) for body in bodies]


def page(folder: Path) -> Callable[[], object]:
    """Pages of every era."""
    from feedarchive.parse import page as reader  # noqa: PLC0415

    every = _bodies(folder, "2*/*/*.html.gz")
    bodies = every[:: len(every) // PAGES][:PAGES]
    return lambda: [reader.read(body, POST) for body in bodies]


def snapshot(folder: Path) -> Callable[[], object]:
    """The posts of a feed page with five comments each, digested and written as JSON."""
    from msgspec.structs import replace  # noqa: PLC0415

    from feedarchive.model import BlogRef  # noqa: PLC0415
    from feedarchive.parse.feeds import read_feed  # noqa: PLC0415
    from feedarchive.store import codec  # noqa: PLC0415

    posts, comments = (
        read_feed(_bodies(folder, f"feeds/{kind}/default/published-1-150.xml.gz")[0], POST)
        for kind in ("posts", "comments")
    )
    some = tuple(one.comment for one in comments.comments[:5])
    entries = [replace(entry, comments=some) for entry in posts.entries]
    blog = BlogRef(id="tag:blogger.com,1999:blog-1", url="http://127.0.0.1/", title="Blog")
    return lambda: [
        codec.encode(codec.snapshot(entry, version=1, captured=NOW, blog=blog)) for entry in entries
    ]


PATHS: dict[str, Callable[[Path], Callable[[], object]]] = {
    "feed parse": feed,
    "page parse": page,
    "snapshot encode and digest": snapshot,
}


def main() -> None:
    """Prepare, go the way once to be warm, then so many times more."""
    go = PATHS[sys.argv[1]](Path(sys.argv[2]))
    for _ in range(1 + int(sys.argv[3])):
        go()


if __name__ == "__main__":
    main()
