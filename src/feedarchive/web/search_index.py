"""The index that a page of files searches by itself: words to texts, in pieces that are fetched one by one.

The words are made as static/search.js makes them from what is typed; a test holds the two against each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import category

from msgspec import Struct

from feedarchive.catalog.folding import UNSPACED, fold

BUCKETS = 256
DOCS = 200  # in a file
_RUN = re.compile(f"[{UNSPACED}]+")
_LONGEST = 64  # characters of a word that is worth finding


class Text(Struct, frozen=True):
    """A post or comment to be found: where its page is, and what a hit shows."""

    href: str
    title: str
    meta: str
    shown: str
    whole: str


def words(text: str) -> set[str]:
    """The words by which a text is found; of scripts without spaces, each two characters side by side."""
    found: set[str] = set()
    folded = fold(text)
    for run in _RUN.findall(folded):
        found.update(run[at : at + 2] for at in range(max(len(run) - 1, 1)))
    rest = _RUN.sub(" ", folded)
    found.update(word for word in _words().findall(rest) if len(word) <= _LONGEST)
    return found


@cache
def _words() -> re.Pattern[str]:
    """Letters, digits, and the marks upon them: for Python, vowel signs of India are no part of a word."""
    marks = "".join(letter for letter in map(chr, range(0x300, 0x20000)) if category(letter)[0] == "M")
    return re.compile(f"(?:[^\\W_]|[{marks}])+")


def bucket(word: str) -> int:
    """The number of the file that knows the word."""
    total = 0
    for byte in word.encode():
        total = (total * 31 + byte) % BUCKETS
    return total


def write(folder: Path, texts: Iterable[Text]) -> int:
    """How many texts can be found, once their index is in that folder; memory does not grow with them."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="feedarchive-search-") as aside, ExitStack() as stack:
        pieces = [
            stack.enter_context(Path(aside, str(n)).open("w+", encoding="utf-8")) for n in range(BUCKETS)
        ]
        count = 0
        for number, text in _kept(folder, texts):
            count = number + 1
            for word in words(f"{text.title} {text.whole}"):
                pieces[bucket(word)].write(f"{word}\t{number}\n")
        for n, piece in enumerate(pieces):
            piece.seek(0)
            _put(folder / f"terms-{n:02x}.json", _terms(piece))
    _put(folder / "size.json", {"docs": DOCS, "count": count})
    return count


def _kept(folder: Path, texts: Iterable[Text]) -> Iterator[tuple[int, Text]]:
    """Each text with its number; what hits show of it is written in files of DOCS."""
    held: list[tuple[str, str, str, str]] = []
    number = -1
    for number, text in enumerate(texts):
        held.append((text.href, text.title, text.meta, text.shown))
        if len(held) == DOCS:
            _put(folder / f"docs-{number // DOCS}.json", held)
            held.clear()
        yield number, text
    if held:
        _put(folder / f"docs-{number // DOCS}.json", held)


def _terms(lines: Iterable[str]) -> dict[str, list[int]]:
    """Each word with the numbers of its texts, the first whole and of each other the step to it."""
    found: dict[str, list[int]] = {}
    last: dict[str, int] = {}
    for line in lines:
        word, _, number = line.rstrip("\n").partition("\t")
        found.setdefault(word, []).append(int(number) - last.get(word, 0))
        last[word] = int(number)
    return found


def _put(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
