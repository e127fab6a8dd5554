"""What verify remembers of a blog's raw files: 24 bytes a record, about 120 a version."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from hashlib import sha256

_KEPT = 16  # bytes of a body's SHA-256: enough against accidents
_NOTED = 8  # bytes of a file's


class Ledger:
    """The records seen, with the SHA-256 of their decoded bodies, and the files that runs wrote.

    `remains`: names of tombstones, with the record that each refers to.
    """

    def __init__(self) -> None:
        self._offsets: dict[str, array[int]] = {}
        self._digests: dict[str, bytearray] = {}
        self._noted: dict[int, int] = {}
        self._planned: dict[int, set[int]] = {}
        self.remains: list[tuple[str, str]] = []

    def add_record(self, file: str, offset: int, digest: bytes) -> None:
        """Nothing; records of one file come in the order of their offsets."""
        self._offsets.setdefault(file, array("Q")).append(offset)
        self._digests.setdefault(file, bytearray()).extend(digest[:_KEPT])

    def record(self, file: str, offset: int) -> bytes | None:
        """The beginning of the SHA-256 of that record's decoded body; None when there is no such record."""
        offsets = self._offsets.get(file, array("Q"))
        at = bisect_left(offsets, offset)
        if at == len(offsets) or offsets[at] != offset:
            return None
        return bytes(self._digests[file][at * _KEPT : (at + 1) * _KEPT])

    def plan(self, path: str, digest: str) -> None:
        """Nothing; a run says that it is about to write that file, with that SHA-256 (hex)."""
        key, value = _number(path.encode("utf-8", "surrogateescape")), _short(digest)
        if self._noted.get(key) != value:
            self._planned.setdefault(key, set()).add(value)

    def note(self, path: str, digest: str) -> None:
        """Nothing; a run says that it wrote that file, with that SHA-256 (hex)."""
        key, value = _number(path.encode("utf-8", "surrogateescape")), _short(digest)
        if self._noted.setdefault(key, value) != value:  # a repair wrote it again
            self._planned.setdefault(key, set()).add(value)
        elif self._planned.get(key) == {value}:
            del self._planned[key]

    def tick_off(self, path: str) -> frozenset[int]:
        """What was noted of that file, for `fits`; empty when no run noted it, or it is ticked off."""
        key = _number(path.encode("utf-8", "surrogateescape"))
        sure = self._noted.pop(key, None)
        return frozenset({*self._planned.pop(key, ()), *(() if sure is None else (sure,))})

    def written(self, path: str) -> bool:
        """Whether a run noted that it wrote that file, and it is not ticked off."""
        return _number(path.encode("utf-8", "surrogateescape")) in self._noted

    def left(self) -> int:
        """How many written files were not ticked off."""
        return len(self._noted)


def fits(noted: frozenset[int], data: bytes) -> bool:
    """Whether a file's bytes are among those that were noted."""
    return _number(data) in noted


def same(digest: bytes, stated: str) -> bool:
    """Whether a beginning kept by a Ledger fits a SHA-256 in hex."""
    return stated[: 2 * _KEPT] == digest.hex()


def _number(data: bytes) -> int:
    return int.from_bytes(sha256(data).digest()[:_NOTED], "big")


def _short(digest: str) -> int:
    return int(digest[: 2 * _NOTED], 16)
