"""What the raw files say was written: digests of files, and of what each was made."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from feedarchive.errors import ArchiveError
from feedarchive.store.members import members
from feedarchive.store.raw import MADE, WRITES
from feedarchive.store.rawcheck import noted
from feedarchive.store.sink import raw_files

if TYPE_CHECKING:
    from feedarchive.store.disk import Tree

_MADE = re.compile(rf"^{WRITES}: sha256:[0-9a-f]{{64}} ([^\r\n]+)\r\n{MADE}: ([^\r\n]*)\r$", re.MULTILINE)


class FileNotes(Struct):
    """Of a file: the SHA-256 (hex) of what runs wrote there, and of what it was made (JSON), newest last."""

    digests: dict[str, None]
    made: list[bytes]


def notes_of(tree: Tree, paths: Container[str]) -> dict[str, FileNotes]:
    """The notes of those files; raw records that cannot be read say nothing."""
    found: dict[str, FileNotes] = {}
    for data in _records(tree):
        lines = [(path, digest) for _, path, digest in noted(data) if path in paths]
        for path, digest in lines:
            found.setdefault(path, FileNotes({}, [])).digests[digest] = None
        for match in _MADE.finditer(data.decode("utf-8", "surrogateescape")) if lines else ():
            if match[1] in found:
                found[match[1]].made.append(match[2].encode("utf-8", "surrogateescape"))
    return found


def _records(tree: Tree) -> Iterator[bytes]:
    for path in raw_files(tree):
        with suppress(ArchiveError), tree.opened(path) as file:
            for member in members(file) if file else ():
                yield member.data
