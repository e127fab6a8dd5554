"""Every hostile endpoint in one run of the real command, and how much memory that took at most."""

import json
import subprocess
import sys
from itertools import zip_longest

from tests.fetch.faults import said
from tests.hostile.behaviours import FEEDS, PAGES, REPEATED
from tests.hostile.blogs import HostileBlog, small_blog

MOST = 200 * 2**20
COMMAND = """
import json, resource, sys, time
from feedarchive import jail
from feedarchive.cli import fetching
from feedarchive.cli.main import main

class Clock:
    slept = 0.0
    def monotonic(self): return time.monotonic() + self.slept
    def sleep(self, seconds): self.slept += seconds

fetching.time = Clock()
code = main(["-q", "backfill", "hostile"])
unit = 1 if sys.platform == "darwin" else 1024
jail._WORKER.stop()
most = [resource.getrusage(who).ru_maxrss * unit for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
json.dump([code, *most], sys.stdout)
"""


def test_no_endpoint_takes_more_memory_than_is_its_due(tmp_path):
    pages = [one for name, one in PAGES.items() if name not in REPEATED]
    feeds = [one for name, one in FEEDS.items() if name not in REPEATED]
    blog = small_blog(2 * max(len(pages), len(feeds)))  # a good one after each, or the circuit opens
    with HostileBlog(blog, {"/feeds/comments/default": said(b"", "404 Off")}) as server:
        for post, page, feed in zip_longest(blog.posts[::2], pages, feeds):
            server.wrong[post.path] = page or said(b"", "404 Gone")
            server.wrong[f"/feeds/{post.number}/comments"] = feed or said(b"", "500 Ill")
        (tmp_path / "config.toml").write_text(
            "[fetch]\ndelay = 0\nretries = 0\ntimeout = 1\n"
            f'[[blogs]]\nurl = "{server.url}/"\nname = "hostile"\n',
            encoding="utf-8",
        )
        done = subprocess.run(
            [sys.executable, "-c", COMMAND], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    code, ours, jailed = json.loads(done.stdout)
    assert (code, "Traceback" in done.stderr) == (3, False), done.stderr[-900:]
    assert ours < MOST, f"{ours >> 20} MiB"
    assert jailed < 2**30
    held = list((tmp_path / "archive").glob("hostile/posts/**/v0001.json"))
    assert len(held) == len(blog.posts)  # the posts feed told of all
