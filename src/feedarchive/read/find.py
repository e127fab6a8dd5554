"""A post by what people call it: its URL, its id, its folder, or the numeric end of its id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedarchive.store.codec import path as path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feedarchive.model import Comment
    from feedarchive.read.archive import Archive, Blog
    from feedarchive.read.post import Post

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//([^/?#:]+)|([^/?#:]+\.[^/?#:.]+)(?::[0-9]+)?/", re.IGNORECASE)
_DATED = re.compile(r"/([0-9]{4}/[0-9]{2})/")
_FOLDER = re.compile(r"(?:.*/)?([^/]+-[0-9a-f]{8})(?:/(?:v[0-9]+\.json)?)?")
# What Blogger adds to the address of a post without meaning another one.
_TELLING = 2  # letters; fewer are in every name
_VIEW = re.compile(r"(?:m|showComment|commentPage|max-results|spref|zx)=.*", re.IGNORECASE)


def host(what: str) -> str | None:
    """The host that an address names, in lower case; None when `what` names none."""
    found = _HOST.match(what)
    return (found[1] or found[2]).lower() if found else None


def path(url: str) -> str:
    """Path and query of an address, without the parts that only choose a view (`?m=1`, `?showComment=`)."""
    address = url
    if not _SCHEME.match(url) and not url.startswith("/"):
        address = f"//{url}" if host(url) else f"/{url}"
    whole, _, query = path_of(address).partition("?")
    kept = "&".join(part for part in query.split("&") if part and not _VIEW.fullmatch(part))
    return f"{whole}?{kept}" if kept else whole


def named(blog: Blog, what: str) -> tuple[Post, ...]:
    """Every post of the blog that `what` names. The ways that open few files are tried first."""
    for way in (_by_id, _by_folder, _by_month, _by_looking):
        found = tuple(way(blog, what))
        if found:
            return found
    return ()


def _by_id(blog: Blog, what: str) -> Iterator[Post]:
    candidates = [what]
    info = blog.info() if what.isdecimal() else None
    if info is not None:
        candidates += [f"{info.id}.post-{what}", f"{info.id}.page-{what}"]
    return _posts(blog, filter(None, map(blog.store.find, candidates)))


def _by_folder(blog: Blog, what: str) -> Iterator[Post]:
    leaf = _FOLDER.fullmatch(what)
    if leaf is None:
        return iter(())
    return _posts(blog, (folder for folder in blog.folders() if folder.endswith(f"/{leaf[1]}")))


def _by_month(blog: Blog, what: str) -> Iterator[Post]:
    """By address among the posts of the month that the address names: a folder keeps its first address."""
    wanted = path(what)
    dated = _DATED.search(wanted)
    if dated is None:
        return iter(())
    posts = _posts(blog, (folder for folder in blog.folders() if folder.startswith(f"posts/{dated[1]}/")))
    return (post for post in posts if path(post.latest.url or "") == wanted)


def _by_looking(blog: Blog, what: str) -> Iterator[Post]:
    if what.isdecimal():
        return (post for post in blog.posts() if post.latest.id.endswith(what))
    if "/" not in what:
        return iter(())
    wanted = path(what)
    return (post for post in blog.posts() if path(post.latest.url or "") == wanted)


def _posts(blog: Blog, folders: Iterable[str]) -> Iterator[Post]:
    return (post for folder in folders if (post := blog.post(folder)) is not None)


def near(what: str, names: Iterable[str]) -> tuple[str, ...]:
    """Up to three of the names (folders, or blogs) that look like `what`, or hold a word that does."""
    from difflib import get_close_matches  # noqa: PLC0415  only those who mistype wait for it

    said = _slug(what)
    spelled: dict[str, str] = {}
    for name in names:
        slug = _slug(name)
        spelled[slug] = name
        for word in slug.split("-"):
            spelled.setdefault(word, name)
    close = [slug for slug in spelled if len(said) > _TELLING and said in slug]
    close += get_close_matches(said, spelled, n=3, cutoff=0.7)
    return tuple(dict.fromkeys(spelled[slug] for slug in close))[:3]


def _slug(name: str) -> str:
    leaf = name.partition("?")[0].rstrip("/").rpartition("/")[2]
    return re.sub(r"\.html?$|-[0-9a-f]{8}$", "", leaf.lower())


def comments_named(archive: Archive, what: str) -> tuple[tuple[Post, Comment], ...]:
    """Every comment that `what` names, with its post: by id, its digits, or `<address>#c<digits>`."""
    address, _, fragment = what.partition("#")
    digits = fragment.removeprefix("c").removeprefix("omment-") if fragment else address
    posts = archive.find(address) if fragment else (post for blog in archive.blogs() for post in blog.posts())
    return tuple(
        (post, comment)
        for post in posts
        for comment in post.latest.comments
        if comment.id == what or (digits.isdecimal() and _ends(comment.id, digits))
    )


def _ends(comment_id: str, digits: str) -> bool:
    return comment_id.endswith(digits) and not comment_id.removesuffix(digits)[-1:].isdecimal()
