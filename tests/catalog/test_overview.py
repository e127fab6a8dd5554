"""Authors across posts, counts over time, and the file as other programs open it."""

import sqlite3
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from tests.read.small import NAME, UNTITLED, comment, post_id, put, small

from feedarchive import read
from feedarchive.catalog.people import key
from feedarchive.model import Author

PROFILES = (
    "http://www.blogger.com/profile/42",
    "https://www.blogger.com/profile/00042",
    "//draft.blogger.com/profile/42",
)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = small(tmp_path_factory.mktemp("archive"))
    said = [
        comment(
            500 + n,
            f"Word {n}",
            datetime(2009, 1, 1 + n, tzinfo=UTC),
            author=Author(name=name, kind="account", url=url),
        )
        for n, (name, url) in enumerate(zip(("marta", "Marta K.", "marta"), PROFILES, strict=True))
    ]
    put(root, replace(UNTITLED, id=post_id(9), url=f"http://{NAME}/2009/01/later.html", comments=tuple(said)))
    with read.open(root).catalog():
        return root


def test_one_person_is_one_whatever_they_called_themselves(root):
    with read.open(root).catalog() as catalog:
        people = {one.key: one for one in catalog.authors().people}
        marta = people["blogger:42"]
        assert (marta.name, marta.names, marta.posts, marta.comments) == (
            "marta",
            ("marta", "Marta K."),
            0,
            4,
        )
        assert (marta.first, marta.last) == ("2006-06-06", "2009-01-03")
        assert people["anonymous:gravelpit"].comments == 1
        assert [one.key for one in catalog.authors("MARTA k").people] == ["blogger:42"]
        assert catalog.authors("marta", blog="other.example.org").total == 0
        assert [one.key for one in catalog.authors("marta", blog=NAME).people] == [
            "blogger:42",
            "account:marta",
        ]
        first = catalog.authors(limit=2)
        assert (len(first.people), first.next) == (2, 2)
        assert catalog.authors(limit=2, offset=2).next is None


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        *((Author(name="x", url=url), "blogger:42") for url in PROFILES),
        (Author(name="x", url="http://www.example.org/me/"), "url:example.org/me"),
        (Author(name=" Löwe  B", kind="anonymous"), "anonymous:lowe b"),
        (Author(kind="anonymous"), None),
    ],
)
def test_keys_of_people(author, expected):
    assert key(author) == expected


def test_counts_over_time(root):
    with read.open(root).catalog() as catalog:
        years = {one.period: (one.posts, one.comments) for one in catalog.counts()}
        assert years == {"2006": (3, 3), "2007": (1, 0), "2009": (0, 3)}
        months = catalog.counts("month", blog="other.example.org")
        assert [(one.period, one.posts, one.comments) for one in months] == [("2006-06", 1, 0)]


def test_other_programs_search_the_file_as_it_is(root):
    db = sqlite3.connect(root / "catalog.sqlite")
    rows = db.execute(
        "SELECT comments.body FROM comments JOIN comments_fts ON comments_fts.rowid = comments.id "
        "WHERE comments_fts MATCH 'grain'"
    ).fetchall()
    assert rows == [("Slate splits along the grain.",)]
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
