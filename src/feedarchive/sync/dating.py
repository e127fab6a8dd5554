"""What only pages showed gets its instant from the zone that this run's pages and feeds show.

Only this run's: the owner may have set another zone since, and then the same post is shown otherwise.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from msgspec.structs import replace

from feedarchive.model import BlogZone, Entry, Snapshot, ZoneSpan
from feedarchive.parse.stamps import clock_of, readings
from feedarchive.plan.dating import dated, undated
from feedarchive.plan.evidence import Evidence, Look, Reader, Settled
from feedarchive.plan.merge import Views
from feedarchive.plan.zones import Zone
from feedarchive.seen import PostPage
from feedarchive.sync.desk import Desk

TODAY = timedelta(days=1)  # no clock is farther from UTC


class Dating:
    """Gathers evidence entry by entry, and dates what it can."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._evidence = Evidence(latest=(desk.started + TODAY).replace(tzinfo=None))
        self._at, self._settled = 0, Settled()

    def look(self, entry: Entry, views: Views) -> None:
        """Take in what the views of this run tell."""
        page, feed = views.page, views.feed
        stamps = [one.published for one in (feed, *views.comments, page) if one is not None and one.published]
        shown = (page.comments or ()) if page is not None else ()
        if page is None:
            entry = replace(entry, published_text=None, date_header=None)
        self._evidence.look(Look(entry=entry, comments=shown, stamps=stamps), self._reader)

    def look_back(self, since: datetime) -> dict[str, frozenset[str]]:
        """Take in what interrupted parts of this run settled.

        Returns the ids of what they left undated, with what was shown.
        """
        left: dict[str, frozenset[str]] = {}
        for held in map(self._desk.store.latest, self._desk.store.folders()):
            if held is not None and since <= held.captured < self._desk.started:
                self._look_again(held)
                if undated(held):
                    left[held.id] = frozenset((held.id, *(one.id for one in held.comments)))
        return left

    def _look_again(self, held: Snapshot) -> None:
        entry = held.entry()
        exact = [entry.published, *(one.published for one in entry.comments if one.published_from == "feed")]
        stamps = [stamp for stamp in exact if stamp is not None] if entry.published_from == "feed" else []
        self._evidence.look(Look(entry=entry, comments=entry.comments, stamps=stamps), self._reader)

    def dated(self, entry: Entry, shown: frozenset[str]) -> Entry:
        """The entry with every instant that the evidence so far gives for what this run's page showed."""
        return dated(entry, self.settled(), self._reader, shown)

    def settled(self) -> Settled:
        """What the evidence so far comes to."""
        if self._evidence.told != self._at:
            self._at, self._settled = self._evidence.told, self._evidence.settled()
        return self._settled

    def keep(self) -> None:
        """Nothing, once blog.json has the zone that this run shows; where it shows none, that of before."""
        desk, found = self._desk, self.settled()
        if found.zone is None or desk.blog is None:
            return
        blog = replace(desk.blog, zone=_written(found))
        if blog != desk.blog:
            desk.blog = blog
            desk.store.put_info(blog)

    @property
    def _reader(self) -> Reader:
        language = self._desk.blog.language if self._desk.blog else None
        return Reader(readings=partial(readings, locale=language), clock=clock_of)


def shown_by(page: PostPage, entry: Entry) -> frozenset[str]:
    """The ids of what the entry's page displays with a date or a time."""
    own = (entry.id,) if page.date_header or page.published_text else ()
    return frozenset((*own, *(comment.id for comment in page.comments or ())))


def _written(found: Settled) -> BlogZone:
    assert found.zone is not None
    return BlogZone(
        names=found.zone.names,
        order=found.comments,
        post_order=found.posts,
        header_order=found.headers,
        pairs=found.zone.pairs,
        contradictions=found.zone.contradictions,
        offsets=tuple(
            ZoneSpan(since=since, until=until, utc_offset=_offset(minutes))
            for since, until, minutes in found.zone.offsets
        ),
    )


def _offset(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def settled(found: BlogZone, started: datetime) -> Settled:
    """What the evidence of a run that began then had come to, as far as blog.json tells."""
    offsets = tuple((span.since, span.until, _minutes(span.utc_offset)) for span in found.offsets)
    zone = Zone(names=found.names, offsets=offsets, pairs=found.pairs, contradictions=found.contradictions)
    latest = (started + TODAY).replace(tzinfo=None)
    return Settled(
        latest=latest,
        zone=zone,
        comments=found.order,
        posts=found.post_order,
        headers=found.header_order,
    )


def _minutes(offset: str) -> int:
    hours, _, minutes = offset[1:].partition(":")
    return (int(hours) * 60 + int(minutes)) * (-1 if offset.startswith("-") else 1)
