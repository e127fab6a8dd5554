"""`import` of an export of Blogger's: the blogs in it, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedarchive.cli.importing import Imported

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path


def import_export(path: Path, args: Namespace, archive_root: Path) -> Imported:
    """How it went with that file. Raises ConfigError when no blog is in it, ArchiveError when writing fails."""
    raise NotImplementedError(path, args, archive_root)
