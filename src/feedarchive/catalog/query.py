"""What a person types, as a question to FTS5 and as the pattern that marks what was found."""

from __future__ import annotations

import re

from msgspec import Struct

from feedarchive.catalog.folding import UNSPACED, fold, phrase, typed
from feedarchive.errors import ConfigError

_PIECE = re.compile(r'(-?)(?:["“”„«]([^"“”»]*)(?:["“”»]|$)|(\S+))')
_WORD = re.compile(r"[^\W_]")
_INSIDE = rf"[^\W_{UNSPACED}]"


class Query(Struct, frozen=True, kw_only=True):
    """A question: `match` in the language of FTS5, and `marks`, which finds its words in folded text."""

    match: str
    marks: re.Pattern[str]


def parse(words: str) -> Query | None:
    """The question in those words; None when they are blank.

    All words must be there, in any order; `"low tide"` is a phrase, `sero*` any word that begins so, and
    `-boat` must not be there.

    Raises:
        ConfigError: nothing that could be searched for: only marks, or only what must not be there.
    """
    words = typed(words)
    if not words.strip():
        return None
    wanted: list[tuple[str, bool]] = []
    unwanted: list[tuple[str, bool]] = []
    for minus, quoted, bare in _PIECE.findall(words):
        text = fold(quoted or bare)
        if _WORD.search(text):
            (unwanted if minus else wanted).append((text.rstrip("*"), not quoted and text.endswith("*")))
    if not wanted:
        raise ConfigError(f"nothing to search for in {words!r}: it needs a word, or a part of one and *")
    match = " AND ".join(phrase(text, prefix=prefix) for text, prefix in wanted)
    without = "".join(f" NOT {phrase(text, prefix=prefix)}" for text, prefix in unwanted)
    marks = "|".join(_mark(text, prefix=prefix) for text, prefix in sorted(wanted, key=_longest_first))
    return Query(match=f"({match}){without}" if without else match, marks=re.compile(marks))


def _longest_first(piece: tuple[str, bool]) -> int:
    return -len(piece[0])


def _mark(text: str, *, prefix: bool) -> str:
    """A pattern for the words one after the other; whole words where the script has spaces."""
    tokens = re.findall(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+", text)
    body = r"[\W_]*".join(map(re.escape, tokens))
    before = "" if _unspaced(text[:1]) else rf"(?<!{_INSIDE})"
    after = rf"{_INSIDE}*" if prefix else "" if _unspaced(text[-1:]) else rf"(?!{_INSIDE})"
    return f"{before}{body}{after}"


def _unspaced(letter: str) -> bool:
    return re.match(rf"[{UNSPACED}]", letter) is not None
