"""A post's bodies for its page: cleaned, links to what the archive holds kept inside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup

from feedarchive.catalog.listing import Listing
from feedarchive.parse.media import resolved
from feedarchive.web.clean import SCHEMES, cleaned
from feedarchive.web.links import Links
from feedarchive.web.render import safe

_POST_PATH = re.compile(r"/(\d{4})/(\d{2})/([^/?#]+)\.html?\Z")
_PAGE_PATH = re.compile(r"/p/([^/?#]+)\.html?\Z")
_COMMENT = re.compile(r"c\d+\Z")

Keep = Callable[[str], str | None]


class Bodies:
    """Makes the HTML of one blog's bodies safe and at home here.

    Args:
        name: the blog's folder.
        hosts: the hosts by which its posts call each other.
        links: of the page that the bodies stand in.
        listing: knows which posts the archive holds.
        media: the kept copy of an image, by its address, as a path below the blog's folder; or None.
    """

    def __init__(self, name: str, hosts: frozenset[str], links: Links, listing: Listing, media: Keep) -> None:
        self._name = name
        self._hosts = hosts
        self._links = links
        self._listing = listing
        self._media = media
        self._known: dict[str, str | None] = {}

    def html(self, published: str, base: str) -> Markup:
        """The body as part of a page; `base` is the address that its relative links start from."""

        def link(address: str) -> str | None:
            if address.startswith("#"):
                return f"#in-{address[1:]}"
            try:
                whole = urljoin(base, address.strip())
                parts = urlsplit(whole)
                host = parts.hostname
            except ValueError:
                return None
            folder = self._held(parts.path) if host in self._hosts else None
            if folder is None and (ours := self.opened(base, address)):
                return ours
            if folder is None:
                return whole if parts.scheme in SCHEMES else None
            at = f"#{parts.fragment}" if self._said(folder, parts.fragment) else ""
            return self._links.post(self._name, folder) + at

        return safe(cleaned(published, link=link, image=partial(self.media, base)))

    def media(self, base: str, address: str) -> str | None:
        """Where the kept copy of an image or enclosure is; None without one. `base` as for `html`."""
        whole = resolved(base, address)
        kept = self._media(whole) if whole else None
        return self._links.media(self._name, kept) if kept else None

    def opened(self, base: str, address: str) -> str | None:
        """As `media`, of a file that may be opened by itself: a file server sends no policy with an SVG."""
        kept = self.media(base, address)
        return None if kept and self._links.files and kept.endswith(".svg") else kept

    def _held(self, path: str) -> str | None:
        """The folder of the post or page that stood at that path; None when the archive has none."""
        if path not in self._known:
            self._known[path] = self._look(path)
        return self._known[path]

    def _said(self, folder: str, fragment: str) -> bool:
        """Whether the fragment names a comment that stands below that post."""
        return bool(_COMMENT.match(fragment)) and self._listing.said(folder, fragment[1:])

    def _look(self, path: str) -> str | None:
        if found := _POST_PATH.match(path):
            start = f"posts/{found[1]}/{found[2]}/{found[3][:40].lower()}"
        elif found := _PAGE_PATH.match(path):
            start = f"pages/{found[1][:40].lower()}"
        else:
            return None
        return next(
            (folder for folder, url in self._listing.begun(start) if urlsplit(url).path == path), None
        )
