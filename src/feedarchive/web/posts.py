"""The page of a post, as it is now or was in an earlier version; and the page of all its versions."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import partial
from itertools import pairwise

from msgspec import Struct

from feedarchive.errors import CorruptError
from feedarchive.model import Author, Comment, Snapshot
from feedarchive.parse.media import wanted
from feedarchive.plan.mediatypes import type_by
from feedarchive.plan.wording import utc
from feedarchive.read import Blog, Post
from feedarchive.read.changes import Difference, FieldChange, difference
from feedarchive.read.words import Piece
from feedarchive.web.clean import SCHEMES
from feedarchive.web.render import render
from feedarchive.web.room import Item, NothingThere, Room, item, named
from feedarchive.web.threads import Shown, threaded
from feedarchive.web.wording import Moment, counted, excerpt, fate, of_comment, of_post, post_fate

MOST_VERSIONS = 50  # that one page compares


class Told(Struct, frozen=True, kw_only=True):
    """A post for its page."""

    folder: str
    title: str
    excerpt: str
    author: Author
    when: Moment
    html: object
    truncated: bool
    fate: str
    labels: list[tuple[str, str | None]]
    enclosures: list[dict[str, str]]
    damaged: str
    address: str | None
    captured: str
    version: int
    latest: int
    old: bool
    comments_count: int
    comments_heading: str
    comment_notes: list[str]
    thread: list[Shown]
    older: Item | None = None
    newer: Item | None = None


class Step(Struct, frozen=True, kw_only=True):
    """One version beside the one before it."""

    number: int
    captured: str
    reparsed: bool
    summary: str
    fields: list[dict[str, str]]
    body: tuple[Piece, ...]
    comments: list[dict[str, object]]


def post(room: Room, name: str, folder: str, number: int | None = None) -> str:
    """The page of a post; of an earlier version when `number` says so."""
    blog = room.blog(name)
    found = _found(blog, folder)
    if number is not None and number not in found.numbers:
        raise NothingThere(f"This post has no version {number}.")
    snapshot = found.latest if number is None else found.at(number)
    told, crumbs = _told(room, blog, found, snapshot), _crumbs(room, found)
    return render("post.html", room.links, blog=named(blog), crumbs=crumbs, post=told)


def versions(room: Room, name: str, folder: str) -> str:
    """All versions of a post, newest first, each with what changed."""
    blog = room.blog(name)
    found = _found(blog, folder)
    held = list(found.versions())[-MOST_VERSIONS:]
    steps = [_step(newer, difference(older, newer)) for older, newer in pairwise(held)]
    first = held[0]
    said = "first archived" if first.version == 1 else "the earliest that is compared here"
    none = Difference(a=first.version, b=first.version)
    steps.insert(0, _step(first, none, f"{said}, with {_comments(first)}"))
    heading = {"title": _title(found.latest), "excerpt": excerpt(found.latest.body.text), "folder": folder}
    crumbs = _crumbs(room, found)
    crumbs.append((heading["title"] or heading["excerpt"] or "untitled", room.links.post(name, folder)))
    return render(
        "versions.html",
        room.links,
        blog=named(blog),
        crumbs=crumbs,
        post=heading,
        versions=steps[::-1],
        damaged=_damaged(found, {version.version for version in held} | {*found.numbers[:-MOST_VERSIONS]}),
    )


def _found(blog: Blog, folder: str) -> Post:
    """The post. Raises NothingThere, and CorruptError when no version of it can be read."""
    if not blog.store.numbers(folder):
        raise NothingThere("The archive holds no such post.")
    found = blog.post(folder)
    if found is None:
        raise CorruptError(f"{blog.name}/{folder}", "no version of it can be read")
    return found


def _damaged(found: Post, read: Container[int]) -> str:
    """Which versions could not be read, in words."""
    lost = [str(number) for number in found.numbers if number not in read]
    return f"Damaged, and left out: version {', '.join(lost)}." if lost else ""


def _crumbs(room: Room, found: Post) -> list[tuple[str, str]]:
    blog = found.blog
    crumbs = [("Archive", room.links.home()), (named(blog).title or blog.name, room.links.blog(blog.name))]
    if found.day is not None and found.latest.kind == "post":
        year = f"{found.day.year:04}"
        crumbs.append((year, room.links.span(blog.name, year)))
    return crumbs


def _told(room: Room, blog: Blog, found: Post, snapshot: Snapshot) -> Told:
    bodies = room.bodies(blog, (snapshot,))
    base = snapshot.url or snapshot.blog.url
    listing = room.listing(blog.name)
    before, after = listing.beside(found.folder)
    return Told(
        folder=found.folder,
        title=_title(snapshot),
        excerpt=excerpt(snapshot.body.text),
        author=snapshot.author,
        when=of_post(snapshot),
        html=bodies.html(snapshot.body.html, base),
        truncated=snapshot.body.truncated,
        fate=post_fate(snapshot),
        labels=[
            (label, room.links.label(blog.name, label) if listing.count(label=label) else None)
            for label in snapshot.labels
        ],
        damaged=_damaged(found, {n for n in found.numbers if n <= found.latest.version}),
        enclosures=_attached(snapshot, base, partial(bodies.opened, base)),
        address=snapshot.url if snapshot.url and _may_link(snapshot.url) else None,
        captured=utc(snapshot.captured),
        version=snapshot.version,
        latest=found.latest.version,
        old=snapshot.version != found.latest.version,
        comments_count=len(snapshot.comments),
        comments_heading=_comments(snapshot) if snapshot.comments else "No comments",
        comment_notes=_notes(snapshot),
        thread=threaded(snapshot.comments, lambda html: bodies.html(html, base)),
        older=item(before) if before else None,
        newer=item(after) if after else None,
    )


def _title(snapshot: Snapshot) -> str:
    return " ".join(snapshot.title.split())


def _comments(snapshot: Snapshot) -> str:
    return counted(len(snapshot.comments), "comment", "comments")


def _may_link(url: str) -> bool:
    return url.partition(":")[0].lower() in SCHEMES


def _attached(snapshot: Snapshot, base: str, kept: Callable[[str], str | None]) -> list[dict[str, str]]:
    """Recordings of the body, whose players do not come through, and enclosures.

    Each with where it leads, to the kept copy or the web, and what it is called.
    """
    found: dict[str, dict[str, str]] = {}
    recordings = [one.address for one in wanted(snapshot.body.html, (), base)]
    enclosed = [link.href for link in snapshot.links if link.rel == "enclosure"]
    for address in (*filter(lambda one: _is_played(kept(one) or one), recordings), *enclosed):
        if href := kept(address) or (address if _may_link(address) else None):
            found.setdefault(href, {"href": href, "name": address.rpartition("/")[2] or address})
    return list(found.values())


def _is_played(address: str) -> bool:
    """Whether its ending is that of a file that is kept and no image."""
    kind = type_by(address.partition("?")[0].rpartition(".")[2].lower())
    return kind is not None and not kind.startswith("image/")


def _notes(snapshot: Snapshot) -> list[str]:
    notes = []
    if snapshot.comments_elsewhere:
        services = ", ".join(snapshot.comments_elsewhere)
        notes.append(f"Comments of this post lived elsewhere ({services}) and are not in the archive.")
    short = (snapshot.comments_declared or 0) - sum(one.status != "gone" for one in snapshot.comments)
    if short > 0:
        notes.append(f"The site counts {counted(short, 'more comment', 'more comments')} than it showed.")
    return notes


def _step(version: Snapshot, change: Difference, summary: str | None = None) -> Step:
    return Step(
        number=version.version,
        captured=utc(version.captured),
        reparsed=version.cause == "reparse",
        summary=summary or change.summary(),
        fields=[_field(one) for one in change.fields],
        body=change.body,
        comments=[
            {
                "fate": one.fate,
                "words": one.words or _whole(one.fate, said),
                "author": said.author,
                "when": of_comment(said),
            }
            for one in change.comments
            if (said := one.after or one.before) is not None
        ],
    )


def _whole(what: str, comment: Comment) -> tuple[Piece, ...]:
    """The text of a comment that came or went, as such."""
    text = comment.body.text
    if what == "added":
        return (Piece("added", text),)
    return (Piece("removed" if fate(comment) or what == "absent" else "same", text),)


def _field(change: FieldChange) -> dict[str, str]:
    return {"name": change.field, "before": _value(change.before), "after": _value(change.after)}


def _value(value: object) -> str:
    match value:
        case None | "" | ():
            return "nothing"
        case Author():
            return f"{value.name or 'nobody'} ({value.kind})"
        case tuple():
            return ", ".join(str(getattr(one, "href", one)) for one in value)
    return str(value)
