"""feedparser.parse with its defaults, of bytes."""

from __future__ import annotations

import calendar
from io import BytesIO

import feedparser
from benchmarks import timed


def read(body: bytes) -> feedparser.FeedParserDict:
    """One feed page."""
    return feedparser.parse(BytesIO(body))


def say(feed: feedparser.FeedParserDict) -> list[timed.Fields]:
    """What was read, under the names of feeds.py."""
    return [_entry(entry) for entry in feed.entries]


def _entry(entry: feedparser.FeedParserDict) -> timed.Fields:
    return {
        "id": entry.id,
        "title": entry.get("title", ""),
        "body": entry.content[0].value if "content" in entry else "",
        "author": entry.author_detail.name,
        "published": calendar.timegm(entry.published_parsed),
        "labels": [tag.term for tag in entry.get("tags", ())],
    }


if __name__ == "__main__":
    timed.run(read, say)
