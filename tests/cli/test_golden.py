"""What people see, kept as texts under golden/ and reviewed like code."""

import pytest
from tests.cli.calling import Terminal, call, same_as_golden
from tests.read.small import LINKED, UNTITLED, post_id

SLATE = UNTITLED.url or ""
COMMANDS = {
    "list": ["list"],
    "list-posts": ["list", "--posts"],
    "show": ["show", SLATE],
    "show-version-1": ["show", SLATE, "--version", "1"],
    "show-html": ["show", SLATE, "--html"],
    "show-links": ["show", LINKED.id],
    "log": ["log", SLATE],
    "diff": ["diff", SLATE],
    "diff-1-2": ["diff", SLATE, "1", "2"],
    "diff-html": ["diff", SLATE, "1", "2", "--html"],
    "diff-backwards": ["diff", SLATE, "3", "1"],
    "status": ["status"],
    "verify": ["verify"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_golden_in_a_pipe(archive, name):
    _, text = call(archive, *COMMANDS[name])
    assert same_as_golden(name, text)


@pytest.mark.parametrize("name", ["list", "list-posts", "show", "log", "diff-1-2"])
def test_golden_on_a_terminal(archive, name):
    _, text = call(archive, *COMMANDS[name], out=Terminal())
    assert same_as_golden(f"{name}.terminal", text)


def test_golden_of_comments_in_every_state(many_states):
    _, text = call(many_states, "show", post_id(1))
    assert same_as_golden("show-states", text)
