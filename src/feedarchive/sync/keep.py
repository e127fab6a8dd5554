"""Bytes are kept before anybody reads them: a Send that writes every answer to the raw log."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from feedarchive.capture import Request, Response, Send
from feedarchive.store.raw import RawWriter
from feedarchive.store.state import State


def keeper(raw: RawWriter, state: State) -> Callable[[Send], Send]:
    """What wraps a Send so that each of its answers, of any status, is in `raw` before it is returned."""

    def keeping(send: Send) -> Send:
        def kept(request: Request) -> Response:
            response = send(request)
            known = state.documents.get(request.url)
            return replace(response, raw=raw.append(request, response, known=known.raw if known else None))

        return kept

    return keeping
