"""Entries that a whole walk no longer shows: each is asked for at its own address before it is gone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from urllib.parse import urlsplit

from feedarchive.capture import Request
from feedarchive.errors import FetchError, GoneError, TurnedAwayError
from feedarchive.model import EXPORT, Snapshot
from feedarchive.store.layout import id8
from feedarchive.sync.desk import Desk
from feedarchive.sync.harvest import PAGES, POSTS
from feedarchive.sync.settle import Settling


def retire_absent(desk: Desk, settling: Settling) -> None:
    """Every held live entry that the walks did not show: gone when its address says so, else a gap.

    Only feeds that were walked whole and that hold anything at all are witnesses
    (docs/merging.md, Gone). Raises TurnedAwayError.
    """
    for held in _absent(desk):
        if held.url is None:
            continue
        try:
            desk.get(Request(url=desk.at(held.url), why="gone?"))
        except GoneError:
            settling.gone(held)
        except TurnedAwayError:
            raise
        except FetchError as exc:
            desk.trouble(held.url, f"it is in no feed any more; {exc.reason}")
        else:
            desk.trouble(held.url, "it is in no feed any more, but its page still answers: kept as live")


def _absent(desk: Desk) -> Iterator[Snapshot]:
    walks = desk.work.walks()
    for feed, under in ((POSTS, "posts/"), (PAGES, "pages/")):
        walk = walks.get(feed)
        if walk is None or not walk.whole:
            continue
        if not walk.total and any(folder.startswith(under) for folder in desk.store.folders()):
            desk.trouble(feed, "shows nothing any more: nothing is concluded, what is held stays")
            continue
        seen = {id8(one) for one in desk.work.seen_ids(feed, walk.number)}
        # What no feed ever showed, as a post known by its comments alone, is not missed there; what only the
        # owner's export has may have been deleted.
        unseen = _live(desk, partial(_unseen, under=under, seen=seen))
        yield from (held for held in unseen if any(source.kind in (feed, EXPORT) for source in held.sources))
    if desk.also_listed is not None:
        unlisted = _live(desk, partial(_unseen, under="posts/", seen=frozenset()))
        known = desk.also_listed
        yield from (
            held for held in unlisted if _by_list(held) and urlsplit(held.url or "").path not in known
        )
    if desk.listed:
        listed = desk.listed
        unlisted = _live(desk, lambda _: True)
        yield from (held for held in unlisted if urlsplit(held.url or "").path not in listed)


def _by_list(held: Snapshot) -> bool:
    """Whether neither a posts feed nor an export ever showed it: it was found at its own address."""
    return all(source.kind not in (POSTS, EXPORT) for source in held.sources)


def _unseen(folder: str, under: str, seen: Collection[str]) -> bool:
    return folder.startswith(under) and folder.rpartition("-")[2] not in seen


def _live(desk: Desk, wanted: Callable[[str], bool]) -> Iterator[Snapshot]:
    """The latest versions of live entries in folders that are wanted."""
    for folder in desk.store.folders():
        held = desk.store.latest(folder) if wanted(folder) else None
        if held is not None and held.status == "live":
            yield held
