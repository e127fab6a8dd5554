"""The tour's edits: each can be told in a sentence, and each leaves the mark it says."""

from itertools import pairwise
from typing import Any

import pytest

from feedarchive.demo import EXAMPLE_PATH, chapters, truth

State = dict[str, dict[str, Any]]


@pytest.fixture
def states(server):
    """The truth before the story and after each chapter, by path."""
    told = [{entry["path"]: entry for entry in truth(server.blog, server.url)}]
    for sentence, change in chapters(server):
        assert sentence
        change()
        told.append({entry["path"]: entry for entry in truth(server.blog, server.url)})
    return told


def changed(before: State, after: State) -> set[str]:
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_each_chapter_changes_one_thing(states):
    for before, after in pairwise(states):
        assert len(changed(before, after)) == 1


def test_the_story_is_told_in_order(states):
    start, body, title, added, removed, deleted, written = states
    assert "pay list" in body[EXAMPLE_PATH]["body"]["html"]
    assert body[EXAMPLE_PATH]["body"]["html"].startswith("This is coolbert:")
    (renamed,) = changed(body, title)
    assert title[renamed]["title"] != body[renamed]["title"]
    assert len(added[EXAMPLE_PATH]["comments"]) == len(start[EXAMPLE_PATH]["comments"]) + 1
    (taken,) = changed(added, removed)
    statuses = [comment["status"] for comment in removed[taken]["comments"]]
    assert statuses.count("removed-by-author") == 1
    (shorter,) = changed(removed, deleted)
    assert len(deleted[shorter]["comments"]) == len(removed[shorter]["comments"]) - 1
    assert len(written) == len(start) + 1
