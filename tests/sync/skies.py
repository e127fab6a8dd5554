"""A blog without a network, and what the weather does to its answers."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from feedarchive.capture import Asked, Request, Response, Send
from feedarchive.demo.blog import DemoBlog
from feedarchive.demo.options import Options
from feedarchive.demo.server import DemoServer, Reply
from feedarchive.fetch.follow import getter
from feedarchive.fetch.robots_cache import RobotsShelf
from feedarchive.model import Snapshot
from feedarchive.store.files import Archive, BlogStore
from feedarchive.sync.desk import Task
from feedarchive.sync.run import House, Outcome, run

URL = "http://quiet.invalid/"
Weather = Callable[[str, Reply], Reply]

_ENTRY = re.compile(rb"<entry>.*?</entry>", re.DOTALL)
_TOTAL = re.compile(rb"<openSearch:totalResults>\d+</openSearch:totalResults>")
_STAMP = re.compile(rb"<(published|updated)>[^<]*</\1>")
_CAPTCHA = (
    b"<!DOCTYPE html><html><head><title>Sorry</title></head><body><form>Are you a robot?</form></body></html>"
)


class Web:
    """What a run needs of the web."""

    def __init__(self, send: Send) -> None:
        self.get = getter(send)
        self.files = send
        self.requests = 0
        self.warnings: Sequence[str] = ()
        self.log: Callable[[Asked], None] = lambda _: None


@dataclass
class Sky:
    """A blog, an archive, and the loop between them, all in this process."""

    blog: DemoBlog
    root: Path
    server: DemoServer = field(init=False)
    left: int | None = None
    moment: datetime = datetime(2026, 3, 1, 3, 20, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.server = DemoServer(url=URL, blog=self.blog, options=Options(gzip=False))

    def sync(self, weather: Weather, *, full: bool, requests: int | None = None) -> Outcome | None:
        """A run under that sky; `full` walks the whole feeds. None when cut off after so many requests."""
        self.left = requests
        with suppress(KeyboardInterrupt):
            return self._sync(weather, full=full)
        return None

    def _sync(self, weather: Weather, *, full: bool) -> Outcome:
        self.moment += timedelta(hours=8)
        self.server.log.clear()

        @contextmanager
        def connect(keep: Callable[[Send], Send], _: RobotsShelf) -> Iterator[Web]:
            yield Web(keep(lambda request: self._answer(request, weather)))

        house = House(
            archive=Archive(self.root), connect=connect, now=lambda: self.moment, tell=lambda _: None
        )
        return run(Task(address=URL, name="blog", full=full), house)

    def _answer(self, request: Request, weather: Weather) -> Response:
        if self.left is not None:
            if self.left <= 0:
                raise KeyboardInterrupt
            self.left -= 1
        split = urlsplit(request.url)
        target = split.path + (f"?{split.query}" if split.query else "")
        asked = {"if-none-match": request.etag} if request.etag else {}
        reply = weather(target, self.server.reply("GET", target, asked))
        return Response(
            url=request.url,
            status=reply.status,
            headers=tuple(reply.headers.items()),
            wire=reply.body,
            body=reply.body,
            fetched=self.moment,
        )

    @property
    def store(self) -> BlogStore:
        return Archive(self.root).blog("blog")

    def versions(self) -> dict[str, list[Snapshot]]:
        """All versions of every entry, by id."""
        store = self.store
        found = ([store.read(folder, n) for n in store.numbers(folder)] for folder in store.folders())
        return {one[-1].id: one for one in found}

    def files(self) -> dict[str, bytes]:
        """Every snapshot, by name."""
        return {str(path.relative_to(self.root)): path.read_bytes() for path in self.root.rglob("v*.json")}


def fair(_: str, reply: Reply) -> Reply:
    """Nothing happens."""
    return reply


def on(kind: str, change: Callable[[Reply], Reply]) -> Weather:
    """What happens to the whole answers of one kind: posts, comments, own (one post's comments), page."""

    def weather(target: str, reply: Reply) -> Reply:
        return change(reply) if kind_of(target) == kind and reply.status == 200 else reply

    return weather


def kind_of(target: str) -> str:
    """Which kind of document that is."""
    path = target.partition("?")[0]
    if re.match(r"/feeds/\d+/comments/", path):
        return "own"
    if path.startswith("/feeds/"):
        return path.split("/")[2]
    return "page" if re.match(r"/\d{4}/\d{2}/", path) else "other"


def _body(change: Callable[[bytes], bytes]) -> Callable[[Reply], Reply]:
    def changed(reply: Reply) -> Reply:
        headers = {key: value for key, value in reply.headers.items() if key not in ("ETag", "Last-Modified")}
        return Reply(reply.status, headers, change(reply.body))

    return changed


def _thinned(body: bytes, keep: Callable[[int], bool]) -> bytes:
    """The feed as if it had only some of its entries: well-formed, and its total fits."""
    entries = _ENTRY.findall(body)
    left = [entry for n, entry in enumerate(entries) if keep(n)]
    head = body.partition(b"<entry>")[0] if entries else body
    total = b"<openSearch:totalResults>%d</openSearch:totalResults>" % len(left)
    return _TOTAL.sub(total, head) + b"".join(left) + b"</feed>" if entries else body


def _twice(body: bytes) -> bytes:
    """Each entry twice, as a feed that shifts shows it."""
    return _ENTRY.sub(lambda found: found[0] * 2, body)


def _absurd(stamp: bytes) -> Callable[[bytes], bytes]:
    return lambda body: _STAMP.sub(
        lambda found: b"<%s>%s</%s>" % (found[1], stamp, found[1]) if stamp else b"", body
    )


def _drifted(body: bytes) -> bytes:
    """A theme that nobody knows: comments are in markup of other names."""
    return re.sub(rb'(id|name)=(["\'])c(\d{5,})', rb"data-key=\2k\3", body)


FEED_WEATHER: dict[str, Callable[[Reply], Reply]] = {
    "D04-feed-empty": _body(lambda body: _thinned(body, lambda _: False)),
    "D05-feed-half": _body(lambda body: _thinned(body, lambda n: n % 2 == 0)),
    "X23-feed-cut": _body(lambda body: body[: len(body) * 2 // 3]),
    "X26-not-well-formed": _body(lambda body: body.replace(b"</feed>", b"<br></feed>")),
    "D01-id-duplicate": _body(_twice),
    "D06-updated-backwards": _body(_absurd(b"1999-01-01T00:00:00Z")),
    "D10-feb-30": _body(_absurd(b"2024-02-30T00:00:00Z")),
    "D13-no-date": _body(_absurd(b"")),
}
ANY_WEATHER: dict[str, Callable[[Reply], Reply]] = {
    "captcha": _body(lambda _: _CAPTCHA),
    "503": lambda _: Reply(503, {}, b"later"),
    "500": lambda _: Reply(500, {}, b"oh"),
    "404": lambda _: Reply(404, {}, b"<html><body>not here</body></html>"),
}
PAGE_WEATHER: dict[str, Callable[[Reply], Reply]] = {
    "H10-410": lambda _: Reply(410, {}, b"<html><body>gone</body></html>"),
    "P10-layout-drift": _body(_drifted),
    "page-cut": _body(lambda body: body[: len(body) // 2]),
}
_CHANGES = {
    **dict.fromkeys(("posts", "comments", "own"), FEED_WEATHER | ANY_WEATHER),
    "page": PAGE_WEATHER | ANY_WEATHER,
}
WEATHER: dict[str, Weather] = {"fair": fair} | {
    f"{kind}: {name}": on(kind, change)
    for kind, changes in _CHANGES.items()
    for name, change in changes.items()
}
