"""repair as a person types it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from feedarchive.demo.example import example
from feedarchive.demo.options import Options
from feedarchive.demo.server import serve
from feedarchive.store.files import Archive

COMMAND = [sys.executable, "-m", "feedarchive"]


@pytest.fixture
def here(tmp_path):
    with serve(example(), options=Options()) as server:
        text = f'[fetch]\ndelay = 0\n[[blogs]]\nurl = "{server.url}"\nname = "demo"\npages = "never"\n'
        (tmp_path / "config.toml").write_text(text, encoding="utf-8")
        assert typed(tmp_path, "-q", "backfill", "demo").returncode == 0
    return tmp_path


def typed(here: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], cwd=here, capture_output=True, text=True, timeout=60, check=False
    )


def test_repair_restores_and_says_what(here):
    lost = min((here / "archive").rglob("v0001.json"))
    name = f"{lost.relative_to(here / 'archive')}"
    whole = lost.read_bytes()
    lost.unlink()
    assert typed(here, "verify").returncode == 4

    rehearsed = typed(here, "repair", "--dry-run")
    assert (rehearsed.returncode, lost.exists()) == (0, False)
    assert rehearsed.stdout.endswith("demo: 1 would be restored, all sound; nothing was written\n")

    done = typed(here, "repair", "demo")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (f"{name}: made again from raw/, byte for byte\ndemo: 1 restored, all sound\n")
    assert lost.read_bytes() == whole
    assert typed(here, "verify").returncode == 0
    assert typed(here, "repair").stdout == "demo: 0 restored, all sound\n"


def test_repair_tells_what_it_cannot_restore(here):
    (raw,) = (here / "archive" / "demo" / "raw").iterdir()
    raw.unlink()

    done = typed(here, "repair", "--json")

    told = json.loads(done.stdout)
    (blog,) = told["blogs"]
    assert (done.returncode, told["sound"], blog["exit_code"], blog["repaired"]) == (4, False, 4, [])
    assert any("nothing else holds what the site answered then" in one["what"] for one in blog["left"])


def test_repair_beside_another_run_is_5(here):
    with Archive(here / "archive").blog("demo").lock("backfill since then"):
        done = typed(here, "repair")

    assert (done.returncode, "backfill since then" in done.stderr) == (5, True)
