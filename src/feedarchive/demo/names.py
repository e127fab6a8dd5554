"""Numbers and addresses as Blogger has given them over the years.

Fact sheets blogger-feeds section 3 and blogger-pages section C, 2026-11: until June 2003 ids
count upwards; then, until a blog moves to "new Blogger" in December 2006, they are ten digits
of Unix seconds and eight more; after that they are random numbers of up to 63 bits.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

EPOCH_FROM = datetime(2003, 7, 1, tzinfo=UTC)
RANDOM_FROM = datetime(2006, 12, 10, tzinfo=UTC)

_COUNTED_FROM = datetime(2002, 1, 2, tzinfo=UTC)
_COUNT_THEN = 8_354_062
_SECONDS_PER_COUNT = 0.524  # 95,731,778 were reached on 2003-06-16
_SLUG_LENGTH = 39


def chance(*seed: object) -> int:
    """A 63-bit number that depends on nothing but the seed."""
    return int.from_bytes(blake2b(repr(seed).encode(), digest_size=8).digest()) >> 1


def number_for(saved: datetime, *seed: object) -> int:
    """The id of something first saved then."""
    if saved < EPOCH_FROM:
        return _COUNT_THEN + int((saved - _COUNTED_FROM) / timedelta(seconds=_SECONDS_PER_COUNT))
    luck = chance(saved.timestamp(), *seed)
    if saved < RANDOM_FROM:
        digits = f"{int(saved.timestamp())}{luck % 10**8:08}"
        # six of 873 real ids have one digit less; their first ten are seconds all the same
        return int(digits[:17] if luck % 145 == 0 else digits)
    return _unlike_a_time(10**17 + luck % (2**63 - 10**17))


def _unlike_a_time(number: int) -> int:
    """The number, moved away where its first ten digits could be seconds of 2003 to 2007."""
    looks_timed = len(str(number)) == 18 and 104 <= int(str(number)[:3]) <= 119  # noqa: PLR2004
    return number + 5 * 10**17 if looks_timed else number


def saved_at(number: int) -> datetime | None:
    """The instant inside an id of 2003-07 to 2006-12, to the second; None in any other id."""
    digits = str(number)
    if len(digits) not in (17, 18):
        return None
    instant = datetime.fromtimestamp(int(digits[:10]), UTC)
    return instant if EPOCH_FROM <= instant < RANDOM_FROM else None


def slug(text: str) -> str:
    """A post's file name without `.html`: its first words, articles dropped, at most 39 characters.

    An untitled post is named after the first words of its body (fact sheet blogger-pages, D).
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"<[^>]+>|&[#\w]+;", " ", text))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().replace("'", "").lower())
    kept = ""
    for word in words:
        if word in ("a", "an", "the"):
            continue
        longer = f"{kept}-{word}" if kept else word
        if len(longer) > _SLUG_LENGTH:
            break
        kept = longer
    return kept or "blog-post"
