"""When the next request to a provider may go out. Pure: instants are seconds on the caller's monotonic clock.

The delay is what the server's own log must show between two arrivals, and nobody tells us when a request
arrived: after it was sent, before its answer was over. The end is the safe one, but counting from it
would make a run longer by all its answers. So that may cost 1.5 % of the delay (8 ms at least, a busy
machine's own lateness): what quick answers leave of it is saved, and slow ones are counted from their
end as far as the savings go.

An answer that took long says that the server is busy: it is left alone for five times as long (Heritrix's
default, fact sheet hostile-input, 1, row 11). Trouble is answered by a back-off, and after five failures in
a row by an open circuit: nothing is asked until it is half open, then one request tries.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from math import inf

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.capture import Response
from feedarchive.errors import FetchError, UnreachableError

SPARE = 0.015  # of the delay
LEAST_SPARE = 0.008  # seconds
MAX_CRAWL_DELAY = 60.0
MAX_RETRY_AFTER = 86_400.0
QUICK = 0.25  # seconds: an answer within them tells nothing about the server
SLOW_FACTOR = 5.0
MAX_SLOW = 60.0  # seconds
SLOW_JITTER = 0.2  # of the rest after a slow answer
CIRCUIT = 5  # failures in a row that open it
OPEN = 900.0  # seconds, doubling with each failed try
MAX_OPEN = 86_400.0
MAX_SILENT = 3600.0  # for no answer at all: it may be our own network that is down

_SECONDS = re.compile(r"[0-9]{1,10}")  # \d would take Arabic digits; more digits are no number of seconds


class Pace(Struct, frozen=True, kw_only=True):
    """What is remembered of one provider.

    Attributes:
        arrived: from when the delay is counted; -inf before the first request.
        rested: nothing goes out before this instant, because the last answer was slow.
        spare: seconds saved for slow answers.
        failures: answers in a row that were trouble.
        held: nothing goes out before this instant, because the site said so or failed.
        why: the trouble in words, as "answered 503".
    """

    arrived: float = -inf
    rested: float = -inf
    spare: float = LEAST_SPARE
    failures: int = 0
    held: float = -inf
    why: str = ""


class Trouble(Struct, frozen=True, kw_only=True):
    """A sign that a server is ill or does not want us: what it was, and how long it asks to wait."""

    what: str
    retry_after: float | None = None
    silent: bool = False


def pause(delay: float, crawl_delay: float | None) -> float:
    """Seconds between two requests: ours or the site's Crawl-delay, that one up to a minute."""
    return max(delay, min(crawl_delay or 0.0, MAX_CRAWL_DELAY))


def due(pace: Pace, delay: float) -> float:
    """The instant from which the next request may go out."""
    return max(pace.arrived + delay, pace.rested, pace.held)


def sending(pace: Pace, now: float) -> Pace:
    """The pace while a request is out: whoever reads it after a crash counts from its start."""
    return replace(pace, arrived=now)


def answered(
    pace: Pace, *, delay: float, sent: float, ended: float, trouble: Trouble | None, jitter: float
) -> Pace:
    """The pace after a request, answered or not; `jitter` from 0 to 1.

    The first request has a connection to open, so it may arrive late whatever it costs.
    """
    took = ended - sent
    late = took if pace.arrived == -inf else min(took, pace.spare)
    failures = pace.failures + 1 if trouble else 0
    return Pace(
        arrived=sent + late,
        rested=ended + rest(took, jitter) if delay else -inf,
        spare=max(pace.spare - late, 0) + max(SPARE * delay, LEAST_SPARE),
        failures=failures,
        held=ended + hold(trouble, failures, jitter) if trouble else -inf,
        why=trouble.what if trouble else "",
    )


def joined(one: Pace, other: Pace) -> Pace:
    """The pace of two providers that turn out to be one."""
    worse = max(one, other, key=lambda pace: pace.held)
    return Pace(
        arrived=max(one.arrived, other.arrived),
        rested=max(one.rested, other.rested),
        spare=min(one.spare, other.spare),
        failures=max(one.failures, other.failures),
        held=worse.held,
        why=worse.why,
    )


def rest(took: float, jitter: float) -> float:
    """Seconds to leave a server alone after an answer that took so long; 0 after a quick one."""
    if took <= QUICK:
        return 0.0
    return min(SLOW_FACTOR * took, MAX_SLOW) * (1 + SLOW_JITTER * jitter)


def trouble_of(response: Response | FetchError) -> Trouble | None:
    """The trouble that an answer is: none that is whole, 5xx, 429, and 401 or 403; else None."""
    if isinstance(response, FetchError):  # our own limits are no trouble of theirs
        return Trouble(what="gave no answer", silent=True) if isinstance(response, UnreachableError) else None
    if response.status not in (401, 403, 429) and response.status < 500:  # noqa: PLR2004
        return None
    return Trouble(what=f"answered {response.status}", retry_after=retry_after(response))


def hold(trouble: Trouble, failures: int, jitter: float) -> float:
    """Seconds to leave a provider alone after so many failures in a row, this one among them.

    The site's own Retry-After counts, unless an open circuit lasts longer; without a usable one the
    back-off: 2, 4, 8, 16 s, then an open circuit.
    """
    wait = trouble.retry_after or 0.0
    if failures >= CIRCUIT:
        longest = MAX_SILENT if trouble.silent else MAX_OPEN
        return max(wait, min(OPEN * 2.0 ** min(failures - CIRCUIT, 20), longest))
    return wait or backoff(failures, jitter)


def backoff(failures: int, jitter: float) -> float:
    """Seconds after so few failures in a row: 2, 4, 8, 16, of which jitter (0 to 1) takes half."""
    return 2.0**failures * (1 - jitter / 2)


def retry_after(response: Response) -> float | None:
    """Seconds that a Retry-After asks for (RFC 9110, 10.2.3), a day at most; None without a usable one.

    A date is measured against the answer's own Date, so that a wrong clock on either side does no harm.
    """
    text = (response.header("retry-after") or "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), MAX_RETRY_AFTER)
    if (until := http_date(text)) is None:
        return None
    seconds = (until - (http_date(response.header("date") or "") or response.fetched)) / timedelta(seconds=1)
    return min(seconds, MAX_RETRY_AFTER) if seconds > 0 else None


@lru_cache(maxsize=256)  # a server says the same for many pages
def http_date(text: str) -> datetime | None:
    """The instant of an HTTP-date in any of its three forms (RFC 9110, 5.6.7); None for anything else."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
