"""What a program that uses the package may write; mypy reads it, and a test runs it."""

from __future__ import annotations

import sys
from datetime import date, datetime

import feedarchive
from feedarchive.errors import ArchiveError
from feedarchive.model import Comment, Snapshot


def lines(root: str) -> list[str]:
    """One line for each thing that can be asked."""
    told: list[str] = []

    def tell(error: ArchiveError) -> None:
        told.append(error.name)

    archive = feedarchive.open(root, damaged="skip", on_damage=tell)
    said = [f"{blog.name}: {sum(1 for _ in blog.posts())}" for blog in archive.blogs()]
    for post in archive.posts(kind="post", since=date(2006, 1, 1), label="stone", text="slate"):
        latest: Snapshot = post.latest
        moment: datetime | None = post.moment
        first: Snapshot = post.at(1)
        said.append(f"{moment} {latest.title} {first.version} {post.diff(1, 2).summary()}")
    for one in archive.as_of(date(2026, 11, 3)).comments(author="marta"):
        comment: Comment = one.comment
        said.append(f"{one.post.day} {comment.body.text}")
    for hit in archive.search("grain", within="comments", since=date(2006, 6, 1)):
        marked = "".join(f"[{part.text}]" if part.hit else part.text for part in hit.snippet)
        said.append(f"{hit.day} {hit.author}: {marked}")
    with archive.catalog() as catalog:
        said += [f"{person.name} {person.comments}" for person in catalog.authors("gravel").people]
        said += [f"{count.period} {count.posts} {count.comments}" for count in catalog.counts("year")]
    return said


if __name__ == "__main__":
    print(*lines(sys.argv[1]), sep="\n")  # noqa: T201
