"""What the pages and feeds of one look tell of the blog's clock: its zone, and how it writes dates; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from feedarchive.model import Comment, DateOrder, Entry
from feedarchive.plan import orders
from feedarchive.plan.merge import month_of
from feedarchive.plan.orders import Ballot
from feedarchive.plan.zones import Known, Pair, Sightings, Zone, fits
from feedarchive.seen import Reading

ENOUGH = 200  # stamps that spoke of their order

# A date without a month's name; Arabic writes marks of direction between its parts.
_PART = r"[ \u200e\u200f]?[./-][ \u200e\u200f]?"
_NUMBERS = re.compile(rf"\d{_PART}\d{{1,2}}{_PART}\d")
_DAY = timedelta(days=1)
_EXACT = ("feed", "permalink", "id")


class Reader(Struct, frozen=True, kw_only=True):
    """How texts are read in the blog's language: every way to read a date, and the one time of a clock."""

    readings: Callable[[str], tuple[Reading, ...]]
    clock: Callable[[str], tuple[int, int] | None]


class Settled(Struct, frozen=True, kw_only=True):
    """What the evidence comes to: the zone, and the order of day and month in each kind of stamp.

    No stamp is past `latest`, a naive time.
    """

    latest: datetime = datetime.max  # noqa: DTZ901 - a wall clock
    zone: Zone | None = None
    comments: DateOrder | None = None
    posts: DateOrder | None = None
    headers: DateOrder | None = None


class Look(Struct, frozen=True, kw_only=True):
    """One entry as this look saw it: what came of it, and what its documents showed.

    Attributes:
        entry: the merge of all that is known.
        comments: those that its page shows, in its order.
        stamps: instants in the blog's own offset, as feeds and machine-readable stamps write them.
    """

    entry: Entry
    comments: Sequence[Comment] = ()
    stamps: Sequence[datetime] = ()


class Evidence:
    """Gathers looks; `settled` is what they come to. No stamp is past `latest`, a naive time."""

    def __init__(self, latest: datetime) -> None:
        self._latest = latest
        self._sightings = Sightings()
        self._comments, self._posts, self._headers = Ballot(), Ballot(), Ballot()

    @property
    def told(self) -> int:
        """How much was gathered: when it grows, `settled` may be another."""
        return self._sightings.told + self._comments.cast + self._posts.cast + self._headers.cast

    def settled(self) -> Settled:
        """What all looks so far come to."""
        return Settled(
            latest=self._latest,
            zone=self._sightings.zone(),
            comments=self._comments.settled(),
            posts=self._posts.settled(),
            headers=self._headers.settled(),
        )

    def look(self, seen: Look, reader: Reader) -> None:
        """Take in what one entry tells."""
        for stamp in seen.stamps:
            self._sightings.add(Known(instant=stamp))
        known = {comment.id: comment for comment in seen.entry.comments}
        for shown in seen.comments:
            self._pair(known.get(shown.id, shown), shown.published_text, reader)
        self._order_of_comments(seen, reader)
        self._order_of_post(seen.entry, reader)

    def _pair(self, comment: Comment, text: str | None, reader: Reader) -> None:
        """An exact instant beside what the page shows for it. A feed's own offset says as much as a clock."""
        if comment.published is None or comment.published_from not in _EXACT or text is None:
            return
        numbers = _NUMBERS.search(text) is not None and self._comments.cast < ENOUGH
        if comment.published_from == "feed" and not numbers:
            return
        pair = Pair(instant=comment.published, readings=reader.readings(text), clock=reader.clock(text))
        if comment.published_from != "id" or fits(pair, None):
            self._comments.vote(self._sightings.add(pair))

    def _order_of_comments(self, seen: Look, reader: Reader) -> None:
        texts = [shown.published_text for shown in seen.comments if not shown.in_reply_to]
        dated = [text for text in texts if text and _NUMBERS.search(text)]
        if not dated or self._comments.cast >= ENOUGH:
            return
        stamps = [reader.readings(text) for text in dated]
        since = _month(seen.entry)
        for stamp in stamps:
            self._comments.vote(orders.of(stamp, since and since - _DAY, self._latest))
        self._comments.vote(orders.ascending(stamps))

    def _order_of_post(self, entry: Entry, reader: Reader) -> None:
        """The votes of the post's two stamps: by its month and its instant where known, and by each other."""
        texts = (entry.date_header or "", entry.published_text or "")
        if not any(map(_NUMBERS.search, texts)):
            return
        header, stamp = map(reader.readings, texts)
        for ballot, own, other in ((self._headers, header, stamp), (self._posts, stamp, header)):
            if {reading.order for reading in own} <= {None} or ballot.cast >= ENOUGH:
                continue
            for possible in (
                orders.of(own, None, self._latest),
                self._in_month(own, entry),
                _beside(own, other),
                _near(own, entry),
            ):
                ballot.vote(possible)

    def _in_month(self, stamp: Sequence[Reading], entry: Entry) -> frozenset[str | None]:
        month = _month(entry)
        if month is None:
            return frozenset()
        return orders.of(stamp, month, min(self._latest, month.replace(day=28) + 4 * _DAY))


def _beside(own: Sequence[Reading], other: Sequence[Reading]) -> frozenset[str | None]:
    """The orders in which one stamp shows the day that the other, which needs no order, shows."""
    days = {reading.local.date() for reading in other if reading.order is None}
    return frozenset(reading.order for reading in own if reading.local.date() in days)


def _near(own: Sequence[Reading], entry: Entry) -> frozenset[str | None]:
    """The orders in which a stamp shows the day on which the post was published, if a feed tells."""
    if entry.published is None or entry.published_from != "feed":
        return frozenset()
    day = entry.published.date()  # on the blog's own clock
    return frozenset(reading.order for reading in own if reading.local.date() == day)


def _month(entry: Entry) -> datetime | None:
    begun = month_of(entry.url)
    return begun and begun.replace(tzinfo=None)
