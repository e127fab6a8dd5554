"""The page that searches, with what was found."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Literal, cast, get_args
from urllib.parse import urlencode

from msgspec import Struct

from feedarchive.catalog.search import Hit
from feedarchive.catalog.snippets import Fragment
from feedarchive.errors import ConfigError
from feedarchive.model import Author
from feedarchive.web.render import render
from feedarchive.web.room import Room
from feedarchive.web.wording import counted, excerpt, in_words

Place = Literal["all", "titles", "posts", "comments"]
PLACES = {"all": "posts and comments", "titles": "titles", "posts": "posts", "comments": "comments"}
A_PAGE = 20
_FURTHEST = 10_000  # hits that can be turned to
_CALENDAR = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Asked(Struct, frozen=True, kw_only=True):
    """What the form was filled in with."""

    q: str = ""
    place: Place = "all"
    blog: str = ""
    author: str = ""
    label: str = ""
    since: str = ""
    until: str = ""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anything but words was given."""
        return self.place != "all" or any((self.blog, self.author, self.label, self.since, self.until))

    @property
    def blank(self) -> bool:
        """Whether nothing was asked."""
        return not any((self.q.strip(), self.author, self.label, self.since, self.until))


class Found(Struct, frozen=True, kw_only=True):
    """A hit for the page."""

    href: str
    title: tuple[Fragment, ...]
    snippet: tuple[Fragment, ...]
    comment: bool
    author: Author
    day: str
    blog: str
    status: str


class Turns(Struct, frozen=True):
    """The addresses of the pages of hits before and after."""

    newer: str | None = None
    older: str | None = None


def asked(form: Mapping[str, str]) -> Asked:
    """The form's fields, whatever was sent."""
    place = form.get("in", "all")
    page = form.get("page", "1")
    number = int(page) if page.isascii() and page.isdecimal() and len(page) < 5 else 1  # noqa: PLR2004
    names = ("q", "blog", "author", "label", "since", "until")
    texts = {name: form.get(name, "").strip()[:500] for name in names}
    chosen = cast("Place", place) if place in get_args(Place) else "all"
    return Asked(place=chosen, page=max(number, 1), **texts)


def page(room: Room, form: Asked) -> str:
    """The search page; with hits once something was asked."""
    hits: list[Found] | None = None
    problem, told, turns = "", "", Turns()
    if not form.blank:
        try:
            hits, told, turns = _search(room, form)
        except (ConfigError, ValueError) as exc:
            problem = str(exc)
    return render(
        "search.html",
        room.links,
        asked=form,
        places=list(PLACES.items()),
        names=room.archive.store.names(),
        hits=hits,
        told=told,
        problem=problem,
        page=turns,
    )


def _search(room: Room, form: Asked) -> tuple[list[Found], str, Turns]:
    offset = min((form.page - 1) * A_PAGE, _FURTHEST)
    found = room.catalog.search(
        form.q,
        within=form.place,
        blog=form.blog or None,
        author=form.author or None,
        label=form.label or None,
        since=first_day(form.since),
        until=last_day(form.until),
        limit=A_PAGE,
        offset=offset,
    )
    told = "Nothing found." if not found.total else f"{counted(found.total, 'hit', 'hits')}, best first"
    turns = Turns(
        newer=_turned(room, form, form.page - 1) if form.page > 1 else None,
        older=_turned(room, form, form.page + 1) if found.next is not None else None,
    )
    return [_hit(room, hit) for hit in found.hits], told, turns


def _turned(room: Room, form: Asked, number: int) -> str:
    fields = {"q": form.q, "in": form.place, "blog": form.blog, "author": form.author, "label": form.label}
    fields |= {"since": form.since, "until": form.until, "page": str(number)}
    return f"{room.links.search()}?{urlencode({name: text for name, text in fields.items() if text})}"


def _hit(room: Room, hit: Hit) -> Found:
    comment = hit.kind == "comment"
    post = room.links.post(hit.blog, hit.folder)
    untitled = (Fragment(excerpt(hit.excerpt) or "untitled"),)
    return Found(
        href=room.links.comment(hit.blog, hit.folder, hit.id) if comment else post,
        title=hit.title if any(piece.text.strip() for piece in hit.title) else untitled,
        snippet=hit.snippet,
        comment=comment,
        author=Author(name=hit.author, kind="unknown" if hit.author else "anonymous"),
        day=in_words(hit.day),
        blog=hit.blog,
        status=hit.status,
    )


def first_day(text: str) -> date | None:
    """The first day of a year, month or day; None for "". Raises ValueError for anything else."""
    parts = _parts(text)
    return date(parts[0], parts[1] or 1, parts[2] or 1) if parts else None


def last_day(text: str) -> date | None:
    """The last day of a year, month or day; None for "". Raises ValueError for anything else."""
    parts = _parts(text)
    if parts is None:
        return None
    year, month, day = parts[0], parts[1] or 12, parts[2]
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _parts(text: str) -> tuple[int, int | None, int | None] | None:
    if not text:
        return None
    if found := _CALENDAR.fullmatch(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        with suppress(ValueError):
            date(year or 0, month or 1, day or 1)
            return year or 0, month, day
    raise ValueError(f"“{text}” is not a date; write it as 2006, 2006-06 or 2006-06-05")
