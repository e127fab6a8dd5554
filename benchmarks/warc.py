"""G10: WARC to JSON: `feedarchive import FILE.warc.gz` beside warcio and BeautifulSoup over the same records.

The file is what a crawler writes of a blog's pages: a gzip member a record, bodies without a content coding.
feedarchive runs as it comes: it copies each record, and writes durably.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import urlsplit

from benchmarks import rounds
from benchmarks.places import PEERS, THEIRS, feedarchive, scratch
from benchmarks.rounds import Used, Way
from benchmarks.setting import Setting
from benchmarks.table import Row

PEER, IMPORT = "warcio + bs4", "import"
PAGES = 1000  # at most; the peer takes half a minute for them
ROUNDS = 3  # at most
CRAWLED = datetime(2024, 6, 1, tzinfo=UTC)
_TAG = re.compile(r"<[^>]*>")
_LABELS = re.compile(r"<p class=.blogger-labels.>.*?</p>", re.DOTALL)  # classic pages have them in the text
_SPACE = re.compile(r"\s+")

Fields = dict[str, Any]


def rows(setting: Setting) -> Iterator[Row]:
    """The fields first: times of different work say nothing."""
    site, folder = setting.site(), scratch("warc")
    every = sorted(site.glob("2*/*/*.html.gz"))
    pages = every[:: max(len(every) // PAGES, 1)][:PAGES]
    first = urlsplit((site / "urls.txt").read_text().partition("\n")[0])
    file = folder / "crawl.warc.gz"
    size = _crawl(pages, site, f"{first.scheme}://{first.netloc}/", file)
    made, soup = folder / "made", folder / "soup"
    peer = Way(
        name=PEER,
        command=lambda: [THEIRS, str(PEERS / "warc_soup.py"), str(file), str(soup)],
        prepare=lambda: shutil.rmtree(soup, ignore_errors=True),
    )
    ours = Way(
        name=IMPORT,
        command=lambda: feedarchive("--archive", str(made), "import", str(file)),
        prepare=lambda: shutil.rmtree(made, ignore_errors=True),
    )
    for way in (peer, ours):
        way.prepare()
        rounds.measured(way.command())
    _compare(_ours(made), _theirs(soup), len(pages))
    yield _row(rounds.in_turn((peer, ours), min(setting.rounds, ROUNDS)), len(pages), size)


def _crawl(pages: Sequence[Path], site: Path, base: str, file: Path) -> float:
    """Write the pages as records of a second each. Returns the mean size of a page, bytes."""
    sizes: list[int] = []
    with file.open("wb") as out:
        for number, page in enumerate(pages):
            body = gzip.decompress(page.read_bytes())
            sizes.append(len(body))
            answer = (
                "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            ).encode() + body
            head = (
                "WARC/1.0\r\nWARC-Type: response\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
                f"WARC-Date: {CRAWLED + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}\r\n"
                f"WARC-Target-URI: {base}{page.relative_to(site).with_suffix('').as_posix()}\r\n"
                "Content-Type: application/http; msgtype=response\r\n"
                f"Content-Length: {len(answer)}\r\n\r\n"
            ).encode()
            out.write(gzip.compress(head + answer + b"\r\n\r\n", 6, mtime=0))
    return mean(sizes)


def _ours(archive: Path) -> dict[str, Fields]:
    """What import wrote, by address."""
    found = (json.loads(file.read_bytes()) for file in archive.glob("*/posts/*/*/*/v*.json"))
    return {
        post["url"]: {
            "title": _words(post["title"]),
            "body": _plain(post["body"]["html"]),
            "comments": {one["id"].rpartition("-")[2]: _comment(one) for one in post["comments"]},
        }
        for post in found
    }


def _comment(one: Fields) -> Fields:
    gone = one["status"].startswith("removed")
    return {
        "author": one["author"]["name"] or "Anonymous",
        "body": "" if gone else _plain(one["body"]["html"]),
        "published": _instant(one["published"]),
    }


def _theirs(folder: Path) -> dict[str, Fields]:
    """What the peer wrote."""
    found = (json.loads(file.read_bytes()) for file in folder.glob("*.json"))
    return {
        post["url"]: {
            "title": _words(post["title"]),
            "body": _plain(_LABELS.sub("", post["body"])),
            "comments": {
                one["id"]: {
                    "author": one["author"] or "Anonymous",
                    "body": _plain(one["body"]),
                    "published": _instant(one["published"]),
                }
                for one in post["comments"]
            },
        }
        for post in found
    }


def _compare(mine: dict[str, Fields], its: dict[str, Fields], number: int) -> None:
    """Raises FailedError where the two do not hold all pages with the same fields."""
    if not len(mine) == len(its) == number:
        raise rounds.FailedError(f"of {number} pages import made {len(mine)} posts, the peer {len(its)}")
    exact = 0
    for url, other in its.items():
        one = mine.get(url)
        if one is None:
            raise rounds.FailedError(f"{url}: import has it not")
        for comment, said in other["comments"].items():
            held = one["comments"].get(comment, {})
            if said["published"] is None and held:  # a classic template shows no exact instant
                said["published"] = held["published"]
            exact += held == said
        if odd := [name for name in one if one[name] != other[name]]:
            raise rounds.FailedError(f"{url}: {', '.join(odd)}: {one[odd[0]]} and {other[odd[0]]}")
    print(f"{number:,} posts and {exact:,} comments are the same", flush=True)


def _plain(markup: str) -> str:
    return _SPACE.sub("", html.unescape(_TAG.sub("", markup)))


def _words(text: str) -> str:
    return " ".join(text.split())


def _instant(text: str | None) -> float | None:
    return datetime.fromisoformat(text).timestamp() if text else None


def _row(taken: dict[str, list[Used]], number: int, size: float) -> Row:
    own, other = (rounds.cpu(taken[name]) / number * 1000 for name in (IMPORT, PEER))
    return Row(
        goal="G10", what="WARC to JSON: CPU of warcio + bs4 ÷", least=25, unit="x",
        figure=rounds.cpu_ratio(taken[PEER], taken[IMPORT]),
        note=f"{number:,} pages of {size / 1000:.0f} KB; {own:.2f} and {other:.1f} ms a page",
    )  # fmt: skip
