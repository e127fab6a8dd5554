"""Pages that are lists: all blogs; a blog's posts by time and label; its changes."""

from __future__ import annotations

from calendar import month_name
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from feedarchive.catalog.listing import Changed, Listing
from feedarchive.plan.wording import sentence, utc
from feedarchive.read import Blog
from feedarchive.web.charts import sparkline
from feedarchive.web.render import render
from feedarchive.web.room import Item, NothingThere, Room, items, named
from feedarchive.web.wording import counted, excerpt

A_PAGE = 20
A_SPAN = 200  # posts of a year or month on one page
CHANGES = 100


class Card(Struct, frozen=True):
    """A blog on the home page; `complete` is None before a run left its verdict."""

    name: str
    title: str
    description: str
    sparkline: object
    verdict: str
    complete: bool | None
    last_run: str


class Leaf(Struct, frozen=True):
    """One page of a list of `total` posts, with the addresses of its neighbours."""

    total: int
    posts: list[Item]
    newer: str | None = None
    older: str | None = None


class Month(Struct, frozen=True):
    """A month in which posts were written; `key` as `2006-06`."""

    key: str
    name: str
    count: int


class Year(Struct, frozen=True):
    """A year with its months, for the side of a page."""

    name: str
    count: int
    months: list[Month]
    open: bool


class Change(Struct, frozen=True):
    """A version that was captured."""

    href: str
    title: str
    excerpt: str
    summary: str
    captured: str


def home(room: Room) -> str:
    """The page of all blogs."""
    blogs = [_card(room, blog) for blog in room.archive.blogs()]
    return render("home.html", room.links, blogs=blogs, damaged=len(room.catalog.damages()))


def newest(room: Room, name: str, page: int = 1) -> str:
    """A blog's posts, newest first."""
    blog = room.blog(name)
    listing = room.listing(name)
    leaf = _leaf(listing, page, lambda number: room.links.blog(name, number))
    return _posts(room, blog, listing, leaf, named(blog).title or name)


def span(room: Room, name: str, when: str, page: int = 1) -> str:
    """A blog's posts of a year or month, given as `2006` or `2006-06`."""
    blog, listing = room.blog(name), room.listing(name)
    leaf = _leaf(listing, page, lambda number: room.links.span(name, when, number), when=when, size=A_SPAN)
    year, _, month = when.partition("-")
    return _posts(room, blog, listing, leaf, f"{month_name[int(month)]} {year}" if month else year)


def label(room: Room, name: str, which: str, page: int = 1) -> str:
    """A blog's posts of a label."""
    blog, listing = room.blog(name), room.listing(name)
    leaf = _leaf(listing, page, lambda number: room.links.label(name, which, number), label=which)
    return _posts(room, blog, listing, leaf, which)


def changes(room: Room, name: str) -> str:
    """What the archive saw change in a blog, newest first."""
    blog = named(room.blog(name))
    found = [_change(room, name, one) for one in room.listing(name).changes(CHANGES)]
    crumbs = [("Archive", room.links.home()), (blog.title or name, room.links.blog(name))]
    return render("changes.html", room.links, blog=blog, crumbs=crumbs, changes=found)


def summary(change: Changed) -> str:
    """What a version is, in a word or two."""
    if change.status == "gone":
        return "gone from the site"
    if change.status == "redacted":
        return "taken out of the archive"
    if change.cause == "reparse":
        return "read anew from the kept bytes"
    if change.cause == "import" and change.version > 1:
        return "completed from a file that was imported"
    if change.cause == "restated":
        return "stated again, on top of older captures"
    return "first archived" if change.version == 1 else f"changed: version {change.version}"


def _change(room: Room, name: str, one: Changed) -> Change:
    href = room.links.post(name, one.folder) if one.version == 1 else room.links.versions(name, one.folder)
    return Change(
        href,
        " ".join(one.title.split()),
        excerpt(one.text),
        summary(one),
        utc(datetime.fromisoformat(one.captured)),
    )


def _card(room: Room, blog: Blog) -> Card:
    info, listing, state = blog.info(), room.listing(blog.name), blog.store.load_state()
    yearly = _yearly(listing.months())
    said = f"posts a year, {min(yearly)} to {max(yearly)}" if yearly else "no posts"
    return Card(
        name=blog.name,
        title=info.title if info else "",
        description=info.description if info else "",
        sparkline=sparkline(list(yearly.values()), said),
        verdict=sentence(state.verdict) if state.verdict else _counts(listing),
        complete=state.verdict.complete if state.verdict else None,
        last_run=utc(state.last_run) if state.last_run else "",
    )


def _counts(listing: Listing) -> str:
    posts, comments = listing.count(), listing.comments()
    return f"{counted(posts, 'post', 'posts')}, {counted(comments, 'comment', 'comments')}"


def _yearly(months: Sequence[tuple[str, int]]) -> dict[int, int]:
    """Posts of each year from the first to the last, years without any included."""
    posts: Counter[int] = Counter()
    for month, number in months:
        posts[int(month[:4])] += number
    return {year: posts[year] for year in range(min(posts), max(posts) + 1)} if posts else {}


def between(months: Sequence[str]) -> list[str]:
    """Every month from the first to the last, as `2006-06`; at most those of 60 years."""
    if not months:
        return []
    at, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (months[0], months[-1]))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(max(at, end - 720), end + 1)]


def _leaf(
    listing: Listing,
    page: int,
    href: Callable[[int], str],
    *,
    when: str = "",
    label: str | None = None,
    size: int = A_PAGE,
) -> Leaf:
    """That page of a list. Raises NothingThere where it has no posts, but for the first of a whole blog."""
    total = listing.count(span=when, label=label)
    found = listing.newest(span=when, label=label, limit=size, offset=(page - 1) * size) if page else []
    if not found and (page != 1 or when or label is not None):
        raise NothingThere("The archive holds no such posts.")
    return Leaf(
        total=total,
        posts=items(found),
        newer=href(page - 1) if page > 1 else None,
        older=href(page + 1) if page * size < total else None,
    )


def _posts(room: Room, blog: Blog, listing: Listing, leaf: Leaf, heading: str) -> str:
    who = named(blog)
    crumbs = [("Archive", room.links.home())]
    if heading != (who.title or blog.name):
        crumbs.append((who.title or blog.name, room.links.blog(blog.name)))
    return render(
        "blog.html",
        room.links,
        blog=who,
        crumbs=crumbs,
        heading=heading,
        told=counted(leaf.total, "post", "posts"),
        page=leaf,
        static_pages=items(listing.pages()),
        years=years(listing.months(), heading),
        labels=[{"name": name, "count": number} for name, number in listing.labels()],
    )


def years(months: Sequence[tuple[str, int]], here: str) -> list[Year]:
    """The years with their months, newest first; the newest, or the one at hand, is open."""
    found: list[Year] = []
    for year, group in groupby(reversed(months), lambda one: one[0][:4]):
        of_year = [Month(key, month_name[int(key[5:])], number) for key, number in group]
        total = sum(month.count for month in of_year)
        found.append(Year(year, total, of_year, open=not found or here.endswith(year)))
    return found
