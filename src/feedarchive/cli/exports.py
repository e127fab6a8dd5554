"""`import` of an export of Blogger's: the blogs in it, and what came of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from feedarchive.cli.importing import WORST_FIRST, Imported
from feedarchive.cli.packed import exports_in
from feedarchive.errors import BusyError, ConfigError, FeedArchiveError
from feedarchive.store.files import Archive
from feedarchive.sync.importing import Brought, Wish, import_export

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from feedarchive.plan.absorbing import Conflict

_MOST_LINES = 20


def import_exports(paths: Sequence[Path], args: Namespace, archive_root: Path) -> Iterator[Imported]:
    """How it went with each of these files; raises as `_import` does."""
    return (_import(path, args, archive_root) for path in paths)


def _import(path: Path, args: Namespace, archive_root: Path) -> Imported:
    """How it went with the exports in that file or folder; one that fails stops no other.

    Raises ConfigError when there is none that can be imported, ArchiveError when writing fails.
    """
    archive = Archive(archive_root)
    done: list[Brought] = []
    failed: list[FeedArchiveError] = []
    for name, stream in exports_in(path):
        wish = Wish(file=name, blog=args.blog, private=args.private)
        try:
            done.append(import_export(archive, wish, stream, now=datetime.now(UTC)))
        except (BusyError, ConfigError) as exc:
            failed.append(exc)
    if not done:
        raise failed[0] if failed else ConfigError(f"{path}: no feed.atom and no blog-….xml is in it")
    told = tuple(line for one in done for line in _complaints(one, verbose=args.verbose))
    codes = {3 if isinstance(exc, ConfigError) else exc.exit_code for exc in failed}
    codes |= {one.exit_code for one in done}
    return Imported(
        file=str(path),
        summary=tuple(line for one in done for line in _summary(one)),
        complaints=(*map(str, failed), *told),
        facts={
            "file": str(path),
            "exports": [msgspec.to_builtins(one) for one in done],
            "failed": [str(exc) for exc in failed],
        },
        exit_code=next(code for code in WORST_FIRST if code in codes),
    )


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
        f"{number:,} {kind}{'s' if number > 1 and not kind.endswith('s') else ''}"
        for kind, number in sorted(kinds.items())
    )


def _counted(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"
