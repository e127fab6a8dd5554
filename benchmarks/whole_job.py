"""G1, G2, G5: a whole blog archived from a server on this machine, beside Scrapy and wget doing the same.

feedarchive runs as it comes: raw WARC, digests, durable writes, robots.txt, the gate at delay 0, the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import ceil
from pathlib import Path

from benchmarks import rounds
from benchmarks.places import OURS, PEERS, ROOT, THEIRS, feedarchive, own, scratch
from benchmarks.rounds import Used, Way
from benchmarks.server import Server
from benchmarks.setting import Setting
from benchmarks.table import Row

SCRAPY, WGET, PAGES, FEEDS = "Scrapy", "wget", "with pages", "feeds only"
FEED_PAGE = 150
BESIDES = 3  # requests besides feeds and pages


def backfill(archive: Path, base: str, pages: str) -> list[str]:
    """A backfill without a delay."""
    return feedarchive("--archive", str(archive), "backfill", base, "--delay", "0", "--pages", pages)


def ways(base: str, site: Path) -> dict[str, Way]:
    """Each way to archive the blog, into an empty folder."""

    def way(name: str, *command: str, **more: tuple[int, ...]) -> Way:
        return Way(name=name, command=lambda: command, prepare=partial(scratch, name), **more)

    out = {name: scratch(name) / "out" for name in (SCRAPY, WGET, PAGES, FEEDS)}
    wget = out[WGET]
    fetch = (
        "wget",
        "-q",
        "-x",
        "-i",
        str(site / "urls.txt"),
        "-P",
        str(wget),
        f"--warc-file={wget.parent}/w",
    )
    return {
        SCRAPY: way(SCRAPY, THEIRS, str(PEERS / "spider.py"), base, str(out[SCRAPY])),
        PAGES: way(PAGES, *backfill(out[PAGES], base, "always")),
        FEEDS: way(FEEDS, *backfill(out[FEEDS], base, "never")),
        WGET: way(WGET, *fetch),
    }


def rows(setting: Setting) -> Iterator[Row]:
    """All of it, in turn."""
    with setting.served() as server:
        found = ways(server.base, setting.site())
        yield from _requests(setting, server, found)
        _compare(found)
        taken = rounds.in_turn(tuple(found.values()), setting.rounds)
    yield from _ratios(taken)
    yield from _figures(taken)


def _requests(setting: Setting, server: Server, found: dict[str, Way]) -> Iterator[Row]:
    """G5, counted by the server in one run of each way."""
    feeds = ceil(setting.posts / FEED_PAGE) + ceil(setting.comments / FEED_PAGE) + BESIDES
    for name, most in ((FEEDS, feeds), (PAGES, feeds + setting.posts), (SCRAPY, None)):
        mark = server.mark()
        found[name].prepare()
        rounds.measured(found[name].command())
        asked = server.asked(mark)
        goal = "" if most is None else "G5"
        yield Row(goal=goal, what=f"requests, {name}", figure=len(asked), most=most, digits=0)
        if most is not None:
            traps = sum("showComment" in target for _, target, _ in asked)
            yield Row(goal="G5", what=f"?showComment= URLs asked, {name}", figure=traps, most=0, digits=0)


def _compare(found: dict[str, Way]) -> None:
    """Stop where the two archives are not the same: times of different work say nothing."""
    peer = scratch_of(SCRAPY)
    for name in (PAGES, FEEDS):
        found[name].prepare()
        rounds.measured(found[name].command())
        command = [OURS, "-m", "benchmarks.same", str(scratch_of(name)), str(peer)]
        _, said = rounds.measured(command, cwd=ROOT)
        print(f"{name} and {SCRAPY}: {said.strip()}", flush=True)


def scratch_of(name: str) -> Path:
    """Where that way writes."""
    return own() / name / "out"


def _ratios(taken: dict[str, list[Used]]) -> Iterator[Row]:
    for goal, name, least in (("G1", PAGES, 2.5), ("G2", FEEDS, 7.0), ("", WGET, None)):
        figure = rounds.cpu_ratio(taken[SCRAPY], taken[name])
        yield Row(
            goal=goal,
            what=f"whole job, {name}: CPU of Scrapy ÷",
            figure=figure,
            least=least,
            unit="x",
            digits=2,
        )


def _figures(taken: dict[str, list[Used]]) -> Iterator[Row]:
    for name, used in taken.items():
        yield Row(
            goal="", what=f"whole job, {name}: CPU", figure=rounds.cpu(used), unit=" s", digits=2,
            note=f"wall {rounds.wall(used):.2f} s, peak {rounds.peak(used):.0f} MB",
        )  # fmt: skip
