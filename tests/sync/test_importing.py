"""Exports imported into an empty archive, and beside the public history of the same blog."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.exportwriting import ALL_KINDS, BLOG, HOME, Item, old, takeout
from tests.sync.conftest import Bench

from feedarchive.demo.blog import DemoBlog, DemoComment, DemoPost
from feedarchive.demo.options import ALL_FEEDS
from feedarchive.errors import BusyError, ConfigError
from feedarchive.model import Snapshot
from feedarchive.parse.text import readable
from feedarchive.read import open as open_archive
from feedarchive.store.codec import digest
from feedarchive.store.files import Archive, BlogStore
from feedarchive.store.redactions import Redaction
from feedarchive.store.verify import verify
from feedarchive.sync.importing import Brought, Wish, import_export
from feedarchive.sync.redact import hashes, redact
from feedarchive.sync.repair import repair
from feedarchive.sync.reparse import reparse

NOW = datetime(2026, 3, 1, tzinfo=UTC)
Write = Callable[..., bytes]
DIALECTS: dict[str, Write] = {"old": old, "takeout": takeout}


def brought(
    root, data: bytes, *, blog: str | None = "blog", private: bool = False, now: datetime = NOW
) -> Brought:
    wish = Wish(file="feed.atom", blog=blog, private=private)
    return import_export(Archive(root), wish, BytesIO(data), now=now)


def latest(root, name: str = "blog") -> dict[str, Snapshot]:
    store = Archive(root).blog(name)
    return {one.id: one for one in map(store.latest, store.folders()) if one is not None}


def files(root) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.rglob("v*.json"))}


@pytest.fixture(params=DIALECTS)
def write(request):
    return DIALECTS[request.param]


def items(blog: DemoBlog) -> list[Item]:
    """The blog as its owner's export has it: removed comments with what they said."""
    found = []
    for post in (*blog.posts, *blog.pages):
        found.append(_post_item(post))
        found += [_comment_item(post, one) for one in post.comments]
    return found


def _post_item(post: DemoPost) -> Item:
    return Item(
        number=post.number, kind=post.kind, title=post.title, html=post.html, at=post.shown.isoformat(),
        updated=post.changed.isoformat(), slug=post.path.rpartition("/")[2].removesuffix(".html"),
        labels=post.labels, author=post.author.name or "",
    )  # fmt: skip


def _comment_item(post: DemoPost, one: DemoComment) -> Item:
    return Item(
        number=one.number, kind="comment", html=one.html, at=one.shown.isoformat(),
        updated=one.changed.isoformat(), parent=post.number, answers=one.parent or 0,
        author=one.author.name or "Anonymous", account=one.author.kind == "account",
    )  # fmt: skip


def export_of(bench: Bench, write: Write = takeout, *more: Item) -> bytes:
    blog = bench.server.blog
    return write(*items(blog), *more, blog=f"tag:blogger.com,1999:blog-{blog.number}")


def test_all_kinds_into_an_empty_archive(tmp_path, write):
    outcome = brought(tmp_path, write(*ALL_KINDS))
    assert (outcome.exit_code, outcome.problems, outcome.conflicts) == (0, (), ())
    held = latest(tmp_path)
    assert {one[-2:] for one in held} == {"11", "12", "13", "99"}
    assert outcome.comments_added == 4
    assert sum(outcome.left_out.values()) == 6
    assert [one.id[-2:] for one in held[f"{BLOG}.page-13"].comments] == ["26"]
    assert held[f"{BLOG}.post-99"].status == "gone"
    post = held[f"{BLOG}.post-11"]
    (source,) = post.sources
    assert (source.kind, source.url, source.http_status, source.raw) == ("export", "feed.atom", None, None)
    assert len(source.sha256) == 64
    assert (post.cause, post.captured) == ("import", NOW)
    assert not list(verify(Archive(tmp_path).blog("blog")))
    assert "reeds" not in "".join(data.decode() for data in files(tmp_path).values())


def test_the_same_file_again_writes_nothing(tmp_path, write):
    for private in (False, True, False):
        brought(tmp_path, write(*ALL_KINDS), private=private)
        before = files(tmp_path)
        outcome = brought(tmp_path, write(*ALL_KINDS), private=private)
        assert (outcome.added, outcome.revised) == (0, 0)
        assert files(tmp_path) == before


def test_private_things_are_marked_and_nobody_else_sees_them(tmp_path):
    outcome = brought(tmp_path, takeout(*ALL_KINDS), private=True)
    assert outcome.private == {
        "draft post": 1, "trashed post": 1, "spam comment": 1, "ghosted comment": 1, "pending comment": 1,
        "draft comment": 1,
    }  # fmt: skip
    held = latest(tmp_path)
    assert (held[f"{BLOG}.post-14"].status, held[f"{BLOG}.post-14"].visibility) == ("private", "draft")
    shown = [post.latest for post in open_archive(tmp_path).posts()]
    assert {one.id[-2:] for one in shown} == {"11", "12", "13", "99"}
    assert {comment.status for one in shown for comment in one.comments} == {"live"}
    everything = open_archive(tmp_path, private=True)
    assert len(list(everything.posts())) == 6
    assert not list(open_archive(tmp_path).search("reeds"))
    assert not list(open_archive(tmp_path).search("thought"))


def test_a_public_digest_is_the_same_beside_private_things(tmp_path):
    brought(tmp_path / "a", takeout(*ALL_KINDS))
    brought(tmp_path / "b", takeout(*ALL_KINDS), private=True)
    a, b = latest(tmp_path / "a"), latest(tmp_path / "b")
    for one in a.values():
        public = b[one.id].public()
        assert public is not None
        assert digest(public) == one.digest


def test_scheduled_posts_are_those_after_everything_else(tmp_path):
    later = Item(
        number=50, title="Not yet", slug="not-yet", at="2018-12-24T18:00:00Z", updated="2018-12-24T18:00:00Z"
    )
    last = Item(number=51, kind="comment", parent=11, at="2018-09-09T09:09:09Z", html="Last word.")
    data = old(*ALL_KINDS, later, last).replace(b"<updated>2019-07-01T10:00:00.000+02:00</updated>", b"")
    outcome = brought(tmp_path, data)
    assert outcome.left_out["scheduled post"] == 1
    brought(tmp_path, data, private=True)
    assert latest(tmp_path)[f"{BLOG}.post-50"].visibility == "scheduled"


def test_a_draft_that_was_published_since(tmp_path):
    brought(tmp_path, takeout(*ALL_KINDS), private=True)
    done = Item(number=14, title="A whole thought", slug="a-whole-thought", at="2018-10-01T00:00:00Z")
    brought(tmp_path, takeout(done, ALL_KINDS[-1]))
    post = latest(tmp_path)[f"{BLOG}.post-14"]
    assert (post.status, post.title, post.version) == ("live", "A whole thought", 2)
    assert not post.visibility
    (found,) = [one for one in open_archive(tmp_path).posts() if one.latest.id == post.id]
    assert found.numbers == (2,)


def test_an_export_adds_to_the_public_history_and_overwrites_nothing(bench, write):
    bench.backfill()
    blog, before = bench.server.blog, bench.latest()
    post = next(one for one in blog.posts if len(one.comments) > 2)
    extra = Item(
        number=777, kind="comment", parent=post.number, html="Only the export has it.", author="Otter"
    )
    deleted = Item(number=778, title="Deleted long ago", slug="deleted", html="<p>Still here.</p>")
    altered = replace(_post_item(post), title="Another title", html="<p>Another text.</p>")
    data = export_of(bench, write, extra, deleted, altered)
    outcome = brought(bench.root, data)
    after = bench.latest()
    held = after[before_id := f"tag:blogger.com,1999:blog-{blog.number}.post-{post.number}"]
    assert (held.title, held.body) == (before[before_id].title, before[before_id].body)
    told = {(one.field, one.comment) for one in outcome.conflicts if one.post == before_id}
    assert {("title", None), ("body", None)} <= told
    assert [one.body.text for one in held.comments if one.id.endswith("-777")] == ["Only the export has it."]
    (new,) = [one for one in after.values() if one.id.endswith("-778")]
    assert (new.status, new.body.origin) == ("live", "export")
    for one in before.values():
        now = after[one.id]
        assert (now.title, now.body, now.labels, now.published) == (
            one.title,
            one.body,
            one.labels,
            one.published,
        )
        kept = {comment.id: comment.body for comment in after[one.id].comments}
        assert all(kept[comment.id] == comment.body for comment in one.comments if comment.body.html)
    again = brought(bench.root, data, now=NOW.replace(month=5))
    assert (again.added, again.revised) == (0, 0)
    assert not list(verify(bench.store))


def test_a_removed_comment_stays_removed_and_gets_its_text(bench):
    blog = bench.server.blog
    post = next(one for one in blog.posts if any(c.removed is None for c in one.comments))
    said = next(one for one in post.comments if one.removed is None)
    blog.remove_comment(said.number, by="author")
    bench.backfill()
    brought(bench.root, export_of(bench))
    (held,) = [c for one in bench.latest().values() for c in one.comments if c.id.endswith(f"-{said.number}")]
    assert (held.status, held.body.html) == ("removed-by-author", said.html)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_before_or_after_the_backfill_the_public_entries_mean_the_same(bench, tmp_path, dialect):
    data = export_of(bench, DIALECTS[dialect])
    bench.backfill()
    brought(bench.root, data)
    after = {one.id: one.digest for one in bench.latest().values()}
    bench.root = tmp_path / "other"
    brought(bench.root, data)
    bench.backfill()
    assert {one.id: one.digest for one in bench.latest().values()} == after


def test_a_sync_after_an_import_is_quiet_and_a_reparse_changes_nothing(bench):
    bench.backfill()
    brought(
        bench.root, export_of(bench, takeout, Item(number=778, title="Deleted", slug="deleted")), private=True
    )
    before = files(bench.root)
    outcome = bench.sync(full=True)
    assert outcome.retired == 1  # what only the export has was asked for
    assert set(before.items()) <= set(files(bench.root).items())
    assert bench.sync(full=True).retired == 0
    again = reparse(bench.store, now=NOW.replace(year=2027), tell=lambda _: None)
    assert (again.changed, again.problems) == (0, ())
    assert not list(verify(bench.store))


@pytest.mark.parametrize("off", [frozenset(), ALL_FEEDS])
def test_what_was_private_becomes_public_once_the_site_shows_it(bench, options, off):
    options.feeds_off = off
    blog = bench.server.blog
    post = next(one for one in blog.posts if one.comments and one.era == "contempo")
    draft = replace(
        _post_item(post),
        status="DRAFT",
        title="Not yet",
        html="<p>Unfinished.</p>",
        at="2001-01-01T00:00:00Z",
    )
    said = replace(_comment_item(post, post.comments[0]), status="PENDING_MODERATION")
    never = Item(number=779, title="Never", status="DRAFT")
    hidden = Item(number=780, kind="comment", parent=post.number, status="SPAM_COMMENT", html="Buy reeds.")
    brought(bench.root, export_of(bench, takeout, draft, said, never, hidden), private=True)
    tag = f"tag:blogger.com,1999:blog-{blog.number}.post-"
    assert bench.latest()[f"{tag}{post.number}"].status == "private"
    for again in (bench.backfill, lambda: bench.sync(full=True)):
        assert again().retired == 0
    held = bench.latest()
    shown = held[f"{tag}{post.number}"]
    assert (shown.status, shown.title, shown.body.text) == ("live", post.title, readable(post.html))
    assert not shown.visibility
    assert shown.published is not None
    assert shown.published.replace(second=0, microsecond=0) == post.published.replace(second=0, microsecond=0)
    states = {one.id: one.status for one in shown.comments}
    assert states.pop(f"{tag}780") == "private"
    assert "private" not in states.values()
    assert held[f"{tag}779"].status == "private"
    assert not list(verify(bench.store))
    assert reparse(bench.store, now=NOW.replace(year=2027), tell=lambda _: None).changed == 0


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(DIALECTS)), st.integers(2500, 9000), st.integers(1, 400), st.binary(max_size=9))
def test_a_damaged_file_twice_writes_once(tmp_path_factory, dialect, at, size, noise):
    root = tmp_path_factory.mktemp("archive")
    whole = DIALECTS[dialect](*ALL_KINDS)
    data = whole[:at] + noise + whole[at + size :]
    brought(root, data)
    before = files(root)
    outcome = brought(root, data, now=NOW.replace(month=5))
    assert (outcome.added, outcome.revised) == (0, 0)
    assert files(root) == before
    assert brought(root, whole, now=NOW.replace(month=6)).exit_code == 0


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(ALL_KINDS), st.sampled_from(sorted(DIALECTS)), st.booleans())
def test_the_order_of_the_file_makes_no_difference(tmp_path_factory, order, dialect, private):
    a, b = tmp_path_factory.mktemp("a"), tmp_path_factory.mktemp("b")
    brought(a, DIALECTS[dialect](*ALL_KINDS), private=private)
    brought(b, DIALECTS[dialect](*order), private=private)
    assert {one.id: one.digest for one in latest(a).values()} == {
        one.id: one.digest for one in latest(b).values()
    }


@pytest.mark.parametrize("percent", range(5, 100, 5))
def test_a_cut_file_and_then_the_whole_one(tmp_path, write, percent):
    data = write(*ALL_KINDS)
    cut = data[: len(data) * percent // 100]
    if b"</entry>" in cut and b"post-11</id>" in cut.rpartition(b"</entry>")[0]:
        outcome = brought(tmp_path, cut)
        assert outcome.exit_code == 3
        assert any("cut" in line for line in outcome.problems)
        assert latest(tmp_path)[f"{BLOG}.post-11"].title == "High water"
    else:
        with pytest.raises(ConfigError):
            brought(tmp_path, cut)
    assert brought(tmp_path, data).exit_code == 0
    held = latest(tmp_path)
    assert {one[-2:] for one in held} == {"11", "12", "13", "99"}
    assert held[f"{BLOG}.post-11"].status == "live"


def test_a_post_at_the_same_address_under_another_id_is_the_same_post(tmp_path):
    brought(tmp_path, takeout(*ALL_KINDS), blog="slow-river.blogspot.com")
    moved = replace(ALL_KINDS[0], number=911, html="<p>Another text.</p>")
    said = Item(number=912, kind="comment", parent=911, html="One more.")
    outcome = brought(tmp_path, takeout(moved, said), blog="slow-river.blogspot.com")
    assert (outcome.added, outcome.revised) == (0, 1)
    assert [(one.field, one.post) for one in outcome.conflicts] == [("body", f"{BLOG}.post-11")]
    held = latest(tmp_path, "slow-river.blogspot.com")[f"{BLOG}.post-11"]
    assert {one.id[-2:] for one in held.comments} == {"12", "21", "22"}


def test_two_posts_of_a_file_at_the_address_of_one_that_is_held(tmp_path, write):
    brought(tmp_path, write(ALL_KINDS[0]), blog="slow-river.blogspot.com")
    moved = [replace(ALL_KINDS[0], number=900 + n) for n in range(3)]
    said = [Item(number=910 + n, kind="comment", parent=900 + n, html=f"No. {n}") for n in range(3)]
    orphan = Item(number=920, kind="comment", parent=11, html="Below the first.")
    data = write(*moved, *said, orphan)
    assert brought(tmp_path, data, blog="slow-river.blogspot.com").revised == 4
    (held,) = latest(tmp_path, "slow-river.blogspot.com").values()
    assert (held.version, [one.body.text for one in held.comments]) == (
        5,
        ["No. 0", "No. 1", "No. 2", "Below the first."],
    )
    assert brought(tmp_path, data, blog="slow-river.blogspot.com").revised == 0
    assert not list(verify(Archive(tmp_path).blog("slow-river.blogspot.com")))


def _redaction(store: BlogStore, held: Snapshot) -> Redaction:
    folder = store.find(held.id)
    assert folder is not None
    return Redaction(
        id=held.id, entry=held.id, kind="post", url=held.url, folder=folder, at=NOW.replace(month=4),
        reason="asked for", was=hashes(store, folder),
    )  # fmt: skip


def test_a_later_export_revises_what_only_an_earlier_one_had(tmp_path, write):
    brought(tmp_path, write(*ALL_KINDS).replace(b"It rose", b"It \0 rose"))
    assert "\ufffd" in latest(tmp_path)[f"{BLOG}.post-11"].body.text
    brought(tmp_path, write(*ALL_KINDS))
    assert latest(tmp_path)[f"{BLOG}.post-11"].body.text == "It rose & rose."
    edited = replace(ALL_KINDS[0], title="Higher water", updated="2019-02-02T00:00:00Z")
    spoken = replace(ALL_KINDS[5], html="Seen it thrice.", updated="2019-02-02T00:00:00Z")
    outcome = brought(tmp_path, write(edited, spoken))
    post = latest(tmp_path)[f"{BLOG}.post-11"]
    assert (post.title, post.version, outcome.conflicts) == ("Higher water", 3, ())
    assert {one.body.text for one in post.comments} == {"Seen it thrice.", "Where?"}
    outcome = brought(tmp_path, write(*ALL_KINDS))  # the older one again changes nothing
    assert (outcome.added, outcome.revised) == (0, 0)
    assert {one.field for one in outcome.conflicts} >= {"title", "body"}


def test_what_was_redacted_stays_out(tmp_path):
    brought(tmp_path, takeout(*ALL_KINDS), private=True)
    store = Archive(tmp_path).blog("blog")
    for found in (f"{BLOG}.post-12", f"{BLOG}.post-14"):
        held = store.held(found)
        assert held is not None
        redact(store, _redaction(store, held))
    before = files(tmp_path)
    assert "Half a thought" not in "".join(data.decode() for data in before.values())
    outcome = brought(tmp_path, takeout(*ALL_KINDS), private=True, now=NOW.replace(month=5))
    assert (outcome.added, outcome.revised) == (0, 0)
    assert files(tmp_path) == before


def test_repair_says_that_an_import_cannot_be_made_again_from_raw(tmp_path):
    brought(tmp_path, takeout(*ALL_KINDS))
    store = Archive(tmp_path).blog("blog")
    folder = store.find(f"{BLOG}.post-11")
    assert folder is not None
    (store.root / folder / "v0001.json").unlink()
    outcome = repair(store, now=NOW.replace(month=5))
    (left,) = outcome.left
    assert "high-water" in left.file
    assert "imported from a file" in left.what
    brought(tmp_path, takeout(*ALL_KINDS), now=NOW.replace(month=6))
    assert latest(tmp_path)[f"{BLOG}.post-11"].title == "High water"


def test_repair_makes_versions_again_that_a_sync_built_upon_an_import(bench):
    brought(bench.root, export_of(bench, takeout))
    bench.backfill()
    post = bench.server.blog.posts[3]
    bench.server.blog.edit_post(post.number, html="<p>Edited since.</p>")
    bench.sync(full=True)
    held = bench.post(post.path)
    assert held.version > 1
    file = bench.store.root / str(bench.store.find(held.id)) / f"v{held.version:04}.json"
    before = file.read_bytes()
    file.unlink()
    assert not repair(bench.store, now=NOW.replace(month=5)).left
    assert file.read_bytes() == before


def test_the_blog_is_found_by_its_id(tmp_path):
    brought(tmp_path, old(*ALL_KINDS), blog=None)
    assert brought(tmp_path, takeout(*ALL_KINDS), blog=None).blog == "slow-river.blogspot.com"
    other = "tag:blogger.com,1999:blog-9"
    assert brought(tmp_path, takeout(*ALL_KINDS, blog=other), blog=None).blog == "blog-9"
    with pytest.raises(ConfigError, match="another blog"):
        brought(tmp_path, takeout(*ALL_KINDS, blog=other), blog="slow-river.blogspot.com")


def test_a_blog_that_another_run_holds_is_left_alone(tmp_path):
    brought(tmp_path, old(*ALL_KINDS))
    with Archive(tmp_path).blog("blog").lock("a test"), pytest.raises(BusyError):
        brought(tmp_path, old(*ALL_KINDS))


def test_a_file_that_is_no_export(tmp_path):
    for data in (
        b"",
        b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>",
        b"<html><entry></html>",
        b"\0" * 999,
        b"<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:x</id><entry><id>urn:y</id></entry></feed>",
    ):
        with pytest.raises(ConfigError):
            brought(tmp_path, data)
    assert not list(tmp_path.iterdir())


def test_a_blog_that_takeout_brought_goes_on_in_its_folder(bench: Bench):
    blog = bench.server.blog
    number = f"blog-{blog.number}"
    data = takeout(*items(blog), blog=f"tag:blogger.com,1999:{number}")
    brought(bench.root, data, blog=None)
    outcome = bench.backfill()
    assert outcome.blog == number
    assert [line for line in outcome.warnings if number in line]
    assert Archive(bench.root).names() == [number]
    info = Archive(bench.root).blog(number).info()
    assert info is not None
    assert info.url == bench.server.url
    assert {str(one.url).startswith(bench.server.url) for one in latest(bench.root, number).values()} == {
        True
    }
    before = len(bench.server.log)
    outcome = bench.sync()
    assert (outcome.blog, outcome.warnings) == (number, ())
    assert len(bench.server.log) - before == 2, "its address is known now: two glances, and nothing else"


def test_another_blog_beside_one_that_takeout_brought_has_its_own_folder(bench: Bench):
    brought(bench.root, takeout(*ALL_KINDS), blog=None)
    assert bench.backfill().blog == "blog"
    assert Archive(bench.root).names() == ["blog", "blog-4477"]


def test_an_address_that_takeout_did_not_tell_is_learned_from_the_old_export(tmp_path):
    brought(tmp_path, takeout(*ALL_KINDS), blog=None)
    brought(tmp_path, old(*ALL_KINDS), blog=None)
    info = Archive(tmp_path).blog("blog-4477").info()
    assert info is not None
    assert info.url == HOME
    assert all(str(one.url).startswith(HOME) for one in latest(tmp_path, "blog-4477").values() if one.url)
