"""What a feed's elements mean, whoever read them: atom.py with expat, feed.py with feedparser.

`Raw` is one feed, entry or author as a bag of texts and attributes; `feed_page` makes the model of it.
The Blogger rules are from fact sheet blogger-feeds, sections 3 to 5, 2026-11.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from feedarchive.model import Author, Blog, Body, Comment, CommentBody, CommentStatus, Entry, Link
from feedarchive.parse import ids
from feedarchive.parse.authors import PROFILE
from feedarchive.parse.removal import removal
from feedarchive.parse.text import readable
from feedarchive.parse.times import read_iso, read_rfc3339
from feedarchive.seen import CommentOf, FeedPage

Attributes = dict[str, str]
Key = Literal["link", "category", "reply", "property", "image"]

LABELS = "http://www.blogger.com/atom/ns#"
KINDS = "http://schemas.google.com/g/2005#kind"

_LINKS = frozenset({"enclosure", "related", "via"})
_LINKS_ELSEWHERE = _LINKS | {"replies"}  # RFC 4685, 5; Blogger's are known by the post's number
# as expat names it, and as feedparser does
_THREAD_COUNTS = ("http://purl.org/syndication/thread/1.0 count", "thr:count")
_PARENT = re.compile(r"/comments/default/([0-9]+)\Z")
_COUNT = re.compile(r"[0-9]{1,12}")


class Raw(Struct, kw_only=True):
    """A feed, an entry or an author while it is being read; the only value of this room that changes.

    Attributes:
        texts: by the element's name; `title` and `subtitle` plain, `content` and `summary` HTML as published.
        elements: the attributes of elements that have nothing else, in document order.
        author: the first one.
        control: what `app:control` says of it (RFC 5023, 13.1.1).
    """

    texts: dict[str, str] = field(default_factory=dict)
    elements: defaultdict[Key, list[Attributes]] = field(default_factory=lambda: defaultdict(list))
    author: Raw | None = None
    control: Raw | None = None

    def text(self, key: str) -> str:
        """That text without white space around it; "" without one."""
        return self.texts.get(key, "").strip()

    def title(self) -> str:
        """The title as published; "" when it is nothing but white space."""
        title = self.texts.get("title", "")
        return title if title.strip() else ""

    def href(self, rel: str) -> str | None:
        """The address of the link of that rel, an HTML page before others; None without one."""
        found = None
        for link in self.elements.get("link", ()):
            if link.get("rel", "alternate") == rel and link.get("href"):  # RFC 4287, 4.2.7.2
                if link.get("type", "text/html") == "text/html":
                    return link["href"]
                found = found or link["href"]
        return found


def feed_page(feed: Raw, items: list[Raw], odd: Sequence[str] = ()) -> FeedPage:
    """The model of one feed document; what has no id, or says an impossible date, is named in `skipped`.

    `odd`: what naming.py had to say of the items' ids.
    """
    skipped: list[str] = []
    entries: list[Entry] = []
    comments: list[CommentOf] = []
    all_comments = feed.text("id").endswith(".comments") or any("reply" in item.elements for item in items)
    for item in items:
        kind = _kind(item, "comment" if all_comments else "post")
        if not (tag := item.text("id")):
            skipped.append(f"{kind} without id: {item.text('title')[:80]!r}")
        elif kind == "comment":
            comments.append(_comment(tag, item, skipped))
        elif kind in ("post", "page"):
            entries.append(_entry(tag, item, feed, skipped))
        else:
            skipped.append(f"{kind}: {tag}")
    return FeedPage(
        blog=_blog(feed, items),
        entries=tuple(entries),
        comments=tuple(comments),
        total=_count(feed.text("total")),
        start=_count(feed.text("start")),
        next=feed.href("next") is not None,
        updated=_instant(feed, "updated", skipped),
        generator=feed.text("generator"),
        skipped=tuple(skipped),
        next_url=feed.href("next"),
        prev_archive=feed.href("prev-archive"),
        complete="complete" in feed.texts,
        odd=tuple(odd),
    )


def _kind(item: Raw, usual: str) -> str:
    """post, page or comment; in export files also settings and template, which are none of ours."""
    for category in item.elements.get("category", ()):
        if category.get("scheme") == KINDS:
            return category.get("term", "").rpartition("#")[2]
    if "reply" in item.elements:
        return "comment"
    return "page" if ".page-" in item.text("id") else usual


def _blog(feed: Raw, items: list[Raw]) -> Blog:
    """The blog of a feed: the ids of its comment feeds and of lone entries name it too."""
    tag = feed.text("id") or (items[0].text("id") if items else "")
    number = ids.blog_number(tag)
    return Blog(
        id=ids.blog_tag(number) if number else tag,
        url=feed.href("alternate") or "",
        title=feed.text("title"),
        description=feed.text("subtitle"),
        language=feed.text("language") or None,
    )


def _entry(tag: str, item: Raw, feed: Raw, skipped: list[str]) -> Entry:
    """A post or page; its author may be named by the feed alone (RFC 4287, 4.2.1)."""
    return Entry(
        kind="page" if _kind(item, "post") == "page" else "post",
        id=tag,
        url=item.text("origLink") or item.href("alternate"),
        title=item.title(),
        author=_post_author(item.author or feed.author),
        published=_instant(item, "published", skipped),
        updated=_instant(item, "updated", skipped),
        created=ids.instant(tag),
        labels=tuple(dict.fromkeys(_labels(item))),
        body=_body(item),
        links=tuple(_links(item, _LINKS if tag.startswith("tag:blogger.com,") else _LINKS_ELSEWHERE)),
        comments_declared=_declared(item),
    )


def _labels(item: Raw) -> list[str]:
    """Blogger's labels, and what other platforms put into categories without a scheme."""
    found = item.elements.get("category", ())
    elsewhere = not item.text("id").startswith("tag:blogger.com,")
    return [
        label["term"]
        for label in found
        if label.get("term") and (label.get("scheme", "") in ("", LABELS) or elsewhere)
    ]


def _links(item: Raw, wanted: frozenset[str]) -> list[Link]:
    return [
        Link(rel=link["rel"], href=link["href"], type=link.get("type"), length=_count(link.get("length", "")))
        for link in item.elements.get("link", ())
        if link.get("rel") in wanted and "href" in link
    ]


def _body(item: Raw) -> Body:
    """The content, or the summary, which owners of a "short" feed publish alone."""
    html = item.texts.get("content")
    truncated = html is None and "summary" in item.texts
    if html is None:
        html = item.texts.get("summary")
    return (
        Body() if html is None else Body(html=html, text=readable(html), truncated=truncated, origin="feed")
    )


def _declared(item: Raw) -> int | None:
    """How many comments it says it has: `thr:total`, else `thr:count` of its feeds of them (RFC 4685, 4)."""
    if (total := _count(item.text("declared"))) is not None:
        return total
    replies = (link for link in item.elements.get("link", ()) if link.get("rel") == "replies")
    counts = (_count(link.get(name, "")) for link in replies for name in _THREAD_COUNTS)
    return max((count for count in counts if count is not None), default=None)


def _comment(tag: str, item: Raw, skipped: list[str]) -> CommentOf:
    reply = item.elements.get("reply", [{}])[0]
    body = _body(item)
    status = _status(item, body)
    published = _instant(item, "published", skipped)
    comment = Comment(
        id=tag,
        url=item.href("alternate"),
        in_reply_to=_parent(tag, item),
        author=_comment_author(item.author),
        published=published,
        published_from="feed" if published else None,
        updated=_instant(item, "updated", skipped),
        status=status,
        body=CommentBody(html=body.html, text=body.text) if status == "live" else CommentBody(),
    )
    return CommentOf(entry_id=reply.get("ref"), entry_url=reply.get("href"), comment=comment)


def _parent(tag: str, item: Raw) -> str | None:
    """The comment that is answered: in-reply-to always names the post, a related link the comment."""
    found = _PARENT.search(item.href("related") or "")
    blog = ids.blog_number(tag)
    return ids.entry_tag(blog, found[1]) if found and blog else None


def _status(item: Raw, body: Body) -> CommentStatus:
    """Whether it was removed, and by whom, which Blogger tells in its placeholder alone."""
    for extension in item.elements.get("property", ()):
        if extension.get("name") == "blogger.contentRemoved" and extension.get("value") == "true":
            return removal(body.text)
    return "live"


def _post_author(author: Raw | None) -> Author:
    if author is None:
        return Author()
    url = author.text("uri") or None
    account = url is not None and PROFILE.match(url)
    return Author(name=author.text("name") or None, kind="account" if account else "unknown", url=url)


def _comment_author(author: Raw | None) -> Author:
    """Who commented; profiles may be *named* "Anonymous", so the address decides."""
    if author is None:
        return Author()
    name = author.text("name") or None
    url = author.text("uri")
    if not url:
        return Author(name=None if name == "Anonymous" else name, kind="anonymous")
    if PROFILE.match(url):
        return Author(name=name, kind="account", url=url)
    openid = any("openid" in image.get("src", "") for image in author.elements.get("image", ()))
    return Author(name=name, kind="openid" if openid else "anonymous", url=url)


def _instant(item: Raw, key: str, skipped: list[str]) -> datetime | None:
    text = item.texts.get(key)
    if text is None:
        return None
    when = read_rfc3339(text) or read_iso(text)
    if when is None:
        skipped.append(f"{key} of {item.text('id')}: not a date: {text[:40]!r}")
    return when


def _count(text: str) -> int | None:
    return int(text) if _COUNT.fullmatch(text) else None
