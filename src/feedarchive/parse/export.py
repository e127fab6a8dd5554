"""Blogger's exports -> views, batch by batch; pure.

Two dialects of Atom 1.0, both with posts, pages and comments in any order in one feed:

* the old export, `blog-MM-DD-YYYY.xml`: the kind of an entry is a category (`kind#post`, `kind#comment`,
  `kind#page`, `kind#settings`, `kind#template`), drafts have `app:control/app:draft` (fact sheet
  blogger-feeds, sections 4 and 5, 2026-11);
* Google Takeout's `feed.atom`: `blogger:type` (POST, PAGE, COMMENT), `blogger:status` (LIVE, DRAFT,
  SOFT_TRASHED; of comments SPAM_COMMENT, GHOSTED_COMMENT, PENDING_MODERATION, EMPTIED), `blogger:parent`
  and `blogger:inReplyTo`, `blogger:created`, `blogger:filename` (the path of the address),
  `blogger:trashed`, labels whose scheme is the blog's id, authors with `blogger:type` BLOGGER or ANONYMOUS,
  and an empty `link` (the same sheet, section 4; programs on GitHub that read such files, and Blogger's API
  v3 for the statuses; 2026-11).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from feedarchive.errors import ParseError
from feedarchive.model import Author, Blog, Comment, CommentBody, Entry, Visibility
from feedarchive.parse import ids
from feedarchive.parse.atom import raw
from feedarchive.parse.entries import KINDS, LABELS, Raw, feed_page
from feedarchive.parse.exportfile import Broken, Found, Head, Piece, Splitter
from feedarchive.parse.text import readable
from feedarchive.parse.times import read_rfc3339
from feedarchive.parse.xmltext import mended
from feedarchive.seen import CommentOf, FeedPage

_BATCH = 256 * 1024  # bytes of entries that are read at once

_ROOT = re.compile(rb"""<(?:([\w.-]+):)?feed(?=[\s>])((?:[^>"']|"[^"]*"|'[^']*')*)>""")
_SPACE = re.compile(rb"""\bxmlns(?::([\w.-]+))?\s*=\s*("[^"<]*"|'[^'<]*')""")
_PREFIX = re.compile(rb"""(?:</?|\s)([A-Za-z_][\w.-]*):[A-Za-z_][\w.-]*""")
_NULS = re.compile(rb"\0+")
_LOST = "\ufffd"  # what stands in the place of NULs
_ID = re.compile(rb"<(?:[\w.-]+:)?id[^>]*>([^<]{1,200})<")
_TITLE = re.compile(rb"<(?:[\w.-]+:)?title[^>]*>([^<]{1,200})")
# What exports declare at their root, for those that lost it
_USUAL = {
    b"": b"http://www.w3.org/2005/Atom",
    b"atom": b"http://www.w3.org/2005/Atom",
    b"app": b"http://purl.org/atom/app#",
    b"blogger": b"http://schemas.google.com/blogger/2018",
    b"gd": b"http://schemas.google.com/g/2005",
    b"georss": b"http://www.georss.org/georss",
    b"media": b"http://search.yahoo.com/mrss/",
    b"openSearch": b"http://a9.com/-/spec/opensearchrss/1.0/",
    b"thr": b"http://purl.org/syndication/thread/1.0",
}
_KNOWN_KINDS = frozenset({"post", "page", "comment"})
_STATUS: tuple[tuple[str, Visibility], ...] = (
    ("DRAFT", "draft"),
    ("SCHEDULED", "scheduled"),
    ("SOFT_TRASHED", "trashed"),
    ("TRASHED", "trashed"),
    ("SPAM", "spam"),
    ("GHOST", "ghosted"),
    ("PENDING", "pending"),
    ("EMPTIED", "emptied"),
)  # the beginnings of `blogger:status`; what is neither these nor LIVE is `hidden`


class ExportReader:
    """Is fed an export in chunks; gives what it says, batch by batch, each thing once.

    What is private has that status and a visibility; whether a post is scheduled can tell who knows when the
    export was made. Pages have the ids that public feeds give them.

    Attributes:
        blog: what its head says of the blog; None before the head was read.
        updated: the head's own `updated`, which is no later than the export.
        passed: how many entries there were of kinds that are none of ours: `settings`, `template`.
        ended: whether the file came to its end.
    """

    def __init__(self, name: str) -> None:
        self.blog: Blog | None = None
        self.updated: datetime | None = None
        self.passed: Counter[str] = Counter()
        self._name = name
        self._splitter = Splitter()
        self._root, self._close = _wrapping(b"")
        self._batch: list[Piece] = []
        self._size = 0

    @property
    def ended(self) -> bool:
        """Whether the end of the feed was read."""
        return self._splitter.ended

    def feed(self, chunk: bytes) -> Iterator[FeedPage]:
        """What is complete now; of entries that were mended `whole` is False; `skipped` names the rest."""
        for found in self._splitter.feed(chunk):
            yield from self._found(found)

    def end(self) -> Iterator[FeedPage]:
        """What is left."""
        for found in self._splitter.end():
            yield from self._found(found)
        yield from self._flush()

    def _found(self, found: Found) -> Iterator[FeedPage]:
        if isinstance(found, Head):
            yield from self._head(found.data)
        elif isinstance(found, Broken):
            yield from self._flush()
            yield self._page([], (f"{_named(found.data, found.at)}: {found.why}",))
        else:
            self._batch.append(found)
            self._size += len(found.data)
            if self._size >= _BATCH:
                yield from self._flush()

    def _head(self, data: bytes) -> Iterator[FeedPage]:
        self._root, self._close = _wrapping(data)
        root = _ROOT.search(data)
        inner = data[root.end() :] if root else b""
        try:
            feed, _ = self._read(inner)
        except ParseError as exc:
            feed = Raw(texts={"id": _text(_ID, inner), "title": _text(_TITLE, inner)})
            yield self._page([], (f"the head of the file: {exc.reason}",))
        page = feed_page(feed, [])
        self.blog, self.updated = page.blog, page.updated
        if root is None:
            yield self._page([], ("the head of the file: is no feed's",))

    def _flush(self) -> Iterator[FeedPage]:
        batch, self._batch, self._size = self._batch, [], 0
        if not batch:
            return
        try:
            _, items = self._read(b"".join(piece.data for piece in batch))
        except ParseError:
            items = []
        if len(items) == len(batch):
            yield self._page(items)
        else:
            yield from map(self._one, batch)

    def _one(self, piece: Piece) -> FeedPage:
        """One entry by itself: as it is, else mended, else named."""
        try:
            _, items = self._read(piece.data)
        except ParseError as exc:
            return self._mended(piece, exc.reason)
        return self._page(items)

    def _mended(self, piece: Piece, reason: str) -> FeedPage:
        data = _NULS.sub(_LOST.encode(), piece.data)
        data = mended(data)[0]
        declared = {prefix for prefix, _ in _SPACE.findall(self._root)} | {b"xml", b"xmlns"}
        try:
            _, items = self._read(data, frozenset(_PREFIX.findall(data)) - declared)
        except ParseError:
            items = []
        name = _named(piece.data, piece.at)
        if not items:
            return self._page([], (f"{name}: {reason}",))
        return replace(self._page(items, (f"{name}: mended, {reason}",)), whole=False)

    def _read(self, entries: bytes, strange: frozenset[bytes] = frozenset()) -> tuple[Raw, list[Raw]]:
        more = b"".join(b' xmlns:%b="urn:unbound:%b"' % (one, one) for one in sorted(strange))
        return raw(self._root[:-1] + more + b">" + entries + self._close, self._name)

    def _page(self, items: list[Raw], notes: tuple[str, ...] = ()) -> FeedPage:
        for item in items:
            _as_public(item)
        ours = [item for item in items if self._is_ours(item)]
        page = feed_page(Raw(texts={"id": self.blog.id if self.blog else ""}), ours)
        if self.blog is not None and not ids.blog_number(self.blog.id) and ids.blog_number(page.blog.id):
            self.blog = replace(self.blog, id=page.blog.id)
        by_id = {item.text("id"): item for item in ours}
        return replace(
            page,
            entries=tuple(_entry(one, by_id[one.id]) for one in page.entries),
            comments=tuple(_comment(one, by_id[one.comment.id]) for one in page.comments),
            skipped=(*notes, *page.skipped),
        )

    def _is_ours(self, item: Raw) -> bool:
        kind = _kind(item)
        if kind in _KNOWN_KINDS:
            return True
        self.passed[kind or "unknown"] += 1
        return False


def _wrapping(head: bytes) -> tuple[bytes, bytes]:
    """The start tag of a feed that declares what this head does and exports usually do; its end tag."""
    root = _ROOT.search(head)
    prefix, attributes = (root[1] or b"", root[2]) if root else (b"", b"")
    spaces = {one: value[1:-1] for one, value in _SPACE.findall(attributes)}
    if prefix and prefix not in spaces:
        spaces[prefix] = _USUAL[b""]
    declared = {**_USUAL, **spaces}
    if prefix and b"" not in spaces:
        del declared[b""]
    tags = [b'xmlns%b="%b"' % (b":" + one if one else b"", value) for one, value in declared.items()]
    name = prefix + b":feed" if prefix else b"feed"
    return b"<" + name + b" " + b" ".join(tags) + b">", b"</" + name + b">"


def _named(data: bytes, at: int) -> str:
    """An entry by what can be read of it."""
    parts = [_text(_ID, data[:4096]), _text(_TITLE, data[:4096])]
    told = ", ".join(repr(part) for part in parts if part)
    return f"the entry at byte {at:,}" + (f" ({told})" if told else "")


def _text(which: re.Pattern[bytes], data: bytes) -> str:
    found = which.search(data)
    return found[1].decode("utf-8", "replace").strip()[:80] if found else ""


def _kind(item: Raw) -> str:
    """post, page, comment, settings, template, or whatever it says; a public feed's entries say nothing."""
    for category in item.elements.get("category", ()):
        if category.get("scheme") == KINDS:
            return category.get("term", "").rpartition("#")[2]
    if "reply" in item.elements:
        return "comment"
    return "page" if ".page-" in item.text("id") else "post"


def _as_public(item: Raw) -> None:
    """Say as public feeds do what Takeout says in elements of its own."""
    kind = item.text("blogger:type").lower() or _kind(item)
    item.elements["category"].append({"scheme": KINDS, "term": f"#{kind}"})
    for category in item.elements.get("category", ()):
        if category.get("scheme", "").startswith("tag:blogger.com,1999:blog-"):
            category["scheme"] = LABELS
    if parent := item.text("blogger:parent").strip(_LOST):
        item.elements["reply"].append({"ref": parent})
    number = ids.number(tag := item.text("id"))
    if number and _kind(item) == "page" and (blog := ids.blog_number(tag)):
        item.texts["id"] = ids.page_tag(blog, number)


def _entry(seen: Entry, item: Raw) -> Entry:
    hidden = _visibility(item, comment=False)
    filename = item.text("blogger:filename")
    return replace(
        seen,
        status="live" if hidden is UNSET else "private",
        visibility=hidden,
        url=seen.url or filename or None,
        author=_typed(seen.author, item),
        published_from="export" if seen.published else None,
        created=seen.created or read_rfc3339(item.text("blogger:created")),
        body=replace(seen.body, origin="export") if seen.body.origin else seen.body,
    )


def _comment(seen: CommentOf, item: Raw) -> CommentOf:
    comment = seen.comment
    hidden = _visibility(item, comment=True)
    comment = replace(
        comment,
        in_reply_to=comment.in_reply_to or _answered(item),
        author=_typed(comment.author, item),
        published_from="export" if comment.published else None,
    )
    return replace(seen, comment=comment if hidden is UNSET else _hidden(comment, hidden, item))


def _hidden(comment: Comment, hidden: Visibility, item: Raw) -> Comment:
    """With its text, also where it was removed: the export may still have it."""
    html = item.texts.get("content", "")
    body = CommentBody(html=html, text=readable(html)) if html and hidden != "emptied" else CommentBody()
    return replace(comment, status="private", visibility=hidden, body=body)


def _answered(item: Raw) -> str | None:
    """The comment that is answered, which Takeout names by its id or by the number in it."""
    found = item.text("blogger:inReplyTo").strip(_LOST)
    blog = ids.blog_number(item.text("id"))
    return ids.entry_tag(blog, found) if found.isdecimal() and blog else found or None


def _typed(author: Author, item: Raw) -> Author:
    """With what Takeout says of the author: BLOGGER has an account, ANONYMOUS typed a name or none."""
    kind = item.author.text("blogger:type").upper() if item.author else ""
    if kind == "BLOGGER":
        name = author.name or (item.author.text("name") if item.author else "") or None
        return replace(author, kind="account", name=name)
    return replace(author, kind="anonymous") if kind == "ANONYMOUS" and author.kind == "unknown" else author


def _visibility(item: Raw, *, comment: bool) -> Visibility | UnsetType:
    """Why the public cannot see it; UNSET where it can. What is not known to be public is not."""
    if item.control is not None and item.control.text("draft").lower() not in ("", "no"):
        return "pending" if comment else "draft"
    status = item.text("blogger:status").upper()
    if item.text("blogger:trashed") and status in ("", "LIVE"):
        return "trashed"
    if status in ("", "LIVE"):
        return UNSET
    return next((what for begins, what in _STATUS if status.startswith(begins)), "hidden")
