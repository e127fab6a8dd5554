"""One entry made again from the documents of all its versions. The rules are docs/reparse.md."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import groupby

from msgspec.structs import replace

from feedarchive.errors import DamagedError, RedactedError
from feedarchive.model import Comment, Entry, Snapshot, Source
from feedarchive.parse.ids import blog_number
from feedarchive.plan.merge import Views, in_order, merge
from feedarchive.seen import PostPage
from feedarchive.store.codec import digest
from feedarchive.store.records import split_ref
from feedarchive.sync.documents import Documents
from feedarchive.sync.harvest import COMMENTS, PAGES, POSTS
from feedarchive.sync.postfeeds import POST_COMMENTS
from feedarchive.sync.reading import PAGE, body_text, is_that_post, joined, of_entry
from feedarchive.sync.recapture import is_captured, recaptured

_FEEDS = frozenset({POSTS, PAGES, COMMENTS})
# What documents say of a comment's instant, and what was made of it when no other view knew better.
_CONCLUDED = {("id", "page"), ("id", None)}
_READ_HERE = _FEEDS | {POST_COMMENTS, PAGE}
# Of such a document a glance took only what differed from what was held (sync/recent.py).
_GLANCE = "orderby=updated"


def replay(versions: Iterable[Snapshot], documents: Documents) -> Entry:
    """The entry as today's parsers make it of its versions' documents; `versions` lowest first, at least one.

    Raises CorruptError for a raw record that is missing or damaged, and ParseError for a document that
    today's parsers cannot read, or when they find the entry in none.
    """
    versions = list(versions)
    if is_captured(versions):
        again = recaptured(versions, documents)
        return _kept(again, versions[-1], frozenset(comment.id for comment in again.comments))
    rebuilt: Entry | None = None
    before: Snapshot | None = None
    known: set[Source] = set()
    for _, of_one_run in groupby(versions, lambda version: version.captured):
        earlier = frozenset(known)  # a run that writes an entry twice merges all its documents both times
        for version in of_one_run:
            fresh = tuple(source for source in version.sources if source not in earlier)
            if version.cause != "reparse":
                rebuilt = _step(version, before, fresh, rebuilt, documents)
            known.update(version.sources)
            before = version
    assert rebuilt is not None
    return rebuilt


def views_of(
    entry_id: str, blog_id: str, fresh: tuple[Source, ...], held: Entry | None, documents: Documents
) -> Views:
    """What these documents say of the entry, beside what is held; raises as `replay` does."""
    return _with_page(entry_id, _from_feeds(entry_id, fresh, held, documents), blog_id, fresh, documents)


def _step(
    version: Snapshot,
    before: Snapshot | None,
    fresh: tuple[Source, ...],
    rebuilt: Entry | None,
    documents: Documents,
) -> Entry:
    """The entry after that version: what the documents in `fresh` make of `rebuilt`."""
    if rebuilt is not None and version.status == "gone" and not fresh:  # absent.py, which merges nothing
        return replace(rebuilt, status="gone")
    if not fresh or any(source.raw is None or source.kind not in _READ_HERE for source in fresh):
        return version.entry()
    try:
        return _replayed(version, before, fresh, rebuilt, documents)
    except RedactedError:
        return version.entry()


def _replayed(
    version: Snapshot,
    before: Snapshot | None,
    fresh: tuple[Source, ...],
    rebuilt: Entry | None,
    documents: Documents,
) -> Entry:
    if rebuilt is None and version.status == "gone":  # comments alone were left of it
        rebuilt = replace(version.entry(), comments=())
    views = _from_feeds(version.id, fresh, rebuilt, documents)
    # A page that revises what a feed said (Views.page_speaks): then no posts feed could be asked.
    silent = views.feed is None and before is not None and _spoken(before) != _spoken(version)
    views = _with_page(version.id, replace(views, feeds=not silent), version.blog.id, fresh, documents)
    if views.feed is None and rebuilt is None and (views.page is None or views.page.post_id != version.id):
        raise DamagedError(version.url or version.id, "today's parsers do not find it in its documents")
    merged = _kept(merge(views), version, _seen(views))
    return replace(merged, status=version.status) if version.status == "gone" else merged


def _spoken(version: Snapshot) -> tuple[object, ...]:
    return version.title, version.labels, version.body


def _from_feeds(
    entry_id: str, fresh: tuple[Source, ...], rebuilt: Entry | None, documents: Documents
) -> Views:
    """What the feed documents say of the entry; later ones replace earlier ones, but damaged never sound."""
    feed: Entry | None = None
    damaged = False
    comments: dict[str, tuple[Comment, bool]] = {}
    found = [(source, documents.feed(source, ref)) for source, ref in _in_order(fresh, _FEEDS)]
    for source, shown in sorted(found, key=lambda pair: pair[1].whole):
        if entry_id in shown.entries:
            feed, damaged = shown.entries[entry_id], not shown.whole
        taken = shown.comments.get(entry_id, {})
        if _GLANCE in source.url and rebuilt is not None:
            taken = {comment.id: comment for comment in taken.values() if _differs(rebuilt, comment)}
        comments.update({one: (comment, shown.whole) for one, comment in taken.items()})
    own: dict[str, Comment] = {}
    for source, ref in _in_order(fresh, {POST_COMMENTS}):
        own.update(documents.feed(source, ref).all_comments)
    return Views(
        held=rebuilt,
        feed=feed,
        comments=(*(comment for comment, _ in comments.values()), *own.values()),
        damaged=damaged or not all(whole for _, whole in comments.values()),
    )


def _with_page(
    entry_id: str, views: Views, blog_id: str, fresh: tuple[Source, ...], documents: Documents
) -> Views:
    """The views with the post's page, if it was fetched and is the post's."""
    pages: list[PostPage] = [documents.page(source, ref, blog_id) for source, ref in _in_order(fresh, {PAGE})]
    if pages and views.feed is None and views.held is None and blog_number(blog_id) is None:
        pages[0] = _named(pages[0], entry_id, fresh)
    if not pages or not is_that_post(pages[0], views):
        return views
    views = replace(views, page=of_entry(joined(pages[0], pages[1:]), views))
    page = views.page
    needs_text = (
        bool(page and page.leaves)
        or views.page_speaks
        or (views.feed is not None and views.feed.body.truncated)
    )
    return replace(views, page_text=body_text(page or pages[0])) if needs_text else views


def _named(page: PostPage, entry_id: str, fresh: tuple[Source, ...]) -> PostPage:
    """The page of a post that no feed speaks of, as PageReader.alone names it: it tells no id."""
    found = [source.url for source, _ in _in_order(fresh, {PAGE})]
    return replace(page, post_id=entry_id, url=page.url or found[0])


def _in_order(fresh: tuple[Source, ...], kinds: AbstractSet[str]) -> list[tuple[Source, str]]:
    """Sources of these kinds with their raw records, in the order they were asked for."""
    found = [(source, source.raw) for source in fresh if source.raw and source.kind in kinds]
    return sorted(found, key=lambda pair: (pair[0].fetched, split_ref(pair[1])))


def _differs(entry: Entry, comment: Comment) -> bool:
    return digest(merge(Views(held=entry, comments=(comment,)))) != digest(entry)


def _seen(views: Views) -> frozenset[str]:
    shown = (views.page.comments or ()) if views.page else ()
    return frozenset(comment.id for comment in (*views.comments, *shown))


def _kept(rebuilt: Entry, version: Snapshot, seen: AbstractSet[str]) -> Entry:
    """The entry with what was concluded then from more than its documents, and with no text lost."""
    dated = rebuilt.published is None  # in no document; perhaps by dating.py from the blog's zone
    comments = {comment.id: comment for comment in rebuilt.comments}
    for held in version.comments:
        comments[held.id] = _kept_comment(comments.get(held.id), held, seen=held.id in seen)
    return replace(
        rebuilt,
        url=rebuilt.url or version.url,
        created=rebuilt.created or version.created,
        published=version.published if dated else rebuilt.published,
        published_from=version.published_from if dated else rebuilt.published_from,
        published_local=version.published_local if dated else rebuilt.published_local,
        body=rebuilt.body if rebuilt.body.html else version.body,
        comments=in_order(comments.values()),
    )


def _kept_comment(rebuilt: Comment | None, held: Comment, *, seen: bool) -> Comment:
    if rebuilt is None or held.status == "redacted":
        return held
    lost = rebuilt.status == "live" and not rebuilt.body.html
    kept = _dated(rebuilt, held)
    return replace(
        kept,
        status="gone" if held.status == "gone" and not seen else kept.status,
        body=held.body if lost else kept.body,
    )


def _dated(rebuilt: Comment, held: Comment) -> Comment:
    """With what dating.py concluded from the zone of the whole blog: an instant, or that an id tells none."""
    if rebuilt.published is not None and (rebuilt.published_from, held.published_from) not in _CONCLUDED:
        return rebuilt
    return replace(
        rebuilt,
        published=held.published,
        published_from=held.published_from,
        published_local=held.published_local,
    )
