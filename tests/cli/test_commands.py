"""What the reading commands answer: exit codes, JSON, and what they say when something is wrong."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.cli.calling import Terminal, call
from tests.read.small import CAPTURED, FIRST, INFO, LINKED, NAME, SECOND, THIRD, UNTITLED, put

from feedarchive.errors import ArchiveError, ConfigError
from feedarchive.model import Author, CommentBody
from feedarchive.plan.verdict import Gap, Verdict
from feedarchive.store import codec
from feedarchive.store.files import Archive
from feedarchive.store.state import State

READING = ["list", "show", "log", "diff", "status", "verify"]
HOSTILE = "\x1b[2J\x1b]52;c;eA==\x07 \u202egnp.exe \u2066x\u2069 \x9b31m \x7f \u2028 a\tb\nc"
STEERING = set(HOSTILE) - set(" \t\n[2J]5;cA=gnp.exabm31") | {chr(code) for code in range(32)} - {"\t", "\n"}


def spoil(file: Path) -> None:
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-40])


@pytest.fixture
def damaged(tmp_path):
    """A post whose second version is damaged, and a sound one."""
    where = put(tmp_path, UNTITLED, SECOND, THIRD)
    put(tmp_path, LINKED)
    spoil(tmp_path / NAME / where / "v0002.json")
    return tmp_path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """An archive in which every text that a blog may choose tries to steer the terminal."""
    root = tmp_path_factory.mktemp("hostile")
    author = Author(name=HOSTILE, kind="openid")
    comment = replace(
        FIRST, author=author, published_text=HOSTILE, body=CommentBody(html=HOSTILE, text=HOSTILE)
    )
    body = replace(UNTITLED.body, html=HOSTILE, text=HOSTILE)
    entry = replace(UNTITLED, title=HOSTILE, author=author, labels=(HOSTILE,), body=body, comments=(comment,))
    put(root, UNTITLED, entry, replace(entry, title="", status="gone", comments=()))
    put(root, replace(LINKED, title=HOSTILE, url="http://x.example/\x1b[2J"))
    store = Archive(root).blog(NAME)
    store.put_info(replace(INFO, title=HOSTILE))
    gap = Gap(post=UNTITLED.id, url=HOSTILE, reason=HOSTILE)
    store.save_state(State(last_run=CAPTURED, verdict=Verdict(gaps=(gap,))))
    (root / NAME / "posts" / "\x1b[2J").mkdir()
    return root


def words(command: str) -> list[str]:
    return [command, UNTITLED.id] if command in ("show", "log", "diff") else [command]


@pytest.mark.parametrize("more", [[], ["--json"]])
@pytest.mark.parametrize(
    "command",
    [
        *map(words, READING),
        ["list", "--posts"],
        ["show", UNTITLED.id, "--version", "2"],
        ["show", UNTITLED.id, "--html"],
        ["diff", UNTITLED.id, "1", "2"],
        ["diff", UNTITLED.id, "1", "3", "--html"],
        ["search", "gnp"],
        ["search", "--author", "gnp"],
        ["authors"],
        ["stats"],
        ["catalog"],
        ["gaps"],
    ],
)
def test_nothing_that_a_blog_wrote_steers_the_terminal(hostile, monkeypatch, command, more):
    monkeypatch.setenv("NO_COLOR", "1")
    for out in (None, Terminal()):
        _, text = call(hostile, *command, *more, out=out)
        assert text
        assert not STEERING & set(text)


@pytest.mark.parametrize("command", READING)
def test_json_is_one_document(archive, command):
    code, text = call(archive, *words(command), "--json")
    assert code == 0
    assert isinstance(json.loads(text), dict)


def test_list_gives_blogs_and_posts(archive):
    document = json.loads(call(archive, "list", "--json")[1])
    assert document["blogs"][1] == {
        "name": NAME, "url": f"http://{NAME}/", "title": "Quarry Notes", "posts": 2, "pages": 1,
    }  # fmt: skip
    assert document["damaged"] == []
    document = json.loads(call(archive, "list", NAME, "--json")[1])
    assert [
        (post["date"], post["title"], post["versions"], post["comments"]) for post in document["posts"]
    ] == [
        ("2010-01-01", "About", 1, 0),
        ("2006-06-05", "Slate", 3, 3),
        ("2007-01-31", "Lime & mortar", 1, 0),
    ]
    assert document["posts"][1]["number"] == "114954343212345678"


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        (["--since", "2007"], ["About", "Lime & mortar"]),
        (["--until", "2006-06"], ["The same path", "Slate"]),
        (["--label", "roofs"], ["Slate"]),
        (["--author", "OLAF"], ["Lime & mortar"]),
        (["--kind", "page"], ["About"]),
        (["--since", "1d"], []),
    ],
)
def test_list_filters_posts(archive, options, titles):
    document = json.loads(call(archive, "list", *options, "--json")[1])
    assert [post["title"] for post in document["posts"]] == titles


def test_an_untitled_post_is_listed_by_its_first_words(tmp_path):
    put(tmp_path, UNTITLED)
    assert call(tmp_path, "list", "--posts")[1].split("\t")[1] == (
        "[The old quarry is full of water now. Nobody cuts slate]"
    )


def test_show_json_is_the_archived_document(archive):
    document = json.loads(call(archive, "show", UNTITLED.id, "--version", "2", "--json")[1])
    assert document["format"] == "feedarchive-post/1"
    assert codec.decode(json.dumps(document).encode(), "x").entry() == SECOND


def test_log_and_diff_json(archive):
    document = json.loads(call(archive, "log", UNTITLED.id, "--json")[1])
    assert [version["version"] for version in document["versions"]] == [3, 2, 1]
    assert document["versions"][0]["summary"] == "1 comment removed by its author"
    assert document["post"]["url"] == UNTITLED.url
    document = json.loads(call(archive, "diff", UNTITLED.id, "1", "2", "--json")[1])
    assert document["fields"] == [{"field": "title", "before": "", "after": "Slate"}]
    assert {"op": "added", "text": "clear "} in document["body"]
    assert document["comments"][0]["fate"] == "added"


@pytest.mark.parametrize("command", ["show", "log", "diff"])
def test_a_post_that_is_not_there_is_a_sentence_and_exit_2(archive, command):
    with pytest.raises(
        ConfigError, match=r"no post matches 'slat' in the 2 blogs .*; did you mean "
    ) as caught:
        call(archive, command, "slat")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("command", ["list", "status", "verify"])
def test_a_blog_that_is_not_there_is_a_sentence_and_exit_2(archive, command):
    with pytest.raises(ConfigError, match=rf"no blog 'quarry'; did you mean {NAME}\?"):
        call(archive, command, "quarry")


def test_damage_is_told_the_rest_is_shown_and_the_exit_code_is_4(damaged, capsys):
    code, text = call(damaged, "log", UNTITLED.id)
    assert code == 4
    assert "version 3" in text
    assert "version 1" in text
    assert "version 2" not in text
    assert "damaged, left out: quarrynotes" in capsys.readouterr().err
    code, text = call(damaged, "log", UNTITLED.id, "--json")
    assert json.loads(text)["damaged"][0]["file"].endswith("v0002.json")


def test_damage_of_a_version_asked_for_is_exit_4(damaged):
    with pytest.raises(ArchiveError, match=r"v0002\.json") as caught:
        call(damaged, "diff", UNTITLED.id, "1", "2")
    assert caught.value.exit_code == 4


def test_verify_names_each_damaged_file(damaged, archive):
    code, text = call(damaged, "verify")
    assert code == 4
    assert "slate-723f74e0/v0002.json: " in text
    assert text.endswith("1 blog, 2 posts and pages: 1 damaged\n")
    document = json.loads(call(damaged, "verify", NAME, "--json")[1])
    assert document["sound"] is False
    assert document["blogs"][0]["findings"][0]["severity"] == "damage"
    assert call(archive, "verify")[0] == 0


def test_a_notice_is_no_damage(tmp_path):
    put(tmp_path, LINKED)
    (tmp_path / NAME / "notes.txt").write_text("mine")
    code, text = call(tmp_path, "verify")
    assert (code, text.endswith("all sound, 1 notice\n")) == (0, True)


def test_status_tells_what_the_last_run_found(tmp_path):
    put(tmp_path, LINKED)
    verdict = Verdict(
        posts_held=612, posts_declared=612, comments_held=4018, comments_declared=4021, removed_by_author=3
    )
    store = Archive(tmp_path).blog(NAME)
    store.save_state(State(last_run=CAPTURED, last_full=CAPTURED - timedelta(days=2), verdict=verdict))
    code, text = call(tmp_path, "status")
    assert code == 0
    assert "612 of 612 posts, 4,018 of 4,021 comments; 3 removed by their authors" in text
    assert "last run 2026-11-03 10:00:00 UTC; whole feeds due from 2026-11-08 10:00:00 UTC" in text


GAP = Gap(post="tag:x", url="http://x.example/1", reason="found 1 of 2")


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        (Verdict(posts_held=610, posts_declared=612), "missing: 2 more posts that the site counts"),
        (
            Verdict(comments_declared=3, comments_held=1, removed_by_admin=1),
            "missing: 1 more comment that the site counts",
        ),
        (Verdict(gaps=(GAP,)), "missing: http://x.example/1: found 1 of 2"),
    ],
)
def test_status_is_3_while_something_is_missing(tmp_path, verdict, told):
    put(tmp_path, LINKED)
    Archive(tmp_path).blog(NAME).save_state(State(last_run=CAPTURED, verdict=verdict))
    code, text = call(tmp_path, "status")
    assert code == 3
    assert told in text
    assert json.loads(call(tmp_path, "status", "--json")[1])["complete"] is False


def test_status_without_a_run_counts_the_files(tmp_path):
    put(tmp_path, replace(UNTITLED, comments_declared=5))
    code, text = call(tmp_path, "status", NAME, "--json")
    (blog,) = json.loads(text)["blogs"]
    assert (code, blog["counted"], blog["last_run"]) == (3, "files", None)
    assert blog["verdict"]["gaps"][0]["declared"] == 5
    assert "5" in call(tmp_path, "status")[1]


def test_an_empty_archive(tmp_path):
    assert call(tmp_path, "list") == (0, "")
    assert call(tmp_path, "status")[0] == 0
    assert json.loads(call(tmp_path, "list", "--posts", "--json")[1]) == {"posts": [], "damaged": []}


@pytest.mark.parametrize("command", READING)
def test_help_teaches(capsys, command):
    with pytest.raises(SystemExit) as caught:
        call(Path(), command, "--help")
    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert f"feedarchive {command}" in text
    assert "--json gives" in text or "--json prints" in text
