"""Nothing that a stranger wrote is alive on any page, by a second opinion (oracle.py)."""

import pytest
from tests.web.oracle import alive
from tests.web.shelf import HOSTILE, hostile
from tests.web.vectors import VECTORS

from feedarchive.store.layout import folder
from feedarchive.web.clean import cleaned


def test_there_are_150_ways_and_no_two_are_the_same():
    assert len(set(VECTORS)) == len(VECTORS) >= 150


def test_the_oracle_sees_what_is_alive():
    seen = [vector for vector in VECTORS if alive(f"<!doctype html><main><p>{vector}</p>")]
    assert len(seen) >= 120  # the others need the attribute or title that they break out of


@pytest.mark.parametrize("at", range(len(VECTORS)))
def test_a_post_that_holds_it_everywhere(client, at):
    where = f"/{HOSTILE}/{folder(hostile(at, VECTORS[at]))}/"
    for path in (where, f"{where}versions/"):
        answer = client.get(path)
        assert (answer.status_code, alive(answer.text)) == (200, [])


@pytest.mark.parametrize("path", ["", "2009/", "2009/03/", "changes/", "statistics/", "page/2/"])
def test_lists_of_such_posts(client, path):
    answer = client.get(f"/{HOSTILE}/{path}")
    assert (answer.status_code, alive(answer.text)) == (200, [])


@pytest.mark.parametrize("at", range(0, len(VECTORS), 5))
def test_searching_for_it_and_its_label(client, at):
    for path, fields in (
        ("/-/search/", {"q": VECTORS[at], "author": VECTORS[at], "label": VECTORS[at], "blog": VECTORS[at]}),
        ("/-/search/", {"q": "alert", "page": str(at), "since": VECTORS[at]}),
        (f"/{HOSTILE}/label/", {"name": VECTORS[at]}),
    ):
        answer = client.get(path, params=fields)
        assert (answer.status_code, alive(answer.text)) == (200, [])


@pytest.mark.parametrize(
    "html", ["<div>" * 40_000, "<b>" * 40_000, "<p><b><i>" * 9000, "<table>" * 9000, "<a>" * 40_000]
)
def test_what_nests_too_deep_is_shown_as_text(html):
    assert cleaned(html, link=str, image=str).startswith("<pre>&lt;")
