"""The second look at stamps: what only a page showed gets its instant from the zone of the whole blog."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec.structs import replace

from feedarchive.model import BlogZone, Snapshot
from feedarchive.parse.stamps import clock_of, readings
from feedarchive.plan.dating import dated, evidence
from feedarchive.plan.zones import Known, Pair, Zone, infer, settled_order
from feedarchive.seen import Reading
from feedarchive.sync.desk import Desk
from feedarchive.sync.settle import Settling


def date_the_rest(desk: Desk, settling: Settling) -> None:
    """Give instants to what this run settled without; nothing when there is nothing such.

    The zone comes from every exact instant in the archive beside what was displayed for it, and stays
    in blog.json with its evidence.
    """
    if not desk.books.undated or desk.blog is None:
        return
    settling.flush()
    zone = _zone(desk)
    _keep(desk, zone)
    read = partial(_read, desk)
    for entry_id in tuple(dict.fromkeys(desk.books.undated)):
        held = desk.store.held(entry_id)
        if held is not None:
            settling.revise(held, dated(held.entry(), zone, read))


def _zone(desk: Desk) -> Zone | None:
    zone = infer(_pairs(desk))
    if zone is None or zone.order is not None:
        return zone
    stamps = (_read(desk, text) for text in _undated_stamps(desk))
    latest = desk.started.replace(tzinfo=None)
    return replace(zone, order=settled_order(stamps, latest=latest))


def _pairs(desk: Desk) -> Iterator[Pair | Known]:
    read = partial(_read, desk)
    for entry in _entries(desk):
        yield from evidence(entry.entry(), read, clock_of)


def _undated_stamps(desk: Desk) -> Iterator[str]:
    for entry in _entries(desk):
        for comment in entry.comments:
            if comment.published is None and comment.published_text:
                yield comment.published_text


def _read(desk: Desk, text: str) -> tuple[Reading, ...]:
    return readings(text, desk.blog.language if desk.blog else None)


def _entries(desk: Desk) -> Iterator[Snapshot]:
    for folder in desk.store.folders():
        entry = desk.store.latest(folder)
        if entry is not None and entry.status != "redacted":
            yield entry


def _keep(desk: Desk, zone: Zone | None) -> None:
    if zone is None or desk.blog is None:
        return
    found = BlogZone(names=zone.names, order=zone.order, pairs=zone.pairs, contradictions=zone.contradictions)
    desk.blog = replace(desk.blog, zone=found)
    desk.store.put_info(desk.blog)
