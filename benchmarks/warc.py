"""G10: WARC to JSON: `feedarchive import FILE.warc.gz` beside warcio and BeautifulSoup over the same records.

The file is the raw one that a backfill with pages has kept, so that both read what a crawler wrote.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks import rounds
from benchmarks.places import PEERS, THEIRS, feedarchive, scratch
from benchmarks.rounds import Used, Way
from benchmarks.setting import Setting
from benchmarks.table import Row
from benchmarks.whole_job import backfill

PEER, IMPORT = "warcio + bs4", "import"


def rows(setting: Setting) -> Iterator[Row]:
    """Skipped, and said so, until the command is there."""
    folder = scratch("warc")
    small = Setting(posts=min(setting.posts, 300), comments=min(setting.comments, 1500), port=setting.port)
    with small.served() as server:
        rounds.measured(backfill(folder / "kept", server.base, "always"))
    file = next((folder / "kept").glob("*/raw/*.warc.gz"))
    peer = Way(
        name=PEER,
        command=lambda: [THEIRS, str(PEERS / "warc_soup.py"), str(file), str(folder / "soup")],
        prepare=lambda: shutil.rmtree(folder / "soup", ignore_errors=True),
    )
    if not _there():
        taken = rounds.in_turn((peer,), 1)[PEER]
        speed = small.posts / rounds.cpu(taken)
        note = f"`feedarchive import` does not exist; the peer makes {speed:.0f} posts a second"
        yield Row(goal="G10", what="WARC to JSON: CPU of warcio + bs4 ÷", least=25, unit="x", note=note)
        return
    ours = Way(
        name=IMPORT,
        command=lambda: feedarchive("--archive", str(folder / "made"), "import", str(file)),
        prepare=lambda: shutil.rmtree(folder / "made", ignore_errors=True),
    )
    taken_in_turn = rounds.in_turn((peer, ours), setting.rounds)
    yield _row(taken_in_turn, folder)


def _there() -> bool:
    try:
        _, said = rounds.measured(feedarchive("import", "--help"))
    except rounds.FailedError:
        return False
    return "warc" in said.lower()


def _row(taken: dict[str, list[Used]], folder: Path) -> Row:
    """The ratio, if both made the same number of posts."""
    made = len(list((folder / "made").glob("*/posts/*/*/*/v0001.json")))
    soup = [json.loads(one.read_text()) for one in (folder / "soup").glob("*.json")]
    if made != len(soup):
        raise rounds.FailedError(f"import made {made} posts, the peer {len(soup)}")
    return Row(
        goal="G10", what="WARC to JSON: CPU of warcio + bs4 ÷", least=25, unit="x",
        figure=rounds.cpu_ratio(taken[PEER], taken[IMPORT]),
        note=f"{made:,} posts; {rounds.cpu(taken[IMPORT]):.2f} and {rounds.cpu(taken[PEER]):.2f} s",
    )  # fmt: skip
