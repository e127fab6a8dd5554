"""`requests`, and runs that are turned away, as a person types them: real command, server and files."""

import json
import subprocess
import time
from typing import Any

import pytest
from tests.cli.test_fetching import COMMAND, here, server, typed  # noqa: F401  fixtures

from feedarchive.demo.example import example
from feedarchive.demo.options import Options
from feedarchive.demo.server import serve


def test_every_request_is_listed_with_its_sums(here, server):  # noqa: F811
    typed(here, "backfill", "demo")

    done = typed(here, "requests")

    *lines, sums = done.stdout.splitlines()
    fields = [line.split("\t") for line in lines]
    assert [server.url + one[1:] for one in server.targets()] == [one[6] for one in fields]
    assert [str(hit.status) for hit in server.log] == [one[2] for one in fields]
    assert sums.startswith("10 requests, ")
    assert sums.endswith("0 failed: 6 media, 1 robots, 1 posts-feed, 1 pages-feed, 1 comments-feed")


def test_json_is_one_document_and_filters_choose(here, server):  # noqa: F811
    typed(here, "backfill", "demo")
    server.options.fail = {"/feeds/comments": [404]}
    typed(here, "sync")

    def chosen(*words: str) -> Any:
        return json.loads(typed(here, "requests", "demo", "--json", *words).stdout)

    everything = chosen()
    assert everything["summary"]["requests"] == len(everything["requests"]) == len(server.log)
    # how long it waited for its turn is the machine's to say: its delay is none
    assert everything["requests"][0] | {"at": "", "took": 0, "run": "", "waited": 0.0} == {
        "blog": "demo",
        "at": "",
        "run": "",
        "url": f"{server.url}robots.txt",
        "why": "robots",
        "status": 200,
        "failure": None,
        "bytes": everything["requests"][0]["bytes"],
        "waited": 0.0,
        "took": 0,
        "conditional": False,
        "noarchive": "",
    }
    assert [one["status"] for one in chosen("--failed")["requests"]] == [404]
    last = chosen("--run", "last")["requests"]
    assert len(last) < len(everything["requests"])
    assert chosen("--run", last[0]["run"])["requests"] == last
    assert chosen("--since", "2099")["requests"] == []
    assert typed(here, "verify").returncode == 0


def test_a_request_that_got_no_answer_is_listed(tmp_path):
    typed(tmp_path, "backfill", "http://127.0.0.1:9/", "--delay", "0")

    done = typed(tmp_path, "requests")

    assert "\t-\t0\t" in done.stdout
    assert "connection refused" in done.stdout


def test_of_an_unknown_blog_it_says_which_there_are(here):  # noqa: F811
    done = typed(here, "requests", "nobody")
    assert (done.returncode, done.stderr) == (
        2,
        "feedarchive: nobody: no requests are known of it; there are: none\n",
    )


@pytest.mark.parametrize("words", [("sync",), ("backfill", "demo")])
def test_a_run_that_is_started_while_the_circuit_is_open_ends_at_once(here, server, words):  # noqa: F811
    text = (here / "config.toml").read_text(encoding="utf-8")
    (here / "config.toml").write_text(text.replace("retries = 0", "retries = 1"), encoding="utf-8")
    server.options.fail, server.options.retry_after = {"/": [503] * 99}, "600"
    first = typed(here, *words)
    asked = len(server.log)

    again = typed(here, *words)

    assert (first.returncode, again.returncode, asked) == (6, 6, 1)
    assert len(server.log) == asked
    assert again.stdout == ""
    (line,) = again.stderr.splitlines()
    assert line.startswith(f"demo: 127.0.0.1:{server.url.rpartition(':')[2][:-1]} is left alone until ")
    assert line.endswith(" UTC: it answered 503")


def test_two_runs_over_two_blogs_of_one_server_keep_one_pace(tmp_path):
    with serve(example(), options=Options()) as served:
        (tmp_path / "config.toml").write_text(
            "[fetch]\ndelay = 0.15\nretries = 0\n"
            + "".join(
                f'[[blogs]]\nurl = "{served.url}{extra}"\nname = "{name}"\npages = "never"\n'
                for name, extra in (("one", ""), ("two", "feeds/posts/default"))
            ),
            encoding="utf-8",
        )
        running = [
            subprocess.Popen(
                [*COMMAND, "--archive", name, "-q", "backfill", name, "--media", "off"], cwd=tmp_path
            )
            for name in ("one", "two")
        ]
        assert [one.wait(timeout=60) for one in running] == [0, 0]
        arrivals = [hit.at for hit in served.log]

    assert len(arrivals) == 8
    assert arrivals[-1] - arrivals[0] >= 7 * 0.15 - 0.02


def test_the_state_folder_is_the_person_s_or_the_one_that_is_named(here, tmp_path, server):  # noqa: F811
    server.options.fail = {"/": [503] * 99}
    started = time.time()
    typed(here, "sync", XDG_STATE_HOME=str(tmp_path / "state"))
    typed(here, "sync", FEEDARCHIVE_PACE=str(tmp_path / "named"))
    for folder in (tmp_path / "state" / "feedarchive" / "pace", tmp_path / "named"):
        (file,) = folder.iterdir()
        assert file.stat().st_mtime >= started - 1
        assert json.loads(file.read_bytes())["why"] == "answered 503"
