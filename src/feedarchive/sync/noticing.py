"""A Get that remembers what was odd about documents that were taken all the same."""

from __future__ import annotations

from feedarchive.capture import Document, Get, NotModified, Request


class Noticing:
    """Passes documents on; `lines` tells of each oddity once, however many documents have it."""

    def __init__(self, get: Get) -> None:
        self._get = get
        self._seen: dict[str, tuple[str, int]] = {}

    def __call__(self, request: Request) -> Document | NotModified:
        """What was asked for."""
        answer = self._get(request)
        for odd in answer.odd if isinstance(answer, Document) else ():
            first, count = self._seen.get(odd, (answer.url, 0))
            self._seen[odd] = first, count + 1
        return answer

    def lines(self) -> tuple[str, ...]:
        """One line each: the first document that had it, what it is, how many more."""
        return tuple(
            f"{first}: {odd}{f' (and {count - 1:,} more like that)' if count > 1 else ''}"
            for odd, (first, count) in self._seen.items()
        )
