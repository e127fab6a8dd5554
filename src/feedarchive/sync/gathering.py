"""Captures, one after the other: what each is, of which blog, and what it says, put down by entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from feedarchive.capture import Response
from feedarchive.errors import DamagedError, ParseError
from feedarchive.parse import page as post_page
from feedarchive.parse.feeds import read_feed
from feedarchive.plan.captures import kind_of
from feedarchive.seen import FeedPage, PostPage
from feedarchive.sources.memento import instant_of
from feedarchive.store.sightings import Met, Sheet, Sightings, View
from feedarchive.sync.captured_dates import with_dates
from feedarchive.sync.reading import body_text

EARLIEST = datetime(1994, 1, 1, tzinfo=UTC)  # no web archive is older
_AHEAD = timedelta(days=1)
_REPLAYED = re.compile(r"/\d{14}id_/(https?://.+)\Z")
MOST_TOLD = 200  # lines about single captures; the rest is counted

Guard = Callable[[Response], Response]


class Capture(Struct, frozen=True, kw_only=True):
    """One captured answer, and where its bytes can be had again; `digest` as its record states it."""

    response: Response
    place: str
    via: str
    digest: str = ""
    raw: str | None = None


class Gathering:
    """Takes captures in any order, each once; then `finish`.

    Args:
        sightings: where they are put down.
        now: the clock: a capture from the future is none.
        known: ids of blogs by host, as the archive has them.
        guard: what was redacted of the blog with that id is taken out of an answer; None for nothing.
        asks_not: how an answer asks not to be archived, "" when it does not or nobody minds.
    """

    def __init__(
        self,
        sightings: Sightings,
        *,
        now: datetime,
        known: dict[str, str],
        guard: Callable[[str], Guard | None],
        asks_not: Callable[[Response], str] = lambda _: "",
    ) -> None:
        self._sightings = sightings
        self._latest = now + _AHEAD
        self._hosts = known
        self._guard = guard
        self._asks_not = asks_not
        self.counts: Counter[str] = Counter()
        self.troubles: list[str] = []

    def blog_at(self, url: str) -> str | None:
        """The id of the blog that was seen at that address's host, also where it moved away since."""
        return self._hosts.get(_host(url))

    def trouble(self, line: str) -> None:
        """Write down what is wrong with one capture."""
        self.counts["troubles"] += 1
        if len(self.troubles) < MOST_TOLD:
            self.troubles.append(line)

    def passed(self, url: str, status: int, media_type: str) -> bool:
        """Whether a capture is worth reading, by its head alone; one that is not is counted."""
        kind = kind_of(url, media_type)
        if kind in ("feed", "page") and status == 200:  # noqa: PLR2004
            return True
        self.counts[kind if kind not in ("feed", "page") else "failures"] += 1
        return False

    def dated(self, capture: Capture) -> bool:
        """Whether it can have been captured when it says; told when not."""
        at = capture.response.fetched
        if EARLIEST <= at <= self._latest:
            return True
        self.trouble(f"{capture.via}: {capture.response.url}: captured {at:%Y-%m-%d}, which cannot be")
        return False

    def take(self, capture: Capture) -> bool:
        """Put down what it says. Returns whether it is a blog's."""
        capture = unwrapped(capture)
        response = capture.response
        if not self.dated(capture):
            return False
        body = sha256(response.body).hexdigest()
        first = self._sightings.of_body(body, response.url)
        if first is not None:
            self._again(first, capture)
            return True
        if self._asks_not(response):
            self.counts["noarchive"] += 1
            return False
        kind = kind_of(response.url, response.header("content-type") or "")
        reading = self._feed if kind == "feed" or _is_feed(response.body) else self._page
        try:
            return reading(capture, body)
        except ParseError as exc:
            if isinstance(exc, DamagedError) or "/feeds/" in response.url:
                self.trouble(f"{capture.via}: {exc}")
            else:
                self.counts["other"] += 1
            return False

    def revisit(self, capture: Capture, digest: str, url: str, date: str) -> bool:
        """Put down that a payload was captured again. Returns False when nobody has met that payload."""
        first = self._sightings.of_payload(digest, url, date)
        if first is None:
            return False
        if self.dated(capture):
            self._again(first, capture)
        return True

    def _again(self, first: Sheet, capture: Capture) -> None:
        self.counts["again"] += 1
        response = capture.response
        told = capture.digest or first.digest
        sheet = replace(
            first, at=response.fetched, url=response.url, via=capture.via, raw=capture.raw, digest=told
        )
        self._sightings.again(first.n, sheet)
        self._sightings.meet(Met(id=first.blog, url="", title=first.title), response.fetched)

    def _feed(self, capture: Capture, body: str) -> bool:
        response = capture.response
        shown = read_feed(response.body, response.url, response.header("content-type") or "")
        blog = shown.blog
        if not blog.id:
            self.counts["other"] += 1
            return False
        guarded = self._guarded(capture, blog.id)
        if guarded is not None:
            return self._feed(guarded, sha256(guarded.response.body).hexdigest())
        kind = feed_kind(response.url, shown)
        views = _feed_views(shown)
        self._met(capture, blog.id, blog.url, blog.title, None)
        if not views:
            self.counts["empty feeds"] += 1
            return True
        self._sightings.add(self._sheet(capture, body, blog.id, blog.title, kind), views)
        self.counts["feeds"] += 1
        return True

    def _page(self, capture: Capture, body: str, blog_id: str | None = None) -> bool:
        response = capture.response
        if blog_id is None and b"logger" not in response.body and _host(response.url) not in self._hosts:
            self._put_off(capture)
            return False
        blog_id = blog_id or self._hosts.get(_host(response.url))
        shown = post_page.read(response.body, response.url, blog_id=blog_id)
        if shown.blog_id is None:
            self._put_off(capture)
            return False
        guarded = self._guarded(capture, shown.blog_id)
        if guarded is not None:
            return self._page(guarded, sha256(guarded.response.body).hexdigest(), blog_id)
        self._met(
            capture, shown.blog_id, _home(shown.url or response.url), shown.blog_title or "", shown.locale
        )
        if shown.post_id is None:
            if shown.era in ("archive", "dynamic"):
                self.counts["lists"] += 1
            else:
                self._put_off(capture)
            return True
        self._put_page(capture, body, shown)
        return True

    def _put_page(self, capture: Capture, body: str, shown: PostPage) -> None:
        blog, post = shown.blog_id, shown.post_id
        assert blog is not None
        assert post is not None
        shown = with_dates(shown, capture.response.fetched)
        text = body_text(shown)
        view = View(page=shown, text=text, url=shown.url or capture.response.url)
        sheet = self._sheet(capture, body, blog, shown.blog_title or "", "page")
        self._sightings.add(sheet, [(post, view)])
        self.counts["pages"] += 1

    def _guarded(self, capture: Capture, blog_id: str) -> Capture | None:
        """The capture without what was redacted; None when nothing of that is in it."""
        guard = self._guard(blog_id)
        left = guard(capture.response) if guard else capture.response
        return None if left.body == capture.response.body else replace(capture, response=left)

    def _met(self, capture: Capture, blog_id: str, url: str, title: str, locale: str | None) -> None:
        at = capture.response.fetched
        self._sightings.meet(Met(id=blog_id, url=url, title=title, language=locale), at)
        for host in filter(None, (_host(capture.response.url), _host(url))):
            if "blogger.com" not in host:
                self._hosts.setdefault(host, blog_id)

    def _sheet(self, capture: Capture, body: str, blog_id: str, title: str, kind: str) -> Sheet:
        response = capture.response
        return Sheet(
            blog=blog_id,
            at=response.fetched,
            url=response.url,
            kind=kind,
            sha256=body,
            title=title,
            place=capture.place,
            digest=capture.digest,
            raw=capture.raw,
            via=capture.via,
        )

    def _put_off(self, capture: Capture) -> None:
        """To be looked at again once every host is known, and every address that feeds show."""
        bare = replace(capture, response=replace(capture.response, body=b"", wire=b"", headers=()))
        self._sightings.put_off("page", msgspec.json.encode(bare))

    def finish(self, again: Callable[[str], Response | None]) -> None:
        """Nothing, once what was put off is put down or counted; `again` gives the answer of a place."""
        for item in self._sightings.later("page"):
            capture = msgspec.json.decode(item, type=Capture)
            blog_id = self._hosts.get(_host(capture.response.url))
            response = again(capture.place) if blog_id else None
            if blog_id is None or response is None or not self._late(capture, response, blog_id):
                self.counts["other"] += 1

    def _late(self, capture: Capture, response: Response, blog_id: str) -> bool:
        """Whether a page of a known host is a post's, by its own word or by the address that a feed shows."""
        whole = replace(capture, response=replace(response, fetched=capture.response.fetched))
        whole = self._guarded(whole, blog_id) or whole
        body = whole.response.body
        try:
            shown = post_page.read(body, response.url, blog_id=blog_id)
        except ParseError:
            return False
        if shown.era in ("archive", "dynamic") or (shown.body_html is None and not shown.comments):
            return False
        post = shown.post_id or self._sightings.entry_at(blog_id, shown.url or response.url)
        if post is None:
            return False
        self._put_page(whole, sha256(body).hexdigest(), replace(shown, blog_id=blog_id, post_id=post))
        return True


def unwrapped(capture: Capture) -> Capture:
    """What a web archive answered is a capture of what it had captured, when it did so."""
    response = capture.response
    found = _REPLAYED.search(response.url)
    stated = response.header("memento-datetime")
    at = instant_of(stated, response.url) if found and stated else None
    if found is None or at is None:
        return capture
    return replace(capture, response=replace(response, url=found[1], fetched=at), via=response.url)


def _feed_views(shown: FeedPage) -> list[tuple[str, View]]:
    damaged = not shown.whole
    views = [(entry.id, View(entry=entry, damaged=damaged)) for entry in shown.entries]
    comments: dict[str, list[int]] = {}
    for at, one in enumerate(shown.comments):
        if one.entry_id is not None:
            comments.setdefault(one.entry_id, []).append(at)
    for entry, places in comments.items():
        said = tuple(shown.comments[at].comment for at in places)
        url = next((shown.comments[at].entry_url for at in places if shown.comments[at].entry_url), None)
        views.append((entry, View(comments=said, url=url, damaged=damaged)))
    return views


def feed_kind(url: str, shown: FeedPage) -> str:
    """What a source calls that feed."""
    parts = urlsplit(url).path.strip("/").split("/")
    if shown.comments:
        own = len(parts) > 2 and parts[-3].isdecimal() and parts[-2] == "comments" and len(parts) < 5  # noqa: PLR2004
        return "post-comments-feed" if own else "comments-feed"
    return "pages-feed" if "pages" in parts and "feeds" in parts else "posts-feed"


def _is_feed(body: bytes) -> bool:
    head = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    return head.startswith(b"<?xml") and any(mark in head for mark in (b"<feed", b"<rss", b"<rdf:RDF"))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
