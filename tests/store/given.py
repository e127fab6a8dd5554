"""What the store's tests are given: entries, answers, a kernel that fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from feedarchive.capture import Request, Response
from feedarchive.model import Author, BlogRef, Body, Comment, CommentBody, Entry, Link, Snapshot, Source
from feedarchive.store.codec import snapshot
from feedarchive.store.damage import Damage
from feedarchive.store.disk import System
from feedarchive.store.files import BlogStore
from feedarchive.store.layout import folder
from feedarchive.store.verify import verify

NAME = "quiet-harbour.blogspot.com"
BLOG = BlogRef(id="tag:blogger.com,1999:blog-7", url=f"https://{NAME}/", title="Quiet Harbour")
NOW = datetime(2026, 11, 23, 7, 21, 52, 123456, tzinfo=UTC)
HARBOUR = timezone(timedelta(hours=8))
WHEN = datetime(2006, 6, 6, 17, 37, 12, tzinfo=HARBOUR)
FEED = Request(url=f"https://{NAME}/feeds/posts/default", why="posts-feed")
RUN = "20261123T072152Z"


def post(number: int = 1, **fields: Any) -> Entry:
    """A post with two comments."""
    whole: dict[str, Any] = {
        "id": f"tag:blogger.com,1999:blog-7.post-{number}",
        "url": f"https://{NAME}/2006/06/low-tide-{number}.html",
        "title": f"Low tide {number}",
        "author": Author(name="Wren", kind="account", url="https://www.blogger.com/profile/3"),
        "published": WHEN,
        "updated": datetime(2006, 6, 7, 1, 2, 3, tzinfo=HARBOUR),
        "labels": ("tides", "boats"),
        "body": Body(html="<p>The quay is dry.</p>", text="The quay is dry.", origin="feed"),
        "links": (Link(rel="enclosure", href="https://example.org/tide.mp3", type="audio/mpeg", length=9),),
        "comments_declared": 2,
        "comments": (comment(number, 1), comment(number, 2, author=Author(name="Gull", kind="anonymous"))),
    }
    return Entry(**{**whole, **fields})


def comment(number: int, count: int, **fields: Any) -> Comment:
    whole: dict[str, Any] = {
        "id": f"tag:blogger.com,1999:blog-7.post-{number}0{count}",
        "author": Author(name="Tern", kind="openid"),
        "published": datetime(2006, 6, 6, 18, count, tzinfo=HARBOUR),
        "published_from": "feed",
        "body": CommentBody(html=f"Seen it {count} times.", text=f"Seen it {count} times."),
    }
    return Comment(**{**whole, **fields})


def page(number: int = 90, **fields: Any) -> Entry:
    return post(number, kind="page", url=f"https://{NAME}/p/about.html", title="About", **fields)


def version(entry: Entry, number: int = 1) -> tuple[str, Snapshot]:
    """What `write` takes: the folder and the snapshot."""
    return folder(entry), snapshot(entry, version=number, captured=NOW, blog=BLOG)


def revised(entry: Entry, times: int = 1) -> Entry:
    return replace(entry, title=f"{entry.title}, revised {times}")


def answer(wire: bytes = b"<feed/>", **fields: Any) -> Response:
    whole: dict[str, Any] = {
        "url": FEED.url,
        "status": 200,
        "reason": "OK",
        "headers": (("Content-Type", "application/atom+xml"),),
        "wire": wire,
        "body": wire,
        "fetched": NOW,
    }
    return Response(**{**whole, **fields})


def sourced(entry: Entry, body: bytes, ref: str) -> Entry:
    """The entry, made of that document."""
    digest = sha256(body).hexdigest()
    source = Source(kind="page", url=entry.url or "", fetched=NOW, http_status=200, sha256=digest, raw=ref)
    return replace(entry, sources=(source,))


Call = Callable[..., Any]
Before = Callable[[str, tuple[Any, ...]], None]
CHANGING = ("open", "write", "fsync", "syncfs", "link", "rename", "unlink", "mkdir")


class Watched(System):
    """The real kernel; `before(name, arguments)` is told of each call and may raise."""

    def __init__(self, before: Before) -> None:
        for name in CHANGING:
            setattr(self, name, self._watched(name, getattr(System(), name), before))

    @staticmethod
    def _watched(name: str, call: Call, before: Before) -> Call:
        def watched(*args: Any, **options: Any) -> Any:
            before(name, args)
            return call(*args, **options)

        return watched


class Failing(Watched):
    """The call number `nth` (0 is the first) fails with that errno, and only that one."""

    def __init__(self, nth: int, number: int) -> None:
        self.calls = 0

        def before(*_: object) -> None:
            self.calls += 1
            if self.calls == nth + 1:
                raise OSError(number, os.strerror(number))

        super().__init__(before)


# Text as parsers hand it over: any character but surrogates, which they replace by U+FFFD
odd = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["\0\x01\x1f\x7f\x80", "\u2028\u2029\ufeff\ufffd\uffff\U0010ffff", '"\\/\b\f\n\r\t', "é e\u0301 ﬁ 𝒜", ""]
)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(timezones=zones, min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31))  # noqa: DTZ001  Hypothesis wants them naive
some = st.none() | odd
authors = st.builds(
    Author, name=some, kind=st.sampled_from(["account", "openid", "anonymous", "unknown"]), url=some
)
comments = st.builds(
    Comment,
    id=odd,
    in_reply_to=some,
    author=authors,
    published=st.none() | instants,
    updated=st.none() | instants,
    published_text=some,
    status=st.sampled_from(["live", "removed-by-author", "removed-by-admin", "gone", "redacted"]),
    body=st.builds(CommentBody, html=odd, text=odd),
)
links = st.builds(Link, rel=odd, href=odd, type=some, length=st.none() | st.integers(0, 2**53))
entries = st.builds(
    Entry,
    id=odd,
    url=some | st.just("https://quiet-harbour.blogspot.com/2006/06/low-tide.html?m=1#c2"),
    title=odd,
    status=st.sampled_from(["live", "gone", "redacted"]),
    kind=st.sampled_from(["post", "page"]),
    author=authors,
    published=st.none() | instants,
    updated=st.none() | instants,
    created=st.none() | instants,
    published_local=some,
    published_from=st.sampled_from(["feed", "page", None]),
    published_text=some,
    date_header=some,
    labels=st.lists(odd, max_size=4).map(tuple),
    body=st.builds(Body, html=odd, text=odd, truncated=st.booleans(), origin=st.none() | st.just("page")),
    links=st.lists(links, max_size=2).map(tuple),
    comments_declared=st.none() | st.integers(0, 9999),
    comments=st.lists(comments, max_size=3).map(tuple),
)


def unsound(store: BlogStore) -> list[Damage]:
    """What verify finds, but for the blog.json that runs write and these tests do not."""
    return [one for one in verify(store) if not one.file.endswith("blog.json")]
