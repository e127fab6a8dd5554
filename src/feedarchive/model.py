"""Blog, Entry, Comment: what is kept. Field names are those of docs/archive-format.md.

All times are aware; what a field means is written there, once.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import replace

AuthorKind = Literal["account", "openid", "anonymous", "unknown"]
EntryKind = Literal["post", "page"]
EntryStatus = Literal["live", "gone", "redacted", "private"]
CommentStatus = Literal["live", "removed-by-author", "removed-by-admin", "gone", "redacted", "private"]
# Why nobody but the blog's owner can see what is `private`.
Visibility = Literal["draft", "scheduled", "trashed", "spam", "ghosted", "pending", "emptied", "hidden"]
Evidence = Literal["feed", "permalink", "id", "page", "export"]
DateOrder = Literal["dmy", "mdy", "ymd"]
BodyOrigin = Literal["feed", "page", "export", "capture"]
Cause = Literal["seen", "reparse", "import", "capture", "restated"]

EXPORT = "export"  # the kind of a source that is a blog's own export, no answer of a server

POST_FORMAT = "feedarchive-post/1"
BLOG_FORMAT = "feedarchive-blog/1"


class Author(Struct, frozen=True, kw_only=True):
    """Who wrote it: `name` is what the person typed, None when they left none."""

    name: str | None = None
    kind: AuthorKind = "unknown"
    url: str | None = None


class Body(Struct, frozen=True, kw_only=True):
    """A post's text: `html` as published, `text` readable, and which document it came from."""

    html: str = ""
    text: str = ""
    truncated: bool = False
    origin: BodyOrigin | None = field(default=None, name="from")


class CommentBody(Struct, frozen=True, kw_only=True):
    """A comment's last real text; both empty when it was removed before anyone saw it."""

    html: str = ""
    text: str = ""


class Comment(Struct, frozen=True, kw_only=True):
    """One comment, its instant and where that instant comes from."""

    id: str
    url: str | None = None
    in_reply_to: str | None = None
    author: Author = Author()
    published: datetime | None = None
    published_from: Evidence | None = None
    published_text: str | None = None
    published_local: str | None = None
    updated: datetime | None = None
    status: CommentStatus = "live"
    body: CommentBody = CommentBody()
    visibility: Visibility | UnsetType = UNSET  # only of what is private

    @property
    def day(self) -> date | None:
        """The date on the blog's own clock; None when nothing tells."""
        moment = self.published or _clock(self.published_local)
        return moment and moment.date()


class Link(Struct, frozen=True, kw_only=True):
    """A link of a post besides its own address: `enclosure`, `related`, `via` (RFC 4287, 4.2.7)."""

    rel: str
    href: str
    type: str | None = None
    length: int | None = None


class Source(Struct, frozen=True, kw_only=True):
    """A document that a snapshot was made of; `sha256` is of the decoded body, `raw` its WARC record.

    `via`: where somebody else's capture of it was had; only on those.
    """

    kind: str
    url: str
    fetched: datetime
    http_status: int | None = None  # None: no answer of a server, but a file
    sha256: str
    raw: str | None = None
    via: str | UnsetType = UNSET


class Entry(Struct, frozen=True, kw_only=True):
    """A post or a static page with its comments, as one view or as the merge of several."""

    status: EntryStatus = "live"
    kind: EntryKind = "post"
    id: str
    url: str | None = None
    title: str = ""
    author: Author = Author()
    published: datetime | None = None
    published_from: Literal["feed", "page", "export"] | None = None
    published_text: str | None = None
    date_header: str | None = None
    updated: datetime | None = None
    created: datetime | None = None
    published_local: str | None = None
    labels: tuple[str, ...] = ()
    body: Body = Body()
    links: tuple[Link, ...] = ()
    comments_declared: int | None = None
    comments_elsewhere: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    sources: tuple[Source, ...] = ()
    visibility: Visibility | UnsetType = UNSET  # only of what is private

    @property
    def moment(self) -> datetime | None:
        """When it was published: else when its id was made, else its wall clock as if UTC, else None."""
        return self.published or self.created or _clock(self.published_local)

    @property
    def day(self) -> date | None:
        """The date on the blog's own clock; None when nothing tells."""
        moment = self.published or _clock(self.published_local) or self.created
        return moment and moment.date()

    @property
    def number(self) -> str:
        """The digits at the end of its id; "" when it does not end in any."""
        return self.id[len(self.id.rstrip("0123456789")) :]


class BlogRef(Struct, frozen=True, kw_only=True):
    """The blog that a snapshot belongs to, as it called itself then."""

    id: str
    url: str
    title: str = ""


class Removal(Struct, frozen=True, kw_only=True):
    """What was taken out of a version: the entry or a comment by id, when, why, and its digest before."""

    id: str
    at: datetime
    reason: str
    was: str = ""


class Snapshot(Entry, frozen=True):
    """One stored version of an entry: `posts/<yyyy>/<mm>/<slug>-<id8>/v<NNNN>.json`."""

    format: str
    version: int
    captured: datetime
    digest: str
    blog: BlogRef
    cause: Cause = "seen"  # the others: docs/archive-format.md
    redactions: tuple[Removal, ...] | UnsetType = UNSET  # only where something was taken out

    def entry(self) -> Entry:
        """The entry alone, as merges compare it."""
        return Entry(**{name: getattr(self, name) for name in Entry.__struct_fields__})

    def public(self) -> Snapshot | None:
        """What anybody may see: itself, without its private comments; None of a private entry."""
        if self.status == "private":
            return None
        if all(comment.status != "private" for comment in self.comments):
            return self
        return replace(self, comments=tuple(one for one in self.comments if one.status != "private"))


class ZoneSpan(Struct, frozen=True, kw_only=True):
    """The first and last instant at which the blog's clock was seen at one offset, as "+08:00"."""

    since: datetime
    until: datetime
    utc_offset: str


class BlogZone(Struct, frozen=True, kw_only=True):
    """The blog's time zone, inferred from exact instants beside the clocks that pages showed for them.

    Attributes:
        names: IANA zones that fit; several when the evidence does not tell them apart.
        order: how comments' stamps write dates in numbers; None when nothing settles it.
        post_order, header_order: the same of posts' stamps and of date headers, which are other settings.
        pairs, contradictions: how many pairs speak, and how many of them against the rest.
        offsets: when which offset was seen, oldest first.
    """

    names: tuple[str, ...] = ()
    order: DateOrder | None = None
    post_order: DateOrder | None = None
    header_order: DateOrder | None = None
    pairs: int = 0
    contradictions: int = 0
    offsets: tuple[ZoneSpan, ...] = ()


class Blog(Struct, frozen=True, kw_only=True):
    """What the blog says of itself, and the zone that its stamps show: `blog.json`."""

    format: str = BLOG_FORMAT
    id: str
    url: str
    title: str = ""
    description: str = ""
    utc_offset: str | None = None
    language: str | None = None
    zone: BlogZone | None = None
    feed: str | None = None  # of a blog that is not Blogger's
    comments_feed: str | None = None
    platform: str | None = None


def _clock(local: str | None) -> datetime | None:
    """A wall clock as if it were UTC, so that it can be put in order; None when it is not one."""
    try:
        return datetime.fromisoformat(local).replace(tzinfo=UTC) if local else None
    except ValueError:
        return None
