"""What durability costs: versions written in batches, one by one, and as plain files with an fsync each.

python -m benchmarks.ours_writing DIR ROUNDS, DIR on the disk to measure
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from feedarchive.capture import Request, Response
from feedarchive.model import BlogRef, Body, Entry, Snapshot
from feedarchive.store import codec
from feedarchive.store.files import BlogStore
from feedarchive.store.layout import folder

NOW = datetime(2026, 11, 24, tzinfo=UTC)
COUNT, BATCH, SINGLE = 1000, 100, 100


def versions(count: int) -> list[tuple[str, Snapshot]]:
    """Snapshots of about 14 KB."""
    blog = BlogRef(id="tag:blogger.com,1999:blog-7", url="https://b.example/", title="B")
    made = []
    for number in range(count):
        entry = Entry(
            id=f"tag:blogger.com,1999:blog-7.post-{number}",
            url=f"https://b.example/2006/{number % 12 + 1:02}/post-{number}.html",
            title=f"Post {number}",
            published=NOW,
            body=Body(html="<p>The quay is dry.</p>" * 280, text="The quay is dry. " * 280),
        )
        made.append((folder(entry), codec.snapshot(entry, version=1, captured=NOW, blog=blog)))
    return made


def by_batches(place: Path, made: list[tuple[str, Snapshot]], size: int) -> None:
    """As a run does, with its raw file."""
    store = BlogStore(place / "b.example")
    writer = store.raw("20261124T000000Z")
    request = Request(url="https://b.example/feeds/posts/default", why="posts-feed")
    answer = Response(
        url=request.url, status=200, reason="OK", headers=(), wire=b"<feed/>", body=b"<feed/>", fetched=NOW
    )
    writer.append(request, answer)
    for start in range(0, len(made), size):
        store.write(made[start : start + size])
    writer.close()


def plainly(place: Path, made: list[tuple[str, Snapshot]]) -> None:
    """Write, fsync, rename, fsync of the folder: each file for itself."""
    for path, snapshot in made:
        target = place / path
        target.mkdir(parents=True, exist_ok=True)
        with (target / "new").open("wb") as file:
            file.write(codec.encode(snapshot))
            file.flush()
            os.fsync(file.fileno())
        (target / "new").rename(target / "v0001.json")
        fd = os.open(target, os.O_RDONLY)
        os.fsync(fd)
        os.close(fd)


def main(above: Path, rounds: int) -> None:
    """Measure in turn, and print the milliseconds a version of each round as JSON."""
    made, few = versions(COUNT), versions(SINGLE)
    ways: dict[str, tuple[Callable[[Path], None], int]] = {
        "together": (lambda place: by_batches(place, made, BATCH), COUNT),
        "alone": (lambda place: by_batches(place, few, 1), SINGLE),
        "plainly": (lambda place: plainly(place, made), COUNT),
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (way, count) in ways.items():
            with TemporaryDirectory(dir=above) as place:
                os.sync()
                start = time.perf_counter()
                way(Path(place))
                taken[name].append(1000 * (time.perf_counter() - start) / count)
    print(json.dumps(taken))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
