"""The glance: what is new at the tops of the feeds, and whether that is all (plan/glance.py).

Posts and comments are asked for by `orderby=updated`, so that an edit of an old post comes first. A
glance that cannot be trusted leads to a whole walk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from msgspec.structs import replace

from feedarchive.capture import Document, NotModified, Request
from feedarchive.errors import DamagedError
from feedarchive.model import Comment, Entry
from feedarchive.plan.comments import UNSEEN
from feedarchive.plan.glance import Item, Known, judge
from feedarchive.plan.merge import Views, merge
from feedarchive.plan.walking import Walk
from feedarchive.seen import CommentOf, FeedPage
from feedarchive.sources.answers import feed_of
from feedarchive.sources.blogger import must
from feedarchive.store.codec import digest
from feedarchive.store.state import FeedMark
from feedarchive.sync.desk import Desk, source
from feedarchive.sync.harvest import COMMENTS, PAGES, POSTS, STATES, TOP
from feedarchive.sync.identity import from_feed, identify
from feedarchive.sync.revisit import validator

POSTS_GLANCE = 25
COMMENTS_GLANCE = 100
MOST_PAGES = 40


def recent(desk: Desk) -> str:
    """Put what changed into the work file. Returns why that is not all, or "" when it is.

    Raises FetchError and ParseError.
    """
    site = desk.site
    doubt = _glance(desk, POSTS, lambda start: site.posts(start, order="updated", size=POSTS_GLANCE))
    if not doubt and COMMENTS in desk.state.feeds:
        doubt = _glance(
            desk, COMMENTS, lambda start: site.comments(start, order="updated", size=COMMENTS_GLANCE)
        )
    # Static pages change seldom: they are worth a request only on a day when the blog changed at all.
    if not doubt and PAGES in desk.state.feeds and desk.books.moved:
        doubt = _glance(desk, PAGES, lambda start: site.pages(start, order="updated", size=POSTS_GLANCE))
    return doubt


def _glance(desk: Desk, feed: str, address: Callable[[int], str]) -> str:
    mark = desk.state.feeds.get(feed, FeedMark())
    known = Known(total=mark.total, updated=mark.updated, top=mark.top, proved=mark.proved)
    items: list[Item] = []
    for _ in range(MOST_PAGES):
        answer = asked(desk, feed, address(len(items) + 1), first=not items)
        if answer is None:
            return ""
        page = sound(answer)
        shown = list(compared(desk, page))
        if not items:
            _learn(desk, feed, page)
        desk.work.add(feed, Walk(done=True), source(answer), news(page, shown))
        items.extend(shown)
        desk.books.moved |= any(item.changed for item in shown)
        verdict = judge(items, known, total=page.total, updated=page.updated)
        if verdict.doubt:
            return f"{feed}: {verdict.doubt}"
        if verdict.done:
            desk.state.feeds[feed] = _marked(mark, items, page, proved=verdict.proved)
            return ""
    return f"{feed}: too much is new for a glance"


def asked(desk: Desk, feed: str, url: str, *, first: bool) -> Document | None:
    """That page of the feed; None when it is the same as at the last look."""
    held = desk.state.documents.get(url) if first else None
    request = Request(url=url, why=feed)
    if held is not None:
        request = replace(request, etag=held.etag, last_modified=held.last_modified)
    answer = desk.get(request)
    if isinstance(answer, NotModified) and held is not None and not desk.store.has_raw(held.raw):
        answer, held = must(desk.get(Request(url=url, why=feed))), None  # what it confirms is lost
    if isinstance(answer, NotModified) or (held is not None and held.sha256 == answer.sha256):
        return None
    if first:
        desk.books.moved |= held is not None
        desk.state.documents[url] = validator(answer)
    return answer


def sound(answer: Document) -> FeedPage:
    """The feed's page. Raises ParseError, also where it is damaged."""
    page = feed_of(answer)
    if not page.whole:
        raise DamagedError(answer.url, "the feed is damaged")
    return page


def _learn(desk: Desk, feed: str, page: FeedPage) -> None:
    if feed == POSTS:
        identify(desk, from_feed(page))
    desk.books.state(**{STATES[feed]: page.total})


def news(page: FeedPage, shown: list[Item]) -> FeedPage:
    """The page with only those items that are new or changed."""
    changed = {item.id for item in shown if item.changed}
    return replace(
        page,
        entries=tuple(entry for entry in page.entries if entry.id in changed),
        comments=tuple(one for one in page.comments if one.comment.id in changed),
    )


def compared(desk: Desk, page: FeedPage) -> Iterator[Item]:
    """Each item of the page beside what is held of it."""
    for entry in page.entries:
        held = desk.store.held(entry.id)
        changed = held is None or _differs(Views(held=held.entry(), feed=entry), held.digest)
        changed = changed or (entry.body.truncated and held is not None and entry.updated != held.updated)
        yield Item(entry.id, entry.published, entry.updated, changed, held is None or held.status == "gone")
    for entry_id, group in groupby(page.comments, key=lambda one: one.entry_id):
        yield from _compared_comments(desk, entry_id, list(group))


def _compared_comments(desk: Desk, entry_id: str | None, group: list[CommentOf]) -> Iterator[Item]:
    held = desk.store.held(entry_id) if entry_id else None
    entry = held.entry() if held else None
    present = {comment.id for comment in entry.comments if comment.status not in UNSEEN} if entry else set()
    for one in group:
        comment = one.comment
        changed = entry is None or held is None or _comment_differs(entry, comment, held.digest)
        yield Item(comment.id, comment.published, comment.updated, changed, comment.id not in present)


def _comment_differs(entry: Entry, comment: Comment, held_digest: str) -> bool:
    return _differs(Views(held=entry, comments=(comment,)), held_digest)


def _differs(views: Views, held_digest: str) -> bool:
    return digest(merge(views)) != held_digest


def _marked(mark: FeedMark, items: list[Item], page: FeedPage, *, proved: bool) -> FeedMark:
    """What the next glance is compared with."""
    fresh = {item.id: item.updated for item in items if item.updated}
    kept = [(one, updated) for one, updated in mark.top if one not in fresh]
    top = sorted([*fresh.items(), *kept], key=lambda pair: pair[1], reverse=True)
    return FeedMark(total=page.total, updated=page.updated, top=tuple(top[:TOP]), proved=proved)
