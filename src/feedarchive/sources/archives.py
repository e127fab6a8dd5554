"""Month archives -> the posts they link to: the way to the posts of a blog with neither feeds nor sitemap.

Classic blogs name them `/2006_06_01_archive.html`, layouts `/2006/06/` and `/2006/` (fact sheet
blogger-pages, sections B1 and C, 2026-11). `/search` is not followed: robots.txt keeps it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

from feedarchive.capture import Get, Request
from feedarchive.parse.links import links, own_hosts
from feedarchive.sources.addresses import Site, post_path
from feedarchive.sources.blogger import must

_ARCHIVE = re.compile(r"/(archives?/)?\d{4}_\d{2}_\d{2}_\w+\.html|/\d{4}/(\d{2}/)?")
_MOST = 600  # fifty years of months


def post_addresses(get: Get, site: Site) -> Iterator[str]:
    """The address of every post that the home page, or an archive page it leads to, links to; each once.

    Raises FetchError.
    """
    queue = deque([f"{site.home}/"])
    known, asked, hosts = set(queue), 0, frozenset[str]()
    while queue and asked < _MOST:
        asked += 1
        document = must(get(Request(url=queue.popleft(), why="archive")))
        hosts |= own_hosts(document.body, document.url)
        for link in links(document.body, document.url):
            address = site.rebase(link)
            if address in known or urlsplit(link).hostname not in hosts:
                continue
            known.add(address)
            if post_path(address):
                yield address
            elif _ARCHIVE.fullmatch(urlsplit(address).path):
                queue.append(address)
