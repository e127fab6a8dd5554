"""The jail: what it returns, and what no document can do to us through it."""

import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parse.feedwriting import feed, rss

from feedarchive import jail
from feedarchive.errors import DamagedError, ParseError, UnknownFormatError
from feedarchive.parse.feeds import read_feed

URL = "https://blog.example/feed"
ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def bad_readers(monkeypatch):
    """tests/jailed.py can be imported inside."""
    monkeypatch.syspath_prepend(str(ROOT))
    jail._WORKER.stop()
    yield
    jail._WORKER.stop()


def read(name: str, body: bytes = b"", *texts: str, seconds: int = 1) -> object:
    return jail.confined(f"tests.jailed:{name}", body, *texts, url=URL, result=object, seconds=seconds)


def test_what_the_reader_returns_comes_back():
    assert read("length", b"x" * 3_000_000, "a", "ü") == [3_000_000, "a", "ü"]
    assert read("loud") == "said"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("endless", "reading it takes more than 1 s of work and 1024 MiB"),
        ("greedy", "MemoryError"),
        ("deep", "RecursionError"),
        ("crashing", "reading it takes more than"),
        ("leaving", "reading it takes more than"),
        ("raising", "KeyError"),
        ("unprintable", "the reader failed"),
    ],
)
def test_whatever_happens_inside_is_an_error_of_that_document_and_the_next_is_read(name, says):
    with pytest.raises(DamagedError, match=says) as caught:
        read(name)
    assert caught.value.name == URL
    assert read("length", b"abc") == [3]


@pytest.mark.parametrize(("body", "kind"), [(b"d", DamagedError), (b"u", UnknownFormatError)])
def test_the_readers_own_errors_come_out_as_they_are(body, kind):
    with pytest.raises(ParseError, match="says the reader") as caught:
        read("refusing", body)
    assert type(caught.value) is kind


def test_no_file_is_written(tmp_path):
    with pytest.raises(DamagedError, match="File too large"):
        read("writing", str(tmp_path / "x").encode())
    assert not (tmp_path / "x").exists() or not (tmp_path / "x").read_bytes()


def test_a_document_that_waits_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr(jail, "PATIENCE", 0.2)
    with pytest.raises(DamagedError):
        read("endless", seconds=5)


def test_threads_get_their_own_answers():
    found: dict[int, object] = {}

    def ask(size: int) -> None:
        found[size] = read("length", b"x" * size)

    threads = [threading.Thread(target=ask, args=(size,)) for size in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {size: [size] for size in range(1, 9)}


def test_the_process_ends_with_ours_and_with_an_interrupt():
    code = (
        "from feedarchive import jail\n"
        "jail.confined('tests.jailed:length', b'x', url='u', result=object)\n"
        "print(jail._WORKER._process.pid)\n"
    )
    here = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=here, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert subprocess.run(["ps", "-p", done.stdout.strip()], capture_output=True, check=False).returncode == 1


def test_blogger_needs_none_of_it():
    code = (
        "import sys\nfrom feedarchive.parse.feeds import read_feed\nfrom feedarchive.parse import page\n"
        f"read_feed({feed()!r}, 'u')\n"
        "page.read(b'<html><meta name=generator content=blogger><div class=post-body>x</div></html>', 'http://b.example/')\n"
        "sys.exit(any(name in sys.modules for name in ('feedarchive.jail', 'feedparser', 'bs4', 'lxml')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200), st.sampled_from([rss(), rss("<item><title>x</title></item>"), b"<rdf:RDF>"]))
def test_any_bytes_after_the_door_of_feeds_are_a_page_or_a_parse_error(more, start):
    for body in (more, start.replace(b"</channel>", more + b"</channel>"), start + more):
        with suppress(ParseError):
            read_feed(body, URL)
