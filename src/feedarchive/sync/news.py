"""The glance at a blog that is not Blogger's: its feeds with a condition, and what is new in them."""

from __future__ import annotations

from contextlib import suppress

from msgspec.structs import replace

from feedarchive.errors import GoneError
from feedarchive.parse.remarks import as_comments
from feedarchive.plan.walking import Walk
from feedarchive.sources.answers import feed_of
from feedarchive.sync.desk import Desk, source
from feedarchive.sync.harvest import COMMENTS, POSTS
from feedarchive.sync.platform import learn
from feedarchive.sync.recent import asked, compared, news
from feedarchive.sync.syndicated import known, placed, remember, warn


def news_of(desk: Desk) -> str:
    """Put what changed into the work file. Returns why that is not all, or "" when it is.

    A feed whose oldest entry is new as well may hide others behind it. Raises FetchError and ParseError.
    """
    blog = desk.blog
    assert blog is not None
    assert blog.feed is not None
    doubt = _glance(desk, POSTS, blog.feed)
    if not doubt and blog.comments_feed is not None and COMMENTS in desk.state.feeds:
        with suppress(GoneError):  # switched off: the whole look says so
            doubt = _glance(desk, COMMENTS, blog.comments_feed)
    return doubt


def _glance(desk: Desk, feed: str, url: str) -> str:
    answer = asked(desk, feed, url, first=True)
    if answer is None:
        return ""
    if not desk.by_address:
        remember(desk)
    page = feed_of(answer)
    if not page.whole:  # it may add all the same, which the whole look knows how to do
        return f"{feed}: the feed is damaged"
    if feed == POSTS:
        learn(desk, page)
        page = known(desk, page)
    else:
        page = placed(desk, as_comments(page), source(answer))
    shown = list(compared(desk, page))
    if feed == POSTS:
        fresh = {item.id for item in shown if item.new}
        warn(desk, answer.url, replace(page, entries=tuple(one for one in page.entries if one.id in fresh)))
    desk.work.add(feed, Walk(done=True), source(answer), news(page, shown))
    desk.books.moved |= any(item.changed for item in shown)
    declared = desk.books.stated.posts_declared
    if feed == POSTS and declared is not None:
        desk.books.state(posts_declared=declared + sum(item.new for item in shown))
    whole = page.complete or (page.next_url is None and page.prev_archive is None and len(shown) <= 1)
    if shown and not whole and all(item.new for item in shown):
        return f"{feed}: all that it shows is new"
    return ""
