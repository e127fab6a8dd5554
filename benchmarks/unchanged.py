"""G6: a sync of blogs with nothing new: requests and CPU a blog, beside a bare httpx.Client and `reader`.

Each blog has a loopback address of its own, so that each is a host of its own with a connection of its own,
as on the web. Measured is what one more blog costs: the CPU of all less that of one, by their number less
one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks import rounds, server
from benchmarks.places import PEERS, THEIRS, feedarchive, scratch
from benchmarks.rounds import Used, Way
from benchmarks.setting import Setting
from benchmarks.table import Row

POSTS, COMMENTS = 25, 50
FEWER = 200
SYNC, CLIENT, READER = "feedarchive sync", "bare httpx.Client", "reader.update_feed"
DELAY = 1.0  # seconds between two requests to one provider, by default


def rows(setting: Setting) -> Iterator[Row]:
    """All blogs, one blog, and the difference."""
    folder = scratch("unchanged")
    site = server.site(setting.port, posts=POSTS, comments=COMMENTS, pages=False, blogs=setting.blogs)
    with server.served(site, setting.port) as found:
        all_of_them = _ways(folder / "all", setting.port, setting.blogs)
        one = _ways(folder / "one", setting.port, 1)
        # The first time everything is new, the second it has no validators of what a glance asks for.
        for way in (*all_of_them, *one) * 2:
            rounds.measured(way.command(), cwd=way.cwd)
        mark = found.mark()
        rounds.measured(all_of_them[0].command(), cwd=all_of_them[0].cwd)
        asked = found.asked(mark)
        alone = rounds.in_turn(one, setting.rounds)
        taken = rounds.in_turn(all_of_them, setting.rounds)
    yield from _requests(asked, setting.blogs)
    yield from _costs(taken, alone, setting.blogs)


def _ways(folder: Path, port: int, blogs: int) -> tuple[Way, ...]:
    """The same blogs for each."""
    folder.mkdir(parents=True)
    bases = [f"http://{server.address(number)}:{port}/" for number in range(blogs)]
    (folder / "addresses").write_text("\n".join(bases))
    listed = "".join(f'[[blogs]]\nurl = "{base}"\npages = "never"\n' for base in bases)
    (folder / "config.toml").write_text(f'archive = "archive"\n[fetch]\ndelay = 0\n{listed}')
    told = [str(folder / "addresses")]
    (folder / "fewer").write_text("\n".join(bases[:FEWER]))  # its first time takes a second for ten blogs
    fewer = [str(folder / "reader.sqlite"), str(folder / "fewer")]
    return (
        Way(name=SYNC, command=lambda: feedarchive("sync"), cwd=folder),
        Way(name=CLIENT, command=lambda: [THEIRS, str(PEERS / "bare_httpx.py"), *told]),
        Way(name=READER, command=lambda: [THEIRS, str(PEERS / "reader_update.py"), *fewer]),
    )


def _requests(asked: Sequence[tuple[str, str, int]], blogs: int) -> Iterator[Row]:
    each = len(asked) / blogs
    fresh = sum(status == 304 for *_, status in asked)  # noqa: PLR2004
    yield Row(
        goal="G6", what="unchanged blog: requests", figure=each, most=2, digits=2,
        note=f"{fresh:,} of {len(asked):,} answered 304",
    )  # fmt: skip
    minutes = max(len(asked) - 1, 0) * DELAY / 60
    yield Row(
        goal="", what=f"{blogs:,} unchanged blogs of one provider at {DELAY:g} s a request", unit=" min",
        figure=minutes, note="reckoned from the requests",
    )  # fmt: skip


def _costs(taken: dict[str, list[Used]], alone: dict[str, list[Used]], blogs: int) -> Iterator[Row]:
    each = {}
    for name, used in taken.items():
        more = max((min(blogs, FEWER) if name == READER else blogs) - 1, 1)
        pairs = zip(used, alone[name], strict=True)
        each[name] = [1000 * (whole.cpu - one.cpu) / more for whole, one in pairs]
    goals = {SYNC: 0.8}
    for name, milliseconds in each.items():
        yield Row(
            goal="G6" if name in goals else "", what=f"one more unchanged blog, {name}: CPU", unit=" ms",
            digits=2, figure=median(milliseconds), most=goals.get(name),
        )  # fmt: skip
    yield Row(
        goal="G6", what=f"one more unchanged blog: CPU ÷ {CLIENT}", unit="x", most=1.6, digits=2,
        figure=rounds.ratio(each[SYNC], each[CLIENT]),
    )  # fmt: skip
    yield Row(
        goal="", what=f"{blogs:,} unchanged blogs, {SYNC}: CPU in all", unit=" s", most=1.0, digits=2,
        figure=rounds.cpu(taken[SYNC]), note=f"of one alone {1000 * rounds.cpu(alone[SYNC]):.0f} ms, "
        f"wall {rounds.wall(taken[SYNC]):.1f} s, peak {rounds.peak(taken[SYNC]):.0f} MB",
    )  # fmt: skip
