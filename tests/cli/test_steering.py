"""No command lets what a blog wrote steer the terminal, and JSON stays JSON; whatever commands there are."""

import argparse
import json
import re
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.hostile.blogs import HostileBlog, backfill, small_blog
from tests.read.small import FIRST, INFO, LINKED, NAME, UNTITLED, put

from feedarchive.cli.main import main, parser
from feedarchive.demo.blog import DemoAuthor
from feedarchive.model import Author, Body, CommentBody, Entry

__all__ = ["backfill"]
# C0 but tab and line feed, DEL, C1, line separators, bidi embeddings, overrides and isolates, surrogates
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
PIECES = st.sampled_from(
    [
        "\x1b[2J",
        "\x1b]52;c;eA==\x07",
        "\x9b31m",
        "\u202egnp",
        "\u2066x",
        "\u2028",
        "\r",
        "\n",
        "\t",
        "\x00",
        "\x7f",
        "'",
    ]
)
TEXTS = st.lists(PIECES | st.text(st.characters(exclude_categories=["Cs"]), max_size=4), max_size=6).map(
    "".join
)
ASK_THE_WEB = {"backfill", "sync", "demo"}
STAYS = {"serve"}


def commands() -> list[str]:
    """All commands that read an archive, of today and of next year."""
    groups = [one for one in parser()._actions if isinstance(one, argparse._SubParsersAction)]
    return sorted({name for group in groups for name in group.choices} - ASK_THE_WEB - STAYS)


def typed(*words: str) -> str:
    """What that command writes to either stream."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main(words)
        except SystemExit:  # other arguments than it takes
            return ""
    if "--json" in words and (text := out.getvalue()):
        json.loads(text)
    return out.getvalue() + err.getvalue()


def hostile(text: str) -> Iterator[Entry]:
    """A post in three versions in which the blog chose that text wherever it may."""
    author = Author(name=text, kind="openid", url=f"http://x.example/{text}")
    comment = replace(FIRST, author=author, published_text=text, body=CommentBody(html=text, text=text))
    body = Body(html=text, text=text, origin="feed")
    whole = replace(UNTITLED, title=text, author=author, labels=(text,), body=body, comments=(comment,))
    yield UNTITLED
    yield whole
    yield replace(whole, title=f"{text} again", comments=())


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_no_command_lets_a_blog_steer_the_terminal(text):
    with TemporaryDirectory() as folder, chdir(folder):
        put(Path("archive"), *hostile(text), info=replace(INFO, title=text))
        put(Path("archive"), replace(LINKED, title=text, url=f"http://x.example/2007/01/{text}.html"))
        for command in commands():
            for words in ([command], [command, UNTITLED.id], [command, NAME]):
                for more in ([], ["--json"]):
                    assert not STEERING.search(typed(*words, *more)), (words, more)


@pytest.mark.parametrize("words", [[], ["--json"], ["--dry-run"]])
def test_nor_does_asking_the_web(backfill, words):
    blog = small_blog(2)
    nasty = "\x1b]52;c;eA==\x07 \u202egnp \x9b31m \u2028"
    post = blog.add_post(f"Odd {nasty}", f"<p>{nasty}</p>", labels=(nasty,))
    blog.add_comment(post.number, nasty, DemoAuthor(name=nasty))
    with HostileBlog(blog) as server:
        server.wrong["/tide-number-1"] = b"HTTP/1.1 500 " + nasty.encode() + b"\r\nContent-Length: 0\r\n\r\n"
        run = backfill(server, *words)

    assert not STEERING.search(run.out + "\n".join(run.lines))
    if "--json" in words:
        json.loads(run.out)
