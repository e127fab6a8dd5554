"""The proof on a real pywb: `./run proof pywb` makes its environment and runs this; other runs pass over it."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from tests.captures.crawls import HOST, warc
from tests.captures.story import history

import feedarchive
from feedarchive.cli.main import main
from feedarchive.demo.example import EXAMPLE_PATH

BIN = os.environ.get("PYWB", "")  # the folder of pywb's programs
pytestmark = pytest.mark.skipif(not BIN, reason="needs pywb: ./run proof pywb")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """A pywb on loopback with one collection: two WARC files of an edited blog."""
    first, second, third = history()
    (tmp_path / "old.warc.gz").write_bytes(warc(first))
    (tmp_path / "new.warc.gz").write_bytes(warc([*second, *third]))
    for words in (("init", "coll"), ("add", "coll", "old.warc.gz", "new.warc.gz")):
        subprocess.run([f"{BIN}/wb-manager", *words], cwd=tmp_path, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [f"{BIN}/wayback", "-b", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        url = f"http://127.0.0.1:{port}/coll"
        for _ in range(120):
            try:
                with urlopen(f"{url}/cdx?url=example.org", timeout=5):
                    break
            except (URLError, OSError):
                time.sleep(0.25)
        yield url
        server.terminate()


def test_every_version_in_order_every_comment_once_each_with_its_source(base, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    command = ["backfill", HOST, "--from-web-archive", base, "--delay", "0"]
    assert main(command) == 0, capsys.readouterr().err

    post = feedarchive.open("archive").post(EXAMPLE_PATH)
    versions = list(post.versions())
    assert [(one.captured.year, "at last" in one.body.text, len(one.comments)) for one in versions] == [
        (2024, False, 1),
        (2025, True, 1),
        (2026, True, 2),
    ]
    assert [one.version for one in versions] == [1, 2, 3]
    for version in versions:
        assert len({one.id for one in version.comments}) == len(version.comments)
        assert all(str(one.via).startswith(base) and one.raw for one in version.sources)
        assert any(one.fetched == version.captured for one in version.sources)
    capsys.readouterr()
    assert main(command) == 0
    assert "nothing new" in capsys.readouterr().out
    assert main(["verify"]) == 0
    assert main(["reparse"]) == 0
    assert "0 changed" in capsys.readouterr().out
