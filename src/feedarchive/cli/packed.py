"""The exports in what a person names: a file by itself, a folder, a zip, tar or gzip file."""

from __future__ import annotations

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from feedarchive.errors import ConfigError
from feedarchive.sources.kinds import ENOUGH, FileKind, kind_of

_FEED = "feed.atom"
_DAMAGE = (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)


class Stream(Protocol):
    """An open file."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class Gentle:
    """A packed file that ends where it is damaged: what came before can be had."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end, or where the rest cannot be unpacked."""
        try:
            return self._stream.read(size)
        except _DAMAGE:
            return b""


def head_of(path: Path) -> tuple[bytes, FileKind | None]:
    """The first bytes of a file, and its kind; of a gzip file, both of what is packed in it.

    Raises ConfigError when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            head = file.read(ENOUGH)
    except OSError as exc:
        raise ConfigError(f"{path}: cannot be read: {exc.strerror}") from exc
    if (kind := kind_of(head)) != "gzip":
        return head, kind
    try:
        inner = zlib.decompressobj(wbits=31).decompress(head, ENOUGH)
    except zlib.error as exc:
        raise ConfigError(f"{path}: begins as gzip and is damaged: {exc}") from exc
    return inner, kind_of(inner)


def exports_in(path: Path) -> Iterator[tuple[str, Stream]]:
    """Each export there with its name. Raises ConfigError for a container that cannot be opened."""
    if path.is_dir():
        for file in sorted(path.rglob(_FEED)) or sorted(path.glob("blog-*.xml")):
            with file.open("rb") as stream:
                yield str(file.relative_to(path.parent)), stream
        return
    _, kind = head_of(path)
    if kind == "zip":
        yield from _in_zip(path)
    elif kind == "tar":
        yield from _in_tar(path)
    elif _is_gzip(path):
        with gzip.open(path) as stream:
            yield path.name, Gentle(stream)
    else:
        with path.open("rb") as stream:
            yield path.name, stream


def _in_zip(path: Path) -> Iterator[tuple[str, Stream]]:
    try:
        packed = zipfile.ZipFile(path)
    except _DAMAGE as exc:
        raise ConfigError(f"{path}: the zip file is cut or damaged: {exc}") from exc
    with packed:
        for name in filter(_is_export, packed.namelist()):
            with packed.open(name) as stream:
                yield f"{path.name}/{name}", Gentle(stream)


def _in_tar(path: Path) -> Iterator[tuple[str, Stream]]:
    with tarfile.open(path, "r|*") as packed:
        while (member := _next(packed)) is not None:
            stream = packed.extractfile(member) if member.isfile() and _is_export(member.name) else None
            if stream is not None:
                yield f"{path.name}/{member.name}", Gentle(stream)


def _next(packed: tarfile.TarFile) -> tarfile.TarInfo | None:
    """The next member; None at the end, or where the rest cannot be unpacked."""
    try:
        return packed.next()
    except _DAMAGE:
        return None


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return kind_of(file.read(ENOUGH)) == "gzip"


def _is_export(name: str) -> bool:
    folder, _, last = name.rpartition("/")
    is_old = last.startswith("blog-") and last.endswith(".xml")
    return "__MACOSX" not in folder and (last == _FEED or is_old)
