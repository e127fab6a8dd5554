"""Whether this machine's clock can be right, judged by what is archived already."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from feedarchive.errors import ConfigError
from feedarchive.store.files import BlogStore

# Versions are ordered by their numbers, so a clock that is a little behind does no harm
TOLERATED = timedelta(days=1)
FORMAT = "%Y%m%dT%H%M%SZ"


def check_clock(store: BlogStore, now: datetime) -> str:
    """A warning when the last run began later than `now`; "" when the clock can be right.

    Raises ConfigError when it began more than a day later: a wrong clock would date all that is written.
    """
    newest = _newest(store)
    if newest is None or now >= newest:
        return ""
    stamp = "%Y-%m-%dT%H:%M:%SZ"
    told = f"this machine's clock says {now.strftime(stamp)}, and the last run began {newest.strftime(stamp)}"
    if now < newest - TOLERATED:
        raise ConfigError(f"{store.name}: {told}; set the clock, then run again (nothing was written)")
    return f"{told}; versions are in the order of their numbers"


def _newest(store: BlogStore) -> datetime | None:
    """When the newest run began, by the names of the raw files."""
    for path in reversed(store.raw_files()):
        with suppress(ValueError):  # another program's name
            stamp = path.removeprefix("raw/").partition(".")[0].partition("-")[0]
            return datetime.strptime(stamp, FORMAT).replace(tzinfo=UTC)
    return None
