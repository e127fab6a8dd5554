"""Feed, page and held views of one entry -> one Entry. The rules are docs/merging.md, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from msgspec import UNSET, Struct
from msgspec.structs import replace

from feedarchive.model import Author, Body, Comment, CommentBody, Entry, EntryKind, EntryStatus, Source
from feedarchive.seen import PostPage

_DRAFT = timedelta(days=366)
_IN_PATH = re.compile(r"/([12]\d{3})/(0[1-9]|1[0-2])/[^/]+\Z")
_LAST = datetime.max.replace(tzinfo=UTC)


class Views(Struct, frozen=True, kw_only=True):
    """All that was seen of one entry in this run, beside what is held.

    Attributes:
        held: the latest version's entry, or None.
        feed: the entry in the posts or pages feed, or None when it was not there.
        comments: its comments in comment feeds, any order, newest reading last when one was read twice.
        page: its page, read; None when it was not fetched.
        page_text: the page's body as readable text.
        sources: the documents those came from.
        damaged: the feed views come from a damaged document.
        feeds: the posts feed was asked in this run, so that its silence means "not changed".
    """

    held: Entry | None = None
    feed: Entry | None = None
    comments: Sequence[Comment] = ()
    page: PostPage | None = None
    page_text: str = ""
    sources: tuple[Source, ...] = ()
    damaged: bool = False
    feeds: bool = True

    @property
    def page_speaks(self) -> bool:
        """Whether the page may revise title, labels and body: no feed does, now or when held was made."""
        fed = self.held is not None and self.feeds and self.held.body.origin == "feed"
        return self.page is not None and self.feed is None and not fed


def merge(views: Views) -> Entry:
    """The one entry that the views make. Raises ValueError when they do not even name an id."""
    if views.held is not None and views.held.status == "redacted":
        return views.held
    base = _base(views)
    page = views.page
    status = _status(views)
    return replace(
        base,
        status=status,
        visibility=base.visibility if status == "private" else UNSET,
        title=_title(base, views),
        author=_author(base.author, page.author if page else None),
        published=base.published or (page.published if page else None),
        published_from=_published_from(base, views),
        created=first_saved(base, base.created),
        published_text=(page.published_text if page else None) or base.published_text,
        date_header=(page.date_header if page else None) or base.date_header,
        published_local=None if base.published or (page and page.published) else base.published_local,
        labels=_labels(base, views),
        body=_body(views),
        comments_declared=_declared(views),
        comments_elsewhere=(page.comments_elsewhere if page else ()) or _held_elsewhere(views),
        comments=merge_comments(views),
        sources=_sources(views),
    )


def _base(views: Views) -> Entry:
    """The view that states most: feed, else held, else what the page says."""
    if views.feed is not None and not (views.damaged and views.held is not None):
        if views.held is None:
            return views.feed
        return replace(
            views.feed,
            url=views.feed.url or views.held.url,
            published=views.feed.published or views.held.published,
            published_text=views.held.published_text,
            date_header=views.held.date_header,
            updated=views.feed.updated or views.held.updated,
            created=views.feed.created or views.held.created,
        )
    published = views.page is not None and views.page.post_id is not None
    if views.held is not None and not (views.held.status == "private" and published):
        return views.held  # of a draft, nothing that the page says otherwise is known
    if views.page is None or views.page.post_id is None:
        raise ValueError("no view names the entry's id")
    kind: EntryKind = "page" if ".page-" in views.page.post_id or views.page.kind == "page" else "post"
    return Entry(id=views.page.post_id, kind=kind, url=views.page.url)


def first_saved(entry: Entry, told: datetime | None) -> datetime | None:
    """The instant in the entry's id; None where the entry is shown as published over a year later.

    Then the id is a random one of later years: post 112783621792700679 is of 2009, not of 2005 (fact sheet
    blogger-pages, section C, 2026-11).
    """
    shown = entry.published or month_of(entry.url)
    return None if told is None or (shown is not None and shown - told > _DRAFT) else told


def month_of(url: str | None) -> datetime | None:
    """When the month in a post's address begins, in UTC: that in which it was first published."""
    found = _IN_PATH.search((url or "").partition("?")[0])
    return datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC) if found else None


def _published_from(base: Entry, views: Views) -> Literal["feed", "page", "export"] | None:
    if views.feed is not None and views.feed.published is not None and views.feed.published == base.published:
        return "feed"
    if base.published is None:
        return "page" if views.page is not None and views.page.published is not None else None
    return views.held.published_from if views.held is not None else base.published_from


def _status(views: Views) -> EntryStatus:
    """Live, where a posts feed or a page shows it; comments that outlive their post do not bring it back."""
    held = views.held.status if views.held is not None else "live"
    if held == "private" and views.damaged and views.page is None:
        return held
    return held if held in ("gone", "private") and views.feed is None and views.page is None else "live"


def _title(base: Entry, views: Views) -> str:
    shown = views.page.title if views.page is not None and views.page_speaks else None
    # HTML folds white space: the same words are the same title.
    return base.title if shown is None or shown.split() == base.title.split() else shown


def _labels(base: Entry, views: Views) -> tuple[str, ...]:
    if views.page is None or not views.page.labels or not views.page_speaks:
        return base.labels
    return views.page.labels


def _declared(views: Views) -> int | None:
    candidates = (
        views.feed.comments_declared if views.feed else None,
        views.page.comments_declared if views.page else None,
        views.held.comments_declared if views.held else None,
    )
    return next((count for count in candidates if count is not None), None)


def _held_elsewhere(views: Views) -> tuple[str, ...]:
    return views.held.comments_elsewhere if views.held else ()


def _author(known: Author, shown: Author | None) -> Author:
    """The feed's author; the page decides what the feed cannot tell: OpenID, or who an unknown one is."""
    if shown is None:
        return known
    if known == Author():
        return shown
    if known.kind == "unknown" or (known.kind == "anonymous" and shown.kind == "openid"):
        return Author(name=known.name, kind=shown.kind, url=known.url or shown.url)
    return known


def _body(views: Views) -> Body:
    feed = views.feed.body if views.feed and not (views.damaged and views.held) else None
    page = views.page.body_html if views.page else None
    in_leaves = page and views.page is not None and views.page.leaves  # of which a feed has the first alone
    if feed is not None and feed.origin is not None and not feed.truncated and not in_leaves:
        return feed
    held = views.held.body if views.held else None
    if page and (feed is not None or views.page_speaks):
        same = held is not None and not held.truncated and held.text == views.page_text
        return held if same and held else Body(html=page, text=views.page_text, origin="page")
    if held is not None and held.origin is not None:
        return feed if held.truncated and feed is not None and feed.origin is not None else held
    return feed or Body()


def merge_comments(views: Views) -> tuple[Comment, ...]:
    """All comments of all views, each once, oldest first, ties by id as text."""
    merged = {comment.id: comment for comment in views.held.comments} if views.held else {}
    redacted = frozenset(comment.id for comment in merged.values() if comment.status == "redacted")
    known = frozenset(merged) if views.damaged else redacted
    fed: set[str] = set()
    for comment in views.comments:
        if comment.id not in known:
            merged[comment.id] = _from_feed(comment, merged.get(comment.id))
            fed.add(comment.id)
    shown = (views.page.comments or ()) if views.page else ()
    for comment in (one for one in shown if one.id not in redacted):
        merged[comment.id] = _from_page(comment, merged.get(comment.id), fed=comment.id in fed)
    return in_order(merged.values())


def in_order(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """Oldest first, ties by id as text; those without an instant last."""
    return tuple(sorted(comments, key=lambda comment: (comment.published or _LAST, comment.id)))


def _from_feed(seen: Comment, held: Comment | None) -> Comment:
    if held is None:
        return seen
    keeps_instant = seen.published is None
    return replace(
        seen,
        url=seen.url or held.url,
        in_reply_to=seen.in_reply_to or held.in_reply_to,
        author=_kept_author(seen, held),
        published=held.published if keeps_instant else seen.published,
        published_from=held.published_from if keeps_instant else seen.published_from,
        published_text=held.published_text,
        published_local=held.published_local,
        body=held.body if seen.status != "live" or is_cut_of(seen.body, held.body) else seen.body,
    )


def _kept_author(seen: Comment, held: Comment) -> Author:
    """The author as seen; a removed comment's placeholder author, and an OpenID once proven, give way."""
    if seen.status != "live" and held.author != Author():
        return held.author
    return _author(seen.author, held.author)


def _from_page(shown: Comment, known: Comment | None, *, fed: bool) -> Comment:
    if known is None:
        return shown
    better = known.published is None and shown.published is not None
    merged = replace(
        known,
        url=known.url or shown.url,
        in_reply_to=known.in_reply_to or shown.in_reply_to,
        author=_author(known.author, shown.author),
        published=shown.published if better else known.published,
        published_from=shown.published_from if better else known.published_from,
        published_text=shown.published_text or known.published_text,
        published_local=None
        if better or known.published
        else (known.published_local or shown.published_local),
    )
    if fed and is_cut_of(known.body, shown.body):
        return replace(merged, body=shown.body)
    if fed or (shown.status != "live" and known.status.startswith("removed")):
        return merged
    return replace(merged, status=shown.status, visibility=UNSET, body=_page_body(shown, known))


def _page_body(shown: Comment, known: Comment) -> CommentBody:
    """What is held, unless the page shows another text: a page writes the same text in other clothes."""
    if shown.status != "live" or shown.body.text == known.body.text:
        return known.body
    return shown.body


def is_cut_of(short: CommentBody, whole: CommentBody) -> bool:
    """Whether `short` is the beginning of `whole` with dots behind it, as in feeds that carry summaries."""
    words, all_words = " ".join(short.text.split()), " ".join(whole.text.split())
    beginning = words.removesuffix("…").removesuffix("...").rstrip()
    return words != beginning and len(words) < len(all_words) and all_words.startswith(beginning)


def _sources(views: Views) -> tuple[Source, ...]:
    fresh = {source.kind for source in views.sources}
    kept = [source for source in views.held.sources if source.kind not in fresh] if views.held else []
    return (*kept, *dict.fromkeys(views.sources))
