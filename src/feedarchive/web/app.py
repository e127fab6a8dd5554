"""The pages on a server of this machine; starlette's only home.

GET alone, for hosts on a list alone (a page elsewhere may name this machine by any name it likes), under a policy
that lets nothing run and nothing be fetched from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from feedarchive.errors import ArchiveError
from feedarchive.read import Archive
from feedarchive.web import feed, figures, lists, posts, search
from feedarchive.web.links import Links
from feedarchive.web.render import render
from feedarchive.web.room import NothingThere, Room

HEADERS = (
    (b"content-security-policy", b"default-src 'none'; img-src 'self' data:; style-src 'self'; form-action 'self';"
     b" base-uri 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)  # fmt: skip
_FOLDER = re.compile(r"(?:posts/\d{4}/\d{2}|pages)/[a-z0-9_-]{1,80}-[0-9a-f]{8}")

Made = Callable[[Room, Request], str]


def application(archive: Archive, hosts: Sequence[str]) -> Starlette:
    """The reader over an archive, answering to these names of this machine alone."""

    def page(path: str, made: Made, media_type: str = "text/html") -> Route:
        def answer(request: Request) -> Response:
            return Response(_made(archive, made, request), media_type=media_type)

        return Route(path, answer, methods=["GET"])

    where = "/{blog}/{folder:path}"
    routes = [
        Route("/style.css", _style, methods=["GET"]),
        page("/", lambda room, _: lists.home(room)),
        page("/search/", lambda room, request: search.page(room, search.asked(request.query_params))),
        page("/{blog}/", lambda room, request: lists.newest(room, _blog(request))),
        page(
            "/{blog}/page/{page:int}/",
            lambda room, request: lists.newest(room, _blog(request), _page(request)),
        ),
        page("/{blog}/changes/", lambda room, request: lists.changes(room, _blog(request))),
        page("/{blog}/statistics/", lambda room, request: figures.statistics(room, _blog(request))),
        page("/{blog}/changes.atom", _feed, "application/atom+xml"),
        page("/{blog}/label/~{label}/", _label),
        page("/{blog}/label/~{label}/page/{page:int}/", _label),
        page("/{blog}/{year:int}/", lambda room, request: lists.span(room, _blog(request), _span(request))),
        page(
            "/{blog}/{year:int}/{month:int}/",
            lambda room, request: lists.span(room, _blog(request), _span(request)),
        ),
        page(
            f"{where}/versions/", lambda room, request: posts.versions(room, _blog(request), _folder(request))
        ),
        page(f"{where}/v{{version:int}}/", _version),
        page(f"{where}/", lambda room, request: posts.post(room, _blog(request), _folder(request))),
    ]
    return Starlette(
        routes=routes,
        exception_handlers={NothingThere: _nothing, HTTPException: _refused, ArchiveError: _damaged},
        middleware=[
            Middleware(Guard),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
        ],
    )


class Guard:
    """Puts the security headers on every answer, errors and refusals too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing, once the answer is sent."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


def _made(archive: Archive, made: Made, request: Request) -> str:
    with archive.catalog() as catalog:
        return made(Room(archive=archive, catalog=catalog, links=Links()), request)


def _style(_: Request) -> Response:
    text = (files("feedarchive.web") / "static" / "style.css").read_text(encoding="utf-8")
    return Response(text, media_type="text/css", headers={"cache-control": "max-age=3600"})


def _blog(request: Request) -> str:
    return str(request.path_params["blog"])


def _page(request: Request) -> int:
    return int(request.path_params.get("page", 1))


def _folder(request: Request) -> str:
    """The folder that the path names. Raises NothingThere for what cannot be one: no path leads elsewhere."""
    folder = str(request.path_params["folder"])
    if not _FOLDER.fullmatch(folder):
        raise NothingThere("There is no such page.")
    return folder


def _span(request: Request) -> str:
    year, month = request.path_params["year"], request.path_params.get("month")
    if not 1 <= year <= 9999 or not 1 <= (month or 1) <= 12:  # noqa: PLR2004 - a calendar
        raise NothingThere("There is no such time.")
    return f"{year:04}-{month:02}" if month else f"{year:04}"


def _label(room: Room, request: Request) -> str:
    return lists.label(room, _blog(request), str(request.path_params["label"]), _page(request))


def _version(room: Room, request: Request) -> str:
    return posts.post(room, _blog(request), _folder(request), int(request.path_params["version"]))


def _feed(room: Room, request: Request) -> str:
    return feed.changes(room, _blog(request), str(request.base_url).rstrip("/"))


def _nothing(_: Request, exc: Exception) -> Response:
    return _problem(404, "Nothing there", str(exc))


def _refused(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    if exc.status_code == 404 and not request.url.path.endswith("/"):  # noqa: PLR2004
        return (
            RedirectResponse(request.url.path + "/", 307)
            if request.url.path.count("/") > 0
            else _nothing(request, exc)
        )
    return _problem(exc.status_code, "Nothing there", "There is no such page.")


def _damaged(_: Request, exc: Exception) -> Response:
    return _problem(500, "A file is damaged", f"{exc}. To find all damage: feedarchive verify")


def _problem(status: int, heading: str, reason: str) -> Response:
    return HTMLResponse(render("problem.html", Links(), heading=heading, reason=reason), status)
