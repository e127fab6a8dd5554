"""What one run of the benchmarks is given: how large, how many rounds, where to serve."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import server


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How the benchmarks are run."""

    rounds: int = 5
    posts: int = 2000
    comments: int = 10_000
    blogs: int = 1000
    most: int = 10_000
    port: int = server.FIRST_PORT

    def site(self, *, pages: bool = True) -> Path:
        """The made blog of this size."""
        return server.site(self.port, posts=self.posts, comments=self.comments, pages=pages)

    @contextmanager
    def served(self, *, pages: bool = True) -> Iterator[server.Server]:
        """The made blog, served."""
        with server.served(self.site(pages=pages), self.port) as found:
            yield found
