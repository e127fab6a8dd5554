"""G4: post pages of all eras, read by feedarchive and by BeautifulSoup; and fifteen malformed ones."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from statistics import mean, median
from typing import Any

from benchmarks import malformed, readers, rounds
from benchmarks.places import scratch
from benchmarks.readers import Reader
from benchmarks.rounds import FailedError
from benchmarks.setting import Setting
from benchmarks.table import Row

OURS = readers.ours("ours_pages")
HTML_PARSER, LXML, REFERENCE = (
    Reader(name=f"bs4 + {parser}", module="peers.soup_pages", arguments=(parser,))
    for parser in ("html.parser", "lxml", "html5lib")
)
_PAGES = 40  # a round
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")

Fields = dict[str, Any]


def rows(setting: Setting) -> Iterator[Row]:
    """Speed, then the malformed pages."""
    site = setting.site()
    every = sorted(site.glob("2*/*/*.html.gz"))
    files = every[:: max(len(every) // _PAGES, 1)][:_PAGES]
    _compare(files)
    taken = readers.speeds((HTML_PARSER, LXML, OURS), files, setting.rounds)
    size = mean(len(gzip.decompress(file.read_bytes())) for file in files) / 1000
    for peer, least in ((HTML_PARSER, 35.0), (LXML, None)):
        yield Row(
            goal="G4" if least else "", what=f"pages of {size:.0f} KB: CPU of {peer.name} ÷", unit="x",
            least=least, figure=rounds.ratio(taken[peer.name], taken[OURS.name]),
            note=f"{1 / median(taken[OURS.name]):,.0f} and {1 / median(taken[peer.name]):,.0f} a second",
        )  # fmt: skip
    yield from _malformed()


def _compare(files: Sequence[Path]) -> None:
    mine, its = (readers.fields(reader, files) for reader in (OURS, HTML_PARSER))
    for file, one, other in zip(files, mine, its, strict=True):
        for name in ("title", "comments"):
            if _plain(one[name]) != _plain(other[name]):
                raise FailedError(f"{file}: {name}: {one[name]} and {other[name]}")


def _plain(read: Any) -> Any:  # noqa: ANN401 - JSON
    """Texts without tags and white space; a title with its spaces as one."""
    if isinstance(read, str):
        return " ".join(read.split())
    return [{**one, "body": _SPACE.sub("", _TAG.sub("", one["body"]))} for one in read]


def _malformed() -> Iterator[Row]:
    """How many of the cases each reads as html5lib, the HTML standard's reference, does."""
    folder = scratch("malformed")
    files = [folder / f"{number:02}.gz" for number in range(len(malformed.CASES))]
    for file, markup in zip(files, malformed.CASES.values(), strict=True):
        file.write_bytes(gzip.compress(malformed.page(markup)))
    right = [_structure(one) for one in readers.fields(REFERENCE, files)]
    for reader in (OURS, LXML, HTML_PARSER):
        seen = [_structure(one) for one in readers.fields(reader, files)]
        same = [one == other for one, other in zip(seen, right, strict=True)]
        missed = ", ".join(name for name, fine in zip(malformed.CASES, same, strict=True) if not fine)
        own = reader is OURS
        yield Row(
            goal="G4" if own else "", what=f"malformed cases read as the standard says, {reader.name}",
            digits=0, figure=sum(same), least=len(same) if own else None,
            note=f"of {len(same)}" + (f"; not {missed}" if own and missed else ""),
        )  # fmt: skip


def _structure(page: Fields) -> list[list[str]]:
    """Tags, attributes and texts of the post's body and the comment's."""
    return [_Events(page["body"]).found, *(_Events(one["body"]).found for one in page["comments"])]


class _Events(HTMLParser):
    """What a serialised tree holds, in order; white space and the ends of void elements do not count."""

    _VOID = frozenset({"br", "img", "hr", "input"})

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._text = ""
        self.feed(markup)
        self.close()
        self._flush()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag with its attributes by name."""
        self._flush()
        self.found.append(f"<{tag} {sorted((name, value or '') for name, value in attrs)}>")

    def handle_endtag(self, tag: str) -> None:
        """An end."""
        if tag not in self._VOID:
            self._flush()
            self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Text."""
        self._text += data

    def handle_comment(self, data: str) -> None:
        """A comment."""
        self._flush()
        self.found.append(f"<!--{data}-->")

    def _flush(self) -> None:
        if text := _SPACE.sub("", self._text):
            self.found.append(text)
        self._text = ""
