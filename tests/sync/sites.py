"""Small sites that are not Blogger's, served on loopback: a static blog, a WordPress look-alike, odd feeds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

Page = tuple[str, str]  # media type, text
ATOM, RSS, HTML, JSON, XML = (
    "application/atom+xml", "application/rss+xml", "text/html; charset=utf-8", "application/feed+json", "text/xml",
)  # fmt: skip


class Site:
    """Answers what `pages` holds, by path and query; with ETags; `asked` is every request in order, `packed` files that are no text, `confirmed` the
    number of answers 304."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.packed: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.confirmed = 0
        self.url = ""

    def put(self, path: str, media_type: str, text: str) -> None:
        """Serve that text there; `{url}` in it is the site's address."""
        self.pages[path] = media_type, text

    def answer(self, path: str) -> Page | None:
        """What stands there."""
        found = self.pages.get(path)
        return found and (found[0], found[1].replace("{url}", self.url))


@contextmanager
def served(site: Site) -> Iterator[Site]:
    """The site with its address, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            path = f"{parts.path}?{parts.query}" if parts.query else parts.path
            site.asked.append(path)
            packed = site.packed.get(path)
            self._send(("application/gzip", "") if packed else site.answer(path), packed)

        def _send(self, found: Page | None, packed: bytes | None) -> None:
            body = packed or (found[1].encode() if found else b"<html><title>Not here</title></html>")
            tag = f'"{sha256(body).hexdigest()[:16]}"'
            same = found is not None and self.headers.get("If-None-Match") == tag
            site.confirmed += same
            self.send_response(304 if same else 200 if found else 404)
            self.send_header("Content-Type", found[0] if found else HTML)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", "0" if same else str(len(body)))
            self.end_headers()
            if not same:
                self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def atom(entries: str, head: str = "", title: str = "Static", tag: str = "urn:x-blog:static") -> str:
    """An Atom feed with those entries."""
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"'
        f' xmlns:thr="http://purl.org/syndication/thread/1.0"><id>{tag}</id><title>{title}</title>'
        f'<link href="{{url}}/"/><updated>2024-05-01T00:00:00Z</updated>{head}{entries}</feed>'
    )


def entry(number: int, more: str = "", content: str | None = None) -> str:
    """An Atom entry of the static blog."""
    text = f"&lt;p&gt;Text of {number}.&lt;/p&gt;" if content is None else content
    return (
        f"<entry><id>urn:x-blog:{number}</id><title>Post {number}</title>"
        f'<link href="/2023/post-{number}/"/><author><name>Iris</name></author>'
        f"<published>2023-{number % 12 + 1:02}-03T04:05:06+02:00</published>"
        f"<updated>2023-{number % 12 + 1:02}-03T04:05:06+02:00</updated>"
        f'<content type="html">{text}</content>{more}</entry>'
    )


def article(number: int, comments: str = "", kind: str = "article") -> str:
    """The page of a post of the static blog."""
    return (
        f'<!doctype html><html lang="en"><head><title>Post {number}</title><meta property="og:type" content="{kind}">'
        f'<link rel="canonical" href="{{url}}/2023/post-{number}/"></head><body><article class="h-entry">'
        f'<h1 class="p-name">Post {number}</h1><time class="dt-published" datetime="2023-06-07T08:09:10Z">June</time>'
        f'<div class="e-content"><p>Text of {number}.</p></div></article>{comments}</body></html>'
    )


def static_blog() -> Site:
    """Nine posts: a subscription document of three, archives of three each (RFC 5005, 4)."""
    site = Site()
    home = '<html><head><link rel="alternate" type="application/atom+xml" href="/index.atom"></head><body></body></html>'
    site.put("/", HTML, home)
    archive, link = "<fh:archive/>", '<link rel="{}" href="{}"/>'
    newest = link.format("prev-archive", "/archive/2.atom")
    site.put("/index.atom", ATOM, atom("".join(map(entry, (9, 8, 7))), newest))
    middle = archive + link.format("prev-archive", "/archive/1.atom")
    site.put("/archive/2.atom", ATOM, atom("".join(map(entry, (7, 6, 5, 4))), middle))
    site.put("/archive/1.atom", ATOM, atom("".join(map(entry, (3, 2, 1))), archive))
    for number in range(1, 10):
        site.put(f"/2023/post-{number}/", HTML, article(number))
    return site


def changed(site: Site, path: str, change: Callable[[str], str]) -> None:
    """Serve another text there."""
    media_type, text = site.pages[path]
    site.pages[path] = media_type, change(text)
