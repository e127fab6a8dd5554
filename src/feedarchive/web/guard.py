"""Who may ask, and how: GET, by a name of this machine that is on a list; answers come under a strict policy.

A page elsewhere can point any name at this machine (DNS rebinding), hence the list. What is answered may run
nothing, and fetch nothing from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    b"default-src 'none'; img-src 'self' data:; style-src 'self'; form-action 'self'; base-uri 'none'; "
    b"frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_HOST = re.compile(rb"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::[0-9]+)?")


class Guard:
    """Refuses what may not ask, and puts the security headers on every answer, refusals and failures too."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = {host.lower().strip("[]").encode() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing, once the answer is sent."""
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        app = self._app
        if not self._called_by_name(scope):
            app = PlainTextResponse("This is not a name that the archive is served under; see --host.\n", 400)
        elif scope["method"] not in {"GET", "HEAD"}:
            app = PlainTextResponse("The archive is for reading.\n", 405, headers={"allow": "GET, HEAD"})
        await app(scope, receive, guarded)

    def _called_by_name(self, scope: Scope) -> bool:
        said = [value.lower() for name, value in scope["headers"] if name == b"host"]
        found = _HOST.fullmatch(said[0]) if len(said) == 1 else None
        return found is not None and found[1].strip(b"[]") in self._hosts
