"""Reading starts fast, and ends quietly when its reader goes away."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.read.small import CAPTURED, NAME, small

from feedarchive.cli.main import parser
from feedarchive.cli.plain import is_plain
from feedarchive.plan.verdict import Explained, Gap, Verdict
from feedarchive.store.files import Archive
from feedarchive.store.state import State

SHIPPED = Path(__file__).parents[2] / "config.toml"
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
TYPES = (
    "msgspec",
    "typing",
    "inspect",
    "dataclasses",
    "pathlib",
    "shutil",
    "tomllib",
    "hashlib",
    "urllib.parse",
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


@pytest.fixture(scope="session")
def ran(tmp_path_factory):
    """The small archive as a run leaves it, with all that can be said of it."""
    root = small(tmp_path_factory.mktemp("ran"))
    explained = Explained(
        what="comments",
        url="http://x/1",
        declared=9,
        held=7,
        reason="they wait",
        declared_by="the posts feed",
    )
    verdict = Verdict(
        posts_held=3, posts_declared=5, comments_held=1234, comments_declared=1240, comments_stated=1240,
        removed_by_admin=1, gone=2, gaps=(Gap(post="tag:1", url="http://x/2", reason="not\x1b there"),),
        explained=(explained,) * 12, problems=("it \u202e broke",),
    )  # fmt: skip
    for blog in (NAME, "other.example.org"):
        state = State(last_run=CAPTURED, last_full=CAPTURED if blog == NAME else None, verdict=verdict)
        Archive(root).blog(blog).save_state(state)
    return root


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A folder without a config.toml."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["list", "--help"], ["status", "--help"], ["list"], ["status"]],
)
def test_a_glance_imports_only_what_is_light(ran, elsewhere, words):
    code = ASK.format(heavy=(*HEAVY, *TYPES))
    command = [sys.executable, "-c", code, "--archive", str(ran), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("loaded:\n"), done.stdout


@pytest.mark.parametrize("words", [["list"], ["status"]])
@pytest.mark.parametrize(
    "spoil", [None, "blog.json", "state.json", "a link", "no posts", "config", "as it comes", "wrong"]
)
def test_both_ways_say_the_same(ran, elsewhere, tmp_path, words, spoil):
    root = tmp_path / "archive"
    shutil.copytree(ran, root)
    blog = next(root.iterdir())
    match spoil:
        case "blog.json" | "state.json":
            whole = (blog / spoil).read_bytes()
            (blog / spoil).write_bytes(whole[: len(whole) // 2])
        case "a link":
            (root / "other").symlink_to(blog)
        case "no posts":
            shutil.rmtree(blog / "posts")
        case "config":
            (tmp_path / "config.toml").write_text('[sync]\nfull_every = "2 days"\n')
        case "as it comes":
            shutil.copy(SHIPPED, tmp_path / "config.toml")
        case "wrong":
            (tmp_path / "config.toml").write_text('[sync]\nfull_every = "now and then"\n')
    assert _said(root, *words) == _said(root, *words, contact="https://example.org/me")


def test_a_config_as_people_have_it_is_no_matter(ran, elsewhere, tmp_path):
    blogs = '[[blogs]]\nurl = "https://some.blogspot.com/"\nname = "some"\npages = "never"\nmedia = "on"\n'
    contact = 'contact = "mailto:me@example.org"\n'
    (tmp_path / "config.toml").write_text(contact + SHIPPED.read_text() + blogs)
    code = ASK.format(heavy=(*HEAVY, *TYPES))
    command = [sys.executable, "-c", code, "--archive", str(ran), "status"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("loaded:\n"), done.stdout


@pytest.mark.parametrize(
    "line",
    [
        'archive = "elsewhere"', "delay = 1.0", 'contact = "me"', 'contact = "https://a/" "b"', 'url = "a"',
        '[[blogs]]\nurl = "http://a/\\n"', "[fetch]\nretries = -1", "[fetch.x]", "[sync]\nevery = 1",
        "[[blogs]", "x", "=", " = ",
    ],
)  # fmt: skip
def test_any_other_line_is_read_by_the_whole_way(line):
    assert not is_plain([*SHIPPED.read_text().splitlines(), *line.splitlines()] if line[0] == "[" else [line])


def test_figures_that_are_no_numbers_are_left_to_the_whole_way(ran, elsewhere, tmp_path):
    root = tmp_path / "archive"
    shutil.copytree(ran, root)
    path = next(root.iterdir()) / "state.json"
    state = json.loads(path.read_bytes())
    for key, value in (("posts_held", "many"), ("gaps", {}), ("problems", None), ("gaps", [1])):
        path.write_text(json.dumps({**state, "verdict": {**state["verdict"], key: value}}))
        assert _said(root, "status") == _said(root, "status", contact="https://example.org/me")


def _said(root: Path, *words: str, contact: str = "") -> tuple[int, str, str]:
    """What a command says; with a contact it goes the whole way."""
    code = "import sys; from feedarchive.cli.entry import main; sys.exit(main())"
    given = ["--contact", contact] if contact else []
    command = [sys.executable, "-c", code, *given, "--archive", str(root), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_the_help_lines_are_those_of_the_rooms():
    def lines(parser: argparse.ArgumentParser) -> list[tuple[str, str | None]]:
        (commands,) = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))
        return [(one.dest, one.help) for one in commands._choices_actions]

    assert lines(parser("--help")) == lines(parser())
    for name, brief in lines(parser()):
        assert lines(parser(name)) == [(name, brief)]


@pytest.mark.parametrize(
    "words", [["list", "--posts"], ["search", "--help"], ["show", "--help"], ["backfill", "--help"]]
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
