"""Reading starts fast, and ends quietly when its reader goes away."""

import os
import subprocess
import sys

import pytest

HEAVY = (
    "httpx",
    "feedparser",
    "bs4",
    "tenacity",
    "selectolax",
    "lxml",
    "protego",
    "matplotlib",
    "shtab",
    "sqlite3",
)
ASK = """
import sys
from feedarchive.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("loaded:", *[name for name in {heavy} if name in sys.modules])
"""


@pytest.mark.parametrize(
    "words",
    [["--help"], ["list", "--help"], ["list"], ["list", "--posts"], ["status"], ["search", "--help"]],
)
def test_reading_loads_none_of_the_heavy_libraries(archive, words):
    code = ASK.format(heavy=HEAVY)
    command = [sys.executable, "-c", code, "--archive", str(archive), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("loaded:\n"), done.stdout


def test_importing_the_package_loads_nothing_else():
    code = (
        "import feedarchive, sys; print(*[name for name in sys.modules if name.startswith('feedarchive.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_registering_the_commands_reads_no_model():
    code = (
        "import sys; from feedarchive.cli import checking, diffing, installing, reading, searching;"
        "print('msgspec' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    "words",
    [["list", "--posts"], ["show", "345678"], ["list", "--posts", "--json"], ["search", "slate"], ["manual"]],
)
def test_a_reader_that_goes_away_is_no_error(archive, words):
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    code = "import sys; from feedarchive.cli.main import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "--archive", str(archive), *words]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=buffered
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    error = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), error) == (0, "")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_are_no_bug(archive, closed):
    code = "import sys; from feedarchive.cli.entry import main; sys.exit(main())"
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-c", code, "--archive", str(archive)]
    assert subprocess.run([*command, "list"], capture_output=True, check=False).returncode == 0
    done = subprocess.run([*command, "verify", "nobody"], capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
