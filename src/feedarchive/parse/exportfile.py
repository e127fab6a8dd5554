"""The bytes of an export -> its head and its entries, one by one, whatever the file's size; pure.

An export may have 1 GB, and may be cut, mangled or full of NULs. Each entry is taken by itself, so that what
is broken costs that entry alone and memory holds no more than one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from feedarchive.parse.xmltext import Transcoder

LARGEST = 64 * 1024 * 1024  # bytes of one entry; Blogger's editor gave up long before
_HEAD = 1024 * 1024  # bytes before the first entry; an old export's head has some hundreds

_START = re.compile(rb"<(?:[\w.-]+:)?entry(?=[\s>])")
_NEXT = re.compile(rb"<(/?)(?:[\w.-]+:)?entry(?=[\s>])")
_FEED_END = re.compile(rb"</(?:[\w.-]+:)?feed\s*>")
_NOTHING = re.compile(rb"[\0\s\xef\xbb\xbf]*")
_TAG = max(len(b"</:entry>") + 64, 128)  # bytes that a tag may be cut in


class Head(Struct, frozen=True):
    """Everything before the first entry."""

    data: bytes


class Piece(Struct, frozen=True):
    """One entry, from `<entry` to `</entry>`; `at`: the byte of the text where it begins."""

    data: bytes
    at: int


class Broken(Struct, frozen=True):
    """What is no whole entry: the beginning of one, or something between two."""

    data: bytes
    at: int
    why: str


Found = Head | Piece | Broken


class Splitter:
    """Is fed the file in chunks of any size, and gives what they complete; `ended` once `</feed>` came."""

    def __init__(self) -> None:
        self.ended = False
        self._text = Transcoder()
        self._rest = bytearray()
        self._at = 0  # of the first byte of the rest
        self._looked = 0  # bytes of the rest in which no tag was found
        self._head = True
        self._junk = False

    def feed(self, chunk: bytes) -> Iterator[Found]:
        """What is complete now."""
        self._rest += self._text.utf8(chunk)
        yield from self._complete()

    def end(self) -> Iterator[Found]:
        """What is left; an entry that was begun is broken."""
        self._rest += self._text.utf8(b"", final=True)
        self._looked = 0
        yield from self._complete()
        if self._head:
            self._head = False
            yield Head(self._take(len(self._rest)))
        elif self._rest and (tag := _START.match(self._rest)):
            yield Broken(bytes(self._rest), self._at + tag.start(), "is cut at the end of the file")
        elif self._rest:
            yield from self._between(len(self._rest))

    def _complete(self) -> Iterator[Found]:
        while True:
            if not _START.match(self._rest):
                tag = _START.search(self._rest, max(self._looked - _TAG, 0))
                if tag is None:
                    yield from self._without_entry()
                    return
                yield from self._between(tag.start())
            start = max(self._looked - _TAG, 1)
            tag = _NEXT.search(self._rest, start)
            if tag is None:
                if len(self._rest) > LARGEST:
                    yield self._broken(LARGEST, f"has more than {LARGEST:,} bytes")
                    self._junk = True
                    continue
                self._looked = len(self._rest)
                return
            if not tag[1]:
                yield self._broken(tag.start(), "ends where the next one begins")
                continue
            end = self._rest.find(b">", tag.end())
            if end < 0:
                self._looked = tag.start()
                return
            self._junk = False
            at = self._at
            yield Piece(self._take(end + 1), at)

    def _without_entry(self) -> Iterator[Found]:
        """Let go of what cannot be the beginning of an entry's tag."""
        if self._head and len(self._rest) <= _HEAD:
            self._looked = len(self._rest)
        elif len(self._rest) > _TAG:
            yield from self._between(len(self._rest) - _TAG)

    def _between(self, size: int) -> Iterator[Found]:
        """What stands before the first entry, or between two, where nothing should."""
        at = self._at
        data = self._take(size)
        if self._head:
            self._head = False
            yield Head(data)
            return
        self.ended = self.ended or _FEED_END.search(data) is not None
        if not self._junk and not _NOTHING.fullmatch(_FEED_END.sub(b"", data)):
            self._junk = True  # one line for all of it
            yield Broken(data, at, "stands between entries and is none")

    def _broken(self, size: int, why: str) -> Broken:
        at = self._at
        return Broken(self._take(size), at, why)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._rest[:size])
        del self._rest[:size]
        self._at += size
        self._looked = 0
        return taken
