"""A blog's statistics page: what was written when, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from feedarchive.catalog.overview import Count
from feedarchive.web.charts import bars
from feedarchive.web.lists import between
from feedarchive.web.render import render
from feedarchive.web.room import Room, named
from feedarchive.web.wording import counted

MOST_MONTHS = 60  # beyond, a bar stands for a year
PEOPLE = 25


class Row(Struct, frozen=True):
    """A year in figures; `href` where posts of it are listed."""

    name: str
    href: str | None
    posts: int
    comments: int
    mean: str


def statistics(room: Room, name: str) -> str:
    """The page of a blog's figures."""
    blog = named(room.blog(name))
    months = room.catalog.counts("month", blog=name)
    years = _years(months)
    unit, points = _points(months, years)
    people = room.catalog.authors(blog=name, limit=PEOPLE).people
    posts, comments = sum(one.posts for one in years), sum(one.comments for one in years)
    return render(
        "statistics.html",
        room.links,
        blog=blog,
        crumbs=[("Archive", room.links.home()), (blog.title or name, room.links.blog(name))],
        told=f"{counted(posts, 'post', 'posts')}, {counted(comments, 'comment', 'comments')}",
        unit=unit,
        posts_plot=bars([(one.period, one.posts) for one in points], f"posts a {unit}"),
        comments_plot=bars([(one.period, one.comments) for one in points], f"comments a {unit}"),
        years=[_row(room, name, one) for one in years],
        people=sorted((one for one in people if one.comments), key=lambda one: -one.comments),
    )


def _points(months: Sequence[Count], years: Sequence[Count]) -> tuple[str, list[Count]]:
    """What a bar stands for, and one for each month or year from the first to the last."""
    names = between([one.period for one in months if one.period])
    if len(names) <= MOST_MONTHS:
        known = {one.period: one for one in months}
        return "month", [known.get(name) or Count(period=name, posts=0, comments=0) for name in names]
    known = {one.period: one for one in years}
    spans = [f"{year:04}" for year in range(int(names[0][:4]), int(names[-1][:4]) + 1)]
    return "year", [known.get(name) or Count(period=name, posts=0, comments=0) for name in spans]


def _years(months: Sequence[Count]) -> list[Count]:
    return [
        Count(
            period=year,
            posts=sum(one.posts for one in of_year),
            comments=sum(one.comments for one in of_year),
        )
        for year, group in groupby(months, lambda one: one.period[:4])
        for of_year in [list(group)]
    ]


def _row(room: Room, name: str, one: Count) -> Row:
    mean = f"{one.comments / one.posts:.1f}" if one.posts else "–"
    href = room.links.span(name, one.period) if one.period and one.posts else None
    return Row(one.period or "undated", href, one.posts, one.comments, mean)
