"""Text as it is searched: what readers take for one letter is one, and scripts without spaces are found.

Words of a script that is written without spaces cannot be told apart by a program this small, so runs of it
are indexed as overlapping pairs: `白菜汤` as `白菜 菜汤 汤`. A phrase of pairs finds two or more characters
exactly, and a prefix finds a single one (docs/decisions/0008-catalog.md).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Thai, Lao, Burmese, Khmer; CJK and kana without their punctuation; Hangul, whose particles hang on words
UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0eff\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u17e0-\u17ff"
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u30fa\u30fc-\u31ff\u3400-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
# Accents, Hebrew points, Arabic vowel marks and hamzas; Indic vowel signs stay, they are letters
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]"
)
# Letters that Unicode does not take apart, but readers do
_ALIKE = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "ı": "i",
    "ħ": "h",
    "æ": "ae",
    "œ": "oe",
    "ى": "ي",
    "ة": "ه",
    "ٱ": "ا",
}
_OTHERS = re.compile(f"[{''.join(_ALIKE)}]")  # str.translate takes six times as long
_RUN = re.compile(f"[{UNSPACED}]+")


def typed(text: str) -> str:
    """What a person typed, without halves of characters and without what SQLite takes for its end."""
    return text.encode(errors="replace").decode().replace("\0", " ")


def fold(text: str) -> str:
    """The text without case, accents and forms of letters: `Ёлка` and `елка`, `ﬁr` and `fir` are the same."""
    if text.isascii():
        return text.lower()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return _OTHERS.sub(lambda letter: _ALIKE[letter[0]], unicodedata.normalize("NFC", plain))


@lru_cache(maxsize=4096)
def fold_letter(letter: str) -> str:
    """`fold` of one character; a mark alone may become nothing."""
    return fold(letter)


def indexed(text: str) -> str:
    """The folded text as the full-text index takes it in."""
    folded = fold(text)
    return folded if folded.isascii() else _RUN.sub(_in_pairs, folded)


def _in_pairs(run: re.Match[str]) -> str:
    text = run[0]
    return f" {' '.join(text[at : at + 2] for at in range(len(text)))} "


def phrase(folded: str, *, prefix: bool = False) -> str:
    """The folded words as one phrase in the language of FTS5: words that follow each other in the text.

    Args:
        folded: what `fold` gave.
        prefix: the last word may go on; one of a script without spaces may always.
    """
    pieces: list[str] = []
    end = 0
    for run in _RUN.finditer(folded):
        pieces.append(folded[end : run.start()])
        end = run.end()
        pairs = [run[0][at : at + 2] for at in range(len(run[0]))]
        if end == len(folded):  # its last character alone stands in the index where the run ends in the text
            prefix = len(pairs) == 1
            pairs = pairs[:-1] or pairs
        pieces += pairs
    pieces.append(folded[end:])
    text = " ".join(" ".join(pieces).replace('"', " ").split())
    return f'"{text}"{" *" if prefix else ""}'
