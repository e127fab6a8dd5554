"""Archives of any size, made from a seed and written through the store, without a network.

    python benchmarks/archives.py /tmp/large --posts 100000 --comments 500000

The same seed gives the same archive, byte for byte. Words are as frequent as in a language (Zipf), one
sentence in twenty is Chinese, Japanese, Thai, Russian or Arabic, and one post in ten has a second version.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from msgspec.structs import replace

from feedarchive.model import Author, Blog, BlogRef, Body, Comment, CommentBody, Entry, Snapshot
from feedarchive.store import codec
from feedarchive.store.files import Archive
from feedarchive.store.layout import folder

NAME = "large.example.org"
INFO = Blog(id="tag:blogger.com,1999:blog-1", url=f"http://{NAME}/", title="Large")
FIRST = datetime(2004, 1, 1, tzinfo=UTC)
LAST = datetime(2026, 1, 1, tzinfo=UTC)
CAPTURED = datetime(2026, 11, 1, tzinfo=UTC)

_SYLLABLES = [
    "ba",
    "be",
    "bi",
    "ca",
    "co",
    "da",
    "de",
    "di",
    "el",
    "en",
    "fa",
    "fo",
    "ga",
    "ha",
    "in",
    "ka",
    "la",
    "le",
    "ma",
    "mo",
    "na",
    "no",
    "or",
    "pa",
    "po",
    "ra",
    "re",
    "sa",
    "se",
    "ta",
    "to",
    "ur",
    "va",
    "wi",
]
_FOREIGN = (
    "山の上の古い井戸は今も水が出る。", "老磨坊的門已經鎖了三年。", "น้ำในบ่อใสมาก",
    "Старая мельница ещё стоит.", "الطاحونة القديمة ما زالت قائمة.", "白菜湯很好喝。",
)  # fmt: skip
_TOGETHER = 1000  # snapshots of one durable write


class Writer:
    """Makes up texts and people."""

    def __init__(self, seed: int, people: int) -> None:
        self.make = Random(seed)
        words = ["".join(self.make.choices(_SYLLABLES, k=self.make.randint(1, 4))) for _ in range(60_000)]
        weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
        self.words = words
        self.sentences = [self._sentence(weights) for _ in range(40_000)]
        self.people = [self._person(at) for at in range(people)]

    def _sentence(self, weights: list[float]) -> str:
        if self.make.random() < 0.05:  # noqa: PLR2004
            return self.make.choice(_FOREIGN)
        chosen = self.make.choices(self.words, cum_weights=weights, k=self.make.randint(6, 18))
        return f"{' '.join(chosen).capitalize()}."

    def _person(self, at: int) -> Author:
        name = f"{self.make.choice(self.words).capitalize()} {at}"
        if at % 2:
            return Author(name=name, kind="account", url=f"https://www.blogger.com/profile/{at:020}")
        return Author(name=name, kind="anonymous")

    def text(self, size: int) -> str:
        """Paragraphs of about that many characters."""
        return "\n\n".join(
            " ".join(self.make.choices(self.sentences, k=5)) for _ in range(max(size // 400, 1))
        )


def entries(seed: int, posts: int, comments: int, body: int) -> Iterator[Entry]:
    """The posts, oldest first, each with its share of the comments."""
    writer = Writer(seed, people=max(comments // 25, 10))
    step = (LAST - FIRST) / posts

    each = comments / posts
    said = 0
    for at in range(posts):
        due = round((at + 1) * each)
        yield _entry(writer, at, FIRST + at * step, due - said, body)
        said = due


def _entry(writer: Writer, at: int, published: datetime, comments: int, body: int) -> Entry:
    text = writer.text(body)
    title = " ".join(writer.make.sample(writer.words, 4)).capitalize()
    return Entry(
        id=f"{INFO.id}.post-{10**17 + at}",
        url=f"{INFO.url}{published:%Y/%m}/{title.replace(' ', '-').lower()[:40]}.html",
        title=title,
        author=writer.people[0],
        published=published.replace(microsecond=0),
        labels=tuple(writer.make.sample(writer.words[:30], 2)),
        body=Body(html=f"<p>{text}</p>", text=text, origin="feed"),
        comments_declared=comments,
        comments=tuple(_comment(writer, at, published, number) for number in range(comments)),
    )


def _comment(writer: Writer, at: int, published: datetime, number: int) -> Comment:
    text = " ".join(writer.make.choices(writer.sentences, k=3))
    return Comment(
        id=f"{INFO.id}.post-{2 * 10**17 + at * 1000 + number}",
        author=writer.make.choice(writer.people),
        published=published.replace(microsecond=0) + timedelta(minutes=7 * (number + 1)),
        published_from="feed",
        body=CommentBody(html=text, text=text),
    )


def snapshots(seed: int, posts: int, comments: int, body: int) -> Iterator[tuple[str, Snapshot]]:
    """Each version with its folder."""
    blog = BlogRef(id=INFO.id, url=INFO.url, title=INFO.title)
    for at, entry in enumerate(entries(seed, posts, comments, body)):
        where = folder(entry)
        if at % 10 == 0:
            draft = replace(
                entry, body=replace(entry.body, html="<p>A first draft.</p>", text="A first draft.")
            )
            yield where, codec.snapshot(draft, version=1, captured=CAPTURED - timedelta(days=300), blog=blog)
        number = 2 if at % 10 == 0 else 1
        yield where, codec.snapshot(entry, version=number, captured=CAPTURED, blog=blog)


def main() -> None:
    """Write one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    for name, default in (("seed", 1), ("posts", 100_000), ("comments", 500_000), ("body-bytes", 6000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    args = parser.parse_args()
    store = Archive(args.root).blog(NAME)
    store.put_info(INFO)
    batch: list[tuple[str, Snapshot]] = []
    for item in snapshots(args.seed, args.posts, args.comments, args.body_bytes):
        batch.append(item)
        if len(batch) == _TOGETHER:
            store.write(batch)
            batch.clear()
    store.write(batch)


if __name__ == "__main__":
    main()
