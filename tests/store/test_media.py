"""Files named by their content, and the map beside them, on disks that fail."""

import errno
import os
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.errors import ArchiveError, NotMediaError
from feedarchive.plan.media import Limits
from feedarchive.store.disk import System
from feedarchive.store.files import BlogStore
from feedarchive.store.incoming import Incoming
from feedarchive.store.media import Kept, Map, held_media, lines, rewrite
from feedarchive.store.verify import verify

AT = datetime(2026, 3, 1, tzinfo=UTC)
GIF = b"GIF89a" + bytes(9000)
URL = "https://pics.example/a.gif"


class Failing(System):
    """Call number `at` fails, and with `after` all that follow: the disk is full."""

    def __init__(self, at: int = -1) -> None:
        self.at, self.calls = at, 0

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name not in {"open", "write", "fsync", "link", "rename", "mkdir"}:
            return found

        def call(*args: Any, **options: Any) -> Any:
            self.calls += 1
            if self.calls == self.at:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return found(*args, **options)

        return call


def keep(store: BlogStore, data: bytes = GIF, address: str = URL) -> str:
    known = Map(store.tree)
    known.begin()
    with Incoming(store.tree, Limits(), address) as into:
        into.begin("image/gif")
        for at in range(0, len(data), 1000):
            into.write(data[at : at + 1000])
        file, digest, size, kind = into.keep()
    line = Kept(address=address, at=AT, fate="held", file=file, sha256=digest, bytes=size, type=kind)
    known.append(line)
    return file


def test_whichever_call_fails_nothing_is_half_there_and_the_next_try_succeeds(tmp_path):
    system = Failing()
    keep(BlogStore(tmp_path / "all", system))
    total = system.calls
    assert total > 10
    for at in range(1, total + 1):
        root = tmp_path / str(at)
        with suppress(ArchiveError):
            keep(BlogStore(root, Failing(at)))
        store = BlogStore(root)
        store.sweep()
        assert not [one for one in verify(store) if one.severity == "damage"], at
        assert not list(root.rglob(".new-*")), at
        file = keep(store)
        assert (root / file).read_bytes() == GIF
        assert not list(verify(store)), at


def test_a_disk_without_hard_links_holds_them_too(tmp_path, monkeypatch):
    store = BlogStore(tmp_path / "blog")

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(store.tree.system, "link", refused, raising=False)

    assert (store.root / keep(store)).read_bytes() == GIF
    assert not list(verify(store))


def test_the_same_content_is_there_once_and_a_damaged_file_of_its_name_is_put_aside(tmp_path):
    store = BlogStore(tmp_path / "blog")
    file = store.root / keep(store)
    assert store.root / keep(store, address=f"{URL}?2") == file
    assert [path.name for path in Path(store.root / "media").glob("*/*")] == [file.name]
    file.chmod(0o644)
    file.write_bytes(b"GIF89a")

    keep(store)

    assert file.read_bytes() == GIF
    assert (store.root / "damaged" / file.relative_to(store.root)).read_bytes() == b"GIF89a"


def refused(into: Incoming, data: bytes) -> None:
    into.write(data)
    into.keep()


@given(st.binary(max_size=200), st.integers(1, 50))
def test_what_comes_is_kept_as_it_came_or_refused_whole(tmp_path_factory, data, step):
    store = BlogStore(tmp_path_factory.mktemp("law") / "blog")
    whole = b"GIF87a" + data
    with Incoming(store.tree, Limits(), URL) as into:
        for at in range(0, len(whole), step):
            into.write(whole[at : at + step])
        file, digest, size, kind = into.keep()
    with Incoming(store.tree, Limits(families=("audio",)), URL) as into, pytest.raises(NotMediaError):
        refused(into, whole)

    assert (store.root / file).read_bytes() == whole
    assert (digest, size, kind) == (sha256(whole).hexdigest(), len(whole), "image/gif")
    assert not list(store.root.rglob(".new-*"))


def test_the_last_line_counts_broken_ones_are_named_and_dropped_addresses_leave_one(tmp_path):
    store = BlogStore(tmp_path / "blog")
    Map(store.tree).append(Kept(address=URL, at=AT, fate="gone"))
    file = keep(store)
    with (store.root / "media.jsonl").open("ab") as out:
        out.write(b"{nonsense\n")
    assert held_media(store.tree) == {URL: file}
    assert [one.what for one in verify(store)] == ["line 4 cannot be read"]

    rewrite(store.tree, [Kept(address=URL, at=AT, fate="redacted", why="asked to")])

    assert [one.fate for one in lines(store.tree)] == ["redacted"]
    assert held_media(store.tree) == {}
