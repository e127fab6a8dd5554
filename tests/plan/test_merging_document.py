"""The table of docs/merging.md: each row against the code, and no row without its test."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from feedarchive.model import Author, Body, Comment, CommentBody, Entry, Link, Source
from feedarchive.plan.merge import Views, first_saved, merge
from feedarchive.seen import PostPage

TABLE = Path(__file__).parents[2] / "docs" / "merging.md"
ID = "tag:blogger.com,1999:blog-1.post-2"


def day(number: int) -> datetime:
    return datetime(2010, 1, number, tzinfo=UTC)


def said(name: str, number: int) -> Comment:
    return Comment(
        id="c",
        in_reply_to=f"{name}-parent",
        published=day(number),
        published_from="feed" if name == "feed" else "page",
        published_text=None if name == "feed" else f"{number}:00 AM",
        body=CommentBody(html=name, text=name),
    )


def source(kind: str, url: str) -> Source:
    return Source(kind=kind, url=url, fetched=day(1), http_status=200, sha256="0")


def entry(name: str, number: int) -> Entry:
    return Entry(
        id=ID,
        url=f"http://h/{name}.html",
        title=name,
        author=Author(name=name, kind="account"),
        published=day(number),
        updated=day(number),
        labels=(name,),
        links=(Link(rel="via", href=name),),
        body=Body(html=name, text=name, origin="feed" if name == "feed" else "page"),
        comments_declared=number,
        published_text=None if name == "feed" else name,
        date_header=None if name == "feed" else name,
        comments_elsewhere=() if name == "feed" else ("haloscan",),
        comments=() if name == "feed" else (said(name, number),),
        sources=(source("posts-feed", "old"), source("page", "old")) if name == "held" else (),
    )


FEED, HELD = entry("feed", 1), entry("held", 3)
PAGE = PostPage(
    era="classic",
    post_id=ID,
    url="http://h/page.html",
    title="page",
    author=Author(name="page", kind="account"),
    published=day(2),
    published_text="page",
    date_header="page",
    labels=("page",),
    body_html="page",
    comments=(said("page", 2),),
    comments_declared=2,
    comments_elsewhere=("disqus",),
)


def views(*names: str) -> Views:
    """What is seen, of feed, page and held."""
    return Views(
        feed=FEED if "feed" in names else None,
        comments=(said("feed", 1),) if "feed" in names else (),
        page=PAGE if "page" in names else None,
        page_text="page" if "page" in names else "",
        held=HELD if "held" in names else None,
        feeds="feed" in names,
        sources=(source("posts-feed", "new"),) if "feed" in names else (),
    )


def instants(one: datetime | None) -> str:
    return {1: "feed", 2: "page", 3: "held"}[one.day] if one else ""


def comment(of: Entry) -> Comment:
    (one,) = of.comments
    return one


# The first cell of each row -> how a field tells which view it is from.
ROWS: dict[str, dict[str, Callable[[Entry], str]]] = {
    "`id`, `kind`": {},
    "`title`, `labels`": {"title": lambda one: one.title, "labels": lambda one: "".join(one.labels)},
    "`url`, `published`": {
        "url": lambda one: (one.url or "").removeprefix("http://h/").removesuffix(".html"),
        "published": lambda one: instants(one.published),
    },
    "`updated`, `links`": {
        "updated": lambda one: instants(one.updated),
        "links": lambda one: one.links[0].href if one.links else "",
    },
    "`author`": {"author": lambda one: one.author.name or ""},
    "`published_text`, `date_header`": {
        "published_text": lambda one: one.published_text or "",
        "date_header": lambda one: one.date_header or "",
    },
    "`created`": {},
    "`status`": {},
    "`body`": {"body": lambda one: one.body.html},
    "`comments_declared`": {
        "declared": lambda one: {1: "feed", 2: "page", 3: "held"}[one.comments_declared or 0]
    },
    "`comments_elsewhere`": {
        "elsewhere": lambda one: {"disqus": "page", "haloscan": "held", "": ""}[
            "".join(one.comments_elsewhere)
        ]
    },
    "a comment's `published`": {"published": lambda one: instants(comment(one).published)},
    "a comment's `status`, `body`": {"body": lambda one: comment(one).body.html},
    "a comment's `published_text`": {
        "text": lambda one: {"2": "page", "3": "held", "": ""}[(comment(one).published_text or "")[:1]]
    },
    "a comment's `author`, `in_reply_to`": {
        "in_reply_to": lambda one: (comment(one).in_reply_to or "").removesuffix("-parent")
    },
    "`sources`": {},
}


def rows() -> dict[str, str]:
    """The table: first cell -> second."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {first: second for first, second, *_ in cells[2:]}


def test_every_row_has_its_test():
    assert list(rows()) == list(ROWS)


@pytest.mark.parametrize(
    ("row", "field"), [(row, field) for row, fields in ROWS.items() for field in fields], ids=lambda one: one
)
def test_who_wins_is_as_the_row_says(row, field):
    order = re.findall(r"(?:^|, )(feed|page|held)\b", rows()[row])
    tells = ROWS[row][field]

    assert order, row
    for at, winner in enumerate(order):
        there = order[at:]
        assert tells(merge(views(*there))) == winner, (row, there)


def test_a_page_makes_an_entry_with_its_id_and_kind():
    made = merge(views("page"))

    assert (made.id, made.kind) == (ID, "post")


def test_created_is_the_ids_own_instant_but_for_one_far_older_than_the_post():
    assert first_saved(FEED, day(1)) == day(1)
    assert first_saved(FEED, datetime(2005, 9, 27, tzinfo=UTC)) is None


def test_status_is_live_where_the_post_is_seen_and_stays_gone_where_comments_alone_are():
    gone = Entry(id=ID, status="gone", body=HELD.body)

    assert merge(Views(held=gone, comments=(said("feed", 1),))).status == "gone"
    assert merge(Views(held=gone, feed=FEED)).status == "live"
    assert merge(Views(held=gone, page=PAGE)).status == "live"


def test_sources_are_those_of_this_run_and_older_ones_of_kinds_not_fetched():
    made = merge(views("feed", "held"))

    assert {(one.kind, one.url) for one in made.sources} == {("posts-feed", "new"), ("page", "old")}
