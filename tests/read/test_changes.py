from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from tests.read.small import FIRST, LATER, LINKED, MARTA, POSTED, REPLY, SECOND, THIRD, UNTITLED, put, small

from feedarchive import read
from feedarchive.model import Author, CommentBody, Entry, Link
from feedarchive.read.changes import FieldChange, difference
from feedarchive.read.words import Piece


@pytest.fixture(scope="module")
def post(tmp_path_factory):
    return read.open(small(tmp_path_factory.mktemp("archive"))).post(UNTITLED.id)


@pytest.fixture
def compare(tmp_path):
    """The difference between two versions that were written and read again."""

    def compare(before, after, **options):
        put(tmp_path, before, after)
        return read.open(tmp_path).post(before.id).diff(**options)

    return compare


def with_first(**fields: Any) -> Entry:
    return replace(UNTITLED, comments=(replace(FIRST, **fields), REPLY))


def test_fields_text_and_comments_that_changed(post):
    found = post.diff(1, 2)
    assert (found.a, found.b) == (1, 2)
    assert found.fields == (FieldChange("title", "", "Slate"),)
    assert found.body_of == "text"
    assert Piece("added", "clear ") in found.body
    (added,) = found.comments
    assert (added.fate, added.id, added.before, added.after) == ("added", LATER.id, None, LATER)
    assert found.summary() == "title and text changed; 1 comment added"


def test_by_default_the_last_two_versions_are_compared(post):
    found = post.diff()
    assert (found.a, found.b) == (2, 3)
    assert [change.fate for change in found.comments] == ["removed"]
    assert found.comments[0].words == ()
    assert found.summary() == "1 comment removed by its author"
    assert (post.diff(1).a, post.diff(1).b) == (1, 3)
    assert (post.diff(b=2).a, post.diff(b=2).b) == (1, 2)


def test_backwards_a_comment_is_absent(post):
    found = post.diff(3, 1)
    assert [(change.fate, change.id) for change in found.comments] == [
        ("returned", REPLY.id),
        ("absent", LATER.id),
    ]


def test_a_version_against_itself(post):
    found = post.diff(2, 2)
    assert (found.fields, found.body, found.body_of, found.comments) == ((), (), None, ())
    assert found.summary() == "nothing changed"


@pytest.mark.parametrize(
    ("status", "fate", "summary"),
    [
        ("removed-by-author", "removed", "1 comment removed by its author"),
        ("removed-by-admin", "removed", "1 comment removed by an administrator"),
        ("gone", "gone", "1 comment gone"),
        ("redacted", "redacted", "1 comment redacted"),
    ],
)
def test_what_becomes_of_a_comment_and_its_return(tmp_path, compare, status, fate, summary):
    gone = with_first(status=status)
    found = compare(UNTITLED, gone)
    assert [(change.fate, change.id) for change in found.comments] == [(fate, FIRST.id)]
    assert found.summary() == summary
    back = difference(*[read.open(tmp_path).post(UNTITLED.id).at(n) for n in (2, 1)])
    assert [change.fate for change in back.comments] == ["returned"]


@pytest.mark.parametrize(
    "fields",
    [
        {"author": MARTA},
        {"published": datetime(2006, 6, 6, 9, 38, tzinfo=UTC)},
        {"in_reply_to": REPLY.id},
        {"body": CommentBody(html="<p>Slate <b>splits</b> along the grain.</p>", text=FIRST.body.text)},
    ],
)
def test_an_edited_comment(compare, fields):
    found = compare(UNTITLED, with_first(**fields))
    assert [(change.fate, change.id) for change in found.comments] == [("edited", FIRST.id)]
    assert bool(found.comments[0].words) == ("body" in fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"published_text": "x"},
        {"url": "http://elsewhere.example/"},
        {"updated": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_is_no_part_of_the_meaning_is_no_change(compare, fields):
    assert compare(UNTITLED, with_first(**fields)).summary() == "nothing changed"


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"labels": ("roofs", "stone")}, []),
        ({"labels": ("roofs",)}, ["labels"]),
        ({"published": POSTED.astimezone(UTC)}, []),
        ({"published": datetime(2006, 6, 5, tzinfo=UTC)}, ["published"]),
        ({"author": Author(name="marta", kind="account", url="https://x.example/")}, []),
        ({"author": Author(name="Marta", kind="account")}, ["author"]),
        ({"status": "gone"}, ["status"]),
        ({"links": (Link(rel="via", href="https://x.example/"),)}, ["links"]),
        ({"updated": datetime(2020, 1, 1, tzinfo=UTC), "comments_declared": 9}, []),
    ],
)
def test_which_fields_count(compare, fields, names):
    assert [change.field for change in compare(UNTITLED, replace(UNTITLED, **fields)).fields] == names


def test_markup_alone(compare):
    bold = replace(LINKED, body=replace(LINKED.body, html="<p><b>Mortar.</b></p>"))
    found = compare(LINKED, bold)
    assert (found.body_of, found.summary()) == ("html", "markup changed")


def test_html_is_compared_when_asked_for(compare):
    found = compare(UNTITLED, SECOND, html=True)
    assert found.body_of == "html"
    assert found.body[0] == Piece("same", "<p>The old quarry is full of ")


def test_counts_are_told_in_a_fixed_order(compare):
    before = replace(THIRD, comments=(FIRST, REPLY))
    after = replace(
        THIRD, comments=(replace(FIRST, status="gone"), replace(REPLY, author=FIRST.author), LATER,
                         replace(LATER, id=LATER.id + "1", status="removed-by-author")),
    )  # fmt: skip
    assert compare(before, after).summary() == "2 comments added; 1 edited; 1 gone"
