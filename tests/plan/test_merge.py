"""docs/merging.md, row by row."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from feedarchive.model import Author, BlogRef, Body, Comment, CommentBody, Entry, Link, Snapshot, Source
from feedarchive.plan.changes import Added, Revised, Same, decide, retire_comments
from feedarchive.plan.comments import without_absent
from feedarchive.plan.merge import Views, in_order, merge
from feedarchive.seen import PostPage
from feedarchive.store.codec import snapshot

T = datetime(2006, 6, 6, 9, 37, 12, tzinfo=UTC)
ID = "tag:blogger.com,1999:blog-1.post-2"


def comment(name: str, text: str = "hello", **fields) -> Comment:
    fields.setdefault("published", T)
    return Comment(id=name, body=CommentBody(html=text, text=text), **fields)


def fed(**fields) -> Entry:
    fields.setdefault("body", Body(html="<p>one</p>", text="one", origin="feed"))
    return Entry(id=ID, url="http://h/2006/06/a.html", title="T", published=T, **fields)


def shown(**fields) -> PostPage:
    return PostPage(era="classic", post_id=ID, url="http://h/2006/06/a.html", **fields)


def src(kind: str, n: int) -> Source:
    return Source(kind=kind, url=f"u{n}", fetched=T, http_status=200, sha256=str(n))


def test_the_feed_wins_over_the_page_for_title_body_and_labels():
    page = shown(title="Other", body_html="<p>two</p>", labels=("x",))

    entry = merge(Views(feed=fed(labels=("a",)), page=page, page_text="two"))

    assert (entry.title, entry.body.html, entry.labels) == ("T", "<p>one</p>", ("a",))


def test_a_summary_gives_way_to_the_page():
    short = fed(body=Body(html="on…", text="on…", truncated=True, origin="feed"))

    entry = merge(Views(feed=short, page=shown(body_html="<p>one</p>"), page_text="one"))

    assert entry.body == Body(html="<p>one</p>", text="one", origin="page")


def test_a_summary_does_not_replace_a_whole_body_that_is_held():
    short = fed(body=Body(html="on…", text="on…", truncated=True, origin="feed"))

    assert merge(Views(held=fed(), feed=short)).body.html == "<p>one</p>"


def test_the_same_text_in_other_clothes_changes_nothing():
    held = fed(body=Body(html="a<br />b", text="a\nb", origin="page"))

    entry = merge(Views(held=held, page=shown(body_html="a<br>b"), page_text="a\nb", feeds=False))

    assert entry.body == held.body


def test_a_page_alone_revises_what_a_page_made():
    held = fed(body=Body(html="a", text="a", origin="page"))

    entry = merge(Views(held=held, page=shown(body_html="b", title="New"), page_text="b", feeds=False))

    assert (entry.body.html, entry.title) == ("b", "New")


def test_a_page_does_not_revise_what_a_feed_made_while_the_feed_answers():
    entry = merge(Views(held=fed(), page=shown(body_html="<p>template</p>", title="Blog: T"), page_text="x"))

    assert (entry.body.html, entry.title) == ("<p>one</p>", "T")


def test_a_damaged_feed_adds_but_never_revises():
    held = fed(comments=(comment("1"),))
    cut = Entry(id=ID, title="", body=Body(html="<p>o", text="o", origin="feed"))

    entry = merge(Views(held=held, feed=cut, comments=(comment("1", "hel"), comment("2")), damaged=True))

    assert entry.body == held.body
    assert [(one.id, one.body.text) for one in entry.comments] == [("1", "hello"), ("2", "hello")]


def test_a_page_that_shows_fewer_comments_loses_none():
    held = fed(comments=(comment("1"), comment("2")))

    assert len(merge(Views(held=held, page=shown(comments=(comment("2"),)))).comments) == 2


def test_a_removed_comment_keeps_the_last_text_and_its_author():
    who = Author(name="Ann", kind="account", url="p")
    held = fed(comments=(comment("1", author=who),))
    removed = Comment(id="1", published=T, status="removed-by-author")

    (after,) = merge(Views(held=held, feed=fed(), comments=(removed,))).comments

    assert (after.status, after.body.text, after.author) == ("removed-by-author", "hello", who)


def test_the_page_tells_openid_from_a_typed_name_and_what_clock_it_showed():
    in_feed = comment("1", author=Author(name="Bo", kind="anonymous", url="http://bo"), published_from="feed")
    on_page = comment(
        "1",
        author=Author(name="Bo", kind="openid", url="http://bo"),
        published=T + timedelta(hours=1),
        published_from="id",
        published_text="4:37 AM",
    )

    (after,) = merge(Views(feed=fed(), comments=(in_feed,), page=shown(comments=(on_page,)))).comments

    assert after.author.kind == "openid"
    assert (after.published, after.published_from, after.published_text) == (T, "feed", "4:37 AM")


def test_a_gone_comment_that_comes_back_is_live():
    held = fed(comments=(replace(comment("1"), status="gone"),))

    assert merge(Views(held=held, feed=fed(), comments=(comment("1"),))).comments[0].status == "live"


def test_sources_of_kinds_that_were_not_fetched_are_kept():
    held = fed(sources=(src("posts-feed", 1), src("page", 2)))

    entry = merge(Views(held=held, feed=fed(), sources=(src("posts-feed", 3),)))

    assert [one.url for one in entry.sources] == ["u2", "u3"]


def test_links_and_declared_come_from_the_feed():
    link = Link(rel="enclosure", href="e.mp3", length=0)

    entry = merge(Views(held=fed(comments_declared=9), feed=fed(links=(link,), comments_declared=3)))

    assert (entry.links, entry.comments_declared) == ((link,), 3)


@given(st.permutations(["1", "2", "3", "4"]))
def test_comments_are_oldest_first_ties_by_id_unknown_last(order):
    stamps = {"1": T, "2": T.astimezone(timezone(timedelta(hours=-5))), "3": T - timedelta(days=1), "4": None}

    assert [c.id for c in in_order(comment(n, published=stamps[n]) for n in order)] == ["3", "1", "2", "4"]


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.lists(st.sampled_from("abcdef"), unique=True))
def test_merging_twice_is_merging_once(held_ids, fed_ids):
    held = fed(comments=tuple(comment(n) for n in held_ids))
    views = Views(held=held, feed=fed(), comments=tuple(comment(n, "new") for n in fed_ids))

    once = merge(views)

    assert merge(replace(views, held=once)) == once
    assert {c.id for c in once.comments} == set(held_ids) | set(fed_ids)


def test_what_is_no_longer_seen_is_gone_removed_or_not_and_keeps_its_text():
    entry = fed(comments=(comment("1"), comment("2"), replace(comment("3"), status="removed-by-author")))

    after = retire_comments(entry, {"1"})

    assert [c.status for c in after.comments] == ["live", "gone", "gone"]
    assert after.comments[1].body.text == "hello"


@pytest.mark.parametrize(
    ("wide", "own", "declared", "gone"),
    [
        ({"1"}, None, 1, True),
        ({"1"}, None, 2, False),
        ({"1"}, None, None, False),
        ({"1"}, {"1"}, 2, True),
        ({"1"}, {"1", "2"}, 2, False),
        (None, {"1"}, 1, True),
        (None, {"1"}, 2, False),
        (None, None, 1, False),
        (set(), set(), 2, False),
        (set(), None, 0, True),
    ],
)
def test_a_comment_is_gone_only_when_two_witnesses_agree(wide, own, declared, gone):
    entry = fed(comments=(comment("1"), comment("2")))
    views = Views(held=entry, feed=fed(comments_declared=declared))
    lists = [frozenset(one) if one is not None else None for one in (wide, own)]

    after = without_absent(entry, views, wide=lists[0], own=lists[1])

    assert (after.comments[1].status == "gone") == gone


def test_a_page_that_shows_a_comment_keeps_it_live():
    entry = fed(comments=(comment("1"), comment("2")))
    views = Views(held=entry, feed=fed(comments_declared=1), page=shown(comments=(comment("2"),)))

    after = without_absent(entry, views, wide=frozenset({"1"}), own=None)

    assert [c.status for c in after.comments] == ["live", "live"]


def test_decisions_follow_the_digest():
    entry = fed()

    def held(url: str | None) -> Snapshot:
        ref = BlogRef(id="b", url="http://b.example/")
        made = snapshot(
            replace(entry, url=url), version=4, captured=datetime(2026, 1, 1, tzinfo=UTC), blog=ref
        )
        return replace(made, digest="x")

    assert decide(entry, "x", None) == Added(entry)
    assert decide(entry, "x", held(entry.url)) == Same(entry)
    assert decide(entry, "y", held(entry.url)) == Revised(entry, 5)
    assert decide(entry, "x", held("/p.html")) == Revised(entry, 5)


def test_a_summary_of_a_comment_gives_way_to_the_whole_text():
    whole = comment("1", "The width of a lane has decided more campaigns.")
    cut = comment("1", "The width of a lane...")

    on_page = merge(Views(feed=fed(), comments=(cut,), page=shown(comments=(whole,))))
    held = merge(Views(held=fed(comments=(whole,)), feed=fed(), comments=(cut,)))
    edited = merge(Views(held=fed(comments=(whole,)), feed=fed(), comments=(comment("1", "The width"),)))

    assert on_page.comments[0].body == held.comments[0].body == whole.body
    assert edited.comments[0].body.text == "The width"


def test_comments_that_lived_elsewhere_are_named():
    entry = merge(Views(feed=fed(), page=shown(comments_elsewhere=("haloscan",))))

    assert entry.comments_elsewhere == ("haloscan",)
    assert merge(Views(held=entry, feed=fed())).comments_elsewhere == ("haloscan",)


def test_a_page_folds_the_white_space_of_a_title_and_says_nothing_new_by_that():
    held = replace(fed(body=Body(html="a", text="a", origin="page")), title="  Two  words ")

    assert merge(Views(held=held, page=shown(title="Two words"), feeds=False)).title == "  Two  words "
    assert merge(Views(held=held, page=shown(title="Three words"), feeds=False)).title == "Three words"
