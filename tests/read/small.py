"""A small archive on disk, written by the real store: two blogs, a post with three versions."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from feedarchive.model import Author, Blog, BlogRef, Body, Comment, CommentBody, Entry, Link
from feedarchive.store import codec
from feedarchive.store.files import Archive
from feedarchive.store.layout import folder

PDT = timezone(timedelta(hours=-7))
CAPTURED = datetime(2026, 11, 3, 10, tzinfo=UTC)
NAME = "quarrynotes.blogspot.com"
INFO = Blog(
    id="tag:blogger.com,1999:blog-77", url=f"http://{NAME}/", title="Quarry Notes", utc_offset="-07:00"
)
OTHER = Blog(id="tag:blogger.com,1999:blog-88", url="http://other.example.org/", title="Other")

GRAVEL = Author(name="Gravelpit", kind="anonymous")
MARTA = Author(name="marta", kind="account", url="https://www.blogger.com/profile/42")


def post_id(number: int, blog: int = 77) -> str:
    return f"tag:blogger.com,1999:blog-{blog}.post-{number}"


def comment(number: int, text: str, at: datetime | None, **more: Any) -> Comment:
    defaults: dict[str, Any] = {
        "id": post_id(number),
        "url": f"http://{NAME}/2006/06/slate.html#c{number}",
        "author": GRAVEL,
        "published": at,
        "published_from": "id",
        "body": CommentBody(html=f"<p>{text}</p>", text=text),
    }
    return Comment(**(defaults | more))


FIRST = comment(
    114958663200000001, "Slate splits along the grain.", datetime(2006, 6, 6, 9, 37, 12, tzinfo=UTC),
    published_text="2:37 AM",
)  # fmt: skip
REPLY = comment(
    114959000000000002, "Not this one.", datetime(2006, 6, 6, 10, 33, 20, tzinfo=UTC),
    author=MARTA, in_reply_to=FIRST.id, published_from="feed",
)  # fmt: skip
LATER = comment(7000000000000000003, "Ten years on I still agree.", None, author=Author(kind="anonymous"),
                published_from=None, published_text="11:05 PM")  # fmt: skip

POSTED = datetime(2006, 6, 5, 14, 12, tzinfo=PDT)
UNTITLED = Entry(
    id=post_id(114954343212345678),
    url=f"http://{NAME}/2006/06/slate.html",
    author=Author(name="marta", kind="account"),
    published=POSTED,
    updated=datetime(2006, 6, 5, 14, 20, tzinfo=PDT),
    labels=("stone", "roofs"),
    body=Body(
        html="<p>The old quarry is full of water now.</p><p>Nobody cuts slate there.</p>",
        text="The old quarry is full of water now.\n\nNobody cuts slate there.",
        origin="feed",
    ),
    comments_declared=2,
    comments=(FIRST, REPLY),
)
SECOND = replace(
    UNTITLED,
    title="Slate",
    body=replace(
        UNTITLED.body,
        html="<p>The old quarry is full of clear water now.</p><p>Nobody cuts slate there.</p>",
        text="The old quarry is full of clear water now.\n\nNobody cuts slate there.",
    ),
    comments_declared=3,
    comments=(FIRST, REPLY, LATER),
)
THIRD = replace(SECOND, comments=(FIRST, replace(REPLY, status="removed-by-author"), LATER))
LINKED = Entry(
    id=post_id(5000000000000000009),
    url=f"http://{NAME}/2007/01/lime.html",
    title="Lime & mortar",
    author=Author(name="olaf", kind="account"),
    published=datetime(2007, 1, 31, 23, 30, tzinfo=PDT),
    labels=("Stone",),
    body=Body(html="<p>Mortar.</p>", text="Mortar.", origin="page"),
    links=(Link(rel="related", href="https://example.org/lime"),),
)
ABOUT = Entry(
    id="tag:blogger.com,1999:blog-77.page-31",
    kind="page",
    url=f"http://{NAME}/p/about.html",
    title="About",
    published=datetime(2010, 1, 1, tzinfo=UTC),
    body=Body(html="Who we are.", text="Who we are."),
)
ELSEWHERE = Entry(
    id=post_id(41, 88),
    url="http://other.example.org/2006/06/slate.html",
    title="The same path",
    published=datetime(2006, 6, 9, tzinfo=UTC),
)


def put(root: Path, *versions: Entry, info: Blog = INFO, name: str = NAME) -> str:
    """Write the versions of one entry, a day apart; returns its folder below the blog's."""
    store = Archive(root).blog(name)
    store.put_info(info)
    where = folder(versions[0])
    ref = BlogRef(id=info.id, url=info.url, title=info.title)
    for index, entry in enumerate(versions):
        captured = CAPTURED + timedelta(days=index)
        store.write([(where, codec.snapshot(entry, version=index + 1, captured=captured, blog=ref))])
    return where


def small(root: Path) -> Path:
    """The whole small archive."""
    put(root, UNTITLED, SECOND, THIRD)
    put(root, LINKED)
    put(root, ABOUT)
    put(root, ELSEWHERE, info=OTHER, name="other.example.org")
    return root
