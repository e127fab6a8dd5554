"""The images of an exported site: the archive's own files, linked where the disk can, copied where not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Set as AbstractSet
from pathlib import Path

from feedarchive.read import Archive


def copy_media(archive: Archive, folder: Path, shown: AbstractSet[tuple[str, str]]) -> None:
    """Nothing, once the site has the files that its pages show, by blog and file, and no others.

    A hard link costs no room; the archive never writes into a file, so neither can change the other.
    """
    for name, file in sorted(shown):
        _put(archive.blog(name).store.root / file, folder / name / file)
    for found in folder.glob("*/media/??/*"):
        name, _, file = found.relative_to(folder).as_posix().partition("/")
        if (name, file) not in shown:
            found.unlink()


def _put(source: Path, target: Path) -> None:
    if target.exists() or not source.is_file() or source.is_symlink():  # one that is lost: `verify` tells
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without hard links
        shutil.copyfile(source, target)
