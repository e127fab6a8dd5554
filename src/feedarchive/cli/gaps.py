"""`gaps`: everything that is known to be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from msgspec import Struct, structs

from feedarchive.cli.opening import opened
from feedarchive.cli.terminal import one_line, screen
from feedarchive.plan.verdict import Explained

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from pathlib import Path

    from feedarchive.cli.terminal import Screen
    from feedarchive.plan.verdict import Verdict
    from feedarchive.read import Blog

INCOMPLETE = 3  # the exit code


class GapRow(Struct, frozen=True, kw_only=True):
    """One thing that is missing, as `gaps --json` gives it; without `post` it is about the whole blog."""

    blog: str
    post: str | None = None
    url: str | None = None
    declared: int | None = None
    held: int | None = None
    reason: str


class ExplainedRow(Explained, frozen=True, kw_only=True):
    """A number of the site's that differs while nothing is missing, as `gaps --json` gives it."""

    blog: str


def run_gaps(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0, 3 when something is known to be missing. Raises ConfigError for an unknown blog."""
    archive = opened(archive_root)
    blogs = archive.blogs(args.names)
    rows = [row for blog in blogs for row in _gaps(blog)]
    known = [row for blog in blogs for row in _explained(blog)]
    on = screen(out, args.color)
    if args.json:
        on.json({"complete": not rows, "gaps": rows, "explained": known, "damaged": archive.damages()})
    else:
        for row in rows:
            (_show if on.tty else _write)(row, on)
        if on.tty and not rows:
            on.line("nothing is known to be missing")
        if on.tty and known:
            on.line(f"{len(known):,} numbers differ while nothing is missing: see status, or --json")
    return archive.exit_code(INCOMPLETE if rows else 0)


def _gaps(blog: Blog) -> Iterator[GapRow]:
    """What the last run found missing: of the whole blog first, then post by post."""
    verdict = blog.store.load_state().verdict
    if verdict is None:
        yield GapRow(blog=blog.name, reason="no run has left its figures; `status` counts from the files")
        return
    for what in ("posts", "pages", "comments"):
        if missing := getattr(verdict, f"missing_{what}"):
            declared, held = getattr(verdict, f"{what}_declared"), getattr(verdict, f"{what}_held")
            reason = f"the site counts {missing:,} more {what}{_listed(verdict, what, missing)}"
            yield GapRow(blog=blog.name, declared=declared, held=held, reason=reason)
    for gap in verdict.gaps:
        yield GapRow(
            blog=blog.name,
            post=gap.post,
            url=gap.url,
            declared=gap.declared,
            held=gap.held,
            reason=gap.reason,
        )
    for problem in verdict.problems:
        yield GapRow(blog=blog.name, reason=f"last run: {problem}")


def _listed(verdict: Verdict, what: str, missing: int) -> str:
    """That the posts which make up a blog's missing comments follow, so that nobody adds the two up."""
    short = [max(0, (gap.declared or 0) - (gap.held or 0)) for gap in verdict.gaps]
    posts = sum(map(bool, short))
    if what != "comments" or not posts or sum(short) > missing:
        return ""
    those = "1 post below is" if posts == 1 else f"{posts:,} posts below are"
    return f" than are held; {those} {sum(short):,} short, counted in that"


def _explained(blog: Blog) -> Iterator[ExplainedRow]:
    verdict = blog.store.load_state().verdict
    for one in verdict.explained if verdict else ():
        yield ExplainedRow(blog=blog.name, **structs.asdict(one))


def _write(row: GapRow, on: Screen) -> None:
    counts = ("" if count is None else str(count) for count in (row.held, row.declared))
    on.fields(one_line(row.blog), one_line(row.url or row.post or ""), *counts, one_line(row.reason))


def _show(row: GapRow, on: Screen) -> None:
    of = f" ({row.held:,} of {row.declared:,})" if row.held is not None and row.declared is not None else ""
    on.line(f"{on.paint(one_line(row.url or row.post or row.blog), 'bold')}{of}")
    on.paragraph(one_line(row.reason), "    ")
