"""The catalog follows the archive, and is never wrong in silence."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.read.small import (
    CAPTURED,
    FIRST,
    INFO,
    LINKED,
    NAME,
    REPLY,
    SECOND,
    THIRD,
    UNTITLED,
    put,
    small,
)

from feedarchive import read
from feedarchive.catalog.catalog import opened, purge, refresh
from feedarchive.catalog.file import NAME as FILE
from feedarchive.errors import ArchiveError, ConfigError, CorruptError
from feedarchive.model import Author, BlogRef, CommentBody, Entry
from feedarchive.store import codec
from feedarchive.store.files import Archive

OLD = 1_700_000_000_000_000_000  # ns; nothing of ours changed then


def rest(root: Path) -> None:
    """Make everything look as if it had been left alone for long."""
    for folder, _, files in os.walk(root):
        for path in (folder, *(f"{folder}/{name}" for name in files)):
            os.utime(path, ns=(OLD, OLD))


def add(root: Path, where: str, entry: Entry, version: int, *, alone: bool = True) -> None:
    ref = BlogRef(id=INFO.id, url=INFO.url, title=INFO.title)
    snapshot = codec.snapshot(entry, version=version, captured=CAPTURED + timedelta(days=version), blog=ref)
    blog = Archive(root).blog(NAME)
    with blog.lock("sync") if alone else nullcontext():
        blog.write([(where, snapshot)])


def found(root: Path, words: str) -> int:
    with opened(Archive(root)) as catalog:
        return catalog.search(words).total


def test_what_came_changed_and_went_is_followed(tmp_path):
    where = put(tmp_path, UNTITLED)
    lime = put(tmp_path, LINKED)
    rest(tmp_path)
    assert (found(tmp_path, "water"), found(tmp_path, "clear"), found(tmp_path, "mortar")) == (1, 0, 1)
    add(tmp_path, where, SECOND, 2)
    assert (found(tmp_path, "water"), found(tmp_path, "clear"), found(tmp_path, "agree")) == (1, 1, 1)
    (tmp_path / NAME / lime / "v0001.json").unlink()
    (tmp_path / NAME / lime).rmdir()
    assert (found(tmp_path, "clear"), found(tmp_path, "mortar")) == (1, 0)
    small(tmp_path / "other")
    (tmp_path / "other" / "other.example.org").rename(tmp_path / "other.example.org")
    assert found(tmp_path, "path") == 1
    (tmp_path / "other.example.org").rename(tmp_path / "gone")
    assert found(tmp_path, "path") == 1
    shutil.rmtree(tmp_path / "gone")
    assert found(tmp_path, "path") == 0


def test_a_second_look_reads_nothing_and_a_change_reads_what_changed(tmp_path):
    small(tmp_path)
    rest(tmp_path)
    archive = Archive(tmp_path)
    assert refresh(archive).read == 4
    assert refresh(archive).read == 0
    add(tmp_path, next(archive.blog(NAME).folders()), UNTITLED, 2)
    assert refresh(archive).read == 1
    assert refresh(archive, rebuild=True).read == 4


def test_where_nothing_happened_the_file_is_not_written(tmp_path):
    small(tmp_path)
    rest(tmp_path)
    assert found(tmp_path, "slate") == 2
    before = (tmp_path / FILE).stat()
    os.utime(tmp_path / f".{FILE}-lock", ns=(OLD, OLD))
    assert found(tmp_path, "slate") == 2
    assert (tmp_path / FILE).stat() == before
    assert (tmp_path / f".{FILE}-lock").stat().st_mtime_ns == OLD


def test_what_changed_within_the_last_tick_is_looked_at_again(tmp_path):
    where = put(tmp_path, UNTITLED)
    assert found(tmp_path, "clear") == 0
    stamp = (tmp_path / NAME / where).stat().st_mtime_ns
    state = {path: path.stat().st_mtime_ns for path in (tmp_path / NAME).rglob("*")}
    add(tmp_path, where, SECOND, 2)
    os.truncate(tmp_path / NAME / ".lock", 0)
    for path, touched in state.items():
        os.utime(path, ns=(touched, touched))
    os.utime(tmp_path / NAME / ".lock", ns=(OLD, OLD))
    assert (tmp_path / NAME / where).stat().st_mtime_ns == stamp
    assert found(tmp_path, "clear") == 1


def test_while_a_run_is_at_work_every_folder_is_looked_at(tmp_path):
    where = put(tmp_path, UNTITLED)
    blog = Archive(tmp_path).blog(NAME)
    with blog.lock("backfill"):
        rest(tmp_path)
        assert found(tmp_path, "clear") == 0
        add(tmp_path, where, SECOND, 2, alone=False)
        os.utime(tmp_path / NAME, ns=(OLD, OLD))
        assert found(tmp_path, "clear") == 1


def same(one: Path, other: Path) -> None:
    tables = ("posts", "comments", "labels", "versions", "names", "blogs")
    kept = {
        "posts": "folder, title, body, version, comments, day",
        "comments": "comment_id, body, day, status",
    }
    with sqlite3.connect(one) as a, sqlite3.connect(other) as b:
        for table in tables:
            columns = kept.get(
                table, {"labels": "label", "versions": "version, digest", "names": "name"}.get(table, "name")
            )
            query = f"SELECT {columns} FROM {table} ORDER BY {columns}"
            assert a.execute(query).fetchall() == b.execute(query).fetchall()
        for fts in ("posts_fts", "comments_fts"):
            terms = "SELECT term, doc, cnt FROM temp.terms"
            for db in (a, b):
                db.execute(f"CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, {fts}, row)")
            assert a.execute(terms).fetchall() == b.execute(terms).fetchall()
            for db in (a, b):
                db.execute("DROP TABLE temp.terms")


def test_an_updated_catalog_is_the_one_that_would_be_built(tmp_path):
    foreign = replace(FIRST, body=CommentBody(html="x", text="白菜湯、Łódź و الطَّاحُونَةُ"))
    first = replace(
        UNTITLED, title="古い井戸", comments=(foreign,), body=replace(UNTITLED.body, text="Ёлка ไม่มี")
    )
    where = put(tmp_path, first)
    put(tmp_path, LINKED)
    refresh(Archive(tmp_path))
    assert found(tmp_path, "白菜") == 1
    add(tmp_path, where, SECOND, 2)
    add(tmp_path, where, THIRD, 3)
    refresh(Archive(tmp_path))
    refresh(Archive(tmp_path), tmp_path / "new.sqlite", rebuild=True)
    same(tmp_path / FILE, tmp_path / "new.sqlite")


def spoil(path: Path, at: int, size: int = 4096) -> None:
    data = bytearray(path.read_bytes())
    data[at : at + size] = b"\xff" * size
    path.write_bytes(bytes(data))


@pytest.mark.parametrize("at", [0, 100, 4096, 3 * 4096, 10 * 4096, 20 * 4096])
def test_a_damaged_catalog_is_built_anew(tmp_path, at):
    small(tmp_path)
    rest(tmp_path)
    assert found(tmp_path, "slate") == 2
    spoil(tmp_path / FILE, at)
    assert found(tmp_path, "slate") == 2


@pytest.mark.parametrize("content", [b"", b"not a catalog", None])
def test_what_is_no_catalog_of_ours_is_replaced(tmp_path, content):
    small(tmp_path)
    if content is None:
        with sqlite3.connect(tmp_path / FILE) as db:
            db.execute("CREATE TABLE posts (id)")
        db.close()
    else:
        (tmp_path / FILE).write_bytes(content)
    assert found(tmp_path, "slate") == 2


def test_a_journal_left_beside_a_catalog_that_is_built_anew_does_no_harm(tmp_path):
    small(tmp_path)
    assert found(tmp_path, "slate") == 2
    (tmp_path / f"{FILE}-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\x00" * 600)
    refresh(Archive(tmp_path), rebuild=True)
    assert not (tmp_path / f"{FILE}-journal").exists()
    assert found(tmp_path, "slate") == 2


KILLED = """
import sys
from pathlib import Path
from feedarchive.catalog import update
from feedarchive.catalog.catalog import refresh
from feedarchive.store.files import Archive
update._TOGETHER = 3
print("ready", flush=True)
refresh(Archive(Path(sys.argv[1])), rebuild=sys.argv[2] == "rebuild")
"""


@pytest.mark.parametrize("how", ["update", "rebuild"])
def test_killed_at_any_time_the_next_use_is_right(tmp_path, how):
    root = tmp_path / "archive"
    posts = [
        replace(UNTITLED, id=f"{INFO.id}.post-{n}", url=f"http://{NAME}/2006/{n % 12 + 1:02}/p{n}.html")
        for n in range(60)
    ]
    folders = [put(root, entry) for entry in posts]
    refresh(Archive(root))
    for number, (where, entry) in enumerate(zip(folders, posts, strict=True)):
        add(root, where, replace(entry, title=f"Second {number}"), 2)
    for moment in (0.0, 0.005, 0.02, 0.05):
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(root), how], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    assert found(root, "second") == 60
    refresh(Archive(root), tmp_path / "new.sqlite", rebuild=True)
    same(root / FILE, tmp_path / "new.sqlite")


def test_damage_is_told_or_raised_each_time_and_the_rest_is_found(tmp_path):
    where = put(tmp_path, UNTITLED, SECOND)
    put(tmp_path, LINKED)
    file = tmp_path / NAME / where / "v0002.json"
    file.chmod(0o644)
    file.write_bytes(b"{}")
    rest(tmp_path)
    told: list[str] = []
    for _ in range(2):
        told.clear()
        archive = read.open(tmp_path, damaged="skip", on_damage=lambda error: told.append(error.name))
        assert len(list(archive.search("mortar"))) == len(list(archive.search("water"))) == 1
        assert set(told) == {f"{NAME}/{where}/v0002.json"}
        with pytest.raises(CorruptError, match=r"v0002\.json"):
            next(read.open(tmp_path).search("mortar"))


def test_a_folder_that_cannot_be_written_says_what_to_do_and_a_current_catalog_needs_no_writing(tmp_path):
    small(tmp_path)
    with pytest.raises(ArchiveError, match="elsewhere"):
        opened(Archive(tmp_path), tmp_path / "nowhere" / FILE)
    elsewhere = tmp_path / "elsewhere.sqlite"
    with opened(Archive(tmp_path), elsewhere) as catalog:
        assert catalog.search("slate").total == 2
    assert not (tmp_path / FILE).exists()


def test_as_of_a_time_there_is_no_catalog(tmp_path):
    with pytest.raises(ConfigError, match="latest versions"):
        read.open(small(tmp_path)).as_of(CAPTURED).catalog()


SECRET = "Xyzzyplugh"


def secret_in(root: Path) -> list[str]:
    return [
        file.name
        for file in root.iterdir()
        if file.is_file() and SECRET.lower().encode() in file.read_bytes().lower()
    ]


def redact(root: Path) -> str:
    """Replace the files of a post that holds the secret with a tombstone, once it was searched for."""
    author = Author(name=f"Mr {SECRET}")
    said = replace(FIRST, author=author, body=CommentBody(html=SECRET, text=f"A {SECRET} here."))
    body = replace(SECOND.body, text=f"{SECRET} " * 900)
    bodied = replace(SECOND, comments=(said, REPLY), body=body, title=SECRET, labels=(SECRET,))
    where = put(root, bodied)
    put(root, LINKED)
    assert found(root, SECRET) == 2
    assert secret_in(root) == [FILE]
    empty = replace(FIRST, author=Author(), status="redacted", body=CommentBody())
    clean = replace(UNTITLED, title="", labels=(), author=Author(), status="redacted", comments=(empty,))
    (root / NAME / where / "v0001.json").unlink()
    add(root, where, replace(clean, body=replace(UNTITLED.body, html="", text="")), 1)
    return where


def no_trace(root: Path) -> bool:
    return found(root, SECRET) == 0 and found(root, "mortar") == 1 and secret_in(root) == []


@pytest.mark.parametrize("how", ["purge", "update"])
def test_redacted_texts_leave_no_trace(tmp_path, how):
    where = redact(tmp_path)
    if how == "purge":
        assert purge(Archive(tmp_path), NAME, where)
        assert not purge(Archive(tmp_path), NAME, where)
        assert secret_in(tmp_path) == []
    else:
        refresh(Archive(tmp_path))
        assert secret_in(tmp_path) == []
    assert no_trace(tmp_path)


@pytest.mark.parametrize("how", ["purge", "update"])
@pytest.mark.parametrize("then", ["purge", "update"])
def test_killed_before_the_traces_were_removed_the_next_use_removes_them(tmp_path, monkeypatch, how, then):
    where = redact(tmp_path)
    archive = Archive(tmp_path)

    def killed(_: sqlite3.Connection) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("feedarchive.catalog.file.scrub", killed)
        with pytest.raises(KeyboardInterrupt):
            purge(archive, NAME, where) if how == "purge" else refresh(archive)
    if then == "purge":
        purge(archive, NAME, where)
        assert secret_in(tmp_path) == []
    assert no_trace(tmp_path)
