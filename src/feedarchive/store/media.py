"""Images and recordings of a blog: `media/<aa>/<sha256>.<ending>`, and `media.jsonl`: whose they are.

A file is named by its content, so the same image is there once, whatever addresses it has. The map has a
line for each time that an address was asked for; the last line of an address counts. A line is appended and
flushed after the file that it names, so what a crash takes costs a request. The first line is there before
the first file, so that a map that is lost is known to be. docs/media.md.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING
from zlib import crc32

import msgspec
from msgspec import Struct

from feedarchive.plan.media import Fate
from feedarchive.store.disk import System, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

MEDIA = "media"
MAP = "media.jsonl"
MEDIA_FORMAT = "feedarchive-media/1"
MEDIA_FILE = re.compile(r"media/([0-9a-f]{2})/(\1[0-9a-f]{62})\.[a-z0-9]{2,5}")

_APPENDING = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_STEP = 1024 * 1024


class Kept(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the map: what came of asking for the file of an address.

    Attributes:
        address: as it stands in posts, absolute.
        at: when it was asked for, UTC.
        fate: what came of it.
        file: below the blog's folder; None when nothing is held.
        sha256, bytes, type: of the file; the type is what its first bytes show.
        asked: the address that it was really had from, as one of a larger size, after redirects.
        status, headers: of that answer.
        why: in words, when nothing is held.
        tries: how often in a row the same came of it.
        limit: the largest size that was taken then, of one that was too large.
    """

    address: str
    at: datetime
    fate: Fate
    file: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    type: str | None = None
    asked: str | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    why: str | None = None
    tries: int = 0
    limit: int | None = None


class _First(Struct, frozen=True):
    """The first line of a map."""

    format: str


class Brief(Struct, frozen=True, gc=False):
    """A line as a run remembers it: without what only readers want."""

    address: str
    at: datetime
    fate: Fate
    file: str | None = None
    asked: str | None = None
    why: str | None = None
    tries: int = 0
    bytes: int | None = None
    type: str | None = None
    limit: int | None = None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Kept)
_briefs = msgspec.json.Decoder(Brief)


class Map:
    """The map of one blog, as it stands; whoever appends holds the blog's lock.

    Raises ArchiveError where the file cannot be read. Lines that are none are passed over: `verify` tells.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._last: dict[str, Brief] = {}
        self._had: dict[str, str] = {}
        self._ready = False
        with tree.opened(MAP) as file:
            for line in file or ():
                with suppress(msgspec.DecodeError, UnicodeDecodeError):
                    self._learn(_briefs.decode(line))

    def get(self, address: str) -> Brief | None:
        """The last that is known of an address; None when it was never asked for."""
        return self._last.get(address)

    def all(self) -> Iterator[Brief]:
        """The last that is known of each address, in the order in which they were first asked for."""
        return iter(self._last.values())

    def had_from(self, asked: str) -> str | None:
        """An address whose file was had from there and is held."""
        return self._had.get(asked)

    def held(self, address: str) -> str | None:
        """The file of an address, below the blog's folder; None when none is held."""
        known = self._last.get(address)
        return known.file if known is not None and known.fate == "held" else None

    def file_exists(self, address: str) -> bool:
        """Whether the file of an address is held and there; its bytes are not looked at."""
        file = self.held(address)
        return file is not None and os.path.exists(self._tree.root / file)  # noqa: PTH110  of 20,000, no Path

    def append(self, line: Kept) -> None:
        """Nothing, once the line is on the disk."""
        self.begin()
        data = _encoded(line)
        with self._tree.writing(MAP), self._tree.folder() as folder:
            self._put(folder, data)
        self._learn(_briefs.decode(data))

    def begin(self) -> None:
        """Nothing, once the map is there and ends with a whole line; due before the first file is put."""
        if self._ready:
            return
        with self._tree.writing(MAP), self._tree.folder() as folder:
            if not self._put(folder, b""):
                self._put(folder, _encoded(_First(format=MEDIA_FORMAT)))
                self._tree.system.fsync(folder)
        self._ready = True

    def _put(self, folder: int, data: bytes) -> int:
        """How long the map is, once these bytes are at its end; what a dead run left of a line is cut off."""
        fd = self._tree.system.open(MAP, _APPENDING, 0o644, dir_fd=folder)
        try:
            if not data:
                return _cut_torn_lines(fd)
            self._tree.write_all(fd, data)
            self._tree.system.fsync(fd)
            return os.fstat(fd).st_size
        finally:
            os.close(fd)

    def _learn(self, line: Brief) -> None:
        self._last[line.address] = line
        if line.fate == "held" and line.asked:
            self._had[line.asked] = line.address


def held_media(tree: Tree) -> Mapping[str, str]:
    """The files that are held, by address; read once for as long as the map does not change.

    Raises:
        ArchiveError: the file cannot be read.
    """
    try:
        seen = os.stat(tree.root / MAP, follow_symlinks=False)  # noqa: PTH116  for each page; no Path
    except OSError:
        return MappingProxyType({})
    return _held(tree.root.absolute(), (seen.st_ino, seen.st_size, seen.st_mtime_ns))


@lru_cache(maxsize=8)
def _held(root: Path, _seen: tuple[int, ...]) -> Mapping[str, str]:
    known = Map(Tree(root, System())).all()
    return MappingProxyType({one.address: one.file for one in known if one.fate == "held" and one.file})


def lines(tree: Tree) -> Iterator[Kept]:
    """The last line of each address, whole, in the order in which they were first asked for.

    Raises:
        ArchiveError: the file cannot be read.
    """
    last: dict[str, bytes] = {}
    with tree.opened(MAP) as file:
        for line in file or ():
            with suppress(msgspec.DecodeError, UnicodeDecodeError):
                last[_briefs.decode(line).address] = line
    return (_decoder.decode(line) for line in last.values())


def broken(tree: Tree) -> Iterator[tuple[int, bool]]:
    """The number of each line that cannot be read, and whether it has its end. Raises ArchiveError."""
    with tree.opened(MAP) as file:
        for number, line in enumerate(file or (), start=1):
            if not _is_whole(line):
                yield number, line.endswith(b"\n")


def begun(tree: Tree) -> bool:
    """Whether the map is there and has lines. Raises ArchiveError."""
    with tree.opened(MAP) as file:
        return file is not None and bool(file.readline())


def readable(tree: Tree) -> bytes:
    """The map without the lines that cannot be read. Raises ArchiveError."""
    with tree.opened(MAP) as file:
        return b"".join(line for line in file or () if _is_whole(line))


def rewrite(tree: Tree, drop: Iterable[Kept]) -> None:
    """Nothing, once the map has these lines alone of their addresses: what was said of them is taken out."""
    tombs = {one.address: one for one in drop}
    with tree.opened(MAP) as file, tree.replacing(MAP) as write:
        for line in file or ():
            try:
                known = _briefs.decode(line).address in tombs
            except (msgspec.DecodeError, UnicodeDecodeError):
                known = False
            if not known:
                write(line)
        for one in tombs.values():
            write(_encoded(one))


def digest_of(tree: Tree, path: str) -> str | None:
    """The SHA-256 of a file, hex, read piece by piece; None when it is not there. Raises ArchiveError."""
    found = sha256()
    with tree.opened(path) as file:
        if file is None:
            return None
        while piece := file.read(_STEP):
            found.update(piece)
    return found.hexdigest()


def files(tree: Tree) -> Iterator[str]:
    """Every file of `media/`, sorted, as the map names them."""
    for part in sorted(tree.names(MEDIA)):
        for name in sorted(tree.names(f"{MEDIA}/{part}")):
            if MEDIA_FILE.fullmatch(path := f"{MEDIA}/{part}/{name}"):
                yield path


def _encoded(line: Kept | _First) -> bytes:
    """The line, with the CRC-32 of what stands before it: a bit that flipped is found."""
    body = _encoder.encode(line)
    return body[:-1] + b',"check":"%08x"}\n' % crc32(body)


def _is_whole(line: bytes) -> bool:
    body, _, check = line.rpartition(b',"check":"')
    return check == b'%08x"}\n' % crc32(body + b"}")


def _cut_torn_lines(fd: int) -> int:
    """How long the map is without the lines at its end that a dead run, or a power cut, left half written."""
    whole = size = 0
    with os.fdopen(os.dup(fd), "rb") as file:
        for line in file:
            size += len(line)
            whole = size if _is_whole(line) else whole
    if whole != size:
        os.ftruncate(fd, whole)
    return whole
