"""`requests`: what was asked of the web."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TextIO

from msgspec import Struct

from feedarchive.cli.terminal import one_line, screen
from feedarchive.errors import ConfigError

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from feedarchive.capture import Asked
    from feedarchive.cli.terminal import Screen
_FAILED = 400  # statuses from here on are failures


class Summary(Struct, frozen=True, kw_only=True):
    """The sums, as `requests --json` gives them."""

    requests: int
    failed: int
    bytes: int
    waited: float
    kinds: dict[str, int]


def run_requests(args: Namespace, archive_root: Path, out: TextIO) -> int:
    """0. Raises ConfigError for a blog that nothing was asked of."""
    on, total = screen(out), _Sums()
    names = _names(args.names, archive_root)  # before a word is written
    found = total.counting(_chosen(args, archive_root, names))
    if args.json:
        on.out.write('{"requests": [')
        for index, (blog, asked) in enumerate(found):
            on.out.write(("" if index == 0 else ",") + "\n  " + _json({"blog": blog, **_fields(asked)}))
        on.out.write(f'\n], "summary": {_json(total.summary())}}}\n')
        return 0
    for blog, asked in found:
        _write(on, blog, asked)
    if on.tty or args.names or total.requests:
        on.line(_sentence(total.summary()))
    return 0


def _chosen(args: Namespace, root: Path, names: Iterable[str]) -> Iterator[tuple[str, Asked]]:
    """The requests that were wished for, blog by blog, oldest first."""
    from feedarchive.store.disk import System, Tree  # noqa: PLC0415  --help needs none of it
    from feedarchive.store.requests import requests  # noqa: PLC0415

    since = _moment(args.since)
    for name in names:
        tree = Tree(root / name, System())
        run = max((one.run for one in requests(tree)), default="") if args.of_run == "last" else args.of_run
        for one in requests(tree):
            wished = (since is None or one.at >= since) and (run is None or one.run == run)
            if wished and (failed(one) or not args.failed):
                yield name, one


def _names(wished: Iterable[str], root: Path) -> list[str]:
    from feedarchive.store.requests import LEDGER  # noqa: PLC0415

    known = sorted(path.parent.name for path in root.glob(f"[!.]*/{LEDGER}"))
    unknown = next((name for name in wished if name not in known), None)
    if unknown is not None:
        raise ConfigError(f"{unknown}: no requests are known of it; there are: {', '.join(known) or 'none'}")
    return list(wished) or known


def failed(asked: Asked) -> bool:
    """Whether it brought nothing: no whole answer, or 4xx or 5xx."""
    return asked.status is None or asked.status >= _FAILED


def _moment(day: date | datetime | None) -> datetime | None:
    if day is None or isinstance(day, datetime):
        return day
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


class _Sums:
    """Adds up what passes."""

    def __init__(self) -> None:
        self.requests = self.failed = self.bytes = 0
        self.waited = 0.0
        self.kinds: Counter[str] = Counter()

    def counting(self, found: Iterable[tuple[str, Asked]]) -> Iterator[tuple[str, Asked]]:
        """The same, each counted."""
        for blog, asked in found:
            self.requests += 1
            self.failed += failed(asked)
            self.bytes += asked.bytes
            self.waited += asked.waited
            self.kinds[asked.why] += 1
            yield blog, asked

    def summary(self) -> Summary:
        """The sums so far, kinds by their number."""
        return Summary(
            requests=self.requests,
            failed=self.failed,
            bytes=self.bytes,
            waited=round(self.waited, 3),
            kinds=dict(self.kinds.most_common()),
        )


def _write(on: Screen, blog: str, asked: Asked) -> None:
    when = asked.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    status = str(asked.status) if asked.status is not None else "-"
    what = one_line(asked.failure or asked.noarchive)
    if not on.tty:
        on.fields(
            one_line(blog),
            f"{when}Z".replace(" ", "T"),
            status,
            str(asked.bytes),
            f"{asked.waited:.3f}",
            one_line(asked.why),
            one_line(asked.url),
            what,
        )
        return
    line = (
        f"{when}  {status:>3}  {asked.bytes:>9,} B  waited {asked.waited:6.1f} s  {one_line(asked.why):<18}"
    )
    on.line(f"{line}  {one_line(asked.url)}{f'  ({what})' if what else ''}")


def _sentence(sums: Summary) -> str:
    kinds = ", ".join(f"{number:,} {one_line(kind)}" for kind, number in sums.kinds.items())
    noun = "request" if sums.requests == 1 else "requests"
    told = (
        f"{sums.requests:,} {noun}, {sums.bytes:,} bytes, {sums.waited:,.1f} s waited, {sums.failed:,} failed"
    )
    return f"{told}: {kinds}" if kinds else told


def _fields(asked: Asked) -> dict[str, object]:
    return {name: getattr(asked, name) for name in asked.__struct_fields__}


def _json(document: object) -> str:
    from feedarchive.cli.terminal import json_text  # noqa: PLC0415

    return json_text(document, indent=0)
