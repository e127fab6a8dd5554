"""What is in an archive, by the names of its folders: nothing is opened, symbolic links are passed over."""

from __future__ import annotations

import os
import re
from itertools import chain

from feedarchive.errors import ArchiveError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

INFO = "blog.json"
STATE = "state.json"
# What a run has seen so far (work.py); it is there only while a run is not done.
WORK_FILE = ".work.sqlite"
IMPORT_FILE = ".import.sqlite"  # the same of an import
ENTRY_FOLDER = re.compile(
    r"(?:posts/[0-9]{4}/(?:0[0-9]|1[0-2])|pages)/[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?-([0-9a-f]{8})"
)


def folders(folder: str) -> list[str]:
    """The names of the folders in there, sorted; [] where there is no such folder.

    Raises:
        ArchiveError: it cannot be read.
    """
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as exc:
        raise ArchiveError(folder, f"cannot be read: {exc.strerror}") from exc


def blogs(root: str) -> list[str]:
    """The folders of blogs, sorted: those that hold a blog.json, posts or pages."""
    return [name for name in folders(root) if not name.startswith(".") and _is_blog(f"{root}/{name}")]


def _is_blog(folder: str) -> bool:
    return any(os.path.exists(f"{folder}/{part}") for part in (INFO, "posts", "pages"))  # noqa: PTH110


def years(blog: str) -> Iterator[str]:
    """The folder of every year of a blog's posts, sorted: `posts/2006`."""
    return (f"posts/{year}" for year in folders(f"{blog}/posts"))


def months(blog: str) -> Iterator[str]:
    """The folder of every month, sorted: `posts/2006/06`."""
    return (f"{year}/{month}" for year in years(blog) for month in folders(f"{blog}/{year}"))


def entries(blog: str) -> Iterator[str]:
    """The folder of every entry, sorted, pages first."""
    for above in chain(("pages",), months(blog)):
        for name in folders(f"{blog}/{above}"):
            if ENTRY_FOLDER.fullmatch(folder := f"{above}/{name}"):
                yield folder
