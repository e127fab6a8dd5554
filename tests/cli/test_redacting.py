"""redact as a person types it (K19, K20)."""

import json
from io import StringIO

import pytest
from tests.sync.conftest import Bench
from tests.sync.takedown import COMMENT_WORDS, NAME, POST_WORDS, archived_secret, comment_of, small_blog
from tests.sync.traces import places

from feedarchive.cli import main as command_line
from feedarchive.demo.server import serve


@pytest.fixture
def bench(tmp_path):
    with serve(small_blog()) as server:
        yield Bench(server, tmp_path / "archive")


@pytest.fixture
def secret(bench):
    return archived_secret(bench)


@pytest.fixture
def typed(bench, capsys, monkeypatch):
    """The exit code and what is said."""
    monkeypatch.chdir(bench.root.parent)
    monkeypatch.setattr("sys.stdin", StringIO("no\n"))

    def run(*words):
        code = command_line.main(["--archive", str(bench.root), *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_without_a_yes_nothing_is_done(bench, secret, typed):
    before = bench.files()

    code, out, err = typed("redact", secret.path, "--reason", "x")

    assert (code, out) == (2, "")
    assert "--yes" in err
    assert bench.files() == before


def test_a_dry_run_tells_what_would_be_done(bench, secret, typed):
    before = bench.files()

    code, out, _ = typed("redact", secret.path, "--reason", "x", "--dry-run")

    assert code == 0
    assert "would be taken out of 2 versions and" in out
    assert bench.files() == before


def test_a_post_is_taken_out_and_shown_as_such(bench, secret, typed):
    code, out, _ = typed("redact", secret.path, "--reason", "case 12/345", "--yes")

    assert code == 0
    assert "taken out of 2 versions and" in out
    assert places(bench.root, *POST_WORDS) == []
    for words in (["show", secret.path], ["log", secret.path], ["diff", secret.path], ["list", "--posts"]):
        assert typed(*words)[0] == 0
    assert "This post was taken out of the archive." in typed("show", secret.path)[1]
    assert "UTC: case 12/345" in typed("show", secret.path)[1]
    assert "[taken out of the archive]" in typed("log", secret.path)[1]
    assert "with 2 comments; taken out 20" in typed("log", secret.path)[1].replace("\n", " ")
    assert json.loads(typed("show", secret.path, "--json")[1])["status"] == "redacted"
    assert typed("verify")[0] == 0
    assert typed("status")[0] == 0
    assert "1 post taken out" in typed("status")[1]
    code, out, _ = typed("redact", secret.path, "--reason", "case 12/345", "--yes")
    assert (code, "was taken out before" in out) == (0, True)


@pytest.mark.parametrize("how", ["id", "address", "digits"])
def test_a_comment_is_named_in_three_ways(bench, secret, typed, how):
    comment = comment_of(bench, secret)
    digits = comment.id.rpartition("-")[2]
    name = {"id": comment.id, "address": f"{secret.path}#c{digits}", "digits": digits}[how]

    code, out, _ = typed("redact", name, "--reason", "asked by its author", "--yes", "--json")

    assert code == 0
    told = json.loads(out)
    assert (told["id"], told["kind"], told["done"], told["dry_run"]) == (comment.id, "comment", True, False)
    assert told["versions"] == [f"{told['folder']}/v0002.json"]
    assert told["records"]
    assert places(bench.root, *COMMENT_WORDS) == []
    assert "This comment was taken out of the archive." in typed("show", secret.path)[1]


def test_what_is_not_there_is_said(bench, secret, typed):
    code, _, err = typed("redact", f"{secret.path}#c12345678", "--reason", "x", "--yes")

    assert (code, "no comment matches" in err) == (2, True)
    assert places(bench.root, NAME)


def test_a_redaction_needs_a_reason(secret, typed):
    assert typed("redact", secret.path, "--reason", " ", "--yes")[0] == 2


def test_a_damaged_record_ends_with_4(bench, secret, typed):
    path = min(bench.store.root.glob("raw/*.gz"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)

    code, _, err = typed("redact", secret.path, "--reason", "x", "--yes")

    assert code == 4
    assert f"raw/{path.name}#" in err
