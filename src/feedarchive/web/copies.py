"""The images of an exported site: copies of the archive's own files."""

from __future__ import annotations

import shutil
from collections.abc import Set as AbstractSet
from pathlib import Path

from feedarchive.read import Archive


def copy_media(archive: Archive, folder: Path, shown: AbstractSet[tuple[str, str]]) -> None:
    """Nothing, once the site has the files that its pages show, by blog and file, and no others.

    Never hard links: whoever makes a site's images smaller, or gives them to a web server's user, would
    change the archive.
    """
    for name, file in sorted(shown):
        _put(archive.blog(name).store.root / file, folder / name / file)
    for found in folder.glob("*/media/??/*"):
        name, _, file = found.relative_to(folder).as_posix().partition("/")
        if (name, file) not in shown:
            found.unlink()


def _put(source: Path, target: Path) -> None:
    if not source.is_file() or source.is_symlink():  # one that is lost: `verify` tells
        return
    if target.is_file() and not target.samefile(source) and target.stat().st_size == source.stat().st_size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    shutil.copyfile(source, part)
    part.replace(target)
