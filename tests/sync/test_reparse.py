"""Reparse: parsers that did not change write nothing; better ones make new versions, and no text is lost."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.ids import name_of

from feedarchive.demo.blog import DemoAuthor
from feedarchive.demo.example import EXAMPLE_PATH
from feedarchive.errors import BusyError, CorruptError
from feedarchive.model import Author, Body, CommentBody, Entry
from feedarchive.plan.verdict import Evidence, Gap, again, balance
from feedarchive.store.codec import snapshot
from feedarchive.store.files import Archive, BlogStore
from feedarchive.store.verify import verify
from feedarchive.sync.books import recount
from feedarchive.sync.documents import Documents
from feedarchive.sync.reparse import Reparsed, Reread, rehearse, reparse

NOW = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
FEEDS_OFF = frozenset({"posts", "pages", "comments", "post-comments"})


def files(store: BlogStore) -> dict[str, bytes]:
    """Everything that is kept: snapshots, raw bytes, state."""
    kept = (path for path in store.root.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(store.root)): path.read_bytes() for path in kept}


def read_again(store: BlogStore) -> tuple[Reparsed, list[Reread]]:
    told: list[Reread] = []
    return reparse(store, now=NOW, tell=told.append), told


def assert_nothing_new(store: BlogStore) -> None:
    before = files(store)
    outcome, told = read_again(store)
    assert (outcome.exit_code, outcome.problems, told) == (0, (), [])
    assert outcome.same == outcome.entries == sum(1 for _ in store.folders())
    assert files(store) == before


def entries(store: BlogStore) -> dict[str, Entry]:
    """The latest of each entry, by folder."""
    return {folder: store.read(folder, store.numbers(folder)[-1]).entry() for folder in store.folders()}


def a_year_of_changes(bench) -> None:
    """Comments removed, deleted, edited and added, posts edited and deleted; a sync after each few."""
    blog = bench.server.blog
    many = next(post for post in blog.posts if sum(c.removed is None for c in post.comments) >= 4)
    first, second, third, *_ = [c for c in many.comments if c.removed is None]
    blog.remove_comment(first.number, by="author")
    blog.edit_comment(second.number, "Said <b>otherwise</b> now.")
    bench.sync()
    blog.delete_comment(third.number)
    blog.add_comment(many.number, "One more.", DemoAuthor(name="Zoe"))
    bench.sync()
    example = blog.index.by_path[EXAMPLE_PATH]
    blog.edit_post(example.number, html="<p>Changed.</p>", title="Changed")
    blog.remove_comment(second.number, by="admin")
    bench.sync(full=True)
    blog.delete_post(next(post for post in blog.posts if post not in (many, example)).number)
    blog.add_post("New", "<p>new</p>")
    bench.sync(full=True)


def worse(bench, spoil: Callable[[Entry], Entry]) -> BlogStore:
    """The same archive as a poorer parser would have written it: the bytes are true, the fields are not."""
    true = bench.store
    store = Archive(bench.root.parent / "worse").blog("blog")
    shutil.copytree(true.root / "raw", store.root / "raw")
    store.save_state(true.load_state())
    batch = []
    for folder in true.folders():
        for held in (true.read(folder, number) for number in true.numbers(folder)):
            spoiled = spoil(held.entry())
            made = snapshot(spoiled, version=held.version, captured=held.captured, blog=held.blog)
            batch.append((folder, made))
    store.write(batch)
    return store


def authors_unknown(entry: Entry) -> Entry:
    comments = tuple(
        replace(one, author=Author(name=one.author.name), published_text=None) for one in entry.comments
    )
    return replace(entry, comments=comments)


def texts_misread(entry: Entry) -> Entry:
    comments = tuple(
        replace(one, body=CommentBody(html="?", text="?") if one.body.html else one.body)
        for one in entry.comments
    )
    return replace(entry, body=Body(html="?", text="?", origin=entry.body.origin), comments=comments)


@pytest.fixture
def changed(bench):
    """An archive with a past."""
    bench.backfill()
    a_year_of_changes(bench)
    statuses = {one.status for entry in bench.latest().values() for one in entry.comments}
    assert {"gone", "removed-by-author", "removed-by-admin"} <= statuses
    assert any(entry.status == "gone" for entry in bench.latest().values())
    return bench


def test_nothing_after_a_backfill(bench):
    bench.backfill()
    assert_nothing_new(bench.store)


@pytest.mark.parametrize(
    ("pages", "behaviour"),
    [
        ("always", {}),
        ("missing", {}),
        ("never", {}),
        ("always", {"honour_updated": False}),
        ("missing", {"summary_only": True, "budgets": (7,)}),
        ("missing", {"feeds_off": frozenset({"comments"})}),
        ("always", {"feeds_off": frozenset({"posts"})}),
        ("always", {"feeds_off": FEEDS_OFF}),
    ],
    ids=name_of,
)
def test_nothing_after_edits_and_syncs(bench, behaviour, pages):
    for name, value in behaviour.items():
        setattr(bench.server.options, name, value)
    bench.backfill(pages=pages)
    a_year_of_changes(bench)

    assert_nothing_new(bench.store)


def test_nothing_after_pages_revised_what_feeds_had_said(bench):
    bench.backfill()
    bench.server.options.feeds_off = FEEDS_OFF
    example = bench.server.blog.index.by_path[EXAMPLE_PATH]
    bench.server.blog.edit_post(example.number, html="<p>Changed.</p>", title="Changed")

    bench.sync(full=True)

    assert bench.post(EXAMPLE_PATH).title == "Changed"
    assert_nothing_new(bench.store)


def test_nothing_after_a_page_told_of_an_edit_that_the_glance_had_not_shown(bench):
    bench.backfill()
    blog, options = bench.server.blog, bench.server.options
    example = blog.index.by_path[EXAMPLE_PATH]
    blog.edit_post(example.number, title="Edited")
    bench.sync()  # proves that a glance is enough
    blog.add_comment(example.number, "Me too.", DemoAuthor(name="Zoe"))

    def edit_between_feed_and_page(_: object) -> None:
        example.comments[0].html = "Otherwise."

    bench.sync(pages="never")
    blog.add_comment(example.number, "And me.", DemoAuthor(name="Zoe"))
    bench.asked()
    options.shift = {3: edit_between_feed_and_page}
    bench.sync()

    assert not any("orderby=published" in target for target in bench.asked())
    assert bench.post(EXAMPLE_PATH).comments[0].body.text == "Otherwise."
    assert_nothing_new(bench.store)


def test_nothing_after_a_run_that_wrote_an_entry_twice(bench):
    bench.backfill(pages="missing")
    bench.server.options.feeds_off = frozenset({"posts"})
    bench.server.options.summary_only = True
    bench.sync(full=True, pages="missing")

    twice = [one for one in bench.latest().values() if one.version > 1]
    assert any(one.version == 3 for one in twice)
    assert_nothing_new(bench.store)


def test_a_better_parser_makes_a_version_that_says_so(bench):
    bench.backfill()
    true = bench.post(EXAMPLE_PATH)
    folder = bench.store.find(true.id)
    store = worse(bench, lambda entry: authors_unknown(entry) if entry.id == true.id else entry)
    before = files(store)

    outcome, (told,) = read_again(store)

    assert (outcome.changed, outcome.same, outcome.exit_code) == (1, outcome.entries - 1, 0)
    noted = "raw/20270102T030405Z.warc.gz"
    assert set(files(store)) - set(before) == {f"{folder}/v0002.json", noted}
    made = store.read(folder, 2)
    assert (made.cause, made.captured, made.entry()) == ("reparse", NOW, true.entry())
    (comment,) = made.comments
    assert (comment.author.kind, comment.published_text) == ("anonymous", "4:37 AM")
    assert (told.folder, told.held.version, told.made) == (folder, 1, made)
    assert store.read(folder, 1).cause == "seen"


@pytest.mark.parametrize("spoil", [authors_unknown, texts_misread])
def test_gone_and_removed_comments_get_what_the_old_bytes_say(changed, spoil):
    store = worse(changed, spoil)

    outcome, _ = read_again(store)

    assert outcome.changed > 0
    assert entries(store) == entries(changed.store)


@pytest.mark.parametrize("spoil", [authors_unknown, texts_misread])
def test_a_second_reparse_writes_nothing(changed, spoil):
    store = worse(changed, spoil)
    read_again(store)

    assert_nothing_new(store)


def test_a_reparse_of_an_archive_made_of_pages_alone(bench):
    bench.server.options.feeds_off = FEEDS_OFF
    bench.backfill()
    store = worse(bench, texts_misread)

    outcome, _ = read_again(store)

    assert outcome.changed == outcome.entries > 0
    assert entries(store) == entries(bench.store)
    assert_nothing_new(store)


def test_the_next_sync_goes_on_from_what_was_read_again(bench):
    bench.backfill()
    bench.root = worse(bench, authors_unknown).root.parent
    reparse(bench.store, now=bench.moment, tell=lambda _: None)
    bench.server.blog.add_comment(
        bench.server.blog.index.by_path[EXAMPLE_PATH].number, "Me too.", DemoAuthor(name="Zoe")
    )

    outcome = bench.sync()

    assert (outcome.revised, outcome.exit_code) == (1, 0)
    assert bench.post(EXAMPLE_PATH).version == 3
    assert_nothing_new(bench.store)


def test_a_poorer_reparse_is_mended_by_the_next_and_all_is_sound(bench):
    bench.backfill()
    store, held = bench.store, bench.post(EXAMPLE_PATH)
    folder = store.find(held.id)
    poorer = snapshot(authors_unknown(held.entry()), version=2, captured=NOW, blog=held.blog, cause="reparse")
    store.write([(folder, poorer)])

    outcome, _ = read_again(store)

    assert outcome.changed == 1
    assert store.read(folder, 3).entry() == held.entry()
    assert not list(verify(store))


def test_the_verdict_counts_what_is_now_held(changed):
    def removed_taken_for_live(entry: Entry) -> Entry:
        said = {"gone": "gone"}
        comments = tuple(replace(one, status=said.get(one.status, "live")) for one in entry.comments)
        return replace(entry, comments=comments) if entry.status == "live" else entry

    store = worse(changed, removed_taken_for_live)
    state, tally = store.load_state(), recount(store)
    assert state.verdict is not None
    revised = next(
        one for one in entries(changed.store).values() for c in one.comments if "removed" in c.status
    )
    hole = Gap(post=revised.id, reason="its page answered 500")
    wrong = replace(
        state.verdict,
        comments_held=tally.comments_held,
        removed_by_author=0,
        removed_by_admin=0,
        gaps=(hole,),
    )
    store.save_state(replace(state, verdict=wrong))

    read_again(store)

    after, tally = store.load_state().verdict, recount(store)
    assert after is not None
    assert (after.comments_held, after.removed_by_author) == (tally.comments_held, tally.removed_by_author)
    assert (after.removed_by_admin, after.gone) == (tally.removed_by_admin, tally.gone)
    assert tally.removed_by_author > 0
    assert after.comments_declared == state.verdict.comments_declared
    assert after == replace(state.verdict, gaps=after.gaps)
    assert [(one.post, one.reason) for one in after.gaps] == [(hole.post, hole.reason)]


@pytest.mark.parametrize("why", [(), ("its page answered 500",), ("its page answered 500", "cut")])
@pytest.mark.parametrize("declared", [None, 0, 3])
def test_the_reasons_of_a_gap_outlive_its_counts(why, declared):
    entry = Entry(id="tag:x", comments_declared=declared)
    found = balance(entry, Evidence(reasons=why))

    assert balance(entry, again(found if isinstance(found, Gap) else None)) == found


def test_a_damaged_record_is_named_and_its_entry_left(bench):
    bench.backfill()
    post = bench.post(EXAMPLE_PATH)
    ref = next(source.raw for source in post.sources if source.kind == "page")
    store = worse(bench, authors_unknown)
    name, _, offset = ref.partition("#")
    _spoil(store.root / name, int(offset) + 200)

    outcome, told = read_again(store)

    assert (outcome.left, outcome.exit_code) == (1, 3)
    (problem,) = outcome.problems
    assert problem.startswith(f"{ref}: ")
    assert problem.endswith(": 1 entry left as it is")
    assert store.numbers(bench.store.find(post.id)) == [1]
    assert len(told) == outcome.changed == outcome.entries - outcome.same - 1 > 0


def test_a_damaged_feed_is_named_once_for_all_its_entries(bench):
    bench.backfill()
    post = bench.post(EXAMPLE_PATH)
    ref = next(source.raw for source in post.sources if source.kind == "posts-feed")
    name, _, offset = ref.partition("#")
    _spoil(bench.store.root / name, int(offset) + 200)

    outcome, _ = read_again(bench.store)

    assert outcome.left == len(bench.server.blog.posts)
    (problem,) = outcome.problems
    assert problem.endswith(f": {outcome.left} entries left as they are")


def test_missing_raw_files_leave_everything_as_it_is(bench):
    bench.backfill()
    shutil.rmtree(bench.store.root / "raw")
    before = files(bench.store)

    outcome, _ = read_again(bench.store)

    assert (outcome.left, outcome.exit_code) == (outcome.entries, 3)
    assert files(bench.store) == before


def test_a_record_that_is_not_the_snapshots_is_a_damaged_one(bench):
    bench.backfill()
    post = bench.post(EXAMPLE_PATH)
    kinds = {source.kind: source for source in post.sources}
    documents = Documents(bench.store.record)

    with pytest.raises(CorruptError, match="another body"):
        documents.feed(kinds["posts-feed"], kinds["page"].raw)


def test_what_todays_parsers_cannot_read_is_left_as_it_is(bench):
    bench.backfill()
    post = bench.post(EXAMPLE_PATH)
    page = next(source for source in post.sources if source.kind == "page")
    feed = next(source for source in post.sources if source.kind == "posts-feed")
    no_feed = replace(feed, raw=page.raw, sha256=page.sha256)
    folder = bench.store.find(post.id)
    held = snapshot(replace(post.entry(), sources=(no_feed,)), version=1, captured=NOW, blog=post.blog)
    store = Archive(bench.root).blog("other")
    shutil.copytree(bench.store.root / "raw", store.root / "raw")
    store.write([(folder, held)])

    outcome, _ = read_again(store)

    assert (outcome.left, outcome.exit_code) == (1, 3)
    assert no_feed.url in outcome.problems[0]


def test_versions_without_raw_records_are_taken_as_written(bench):
    bench.backfill()

    def without(entry: Entry) -> Entry:
        sources = tuple(replace(source, raw=None) for source in entry.sources)
        return replace(authors_unknown(entry), sources=sources)

    assert_nothing_new(worse(bench, without))


def test_redacted_entries_are_left_untouched(bench):
    bench.backfill()
    post = bench.post(EXAMPLE_PATH)
    emptied = replace(post.entry(), status="redacted", title="", body=Body(), comments=(), author=Author())
    store = worse(bench, lambda entry: emptied if entry.id == post.id else entry)

    outcome, told = read_again(store)

    assert (outcome.redacted, outcome.exit_code, told) == (1, 0, [])


def test_redacted_comments_stay_redacted(bench):
    bench.backfill()
    post = bench.post(EXAMPLE_PATH)

    def redacted(entry: Entry) -> Entry:
        if entry.id != post.id:
            return entry
        (one,) = entry.comments
        tombstone = replace(one, status="redacted", author=Author(), body=CommentBody(), published_text=None)
        return replace(entry, title="misread", comments=(tombstone,))

    store = worse(bench, redacted)

    _, (told,) = read_again(store)

    (comment,) = told.made.comments
    assert told.made.title == post.title
    assert (comment.status, comment.body, comment.author) == ("redacted", CommentBody(), Author())


def test_a_comment_that_is_not_found_any_more_stays(bench):
    bench.backfill()
    post = bench.post(EXAMPLE_PATH)
    (real,) = post.comments
    guessed = replace(real, id=f"{real.id}0", body=CommentBody(html="found once", text="found once"))
    store = worse(
        bench,
        lambda entry: replace(entry, comments=(guessed,)) if entry.id == post.id else entry,
    )

    _, (told,) = read_again(store)

    assert told.made.comments == (real, guessed)


def test_texts_that_are_not_found_any_more_stay(bench):
    example = bench.server.blog.index.by_path[EXAMPLE_PATH]
    bench.server.blog.edit_post(example.number, html="")
    bench.server.blog.edit_comment(example.comments[0].number, "")
    bench.backfill()
    post = bench.post(EXAMPLE_PATH)
    once = Body(html="found once", text="found once", origin="feed")
    said = CommentBody(html="said once", text="said once")

    def richer(entry: Entry) -> Entry:
        if entry.id != post.id:
            return entry
        comments = tuple(replace(one, body=said) for one in entry.comments)
        return replace(entry, title="misread", body=once, comments=comments)

    _, (told,) = read_again(worse(bench, richer))

    assert told.made.title == post.title
    assert (told.made.body, told.made.comments[0].body) == (once, said)


def test_instants_that_the_zone_of_the_whole_blog_gave_stay(bench):
    bench.server.options.feeds_off = FEEDS_OFF
    bench.backfill()
    dated = [
        one for entry in bench.latest().values() for one in entry.comments if one.published_from == "page"
    ]
    assert dated
    store = worse(bench, texts_misread)

    read_again(store)

    assert entries(store) == entries(bench.store)


def test_a_rehearsal_tells_the_same_and_writes_nothing(changed):
    store = worse(changed, authors_unknown)
    before = {path: path.stat().st_mtime_ns for path in store.root.rglob("*")}
    told: list[Reread] = []

    rehearsed = rehearse(store, now=NOW, tell=told.append)

    assert {path: path.stat().st_mtime_ns for path in store.root.rglob("*")} == before
    assert (rehearsed, told) == read_again(store)


def test_another_run_at_work(bench):
    bench.backfill()
    with bench.store.lock("sync"), pytest.raises(BusyError):
        read_again(Archive(bench.root).blog("blog"))


def test_a_feed_document_is_read_once_for_all_its_entries_however_little_is_held(bench):
    bench.backfill()
    wanted = [
        (source, source.raw)
        for entry in bench.latest().values()
        for source in entry.sources
        if source.kind == "posts-feed"
    ]
    asked: list[str] = []

    def record(ref):
        asked.append(ref)
        return bench.store.record(ref)

    documents, forgetful = Documents(record), Documents(bench.store.record, held=0)
    for source, ref in wanted:
        assert documents.feed(source, ref) == forgetful.feed(source, ref)
    assert len(asked) == len(set(asked)) < len(wanted)


def test_a_damaged_document_is_read_once_too_and_the_last_one_is_always_held(bench):
    bench.backfill()
    source = next(one for one in bench.post(EXAMPLE_PATH).sources if one.kind == "posts-feed")
    asked: list[str] = []

    def record(ref):
        asked.append(ref)
        return bench.store.record(source.raw)

    documents = Documents(record, held=0)
    assert documents.feed(source, "sound") is documents.feed(source, "sound")
    for _ in range(2):
        with pytest.raises(CorruptError):
            documents.feed(replace(source, sha256="0"), "damaged")
    assert asked == ["sound", "damaged"]


def _spoil(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 0xFF
    path.unlink()
    path.write_bytes(data)
