"""Every hostile endpoint in one run of the real command, and how much memory that took at most."""

import json
import subprocess
import sys

import pytest
from tests.fetch.faults import said
from tests.hostile.behaviours import FEEDS, PAGES, REPEATED
from tests.hostile.blogs import HostileBlog, small_blog

MOST = 200 * 2**20
COMMAND = """
import json, resource, sys, time
from feedarchive import jail
from feedarchive.cli import wiring
from feedarchive.cli.main import main

class Clock:
    slept = 0.0
    def monotonic(self): return time.monotonic() + self.slept
    def sleep(self, seconds): self.slept += seconds

wiring.time = Clock()
code = main(["-q", "backfill", "hostile"])
jail._WORKER.stop()
# getrusage would count what the parent held when it started us
own = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
json.dump([code, own * 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024], sys.stdout)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="its memory is told by /proc")
@pytest.mark.parametrize("what", ["pages", "feeds"])
def test_no_endpoint_takes_more_memory_than_is_its_due(tmp_path, what):
    catalogue = PAGES if what == "pages" else FEEDS
    hostile = [one for name, one in catalogue.items() if name not in REPEATED]
    blog = small_blog(2 * len(hostile))  # a good one after each, or the circuit opens
    with HostileBlog(blog, {"/feeds/comments/default": said(b"", "404 Off")}) as server:
        for post, one in zip(blog.posts[::2], hostile, strict=True):
            server.wrong[post.path if what == "pages" else f"/feeds/{post.number}/comments"] = one
        (tmp_path / "config.toml").write_text(
            "[fetch]\ndelay = 0\nretries = 0\ntimeout = 1\n"
            f'[[blogs]]\nurl = "{server.url}/"\nname = "hostile"\n',
            encoding="utf-8",
        )
        done = subprocess.run(
            [sys.executable, "-c", COMMAND], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    code, ours, jailed = json.loads(done.stdout)
    assert code in {0, 3}, done.stderr[-900:]  # pages make up for comments feeds
    assert ours < MOST, f"{ours >> 20} MiB"
    assert jailed < 2**30
    held = list((tmp_path / "archive").glob("hostile/posts/**/v0001.json"))
    assert len(held) == len(blog.posts)  # the posts feed told of all
