"""One entry's past: what is held of it and what captures show, in the order of time -> the versions to write.

The rules are docs/merging.md, Captures. Absence in a capture proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import merge as in_turn

from msgspec import UNSET, Struct
from msgspec.structs import replace

from feedarchive.model import Body, Cause, Comment, Entry, Snapshot, Source
from feedarchive.parse.clothes import same_but_for_clothes
from feedarchive.parse.ids import instant
from feedarchive.plan.facts import Facts
from feedarchive.plan.merge import Views, first_saved, in_order, merge
from feedarchive.store.codec import digest
from feedarchive.store.sightings import Sheet, View

SAME_CRAWL = timedelta(hours=1)
_BUMP = timedelta(milliseconds=100)

Seen = Callable[[], Iterable[tuple[Sheet, View]]]


class Planned(Struct, frozen=True, kw_only=True):
    """A version to write: the entry, when it was so, and why it is written.

    A source of its that is in no raw file yet has `raw` "@<number of its sheet>". `title`: the blog's then.
    """

    entry: Entry
    captured: datetime
    cause: Cause
    title: str = ""


def versions(entry_id: str, held: Sequence[Snapshot], seen: Seen) -> list[Planned]:
    """What is to be written after the versions that are held, lowest number first; [] for nothing.

    `seen` gives what captures show, oldest first, each time it is called.
    """
    if any(version.status == "redacted" for version in held):
        return []
    facts, teachers = _facts(held, seen)
    walk = _walked(entry_id, held, seen, facts)
    return [_taught(one, teachers) for one in (*walk.planned, *_restated(walk, held))]


def newest(entry_id: str, held: Sequence[Snapshot], seen: Seen, known: Snapshot) -> Entry | None:
    """The state at the end, with the facts that `known` has besides, and in its clothes.

    None when nothing shows the entry.
    """
    facts, _ = _facts(held, seen)
    facts.learn(known.entry(), known.comments)
    last = _walked(entry_id, held, seen, facts).last()
    if last is None:
        return None
    worn = {comment.id: comment for comment in known.comments}
    comments = tuple(_as_held(comment, worn.get(comment.id)) for comment in last.comments)
    return replace(last, body=_body(last.body, known.body), comments=comments)


def _walked(entry_id: str, held: Sequence[Snapshot], seen: Seen, facts: Facts) -> _Walk:
    """The walk at its end."""
    walk = _Walk(entry_id=entry_id, facts=facts)
    for _, _, point in in_turn(_held_points(held), _seen_points(seen), key=lambda point: point[:2]):
        if isinstance(point, Snapshot):
            walk.reach(point)
        else:
            walk.see(*point)
    walk.orphans()
    return walk


def _restated(walk: _Walk, held: Sequence[Snapshot]) -> list[Planned]:
    """The newest state once more: held, and no longer the highest number; or now its facts are known."""
    if walk.state is None or not held:
        return []
    at = max(version.captured for version in held)
    if walk.planned and walk.planned[-1].captured >= at:
        return []
    top = walk.filled(walk.state)
    if not walk.planned and digest(top) == digest(held[-1].entry()):
        return []
    return [Planned(entry=top, captured=at, cause="restated", title=held[-1].blog.title)]


def _facts(held: Sequence[Snapshot], seen: Seen) -> tuple[Facts, list[Source]]:
    """What never changes, and the captures that told more of it than those before."""
    facts, teachers = Facts(), list[Source]()
    for version in held:
        facts.learn(version.entry(), version.comments)
    for sheet, view in seen():
        shown = (view.page.comments or ()) if view.page else ()
        if facts.learn(view.entry or _of_page(view), (*view.comments, *shown)):
            teachers.append(source_of(sheet))
    return facts, teachers


def _taught(planned: Planned, teachers: Sequence[Source]) -> Planned:
    """With the captures that facts are from among its sources."""
    known = {(one.kind, one.url, one.fetched) for one in planned.entry.sources}
    more = [one for one in teachers if (one.kind, one.url, one.fetched) not in known]
    entry = replace(planned.entry, sources=(*planned.entry.sources, *more))
    return replace(planned, entry=entry) if more else planned


def _of_page(view: View) -> Entry | None:
    page = view.page
    return merge(Views(page=page, feeds=False)) if page is not None and page.post_id is not None else None


_Point = tuple[datetime, int, "Snapshot | tuple[Sheet, View]"]


def _held_points(held: Sequence[Snapshot]) -> Iterator[_Point]:
    for version in sorted(held, key=lambda one: (one.captured, one.version)):
        yield version.captured, 0, version


def _seen_points(seen: Seen) -> Iterator[_Point]:
    for sheet, view in seen():
        yield sheet.at, 1, (sheet, view)


@dataclass(slots=True, kw_only=True)
class _Walk:
    """The state as time goes on, and what is to be written on the way."""

    entry_id: str
    facts: Facts
    state: Entry | None = None
    planned: list[Planned] = field(default_factory=list)
    fed: bool = False
    labelled: bool = False
    reached: bool = False
    start: Entry | None = None
    waiting: list[tuple[Sheet, View]] = field(default_factory=list)

    def filled(self, entry: Entry) -> Entry:
        return self.facts.applied(entry, fed=self.fed, labelled=self.labelled)

    def last(self) -> Entry | None:
        """The state as it is now."""
        return None if self.state is None else self.filled(self.state)

    def reach(self, version: Snapshot) -> None:
        """Time has come to a version that is held."""
        self.state = over(version.entry(), self.state)
        self.reached = True
        self.fed = self.fed or any(source.kind.endswith("-feed") for source in version.sources)
        self.labelled = True

    def see(self, sheet: Sheet, view: View) -> None:
        """Time has come to a capture."""
        if self.state is None and view.entry is None and view.page is None:
            self.waiting.append((sheet, view))
            return
        self.fed = self.fed or view.entry is not None
        self.labelled = self.labelled or view.entry is not None or bool(view.page and view.page.labels)
        before = None if self.state is None else self.filled(self.state)
        now = before
        for earlier in (*self.waiting, (sheet, view)):
            now = sighted(now, self.entry_id, *earlier)
        self.waiting.clear()
        self._moved(before, now, sheet)

    def orphans(self) -> None:
        """Comments whose entry no capture shows, and nobody holds, are kept in one without a text."""
        if not self.waiting:
            return
        url = next((view.url for _, view in self.waiting if view.url), None)
        now: Entry | None = Entry(id=self.entry_id, url=url, created=instant(self.entry_id))
        for earlier in self.waiting:
            now = sighted(now, self.entry_id, *earlier)
        self._moved(None, now, self.waiting[-1][0])

    def _moved(self, before: Entry | None, now: Entry | None, sheet: Sheet) -> None:
        assert now is not None
        now = self.filled(now)
        if before is not None and digest(now) == digest(before):
            self.state = before
            return
        self.state = now
        if before is not None and self._completes(before, now, sheet):
            if self.start is not None and digest(now) == digest(self.start):
                self.planned.pop()
                self.start = None
            else:
                self.planned[-1] = replace(self.planned[-1], entry=now)
            return
        self.reached, self.start = False, before
        self.planned.append(Planned(entry=now, captured=sheet.at, cause="capture", title=sheet.title))

    def _completes(self, before: Entry, now: Entry, sheet: Sheet) -> bool:
        """Whether the capture belongs to the version before it.

        It is of the same instant, or of the same crawl and only adds comments that were there then.
        """
        last = self.planned[-1] if self.planned else None
        if last is None or sheet.at - last.captured > SAME_CRAWL or self.reached:
            return False
        if sheet.at == last.captured:
            return True
        known = {comment.id for comment in before.comments}
        added = [comment for comment in now.comments if comment.id not in known]
        there = all(one.published is not None and one.published <= last.captured for one in added)
        without = replace(now, comments=tuple(one for one in now.comments if one.id in known))
        return there and digest(without) == digest(before)


def sighted(state: Entry | None, entry_id: str, sheet: Sheet, view: View) -> Entry:
    """The entry after that capture; what is the same but for its clothes stays as it was."""
    if state is None and view.entry is None and view.page is None:
        state = Entry(id=entry_id, url=view.url, created=instant(entry_id))
        state = replace(state, kind="page" if ".page-" in entry_id else "post")
    merged = merge(
        Views(
            held=state,
            feed=view.entry,
            comments=view.comments,
            page=view.page,
            page_text=view.text,
            damaged=view.damaged,
            feeds=False,
        )
    )
    held = {comment.id: comment for comment in state.comments} if state else {}
    return replace(
        merged,
        id=entry_id,
        published=_published(merged.published, state.published if state else None),
        body=_body(merged.body, state.body if state else Body()),
        comments=tuple(_as_held(comment, held.get(comment.id)) for comment in merged.comments),
        created=first_saved(merged, merged.created or instant(entry_id)),
        sources=_sources(state, sheet),
    )


def _published(new: datetime | None, held: datetime | None) -> datetime | None:
    """The instant as held, where milliseconds differ: Blogger tells equal ones apart so (blogger-feeds)."""
    return held if new is not None and held is not None and abs(new - held) < _BUMP else new


def _body(new: Body, held: Body) -> Body:
    if new is held or (not held.truncated and held.html and same_but_for_clothes(new.html, held.html)):
        return held
    return replace(new, origin="capture") if new.origin else new


def _as_held(comment: Comment, held: Comment | None) -> Comment:
    return (
        comment if held is None or comment.body.text != held.body.text else replace(comment, body=held.body)
    )


def _sources(state: Entry | None, sheet: Sheet) -> tuple[Source, ...]:
    """What it is made of: of each address the newest capture."""
    own = source_of(sheet)
    kept = [one for one in state.sources if (one.kind, one.url) != (own.kind, own.url)] if state else []
    return (*kept, own)


def source_of(sheet: Sheet) -> Source:
    """The provenance of a captured document."""
    return Source(
        kind=sheet.kind,
        url=sheet.url,
        fetched=sheet.at,
        http_status=200,
        sha256=sheet.sha256,
        raw=sheet.raw or f"@{sheet.n}",
        via=sheet.via or UNSET,
    )


def over(newer: Entry, past: Entry | None) -> Entry:
    """The newer state with what only the past knew: comments it does not show, texts that are lost to it."""
    if past is None:
        return newer
    held = {comment.id: comment for comment in past.comments}
    shown = [_with_text(comment, held.pop(comment.id, None)) for comment in newer.comments]
    return replace(
        newer,
        url=newer.url or past.url,
        title=newer.title if newer.body.origin or newer.title else past.title,
        published=newer.published or past.published,
        published_from=newer.published_from if newer.published else past.published_from,
        body=newer.body if newer.body.origin and not _is_cut(newer.body, past.body) else past.body,
        comments=in_order((*shown, *held.values())),
    )


def _is_cut(newer: Body, past: Body) -> bool:
    return newer.truncated and not past.truncated and past.origin is not None


def _with_text(comment: Comment, past: Comment | None) -> Comment:
    lost = past is not None and comment.status != "live" and not comment.body.html and past.body.html
    return replace(comment, body=past.body) if lost and past is not None else comment
