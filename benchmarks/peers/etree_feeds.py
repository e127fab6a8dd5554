"""Python's own ElementTree, the witness of what stands in a feed."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree as ET

from benchmarks import timed

ATOM = "{http://www.w3.org/2005/Atom}"


def read(body: bytes) -> ET.Element:
    """One feed page."""
    return ET.fromstring(body)


def say(feed: ET.Element) -> list[timed.Fields]:
    """What stands there."""
    return [_entry(entry) for entry in feed.iter(f"{ATOM}entry")]


def _entry(entry: ET.Element) -> timed.Fields:
    return {
        "id": entry.findtext(f"{ATOM}id"),
        "title": entry.findtext(f"{ATOM}title"),
        "body": entry.findtext(f"{ATOM}content"),
        "author": entry.findtext(f"{ATOM}author/{ATOM}name"),
        "published": datetime.fromisoformat(entry.findtext(f"{ATOM}published", "")).timestamp(),
        "labels": [one.get("term") for one in entry.iter(f"{ATOM}category")],
    }


if __name__ == "__main__":
    timed.run(read, say)
