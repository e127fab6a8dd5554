"""The words that were removed and added between two texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Op = Literal["same", "removed", "added"]

# Scripts written without spaces are compared character by character.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_TOKEN = re.compile(rf"\n+|[^\S\n]+|[{_UNSPACED}]|[^\s{_UNSPACED}]+")
_EXACT = 4_000_000  # pairs of tokens; past it difflib leaves words out that are everywhere, to stay quick


class Piece(Struct, frozen=True):
    """A stretch of text that both versions have, or only the older (`removed`) or newer (`added`) one."""

    op: Op
    text: str


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that make `before` (without the added) and `after` (without the removed), exactly.

    Empty when the two are the same.
    """
    if before == after:
        return ()
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle = _compared(old[head : len(old) - tail], new[head : len(new) - tail])
    pieces = (("same", old[:head]), *middle, ("same", old[len(old) - tail :]))
    return tuple(Piece(op, "".join(tokens)) for op, tokens in pieces if tokens)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        count += 1
    return count


def _compared(old: list[str], new: list[str]) -> Iterator[tuple[Op, list[str]]]:
    from difflib import SequenceMatcher  # noqa: PLC0415  the list of posts needs none of it

    matcher = SequenceMatcher(str.isspace, old, new, autojunk=len(old) * len(new) > _EXACT)
    for op, i, j, k, m in matcher.get_opcodes():
        if op == "equal":
            yield "same", old[i:j]
        else:
            yield "removed", old[i:j]
            yield "added", new[k:m]
