"""From an id to the folders that may hold it, at a few MB for 100,000 posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedarchive.store.layout import id8

if TYPE_CHECKING:
    from collections.abc import Iterable

_BETWEEN = "\n"  # no folder's name holds one


class Index:
    """Folders by the eight hex digits at their end; of 100,000 ids about one pair shares them."""

    def __init__(self, folders: Iterable[str]) -> None:
        self._folders: dict[int, str] = {}
        for folder in folders:
            self.add(folder)

    def add(self, folder: str) -> None:
        """Nothing, once the folder can be found."""
        key = int(folder[-8:], 16)
        held = self._folders.setdefault(key, folder)
        if folder not in held.split(_BETWEEN):
            self._folders[key] = f"{held}{_BETWEEN}{folder}"

    def candidates(self, entry_id: str) -> list[str]:
        """The folders that fit the id; what is in them decides."""
        held = self._folders.get(int(id8(entry_id), 16))
        return held.split(_BETWEEN) if held else []
