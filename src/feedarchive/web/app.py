"""The pages on a server of this machine; starlette's only home, with guard.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from feedarchive.errors import ArchiveError, ConfigError
from feedarchive.plan.mediatypes import type_by
from feedarchive.read import Archive
from feedarchive.store.folders import ENTRY_FOLDER
from feedarchive.store.media import MEDIA, MEDIA_FILE
from feedarchive.web import feed, figures, lists, posts, search
from feedarchive.web.guard import Guard
from feedarchive.web.links import OURS, Links
from feedarchive.web.render import render
from feedarchive.web.room import NothingThere, Room

Made = Callable[[Room, Request], str]


def application(archive: Archive, hosts: Sequence[str]) -> Guard:
    """The reader over an archive, answering to these names of this machine alone."""

    def page(path: str, made: Made, media_type: str = "text/html") -> Route:
        def answer(request: Request) -> Response:
            with archive.catalog() as catalog:
                room = Room(archive=archive, catalog=catalog, links=Links())
                return Response(made(room, request), media_type=media_type, headers=_FRESH)

        return Route(path, answer, methods=["GET"])

    routes = [
        Route(f"/{OURS}/style.css", _style, methods=["GET"]),
        page("/", lambda room, _: lists.home(room)),
        page(f"/{OURS}/search/", lambda room, request: search.page(room, search.asked(request.query_params))),
        Route("/{blog}/media/{part}/{file}", partial(_media, archive), methods=["GET"]),
        page("/{blog}/changes.atom", _feed, "application/atom+xml"),
        *(page(path, made) for path, made in _PAGES),
    ]
    told = {NothingThere: _nothing, HTTPException: _refused, ArchiveError: _damaged}
    return Guard(Starlette(routes=routes, exception_handlers=told), hosts)


def _newest(room: Room, request: Request) -> str:
    return lists.newest(room, _blog(request), _number(request))


def _span(room: Room, request: Request) -> str:
    year, month = request.path_params["year"], request.path_params.get("month")
    if not 1 <= year <= 9999 or not 1 <= (month or 1) <= 12:  # noqa: PLR2004 - a calendar
        raise NothingThere("There is no such time.")
    when = f"{year:04}-{month:02}" if month else f"{year:04}"
    return lists.span(room, _blog(request), when, _number(request))


def _label(room: Room, request: Request) -> str:
    """Labels hold anything, slashes and dots too, so theirs is no path."""
    page = request.query_params.get("page", "1")
    if not (page.isascii() and page.isdecimal() and len(page) <= 6):  # noqa: PLR2004 - a million pages
        raise NothingThere("There is no such page.")
    return lists.label(room, _blog(request), request.query_params.get("name", ""), int(page))


def _changes(room: Room, request: Request) -> str:
    return lists.changes(room, _blog(request))


def _statistics(room: Room, request: Request) -> str:
    return figures.statistics(room, _blog(request))


def _feed(room: Room, request: Request) -> str:
    return feed.changes(room, _blog(request), str(request.base_url).rstrip("/"))


def _post(room: Room, request: Request) -> str:
    return posts.post(room, _blog(request), _folder(request))


def _version(room: Room, request: Request) -> str:
    return posts.post(room, _blog(request), _folder(request), int(request.path_params["version"]))


def _versions(room: Room, request: Request) -> str:
    return posts.versions(room, _blog(request), _folder(request))


_PAGES: tuple[tuple[str, Made], ...] = (
    ("/{blog}/", _newest),
    ("/{blog}/page/{page:int}/", _newest),
    ("/{blog}/changes/", _changes),
    ("/{blog}/statistics/", _statistics),
    ("/{blog}/label/", _label),
    ("/{blog}/{year:int}/", _span),
    ("/{blog}/{year:int}/page/{page:int}/", _span),
    ("/{blog}/{year:int}/{month:int}/", _span),
    ("/{blog}/{year:int}/{month:int}/page/{page:int}/", _span),
    ("/{blog}/{folder:path}/versions/", _versions),
    ("/{blog}/{folder:path}/v{version:int}/", _version),
    ("/{blog}/{folder:path}/", _post),
)
_KEPT = {"cache-control": "private, max-age=86400, immutable", "content-security-policy": "sandbox"}
_FRESH = {"cache-control": "no-store"}  # a redaction must not live on in a browser's cache


def _style(_: Request) -> Response:
    text = (files("feedarchive.web") / "static" / "style.css").read_text(encoding="utf-8")
    return Response(text, media_type="text/css", headers={"cache-control": "max-age=3600"})


def _media(archive: Archive, request: Request) -> Response:
    """A kept image or recording, under the type that its own bytes showed; nothing in it may run.

    Its name tells its content, so it never changes; a day in a browser's cache is what a redaction waits.
    """
    path = f"{MEDIA}/{request.path_params['part']}/{request.path_params['file']}"
    kind = type_by(path.rpartition(".")[2]) if MEDIA_FILE.fullmatch(path) else None
    try:
        file = archive.blog(_blog(request)).store.root / path
    except ConfigError:
        kind = None
    if kind is None or file.is_symlink() or not file.is_file():
        return _problem(404, "Nothing there", "The archive holds no such file.")
    headers = {**_KEPT, "content-disposition": _shown(kind)}
    return FileResponse(file, media_type=kind, headers=headers)


def _shown(kind: str) -> str:
    """An SVG, which may hold scripts, and a PDF are saved when they are opened by themselves."""
    return "attachment" if kind in ("image/svg+xml", "application/pdf") else "inline"


def _blog(request: Request) -> str:
    return str(request.path_params["blog"])


def _number(request: Request) -> int:
    return int(request.path_params.get("page", 1))


def _folder(request: Request) -> str:
    """The folder that the path names. Raises NothingThere for what cannot be one: no path leads elsewhere."""
    folder = str(request.path_params["folder"])
    if not ENTRY_FOLDER.fullmatch(folder):
        raise NothingThere("There is no such page.")
    return folder


def _nothing(_: Request, exc: Exception) -> Response:
    return _problem(404, "Nothing there", str(exc))


def _refused(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    return _problem(exc.status_code, "Nothing there", "There is no such page.")


def _damaged(_: Request, exc: Exception) -> Response:
    return _problem(500, "A file is damaged", f"{exc}. To find all damage: feedarchive verify")


def _problem(status: int, heading: str, reason: str) -> Response:
    page = render("problem.html", Links(), heading=heading, reason=reason)
    return HTMLResponse(page, status, headers=_FRESH)
