"""A small good blog on a server that is bad at one address, and a run of the real command over it."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.fetch.faults import Behaviour, FaultServer, said

from feedarchive.cli import wiring
from feedarchive.cli.main import main
from feedarchive.demo.blog import DemoAuthor, DemoBlog
from feedarchive.demo.options import Options
from feedarchive.demo.server import DemoServer

POSTS = 5
OWNER = DemoAuthor(name="Mira", kind="account", url="https://www.blogger.com/profile/11")


def small_blog(posts: int = POSTS) -> DemoBlog:
    """Posts with a comment each, all shown in today's template."""
    blog = DemoBlog(
        number=4711, title="Salt and Slate", author=OWNER, updated=datetime(2020, 5, 1, tzinfo=UTC)
    )
    for number in range(1, posts + 1):
        post = blog.add_post(f"Tide number {number}", f"<p>The {number}. tide came in.</p>")
        blog.add_comment(post.number, f"Seen it, {number} times.", DemoAuthor(name="Jo"))
    return blog


@dataclass
class Clock:
    """What the command takes for the module `time`: sleeping costs nothing and is not forgotten."""

    slept: float = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds


class HostileBlog(FaultServer):
    """The blog, and at every target that holds a part named in `wrong` what that says instead.

    With `slow` an hour of the command's clock passes as it begins to say it: nobody waits for a deadline.
    """

    def __init__(
        self, blog: DemoBlog, wrong: Mapping[str, bytes | Behaviour] | None = None, *, slow: bool = False
    ) -> None:
        super().__init__()
        self.wrong = dict(wrong or {})
        self.clock = Clock()
        self.timeout = 20.0
        self._hurry = 3600.0 if slow else 0.0
        self.demo = DemoServer(url=f"{self.url}/", blog=blog, options=Options())

    def answer(self, target: str, head: str) -> bytes | Behaviour:
        hostile = next((one for part, one in self.wrong.items() if part in target), None)
        if hostile is None:
            return self._good(target, head)
        self.clock.slept += self._hurry
        return hostile

    def _good(self, target: str, head: str) -> bytes:
        lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
        reply = self.demo.reply("GET", target, {name.lower(): value for name, _, value in lines})
        headers = [f"{name}: {value}" for name, value in reply.headers.items()]
        if reply.status == 304:
            return "\r\n".join(["HTTP/1.1 304 Not Modified", *headers]).encode() + b"\r\n\r\n"
        return said(reply.body, f"{reply.status} Said", *headers)


@dataclass
class Run:
    """How it ended: the exit code, what was written to either stream, and what is in the archive."""

    code: int
    out: str
    lines: list[str]
    versions: dict[str, dict[str, object]] = field(default_factory=dict)


Bench = Callable[..., Run]


@pytest.fixture
def backfill(tmp_path, monkeypatch, capsys) -> Bench:
    """Types `feedarchive -q backfill hostile` and afterwards `feedarchive verify`, which must be content."""
    monkeypatch.chdir(tmp_path)

    def run(server: HostileBlog, *words: str, command: str = "backfill") -> Run:
        monkeypatch.setattr(wiring, "time", server.clock)
        Path("config.toml").write_text(
            f'[fetch]\ndelay = 0\nretries = 0\ntimeout = {server.timeout}\nmax_body = "2 MiB"\n'
            f'[[blogs]]\nurl = "{server.url}/"\nname = "hostile"\n',
            encoding="utf-8",
        )
        code = main(["-q", command, "hostile", *words])
        said = capsys.readouterr()
        assert "--dry-run" in words or main(["verify"]) == 0, capsys.readouterr()
        capsys.readouterr()
        return Run(code, said.out, said.err.splitlines(), latest(tmp_path))

    return run


def latest(root: Path) -> dict[str, dict[str, object]]:
    """The last version of each post, by title."""
    found = sorted(root.glob("archive/hostile/posts/**/v*.json"))
    read = (json.loads(path.read_text(encoding="utf-8")) for path in found)
    return {str(one["title"]): one for one in read}
