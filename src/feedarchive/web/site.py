"""The same pages as files: `export site DIR`. They link to each other and need no server but any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib.resources import files
from pathlib import Path

from feedarchive.catalog.catalog import Catalog
from feedarchive.catalog.listing import Listing
from feedarchive.errors import ConfigError
from feedarchive.model import Snapshot
from feedarchive.read import Archive, Blog, Post
from feedarchive.web import feed, figures, lists, posts
from feedarchive.web.copies import copy_media
from feedarchive.web.links import OURS, Links, numbered, segment
from feedarchive.web.render import render
from feedarchive.web.room import Room
from feedarchive.web.search_index import Text, write
from feedarchive.web.wording import excerpt, in_words

_LABELS = 1_000_000  # all of them
Tell = Callable[[int], None]
MARK = ".feedarchive-site"  # says that a folder is ours to write into


def export(archive: Archive, catalog: Catalog, folder: Path, *, tell: Tell) -> int:
    """How many pages were written; `tell` hears of their number now and then.

    What an earlier export wrote and this one did not is deleted: what was redacted since must not live on.
    Raises ConfigError for a folder that holds anything else, OSError when it cannot be written.
    """
    _ours(folder)
    written: set[str] = set()
    shown: set[tuple[str, str]] = set()
    for path, text in _pages(archive, catalog, shown):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", errors="replace")
        written.add(path)
        if len(written) % 100 == 0:
            tell(len(written))
    for name, where in (("style.css", OURS), ("search.js", f"{OURS}/search")):
        (folder / where / name).write_bytes((files("feedarchive.web") / "static" / name).read_bytes())
    copy_media(archive, folder, shown)
    index = folder / OURS / "search"
    for stale in index.glob("*.json"):
        stale.unlink()
    write(index, _texts(archive))
    for pattern in ("**/index.html", "*/changes.atom"):
        for found in folder.glob(pattern):
            if found.relative_to(folder).as_posix() not in written:
                found.unlink()
    return len(written)


def _ours(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / MARK).exists() and any(folder.iterdir()):
        raise ConfigError(f"{folder}: holds other things; give an empty folder, or one of an earlier export")
    (folder / MARK).write_text("written by feedarchive export site, which writes over what is in here\n")


def _pages(archive: Archive, catalog: Catalog, shown: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Path and HTML of every page; `shown` gathers the images on them, by blog and file."""

    def at(path: str) -> Room:
        links = Links(root="../" * path.count("/") or "./", files=True)
        return Room(archive=archive, catalog=catalog, links=links, shown=shown)

    yield "index.html", lists.home(at("index.html"))
    path = f"{OURS}/search/index.html"
    yield path, render("seek.html", at(path).links)
    for blog in archive.blogs():
        listing = catalog.listing(blog.name)
        path = f"{blog.name}/changes.atom"
        yield path, feed.changes(at(path), blog.name, "")
        for path, made in _lists(blog.name, listing):
            yield path, made(at(path))
        for post in blog.posts():
            yield from _post(blog, post, at)


def _lists(name: str, listing: Listing) -> Iterator[tuple[str, Callable[[Room], str]]]:
    """Path and maker of each page that lists posts or figures."""
    yield f"{name}/changes/index.html", partial(_changes, name)
    yield f"{name}/statistics/index.html", partial(_statistics, name)
    for page in _turning(listing.count(), lists.A_PAGE):
        yield f"{name}/{numbered(page)}index.html", partial(_newest, name, page)
    months = [month for month, _ in listing.months()]
    for when in dict.fromkeys([*(month[:4] for month in months), *months]):
        for page in _turning(listing.count(span=when), lists.A_SPAN):
            path = f"{name}/{when.replace('-', '/')}/{numbered(page)}index.html"
            yield path, partial(_span, name, when, page)
    for label, _ in listing.labels(limit=_LABELS):
        for page in _turning(listing.count(label=label), lists.A_PAGE):
            yield (
                f"{name}/label/{segment(label)}/{numbered(page)}index.html",
                partial(_label, name, label, page),
            )


def _changes(name: str, room: Room) -> str:
    return lists.changes(room, name)


def _statistics(name: str, room: Room) -> str:
    return figures.statistics(room, name)


def _newest(name: str, page: int, room: Room) -> str:
    return lists.newest(room, name, page)


def _span(name: str, when: str, page: int, room: Room) -> str:
    return lists.span(room, name, when, page)


def _label(name: str, label: str, page: int, room: Room) -> str:
    return lists.label(room, name, label, page)


def _post(blog: Blog, post: Post, at: Callable[[str], Room]) -> Iterator[tuple[str, str]]:
    where = f"{blog.name}/{post.folder}"
    path = f"{where}/index.html"
    yield path, posts.post(at(path), blog.name, post.folder)
    path = f"{where}/versions/index.html"
    yield path, posts.versions(at(path), blog.name, post.folder)
    for number in (version.version for version in post.versions()):
        path = f"{where}/v{number:04}/index.html"
        yield path, posts.post(at(path), blog.name, post.folder, number)


def _turning(total: int, size: int) -> range:
    """The numbers of the pages of a list; it has one at least."""
    return range(1, max(-(-total // size), 1) + 1)


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
