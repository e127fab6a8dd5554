"""`search`: what was found, with the words marked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from feedarchive.cli.cataloguing import asked, limit
from feedarchive.cli.opening import opened
from feedarchive.cli.terminal import escape, one_line, screen, wrap
from feedarchive.cli.wording import STATES, called

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from feedarchive.catalog.catalog import Catalog
    from feedarchive.catalog.search import Found, Hit
    from feedarchive.catalog.snippets import Fragment
    from feedarchive.cli.terminal import Screen

_INDENT = "    "


def run_search(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, or 4 when a file was damaged. Raises ConfigError for a blog that is not there, or without words."""
    archive = opened(archive_root)
    on = screen(out, args.color)
    words = " ".join(args.words)
    with asked(args, archive) as catalog:
        found = _search(catalog, words, args)
        if args.json:
            page = {"total": found.total, "offset": found.offset, "next": found.next, "hits": found.hits}
            on.json(page | {"damaged": archive.damages()})
            return archive.exit_code()
        for hit in found.hits:
            (_show if on.tty else _write)(hit, on)
        _tell_the_rest(found, on)
        if not found.total:
            _tell_nothing(catalog, words, args)
    return archive.exit_code()


def _search(catalog: Catalog, words: str, args: Namespace) -> Found:
    filters = {name: getattr(args, name) for name in ("within", "author", "since", "until", "label", "blog")}
    return catalog.search(words, order=args.order, limit=limit(args.limit), offset=args.offset, **filters)


def _write(hit: Hit, on: Screen) -> None:
    title, text = (one_line("".join(part.text for part in parts)) for parts in (hit.title, hit.snippet))
    fields = (
        hit.day or "no date",
        hit.kind,
        hit.author or "",
        title if title.strip() else called("", hit.excerpt),
        text,
        hit.number,
        hit.blog,
        hit.url or "",
    )
    on.fields(*map(one_line, fields))


def _show(hit: Hit, on: Screen) -> None:
    who = one_line(hit.author or "") or ("Someone" if hit.kind == "comment" else "")
    title = "".join(_painted(part, on) for part in hit.title) or called("", hit.excerpt)
    said = f"{who} on {title}" if hit.kind == "comment" else f"{title}{' by ' * bool(who)}{who}"
    state = f" ({STATES[hit.status]})" if hit.status != "live" else ""
    on.line(f"{on.paint(hit.day or 'no date', 'bold')}  {said}{on.paint(state, 'dim')}")
    for line in _wrapped(hit.snippet, on.width - len(_INDENT)):
        on.line(_INDENT + "".join(_painted(part, on) for part in line))
    on.line(on.paint(f"{_INDENT}{one_line(hit.url or hit.blog)}", "dim"))
    on.line(on.paint(f"{_INDENT}feedarchive show {hit.number}", "dim"))
    on.line()


def _painted(part: Fragment, on: Screen) -> str:
    text = one_line(part.text) if part.text.strip() else " "
    lead, trail = (" " * (part.text != part.text.lstrip()), " " * (part.text != part.text.rstrip()))
    shown = f"{lead}{text}{trail}" if part.text.strip() else text
    return on.paint(shown, "hit") if part.hit else shown


def _wrapped(parts: Sequence[Fragment], width: int) -> Iterator[list[Fragment]]:
    """The fragments line by line."""
    from feedarchive.catalog.snippets import Fragment  # noqa: PLC0415  its type is only named above

    safe = [Fragment(escape(part.text), part.hit) for part in parts]
    text = "".join(part.text for part in safe)
    ends = [(part, sum(len(one.text) for one in safe[:at])) for at, part in enumerate(safe)]
    at = 0
    for line in wrap(text, width):
        start = text.index(line, at)
        at = start + len(line)
        cut = (
            Fragment(part.text[max(start - begin, 0) : max(at - begin, 0)], part.hit) for part, begin in ends
        )
        yield [part for part in cut if part.text]


def _tell_the_rest(found: Found, on: Screen) -> None:
    if found.next is None:
        return
    shown = f"{found.offset + 1:,} to {found.next:,} of {found.total:,}"
    rest = f"{shown}; more with --offset {found.next}, all with --limit 0"
    if on.tty:
        on.line(on.paint(rest, "dim"))
    else:
        print(f"feedarchive: {rest}", file=sys.stderr)


def _tell_nothing(catalog: Catalog, words: str, args: Namespace) -> None:
    """Say so, and what a longer or wider question would have found."""
    wider = " ".join(word if word[-1] in '*"' or word[0] == "-" else f"{word}*" for word in words.split())
    more = _search(catalog, wider, args).total if '"' not in words and wider != words else 0
    hint = f"; {more:,} for {escape(wider)}" if more else ""
    print(f"feedarchive: nothing found{hint}", file=sys.stderr)
