"""`reader`'s own update of its feeds, which asks conditionally too: one feed a blog, in its database.

python reader_update.py DATABASE ADDRESSES, the addresses one a line in a file
"""

from __future__ import annotations

import sys
from pathlib import Path

import feedparser_sgmllib

# `reader` brings a feedparser of its own that wants a module that Python no longer has, and there is no wheel
# of the package that brings it back; feedparser's own copy is the same module.
sys.modules["sgmllib"] = feedparser_sgmllib

from reader import make_reader  # noqa: E402

FEED = "/feeds/posts/default?orderby=updated&start-index=1&max-results=25"


def main() -> None:
    """Add what is missing, then update each: update_feeds() passes over those that it has just asked."""
    with make_reader(sys.argv[1]) as reader:
        for base in Path(sys.argv[2]).read_text().split():
            reader.add_feed(base.rstrip("/") + FEED, exist_ok=True)
        for feed in reader.get_feeds():
            reader.update_feed(feed)


if __name__ == "__main__":
    main()
