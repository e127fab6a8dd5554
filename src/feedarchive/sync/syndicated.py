"""The whole look at a blog that is not Blogger's: its feed walked back as far as the site lets.

What a feed cannot reach is found by the sitemap, else by the home page's own "older posts".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from feedarchive.capture import Document, Get, NotModified, Request
from feedarchive.errors import FetchError, GoneError, ParseError, TurnedAwayError
from feedarchive.model import Source
from feedarchive.parse.remarks import as_comments, of_entry
from feedarchive.plan.sameness import place, shelf
from feedarchive.plan.walking import Walk, item_ids
from feedarchive.seen import CommentOf, FeedPage
from feedarchive.sources import sitelist
from feedarchive.sources.blogger import Step
from feedarchive.sources.discovery import Found, discover
from feedarchive.sources.syndication import WINDOW, ended, walk_back
from feedarchive.sync.addresses import enqueue_due
from feedarchive.sync.desk import Desk, source
from feedarchive.sync.harvest import COMMENTS, POSTS
from feedarchive.sync.platform import keep, learn, own

_NAMED = 3  # entries that a warning names; of the rest it says how many


def harvest_other(desk: Desk) -> None:
    """Walk the feeds; what they say, and the addresses they do not reach, are in the work file afterwards.

    Raises FetchError and ParseError when there is no way in.
    """
    remember(desk)
    walk = _posts(desk)
    if desk.task.windowed:
        if walk.trouble == WINDOW:
            desk.books.warnings.append(f"{_newest(desk, walk)}; older ones come only without a span")
    elif desk.task.pages != "never":
        _unreached(desk, walk)
    _comments(desk)


def remember(desk: Desk) -> None:
    """Fill in the ids of all that is held, by address."""
    for folder in desk.store.folders():
        held = desk.store.latest(folder)
        if held is not None and held.url:
            desk.by_address[place(held.url)] = held.id
            if held.kind == "post":
                desk.shelves.add(shelf(held.url))


def _posts(desk: Desk) -> Walk:
    assert desk.blog is not None
    walk = desk.work.walk(POSTS)
    if walk.done:
        return walk
    seen = set(desk.work.seen_ids(POSTS, walk.number))
    try:
        _walked(desk, walk, seen)
    except TurnedAwayError:
        raise
    except (FetchError, ParseError) as exc:
        if desk.work.walk(POSTS).start == 1:
            raise
        desk.trouble(POSTS, exc)
        desk.work.put_walk(POSTS, replace(desk.work.walk(POSTS), trouble=exc.reason))
    walk = desk.work.walk(POSTS)
    walk = ended(walk, len(seen))
    desk.work.put_walk(POSTS, walk)
    if walk.whole:
        desk.books.state(posts_declared=walk.total)
    elif walk.trouble.startswith("the feed"):
        desk.trouble(POSTS, walk.trouble)
    return walk


def _walked(desk: Desk, walk: Walk, seen: set[str]) -> None:
    """The feed is in the work file, as far as it could be walked or as the span goes."""
    for step in _steps(desk, walk, seen):
        if walk.start == 1:
            learn(desk, step.page)
        walk = add(desk, POSTS, step)
        seen.update(item_ids(step.page))
        desk.report(POSTS, done=len(seen), left=None)
        if _past_the_span(desk, step.page):
            desk.work.put_walk(POSTS, replace(walk, trouble="only a span of time was asked for"))
            return


def _steps(desk: Desk, walk: Walk, seen: set[str]) -> Iterator[Step]:
    """The feed from where the walk stands; one that moved away is looked for again."""
    blog = desk.blog
    assert blog is not None
    assert blog.feed is not None
    get = desk.get if desk.found is None else _with_first(desk, desk.found)
    try:
        yield from walk_back(get, blog.feed, POSTS, platform=blog.platform or "", walk=walk, seen=seen)
    except GoneError:
        if desk.work.walk(POSTS).start > 1:  # a link in the chain is dead, not the feed
            raise
        found = discover(desk.get, blog.url)
        if not isinstance(found, Found):
            raise
        keep(desk, found)
        first = _with_first(desk, found)
        yield from walk_back(first, found.address, POSTS, platform=found.platform, walk=walk, seen=seen)


def _with_first(desk: Desk, found: Found) -> Get:
    """A Get that need not ask for the feed's first document again."""
    left = [found.document]

    def get(request: Request) -> Document | NotModified:
        if left and request.url == found.address:
            return replace(left.pop(), why=request.why)
        return desk.get(request)

    return get


def add(desk: Desk, feed: str, step: Step) -> Walk:
    """Put what a document says into the work file, under the ids that its entries are held by."""
    warn(desk, step.document.url, step.page)
    page = known(desk, step.page)
    desk.work.add(feed, step.walk, source(step.document), page)
    for entry in page.entries:
        if entry.url:
            desk.by_address.setdefault(place(entry.url), entry.id)
            desk.shelves.add(shelf(entry.url))
    return step.walk


def warn(desk: Desk, url: str, page: FeedPage) -> None:
    """Say what is odd about a document's entries: ids that were made, what is unreadable or not there."""
    desk.books.warnings += [f"{url}: {line}" for line in page.odd]
    desk.books.warnings += [f"{url}: {line}" for line in summed("cannot be read", page.skipped)]
    undated = [one.title for one in page.entries if one.published is None and one.updated is None]
    unlinked = [one.title for one in page.entries if not one.url]
    desk.books.warnings += [f"{url}: {line}" for line in summed("entries without a date", undated)]
    desk.books.warnings += [f"{url}: {line}" for line in summed("entries without an address", unlinked)]


def summed(what: str, of: Sequence[str]) -> list[str]:
    """One line for all of them, which names the first few; [] where there are none."""
    first = ", ".join(repr(one[:80]) for one in of[:_NAMED])
    return [f"{what}: {first}{f' and {len(of) - _NAMED:,} more' if len(of) > _NAMED else ''}"] if of else []


def known(desk: Desk, page: FeedPage) -> FeedPage:
    """The page with entries under the id they are held by: a feed may change its ids, an address stays.

    Where several entries of a feed share an address, it names none of them.
    """
    places = [place(entry.url) for entry in page.entries]
    entries = []
    for entry, at in zip(page.entries, places, strict=True):
        held = desk.by_address.get(at) if at and places.count(at) == 1 else None
        other = held is not None and held != entry.id and desk.store.held(entry.id) is None
        entries.append(replace(entry, id=held) if other and held else entry)
    return replace(page, entries=tuple(entries))


def _past_the_span(desk: Desk, page: FeedPage) -> bool:
    stamps = [entry.published for entry in page.entries if entry.published]
    return desk.task.since is not None and bool(stamps) and min(stamps) < desk.task.since


def _comments(desk: Desk) -> None:
    """The feed of all comments: a window, but it tells of posts whose own numbers are not shown."""
    assert desk.blog is not None
    url = desk.blog.comments_feed
    if url is None or desk.task.windowed:
        return
    walk, seen = Walk(), set[str]()
    try:
        for step in walk_back(desk.get, url, COMMENTS, walk=walk):
            page = placed(desk, as_comments(step.page), source(step.document))
            walk = step.walk
            seen.update(one.comment.id for one in page.comments)
            desk.work.add(COMMENTS, walk, source(step.document), page)
    except GoneError:
        walk = replace(walk, trouble="switched off")
    except TurnedAwayError:
        raise
    except (FetchError, ParseError) as exc:
        desk.trouble(COMMENTS, exc)
        walk = replace(walk, trouble=exc.reason)
    desk.work.put_walk(COMMENTS, replace(ended(walk, len(seen)), whole=False, total=None))


def placed(desk: Desk, page: FeedPage, of: Source) -> FeedPage:
    """The comments with the ids of the entries they belong to; an entry nobody knows is to be fetched.

    A static page is in no feed, but its comments are, and name its id.
    """
    ids = frozenset(desk.by_address.values())
    found: list[CommentOf] = []
    for one in page.comments:
        at = place(one.entry_url)
        entry_id = one.entry_id if one.entry_id in ids else desk.by_address.get(at)
        if entry_id is not None and at not in desk.unplaced:
            found.append(of_entry(one, entry_id))
        elif one.entry_url and own(desk, one.entry_url):
            desk.work.enqueue([desk.at(one.entry_url)])
            desk.unplaced.setdefault(at, []).append((one, of))
            if one.entry_id is not None:
                desk.by_address.setdefault(at, one.entry_id)
        else:
            desk.books.warnings.append(f"a comment of no entry that is known: {one.comment.id}")
    return replace(page, comments=tuple(found))


def _unreached(desk: Desk, walk: Walk) -> None:
    """Put the addresses of posts and static pages into the queue that the feed did not show."""
    blog = desk.blog
    assert blog is not None
    wordpress = blog.platform == "wordpress"
    if walk.whole and not wordpress:
        return
    try:
        listed = sitelist.listed(desk.get, blog.url, wordpress=wordpress)
        if not listed and not walk.whole:
            listed = sitelist.linked(desk.get, blog.url)
    except TurnedAwayError:
        raise
    except FetchError as exc:
        desk.trouble("sitemap", exc)
        return
    shown = {place(url) for url in desk.work.urls(POSTS)}
    fresh = [one for one in listed if place(one.url) not in shown and own(desk, one.url)]
    enqueue_due(desk, [(one.url, one.modified) for one in fresh], whole=desk.deep)
    if walk.trouble == WINDOW:
        older = len(fresh)
        how = f"older ones by the site's own list: {older:,}" if older else "the site lists no older ones"
        desk.books.warnings.append(f"{_newest(desk, walk)}; {how}")


def _newest(desk: Desk, walk: Walk) -> str:
    return f"the feed shows only its newest {desk.work.seen(POSTS, walk.number):,}"
