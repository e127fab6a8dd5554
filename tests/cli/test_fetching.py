"""backfill, sync and demo as a person types them: real command, real server, real files."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from feedarchive.demo.example import EXAMPLE_PATH, example
from feedarchive.demo.options import Options
from feedarchive.demo.server import serve
from feedarchive.store.files import Archive

COMMAND = [sys.executable, "-m", "feedarchive"]


@pytest.fixture
def server():
    with serve(example(), options=Options()) as server:
        yield server


@pytest.fixture
def here(tmp_path, server):
    (tmp_path / "config.toml").write_text(
        f'[fetch]\ndelay = 0\nretries = 0\n[[blogs]]\nurl = "{server.url}"\nname = "demo"\npages = "never"\n',
        encoding="utf-8",
    )
    return tmp_path


def typed(here: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("FEEDARCHIVE")}
    return subprocess.run(
        [*COMMAND, *words],
        cwd=here,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_backfill_by_name_says_the_verdict(here):
    done = typed(here, "backfill", "demo")

    plan = "demo: the feeds show 35 posts and pages and 94 comments; no page is needed\n"
    assert (done.returncode, done.stderr) == (0, plan)
    assert done.stdout.startswith(
        "demo: 33 of 33 posts, 2 pages, 89 of 94 comments; 3 removed by their authors;"
    )


def test_backfill_by_address_goes_to_the_folder_of_the_host(tmp_path, server):
    done = typed(tmp_path, "backfill", server.url, "--delay", "0", "--pages", "never")

    assert done.returncode == 0
    assert (tmp_path / "archive" / "127.0.0.1" / "blog.json").exists()


def test_backfill_by_a_feeds_address_and_by_a_posts(tmp_path, server):
    feed, post = f"{server.url}feeds/posts/default?alt=atom", server.url + EXAMPLE_PATH[1:]

    for address in (feed, post):
        done = typed(tmp_path, "-q", "backfill", address, "--delay", "0", "--pages", "never")
        assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "archive" / "127.0.0.1").rglob("v0001.json"))) == 35


def test_json_is_one_document_and_nothing_else(here):
    done = typed(here, "backfill", "demo", "--json")

    (outcome,) = json.loads(done.stdout)
    assert (outcome["added"], outcome["exit_code"]) == (35, 0)
    assert outcome["verdict"]["comments_held"] == 89


def test_sync_without_news_is_silent(here):
    typed(here, "backfill", "demo")

    done = typed(here, "sync")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_sync_with_a_gap_is_one_line_and_3(here, server):
    typed(here, "backfill", "demo")
    server.options.cut = {"/feeds/posts": 4000}
    server.blog.add_post("New", "<p>x</p>")

    done = typed(here, "sync")

    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("demo: ")


def test_the_plan_of_a_dry_run_writes_nothing(here):
    done = typed(here, "backfill", "demo", "--dry-run", "--pages", "always")

    assert done.returncode == 0
    assert "post pages" in done.stdout
    assert "requests in all" in done.stdout
    assert not (here / "archive").exists()


def test_a_public_host_without_a_contact_is_refused_before_the_first_request(tmp_path):
    done = typed(tmp_path, "backfill", "https://some.blogspot.com/")

    assert done.returncode == 2
    assert "contact" in done.stderr
    assert "FEEDARCHIVE_CONTACT" in done.stderr
    assert not (tmp_path / "archive").exists()


def test_a_public_host_is_not_hurried(tmp_path):
    done = typed(
        tmp_path, "--contact", "https://e.example/", "backfill", "some.blogspot.com", "--delay", "0.1"
    )

    assert (done.returncode, "0.5" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("backfill", "nobody"), "nobody: neither a web address nor a blog in config.toml"),
        (("backfill", "ftp://x.example/"), "ftp://x.example/: not a web address"),
        (("sync", "nobody"), "nobody: no such blog in config.toml; there are: demo"),
        (("--config", "none.toml", "sync"), "none.toml: cannot be read"),
        (("backfill", "http://user:secret@127.0.0.1/"), "user name or password"),
    ],
)
def test_wrong_usage_is_one_line_and_2(here, words, part):
    done = typed(here, *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert part in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_configuration_is_one_line_and_2(here):
    (here / "config.toml").write_text("[fetch]\ndelay = -1\n", encoding="utf-8")

    done = typed(here, "sync")

    assert done.returncode == 2
    assert (
        done.stderr == "feedarchive: config.toml: fetch.delay: got -1; allowed: a number, 0 or more, as 1.5\n"
    )


def test_a_blog_that_does_not_answer_is_3_and_the_others_are_done(here, server):
    with (here / "config.toml").open("a", encoding="utf-8") as file:
        file.write('[[blogs]]\nurl = "http://127.0.0.1:9/"\nname = "dead"\n')

    done = typed(here, "sync")

    assert done.returncode == 3
    assert "dead: http://127.0.0.1:9/" in done.stderr
    assert (here / "archive" / "demo" / "blog.json").exists()


def test_two_runs_at_once_are_told_apart(here):
    with Archive(here / "archive").blog("demo").lock("backfill since then"):
        done = typed(here, "sync")

    assert done.returncode == 5
    assert "backfill since then" in done.stderr


def test_robots_txt_is_obeyed(here, server):
    server.options.robots = "User-agent: *\nDisallow: /feeds/\n"

    done = typed(here, "backfill", "demo")

    assert done.returncode == 3
    assert "robots.txt" in done.stderr
    assert server.targets() == ["/robots.txt", "/"]  # a page, which may name a feed that is allowed


@pytest.fixture
def _interruptible():
    """Shells make background jobs ignore Ctrl+C, and a child of ours would inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted_it_says_so_and_the_next_run_completes(here, server, how):
    text = (here / "config.toml").read_text(encoding="utf-8").replace("delay = 0", "delay = 0.05")
    (here / "config.toml").write_text(text.replace("never", "always"), encoding="utf-8")
    running = subprocess.Popen([*COMMAND, "backfill", "demo"], cwd=here, stderr=subprocess.PIPE, text=True)
    while len(server.log) < 12:
        time.sleep(0.01)
    running.send_signal(how)
    _, said = running.communicate(timeout=30)

    assert running.returncode == (-9 if how == signal.SIGKILL else 130)
    assert how == signal.SIGKILL or "the next run goes on" in said
    assert typed(here, "backfill", "demo").returncode == 0
    assert len(list((here / "archive" / "demo").rglob("v*.json"))) == 35
    assert typed(here, "verify").returncode == 0


def test_the_demo_shows_the_whole_job(tmp_path):
    done = typed(tmp_path, "demo", str(tmp_path / "tour"))

    assert done.returncode == 0
    for part in (
        "33 of 33 posts",
        "Anonymous JSBolton said...",
        "1 comment added",
        "{+Since found",
        "all sound",
    ):
        assert part in done.stdout
