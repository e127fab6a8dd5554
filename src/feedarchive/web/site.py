"""The same pages as files: `export site DIR`. They link to each other and need no server but any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

from feedarchive.catalog.catalog import Catalog
from feedarchive.catalog.listing import Listing
from feedarchive.errors import ConfigError
from feedarchive.model import Snapshot
from feedarchive.read import Archive, Blog, Post
from feedarchive.web import feed, figures, lists, posts
from feedarchive.web.links import Links, segment
from feedarchive.web.render import render
from feedarchive.web.room import Room
from feedarchive.web.search_index import Text, write
from feedarchive.web.wording import excerpt, in_words

Tell = Callable[[int], None]
MARK = ".feedarchive-site"  # says that a folder is ours to write into


def export(archive: Archive, catalog: Catalog, folder: Path, *, tell: Tell) -> int:
    """How many pages were written; `tell` hears of their number now and then.

    Raises ConfigError for a folder that holds anything else, OSError when it cannot be written.
    """
    _ours(folder)
    number = 0
    for number, (path, html) in enumerate(_pages(archive, catalog), start=1):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(html, encoding="utf-8")
        if number % 100 == 0:
            tell(number)
    for name, where in (("style.css", folder), ("search.js", folder / "search")):
        data = (files("feedarchive.web") / "static" / name).read_bytes()
        (where / name).write_bytes(data)
    write(folder / "search", _texts(archive))
    return number


def _ours(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / MARK).exists() and any(folder.iterdir()):
        raise ConfigError(
            f"{folder}: holds something else; give an empty folder, or one of an earlier export"
        )
    (folder / MARK).write_text(
        "written by feedarchive export site; whatever is in here may be written over\n"
    )


def _pages(archive: Archive, catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Path and HTML of every page."""

    def at(path: str) -> Room:
        links = Links(root="../" * path.count("/") or "./", files=True)
        return Room(archive=archive, catalog=catalog, links=links)

    yield "index.html", lists.home(at("index.html"))
    yield "search/index.html", render("seek.html", at("search/index.html").links)
    for blog in archive.blogs():
        listing = catalog.listing(blog.name)
        path = f"{blog.name}/changes.atom"
        yield path, feed.changes(at(path), blog.name, "")
        for path, made in _lists(blog.name, listing, catalog):
            yield path, made(at(path))
        for post in blog.posts():
            yield from _post(blog, post, at)


def _lists(name: str, listing: Listing, catalog: Catalog) -> Iterator[tuple[str, Callable[[Room], str]]]:
    """Path and maker of each page that lists posts or figures."""
    yield f"{name}/changes/index.html", lambda room: lists.changes(room, name)
    yield f"{name}/statistics/index.html", lambda room: figures.statistics(room, name)
    for number in _turning(listing.count()):
        yield (
            f"{name}/{_numbered(number)}index.html",
            lambda room, number=number: lists.newest(room, name, number),
        )  # type: ignore[misc]
    months = [one.period for one in catalog.counts("month", blog=name) if one.period and one.posts]
    for when in dict.fromkeys([*(month[:4] for month in months), *months]):
        yield (
            f"{name}/{when.replace('-', '/')}/index.html",
            lambda room, when=when: lists.span(room, name, when),
        )  # type: ignore[misc]
    for label, _ in listing.labels(limit=10_000):
        for number in _turning(listing.count(label=label)):
            path = f"{name}/label/{segment(label, file=True)}/{_numbered(number)}index.html"
            yield path, lambda room, label=label, number=number: lists.label(room, name, label, number)  # type: ignore[misc]


def _post(blog: Blog, post: Post, at: Callable[[str], Room]) -> Iterator[tuple[str, str]]:
    where = f"{blog.name}/{post.folder}"
    path = f"{where}/index.html"
    yield path, posts.post(at(path), blog.name, post.folder)
    path = f"{where}/versions/index.html"
    yield path, posts.versions(at(path), blog.name, post.folder)
    for number in post.numbers:
        path = f"{where}/v{number:04}/index.html"
        yield path, posts.post(at(path), blog.name, post.folder, number)


def _turning(total: int) -> Iterator[int]:
    return iter(range(1, max(-(-total // lists.A_PAGE), 1) + 1))


def _numbered(page: int) -> str:
    return "" if page == 1 else f"page/{page}/"


def _texts(archive: Archive) -> Iterator[Text]:
    """Every post and comment, newest posts first where folders tell."""
    links = Links(root="", files=True)
    for blog in archive.blogs():
        for folder in sorted(blog.folders(), reverse=True):
            post = blog.post(folder)
            if post is not None:
                yield from _texts_of(blog.name, folder, post.latest, links)


def _texts_of(name: str, folder: str, latest: Snapshot, links: Links) -> Iterator[Text]:
    title = " ".join(latest.title.split()) or excerpt(latest.body.text) or "untitled"
    day = in_words(latest.day.isoformat() if latest.day else None)
    said = f"{latest.author.name} · {day} · {name}" if latest.author.name else f"{day} · {name}"
    yield Text(links.post(name, folder), title, said, excerpt(latest.body.text, 240), latest.body.text)
    for comment in latest.comments:
        when = in_words(comment.day.isoformat()) if comment.day else day
        who = comment.author.name or "Anonymous"
        meta = f"comment by {who} · {when} · {name}"
        href = links.comment(name, folder, comment.id)
        text = comment.body.text
        yield Text(href, title, meta, excerpt(text, 240), f"{comment.author.name or ''} {text}")
