"""Pages that are lists: all blogs; a blog's posts by time and label; its changes."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from feedarchive.catalog.listing import Changed, Listing
from feedarchive.catalog.overview import Count
from feedarchive.read import Blog
from feedarchive.web.charts import sparkline
from feedarchive.web.render import render
from feedarchive.web.room import Item, NothingThere, Room, items, named
from feedarchive.web.wording import counted, excerpt, utc

A_PAGE = 20
CHANGES = 100


class Card(Struct, frozen=True):
    """A blog on the home page."""

    name: str
    title: str
    description: str
    sparkline: object
    verdict: str
    last_run: str


class Leaf(Struct, frozen=True):
    """One page of a longer list, with the addresses of its neighbours."""

    posts: list[Item]
    newer: str | None = None
    older: str | None = None


class Year(Struct, frozen=True):
    """A year with its months, for the side of a page."""

    name: str
    count: int
    months: list[dict[str, object]]
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
    return render("home.html", room.links, blogs=[_card(room, blog) for blog in room.archive.blogs()])


def newest(room: Room, name: str, page: int = 1) -> str:
    """A blog's posts, newest first."""
    blog = room.blog(name)
    listing = room.listing(name)
    total = listing.count()
    leaf = _leaf(listing, total, page, lambda number: room.links.blog(name, number))
    heading = named(blog).title or name
    return _posts(
        room, blog, listing, leaf, heading=heading, here=heading, told=counted(total, "post", "posts")
    )


def span(room: Room, name: str, when: str) -> str:
    """A blog's posts of a year or month, all on one page."""
    blog, listing = room.blog(name), room.listing(name)
    total = listing.count(span=when)
    if not total:
        raise NothingThere(f"The archive holds no posts of {when} of this blog.")
    said = f"{month_name[int(when[5:])]} {when[:4]}" if len(when) > 4 else when  # noqa: PLR2004 - a year's digits
    leaf = Leaf(items(listing.newest(span=when, limit=2000)))
    return _posts(room, blog, listing, leaf, heading=said, here=said, told=counted(total, "post", "posts"))


def label(room: Room, name: str, which: str, page: int = 1) -> str:
    """A blog's posts of a label."""
    blog, listing = room.blog(name), room.listing(name)
    total = listing.count(label=which)
    if not total:
        raise NothingThere(f"No post of this blog has the label “{which}”.")
    leaf = _leaf(listing, total, page, lambda number: room.links.label(name, which, number), label=which)
    return _posts(room, blog, listing, leaf, heading=which, here=which, told=counted(total, "post", "posts"))


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
    years = [one for one in room.catalog.counts("year", blog=blog.name) if one.period]
    said = f"posts a year, {years[0].period} to {years[-1].period}" if years else "no posts"
    return Card(
        name=blog.name,
        title=info.title if info else "",
        description=info.description if info else "",
        sparkline=sparkline(_yearly(years), said),
        verdict=_counts(years, listing),
        last_run=utc(state.last_run) if state.last_run else "",
    )


def _counts(years: Sequence[Count], listing: Listing) -> str:
    return f"{counted(listing.count(), 'post', 'posts')}, {counted(sum(one.comments for one in years), 'comment', 'comments')}"


def _yearly(years: Sequence[Count]) -> list[int]:
    """Posts of each year from the first to the last, years without any included."""
    posts = {int(one.period): one.posts for one in years}
    return [posts.get(year, 0) for year in range(min(posts), max(posts) + 1)] if posts else []


def between(months: Sequence[str]) -> list[str]:
    """Every month from the first to the last, as `2006-06`; at most those of 60 years."""
    if not months:
        return []
    at, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (months[0], months[-1]))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(max(at, end - 720), end + 1)]


def _leaf(
    listing: Listing, total: int, page: int, href: Callable[[int], str], label: str | None = None
) -> Leaf:
    found = listing.newest(label=label, limit=A_PAGE, offset=(page - 1) * A_PAGE)
    if not found and page > 1:
        raise NothingThere("The list ends before that page.")
    return Leaf(
        posts=items(found),
        newer=href(page - 1) if page > 1 else None,
        older=href(page + 1) if page * A_PAGE < total else None,
    )


def _posts(  # noqa: PLR0913 - what a list of posts says about itself
    room: Room, blog: Blog, listing: Listing, leaf: Leaf, *, heading: str, here: str, told: str
) -> str:
    who = named(blog)
    crumbs = [("Archive", room.links.home())]
    if here != (who.title or blog.name):
        crumbs.append((who.title or blog.name, room.links.blog(blog.name)))
    return render(
        "blog.html",
        room.links,
        blog=who,
        crumbs=crumbs,
        heading=heading,
        here=here,
        told=told,
        page=leaf,
        static_pages=items(listing.pages()),
        years=years(room.catalog.counts("month", blog=blog.name), here),
        labels=[{"name": name, "count": number} for name, number in listing.labels()],
    )


def years(months: Sequence[Count], here: str) -> list[Year]:
    """The years with their months, newest first; the newest, or the one at hand, is open."""
    dated = [one for one in reversed(months) if one.period and one.posts]
    found: list[Year] = []
    for year, group in groupby(dated, lambda one: one.period[:4]):
        of_year = list(group)
        listed = [
            {"key": one.period, "name": month_name[int(one.period[5:])], "count": one.posts}
            for one in of_year
        ]
        total = sum(one.posts for one in of_year)
        found.append(Year(year, total, listed, open=not found or here.endswith(year)))
    return found
