"""Verify finds every kind of damage, and names the file; a clean archive is clean."""

import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from msgspec.structs import replace
from tests.store.given import BLOG, FEED, NAME, RUN, answer, page, post, revised, sourced, version
from tests.store.test_raw import GZIP, PACKED, PAGE

from feedarchive.model import Blog
from feedarchive.store import codec
from feedarchive.store.files import BlogStore
from feedarchive.store.members import deflated, members
from feedarchive.store.verify import Damage, verify

FIRST, SECOND, ABOUT = (version(entry)[0] for entry in (post(1), post(2), page()))


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """Two posts, one with three versions, a page; sources packed, plain, revisited and not modified."""
    store = BlogStore(tmp_path_factory.mktemp("clean") / NAME)
    with store.lock("backfill"):
        store.put_info(Blog(id=BLOG.id, url=BLOG.url))
        early = store.raw("20261122T000000Z")
        first = early.append(FEED, answer(PACKED, body=PAGE, headers=GZIP))
        store.write([version(sourced(post(1), PAGE, first))])
        early.close()
        late = store.raw(RUN)
        late.append(FEED, answer(b"", status=304), known=first)
        late.append(FEED, answer(PACKED[:-9], body=b"", headers=GZIP))  # as a site sent it
        again = late.append(FEED, answer(PACKED, body=PAGE, headers=GZIP), known=first)
        plain = late.append(FEED, answer(PAGE))
        more = [version(sourced(revised(post(1), n), PAGE, again), n) for n in (2, 3)]
        store.write([(FIRST, more[0][1]), (FIRST, more[1][1])])
        store.write([version(sourced(post(2), PAGE, plain)), version(page())])
        late.close()
        store.save_state(store.load_state())
    (store.root / ".work.sqlite").touch()
    (store.root / ".work.sqlite-wal").touch()
    return store.root


@pytest.fixture
def root(clean, tmp_path):
    return copytree(clean, tmp_path / NAME)


def found(root: Path) -> list[Damage]:
    return list(verify(BlogStore(root)))


def damaged(root: Path) -> set[str]:
    """The files with damage, without the blog's name."""
    return {one.file.partition("/")[2] for one in found(root) if one.severity == "damage"}


def noticed(root: Path) -> set[str]:
    return {one.file.partition("/")[2] for one in found(root) if one.severity == "notice"}


def test_a_clean_archive_is_clean(clean, tmp_path):
    assert found(clean) == []
    assert found(tmp_path / "none") == []


def documents(root: Path) -> list[str]:
    return [str(path.relative_to(root)) for path in sorted(root.rglob("*.json")) if path.name != "state.json"]


def test_every_flipped_bit_of_a_snapshot_is_found(root):
    chance = random.Random(7)
    for name in documents(root):
        path = root / name
        whole = path.read_bytes()
        for _ in range(12 if name.startswith("p") else 0):
            data = bytearray(whole)
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.chmod(0o644)
            path.write_bytes(data)
            assert damaged(root) == {name}
        path.write_bytes(whole)


@pytest.mark.parametrize("name", [f"{FIRST}/v0001.json", f"{FIRST}/v0003.json", f"{ABOUT}/v0001.json"])
def test_a_cut_a_lost_and_an_emptied_snapshot_are_found(root, name):
    path = root / name
    whole = path.read_bytes()
    path.chmod(0o644)
    for end in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:end])
        assert damaged(root) == {name}
    path.unlink()
    assert name in damaged(root)
    rmtree(path.parent)
    assert name in damaged(root)


def swap(root: Path, one: str, other: str) -> None:
    first, second = root / one, root / other
    first.rename(root / "between")
    second.rename(first)
    (root / "between").rename(second)


MOVES: dict[str, tuple[Callable[[Path], object], set[str]]] = {
    "renumbered": (
        lambda root: (root / FIRST / "v0003.json").rename(root / FIRST / "v0004.json"),
        {f"{FIRST}/v0003.json", f"{FIRST}/v0004.json"},
    ),
    "swapped": (
        lambda root: swap(root, f"{FIRST}/v0002.json", f"{FIRST}/v0003.json"),
        {f"{FIRST}/v0002.json", f"{FIRST}/v0003.json"},
    ),
    "a hole": (lambda root: (root / FIRST / "v0002.json").unlink(), {f"{FIRST}/v0002.json"}),
    "copied": (
        lambda root: (root / FIRST / "v0004.json").write_bytes((root / FIRST / "v0003.json").read_bytes()),
        {f"{FIRST}/v0004.json"},
    ),
    "renamed": (
        lambda root: (root / FIRST / "v0003.json").rename(root / FIRST / "v3.json"),
        {f"{FIRST}/v0003.json"},
    ),
    "folders swapped": (
        lambda root: swap(root, FIRST, SECOND),
        {f"{FIRST}/v0001.json", f"{SECOND}/v0001.json", f"{FIRST}/v0002.json", f"{FIRST}/v0003.json"}
        | {f"{SECOND}/v0002.json", f"{SECOND}/v0003.json"},
    ),
    "folder renamed": (
        lambda root: (root / SECOND).rename(root / SECOND[:-1]),
        {SECOND[:-1], f"{SECOND}/v0001.json"},
    ),
    "folder moved": (
        lambda root: (root / ABOUT).rename(root / "posts/2006/06" / ABOUT.rpartition("/")[2]),
        {f"{ABOUT}/v0001.json", f"posts/2006/06/{ABOUT.rpartition('/')[2]}/v0001.json"},
    ),
    "emptied": (lambda root: (root / SECOND / "v0001.json").unlink(), {SECOND, f"{SECOND}/v0001.json"}),
    "raw gone": (
        lambda root: (root / "raw" / "20261122T000000Z.warc.gz").unlink(),
        {"raw/20261122T000000Z.warc.gz", f"raw/{RUN}.warc.gz"}
        | {f"{FIRST}/v0001.json", f"{FIRST}/v0002.json", f"{FIRST}/v0003.json"},
    ),
    "blog.json cut": (lambda root: (root / "blog.json").write_bytes(b'{"format'), {"blog.json"}),
}


@pytest.mark.parametrize("move", MOVES)
def test_what_was_moved_is_found(root, move):
    act, names = MOVES[move]

    act(root)

    assert {name.partition("#")[0] for name in damaged(root)} == names


def test_every_flipped_bit_of_a_raw_file_is_found(root):
    chance = random.Random(7)
    for path in sorted((root / "raw").iterdir()):
        whole = path.read_bytes()
        for _ in range(40):
            data = bytearray(whole)
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
            assert any(name.startswith(f"raw/{path.name}") for name in damaged(root))
        path.write_bytes(whole)


def test_a_cut_raw_file_is_found(root):
    path = root / "raw" / "20261122T000000Z.warc.gz"
    whole = path.read_bytes()
    with path.open("rb") as file:
        _, response, _, note, seal = members(file)
    for end in (10, response.offset, response.offset + 1, response.end - 1):
        path.write_bytes(whole[:end])
        assert f"{FIRST}/v0001.json" in damaged(root)
    for end in (note.end, seal.offset):
        path.write_bytes(whole[:end])
        assert damaged(root) == {f"raw/{path.name}"}
    path.write_bytes(whole[: note.end - 1])

    record = {f"raw/{path.name}#{note.offset}"}

    assert (damaged(root), noticed(root)) == (record, set())
    (root / ".lock").write_text("pid 1, backfill")  # as a run leaves it that died
    last = max((root / "raw").iterdir()) == path
    assert (damaged(root), noticed(root)) == ((set(), record) if last else (record, set()))


def test_an_emptied_raw_file_is_found_even_where_nothing_refers_to_it(root):
    unnamed = root / "raw" / "20269999T000000Z.warc.gz"
    unnamed.touch()
    assert (damaged(root), noticed(root)) == ({f"raw/{unnamed.name}"}, set())
    (root / ".lock").write_text("pid 1, backfill")  # a run died before its first record
    assert (damaged(root), noticed(root)) == (set(), {f"raw/{unnamed.name}"})


def test_a_record_put_in_place_of_another_is_found(root):
    path = root / "raw" / "20261122T000000Z.warc.gz"
    with path.open("rb") as file:
        info, response, plan, *_ = members(file)
    other = BlogStore(root.parent / "other" / NAME)
    writer = other.raw("20261122T000000Z")
    ref = writer.append(FEED, answer(PACKED[:-9] + b"123456789", body=PAGE, headers=GZIP))
    writer.close()
    with (other.root / ref.partition("#")[0]).open("rb") as file:
        forged = file.read()[: list(members(file))[-1].offset]
    assert int(ref.partition("#")[2]) == info.end
    assert len(forged) == plan.offset

    path.write_bytes(forged + path.read_bytes()[plan.offset :])

    assert f"{FIRST}/v0001.json" in damaged(root)
    assert response.end == len(forged)


def test_a_record_that_was_packed_again_after_a_change_is_found(root):
    path = root / "raw" / f"{RUN}.warc.gz"
    whole = path.read_bytes()
    with path.open("rb") as file:
        last = [one for one in members(file) if b"HTTP/1.1 200 OK" in one.data][-1]
    for old, new in ((b"HTTP/1.1 200", b"HTTP/1.1 201"), (b"tide is out", b"tide is low")):
        forged = deflated((last.data.replace(old, new),), level=1)
        path.write_bytes(whole[: last.offset] + forged + whole[last.end :])

        assert f"raw/{path.name}#{last.offset}" in damaged(root)


def test_strangers_are_noticed_and_links_are_damage(root):
    (root / "note.txt").touch()
    (root / "raw" / "index.cdx").touch()
    (root / FIRST / "v0001.json.bak").touch()
    (root / FIRST / ".new-1-ab").touch()
    (root / "my own").mkdir()
    (root / "my own" / "thing").touch()
    strangers = {"note.txt", "raw/index.cdx", f"{FIRST}/v0001.json.bak", f"{FIRST}/.new-1-ab", "my own"}
    assert (damaged(root), noticed(root)) == (set(), strangers)

    (root / "posts" / "2007").symlink_to("2006")
    (root / "raw" / "20250101T000000Z.warc.gz").symlink_to(f"{RUN}.warc.gz")
    (root / FIRST / "v0004.json").symlink_to("v0003.json")
    (root / "state.json").unlink()
    (root / "state.json").symlink_to("blog.json")
    os.mkfifo(root / FIRST / "v0005.json")
    (root / SECOND / "v0001.json").unlink()
    assert damaged(root) == {
        "posts/2007",
        "raw/20250101T000000Z.warc.gz",
        f"{FIRST}/v0004.json",
        f"{FIRST}/v0005.json",
        SECOND,
        f"{SECOND}/v0001.json",
        "state.json",
    }


def test_a_folder_without_a_version_is_a_trace_when_a_run_died(root):
    (root / "pages/unborn-00000000").mkdir()
    assert damaged(root) == {"pages/unborn-00000000"}

    (root / ".lock").write_text("pid 1, sync\n")
    assert (damaged(root), noticed(root)) == (set(), {"pages/unborn-00000000"})


def test_a_newer_format_is_told(root):
    folder, snapshot = version(post(5))
    (root / folder).mkdir()
    (root / folder / "v0001.json").write_bytes(codec.encode(snapshot).replace(b"post/1", b"post/2"))

    assert [(one.file, "newer program" in one.what) for one in found(root)] == [
        (f"{NAME}/{folder}/v0001.json", True)
    ]


@pytest.mark.parametrize(
    ("ref", "reason"),
    [
        ("raw/none.warc.gz#0", "is missing or damaged"),
        ("elsewhere", "is not a reference"),
        ("right", "another body"),
    ],
)
def test_a_source_that_leads_nowhere_is_found(root, ref, reason):
    store = BlogStore(root)
    right = store.read(SECOND, 1).sources[0].raw or ""
    store.write([version(sourced(post(5), b"another", right if ref == "right" else ref))])

    (told,) = found(root)
    assert reason in told.what


def test_a_planted_number_does_not_keep_verify_for_ever(root):
    snapshot = replace(version(post(1))[1], version=10**9)
    (root / FIRST / f"v{10**9}.json").write_bytes(codec.encode(snapshot))

    assert len(found(root)) == 100


def test_archives_merged_by_copying_are_clean(root, tmp_path):
    other = BlogStore(tmp_path / "other" / NAME)
    writer = other.raw("20261124T000000Z")
    ref = writer.append(FEED, answer(b"other"))
    other.write([version(sourced(post(7), b"other", ref))])
    writer.close()

    copytree(other.root, root, dirs_exist_ok=True)

    assert found(root) == []
    assert BlogStore(root).held(post(7).id) == other.held(post(7).id)


def test_a_folder_copied_under_another_slug_is_found(root):
    above, _, name = FIRST.rpartition("/")
    copytree(root / FIRST, root / above / f"copy-of-{name}")

    assert any(FIRST.rpartition("/")[2] in name for name in damaged(root))


def test_a_blog_json_that_is_gone_or_names_another_blog_is_found(root):
    info = json.loads((root / "blog.json").read_text())
    (root / "blog.json").write_text(json.dumps({**info, "id": "tag:blogger.com,1999:blog-8"}))
    assert any(name.startswith("posts/") for name in damaged(root))

    (root / "blog.json").unlink()
    assert "blog.json" in damaged(root)
