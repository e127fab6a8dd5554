"""`authors`: who wrote posts and comments."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from feedarchive.cli.cataloguing import asked, limit
from feedarchive.cli.opening import opened
from feedarchive.cli.terminal import columns, fit, one_line, screen

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from pathlib import Path

    from feedarchive.catalog.overview import Person
    from feedarchive.cli.terminal import Screen

_WIDEST = 30  # columns of a name


def run_authors(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when a file was damaged. Raises ConfigError for a blog that is not there."""
    archive = opened(archive_root)
    on = screen(out, args.color)
    with asked(args, archive) as catalog:
        found = catalog.authors(args.name, blog=args.blog, limit=limit(args.limit), offset=args.offset)
    if args.json:
        page = {"total": found.total, "offset": found.offset, "next": found.next, "people": found.people}
        on.json(page | {"damaged": archive.damages()})
        return archive.exit_code()
    if on.tty:
        _show(found.people, on)
    else:
        for person in found.people:
            counts = str(person.posts), str(person.comments), person.first or "", person.last or ""
            on.fields(one_line(person.name), *counts, one_line(person.url or ""), _others(person))
    if found.next is not None:
        print(f"feedarchive: {found.next:,} of {found.total:,}; all with --limit 0", file=sys.stderr)
    return archive.exit_code()


def _show(people: Sequence[Person], on: Screen) -> None:
    names = [one_line(person.name) or "[no name]" for person in people]
    widest = min(max(map(columns, names), default=0), _WIDEST)
    if people:
        on.line(on.paint(f"{fit('name', widest)}  {'posts':>8}  {'comments':>8}  first       last", "dim"))
    for name, person in zip(names, people, strict=True):
        span = f"{person.first or 'no date':10}  {person.last or 'no date':10}"
        on.line(f"{fit(name, widest)}  {person.posts:>8,}  {person.comments:>8,}  {span}")
        if person.url:
            on.line(on.paint(f"    {one_line(person.url)}", "dim"))
        if others := _others(person):
            on.line(on.paint(f"    also {others}", "dim"))


def _others(person: Person) -> str:
    return ", ".join(map(one_line, person.names[1:]))
