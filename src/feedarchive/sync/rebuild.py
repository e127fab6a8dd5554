"""A snapshot made again of its documents, by the recipe that was noted before it was written.

What was concluded then is tried in turn; the noted SHA-256 tells which one it was.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256

from msgspec import UNSET
from msgspec.structs import replace

from feedarchive.errors import CorruptError
from feedarchive.model import Blog, Entry, Snapshot, Source
from feedarchive.parse.ids import instant
from feedarchive.parse.stamps import clock_of, readings
from feedarchive.plan.changes import retire, retire_comments
from feedarchive.plan.comments import ids_of
from feedarchive.plan.dating import dated
from feedarchive.plan.evidence import Reader
from feedarchive.plan.merge import Views, merge
from feedarchive.store import codec
from feedarchive.store.recipe import Recipe
from feedarchive.store.records import RawRecord
from feedarchive.sync.dating import settled
from feedarchive.sync.documents import Documents
from feedarchive.sync.recapture import CAPTURED, replanned
from feedarchive.sync.replay import replay, views_of


class Rebuilder:
    """Rebuilds the snapshots of one blog from its kept documents; `blog` is what blog.json says."""

    def __init__(self, record: Documents, blog: Blog | None) -> None:
        self._documents = record
        self._blog = blog

    def rebuilt(
        self, recipe: Recipe, digests: Container[str], earlier: Sequence[Snapshot]
    ) -> tuple[bytes, bool]:
        """The file, and whether it is exact; `earlier` are the versions before it, lowest first.

        Where no attempt has one of the SHA-256 in `digests`, one of the same meaning is taken.

        Raises:
            CorruptError: a raw record that it needs is missing or damaged, or nothing fits.
            ParseError: today's parsers cannot read a document.
        """
        same: bytes | None = None
        for entry in self._attempts(recipe, earlier):
            made = codec.snapshot(
                entry, version=recipe.version, captured=recipe.captured, blog=recipe.blog, cause=recipe.cause
            )
            data = codec.encode(made)
            if sha256(data).hexdigest() in digests:
                return data, True
            same = same or (data if made.digest == recipe.digest else None)
        if same is None:
            raise CorruptError(recipe.id, "today's parsers make something else of its documents")
        return same, False

    def _attempts(self, recipe: Recipe, earlier: Sequence[Snapshot]) -> Iterator[Entry]:
        sources = tuple(self._sources(recipe, earlier))
        if recipe.cause in CAPTURED:
            yield from self._recaptured(recipe, sources, earlier)
            return
        before = earlier[-1].entry() if earlier else None
        if before is not None and sources == before.sources:
            yield retire(before)
            if recipe.cause == "reparse":
                yield replace(replay(earlier, self._documents), sources=before.sources)
        old = {source for version in earlier for source in version.sources}
        fresh = tuple(source for source in sources if source not in old)
        for documents in dict.fromkeys((fresh, sources)):
            for entry in self._merged(recipe, documents, before):
                whole = replace(
                    entry, url=entry.url or recipe.url, created=entry.created or instant(entry.id)
                )
                yield from (
                    replace(one, sources=sources) for one in (whole, *self._dated(whole, recipe.captured))
                )
        if before is not None:
            yield from self._dated(replace(before, sources=sources), recipe.captured)

    def _sources(self, recipe: Recipe, earlier: Sequence[Snapshot]) -> Iterator[Source]:
        """The documents that it was made of; files that were imported are known from the version before."""
        imported = iter([one for version in earlier[-1:] for one in version.sources if one.raw is None])
        for ref in recipe.sources:
            known = None if ref else next(imported, None)
            if not ref and (known is None or recipe.cause == "import"):
                raise CorruptError(
                    recipe.id, "it was imported from a file that is not kept: import that again"
                )
            yield known or source_of(self._documents.record(ref))

    def _recaptured(
        self, recipe: Recipe, sources: tuple[Source, ...], earlier: Sequence[Snapshot]
    ) -> Iterator[Entry]:
        """What captures make of it, from these documents and the versions before it."""
        for found in (sources, ()):
            for one in replanned(recipe.id, recipe.blog.id, found, earlier, self._documents):
                if one.captured == recipe.captured:
                    yield replace(one.entry, sources=sources)

    def _merged(self, recipe: Recipe, fresh: tuple[Source, ...], before: Entry | None) -> Iterator[Entry]:
        views = views_of(recipe.id, recipe.blog.id, fresh, before, self._documents)
        if views.feed is None and views.held is None and views.page is None:
            raise CorruptError(recipe.id, "today's parsers do not find it in its documents")
        for one in (views, replace(views, feeds=False)):
            entry = merge(one)
            yield entry
            yield retire_comments(entry, _shown(one))

    def _dated(self, entry: Entry, captured: datetime) -> Iterator[Entry]:
        """With the instants that the zone of the whole blog gave."""
        if self._blog is not None and self._blog.zone is not None:
            reader = Reader(readings=partial(readings, locale=self._blog.language), clock=clock_of)
            yield dated(entry, settled(self._blog.zone, captured), reader)


def source_of(record: RawRecord) -> Source:
    """The provenance that a snapshot states of that record."""
    response = record.response
    return Source(
        kind=record.why,
        url=response.url,
        fetched=response.fetched,
        http_status=response.status,
        sha256=sha256(response.body).hexdigest(),
        raw=record.ref,
        via=record.via or UNSET,
    )


def _shown(views: Views) -> frozenset[str]:
    return ids_of(views.comments) | ids_of((views.page.comments or ()) if views.page else ())
