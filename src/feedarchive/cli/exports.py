"""`import` of an export of Blogger's: the blogs in it, and what came of them."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

import msgspec

from feedarchive.cli.importing import Imported
from feedarchive.errors import BusyError, ConfigError
from feedarchive.store.files import Archive
from feedarchive.sync.importing import Brought, Wish, import_export

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from feedarchive.plan.absorbing import Conflict

_MOST_LINES = 20
_FEED = "feed.atom"


def import_exports(path: Path, args: Namespace, archive_root: Path) -> Imported:
    """How it went with the exports in that file or folder; one that another run holds stops no other.

    Raises ConfigError when there is none, or not the blog's; ArchiveError when writing fails.
    """
    archive = Archive(archive_root)
    done: list[Brought] = []
    busy: list[str] = []
    for name, stream in _exports(path):
        wish = Wish(file=name, blog=args.blog, private=args.private)
        try:
            done.append(import_export(archive, wish, stream, now=datetime.now(UTC)))
        except BusyError as exc:
            busy.append(str(exc))
    if not done and not busy:
        raise ConfigError(f"{path}: no feed.atom and no export of Blogger's is in it")
    return Imported(
        file=str(path),
        summary=tuple(line for one in done for line in _summary(one)),
        complaints=(*busy, *(line for one in done for line in _complaints(one, verbose=args.verbose))),
        facts={"file": str(path), "exports": [msgspec.to_builtins(one) for one in done], "busy": busy},
        exit_code=next((one.exit_code for one in done if one.exit_code), 5 if busy else 0),
    )


def _exports(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Each export there with its name: the file itself, or every feed.atom in a folder, zip or tar file."""
    if path.is_dir():
        for file in sorted(path.rglob(_FEED)) or sorted(path.glob("blog-*.xml")):
            with file.open("rb") as stream:
                yield str(file.relative_to(path.parent)), stream
    elif zipfile.is_zipfile(path):
        yield from _in_zip(path)
    elif _is_packed(path):
        yield from _in_tar(path)
    else:
        with path.open("rb") as stream:
            yield path.name, stream


def _in_zip(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with _damage(path), zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if _is_export(name):
                with packed.open(name) as stream:
                    yield f"{path.name}/{name}", stream


def _in_tar(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with _damage(path), tarfile.open(path, "r|*") as packed:
        for member in packed:
            stream = packed.extractfile(member) if member.isfile() and _is_export(member.name) else None
            if stream is not None:
                yield f"{path.name}/{member.name}", stream


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b" or tarfile.is_tarfile(path)


def _is_export(name: str) -> bool:
    folder, _, last = name.rpartition("/")
    is_old = last.startswith("blog-") and last.endswith(".xml")
    return "__MACOSX" not in folder and (last == _FEED or is_old)


@contextmanager
def _damage(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as exc:
        raise ConfigError(f"{path}: is damaged: {exc}") from exc


def _summary(one: Brought) -> list[str]:
    """What came of it, and what was left out, a line each."""
    read = f"{_counted(one.posts, 'post or page', 'posts and pages')}, {_comments(one.comments)}"
    news = f"{one.added:,} new, {one.revised:,} changed, {one.same:,} the same"
    lines = [f"{read} in {one.file}: {news}; {one.comments_added:,} new comments"]
    lines += [f"archived as private: {_kinds(one.private)}"] if one.private else []
    if one.left_out:
        lines.append(f"left out, since the public cannot see it (see --private): {_kinds(one.left_out)}")
    lines += [f"passed over: {_kinds(one.passed)}"] if one.passed else []
    if one.conflicts:
        number = _counted(len(one.conflicts), "contradiction", "contradictions")
        lines.append(f"{number}, where what is held stays")
    return [f"{one.blog}: {line}" for line in lines]


def _comments(number: int) -> str:
    return _counted(number, "comment", "comments")


def _complaints(one: Brought, *, verbose: bool) -> list[str]:
    """A line for each thing that could not be read, and for each contradiction; long lists are cut."""
    lines = [f"{one.file}: {problem}" for problem in one.problems]
    told = [f"{one.blog}: {_conflict(each)}" for each in one.conflicts]
    return [*_cut(lines, verbose=verbose), *_cut(told, verbose=verbose)]


def _cut(lines: list[str], *, verbose: bool) -> list[str]:
    if verbose or len(lines) <= _MOST_LINES:
        return lines
    return [*lines[:_MOST_LINES], f"and {len(lines) - _MOST_LINES:,} more; see --json, or -v"]


def _conflict(one: Conflict) -> str:
    where = one.url or one.post
    what = f"{one.field} of comment {one.comment}" if one.comment else one.field
    later = " (saved later)" if one.newer else ""
    return f"{where}: {what}: held {one.held!r} stays, the export has {one.export!r}{later}"


def _kinds(kinds: dict[str, int]) -> str:
    return ", ".join(
        f"{number:,} {kind}{'s' if number > 1 else ''}" for kind, number in sorted(kinds.items())
    )


def _counted(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"
