"""The reader as a running server; uvicorn's only home."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence

import uvicorn

from feedarchive.errors import ConfigError
from feedarchive.read import Archive
from feedarchive.web.app import application


def serve(
    archive: Archive, *, listen: str, port: int, hosts: Sequence[str], ready: Callable[[str], None]
) -> None:
    """Nothing, once it was stopped; `ready` hears the address as soon as it answers.

    Raises ConfigError when it cannot listen there.
    """
    listening = _socket(listen, port)
    bound = listening.getsockname()[1]
    settings = uvicorn.Config(
        application(archive, hosts),
        log_level="warning",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    name = f"[{listen}]" if ":" in listen else listen
    ready(f"http://{'127.0.0.1' if listen in ('0.0.0.0', '::') else name}:{bound}/")  # noqa: S104 - compared, not bound
    uvicorn.Server(settings).run(sockets=[listening])


def _socket(listen: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((listen, port))
        listening.listen(64)
    except (OSError, OverflowError) as exc:
        listening.close()
        raise ConfigError(
            f"{listen}:{port}: cannot listen there: {getattr(exc, 'strerror', None) or exc}"
        ) from exc
    return listening
