"""The truth: a small blog as plain values that change only through its own methods.

Everything the demo serves is made from these, and nothing here is made by the rest of
feedarchive: tests compare what was archived with what this says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import wraps
from threading import RLock
from typing import Concatenate, Literal, ParamSpec, TypeVar

from feedarchive.model import AuthorKind, EntryKind, Link

from .index import Index
from .names import RANDOM_FROM, number_for, slug
from .stamps import SECONDS_KEPT_FROM, Chicago, minute

P = ParamSpec("P")
R = TypeVar("R")

Removal = Literal["author", "admin"]
Era = Literal["minima", "rounders", "tictac", "dots", "simple", "contempo"]
ERAS: tuple[Era, ...] = ("minima", "rounders", "tictac", "dots", "simple", "contempo")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAuthor:
    """Who wrote it. `account` and `openid` have a url; `anonymous` may have a name and a url."""

    name: str | None = None
    kind: AuthorKind = "anonymous"
    url: str | None = None


@dataclass(slots=True, kw_only=True)
class DemoComment:
    """One comment. `html` stays as it was written even when `removed` says that nobody may see it."""

    number: int
    published: datetime
    updated: datetime
    author: DemoAuthor
    html: str
    parent: int | None = None
    removed: Removal | None = None

    @property
    def shown(self) -> datetime:
        """`published` as feeds and `showComment` have it: cut to the minute until early 2009."""
        return self.published if self.published >= SECONDS_KEPT_FROM else minute(self.published)

    @property
    def changed(self) -> datetime:
        """`updated` as feeds have it: the real instant, but for untouched comments from before 2007."""
        untouched = self.updated == self.published and self.published < RANDOM_FROM
        return self.shown if untouched else self.updated


@dataclass(slots=True, kw_only=True)
class DemoPost:
    """A post or a static page. `era` names the template that its page is shown in."""

    number: int
    path: str
    published: datetime
    updated: datetime
    author: DemoAuthor
    html: str
    title: str = ""
    labels: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    comments: list[DemoComment] = field(default_factory=list)
    era: Era = "contempo"
    kind: EntryKind = "post"

    @property
    def shown(self) -> datetime:
        """`published` as feeds have it."""
        return self.published

    @property
    def changed(self) -> datetime:
        """`updated` as feeds have it."""
        return self.updated


def _change(
    method: Callable[Concatenate[DemoBlog, P], R],
) -> Callable[Concatenate[DemoBlog, P], R]:
    """A method that changes the blog: one at a time, a minute after the last change."""

    @wraps(method)
    def changing(blog: DemoBlog, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with blog.lock:
            blog.updated += timedelta(minutes=1)
            try:
                return method(blog, *args, **kwargs)
            finally:
                blog.forget_index()

    return changing


@dataclass(slots=True, kw_only=True)
class DemoBlog:
    """A blog, safe to change while it is being served.

    Attributes:
        zone: the blog's own zone; every stamp is written in it.
        style: CSS put into every page, to make pages as heavy as real ones.
        updated: the feed's own `updated`, and the blog's clock: each change happens a minute
            after the last. Set it to choose when the next change happens.
        lock: held during each change and each answer.
    """

    number: int
    title: str
    author: DemoAuthor
    description: str = ""
    zone: tzinfo = field(default_factory=Chicago)
    posts: list[DemoPost] = field(default_factory=list)
    pages: list[DemoPost] = field(default_factory=list)
    style: str = ""
    updated: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    lock: RLock = field(default_factory=RLock)
    _index: Index | None = None

    def __post_init__(self) -> None:
        entries = [*self.posts, *self.pages]
        stamps = [entry.updated for entry in entries]
        stamps += [comment.updated for entry in entries for comment in entry.comments]
        self.updated = max([self.updated, *stamps])

    @property
    def index(self) -> Index:
        """Posts, pages and comments in the orders that feeds need; made anew after each change."""
        if self._index is None:
            self._index = Index(self.posts, self.pages)
        return self._index

    def forget_index(self) -> None:
        """Make the index anew when it is next asked for, as after lists were changed by hand."""
        self._index = None

    @_change
    def edit_post(self, number: int, *, html: str | None = None, title: str | None = None) -> DemoPost:
        """The post or page with another body or title; its address stays."""
        post = self.index.by_number[number]
        post.html = post.html if html is None else html
        post.title = post.title if title is None else title
        post.updated = self.updated
        return post

    @_change
    def add_post(
        self, title: str, html: str, *, labels: tuple[str, ...] = (), era: Era = "contempo"
    ) -> DemoPost:
        """A new post by the blog's author, published now."""
        post = DemoPost(
            number=number_for(self.updated, self.number, "post", title, html),
            path=self._free_path(title or html),
            published=minute(self.updated),
            updated=self.updated,
            author=self.author,
            html=html,
            title=title,
            labels=labels,
            era=era,
        )
        self.posts.append(post)
        return post

    @_change
    def delete_post(self, number: int) -> None:
        """Take a post or page and its comments away; no trace stays."""
        entry = self.index.by_number[number]
        (self.posts if entry.kind == "post" else self.pages).remove(entry)

    @_change
    def add_comment(
        self, post: int, html: str, author: DemoAuthor, *, parent: int | None = None
    ) -> DemoComment:
        """A new comment below that post, or below another comment of it."""
        comment = DemoComment(
            number=number_for(self.updated, self.number, "comment", post, html),
            published=self.updated,
            updated=self.updated,
            author=author,
            html=html,
            parent=parent,
        )
        self.index.by_number[post].comments.append(comment)
        return comment

    @_change
    def edit_comment(self, number: int, html: str) -> DemoComment:
        """The comment with another text."""
        comment, _ = self.index.comment_by_number[number]
        comment.html, comment.updated = html, self.updated
        return comment

    @_change
    def remove_comment(self, number: int, by: Removal = "author") -> DemoComment:
        """The comment, flagged: it stays in feeds and pages, its text replaced by a notice."""
        comment, _ = self.index.comment_by_number[number]
        comment.removed, comment.updated = by, self.updated
        return comment

    @_change
    def delete_comment(self, number: int) -> None:
        """Take a comment away; no trace stays, and answers to it stand alone."""
        gone, post = self.index.comment_by_number[number]
        post.comments.remove(gone)
        for comment in post.comments:
            comment.parent = None if comment.parent == number else comment.parent

    def _free_path(self, words: str) -> str:
        """`/2006/06/words.html`, with `_2`, `_3`, … where that is taken."""
        stem = f"/{self.updated.astimezone(self.zone):%Y/%m}/{slug(words)}"
        path, count = f"{stem}.html", 1
        while path in self.index.by_path:
            count += 1
            path = f"{stem}_{count}.html"
        return path
