"""What only a disk can do wrong: strange names, links, forged and full files."""

import os
import resource

import pytest
from tests.store.given import FEED, NAME, RUN, answer, page, post, revised, version

from feedarchive.errors import ArchiveError, CorruptError, FormatError
from feedarchive.store.files import Archive, BlogStore
from feedarchive.store.members import members


@pytest.fixture
def store(tmp_path):
    return Archive(tmp_path).blog(NAME)


def test_only_blogs_are_named(tmp_path, store):
    store.write([version(page())])
    (tmp_path / "README.md").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / ".hidden" / "posts").mkdir(parents=True)
    (tmp_path / "link").symlink_to(NAME)

    assert Archive(tmp_path).names() == [NAME]
    assert Archive(tmp_path / "none").names() == []


def test_strange_folders_are_no_entries(store):
    folder, snapshot = version(post())
    store.write([(folder, snapshot)])
    for strange in (
        "posts/drafts/06/x-00000000",
        "posts/2006/13/x-00000000",
        "posts/2006/06/x",
        "pages/-00000000",
    ):
        (store.root / strange).mkdir(parents=True)
    (store.root / "posts/2006/07").symlink_to("06")
    (store.root / folder / "v2.json").touch()

    assert list(store.folders()) == [folder]
    assert store.numbers(folder) == [1]


def test_snapshots_cannot_be_changed_by_accident(store):
    folder, snapshot = version(post())
    store.write([(folder, snapshot)])

    assert (store.root / folder / "v0001.json").stat().st_mode & 0o222 == 0
    assert (store.root / folder / "v0001.json").stat().st_nlink == 1


def test_a_renumbered_snapshot_is_corrupt(store):
    folder, snapshot = version(post())
    store.write([(folder, snapshot)])
    (store.root / folder / "v0001.json").rename(store.root / folder / "v0002.json")

    with pytest.raises(CorruptError, match=r"v0002\.json: says that it is version 1"):
        store.latest(folder)


@pytest.mark.parametrize(
    "plant", [lambda path: path.symlink_to("/etc/hostname"), os.mkfifo, lambda path: path.mkdir()]
)
def test_only_files_are_read(store, plant):
    folder = version(post())[0]
    (store.root / folder).mkdir(parents=True)
    plant(store.root / folder / "v0001.json")
    plant(store.root / "blog.json")

    for act in (lambda: store.latest(folder), store.info):
        with pytest.raises(ArchiveError, match=NAME):
            act()


@pytest.mark.parametrize(
    ("data", "error"), [(b'{"fo', CorruptError), (b'{"format": "feedarchive-blog/9"}', FormatError)]
)
def test_a_broken_blog_json_stops_the_run(tmp_path, store, data, error):
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "blog.json").write_bytes(data)

    with pytest.raises(error, match=rf"{NAME}/blog\.json: "):
        store.info()
    with pytest.raises(error):
        Archive(tmp_path).find_blog("tag:x")


def full_disk(store: BlogStore) -> int:
    """3 when both a raw record and a snapshot are refused by a disk that takes small files only."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
    refused = 0
    writer = store.raw(RUN)
    try:
        for _ in range(9):
            writer.append(FEED, answer(os.urandom(1000)))
    except ArchiveError as exc:
        refused += "File too large" in exc.reason
    try:
        store.write([version(revised(post(), n), n) for n in range(2, 8)] + [version(post(title="x" * 5000))])
    except ArchiveError as exc:
        refused += 2 * ("an earlier write failed" in exc.reason)
    return refused


def test_a_full_disk_leaves_whole_records_and_whole_files(store):
    folder, snapshot = version(post())
    store.write([(folder, snapshot)])
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = full_disk(BlogStore(store.root))
        finally:
            os._exit(code)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    assert store.numbers(folder) == [1]
    size = (store.root / "raw" / f"{RUN}.warc.gz").stat().st_size
    assert 2000 < size < 4000
    with (store.root / "raw" / f"{RUN}.warc.gz").open("rb") as file:
        assert [one.problem for one in members(file)] == [""] * len(list(members(file)))
