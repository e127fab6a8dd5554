"""Taking a post or a comment out of one blog's archive, and keeping it out. docs/redaction.md."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.capture import Response
from feedarchive.errors import ArchiveError, CorruptError
from feedarchive.model import Removal, Snapshot
from feedarchive.parse.blank import Target, blank
from feedarchive.parse.dom import path
from feedarchive.plan.emptying import without
from feedarchive.store import redactions
from feedarchive.store.aside import DAMAGED
from feedarchive.store.codec import digest, encode
from feedarchive.store.exchange import blanked
from feedarchive.store.files import Archive, BlogStore
from feedarchive.store.folders import IMPORT_FILE, WORK_FILE
from feedarchive.store.layout import version_name
from feedarchive.store.redactions import Redaction
from feedarchive.store.rewrite import Look, look, rewrite
from feedarchive.store.sink import raw_files
from feedarchive.sync.books import Books, recount
from feedarchive.sync.mediaredact import forget_media, own_media


class Touched(Struct, frozen=True, kw_only=True):
    """What a redaction changes: versions by file name, raw records, and addresses of images.

    `unread` records are damaged.
    """

    versions: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def redact(store: BlogStore, redaction: Redaction) -> Touched:
    """Take it out, under the blog's lock; what an earlier redaction left undone is done first.

    Raises ArchiveError when something cannot be read or written (then the next run goes on), BusyError
    beside another run.
    """
    with store.lock(f"redact since {redaction.at:%Y-%m-%dT%H:%M:%SZ}"):
        finish(store)
        known = redactions.load(store.tree)
        for one in known:
            if one.id == redaction.id:
                return Touched(unread=one.unread)
        touched = rehearse(store, redaction)
        redactions.save(store.tree, (*known, _with_comments(store, redaction)))
        finish(store)
        return touched


def rehearse(store: BlogStore, redaction: Redaction) -> Touched:
    """What `redact` would change. Raises ArchiveError."""
    made = _versions(store, redaction)
    looks = _looks(store, [_with_comments(store, redaction)], made)
    return Touched(
        versions=tuple(made),
        media=tuple(line.address for line in own_media(store, redaction)),
        records=tuple(f"{one.path}#{cut.offset}" for one in looks for cut in one.cuts),
        unread=tuple(ref for one in looks for ref in one.unread),
    )


def finish(store: BlogStore) -> None:
    """Nothing, once every redaction that was begun is done; the caller holds the lock.

    Each step puts whole files in the place of whole files, and may be done again. Raises ArchiveError.
    """
    known = redactions.load(store.tree)
    pending = [one for one in known if not one.done]
    if not pending:
        return
    store.sweep()
    _forget_work(store)
    files: dict[str, bytes] = {}
    for one in pending:
        files |= _versions(store, one, files)
    unread: list[str] = []
    for seen in _looks(store, pending, files):
        rewrite(store.tree, seen, pending[-1].at)
        unread += seen.unread
    forget_media(store, pending)
    for name, data in files.items():
        if store.tree.read(name) != data:
            store.tree.replace(name, data, flush=True, mode=0o444)
    _purge_catalog(store, pending)
    unread += _forget_aside(store, pending)
    _recount(store, pending)
    done = (replace(one, done=True, unread=tuple(unread)) if not one.done else one for one in known)
    redactions.save(store.tree, tuple(done))


def guard(store: BlogStore) -> Callable[[Response], Response] | None:
    """What keeps redacted things out of an answer before anybody keeps or reads it; None for most blogs."""
    known = redactions.load(store.tree)
    if not known:
        return None
    cut = partial(blank, targets=targets(known))

    def guarded(response: Response) -> Response:
        left = cut(response.url, response.body) if response.body else None
        return response if left is None else blanked(response, left)

    return guarded


def targets(known: Sequence[Redaction]) -> tuple[Target, ...]:
    """What to look for in documents."""
    found = [Target(id=one.id, comment=one.kind == "comment", path=_own_path(one)) for one in known]
    return (*found, *(Target(id=said, comment=True) for one in known for said in one.comments))


def kept_out(store: BlogStore) -> frozenset[str]:
    """The paths of the addresses of redacted entries: nobody need ask for them."""
    known = redactions.load(store.tree)
    return frozenset(_own_path(one) for one in known if one.kind != "comment") - {""}


def _own_path(one: Redaction) -> str:
    """The path of its address; "" where that names nothing, as `/?p=3` of other platforms."""
    found = path(one.url or "")
    return found if len(found) > 1 else ""


def hashes(store: BlogStore, folder: str) -> dict[str, str]:
    """The SHA-256 of each version's file there, as a tombstone keeps them."""
    names = map(version_name, store.numbers(folder))
    files = ((name, store.tree.read(f"{folder}/{name}") or b"") for name in names)
    return {name: f"sha256:{sha256(data).hexdigest()}" for name, data in files}


def _with_comments(store: BlogStore, one: Redaction) -> Redaction:
    """With the ids of all that was said below an entry: a cut feed may not tell what a comment belongs to."""
    held = store.latest(one.folder) if one.kind != "comment" else None
    return replace(one, comments=tuple(said.id for said in held.comments)) if held else one


def _versions(store: BlogStore, one: Redaction, pending: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The new files of the versions that have it, by name; those that are done already come out the same."""
    removal = Removal(id=one.id, at=one.at, reason=one.reason)
    made: dict[str, bytes] = {}
    held: Snapshot | None = None
    damaged: list[int] = []
    for number in store.numbers(one.folder):
        name = f"{one.folder}/{version_name(number)}"
        try:
            held = _held(store, one.folder, number, (pending or {}).get(name))
        except CorruptError:
            damaged.append(number)
            continue
        emptied = without(held, removal)
        if emptied is not held or held.redactions:
            made[name] = encode(replace(emptied, digest=digest(emptied)))
    for number in damaged:  # it may hold the text, and nobody can tell
        if held is None:
            raise ArchiveError(
                f"{store.name}/{one.folder}", "no version can be read: nothing tells what it is"
            )
        emptied = replace(without(held, removal), version=number)
        made[f"{one.folder}/{version_name(number)}"] = encode(replace(emptied, digest=digest(emptied)))
    return made


def _held(store: BlogStore, folder: str, number: int, pending: bytes | None) -> Snapshot:
    if pending is None:
        return store.read(folder, number)
    from feedarchive.store.codec import decode  # noqa: PLC0415  two redactions of one entry at once are rare

    return decode(pending, folder)


def _looks(store: BlogStore, pending: Sequence[Redaction], files: dict[str, bytes]) -> list[Look]:
    cut = partial(blank, targets=targets(pending), texts=_texts(store, pending))
    notes = {name: sha256(data).hexdigest() for name, data in files.items()}
    return [look(store.tree, name, cut, notes) for name in raw_files(store.tree)]


def _texts(store: BlogStore, pending: Sequence[Redaction]) -> frozenset[str]:
    """Their words as far as they are still held, white space folded."""
    texts: set[str] = set()
    for one in pending:
        for number in store.numbers(one.folder):
            try:
                held = store.read(one.folder, number)
            except CorruptError:
                continue
            entry = [held.title, held.body.text] if one.kind != "comment" else []
            said = [c.body.text for c in held.comments if one.kind != "comment" or c.id == one.id]
            texts.update(" ".join(text.split()) for text in (*entry, *said))
    return frozenset(texts - {""})


def _forget_work(store: BlogStore) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        store.tree.remove(f"{WORK_FILE}{suffix}")
        store.tree.remove(f"{IMPORT_FILE}{suffix}")


def _forget_aside(store: BlogStore, pending: Sequence[Redaction]) -> list[str]:
    """What repair put aside of these entries is deleted; the raw files there cannot be looked into."""
    aside = store.root / DAMAGED
    for one in pending:
        folder = f"{DAMAGED}/{one.folder}"
        for name in store.tree.names(folder):
            store.tree.remove(f"{folder}/{name}")
    return [str(path.relative_to(store.root)) for path in sorted(aside.glob("raw/*"))]


def _purge_catalog(store: BlogStore, pending: Sequence[Redaction]) -> None:
    from feedarchive.catalog.catalog import purge  # noqa: PLC0415  most runs have nothing to purge

    for folder in dict.fromkeys(one.folder for one in pending):
        purge(Archive(store.root.parent), store.name, folder)


def _recount(store: BlogStore, pending: Sequence[Redaction]) -> None:
    """The last run's figures, with what is held now."""
    state = store.load_state()
    if state.verdict is None:
        return
    books = Books(state.verdict)
    books.tally = recount(store)
    for one in pending:
        if one.kind != "comment":
            books.gaps.pop(one.entry, None)
            books.explained.pop(one.entry, None)
    verdict = replace(books.verdict(), problems=state.verdict.problems)
    store.save_state(replace(state, verdict=verdict))
