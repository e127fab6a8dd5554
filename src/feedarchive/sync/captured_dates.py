"""What a captured page displays without an offset, dated by what the same page shows exactly.

Only by the same page: of another year's capture the owner may have set another zone (docs/merging.md).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from msgspec.structs import replace

from feedarchive.parse.stamps import clock_of, readings
from feedarchive.plan.dating import dated
from feedarchive.plan.evidence import Evidence, Look, Reader
from feedarchive.plan.merge import Views, merge
from feedarchive.seen import PostPage
from feedarchive.sync.dating import shown_by

_TODAY = timedelta(days=1)


def with_dates(page: PostPage, captured: datetime) -> PostPage:
    """The page with every instant that the rest of it gives; the same page when that is none."""
    comments = page.comments or ()
    if not _undated(page):
        return page
    entry = merge(Views(page=page, feeds=False))
    reader = Reader(readings=partial(readings, locale=page.locale), clock=clock_of)
    evidence = Evidence(latest=(captured + _TODAY).replace(tzinfo=None))
    stamps = [one for one in (page.published, *(said.published for said in comments)) if one]
    evidence.look(Look(entry=entry, comments=comments, stamps=stamps), reader)
    found = dated(entry, evidence.settled(), reader, shown_by(page, entry))
    by_id = {comment.id: comment for comment in found.comments}
    return replace(
        page,
        published=page.published or found.published,
        comments=None if page.comments is None else tuple(by_id[comment.id] for comment in comments),
    )


def _undated(page: PostPage) -> bool:
    """Whether it shows a date or a time of something whose instant is not known; as `dating.undated`."""
    own = page.published is None and bool(page.published_text or page.date_header)
    return own or any(one.published is None and one.published_text is not None for one in page.comments or ())
