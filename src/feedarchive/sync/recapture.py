"""The captures that versions were made of, read again from the raw files with today's parsers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from feedarchive.model import Entry, Snapshot, Source
from feedarchive.store.sightings import Sheet, View
from feedarchive.sync.documents import Documents
from feedarchive.sync.reading import PAGE, body_text
from feedarchive.sync.timeline import Planned, newest, versions

CAPTURED = frozenset({"capture", "restated"})


def is_captured(found: Iterable[Snapshot]) -> bool:
    """Whether captures made any of these versions."""
    return any(version.cause in CAPTURED for version in found)


def recaptured(held: Sequence[Snapshot], documents: Documents) -> Entry:
    """The newest state, as today's parsers read all captures between what was seen live.

    Raises CorruptError for a raw record that is missing or damaged, ParseError for one that cannot be read.
    """
    top = held[-1]
    sources = dict.fromkeys(
        source for version in held for source in version.sources if isinstance(source.via, str)
    )
    seen = [one for one in _seen(top.id, top.blog.id, sources, documents) if one is not None]
    live = [version for version in held if version.cause not in CAPTURED]
    return newest(top.id, live, lambda: seen, top) or top.entry()


def replanned(
    entry_id: str, blog_id: str, sources: Sequence[Source], earlier: Sequence[Snapshot], documents: Documents
) -> list[Planned]:
    """The versions that captures of these sources make after the earlier ones; raises as `recaptured`."""
    seen = [one for one in _seen(entry_id, blog_id, sources, documents) if one is not None]
    return versions(entry_id, earlier, lambda: seen)


def _seen(
    entry_id: str, blog_id: str, sources: Iterable[Source], documents: Documents
) -> Iterator[tuple[Sheet, View] | None]:
    for source in sorted(sources, key=lambda one: one.fetched):
        if source.raw is None:
            continue
        sheet = Sheet(
            blog=blog_id,
            at=source.fetched,
            url=source.url,
            kind=source.kind,
            sha256=source.sha256,
            raw=source.raw,
            via=source.via if isinstance(source.via, str) else "",
        )
        view = _view(entry_id, blog_id, source, source.raw, documents)
        yield None if view is None else (sheet, view)


def _view(entry_id: str, blog_id: str, source: Source, ref: str, documents: Documents) -> View | None:
    if source.kind == PAGE:
        page = documents.page(source, ref, blog_id)
        page = replace(page, post_id=page.post_id or entry_id)
        return View(page=page, text=body_text(page), url=page.url)
    shown = documents.feed(source, ref)
    entry = shown.entries.get(entry_id)
    comments = tuple(shown.comments.get(entry_id, {}).values())
    return View(entry=entry, comments=comments, damaged=not shown.whole) if entry or comments else None
