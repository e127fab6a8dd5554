"""G3: feed pages of 150 entries, read by feedarchive and by feedparser; and whether bodies came unaltered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import readers, rounds
from benchmarks.readers import Reader
from benchmarks.rounds import FailedError
from benchmarks.setting import Setting
from benchmarks.table import Row

OURS = readers.ours("ours_feeds")
FEEDPARSER = Reader(name="feedparser", module="peers.feedparser_feeds")
WITNESS = Reader(name="ElementTree", module="peers.etree_feeds")
ENTRIES = 150
_LEAST = {"posts": 25.0, "comments": 15.0}
_COMPARED = ("id", "author", "published")
_PAGES = 4  # documents a round


def rows(setting: Setting) -> Iterator[Row]:
    """Posts, then comments."""
    site = setting.site()
    for kind, least in _LEAST.items():
        files = [
            site / f"feeds/{kind}/default/published-{1 + at * ENTRIES}-150.xml.gz" for at in range(_PAGES)
        ]
        files = [file for file in files if file.exists()]
        yield from _altered(kind, files)
        taken = readers.speeds((FEEDPARSER, OURS), files, setting.rounds)
        speed = ENTRIES / median(taken[OURS.name])
        peer = ENTRIES / median(taken[FEEDPARSER.name])
        yield Row(
            goal="G3", what=f"{kind} feed: CPU of feedparser.parse ÷", unit="x", least=least,
            figure=rounds.ratio(taken[FEEDPARSER.name], taken[OURS.name]),
            note=f"{speed:,.0f} and {peer:,.0f} {kind} a second of CPU",
        )  # fmt: skip


def _altered(kind: str, files: list[Path]) -> Iterator[Row]:
    """Bodies that are not what stands in the feed; all else must be the same before times are compared."""
    stands, mine, its = (_entries(reader, files) for reader in (WITNESS, OURS, FEEDPARSER))
    for number, entry in enumerate(stands):
        for name in _COMPARED:
            seen = {str(one[number][name] or "Anonymous") for one in (mine, its)}
            if name == "published":
                seen = {str(int(float(one[number][name]))) for one in (mine, its, stands)}
            if len(seen) > 1:
                raise FailedError(f"{kind}: {entry['id']} has two values of {name}: {seen}")
    for reader, read in ((OURS, mine), (FEEDPARSER, its)):
        own = reader is OURS
        count = sum(
            not _same(one["body"], entry["body"], exactly=own)
            for one, entry in zip(read, stands, strict=True)
            if not one.get("removed")
        )
        yield Row(
            goal="G3" if own else "", what=f"{kind} feed: bodies altered by {reader.name}", figure=count,
            most=0 if own else None, digits=0, note=f"of {len(stands):,}",
        )  # fmt: skip


def _same(read: str, stands: str, *, exactly: bool) -> bool:
    """Feedparser is forgiven the white space that it strips."""
    return read == stands if exactly else read.strip() == stands.strip()


def _entries(reader: Reader, files: list[Path]) -> list[dict[str, Any]]:
    return [entry for page in readers.fields(reader, files) for entry in page]
