"""After a run that died: its traces go, and nothing else."""

import random
from pathlib import Path

import pytest
from tests.store.given import FEED, NAME, RUN, answer, post, sourced, version
from warcio.archiveiterator import ArchiveIterator

from feedarchive.errors import CorruptError
from feedarchive.store.files import BlogStore
from feedarchive.store.members import deflated, members
from feedarchive.store.verify import verify

BODIES = [b"first " * 50, b"second " * 50, b"third " * 50]


@pytest.fixture
def store(tmp_path):
    return BlogStore(tmp_path / NAME)


@pytest.fixture
def refs(store):
    writer = store.raw(RUN)
    refs = [writer.append(FEED, answer(body)) for body in BODIES]
    writer.close()
    return refs


@pytest.fixture
def warc(store, refs):
    """A raw file as a run leaves it that was killed after its last record: without the seal."""
    path = store.root / "raw" / f"{RUN}.warc.gz"
    unseal(path)
    return path


def unseal(path: Path) -> bytes:
    """What the file holds without its last record."""
    with path.open("rb") as file:
        *_, seal = members(file)
    path.write_bytes(path.read_bytes()[: seal.offset])
    return path.read_bytes()


def test_temporaries_claims_and_empty_folders_go(store):
    folder, snapshot = version(post())
    store.write([(folder, snapshot)])
    (store.root / folder / ".new-12-ab").write_bytes(b"half")
    (store.root / ".new-13-cd").write_bytes(b"")
    (store.root / folder / ".claim-v0002.json").touch()
    (store.root / folder / "note.txt").touch()
    (store.root / "posts/2006/07/unborn-00000000").mkdir(parents=True)
    (store.root / "my own folder").mkdir()

    assert store.sweep() == 4
    assert store.sweep() == 0

    assert {path.name for path in store.root.rglob("*") if path.is_file()} == {"v0001.json", "note.txt"}
    assert (store.root / "my own folder").is_dir()
    assert list(store.folders()) == [folder]


def test_a_swept_place_can_be_written_to(store):
    folder, snapshot = version(post())
    (store.root / folder).mkdir(parents=True)
    assert store.find(post().id) is None
    store.sweep()

    store.write([(folder, snapshot)])

    assert store.find(post().id) == folder


def test_a_torn_tail_is_cut_back_to_the_last_whole_record(store, refs, warc):
    whole = warc.read_bytes()
    last = int(refs[2].partition("#")[2])

    for end in (*range(last + 1, len(whole) - 9, 23), *range(len(whole) - 9, len(whole))):
        warc.write_bytes(whole[:end])
        assert store.sweep() == 1
        assert unseal(warc) == whole[:last]
    assert [store.record(ref).response.body for ref in refs[:2]] == BODIES[:2]
    with warc.open("rb") as file:
        assert len(list(ArchiveIterator(file))) == 3
    assert store.sweep() == 1
    assert store.sweep() == 0
    assert [one.severity for one in verify(store)] == []


@pytest.mark.parametrize(
    "tail", [b"\0" * 4096, b"\x1f\x8b\x08" + b"\0" * 4096], ids=["nothing", "a beginning"]
)
def test_a_tail_of_nothing_is_cut(store, refs, warc, tail):
    whole = warc.read_bytes()
    warc.write_bytes(whole + tail)

    assert store.sweep() == 1
    assert unseal(warc) == whole


def test_a_hole_of_a_power_cut_that_no_snapshot_names_is_cut(store, refs, warc):
    whole = warc.read_bytes()
    start, end = (int(ref.partition("#")[2]) for ref in refs[1:])
    big = deflated((b"WARC/1.1\r\n", random.Random(1).randbytes(3000)), level=0)
    holed = big[:600] + bytes(1500) + big[2100:]
    warc.write_bytes(whole[:start] + holed + whole[end:])

    assert store.sweep() == 1
    assert unseal(warc) == whole[:start]

    warc.write_bytes(whole[:start] + holed + whole[end:])
    named = f"raw/{warc.name}#{start + len(holed)}"
    store.write([version(sourced(post(), BODIES[2], named))])
    assert store.sweep() == 0


def test_a_whole_file_stays_as_it_is(store, refs, warc):
    assert store.sweep() == 1
    whole = warc.read_bytes()

    assert store.sweep() == 0
    assert warc.read_bytes() == whole


def test_a_file_without_a_whole_record_goes(store, refs, warc):
    warc.write_bytes(warc.read_bytes()[:40])

    assert store.sweep() == 1
    assert not warc.exists()


def test_damage_that_is_no_torn_tail_is_left_for_people(store, refs, warc):
    for place in (60, int(refs[1].partition("#")[2]) + 60, warc.stat().st_size - 60):
        data = bytearray(warc.read_bytes())
        data[place] ^= 1
        warc.write_bytes(data)
        assert store.sweep() == 0
        assert warc.read_bytes() == bytes(data)

    assert [damage.severity for damage in verify(store)].count("damage") >= 2


def test_a_record_with_a_wrong_checksum_at_the_end_is_no_torn_tail(store, refs, warc):
    writer = store.raw("20261124T000000Z")
    writer.append(FEED, answer(b"packed" * 50, body=b"", headers=(("Content-Encoding", "br"),)))
    writer.close()
    path = store.root / "raw" / "20261124T000000Z.warc.gz"
    data = bytearray(unseal(path))
    assert data.endswith(b"\0\0")  # the length's high bytes
    for place in (-30, -4):  # in the body, in the length
        wrong = bytearray(data)
        wrong[place] ^= 1
        path.write_bytes(wrong)
        assert store.sweep() == 0
        assert path.read_bytes() == bytes(wrong)


def test_a_cut_record_before_a_whole_one_is_no_torn_tail(store, refs, warc):
    whole = warc.read_bytes()
    start = int(refs[2].partition("#")[2])
    stored = deflated((b"WARC/1.1\r\n", b"x" * 9000), level=0)
    warc.write_bytes(whole[:start] + stored[:100] + whole[start:])

    assert store.sweep() == 0
    assert [(one.file, one.severity) for one in verify(store)] == [(f"{NAME}/{refs[2]}", "damage")]


def test_only_the_newest_file_is_mended(store, refs, warc):
    warc.write_bytes(warc.read_bytes()[:-5])
    later = store.raw("20261124T000000Z")
    later.append(FEED, answer())
    later.close()

    assert store.sweep() == 0


def test_a_record_is_found_again_behind_a_broken_one(store, refs, warc):
    data = bytearray(warc.read_bytes())
    data[int(refs[1].partition("#")[2]) + 60] ^= 1
    warc.write_bytes(data)

    assert store.record(refs[2]).response.body == BODIES[2]
    with pytest.raises(CorruptError, match="cannot be unpacked"):
        store.record(refs[1])
    assert [damage.file for damage in verify(store)] == [f"{NAME}/{refs[1]}"]
