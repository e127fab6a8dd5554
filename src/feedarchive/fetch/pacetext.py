"""A pace as it is written down for other processes, and for those after the next boot. Pure.

Instants are on the monotonic clock, which all processes of one boot share (CLOCK_MONOTONIC). Beside them
stand the boot and the time of day when they were written, so that they mean something after it too.
"""

from __future__ import annotations

from math import inf

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedarchive.fetch.politeness import MAX_OPEN, MAX_SLOW, SLOW_JITTER, Pace

FORMAT = "feedarchive-pace/1"
_SIZE = 1024  # bytes, filled with spaces: one write replaces it whole


class Moment(Struct, frozen=True, kw_only=True):
    """An instant on both clocks.

    Attributes:
        clock: monotonic seconds.
        wall: seconds since 1970.
        boot: names this boot of the machine; "" where nobody knows.
        home: the archive at work; trouble with servers on this machine is remembered for one archive only,
            because the next server on that port is another one.
    """

    clock: float
    wall: float
    boot: str = ""
    home: str = ""


class Noted(Struct, frozen=True, kw_only=True):
    """A pace with the moment it was noted; `provider`: whose pace this host shares."""

    format: str = FORMAT
    moment: Moment
    provider: str | None = None
    arrived: float | None = None
    rested: float | None = None
    held: float | None = None
    spare: float = 0.0
    failures: int = 0
    why: str = ""

    def pace(self, now: Moment, *, loopback: bool) -> Pace:
        """The pace on the clock of `now`; never further ahead than any rule of ours reaches."""
        shift = _shift(self.moment, now)
        found = Pace(
            arrived=_at(self.arrived, shift, now.clock),
            rested=_at(self.rested, shift, now.clock + MAX_SLOW * (1 + SLOW_JITTER)),
            held=_at(self.held, shift, now.clock + MAX_OPEN),
            spare=self.spare,
            failures=self.failures,
            why=self.why,
        )
        forgotten = found.held < now.clock - MAX_OPEN or (loopback and self.moment.home != now.home)
        return replace(found, failures=0, held=-inf, why="") if forgotten else found


_decoder = msgspec.json.Decoder(Noted)


def noted(pace: Pace, now: Moment, *, provider: str | None = None) -> Noted:
    """What is written of a pace."""
    return Noted(
        moment=now,
        provider=provider,
        arrived=_finite(pace.arrived),
        rested=_finite(pace.rested),
        held=_finite(pace.held),
        spare=pace.spare,
        failures=pace.failures,
        why=pace.why,
    )


def text(what: Noted) -> bytes:
    """One line of JSON, always as long."""
    return msgspec.json.encode(what).ljust(_SIZE - 1) + b"\n"


def read(data: bytes, now: Moment) -> Noted:
    """What a file says; of one that nobody can read, that a request went out just now."""
    try:
        found = _decoder.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return noted(Pace(arrived=now.clock), now)
    return found if found.format == FORMAT else noted(Pace(arrived=now.clock), now)


def _shift(then: Moment, now: Moment) -> float:
    """What to add to instants of `then` to have them on the clock of `now`."""
    if then.boot and then.boot == now.boot and then.clock <= now.clock:
        return 0.0
    return now.clock - then.clock - max(0.0, now.wall - then.wall)


def _at(instant: float | None, shift: float, latest: float) -> float:
    return -inf if instant is None else min(instant + shift, latest)


def _finite(instant: float) -> float | None:
    return None if instant == -inf else instant
