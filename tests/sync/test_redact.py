"""Redact (K19, K20): nothing of it is left anywhere, nothing else is lost, and it does not come back."""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec.structs import replace as replaced
from tests.sync.conftest import Bench
from tests.sync.takedown import (
    BODY,
    COMMENT_WORDS,
    ERAS,
    POST_WORDS,
    SHAPES,
    TITLE,
    archived_secret,
    asked,
    assert_it_does_not_come_back,
    assert_sound,
    comment_of,
    held,
    is_reported_done,
    others,
    small_blog,
)
from tests.sync.traces import places
from warcio.archiveiterator import ArchiveIterator

from feedarchive.catalog import catalog
from feedarchive.demo.blog import DemoPost
from feedarchive.demo.options import Options
from feedarchive.demo.server import serve
from feedarchive.model import Author, Body, CommentBody
from feedarchive.parse.page import read
from feedarchive.store import redactions
from feedarchive.store.files import Archive
from feedarchive.store.records import RawRecord
from feedarchive.sync.redact import kept_out, redact, rehearse, targets


@pytest.fixture
def shape():
    return "feeds"


@pytest.fixture
def era():
    return "simple"


@pytest.fixture
def options(shape):
    return Options(**SHAPES[shape])


@pytest.fixture
def bench(tmp_path, options, era):
    with serve(small_blog(era), options=options) as server:
        yield Bench(server, tmp_path / "archive")


@pytest.fixture
def secret(bench):
    """A post that must go, with a comment that must go, archived in two versions."""
    return archived_secret(bench)


@pytest.mark.parametrize("shape", SHAPES)
def test_k20_a_post_is_nowhere_and_does_not_come_back(bench, secret, shape):
    entry, rest = held(bench, secret), others(bench, secret)
    code = bench.sync(full=True).exit_code
    assert places(bench.root, *POST_WORDS)

    touched = redact(bench.store, asked(bench, secret))

    assert places(bench.root, *POST_WORDS) == []
    assert others(bench, secret) == rest
    assert_sound(bench)
    gone = held(bench, secret)
    assert (gone.status, gone.title, gone.author, gone.body) == ("redacted", "", Author(), Body())
    assert (gone.labels, gone.links) == ((), ())
    assert (gone.id, gone.url, gone.published) == (entry.id, entry.url, entry.published)
    assert {one.status for one in gone.comments} == {"redacted"}
    assert [one.id for one in gone.comments] == [one.id for one in entry.comments]
    assert [one.was for one in gone.redactions or ()] == [entry.digest]
    assert len(touched.versions) == entry.version
    assert touched.records
    assert_it_does_not_come_back(bench, secret, *POST_WORDS, code=code)
    assert held(bench, secret) == gone


@pytest.mark.parametrize(
    ("shape", "era"),
    [("feeds", era) for era in ERAS] + [(shape, "simple") for shape in SHAPES if shape != "feeds"],
)
def test_k20_a_comment_is_nowhere_and_does_not_come_back(bench, secret, shape, era):
    comment, entry, rest = comment_of(bench, secret), held(bench, secret), others(bench, secret)
    code = bench.sync(full=True).exit_code

    redact(bench.store, asked(bench, secret, comment))

    assert places(bench.root, *COMMENT_WORDS) == []
    assert others(bench, secret) == rest
    assert_sound(bench)
    left = held(bench, secret)
    assert (left.status, left.title, left.body) == ("live", entry.title, entry.body)
    was = {one.id: one for one in entry.comments}
    for one in left.comments:
        if one.id == comment.id:
            assert (one.status, one.author, one.body) == ("redacted", Author(), CommentBody())
            assert (one.published, one.url) == (comment.published, comment.url)
        else:
            assert one == was[one.id]
    assert_it_does_not_come_back(bench, secret, *COMMENT_WORDS, code=code)


@pytest.mark.parametrize("era", ERAS)
def test_the_rest_of_a_page_stays(bench, secret, era):
    comment = comment_of(bench, secret)
    (page,) = [one for one in held(bench, secret).sources if one.kind == "page"]
    before = read(bench.store.record(page.raw).response.body, page.url)

    redact(bench.store, asked(bench, secret, comment))

    after = read(bench.store.record(page.raw).response.body, page.url)
    assert after.comments == tuple(one for one in before.comments or () if one.id != comment.id)
    assert (after.title, after.body_html, after.labels) == (before.title, before.body_html, before.labels)


def test_what_an_interrupted_run_left_goes_too(bench, secret):
    bench.stop_after = 2
    with pytest.raises(KeyboardInterrupt):
        bench.backfill()
    bench.stop_after = None
    (bench.store.root / secret_folder(bench, secret) / ".new-1-abc").write_text(TITLE)
    assert ".work.sqlite" in {Path(one).name.removesuffix("-wal") for one in places(bench.root, *POST_WORDS)}

    redact(bench.store, asked(bench, secret))

    assert places(bench.root, *POST_WORDS) == []


def test_what_repair_put_aside_goes_too(bench, secret):
    folder = bench.store.root / "damaged" / secret_folder(bench, secret)
    folder.mkdir(parents=True)
    (folder / "v0001.json").write_text(TITLE)

    assert redact(bench.store, asked(bench, secret)).unread == ()

    assert places(bench.root, *POST_WORDS) == []


def test_the_catalog_forgets_it_too(bench, secret):
    with catalog.opened(Archive(bench.root)):
        pass
    unfinished = bench.root / ".catalog.sqlite-new"
    shutil.copy(bench.root / "catalog.sqlite", unfinished)
    assert [one for one in places(bench.root, TITLE) if "catalog" in one]

    redact(bench.store, asked(bench, secret, comment_of(bench, secret)))
    assert places(bench.root, *COMMENT_WORDS) == []
    redact(bench.store, asked(bench, secret))

    assert places(bench.root, *POST_WORDS) == []


def secret_folder(bench: Bench, post: DemoPost) -> str:
    return asked(bench, post).folder


def test_k20_it_stays_out_under_another_id_at_its_address(bench, secret):
    redact(bench.store, asked(bench, secret))
    before = bench.files()
    blog = bench.server.blog
    blog.posts[blog.posts.index(secret)] = replace(secret, number=secret.number + 1)
    blog.forget_index()
    blog.edit_post(secret.number + 1, html=BODY)

    bench.sync()
    bench.backfill()

    assert places(bench.root, *POST_WORDS) == []
    assert bench.files() == before


def test_an_address_without_a_path_keeps_nothing_else_out(bench, secret):
    redact(bench.store, replaced(asked(bench, secret), url="http://127.0.0.1/?p=3"))

    assert kept_out(bench.store) == frozenset()
    assert all(one.path == "" for one in targets(redactions.load(bench.store.tree)))
    assert bench.backfill().exit_code == 0


def test_the_figures_of_the_last_run_stay_true(bench, secret):
    before = bench.store.load_state().verdict

    redact(bench.store, asked(bench, secret, comment_of(bench, secret)))
    one = bench.store.load_state().verdict
    redact(bench.store, asked(bench, secret))
    all_of_it = bench.store.load_state().verdict

    assert (one.comments_redacted, one.comments_held) == (1, before.comments_held - 1)
    assert (all_of_it.posts_redacted, all_of_it.posts_held) == (1, before.posts_held - 1)
    assert before.complete
    assert one.complete
    assert all_of_it.complete


def test_one_redaction_after_the_other_of_the_same_documents(bench, secret):
    redact(bench.store, asked(bench, secret, comment_of(bench, secret)))
    bench.backfill()
    other = next(post for post in bench.server.blog.posts if post is not secret)
    words = other.title
    redact(bench.store, asked(bench, other))
    redact(bench.store, asked(bench, secret))

    assert places(bench.root, *POST_WORDS, words) == []
    assert_sound(bench)


def test_asked_again_it_does_nothing(bench, secret):
    redaction = asked(bench, secret)
    redact(bench.store, redaction)
    before = {path: path.read_bytes() for path in bench.root.rglob("*.*") if path.is_file()}

    assert redact(bench.store, asked(bench, secret)).versions == ()

    assert {path: path.read_bytes() for path in bench.root.rglob("*.*") if path.is_file()} == before


def test_a_rehearsal_writes_nothing_and_tells_the_same(bench, secret):
    before = {path: path.read_bytes() for path in bench.root.rglob("*") if path.is_file()}

    told = rehearse(bench.store, asked(bench, secret))

    assert {path: path.read_bytes() for path in bench.root.rglob("*") if path.is_file()} == before
    assert told == redact(bench.store, asked(bench, secret))


def test_every_offset_and_every_other_byte_of_a_feed_stays(bench, secret):
    def records() -> dict[str, RawRecord]:
        refs = [one.raw for entry in bench.latest().values() for one in entry.sources]
        return {ref: bench.store.record(ref) for ref in refs}

    before = {path.name: path.stat().st_size for path in bench.store.root.glob("raw/*.gz")}
    feeds = {ref: one.response.body for ref, one in records().items() if one.why == "posts-feed"}
    entry = held(bench, secret)

    redact(bench.store, asked(bench, secret, comment_of(bench, secret)))
    redact(bench.store, asked(bench, secret))

    for ref, body in feeds.items():
        now = bench.store.record(ref)
        start = body.index(f"<entry><id>{entry.id}</id>".encode())
        end = body.index(b"</entry>", start)
        assert now.response.body.startswith(body[:start])
        assert now.response.body.endswith(body[end:])
        assert now.response.header("X-Archive-Redacted") == "yes"
        assert now.was
    for path in bench.store.root.glob("raw/*.gz"):
        assert path.stat().st_size >= before[path.name]
        with path.open("rb") as file:
            kinds = Counter(one.rec_type for one in ArchiveIterator(file, check_digests="raise"))
        assert kinds["response"]


def test_a_damaged_version_is_emptied_too(bench, secret):
    redaction = asked(bench, secret)
    file = bench.store.root / redaction.folder / "v0001.json"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:-40])

    redact(bench.store, redaction)

    assert places(bench.root, *POST_WORDS) == []
    assert_sound(bench)


def test_a_damaged_record_is_named_since_it_may_hold_it(bench, secret):
    path = min(bench.store.root.glob("raw/*.gz"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)

    touched = redact(bench.store, asked(bench, secret))

    assert len(touched.unread) == 1
    assert touched.unread[0].startswith(f"raw/{path.name}#")
    assert redactions.load(bench.store.tree)[0].unread == touched.unread
    assert redact(bench.store, asked(bench, secret)).unread == touched.unread


def test_a_sync_ends_what_a_dead_redaction_left(bench, secret):
    redactions.save(bench.store.tree, (asked(bench, secret),))

    bench.sync()

    assert places(bench.root, *POST_WORDS) == []
    assert is_reported_done(bench.store)
    assert held(bench, secret).status == "redacted"
