"""`search`, `authors`, `stats`, `catalog`, and the filters of `list`: what a person types and reads."""

import json
import xml.etree.ElementTree as ET

import pytest
from tests.cli.calling import Terminal, call, same_as_golden
from tests.read.small import FIRST, LATER, LINKED, NAME, SECOND, THIRD, UNTITLED, put, small

from feedarchive.catalog.overview import Count
from feedarchive.cli.counting import bar, whole
from feedarchive.errors import ConfigError

COMMANDS = {
    "search": ["search", "slate"],
    "search-comments": ["search", "years", "agree", "--in", "comments"],
    "search-author": ["search", "--author", "marta", "--until", "2006"],
    "authors": ["authors"],
    "stats": ["stats"],
    "stats-month": ["stats", NAME, "--by", "month"],
    "list-text": ["list", "--text", "splits along"],
    "list-as-of": ["list", NAME, "--as-of", "2026-11-03"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_golden_of_searching_in_a_pipe_and_on_a_terminal(archive, name):
    _, text = call(archive, *COMMANDS[name])
    assert same_as_golden(name, text)
    _, text = call(archive, *COMMANDS[name], out=Terminal())
    assert same_as_golden(f"{name}.terminal", text)


def test_json_has_the_hits_and_the_next_page(archive):
    code, text = call(archive, "search", "slate", "--limit", "1", "--sort", "oldest", "--json")
    found = json.loads(text)
    assert (code, found["total"], found["next"], found["damaged"]) == (0, 2, 1, [])
    assert found["hits"][0]["id"] == UNTITLED.id
    _, text = call(archive, "search", "slate", "--limit", "1", "--offset", "1", "--sort", "oldest", "--json")
    (hit,) = json.loads(text)["hits"]
    assert (hit["id"], hit["kind"], hit["url"]) == (FIRST.id, "comment", FIRST.url)
    assert hit["excerpt"].startswith("The old quarry is full of clear water now.")
    assert [part["text"] for part in hit["snippet"] if part["hit"]] == ["Slate"]
    people = json.loads(call(archive, "authors", "marta", "--json")[1])["people"]
    assert {one["key"] for one in people} == {"account:marta", "blogger:42"}
    counts = json.loads(call(archive, "stats", "--json")[1])
    assert counts["counts"][0] == {"period": "2006", "posts": 2, "comments": 3}


def test_limits(archive, capsys):
    assert len(call(archive, "search", "--blog", NAME, "--limit", "2")[1].splitlines()) == 2
    assert "1 to 2 of 6; more with --offset 2" in capsys.readouterr().err
    assert len(call(archive, "search", "--blog", NAME, "--limit", "0")[1].splitlines()) == 6
    assert len(call(archive, "authors", "--limit", "0", "--offset", "1")[1].splitlines()) == 3
    assert capsys.readouterr().err == ""


def test_nothing_found_is_said_with_what_would_be(archive, capsys):
    assert call(archive, "search", "mort") == (0, "")
    assert capsys.readouterr().err == "feedarchive: nothing found; 1 for mort*\n"
    assert call(archive, "search", "zebra") == (0, "")
    assert capsys.readouterr().err == "feedarchive: nothing found\n"


@pytest.mark.parametrize(
    "words", [["search"], ["search", "--in", "comments"], ["search", "-"], ["search", "*"]]
)
def test_a_search_for_nothing_is_wrong_usage(archive, words):
    with pytest.raises(ConfigError, match="nothing to search for"):
        call(archive, *words)


@pytest.mark.parametrize("command", [["search", "x", "--blog"], ["authors", "--blog"], ["stats"]])
def test_an_unknown_blog_is_named_with_one_that_is_meant(archive, command):
    with pytest.raises(ConfigError, match=f"did you mean {NAME}"):
        call(archive, *command, "quarynotes.blogspot.com")


def test_damage_is_told_and_the_rest_is_found(tmp_path, capsys):
    where = put(tmp_path, UNTITLED, SECOND, THIRD)
    put(tmp_path, LINKED)
    file = tmp_path / NAME / where / "v0002.json"
    file.chmod(0o644)
    file.write_bytes(b"{")
    code, text = call(tmp_path, "search", "slate OR mortar".replace(" OR mortar", ""), "--json")
    assert code == 4
    assert [one["file"] for one in json.loads(text)["damaged"]] == [f"{NAME}/{where}/v0002.json"]
    assert "v0002.json" in capsys.readouterr().err


def test_the_catalog_may_be_kept_elsewhere(tmp_path):
    root = small(tmp_path / "archive")
    elsewhere = tmp_path / "catalog"
    code, text = call(root, "catalog", "--catalog", str(elsewhere), "--json")
    told = json.loads(text)
    assert (code, told["posts"], told["comments"], told["read"]) == (0, 4, 3, 4)
    assert told["bytes"] == elsewhere.stat().st_size
    assert json.loads(call(root, "search", "slate", "--json", "--catalog", str(elsewhere))[1])["total"] == 2
    assert not (root / "catalog.sqlite").exists()
    assert json.loads(call(root, "catalog", "--rebuild", "--json")[1])["read"] == 4


@pytest.mark.parametrize("colour", ["always", "never"])
def test_colour_is_as_the_command_line_says(archive, monkeypatch, colour):
    monkeypatch.setenv("NO_COLOR", "1")
    _, text = call(archive, "search", "years", "--color", colour, out=Terminal())
    assert ("\x1b[" in text) == (colour == "always")


def test_show_as_of_a_time(archive):
    assert "clear water" not in call(archive, "show", UNTITLED.id, "--as-of", "2026-11-03")[1]
    assert "clear water" in call(archive, "show", UNTITLED.id)[1]
    assert LATER.body.text not in call(archive, "show", UNTITLED.id, "--as-of", "2026-11-03T23:00:00Z")[1]
    with pytest.raises(ConfigError, match="no post matches"):
        call(archive, "show", UNTITLED.id, "--as-of", "2026-11-02")


def test_bars_and_empty_periods():
    assert bar(0, 10, 8) == ""
    assert bar(10, 10, 8) == "████████"
    assert bar(1, 1000, 8) == "▏"
    months = [Count(period=period, posts=1, comments=0) for period in ("2006-11", "2007-02")]
    assert [one.period for one in whole(months)] == ["2006-11", "2006-12", "2007-01", "2007-02"]
    assert list(whole([])) == []


def test_a_picture_needs_a_name_of_a_picture(archive, tmp_path):
    with pytest.raises(ConfigError, match=r"\.png or an \.svg"):
        call(archive, "stats", "--plot", str(tmp_path / "years.pdf"))


@pytest.mark.filterwarnings("default")
def test_pictures_are_drawn(archive, tmp_path):
    call(archive, "stats", "--plot", str(tmp_path / "years.svg"))
    assert ET.parse(tmp_path / "years.svg").getroot().tag.endswith("svg")
    call(archive, "stats", "--by", "month", "--plot", str(tmp_path / "years.png"))
    assert (tmp_path / "years.png").read_bytes().startswith(b"\x89PNG")
