"""What a feed means, kept beside it as JSON and reviewed like code; `./run golden` writes it anew."""

import os
from pathlib import Path

import msgspec
import pytest

from feedarchive.errors import ParseError
from feedarchive.parse.feeds import read_feed
from feedarchive.seen import FeedPage

DATA = Path(__file__).parent.parent / "data" / "feeds"
CASES = sorted(path.name for path in DATA.iterdir() if path.suffix in {".atom", ".rss", ".xml"})


def said(page: FeedPage) -> str:
    fields = msgspec.to_builtins(page, enc_hook=str)
    return msgspec.json.format(msgspec.json.encode(fields), indent=1).decode() + "\n"


@pytest.mark.parametrize("name", CASES)
def test_golden_feed(name):
    expected = DATA / f"{name}.json"
    actual = said(read_feed((DATA / name).read_bytes(), "https://blog.example/feed"))
    if os.environ.get("GOLDEN") == "write":
        expected.write_text(actual, encoding="utf-8")

    assert actual == expected.read_text(encoding="utf-8")


def items(page: FeedPage) -> list[tuple[str, str]]:
    """Ids and texts."""
    return [(entry.id, entry.body.text) for entry in page.entries] + [
        (comment.comment.id, comment.comment.body.text) for comment in page.comments
    ]


@pytest.mark.parametrize("name", CASES)
def test_a_feed_cut_anywhere_is_not_whole_and_holds_no_half_entry(name):
    body = (DATA / name).read_bytes().rstrip()
    known = items(read_feed(body, "u"))
    for end in range(0, len(body), 1 if len(body) < 1000 else 53):
        try:
            page = read_feed(body[:end], "u")
        except ParseError:
            continue
        assert not page.whole, f"{name} cut at {end}"
        assert set(items(page)) <= set(known), f"{name} cut at {end}"
