"""What verify finds, put right from raw/ where that can be done; nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedarchive.errors import ArchiveError, CorruptError, FormatError, ParseError
from feedarchive.model import Blog, Snapshot
from feedarchive.store import codec
from feedarchive.store.aside import cut_tail, restore, set_aside
from feedarchive.store.damage import Damage
from feedarchive.store.files import BlogStore
from feedarchive.store.flips import unflipped
from feedarchive.store.folders import ENTRY_FOLDER, INFO
from feedarchive.store.layout import version_number
from feedarchive.store.media import MAP, MEDIA_FILE, readable
from feedarchive.store.notes import FileNotes, notes_of
from feedarchive.store.recipe import Recipe, note_of, note_of_info
from feedarchive.store.verify import verify
from feedarchive.sync.documents import Documents
from feedarchive.sync.rebuild import Rebuilder
from feedarchive.sync.redact import finish

ASKED_AGAIN = "the next run with --media on asks for it again"


class Repair(Struct, frozen=True, kw_only=True):
    """What was done to one file, or would be.

    Attributes:
        file: `<blog>/<path>`.
        what: how, in words.
        exact: it is byte for byte what was written, by the SHA-256 noted then.
    """

    file: str
    what: str
    exact: bool


class Repaired(Struct, frozen=True, kw_only=True):
    """How the repair of one blog ended; `left` is what verify still finds, with why it was not repaired."""

    name: str
    sound: bool = True
    repaired: tuple[Repair, ...] = ()
    left: tuple[Damage, ...] = ()
    error: str | None = None
    exit_code: int = 0


_Outcome = tuple[bytes, str, bool]


def repair(store: BlogStore, *, now: datetime, dry_run: bool = False) -> Repaired:
    """Restore what can be restored.

    Raises ArchiveError when the disk fails, BusyError beside another run, FormatError for an archive of a
    newer program; then nothing was written.
    """
    _known_format(store)
    if dry_run:
        return _Repairing(store, None).all()
    with store.lock(f"repair since {now:%Y-%m-%dT%H:%M:%SZ}"):
        store.sweep()
        finish(store)
        return _Repairing(store, now).all()


def _known_format(store: BlogStore) -> None:
    try:
        store.info()
    except FormatError:
        raise
    except ArchiveError:  # damaged: that is what we are for
        return


class _Repairing:
    """One blog; without `now` nothing is written."""

    def __init__(self, store: BlogStore, now: datetime | None) -> None:
        self._store = store
        self._now = now
        self._done: list[Repair] = []
        self._why: dict[str, str] = {}
        self._rebuilt: dict[str, bytes] = {}
        self._raw_lost = False

    def all(self) -> Repaired:
        found = list(self._found())
        files = dict.fromkeys(self._path(one) for one in found if one.severity == "damage")
        notes = notes_of(self._store.tree, files)
        self._raw_lost = any(path.startswith("raw/") for path in files)
        for path in files:
            if path.startswith("raw/"):
                self._raw(path)
        for path in files:
            if path == MAP or MEDIA_FILE.fullmatch(path):
                self._media(path)
        if INFO in files:
            self._each(INFO, partial(self._info, notes.get(INFO)))
        rebuilder = Rebuilder(Documents(self._store.record), self._blog())
        for path in sorted(path for path in files if _is_snapshot(path)):
            self._each(path, partial(self._snapshot, path, notes.get(path), rebuilder))
        left = tuple(self._explained(one) for one in (self._found() if self._now else self._rest(found)))
        return Repaired(
            name=self._store.name,
            sound=all(one.severity == "notice" for one in left),
            repaired=tuple(self._done),
            left=left,
            exit_code=0 if all(one.severity == "notice" for one in left) else 4,
        )

    def _found(self) -> Iterator[Damage]:
        return verify(self._store, alone=self._now is not None)

    def _path(self, damage: Damage) -> str:
        return damage.file.removeprefix(f"{self._store.name}/").partition("#")[0]

    def _rest(self, found: Iterable[Damage]) -> list[Damage]:
        """What a dry run would leave: neither a file restored nor the folder of one."""
        restored = {one.file for one in self._done}
        restored |= {file.rpartition("/")[0] for file in restored}
        return [one for one in found if one.file.partition("#")[0] not in restored]

    def _explained(self, damage: Damage) -> Damage:
        why = self._why.get(self._path(damage))
        return Damage(
            damage.file, f"{damage.what} (not repaired: {why})" if why else damage.what, damage.severity
        )

    def _each(self, path: str, restored: Callable[[], _Outcome | None]) -> None:
        try:
            outcome = restored()
        except (CorruptError, ParseError, msgspec.MsgspecError) as exc:
            self._why[path] = str(exc)
            return
        if outcome is None:
            return
        data, what, exact = outcome
        self._rebuilt[path] = data
        if self._now:
            if not exact:
                self._note(path, data)
            restore(self._store.tree, path, data)
        self._done.append(Repair(file=self._store.tree.name(path), what=what, exact=exact))

    def _raw(self, path: str) -> None:
        name = self._store.tree.name(path)
        if not (self._store.root / path).is_file():
            self._why[path] = "nothing else holds what the site answered then"
            return
        cut = [one for one in self._found() if self._path(one) == path and "cut short" in one.what]
        self._why[path] = "nothing else holds what the site answered then"
        if cut and self._now:
            size = cut_tail(self._store.tree, path)
            self._done.append(
                Repair(file=name, what=f"its torn end of {size:,} bytes is cut away", exact=False)
            )

    def _media(self, path: str) -> None:
        """A damaged image is put aside, and the next run that fetches images asks for it again."""
        if self._now:
            self._store.save_state(replace(self._store.load_state(), media=None))
        if path != MAP and not (self._store.root / path).exists():
            self._why[path] = f"nothing else holds it; {ASKED_AGAIN}"
            return
        if self._now and path == MAP:
            restore(self._store.tree, path, readable(self._store.tree))
        elif self._now:
            set_aside(self._store.tree, path)
        what = "its unreadable lines are put aside" if path == MAP else f"put aside; {ASKED_AGAIN}"
        self._done.append(Repair(file=self._store.tree.name(path), what=what, exact=False))

    def _info(self, notes: FileNotes | None) -> _Outcome | None:
        if notes is None or not notes.made:
            return self._poor_info()
        data, held = codec.encode(msgspec.json.decode(notes.made[-1], type=Blog)), self._blog()
        if self._read(INFO) == data:
            return None
        if self._raw_lost and held is not None:
            raise CorruptError(
                INFO, "it may be noted in a raw file that is lost; the next run looks after it"
            )
        return data, "written again from raw/", sha256(data).hexdigest() in notes.digests

    def _poor_info(self) -> _Outcome:
        """What the newest snapshot says of the blog; the next run learns the rest."""
        found: list[Snapshot] = []
        for folder in self._store.folders():
            for number in self._store.numbers(folder)[-1:]:
                try:
                    found.append(self._store.read(folder, number))
                except ArchiveError:
                    continue
        if not found:
            raise CorruptError(INFO, "no raw file says what was in it, and there is no snapshot")
        blog = max(found, key=lambda one: one.captured).blog
        data = codec.encode(Blog(id=blog.id, url=blog.url, title=blog.title))
        return data, "made of what the newest snapshot says; the next run learns the rest", False

    def _blog(self) -> Blog | None:
        try:
            return self._store.info()
        except ArchiveError:
            data = self._rebuilt.get(INFO)
            return codec.decode_blog(data, INFO) if data else None

    def _snapshot(self, path: str, notes: FileNotes | None, rebuilder: Rebuilder) -> _Outcome | None:
        held = self._read(path)
        if notes is None and held is not None and _is_sound(held, path):
            return None  # what is wrong is that its documents are lost
        if notes is None:
            raise CorruptError(path, "no raw file says that it was written, nor of what")
        if held is not None and sha256(held).hexdigest() in notes.digests:
            return None  # it is as it was written: what is wrong is elsewhere
        why = "no raw file says of what it was made"
        for made in reversed(notes.made):
            recipe = msgspec.json.decode(made, type=Recipe)
            try:
                data, exact = rebuilder.rebuilt(recipe, notes.digests, self._earlier(path, recipe.version))
            except (CorruptError, ParseError) as exc:
                why = str(exc)
                continue
            how = "byte for byte" if exact else "with the same meaning"
            if exact or (found := held and unflipped(held, notes.digests)) is None:
                return data, f"made again from raw/, {how}", exact
            return found, "one bit put right", True
        found = unflipped(held, notes.digests) if held else None
        if found is None:
            raise CorruptError(path, why)
        return found, "one bit put right", True

    def _earlier(self, path: str, version: int) -> Sequence[Snapshot]:
        folder = path.rpartition("/")[0]
        found = []
        for number in range(1, version):
            name = f"{folder}/v{number:04}.json"
            data = self._rebuilt.get(name) or self._read(name)
            if data is None:
                raise CorruptError(name, "is missing, and the version is built upon it")
            found.append(codec.decode(data, name))
        return found

    def _read(self, path: str) -> bytes | None:
        try:
            return self._store.tree.read(path)
        except ArchiveError:  # a link, or a folder in its place
            return None

    def _note(self, path: str, data: bytes) -> None:
        """Have a raw file say that this is what was written: it is not what an earlier one noted."""
        assert self._now
        raw = self._store.raw(f"{self._now:%Y%m%dT%H%M%SZ}")
        if path == INFO:
            note = note_of_info(path, data, codec.decode_blog(data, path))
        else:
            note = note_of(path, data, codec.decode(data, path))
        try:
            raw.writes([note], self._now)
            raw.wrote([note], self._now)
        finally:
            raw.close()


def _is_sound(data: bytes, path: str) -> bool:
    """Whether a snapshot of which nothing was noted says what it was digested from."""
    try:
        codec.check(codec.decode(data, path), path)
    except CorruptError:
        return False
    return True


def _is_snapshot(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return bool(ENTRY_FOLDER.fullmatch(folder)) and version_number(name) is not None
