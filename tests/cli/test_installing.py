"""Shell completion, the manual page and the pager, as a shell and a terminal meet them."""

import os
import pty
import shutil
import subprocess
import sys

import pytest
from tests.cli.calling import call

from feedarchive.cli.main import parser
from feedarchive.cli.manual import page

RUN = "import sys; from feedarchive.cli.main import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_every_command(archive, shell):
    code, text = call(archive, "completion", shell)
    assert code == 0
    assert all(name in text for name in ("backfill", "search", "stats", "completion"))
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=text, text=True, check=True)


def test_the_manual_has_every_command_and_option():
    text = page(parser(), "1")
    for word in ("search", "backfill", "\\-\\-since DATE", "\\-\\-in", "exit codes", "SYNOPSIS"):
        assert word in text
    assert not [line for line in text.splitlines() if line.startswith("'")]


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not here to read the page")
def test_groff_reads_the_manual_without_a_warning():
    done = subprocess.run(
        ["groff", "-man", "-ww", "-z"], input=page(parser(), "1"), text=True, capture_output=True, check=True
    )
    assert [line for line in done.stderr.splitlines() if "cannot" in line or "error" in line] == []


def on_a_terminal(words: list[str], **settings: str) -> str:
    """What a person sees; the command runs on a real pseudo-terminal."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80"} | settings
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *words], stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            chunk = os.read(ours, 65536)
        except OSError:  # Linux says so when the last writer is gone
            break
        if not chunk:
            break
        seen += chunk
    os.close(ours)
    assert process.wait() == 0
    return seen.decode()


def test_a_terminal_gets_the_pager_and_a_pipe_does_not(archive):
    words = ["--archive", str(archive), "search", "slate"]
    assert on_a_terminal(words, PAGER="sed s/^/paged:/").startswith("paged:")
    assert "paged:" not in on_a_terminal([*words, "--json"], PAGER="sed s/^/paged:/")
    assert "paged:" not in on_a_terminal([*words, "--no-pager"], PAGER="sed s/^/paged:/")
    for none in ("", "cat", "/no/such/pager"):
        assert "Slate" in on_a_terminal(words, PAGER=none)


def test_a_pipe_is_never_paged(archive):
    command = [sys.executable, "-c", RUN, "--archive", str(archive), "list", "--posts"]
    environment = os.environ | {"PAGER": "sed s/^/paged:/"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.count("\n") == 4
    assert "paged:" not in done.stdout


def test_the_pager_gets_colours_and_may_be_left_early(archive):
    words = ["--archive", str(archive), "list", "--posts"]
    assert "\x1b[1m" in on_a_terminal(words, PAGER="sed -n 1p")
    assert "\x1b[" not in on_a_terminal(words, PAGER="sed -n 1p", NO_COLOR="1")
    on_a_terminal(words, PAGER="true")
