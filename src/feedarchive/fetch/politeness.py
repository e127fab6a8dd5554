"""When the next request to a host may go out. Pure: instants are seconds on the caller's monotonic clock.

The delay is what the server's own log must show between two arrivals, and nobody tells us when a request
arrived: after it was sent, before its answer was over. The end is the safe one, but counting from it
would make a run longer by all its answers. So that may cost 1.5 % of the delay (8 ms at least, a busy
machine's own lateness): what quick answers leave of it is saved, and slow ones are counted from their
end as far as the savings go.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import inf

from msgspec import Struct

from feedarchive.capture import Response

SPARE = 0.015  # of the delay
LEAST_SPARE = 0.008  # seconds
MAX_CRAWL_DELAY = 60.0
MAX_RETRY_AFTER = 86_400.0

_SECONDS = re.compile(r"[0-9]{1,10}")  # \d would take Arabic digits; more digits are no number of seconds


class Pace(Struct, frozen=True, kw_only=True):
    """What is remembered of one host.

    Attributes:
        arrived: from when the delay is counted; -inf before the first request.
        spare: seconds saved for slow answers.
        failures: answers in a row that were trouble.
        held: nothing goes out before this instant, because the site said so or failed.
    """

    arrived: float = -inf
    spare: float = LEAST_SPARE
    failures: int = 0
    held: float = -inf


def pause(delay: float, crawl_delay: float | None) -> float:
    """Seconds between two requests: ours or the site's Crawl-delay, that one up to a minute."""
    return max(delay, min(crawl_delay or 0.0, MAX_CRAWL_DELAY))


def due(pace: Pace, delay: float) -> float:
    """The instant from which the next request may go out."""
    return max(pace.arrived + delay, pace.held)


def answered(pace: Pace, *, delay: float, sent: float, ended: float, hold: float | None) -> Pace:
    """The pace after a request, answered or not; `hold` as `hold_after` says.

    The first request has a connection to open, so it may arrive late whatever it costs.
    """
    took = ended - sent
    late = took if pace.arrived == -inf else min(took, pace.spare)
    return Pace(
        arrived=sent + late,
        spare=max(pace.spare - late, 0) + max(SPARE * delay, LEAST_SPARE),
        failures=0 if hold is None else pace.failures + 1,
        held=-inf if hold is None else ended + hold,
    )


def hold_after(response: Response | None, failures: int, jitter: float) -> float | None:
    """Seconds to leave a host alone after an answer, and so many failures before it; None: no reason to.

    Trouble is no answer (None), 5xx, 429, and 401 or 403: it is ill, or does not want us. The site's
    own Retry-After counts; without a usable one the back-off, which grows with the failures in a row.
    """
    if response is not None and response.status not in (401, 403, 429) and response.status < 500:  # noqa: PLR2004
        return None
    stated = retry_after(response) if response else None
    return stated or backoff(failures + 1, jitter)


def backoff(failures: int, jitter: float) -> float:
    """Seconds after so many failures in a row: 2, 4, 8 … up to a day, of which jitter (0 to 1) takes half."""
    return min(2.0 ** min(failures, 20), MAX_RETRY_AFTER) * (1 - jitter / 2)


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


def http_date(text: str) -> datetime | None:
    """The instant of an HTTP-date in any of its three forms (RFC 9110, 5.6.7); None for anything else."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
