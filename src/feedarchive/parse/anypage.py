"""Pages of themes and platforms that no known era matches, read with BeautifulSoup on lxml: thin but real.

BeautifulSoup's home, which guess.py enters by jail.py. lxml, because html.parser takes 17 s for 30 KB of
`<a ` and html5lib minutes for nested elements (fact sheet hostile-input, section 2.3, 2026-11).
"""

from __future__ import annotations

import re
from datetime import datetime

from bs4 import BeautifulSoup, Tag

from feedarchive.parse.authors import kind
from feedarchive.parse.comments.found import NUMBER, Found
from feedarchive.parse.guess import AnyPage
from feedarchive.parse.times import read_rfc3339

# Best first.
_TITLES = ("h1.entry-title", "h1.post-title", ".post-title", ".entry-title", "[itemprop~=headline]", "h1")
_BODIES = (".post-body", ".entry-content", ".post-content", "[itemprop~=articleBody]", "article")
_STAMPS = ("time.published[datetime]", "[itemprop~=datePublished][datetime]", "time[datetime]")
_AUTHORS = (".comment-author", "cite", ".fn", ".author")
_TEXTS = (".comment-content", ".comment-body", ".comment-text", "p")
_DECLARATION = re.compile(rb"\A\s*<\?xml[^>]*>")


def read(html: bytes) -> AnyPage:
    """Title, time, text and comments, by HTML's own habits."""
    soup = BeautifulSoup(_DECLARATION.sub(b"", html).decode("utf-8", "replace"), "lxml")
    body = _first(soup, _BODIES)
    return AnyPage(
        title=_words(_first(soup, _TITLES)) or None,
        published=_published(soup, body),
        body_html=body.decode_contents().strip() if body is not None else None,
        comments=tuple(_comment(node, number) for node, number in _comments(soup)),
    )


def _comments(soup: BeautifulSoup) -> list[tuple[Tag, str]]:
    """The elements with a comment's id that hold its permalink, each number once."""
    found: dict[str, Tag] = {}
    for node in soup.find_all(id=NUMBER):
        if _permalink(node) is not None and (number := NUMBER.match(str(node["id"]))):
            found.setdefault(number[1], node)
    return [(node, number) for number, node in found.items()]


def _comment(node: Tag, number: str) -> Found:
    stamp = _permalink(node)
    cite = _first(node, _AUTHORS)
    named = cite if cite is None or cite.name == "a" else cite.find("a", href=True)
    link = str(named["href"]) if isinstance(named, Tag) else ""
    text = _first(node, _TEXTS)
    return Found(
        number=number,
        name=_words(named if isinstance(named, Tag) else cite),
        link=link,
        kind=kind(link) if cite is not None else "unknown",
        body=text.decode_contents().strip() if text is not None else "",
        stamp=_words(stamp),
        href=str(stamp["href"]) if stamp is not None else "",
    )


def _first(node: Tag, selectors: tuple[str, ...]) -> Tag | None:
    """What the first selector finds that finds anything."""
    return next((found for each in selectors if (found := node.select_one(each)) is not None), None)


def _permalink(node: Tag) -> Tag | None:
    return node.select_one('a[href*="showComment="]')


def _published(soup: BeautifulSoup, body: Tag | None) -> datetime | None:
    near = body.find_parent(["article", "main"]) if body is not None else None
    stamp = _first(near or soup, _STAMPS)
    return read_rfc3339(str(stamp["datetime"])) if stamp is not None else None


def _words(node: Tag | None) -> str:
    return " ".join(node.get_text().split()) if node is not None else ""
