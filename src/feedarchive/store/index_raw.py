"""Which addresses below one were answered with 200 before: by the heads of the raw records."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError, CorruptError
from feedarchive.store.members import members
from feedarchive.store.records import parsed
from feedarchive.store.sink import raw_files

if TYPE_CHECKING:
    from feedarchive.store.files import BlogStore

_ANSWERED = (b"HTTP/1.1 200", b"HTTP/1.0 200")


def answered(store: BlogStore, base: str) -> dict[str, str]:
    """The reference of the newest such record by its address; records that are damaged are passed over."""
    found: dict[str, str] = {}
    for path in raw_files(store.tree):
        with suppress(ArchiveError), store.tree.opened(path) as file:
            for one in members(file) if file else ():
                with suppress(CorruptError):
                    own = parsed(one.data, path)
                    url = own.fields.get("warc-target-uri", "")
                    if url.startswith(base) and own.block.startswith(_ANSWERED):
                        found[url] = f"{path}#{one.offset}"
    return found
