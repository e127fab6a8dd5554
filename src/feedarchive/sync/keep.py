"""Bytes are kept before anybody reads them: a Send that writes every answer to the raw log.

Of an answer that asks not to be archived, status line and headers are kept, which say so, and no body; so of
one that was to be an image and is none. Images themselves stand in the map of media (docs/media.md).
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from feedarchive.capture import Request, Response, Send
from feedarchive.store.raw import RawWriter
from feedarchive.store.state import State

OK = 200


def keeper(
    raw: RawWriter, state: State, guard: Callable[[Response], Response] | None = None
) -> Callable[[Send], Send]:
    """What wraps a Send so that each of its answers, of any status, is in `raw` before it is returned.

    `guard` takes out of an answer what was redacted, before anybody keeps or reads it.
    """

    def keeping(send: Send) -> Send:
        def kept(request: Request) -> Response:
            response = guard(send(request)) if guard else send(request)
            if request.into is not None and response.status == OK:
                return response  # the map of media has its headers, media/ its bytes
            stated = state.documents.get(request.url)
            known = request.held or (stated.raw if stated else None)
            bare = response.noarchive or request.into is not None
            kept = replace(response, wire=b"", body=b"") if bare else response
            return replace(response, raw=raw.append(request, kept, known=known))

        return kept

    return keeping
