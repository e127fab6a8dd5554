"""The laws of a store, on disk and in memory."""

import pytest
from msgspec.structs import replace
from tests.store.given import BLOG, FEED, NAME, NOW, RUN, answer, page, post, revised, version

from feedarchive.errors import BusyError, ConfigError, CorruptError
from feedarchive.model import Blog
from feedarchive.store import codec
from feedarchive.store.files import Archive
from feedarchive.store.layout import id8
from feedarchive.store.memory import MemoryArchive
from feedarchive.store.state import State, Validator


@pytest.fixture(params=["disk", "memory"])
def archive(request, tmp_path):
    return Archive(tmp_path / "archive") if request.param == "disk" else MemoryArchive()


@pytest.fixture
def store(archive):
    return archive.blog(NAME)


def test_an_empty_store_answers_every_question(archive, store, tmp_path):
    assert archive.names() == []
    assert archive.find_blog(BLOG.id) is None
    assert store.name == NAME
    assert store.info() is None
    assert list(store.folders()) == []
    assert store.numbers("posts/2006/06/low-tide-1-00000000") == []
    assert store.latest("posts/2006/06/low-tide-1-00000000") is None
    assert store.find(post().id) is None
    assert store.held(post().id) is None
    assert store.load_state() == State()
    store.write([])
    assert list(tmp_path.iterdir()) == []


def test_what_is_written_is_held(store):
    folder, snapshot = version(post())

    store.write([(folder, snapshot)])

    assert store.find(post().id) == folder
    assert store.held(post().id) == store.latest(folder) == store.read(folder, 1) == snapshot
    assert list(store.folders()) == [folder]


def test_many_are_written_at_once(store):
    batch = [version(post(number)) for number in range(1, 9)] + [version(page())]

    store.write(batch)

    assert list(store.folders()) == sorted(folder for folder, _ in batch)
    assert all(store.held(snapshot.id) == snapshot for _, snapshot in batch)


def test_a_new_version_joins_the_old_ones(store):
    folder, first = version(post())
    second = version(revised(post()), 2)[1]
    store.write([(folder, first)])
    assert store.held(post().id) == first

    store.write([(folder, second)])

    assert store.numbers(folder) == [1, 2]
    assert store.read(folder, 1) == first
    assert store.held(post().id) == second


def test_several_versions_of_one_entry_may_come_in_one_batch(store):
    folder = version(post())[0]
    versions = [version(revised(post(), number), number)[1] for number in range(1, 12)]

    store.write([(folder, one) for one in versions])

    assert store.numbers(folder) == list(range(1, 12))
    assert store.latest(folder) == versions[-1]


@pytest.mark.parametrize("size", [1, 6])
def test_the_same_bytes_again_are_fine_and_other_bytes_are_not(store, size):
    batch = [version(post(number)) for number in range(size)]
    store.write(batch)
    store.write(batch)
    other = [version(revised(post(number))) for number in range(size)]
    other = [(folder, snapshot) for (folder, _), (_, snapshot) in zip(batch, other, strict=True)]

    with pytest.raises(CorruptError, match=rf"{NAME}/{batch[0][0]}/v0001\.json: is there already"):
        store.write(other)

    assert [store.latest(folder) for folder, _ in batch] == [snapshot for _, snapshot in batch]


def test_what_was_written_while_the_index_stands_is_found(store):
    assert store.find(post(1).id) is None
    store.write([version(post(1))])
    assert store.held(post(2).id) is None
    store.write([version(post(2))])

    assert store.held(post(1).id) == version(post(1))[1]
    assert store.held(post(2).id) == version(post(2))[1]


def test_two_ids_with_the_same_eight_digits_are_kept_apart(store):
    # found by counting up: two posts of blog 7
    one, two = replace(post(), id=TWINS[0], title="One"), replace(post(), id=TWINS[1], title="Two")
    assert id8(one.id) == id8(two.id)
    assert store.held(one.id) is None
    store.write([version(replace(one, url=None))])

    assert store.held(two.id) is None
    assert store.find(two.id) is None

    store.write([version(replace(two, url=None))])
    assert store.held(one.id).title == "One"
    assert store.held(two.id).title == "Two"


def test_a_version_that_is_not_there_is_missed(store):
    folder, snapshot = version(post())
    store.write([(folder, snapshot)])

    with pytest.raises(CorruptError, match=rf"{NAME}/{folder}/v0002\.json: is missing"):
        store.read(folder, 2)


def test_a_snapshot_is_read_under_its_own_number(store):
    folder = version(post())[0]
    store.write([(folder, codec.snapshot(post(), version=1, captured=NOW, blog=BLOG))])
    forged = replace(store.latest(folder), title="Forged")
    store.write([(folder, replace(forged, version=2))])

    with pytest.raises(CorruptError, match=r"v0002\.json: its digest is"):
        store.latest(folder)


@pytest.mark.parametrize(
    "folder", ["", "/etc", "posts/../../x-00000000", "posts/2006/06/x", "drafts/x-00000000"]
)
def test_only_folders_of_entries_are_written_to(store, folder):
    with pytest.raises(ValueError, match="not the folder of an entry"):
        store.write([(folder, version(post())[1])])


def test_a_blog_is_found_by_its_id(archive, store):
    info = Blog(id=BLOG.id, url=BLOG.url, title="Quiet Harbour", utc_offset="+08:00")
    archive.blog("another.example").write([version(post())])

    store.put_info(info)
    store.put_info(info)
    assert store.info() == info

    store.put_info(replace(info, title="Loud Harbour"))
    assert archive.blog(NAME).info().title == "Loud Harbour"
    assert archive.names() == ["another.example", NAME]
    assert archive.find_blog(BLOG.id) == NAME
    assert archive.find_blog("tag:blogger.com,1999:blog-8") is None


def test_a_blog_needs_a_plain_name(archive):
    with pytest.raises(ConfigError):
        archive.blog("../elsewhere")


def test_one_run_at_a_time(archive, store):
    with store.lock("backfill since 2026-11-23T07:21:52Z") as held:
        assert not held.died
        with (
            pytest.raises(BusyError, match=rf"{NAME}: held by pid \d+, backfill since 2026-11-23T07:21:52Z"),
            archive.blog(NAME).lock("sync"),
        ):
            pass
    with store.lock("sync") as held:
        assert not held.died


def test_a_run_that_fails_is_looked_after_by_the_next(store):
    with pytest.raises(KeyError), store.lock("sync"):
        raise KeyError

    with store.lock("sync") as held:
        assert held.died
        assert store.sweep() == 0
    with store.lock("sync") as held:
        assert not held.died


def test_state_is_kept_and_may_change(store):
    known = Validator(etag='W/"1"', sha256="0" * 64, fetched=NOW)
    state = State(last_run=NOW)
    state.documents["https://x/feed"] = known

    store.save_state(state)
    assert store.load_state() == state

    store.save_state(replace(state, last_run=None))
    assert store.load_state() == replace(state, last_run=None)


def test_raw_answers_are_kept_with_their_references(store):
    writer = store.raw(RUN)
    first = writer.append(FEED, answer(b"<feed>1</feed>"))
    again = writer.append(FEED, answer(b"<feed>1</feed>", url="https://x/other"))
    store.write([version(post())])
    writer.close()

    assert first.startswith(f"raw/{RUN}.warc.gz#")
    assert store.record(first).response == answer(b"<feed>1</feed>", headers=LENGTH, raw=first)
    assert store.record(again).refers_to == first
    assert store.record(again).response.body == b"<feed>1</feed>"
    with pytest.raises(CorruptError, match=r"raw/none\.warc\.gz#0: there is no such file"):
        store.record("raw/none.warc.gz#0")


def test_a_run_of_the_same_name_gets_a_file_of_its_own(store):
    for expected in (f"raw/{RUN}.warc.gz#", f"raw/{RUN}-2.warc.gz#", f"raw/{RUN}-3.warc.gz#"):
        writer = store.raw(RUN)
        ref = writer.append(FEED, answer())
        writer.close()
        assert ref.startswith(expected)
        assert store.record(ref).response.body == b"<feed/>"


LENGTH = (("Content-Type", "application/atom+xml"), ("Content-Length", "14"))
TWINS = ("tag:blogger.com,1999:blog-7.post-2327", "tag:blogger.com,1999:blog-7.post-134579")
