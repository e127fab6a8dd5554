"""Whether two archives of one blog hold the same fields: feedarchive's, and the peers' file for each post.

    python -m benchmarks.same ARCHIVE FOLDER

Prints a line for the first differences and exits with 1, or prints how many posts and comments are the
same. Compared is what both read: id, address, title, both instants, author, labels, body as HTML, and of
each comment its id, author, text without white space, whether it was removed, and its instant where the
page shows one.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

_SPACE = re.compile(r"\s+")
_SHOWN = 5

Fields = dict[str, Any]
Posts = dict[str, Fields]


def ours(archive: Path) -> Posts:
    """What feedarchive wrote, by post id."""
    return {str(post["id"]): _ours(post) for post in _read(archive.glob("*/posts/*/*/*/v*.json"))}


def theirs(folder: Path) -> Posts:
    """What a peer wrote."""
    return {str(post["id"]): _theirs(post) for post in _read(folder.glob("*.json"))}


def _read(files: Iterator[Path]) -> Iterator[Fields]:
    for file in files:
        yield json.loads(file.read_bytes())


def _ours(post: Fields) -> Fields:
    return {
        **_common(post),
        "author": post["author"]["name"],
        "body": post["body"]["html"].strip(),
        "comments": {
            comment["id"].rpartition("-")[2]: _comment(
                comment,
                comment["author"]["name"],
                comment["body"]["text"],
                removed=comment["status"].startswith("removed"),
            )
            for comment in post["comments"]
        },
    }


def _theirs(post: Fields) -> Fields:
    return {
        **_common(post),
        "author": post["author"],
        "body": post["body"].strip(),
        "comments": {
            comment["id"]: _comment(comment, comment["author"], comment["body"], removed=comment["removed"])
            for comment in post["comments"]
        },
    }


def _common(post: Fields) -> Fields:
    return {
        "url": post["url"],
        "title": post["title"],
        "published": _instant(post["published"]),
        "updated": _instant(post["updated"]),
        "labels": sorted(post["labels"]),
    }


def _comment(comment: Fields, author: str | None, text: str, *, removed: bool) -> Fields:
    return {
        "author": None if author == "Anonymous" else author,
        "removed": removed,
        "text": "" if removed else _SPACE.sub("", text),
        "published": _instant(comment["published"]),
    }


def _instant(text: str | None) -> float | None:
    return datetime.fromisoformat(text).timestamp() if text else None


def differences(one: Posts, other: Posts) -> Iterator[str]:
    """A line for each post or comment that is not the same in both."""
    for number in sorted(one.keys() ^ other.keys()):
        yield f"{number}: only {'feedarchive' if number in one else 'the peer'} has it"
    for number in one.keys() & other.keys():
        mine, its = dict(one[number]), dict(other[number])
        said, heard = mine.pop("comments"), its.pop("comments")
        yield from (f"{number}: {name}" for name in mine if mine[name] != its[name])
        yield from (f"{number}: comment {comment}" for comment in said.keys() ^ heard.keys())
        yield from (
            f"{number}: comment {comment}: {said[comment]} and {heard[comment]}"
            for comment in said.keys() & heard.keys()
            if not _agree(said[comment], heard[comment])
        )


def _agree(mine: Fields, its: Fields) -> bool:
    """A page of a classic template shows no date: then the peer has none to compare."""
    silent = its["published"] is None
    return {**mine, "published": None} == its if silent else mine == its


def main() -> int:
    """Compare."""
    one, other = ours(Path(sys.argv[1])), theirs(Path(sys.argv[2]))
    found = list(differences(one, other))
    comments = sum(len(post["comments"]) for post in one.values())
    print("\n".join(found[:_SHOWN]) or f"{len(one):,} posts and {comments:,} comments are the same")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
