"""The plan of `--dry-run` for a blog of any platform: which it is decides who makes it."""

from __future__ import annotations

from urllib.parse import urlsplit

from feedarchive.capture import Document, Get, NotModified, Request
from feedarchive.errors import FetchError, ParseError, TurnedAwayError, UnknownFormatError
from feedarchive.sources.addresses import absolute, site
from feedarchive.sources.discovery import Found, discover
from feedarchive.sync.desk import Task
from feedarchive.sync.outlook import Outlook, outlook
from feedarchive.sync.outlook_other import outlook_other
from feedarchive.sync.platform import is_bloggers_host, is_elsewhere


def prospect(task: Task, get: Get, *, delay: float) -> Outlook:
    """The plan, from few requests; nothing is written. Raises FetchError and ParseError."""
    counted = _Counted(get)
    if is_elsewhere(task.address) and (found := _found(task, counted)) is not None:
        return outlook_other(task, found, get, asked=counted.asked, delay=delay)
    try:
        return outlook(task, site(task.address), get, delay=delay)
    except UnknownFormatError:
        host = urlsplit(absolute(task.address)).hostname or ""
        found = None if is_bloggers_host(host) else _found(task, counted)
        if found is None:
            raise
        return outlook_other(task, found, get, asked=1 + counted.asked, delay=delay)


class _Counted:
    """A Get that counts."""

    def __init__(self, get: Get) -> None:
        self._get, self.asked = get, 0

    def __call__(self, request: Request) -> Document | NotModified:
        self.asked += 1
        return self._get(request)


def _found(task: Task, get: Get) -> Found | None:
    try:
        found = discover(get, absolute(task.address))
    except TurnedAwayError:
        raise
    except (FetchError, ParseError):
        return None
    return found if isinstance(found, Found) else None
