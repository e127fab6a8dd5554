"""Comments in pages of any platform: WordPress's markup, microformats, schema.org; inside jail.py's process.

WordPress: `li#comment-12` with `.comment-author .fn`, `time[datetime]` and `.comment-content`, replies nested
in `.children` (wp-includes/class-walker-comment.php and the comment blocks, 6.1, 2026-11). Microformats:
h-cite or h-entry as `u-comment`, and hAtom's `.comment.hentry`. schema.org: `itemprop=comment`, and JSON-LD.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime

from bs4 import BeautifulSoup, Tag

from feedarchive.parse.guess import Said
from feedarchive.parse.times import read_iso

MOST = 5_000
_DEEPEST = 40  # of JSON-LD
# Typepad's numbers are hexadecimal
_ANCHOR = re.compile(r"(?:li-|div-)?(comment-(?=[a-f]*\d)[0-9a-f]{1,40})\Z", re.ASCII)
_SELECTORS = (
    ".u-comment", ".p-comment", ".comment.hentry", ".comment.h-entry", ".comment.h-cite",
    "[itemprop~=comment]",
    '[itemtype$="schema.org/Comment"]', '[itemtype$="schema.org/UserComments"]',
)  # fmt: skip
_NAMES = (
    ".comment-author .fn", ".wp-block-comment-author-name", ".comment-author-name", ".fn",
    ".p-author .p-name",
    "[itemprop~=author] [itemprop~=name]", "[itemprop~=creator] [itemprop~=name]", ".p-author", ".h-card",
    "[itemprop~=author]", "[itemprop~=creator]", "cite", ".comment-author",
    ".username", '.comment-footer a[href]:not([href*="#comment"])',
)  # fmt: skip
_TIMES = ("time[datetime]", "[itemprop~=datePublished]", "[itemprop~=dateCreated]", "[itemprop~=commentTime]",
          "abbr.published[title]", ".dt-published[datetime]")  # fmt: skip
_STAMPS = (
    "time",
    ".wp-block-comment-date",
    ".comment-metadata a",
    ".comment-meta a",
    ".comment-date",
    ".dt-published",
)
_TEXTS = (
    ".field--name-comment-body",
    ".comment-content", ".wp-block-comment-content", "[itemprop~=commentText]", "[itemprop~=text]",
    ".e-content",
    ".p-content", ".comment-text", ".comment__content", ".entry-content",
)  # fmt: skip
_BARE = ("p", "blockquote", "pre", "ul")  # what is a text where nothing says so
_PING = frozenset({"pingback", "trackback"})


def find(soup: BeautifulSoup) -> tuple[Said, ...]:
    """All comments of the page, in document order, each once."""
    nodes = _nodes(soup)
    places = {id(node): anchor for node, anchor in nodes}
    found = [_said(node, anchor, places) for node, anchor in nodes[:MOST]]
    shown = {one.anchor or one.href for one in found}
    linked = [one for one in _linked_data(soup) if (one.anchor or one.href) not in shown]
    return tuple(one for one in (*found, *linked) if one.anchor or one.href or one.html)


def remove(soup: BeautifulSoup) -> None:
    """Take the comments out of the page: their texts, times and authors are not the post's."""
    for node, _ in _nodes(soup):
        if not node.decomposed:
            node.decompose()


def _nodes(soup: BeautifulSoup) -> list[tuple[Tag, str]]:
    """The elements that hold one comment each, with its anchor; of an element in its like the outer."""
    found: list[tuple[Tag, str]] = []
    anchors: set[str] = set()
    for node in soup.find_all(id=_ANCHOR):
        named = _ANCHOR.match(str(node["id"]))
        if named and named[1] not in anchors and node.name not in {"a", "textarea", "input", "span"}:
            anchors.add(named[1])
            found.append((node, named[1]))
    if found:
        return found
    taken: set[int] = set()
    for node in soup.select(", ".join(_SELECTORS)):
        anchor = str(node.get("id") or "")
        if id(node) not in taken and node.name not in {"a", "meta", "link", "span"}:
            taken.add(id(node))
            found.append((node, anchor))
    return found


def _said(node: Tag, anchor: str, places: dict[int, str]) -> Said:
    name = _own(node, _NAMES, places)
    link = name if name is None or name.name == "a" else (name.find("a", href=True) or name.find_parent("a"))
    classes = set(node.get("class") or ())
    if classes & _PING and name is None:
        name = link = _own(node, ("a[href]",), places)
    text = _own(node, _TEXTS, places)
    stamp = _own(node, _TIMES, places)
    shown = _own(node, _STAMPS, places)
    return Said(
        anchor=anchor,
        name=_words(name),
        link=str(link.get("href") or "") if isinstance(link, Tag) else "",
        html=text.decode_contents().strip() if text is not None else _bare(node, places),
        published=_instant(stamp) if stamp is not None else None,
        stamp=_words(shown),
        href=_permalink(node, anchor, places),
        answers=_above(node, places),
    )


def _own(node: Tag, selectors: tuple[str, ...], places: dict[int, str]) -> Tag | None:
    """What the first selector finds in the comment itself, not in the replies inside it."""
    for selector in selectors:
        for found in node.select(selector):
            if _holder(found, places) is node:
                return found
    return None


def _holder(found: Tag, places: dict[int, str]) -> Tag | None:
    """The innermost comment that holds that element."""
    return next((above for above in found.parents if id(above) in places), None)


def _above(node: Tag, places: dict[int, str]) -> str | None:
    """The anchor of the comment that this one is nested in, as a reply."""
    holder = _holder(node, places)
    return (places[id(holder)] or None) if holder is not None else None


def _bare(node: Tag, places: dict[int, str]) -> str:
    own = (one for one in node.find_all(_BARE) if _holder(one, places) is node)
    parts = [one for one in own if id(one.find(True)) not in places]  # the list of replies is none
    top = [one for one in parts if not any(one.parent is other for other in parts)]
    return "\n".join(str(one) for one in top).strip()


def _permalink(node: Tag, anchor: str, places: dict[int, str]) -> str:
    """Its address, as the link around its time or as a microformat says; "" without one."""
    for found in node.select(
        ".u-url[href], .u-uid[href], [itemprop~=url][href], a[rel~=bookmark][href], a[href]"
    ):
        href = str(found["href"])
        own = href.endswith(f"#{anchor}") if anchor else True
        if own and "replytocom" not in href and _holder(found, places) is node:
            marked = (
                set(found.get("class") or ()) & {"u-url", "u-uid"}
                or found.get("itemprop")
                or found.get("rel")
            )
            if anchor or marked:
                return href
    return ""


def _instant(node: Tag) -> datetime | None:
    for key in ("datetime", "content", "title"):
        if (when := read_iso(str(node.get(key) or ""))) is not None:
            return when
    return read_iso(node.get_text())


def _linked_data(soup: BeautifulSoup) -> Iterator[Said]:
    """The comments of the page's JSON-LD (schema.org/Comment)."""
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            data = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue
        yield from _in_json(data, None, 0)


def _in_json(data: object, answers: str | None, depth: int) -> Iterator[Said]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for one in data:
            yield from _in_json(one, answers, depth + 1)
    elif isinstance(data, dict):
        said = _json_comment(data, answers) if _is_comment(data) else None
        if said is not None:
            yield said
        inside = (said.anchor or said.href or None) if said is not None else answers
        for key in ("@graph", "comment", "mainEntity", "mainEntityOfPage"):
            yield from _in_json(data.get(key), inside, depth + 1)


def _is_comment(data: dict[str, object]) -> bool:
    kinds = data.get("@type")
    return "Comment" in kinds if isinstance(kinds, list) else kinds == "Comment"


def _json_comment(data: dict[str, object], answers: str | None) -> Said:
    author = data.get("author")
    author = author[0] if isinstance(author, list) and author else author
    person = author if isinstance(author, dict) else {"name": author}
    href = _text(data, "url") or _text(data, "@id")
    return Said(
        anchor=href.partition("#")[2],
        name=_text(person, "name"),
        link=_text(person, "url"),
        html=_text(data, "text"),
        published=read_iso(_text(data, "datePublished") or _text(data, "dateCreated")),
        href=href,
        answers=answers,
    )


def _text(data: dict[str, object], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _words(node: object) -> str:
    return " ".join(node.get_text().split()) if isinstance(node, Tag) else ""
