"""A small blog served on this machine that behaves as Blogger does, and the tour of it.

It is the independent truth of the project's tests: nothing in this room uses the parsers, the
fetcher or the store. `example()` is the blog, `serve()` serves it, `truth()` says what an archive
of it should hold, `chapters()` are the edits of the tour.
"""

from __future__ import annotations

from .blog import ERAS, DemoAuthor, DemoBlog, DemoComment, DemoPost, Era
from .example import EXAMPLE_PATH, example
from .options import ALL_FEEDS, Options
from .server import DemoServer, Hit, serve
from .story import chapters
from .truth import truth

__all__ = [
    "ALL_FEEDS",
    "ERAS",
    "EXAMPLE_PATH",
    "DemoAuthor",
    "DemoBlog",
    "DemoComment",
    "DemoPost",
    "DemoServer",
    "Era",
    "Hit",
    "Options",
    "chapters",
    "example",
    "serve",
    "truth",
]
