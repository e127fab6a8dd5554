"""`media`: the images and enclosures of posts, those held and those not."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

from feedarchive.cli.parsers import command

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from pathlib import Path

    from feedarchive.cli.parsers import Subparsers
    from feedarchive.cli.terminal import Screen
    from feedarchive.read import Blog

_HELP = """\
List the images and enclosures of posts that could not be had: address, what came of asking for it, and why.
With --all those that are held too, with their files. Nothing is asked of the web."""
_MORE = """\
examples:
  feedarchive media                                  what is lost, of all blogs
  feedarchive media some.blogspot.com --all
  feedarchive media some.blogspot.com --json | jq -r '.media[] | select(.fate == "gone").address'

--json gives {"held", "lost", "media": [{blog, address, fate, file, bytes, type, at, why, again}], "damaged"};
`file` is below the archive's folder.

exit codes: 0, also when images are lost; 4 when the archive is damaged."""


class MediaRow(Struct, frozen=True, kw_only=True):
    """One address, as `media --json` gives it; `again`: from when on it is asked for again."""

    blog: str
    address: str
    fate: str
    file: str | None
    bytes: int | None
    type: str | None
    at: datetime
    why: str | None
    again: datetime | None


def add_media(subparsers: Subparsers) -> None:
    """Registers `media`."""
    parser = command(subparsers, "media", "images of posts: what is held, what is lost", _HELP, _MORE)
    parser.add_argument("names", metavar="NAME", nargs="*", help="a blog, by its folder's name; default: all")
    parser.add_argument("--all", action="store_true", help="those that are held too")
    parser.set_defaults(run=run_media)


def run_media(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when damage was met. Raises ConfigError for an unknown blog."""
    from feedarchive.cli.opening import opened  # noqa: PLC0415  other commands need none of it
    from feedarchive.cli.terminal import screen  # noqa: PLC0415

    archive, on, counts = opened(archive_root), screen(out, args.color), Counter[bool]()
    rows: list[MediaRow] = []
    for blog in archive.blogs(args.names):
        for row in blog.careful(lambda blog=blog: list(_rows(blog))) or ():  # type: ignore[misc]
            counts[row.fate == "held"] += 1
            if not args.all and row.fate == "held":
                continue
            if args.json:
                rows.append(row)
            else:
                _write(row, on)
    if args.json:
        damaged = archive.damages()
        on.json({"held": counts[True], "lost": counts[False], "media": rows, "damaged": damaged})
    elif on.tty:
        on.line(f"{counts[True]:,} held, {counts[False]:,} not")
    return archive.exit_code()


def _rows(blog: Blog) -> Iterator[MediaRow]:
    from feedarchive.plan.media import asked_again  # noqa: PLC0415
    from feedarchive.store.media import lines  # noqa: PLC0415

    for one in lines(blog.store.tree):
        yield MediaRow(
            blog=blog.name,
            address=one.address,
            fate=one.fate,
            file=f"{blog.name}/{one.file}" if one.file else None,
            bytes=one.bytes,
            type=one.type,
            at=one.at,
            why=one.why,
            again=asked_again(one.fate, one.tries, one.at),
        )


def _write(row: MediaRow, on: Screen) -> None:
    from feedarchive.cli.terminal import one_line  # noqa: PLC0415

    on.fields(one_line(row.blog), one_line(row.address), row.fate, one_line(row.file or row.why or ""))


COMMANDS = (add_media,)
