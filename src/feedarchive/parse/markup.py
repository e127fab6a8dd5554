"""XML elements inside a feed's text -> HTML, as nearly as published (RFC 4287, 3.1.1.3)."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from feedarchive.errors import DamagedError

MAX_DEPTH = 256

_XHTML = "http://www.w3.org/1999/xhtml"
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_VERBATIM = frozenset({"script", "style"})  # HTML reads no entities in them


class Markup:
    """The handlers that write what expat reads to `out`, all but the `div` that wraps it.

    `prefixes` maps namespaces to the prefixes in use, and grows while they are declared; `done` is called
    with the end tag of the element that holds the markup.
    """

    def __init__(
        self, url: str, out: list[str], prefixes: dict[str, str], done: Callable[[str], None]
    ) -> None:
        self._url = url
        self._out = out
        self._prefixes = prefixes
        self._done = done
        self._open: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Write a start tag."""
        tag = self._tag(name)
        self._open.append(tag if len(self._open) or tag != "div" else "")
        if len(self._open) > MAX_DEPTH:
            raise DamagedError(self._url, f"more than {MAX_DEPTH} elements inside each other")
        if self._open[-1]:
            pairs = [f' {self._tag(key)}="{escape(value)}"' for key, value in attributes.items()]
            self._out.append(f"<{tag}{''.join(pairs)}{' /' if tag in _VOID else ''}>")

    def data(self, text: str) -> None:
        """Write text."""
        verbatim = self._open and self._open[-1] in _VERBATIM and "</" not in text
        self._out.append(text if verbatim else escape(text, quote=False))

    def comment(self, text: str) -> None:
        """Write a comment; `<!--more-->` is a jump break."""
        self._out.append(f"<!--{text}-->")

    def end(self, name: str) -> None:
        """Write an end tag."""
        if not self._open:
            self._done(name)
        elif (tag := self._open.pop()) and tag not in _VOID:
            self._out.append(f"</{tag}>")

    def _tag(self, name: str) -> str:
        space, _, local = name.rpartition(" ")
        prefix = self._prefixes.get(space) if space != _XHTML else None
        return f"{prefix}:{local}" if prefix else local
