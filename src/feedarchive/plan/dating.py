"""Stamps that a page displayed -> instants, by the blog's zone; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

from msgspec.structs import replace

from feedarchive.model import Comment, Entry
from feedarchive.plan.merge import in_order
from feedarchive.plan.zones import Known, Pair, Zone, instant, offset_at
from feedarchive.seen import Reading

Readings = Callable[[str], tuple[Reading, ...]]
Clock = Callable[[str], tuple[int, int] | None]


def undated(entry: Entry) -> bool:
    """Whether something of the entry was shown with a date or a time, but its instant is not known."""
    return (entry.published is None and entry.published_local is not None) or any(
        comment.published is None and comment.published_text is not None for comment in entry.comments
    )


def evidence(entry: Entry, readings: Readings, clock: Clock) -> Iterator[Pair | Known]:
    """What the entry tells of the zone: instants in its own offset, and instants beside what was shown."""
    if entry.published is not None and any(source.kind == "posts-feed" for source in entry.sources):
        yield Known(instant=entry.published)
    for comment in entry.comments:
        if comment.published is not None and comment.published_text is not None:
            text = comment.published_text
            yield Pair(instant=comment.published, readings=readings(text), clock=clock(text))


def dated(entry: Entry, zone: Zone | None, readings: Readings) -> Entry:
    """The entry with every instant that the zone gives, and the wall clock where that is all there is."""
    comments = in_order(_comment(comment, zone, readings) for comment in entry.comments)
    entry = entry if comments == entry.comments else replace(entry, comments=comments)
    if entry.published is not None or entry.published_local is None or zone is None:
        return entry
    found = _instant((Reading(local=datetime.fromisoformat(entry.published_local)),), zone)
    return entry if found is None else replace(entry, published=found, published_local=None)


def _comment(comment: Comment, zone: Zone | None, readings: Readings) -> Comment:
    if comment.published is not None or comment.published_text is None:
        return comment
    found = readings(comment.published_text)
    exact = _instant(found, zone) if zone is not None else None
    if exact is not None:
        return replace(comment, published=exact, published_from="page", published_local=None)
    order = zone.order if zone is not None else None
    shown = {reading.local for reading in found if reading.clock and reading.order in {None, order}}
    local = shown.pop().isoformat(timespec="minutes") if len(shown) == 1 else comment.published_local
    return replace(comment, published_local=local)


def _instant(found: tuple[Reading, ...], zone: Zone) -> datetime | None:
    """The one instant that the readings allow, in the blog's own offset; None when there are none or two."""
    instants = {instant(reading, zone) for reading in found} - {None}
    exact = instants.pop() if len(instants) == 1 else None
    offset = offset_at(zone, exact) if exact is not None else None
    return exact.astimezone(timezone(offset or timedelta(0))) if exact is not None else None
