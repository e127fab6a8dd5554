"""A post with words that must go, and how to see that they went."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.sync.conftest import Bench
from tests.sync.traces import places

from feedarchive.demo.blog import DemoAuthor, DemoBlog, DemoPost
from feedarchive.demo.example import example
from feedarchive.model import Comment, Snapshot
from feedarchive.store import redactions
from feedarchive.store.files import BlogStore
from feedarchive.store.redactions import Redaction
from feedarchive.store.verify import verify
from feedarchive.sync.redact import hashes
from feedarchive.sync.reparse import reparse

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
FEEDS_OFF = frozenset({"posts", "pages", "comments", "post-comments"})
ERAS = ("minima", "rounders", "tictac", "dots", "simple", "contempo")
SHAPES: dict[str, dict[str, Any]] = {
    "feeds": {},
    "summaries": {"summary_only": True},
    "no-comments-feed": {"feeds_off": frozenset({"comments"})},
    "no-feeds": {"feeds_off": FEEDS_OFF},
    "plain": {"gzip": False, "validators": False},
}
TITLE = 'Wreck & "salvage" of the Zeehond'
BODY = "<p>The skipper <b>Quillon</b> lost his moorings &amp; nerve.</p>"
SAID = "Quornby owes me <i>xixducats</i>, ask Vrouwke."
NAME = "Ysbrand Veldkamp"
COMMENT_WORDS = ("Quornby owes me", "xixducats", "ask Vrouwke", NAME)
POST_WORDS = (TITLE, "Quillon", "lost his moorings", *COMMENT_WORDS)


def small_blog(era: str = "simple") -> DemoBlog:
    """Three posts of that era, with comments."""
    blog = example()
    kept = [one for one in blog.posts if one.era == era and len(one.comments) >= 2][:3]
    for post in [one for one in blog.posts if one not in kept]:
        blog.delete_post(post.number)
    return blog


def archived_secret(bench: Bench) -> DemoPost:
    """Archived in two versions, with a comment that must go."""
    blog = bench.server.blog
    post = blog.posts[1]
    blog.edit_post(post.number, title=TITLE, html=BODY)
    bench.backfill()
    blog.add_comment(post.number, SAID, DemoAuthor(name=NAME, kind="anonymous"))
    bench.sync(full=True)
    assert held(bench, post).version == 2
    return post


def held(bench: Bench, post: DemoPost) -> Snapshot:
    return bench.post(post.path)


def asked(bench: Bench, post: DemoPost, comment: Comment | None = None) -> Redaction:
    entry = held(bench, post)
    folder = bench.store.find(entry.id)
    assert folder is not None
    return Redaction(
        id=comment.id if comment else entry.id,
        entry=entry.id,
        kind="comment" if comment else "post",
        url=comment.url if comment else entry.url,
        folder=folder,
        at=AT,
        reason="case 12/345",
        was=hashes(bench.store, folder),
    )


def comment_of(bench: Bench, post: DemoPost) -> Comment:
    return next(one for one in held(bench, post).comments if one.author.name == NAME)


def others(bench: Bench, post: DemoPost) -> dict[str, bytes]:
    folder = bench.store.find(held(bench, post).id)
    assert folder is not None
    return {name: data for name, data in bench.files().items() if folder not in name}


def assert_sound(bench: Bench) -> None:
    assert [str(one) for one in verify(bench.store)] == []
    before = bench.files()
    outcome = reparse(bench.store, now=AT, tell=lambda one: pytest.fail(str(one)))
    assert (outcome.problems, outcome.exit_code) == ((), 0)
    assert bench.files() == before


def assert_it_does_not_come_back(bench: Bench, post: DemoPost, *words: str, code: int) -> None:
    before = bench.files()
    bench.server.blog.edit_post(post.number, title=TITLE + ", again", html=BODY + "<p>Quillon too.</p>")
    for again in (bench.sync, bench.backfill):
        assert again().exit_code == code
        assert places(bench.root, *words) == []
    assert {name: data for name, data in bench.files().items() if name in before} == before
    assert_sound(bench)


def is_reported_done(store: BlogStore) -> bool:
    known = redactions.load(store.tree)
    return bool(known) and all(one.done for one in known)
