"""Pages of themes and platforms that no known era matches, read with BeautifulSoup on lxml: thin but real.

BeautifulSoup's home, which guess.py enters by jail.py. lxml, because html.parser takes 17 s for 30 KB of
`<a ` and html5lib minutes for nested elements (fact sheet hostile-input, section 2.3, 2026-11).
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from bs4 import BeautifulSoup, Tag

from feedarchive.parse import anycomments
from feedarchive.parse.authors import kind
from feedarchive.parse.comments.found import NUMBER, Found
from feedarchive.parse.guess import AnyPage
from feedarchive.parse.times import read_iso

# Best first.
_TITLES = (
    "h1.entry-title", "h1.post-title", ".post-title", ".entry-title", "h1.p-name", "h1.wp-block-post-title",
    "[itemprop~=headline]", "h1",
)  # fmt: skip
_BODIES = (
    ".post-body", ".entry-content", ".post-content", ".wp-block-post-content", ".gh-content",
    ".field--name-body", ".h-entry .e-content", ".e-content",
    "[itemprop~=articleBody]", "article",
)  # fmt: skip
_MAIN = ("main", "[role=main]", "#content", ".content", "#main", ".post")
_STAMPS = ("time.published[datetime]", "[itemprop~=datePublished][datetime]", "time[datetime]")
_POST_AUTHORS = (
    ".author .fn",
    "a[rel~=author]",
    ".p-author",
    ".byline .author",
    "[itemprop~=author] [itemprop~=name]",
)
_LABELS = "a[rel~=tag], a[rel~=category], .p-category"
_MORE = 'a[href*="comment-page-"], a[href*="cpage="]'
_AUTHORS = (".comment-author", "cite", ".fn", ".author")
_TEXTS = (".comment-content", ".comment-body", ".comment-text", "p")
_DECLARATION = re.compile(rb"\A\s*<\?xml[^>]*>")


def read(html: bytes) -> AnyPage:
    """Title, time, text and comments, by HTML's own habits."""
    soup = BeautifulSoup(_DECLARATION.sub(b"", html).decode("utf-8", "replace"), "lxml")
    blogger = tuple(_comment(node, number) for node, number in _comments(soup))
    said = () if blogger else anycomments.find(soup)
    more = (
        tuple(dict.fromkeys(str(link["href"]).partition("#")[0] for link in soup.select(_MORE)))
        if said
        else ()
    )
    for node in soup.select("ol.comment-list, ol.commentlist, #comments, .comments-area, .wp-block-comments"):
        if said:  # its times, names and links are not the post's
            node.decompose()
    if said:
        anycomments.remove(soup)
    leaves = tuple(dict.fromkeys(str(link["href"]) for link in soup.select("a.post-page-numbers[href]")))
    for node in soup.select(".page-links, .post-nav-links"):
        node.decompose()
    body = _first(soup, _BODIES)
    near = _near(soup, body)
    author = _first(near, _POST_AUTHORS)
    return AnyPage(
        title=_words(_first(soup, _TITLES)) or None,
        published=_published(near) or _stated(soup),
        body_html=body.decode_contents().strip() if body is not None else None,
        comments=blogger,
        said=said,
        more=more,
        leaves=leaves,
        rough_html=_rough(soup) if body is None else None,
        author=_words(author),
        author_link=str(author.get("href") or "") if author is not None else "",
        labels=tuple(dict.fromkeys(filter(None, map(_words, near.select(_LABELS))))),
        own_id=_short(soup),
        kind=_kind(soup),
    )


def _rough(soup: BeautifulSoup) -> str | None:
    """The main part of the page without what leads through the site."""
    main = _first(soup, _MAIN)
    if main is None or not main.get_text(strip=True):
        return None
    for node in main.select("nav, header, footer, aside, script, style, form"):
        node.decompose()
    return main.decode_contents().strip()


def _near(soup: BeautifulSoup, body: Tag | None) -> Tag:
    """What holds the text and all that belongs to it; all of the page where nothing tells."""
    return (body.find_parent(["article", "main"]) if body is not None else None) or soup


def _short(soup: BeautifulSoup) -> str | None:
    """The page's short link, which WordPress makes of the post's number."""
    link = soup.select_one('link[rel~=shortlink][href*="?p="], link[rel~=shortlink][href*="?page_id="]')
    return str(link["href"]) if link is not None else None


def _kind(soup: BeautifulSoup) -> Literal["post", "page"] | None:
    """What the markup calls the page: WordPress's classes of body and article, else Open Graph's type."""
    named = set(soup.body.get("class") or ()) if soup.body is not None else set()
    if "single-post" in named:
        return "post"
    if named & {"page-template-default", "page-template"} or any(one.startswith("page-id-") for one in named):
        return "page"
    if soup.select_one(
        'meta[property="og:type"][content="article"], article.h-entry, .h-entry .dt-published'
    ):
        return "post"
    articles = soup.select("article")
    if len(articles) == 1 and articles[0].select_one("time[datetime]") and articles[0].select_one("h1, h2"):
        return "post"
    card = soup.select_one('[itemtype$="schema.org/BlogPosting"], [itemtype$="schema.org/Article"]')
    return "post" if card is not None else None


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


def _published(near: Tag) -> datetime | None:
    stamp = _first(near, _STAMPS)
    return read_iso(str(stamp["datetime"])) if stamp is not None else None


def _stated(soup: BeautifulSoup) -> datetime | None:
    """When the page's head says that the post was published (Open Graph)."""
    said = soup.select_one('meta[property="article:published_time"][content]')
    return read_iso(str(said["content"])) if said is not None else None


def _words(node: Tag | None) -> str:
    return " ".join(node.get_text().split()) if node is not None else ""
