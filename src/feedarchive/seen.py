"""What one document says: the values that parsers hand to plans.

A view holds only what its document states; None (or an empty tuple where said so) means the
document is silent, which is different from saying that there is none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from feedarchive.model import Author, Blog, Comment, Entry


class CommentOf(Struct, frozen=True, kw_only=True):
    """A comment of a feed, and the id of the entry it belongs to.

    `entry_id` comes from `thr:in-reply-to/@ref` (always the post on Blogger, also for replies;
    fact sheet blogger-feeds, section 4), else None. `removed` comments have an empty body.
    """

    entry_id: str | None
    entry_url: str | None = None
    comment: Comment


class FeedPage(Struct, frozen=True, kw_only=True):
    """One feed document.

    Attributes:
        blog: what the feed says of its blog; for a comments feed `blog.id` is still the blog's.
        entries: posts or pages, in document order, as views (`sources` empty, `comments` empty).
        comments: comments, in document order, when the document is a comments feed.
        total: openSearch:totalResults, or None.
        start: openSearch:startIndex, 1-based, or None.
        next: whether there is a link rel=next (its href is not trusted: it may skip).
        updated: the feed's own `updated`.
        generator: the generator's name, "" without one.
        whole: False when the document was damaged: it may add, never revise or retire.
        skipped: one line for each element that could not be read, naming it.
        next_url: address of the next page, as linked (RFC 5005, 3).
        prev_archive: address of the archive document before this one (RFC 5005, 4).
        complete: it says that it holds all entries there are (RFC 5005, 2).
        odd: one line for each entry whose id had to be made.
    """

    blog: Blog
    entries: tuple[Entry, ...] = ()
    comments: tuple[CommentOf, ...] = ()
    total: int | None = None
    start: int | None = None
    next: bool = False
    updated: datetime | None = None
    generator: str = ""
    whole: bool = True
    skipped: tuple[str, ...] = ()
    next_url: str | None = None
    prev_archive: str | None = None
    complete: bool = False
    odd: tuple[str, ...] = ()


class PostPage(Struct, frozen=True, kw_only=True):
    """A post's HTML page as one of the known eras, or anypage.py, reads it.

    Attributes:
        era: which reader found the comments or the body: classic, layouts, threaded, v2, custom, any; or what
            the page is instead of a post's: archive, dynamic.
        blog_id, post_id: full tag ids, or None where the page does not carry them.
        url: canonical address.
        blog_title: as the page names its blog.
        title: the post's title; "" when the page shows that it has none; None when unknown.
        author, labels, body_html: None when not found; `labels` () when the page shows none.
        published: from a machine-readable stamp with its offset.
        published_text, date_header: the time beside the post and the date above it, as shown, where there is
            no machine-readable stamp.
        comments: in document order; None when the page shows no comment section at all (which proves
            nothing), () when it shows an empty one.
        comments_declared: the number the page states in its own words or attributes.
        comments_elsewhere: services that held them: haloscan, disqus, intensedebate, googleplus.
        more_comments: addresses of the other comment pages (`commentPage=N`), as linked.
        utc_offset: offset of the machine-readable stamp, as "+08:00".
        locale: as the page states it, as "it-IT".
        noarchive: the page asks not to be archived (robots meta).
        own_id: of a page that is not Blogger's: its short link, as `https://x/?p=12`, which WordPress's feeds
            give as the post's id.
        kind: of such a page: whether its markup calls it a post or a static page; None when it tells neither.
        leaves: addresses of the further pages of such a page's text (WordPress's `<!--nextpage-->`).
        warnings: one line for each thing that could not be read.
    """

    era: str
    blog_id: str | None = None
    post_id: str | None = None
    url: str | None = None
    blog_title: str | None = None
    title: str | None = None
    author: Author | None = None
    published: datetime | None = None
    published_text: str | None = None
    date_header: str | None = None
    labels: tuple[str, ...] | None = None
    body_html: str | None = None
    comments: tuple[Comment, ...] | None = None
    comments_declared: int | None = None
    comments_elsewhere: tuple[str, ...] = ()
    more_comments: tuple[str, ...] = ()
    utc_offset: str | None = None
    locale: str | None = None
    noarchive: bool = False
    own_id: str | None = None
    kind: Literal["post", "page"] | None = None
    leaves: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Reading(Struct, frozen=True, kw_only=True):
    """One way to read a displayed date.

    Attributes:
        local: the wall clock it shows, naive; midnight when only a date is shown.
        order: how its three numbers were taken; None when no order had to be chosen.
        clock: False when only a date is shown.
    """

    local: datetime
    order: Literal["dmy", "mdy", "ymd"] | None = None
    clock: bool = True
