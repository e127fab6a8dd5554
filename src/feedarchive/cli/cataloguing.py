"""`catalog`, and the open catalog for the commands that ask it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from feedarchive.catalog.catalog import refresh
from feedarchive.catalog.file import NAME
from feedarchive.cli.opening import Opened, opened
from feedarchive.cli.terminal import screen

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterator

    from feedarchive.catalog.catalog import Catalog

_ALL = 2**40  # more than an archive can hold


@contextmanager
def asked(args: Namespace, archive: Opened) -> Iterator[Catalog]:
    """The catalog, up to date; damage is told. Raises ConfigError for a blog that is not there."""
    if args.blog:
        archive.archive.blog(args.blog)
    file = Path(args.catalog) if args.catalog else None
    with _watched() as watch, archive.archive.catalog(file, on_progress=watch) as catalog:
        yield catalog


def run_catalog(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when a file was damaged."""
    archive = opened(archive_root)
    file = Path(args.catalog) if args.catalog else archive_root / NAME
    with _watched() as watch:
        changes = refresh(archive.archive.store, file, rebuild=args.rebuild, on_progress=watch)
    with archive.archive.catalog(file) as catalog:
        posts, comments = catalog.sizes()
    on = screen(out, args.color)
    size = file.stat().st_size
    if args.json:
        counted = {"posts": posts, "comments": comments, "read": changes.read, "gone": changes.gone}
        on.json({"file": str(file), "bytes": size, **counted, "damaged": archive.damages()})
    else:
        what = f"{posts:,} posts and pages, {comments:,} comments, {size / 1e6:,.1f} MB"
        on.line(f"{what}; {changes.read:,} read, {changes.gone:,} gone")
    return archive.exit_code()


def limit(number: int) -> int:
    """The number of hits that `--limit` asks for."""
    return number if number > 0 else _ALL


@contextmanager
def _watched() -> Iterator[Callable[[int], None]]:
    """A block in which long work says on standard error where it stands; on a terminal the line goes."""
    live = sys.stderr.isatty()
    told = False

    def tell(read: int) -> None:
        nonlocal told
        if live:
            sys.stderr.write(f"\r\x1b[Kreading the archive into its catalog: {read:,} posts")
            sys.stderr.flush()
        elif not told:
            print(
                "feedarchive: reading the archive into its catalog; later searches do without",
                file=sys.stderr,
            )
        told = True

    def clear() -> None:
        if live and told:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    try:
        yield tell
    finally:
        clear()
