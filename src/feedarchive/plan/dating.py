"""Stamps that a page displayed -> instants, by the blog's zone; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta, timezone

from msgspec.structs import replace

from feedarchive.model import Comment, DateOrder, Entry
from feedarchive.plan.evidence import Reader, Settled
from feedarchive.plan.merge import in_order
from feedarchive.plan.orders import allowed
from feedarchive.plan.zones import Pair, Zone, fits, instant, offset_at
from feedarchive.seen import Reading

EARLY = timedelta(days=1)  # how long before its post a comment may seem to be written


def undated(entry: Entry) -> bool:
    """Whether something of the entry was shown with a date or a time, but its instant is not known."""
    return (entry.published is None and bool(entry.published_text or entry.date_header)) or any(
        comment.published is None and comment.published_text is not None for comment in entry.comments
    )


def unsure(entry: Entry) -> bool:
    """Whether the blog's zone can tell more of the entry: an instant, or that an id only looks like one."""
    return undated(entry) or any(comment.published_from == "id" for comment in entry.comments)


def dated(entry: Entry, found: Settled, reader: Reader, shown: frozenset[str] | None = None) -> Entry:
    """The entry with every instant that the zone gives, and the wall clock where that is all there is.

    An instant from an id that the zone, the date beside it or the post's own instant contradicts is none.
    `shown` are the ids of what was displayed in that zone, the post's own among them; None means all. What
    was displayed at another time may have been so in another zone, and stays as it is.
    """
    if shown is None or entry.id in shown:
        entry = _post(entry, found, reader)
    comments = in_order(
        _comment(comment, entry, found, reader) if shown is None or comment.id in shown else comment
        for comment in entry.comments
    )
    return entry if comments == entry.comments else replace(entry, comments=comments)


def _post(entry: Entry, found: Settled, reader: Reader) -> Entry:
    if entry.published is not None or not (entry.published_text or entry.date_header):
        return entry
    shown = _shown(entry, found, reader)
    exact = _instant(shown, found.zone)
    if exact is not None:
        return replace(entry, published=exact, published_from="page", published_local=None)
    return replace(entry, published_local=_local(shown) or entry.published_local)


def _shown(entry: Entry, found: Settled, reader: Reader) -> tuple[Reading, ...]:
    """The ways to read date header and stamp together; none when they show different days."""
    stamp = _readings(entry.published_text, reader, found, found.posts)
    header = _readings(entry.date_header, reader, found, found.headers)
    days = {reading.local.date() for reading in header}
    if stamp:
        return tuple(reading for reading in stamp if not days or reading.local.date() in days)
    clock = reader.clock(entry.published_text or "")
    if clock is None:
        return header
    return tuple(Reading(local=datetime.combine(day, time(*clock))) for day in sorted(days))


def _readings(
    text: str | None, reader: Reader, found: Settled, order: DateOrder | None
) -> tuple[Reading, ...]:
    past = [reading for reading in reader.readings(text or "") if reading.local <= found.latest]
    return allowed(past, order)


def _comment(comment: Comment, entry: Entry, found: Settled, reader: Reader) -> Comment:
    if comment.published_text is None and comment.published_from != "id":
        return comment
    if comment.published_from == "id" and not _agrees(comment, entry, found.zone, reader):
        comment = replace(comment, published=None, published_from=None)
    if comment.published is not None:
        return comment
    shown = _readings(comment.published_text, reader, found, found.comments)
    exact = _instant(shown, found.zone)
    if exact is not None:
        return replace(comment, published=exact, published_from="page", published_local=None)
    return replace(comment, published_local=_local(shown) or comment.published_local)


def _agrees(comment: Comment, entry: Entry, zone: Zone | None, reader: Reader) -> bool:
    """Whether an instant from an id goes with what is shown beside it, and with the post's own."""
    assert comment.published is not None
    if entry.published is not None and comment.published < entry.published - EARLY:
        return False
    text = comment.published_text or ""
    return fits(
        Pair(instant=comment.published, readings=reader.readings(text), clock=reader.clock(text)), zone
    )


def _local(shown: Sequence[Reading]) -> str | None:
    """The one wall clock that is shown, or the one day; None where that could be two."""
    locals_ = {
        reading.local.isoformat(timespec="minutes") if reading.clock else str(reading.local.date())
        for reading in shown
    }
    return locals_.pop() if len(locals_) == 1 else None


def _instant(shown: Sequence[Reading], zone: Zone | None) -> datetime | None:
    """The one instant that the readings allow, in the blog's own offset; None when there are none or two."""
    if zone is None:
        return None
    if len({reading.local for reading in shown if reading.clock}) != 1:
        return None
    exact = instant(next(reading for reading in shown if reading.clock), zone)
    offset = offset_at(zone, exact) if exact is not None else None
    return exact.astimezone(timezone(offset or timedelta(0))) if exact is not None else None
