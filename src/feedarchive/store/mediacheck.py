"""Whether the files of `media/` are what their names say, and the map names files that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedarchive.errors import ArchiveError
from feedarchive.store.damage import Damage
from feedarchive.store.media import MAP, MEDIA_FILE, begun, broken, digest_of, files, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedarchive.store.disk import Tree


def check_media(tree: Tree) -> Iterator[Damage]:
    """Everything that is wrong: a file of other content than its name says, a line or a file that is lost."""
    there = set()
    try:
        for path in files(tree):
            yield from _check(tree, path)
            there.add(path)
        for number, whole in broken(tree):
            if whole:
                yield Damage(tree.name(MAP), f"line {number} cannot be read")
            else:
                yield Damage(tree.name(MAP), "its last line is cut: a run died, or is at work", "notice")
        named = {one.file: one.address for one in lines(tree) if one.file is not None}
    except ArchiveError as exc:
        yield Damage(exc.name, exc.reason)
        return
    if there and not begun(tree):
        yield Damage(tree.name(MAP), "is missing or empty, and there are files that it should name")
    for path in sorted(named.keys() - there):
        yield Damage(tree.name(path), f"is missing: it is the file of {named[path]}")
    for path in sorted(there - named.keys()):
        yield Damage(tree.name(path), f"no line of {MAP} names it: a run died before it could", "notice")


def _check(tree: Tree, path: str) -> Iterator[Damage]:
    found = MEDIA_FILE.fullmatch(path)
    assert found is not None
    try:
        digest = digest_of(tree, path)
    except ArchiveError as exc:
        yield Damage(exc.name, exc.reason)
        return
    if digest != found[2]:
        yield Damage(tree.name(path), "differs from what was written: its SHA-256 is not that of its name")
