"""One more try without compression, for a server that says gzip and sends something else (C10)."""

from __future__ import annotations

from msgspec.structs import replace

from feedarchive.capture import Request, Response, Send
from feedarchive.errors import MiscodedError


def plainly(send: Send) -> Send:
    """A Send that asks once more for the plain body, unconditionally, when the coded one was none."""

    def ask(request: Request) -> Response:
        try:
            return send(request)
        except MiscodedError:
            return send(replace(request, etag=None, last_modified=None, plain=True))

    return ask
