"""`serve` as a user runs it."""

import signal
import socket
import subprocess
import sys

import httpx
import pytest
from tests.read.small import small

pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def serve(root, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "feedarchive", "--archive", str(root), "serve", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_it_says_where_it_is_answers_there_and_ends_when_told(tmp_path):
    with serve(small(tmp_path), "--port", "0", "--host", "archive.lan") as server:
        assert server.stdout is not None
        url = server.stdout.readline().split()[4]
        with httpx.Client(base_url=url, trust_env=False) as client:
            assert "Quarry Notes" in client.get("/").text
            assert client.get("/", headers={"host": "archive.lan"}).status_code == 200
            assert client.get("/", headers={"host": "elsewhere.lan"}).status_code == 400
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=30)
    assert (server.returncode, out, err) == (0, "", "")


def test_a_port_that_is_taken_is_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serve(small(tmp_path), "--port", str(port)) as server:
            out, err = server.communicate(timeout=30)
    said = f"feedarchive: 127.0.0.1:{port}: cannot listen there: Address already in use\n"
    assert (server.returncode, out, err) == (2, "", said)
