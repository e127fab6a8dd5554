"""The demo's own blog, read from `content/`: one TOML file for the blog, one for each post.

In those files `by` names a person of `blog.toml`, times are the blog's wall clock, and `answers`
is the place of the comment answered, counted from 1.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from feedarchive.model import Link

from .blog import DemoAuthor, DemoBlog, DemoComment, DemoPost
from .names import chance, number_for, slug

EXAMPLE_PATH = "/2006/06/this-is-coolbert-short-stocky-man-with.html"

_FILES = resources.files("feedarchive.demo") / "content"


def example() -> DemoBlog:
    """A new copy of the demo blog: the same posts, ids and times each time."""
    told = _read(_FILES / "blog.toml")
    people = {name: DemoAuthor(**who) for name, who in told["people"].items()}
    owner = people[told["by"]]
    empty = DemoBlog(
        number=told["number"], title=told["title"], description=told["description"], author=owner
    )
    files = sorted((_FILES / "posts").iterdir(), key=lambda file: file.name)
    entries = [_entry(empty, people, _read(file)) for file in files]
    posts = [entry for entry in entries if entry.kind == "post"]
    return replace(empty, posts=posts, pages=[entry for entry in entries if entry.kind == "page"])


def _read(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _entry(blog: DemoBlog, people: dict[str, DemoAuthor], told: dict[str, Any]) -> DemoPost:
    published = _instant(told["published"], blog.zone)
    saved = published + timedelta(seconds=60 + chance(blog.number, told["html"]) % 1500)
    title, html = told.get("title", ""), told["html"].strip()
    kind = told.get("kind", "post")
    stem = f"/p/{slug(title)}" if kind == "page" else f"/{published:%Y/%m}/{slug(title or html)}"
    number = told.get("number") or number_for(saved, blog.number, title, html)
    return DemoPost(
        number=number,
        path=f"{stem}.html",
        published=published.astimezone(UTC),
        updated=_instant(told["updated"], blog.zone) if "updated" in told else saved.astimezone(UTC),
        author=blog.author,
        html=html,
        title=title,
        labels=tuple(told.get("labels", ())),
        links=tuple(Link(**link) for link in told.get("link", ())),
        comments=_comments(blog, people, number, told.get("comment", ())),
        era=told["era"],
        kind=kind,
    )


def _comments(
    blog: DemoBlog, people: dict[str, DemoAuthor], post: int, told: list[dict[str, Any]]
) -> list[DemoComment]:
    made: list[DemoComment] = []
    for one in told:
        published = _instant(one["at"], blog.zone).astimezone(UTC)
        gone = one.get("removed")
        made.append(
            DemoComment(
                number=one.get("number") or number_for(published, blog.number, post, one["html"]),
                published=published,
                updated=published + timedelta(hours=5) if gone else published,
                author=people[one["by"]],
                html=one["html"].strip(),
                parent=made[one["answers"] - 1].number if "answers" in one else None,
                removed=gone,
            )
        )
    return made


def _instant(wall: datetime, zone: tzinfo) -> datetime:
    return wall.replace(tzinfo=zone)
