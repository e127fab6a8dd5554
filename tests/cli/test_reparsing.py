"""reparse as a person types it."""

import json
import os
import subprocess
import sys

import pytest
from msgspec.structs import replace
from tests.sync.conftest import Bench

from feedarchive.demo.example import EXAMPLE_PATH, example
from feedarchive.demo.server import serve
from feedarchive.model import Author
from feedarchive.store.codec import snapshot

HEAVY = ("httpx", "feedparser", "tenacity", "protego")
TYPED = """
import sys
from feedarchive.cli.main import main
code = main(sys.argv[1:])
heavy = [name for name in {heavy} if name in sys.modules]
sys.exit(code if not heavy else f"loaded: {{heavy}}")
"""


@pytest.fixture
def bench(tmp_path):
    """An archived blog whose server is gone."""
    with serve(example()) as server:
        bench = Bench(server, tmp_path / "archive")
        bench.backfill()
    return bench


def typed(bench: Bench, *words: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("FEEDARCHIVE")}
    command = [sys.executable, "-c", TYPED.format(heavy=HEAVY), "--archive", str(bench.root), *words]
    return subprocess.run(
        command, cwd=bench.root, env=clean, capture_output=True, text=True, timeout=60, check=False
    )


def misread(bench: Bench) -> str:
    """The name of the version that a reparse is to write: an earlier one had the comment's author wrong."""
    held = bench.post(EXAMPLE_PATH)
    folder = bench.store.find(held.id)
    comments = tuple(replace(one, author=Author(name="?")) for one in held.comments)
    wrong = replace(held.entry(), comments=comments)
    assert folder is not None
    made = snapshot(wrong, version=2, captured=held.captured, blog=held.blog, cause="reparse")
    bench.store.write([(folder, made)])
    return f"blog/{folder}/v0003.json"


def test_the_same_parsers_change_nothing(bench):
    before = bench.files()

    done = typed(bench, "reparse")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "blog: 35 entries read again, 0 changed, 35 the same\n"
    assert bench.files() == before


def test_each_changed_entry_is_a_line_under_v(bench):
    name = misread(bench)

    done = typed(bench, "-v", "reparse", "blog")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (f"{name}: 1 comment edited\nblog: 35 entries read again, 1 changed, 34 the same\n")
    assert json.loads((bench.root / name).read_bytes())["cause"] == "reparse"


def test_a_dry_run_writes_nothing(bench):
    name = misread(bench)

    done = typed(bench, "reparse", "--dry-run")

    said = "blog: 35 entries read again, 1 would change, 34 the same; nothing was written\n"
    assert (done.returncode, done.stdout) == (0, said)
    assert not (bench.root / name).exists()


def test_json_is_one_document(bench):
    name = misread(bench)

    done = typed(bench, "-v", "reparse", "--json")

    document = json.loads(done.stdout)
    (blog,) = document["blogs"]
    (change,) = blog["changes"]
    assert document["dry_run"] is False
    assert (blog["blog"], blog["entries"], blog["changed"], blog["exit_code"]) == ("blog", 35, 1, 0)
    assert (change["file"], change["version"], change["summary"]) == (name, 3, "1 comment edited")


def test_log_tells_what_a_reparse_made_from_what_the_site_did(bench):
    misread(bench)
    typed(bench, "reparse")

    told = json.loads(typed(bench, "log", EXAMPLE_PATH, "--json").stdout)

    assert [one["cause"] for one in told["versions"]] == ["reparse", "reparse", "seen"]
    shown = typed(bench, "log", EXAMPLE_PATH).stdout
    assert shown.count("(the site did not change: the kept bytes were read better)") == 2


def test_what_cannot_be_read_is_told_and_is_code_3(bench):
    for path in (bench.root / "blog" / "raw").iterdir():
        path.unlink()

    done = typed(bench, "-q", "reparse")

    assert (done.returncode, done.stdout) == (3, "")
    assert "there is no such file: " in done.stderr.splitlines()[0]
    assert len(done.stderr.splitlines()) <= 21


def test_a_blog_that_another_run_holds_is_code_5(bench):
    with bench.store.lock("sync since noon"):
        done = typed(bench, "reparse")

    assert (done.returncode, done.stdout) == (5, "")
    assert "sync since noon" in done.stderr


def test_an_unknown_blog_is_wrong_usage(bench):
    done = typed(bench, "reparse", "nosuch")

    assert (done.returncode, done.stdout) == (2, "")
    assert "nosuch" in done.stderr
