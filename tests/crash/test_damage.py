"""K12-K16: a thousand random damages to a real archive, each found and named; what can be repaired is."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from tests.crash.running import quiet
from tests.crash.small import small

from feedarchive.demo.blog import DemoAuthor
from feedarchive.demo.options import Options
from feedarchive.demo.server import serve
from feedarchive.store.files import Archive, BlogStore
from feedarchive.store.verify import verify
from feedarchive.sync.repair import repair

NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """An archive of a backfill, two syncs with news and one without."""
    root = tmp_path_factory.mktemp("sound")
    with serve(small(), options=Options()) as server:
        config = root / "config.toml"
        text = f'[fetch]\ndelay = 0\n[[blogs]]\nurl = "{server.url}"\nname = "demo"\n'
        config.write_text(text, encoding="utf-8")
        words = ["--config", str(config), "--archive", str(root / "archive"), "-q"]
        assert quiet(*words, "backfill", "demo") == (0, "")
        first = next(post for post in server.blog.posts if post.comments)
        server.blog.add_comment(first.number, "And me.", DemoAuthor(name="Zoe"))
        assert quiet(*words, "sync") == (0, "")
        server.blog.edit_post(first.number, title="Changed", html="<p>Changed.</p>")
        server.blog.delete_comment(first.comments[0].number)
        quiet(*words, "sync", "--full")
        quiet(*words, "sync")
    return root / "archive" / "demo"


@pytest.fixture
def root(sound, tmp_path):
    return copytree(sound, tmp_path / "demo")


def parts(root: Path) -> list[Path]:
    """Every file of the archive; what may be deleted is none."""
    derived = {"state.json", ".lock", "requests.jsonl"}
    return sorted(path for path in root.rglob("*") if path.is_file() and path.name not in derived)


def flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def cut(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def delete(path: Path, _: random.Random) -> None:
    path.unlink()


def plant(path: Path, chance: random.Random) -> None:
    (path.parent / f"stranger-{chance.randrange(99)}").write_bytes(b"?")


DAMAGES: tuple[Callable[[Path, random.Random], None], ...] = (flip, flip, cut, delete, plant)


def test_k12_k13_k14_k15_a_thousand_damages_are_found_and_named(root):
    chance = random.Random(11)
    assert list(verify(BlogStore(root))) == []
    files = parts(root)

    for number in range(1000):
        path, damage = chance.choice(files), DAMAGES[number % len(DAMAGES)]
        whole = path.read_bytes()
        path.chmod(0o644)
        damage(path, chance)
        names = {one.file.partition("#")[0].removeprefix("demo/") for one in verify(BlogStore(root))}
        planted = next(iter(path.parent.glob("stranger-*")), None)
        assert str((planted or path).relative_to(root)) in names, (number, damage, path)
        path.write_bytes(whole)
        if planted:
            planted.unlink()
    assert list(verify(BlogStore(root))) == []


def test_damage_of_what_may_be_deleted_is_none(root):
    for name in ("state.json", ".lock", "requests.jsonl"):
        for seed in range(20):
            whole = (root / name).read_bytes()
            if whole:
                flip(root / name, random.Random(seed))
            assert [one for one in verify(BlogStore(root)) if one.severity == "damage"] == []
            (root / name).write_bytes(whole)


def test_k12_k13_k14_every_snapshot_and_blog_json_is_restored_byte_for_byte(root, sound):
    chance = random.Random(5)
    files = [path for path in parts(root) if path.suffix == ".json"]
    assert len(files) >= 12
    for number, path in enumerate(files):
        path.chmod(0o644)
        (flip, cut, delete)[number % 3](path, chance)

    told = repair(BlogStore(root), now=NOW, dry_run=True)
    assert (told.sound, len(told.repaired)) == (True, len(files))
    done = repair(BlogStore(root), now=NOW)

    assert (done.sound, done.exit_code, done.left) == (True, 0, ())
    assert {one.file for one in done.repaired} == {f"demo/{path.relative_to(root)}" for path in files}
    assert all(one.exact for one in done.repaired)
    for path in files:
        assert path.read_bytes() == (sound / path.relative_to(root)).read_bytes()
    assert list(verify(BlogStore(root))) == []
    assert len(list((root / "damaged").rglob("*.json"))) == sum(n % 3 != 2 for n in range(len(files)))
    assert repair(BlogStore(root), now=NOW).repaired == ()


def test_a_cut_raw_file_is_trimmed_and_what_was_lost_is_named(root):
    path = max((root / "raw").iterdir(), key=lambda one: one.stat().st_size)
    path.chmod(0o644)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])

    done = repair(BlogStore(root), now=NOW)

    assert f"demo/raw/{path.name}" in {one.file for one in done.repaired}
    assert done.exit_code == 4
    assert not any(f"raw/{path.name}" in one.file for one in done.left)
    assert (root / "damaged" / "raw" / path.name).read_bytes() == whole[: len(whole) // 2]


def test_what_cannot_be_restored_says_why(root):
    raw = min((root / "raw").iterdir())
    raw.unlink()
    lost = next(path for path in parts(root) if path.name == "v0001.json")
    lost.unlink()

    done = repair(BlogStore(root), now=NOW)

    told = {one.file: one.what for one in done.left}
    assert done.exit_code == 4
    assert "not repaired: nothing else holds what the site answered then" in told[f"demo/raw/{raw.name}"]


def test_k17_an_archive_of_a_newer_program_is_left_alone(root, tmp_path):
    info = root / "blog.json"
    info.chmod(0o644)
    info.write_bytes(info.read_bytes().replace(b"feedarchive-blog/1", b"feedarchive-blog/99"))
    before = {path: path.read_bytes() for path in parts(root)}
    config = tmp_path / "config.toml"
    config.write_text('[[blogs]]\nurl = "http://127.0.0.1:9/"\nname = "demo"\n', encoding="utf-8")
    words = ("--config", str(config), "--archive", str(root.parent), "-q")

    for command in (("sync",), ("backfill", "demo"), ("repair",), ("repair", "--dry-run"), ("verify",)):
        code, said = quiet(*words, *command)
        assert code == 4, command
        assert "newer program" in said, command

    assert {path: path.read_bytes() for path in parts(root)} == before


def test_f08_planted_links_are_reported_and_never_followed(root, tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"theirs")
    for name in (".work.sqlite", "raw/20990101T000000Z.warc.gz", "blog.json"):
        (root / name).unlink(missing_ok=True)
        (root / name).symlink_to(outside)

    found = {one.file for one in verify(BlogStore(root)) if "symbolic link" in one.what}
    assert found == {"demo/.work.sqlite", "demo/raw/20990101T000000Z.warc.gz", "demo/blog.json"}

    repair(BlogStore(root), now=NOW)
    assert outside.read_bytes() == b"theirs"
    assert not (root / "blog.json").is_symlink()


def test_k16_what_is_derived_is_made_again(root):
    for name in ("state.json", ".lock", "requests.jsonl"):
        (root / name).unlink(missing_ok=True)
    assert list(verify(BlogStore(root))) == []
    assert Archive(root.parent).blog("demo").info() is not None
