"""Blogger's ids, and the instants inside the old ones.

From July 2003 until its move to the "new Blogger" (last seen 2006-12-16) a blog's posts and comments got
ids of ten digits of Unix seconds and seven or eight random digits; before that ids are sequential, after
it random up to 2**63 (fact sheets blogger-feeds, section 3, and blogger-pages, section C, 2026-11).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from feedarchive.parse.stamps import minutes

FIRST_SECOND = 1_056_000_000  # 2003-06-19: ids were sequential until then
LAST_SECOND = 1_180_000_000  # 2007-05-24: the last blogs had moved by then
COUNTED = 10  # digits that no counted id had: 95731778 was reached in June 2003

_DAY = timedelta(days=1)  # no clock is farther from UTC

_BLOG = re.compile(r"tag:blogger\.com,1999:blog-([0-9]+)", re.ASCII)
_NUMBER = re.compile(r"\.(?:post|page)-([0-9]+)\Z", re.ASCII)
_DIGITS = re.compile(r"[0-9]{17,18}\Z", re.ASCII)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def blog_tag(number: str) -> str:
    """A blog's full id."""
    return f"tag:blogger.com,1999:blog-{number}"


def entry_tag(blog: str, number: str) -> str:
    """The full id of a post, or of a comment, which has the same form, from the two numbers."""
    return f"tag:blogger.com,1999:blog-{blog}.post-{number}"


def page_tag(blog: str, number: str) -> str:
    """A static page's full id, from the two numbers."""
    return f"tag:blogger.com,1999:blog-{blog}.page-{number}"


def blog_number(tag: str) -> str | None:
    """The blog's number in any of Blogger's tag ids: feed, entry or comment; None in another."""
    found = _BLOG.match(tag)
    return found[1] if found else None


def number(tag: str) -> str | None:
    """The digits after `.post-` or `.page-`; None where there are none."""
    found = _NUMBER.search(tag)
    return found[1] if found else None


def instant(tag_or_number: str) -> datetime | None:
    """When a post or comment was first saved, UTC to the second; None when its id does not say.

    A random id of later years passes with a chance of about 0.15 % (none of 1,098 seen, 2026-11), so
    whoever knows a later time for the same thing should trust that one.
    """
    digits = number(tag_or_number) or tag_or_number
    if not _DIGITS.match(digits):
        return None
    seconds = int(digits[:10])
    return datetime.fromtimestamp(seconds, UTC) if FIRST_SECOND <= seconds <= LAST_SECOND else None


def comment_instant(number: str, shown: str | None) -> datetime | None:
    """When a comment was written, UTC to the second; None when its id does not say, or the page disagrees.

    `shown` is the stamp, with or without a date: "4:37 AM", "16:13". Blogs lie whole quarter hours from UTC
    and the shown minute is cut, not rounded, so the two agree modulo 15 minutes (227 of 227, fact sheet
    blogger-pages, section C, 2026-11). That leaves one random id in 10,000.
    """
    found = instant(number)
    if found is None or shown is None:
        return found
    marked = minutes(shown)
    if marked and all((found.minute - minute) % 15 for minute in marked):
        return None
    years = {(found + shift).year for shift in (-_DAY, timedelta(0), _DAY)}
    return None if any(int(year) not in years for year in _YEAR.findall(shown)) else found


def is_random(number: str) -> bool:
    """Whether an id is of the kind given since a blog's move to "new Blogger": neither a time nor a count."""
    return len(number) > COUNTED and instant(number) is None
