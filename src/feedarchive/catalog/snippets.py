"""The part of a text where the words were found, with the words marked."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from msgspec import Struct

from feedarchive.catalog.folding import fold_letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OTHER = re.compile(r"[^\x00-\x7f]")
_AROUND = 240  # characters of a snippet
_BEFORE = 80  # of them before the first word that was found
_LONGEST = 2_000_000  # characters that are looked through


class Fragment(Struct, frozen=True):
    """A stretch of text; `hit` when it is what was searched for."""

    text: str
    hit: bool = False


def marked(text: str, marks: re.Pattern[str] | None) -> tuple[Fragment, ...]:
    """The whole text in fragments."""
    spans = list(_spans(text, marks)) if marks else []
    return tuple(_fragments(text, spans, 0, len(text)))


def snippet(text: str, marks: re.Pattern[str] | None, size: int = _AROUND) -> tuple[Fragment, ...]:
    """About `size` characters where most words stand together; the beginning where none was found.

    White space is one space, and an ellipsis stands where text was left out.
    """
    text = " ".join(text[:_LONGEST].split())
    spans = list(_spans(text, marks)) if marks else []
    start = _densest(spans, size)
    first = _word_start(text, max(start - min(_BEFORE, size // 3), 0))
    last = min(first + size, len(text))
    if last < len(text):
        last = max(
            text.rfind(" ", start + 1, last),
            start + size // 2,
            *(end for _, end in spans if end <= last),
            first,
        )
        last = min(last, len(text))
    shown = list(_fragments(text, spans, first, last))
    head = [Fragment("…")] if first else []
    return (*head, *shown, *([Fragment("…")] if last < len(text) else []))


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + 20)
    return space + 1 if at and space >= 0 else at


def _densest(spans: Sequence[tuple[int, int]], size: int) -> int:
    """Where the stretch begins that holds most of the spans."""
    starts = [start for start, _ in spans]
    if not starts:
        return 0
    reach = max(size - _BEFORE, 1)
    return max(
        starts,
        key=lambda start: (bisect_right(starts, start + reach) - bisect_right(starts, start - 1), -start),
    )


def _fragments(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> Iterator[Fragment]:
    at = first
    for start, end in spans:
        if start < at or end > last:
            continue
        if start > at:
            yield Fragment(text[at:start])
        yield Fragment(text[start:end], hit=True)
        at = end
    if at < last:
        yield Fragment(text[at:last])


def _spans(text: str, marks: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the marks match in the text as it was written."""
    folded, origin = _folded(text)
    for found in marks.finditer(folded):
        if found.end() > found.start():
            yield _at(origin, found.start()), _at(origin, found.end())


def _at(origin: Sequence[tuple[int, int]], position: int) -> int:
    """The place in the text of a place in the folded text."""
    folded_at, text_at = origin[bisect_right(origin, (position, 1 << 62)) - 1]
    return text_at + position - folded_at


def _folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The folded text, and from which place in it the two run in step with which place in the text."""
    if text.isascii():
        return text.lower(), [(0, 0)]
    pieces: list[str] = []
    origin = [(0, 0)]
    at = length = 0
    for found in _OTHER.finditer(text):
        plain = text[at : found.start()].lower()
        letter = fold_letter(found[0])
        pieces += (plain, letter)
        length += len(plain) + len(letter)
        at = found.end()
        if len(letter) != 1:
            origin.append((length, at))
    pieces.append(text[at:].lower())
    return "".join(pieces), origin
