"""Text for a terminal or a pipe: nothing that a blog wrote may steer it, and nothing runs over the edge."""

from __future__ import annotations

import os
import re
from functools import cache

TYPE_CHECKING = False  # typing costs `list` 3 ms
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal, TextIO

    Style = Literal["bold", "dim", "removed", "added", "hit"]
    Wish = Literal["auto", "always", "never"]

# C0 without tab and line feed, DEL, C1, line and paragraph separators, bidi embeddings, overrides and
# isolates (Unicode TR 36, 2.10), lone surrogates. LRM, RLM and ZWJ stay: Hebrew and emoji need them.
_STEERING = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_SGR: dict[Style, str] = {"bold": "1", "dim": "2", "removed": "31", "added": "32", "hit": "1;33"}
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff"  # written without spaces
_NARROWEST = 20
_WIDEST = 100  # columns; longer lines read badly, however wide the window


@cache  # compiled when first needed: most texts are printable, and it takes 3 ms
def _unsafe() -> re.Pattern[str]:
    return re.compile(f"[{_STEERING}]")


@cache
def _atom() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:[{_WIDE}]|[^\s{_WIDE}]+)")


def escape(text: str) -> str:
    r"""The text with steering characters spelled out, as `\x1b` or `\u202e`; tabs and line feeds stay."""
    return text if text.isprintable() else _unsafe().sub(_spelled, text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The text escaped and on one line: runs of white space are one space."""
    line = " ".join(text.split())
    return line if line.isprintable() else _unsafe().sub(_spelled, line)


def _spelled(match: re.Match[str]) -> str:
    return ascii(match[0])[1:-1]


class Screen:
    """Where text goes: its width in columns, and whether a person sees it and in colour."""

    __slots__ = ("colour", "out", "tty", "width")

    def __init__(self, *, out: TextIO, width: int = 80, tty: bool = False, colour: bool = False) -> None:
        self.out, self.width, self.tty, self.colour = out, width, tty, colour

    def line(self, text: str = "") -> None:
        """Write a line that is already safe."""
        self.out.write(text.rstrip() + "\n")

    def fields(self, *fields: str) -> None:
        """Write a line of fields between tabs, for other programs; empty ones stay."""
        self.out.write("\t".join(fields) + "\n")

    def paragraph(self, text: str, indent: str = "", style: Style | None = None) -> None:
        """Write text from the archive, escaped and wrapped; its own line breaks stay."""
        for line in escape(text).expandtabs(4).split("\n"):
            for wrapped in wrap(line, max(self.width - len(indent), _NARROWEST)):
                self.line(indent + (self.paint(wrapped, style) if style else wrapped))

    def verbatim(self, text: str, indent: str = "") -> None:
        """Write text from the archive, escaped and not wrapped."""
        for line in escape(text).split("\n"):
            self.line(indent + line)

    def paint(self, text: str, style: Style) -> str:
        """The text in that style, or as it is where there is no colour."""
        return f"\x1b[{_SGR[style]}m{text}\x1b[0m" if self.colour and text else text

    def json(self, document: object) -> None:
        """Write one JSON document."""
        self.out.write(json_text(document) + "\n")


def screen(out: TextIO, wish: Wish = "auto") -> Screen:
    """The screen behind a stream; NO_COLOR (no-color.org), TERM=dumb and pipes are without colour.

    `wish`, what the command line says of colour, beats all three.
    """
    import shutil  # noqa: PLC0415  --help needs none of it

    tty = out.isatty()
    colour = tty and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    if wish != "auto":
        colour = wish == "always"
    width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST)
    return Screen(out=out, width=width, tty=tty, colour=colour)


def json_text(document: object, indent: int = 2) -> str:
    """The document as JSON, steering characters escaped; on one line with `indent` 0."""
    import msgspec  # noqa: PLC0415  as above

    text = msgspec.json.format(msgspec.json.encode(document), indent=indent).decode()
    return json_safe(text)


def json_safe(document: str) -> str:
    r"""A JSON document with steering characters as escapes, as `\u202e`; its values stay the same."""
    return _unsafe().sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def columns(text: str) -> int:
    """How many columns the text takes: East Asian wide ones two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    import unicodedata  # noqa: PLC0415  most titles are ASCII, and --help needs none of it

    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1


def fit(text: str, width: int) -> str:
    """The text in exactly `width` columns: filled with spaces, or cut with an ellipsis."""
    if columns(text) > width:
        while columns(text) >= width:
            text = text[:-1]
        text += "…"
    return text + " " * (width - columns(text))


def wrap(line: str, width: int) -> Iterator[str]:
    """The line as lines of at most `width` columns.

    A word that is longer stands alone and whole, as an address must; East Asian text breaks anywhere.
    """
    held = ""
    for atom in _atom().findall(line):
        longer = held + atom if held else atom.lstrip()
        if held and columns(longer) > width:
            yield held
            longer = atom.lstrip()
        held = longer
    yield held
