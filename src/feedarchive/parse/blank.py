"""A document without the texts and names of what was redacted; pure. docs/redaction.md.

What stays of an entry in a feed is what a walk over the feed needs: ids, times, links, numbers. Every other
entry keeps its bytes. Pages are blankpage.py's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape
from xml.parsers import expat

from msgspec import Struct

from feedarchive.errors import ParseError
from feedarchive.parse.dom import path
from feedarchive.parse.feeds import read_feed

_FEED = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<[?!][^>]*>\s*)*<(?:[\w.-]+:)?(?:feed|entry|rss|RDF)[\s>]")
_SITEMAP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<[?!][^>]*>\s*)*<(?:urlset|sitemapindex)[\s>]")
_ENTRY = re.compile(rb"<((?:[\w.-]+:)?(?:entry|item))(?=[\s>])([^>]*)>.*?(?:</\1\s*>|\Z)", re.DOTALL)
_IDS = re.compile(
    rb"<(?:[\w.-]+:)?(?:id|guid)(?:\s[^>]*)?>\s*(?:<!\[CDATA\[)?\s*([^<\]]*?)\s*(?:\]\]>)?\s*</"
)
_LINK = re.compile(rb"<link\s[^>]*>")
_ALTERNATE = re.compile(rb"\brel\s*=\s*[\"']alternate[\"']")
_HREF = re.compile(rb"\bhref\s*=\s*[\"']([^\"']*)")
_REFS = re.compile(rb"<(?:[\w.-]+:)?in-reply-to\s[^>]*?\bref\s*=\s*[\"']([^\"']*)")
_OWN_FEED = re.compile(r"/feeds/(?:\d+/)?(\d+)/comments/")
_KEPT = frozenset({"id", "guid", "published", "updated", "pubDate", "total", "in-reply-to", "link"})
_LINKS = frozenset({"alternate", "self", "edit", "replies", ""})
_DIGITS = re.compile(r"(\d+)\Z", re.ASCII)
LONGEST = 20  # digits of an id; and fewer than 5 are everywhere
SHORTEST = 5


class Target(Struct, frozen=True, kw_only=True):
    """What was redacted: an entry or a comment, by id; `path` is that of its address, "" if unknown."""

    id: str
    comment: bool = False
    path: str = ""

    @property
    def number(self) -> str:
        """The digits at the end of its id; "" when they name nothing."""
        found = _DIGITS.search(self.id)
        return found[1] if found and SHORTEST <= len(found[1]) <= LONGEST else ""

    def named_in(self, body: bytes, url: str) -> bool:
        """Whether the document could show it; most do not even name it."""
        names = [self.id, escape(self.id), self.number]
        if not self.comment and self.path:
            names += [self.path, escape(self.path)]
            if path(url) == self.path:
                return True
        return any(name.encode() in body for name in names if name)


def blank(
    url: str, body: bytes, *, targets: Sequence[Target], texts: frozenset[str] = frozenset()
) -> bytes | None:
    """The document at `url` without them; b"" when nothing of it can stay, None when it shows none.

    `texts` are what is known of their words, for gadgets that quote them without a name.
    """
    named = [one for one in targets if one.named_in(body, url) or _ends_in_an_entry(body)]
    if not named:
        return None
    if _SITEMAP.match(body):  # addresses and nothing else
        return None
    if not _FEED.match(body):
        from feedarchive.parse.blankpage import blank_page  # noqa: PLC0415  most blogs never redact

        return blank_page(url, body, targets=named, texts=texts)
    return _feed(url, body, named)


def _ends_in_an_entry(body: bytes) -> bool:
    """Whether a feed was cut in the middle of an entry."""
    begun = max(body.rfind(b"<entry"), body.rfind(b"<item>"))
    return begun >= 0 and begun > max(body.rfind(b"</entry"), body.rfind(b"</item"))


def _feed(url: str, body: bytes, targets: Sequence[Target]) -> bytes | None:
    own = _OWN_FEED.search(url)
    if own and any(not one.comment and one.number == own[1] for one in targets):
        return b""  # its very title repeats the post's
    found = _ENTRY.sub(lambda entry: _entry(entry, targets), body)
    if found == body:
        return None
    return found if _is_clean(url, body, found, targets) else b""


def _entry(found: re.Match[bytes], targets: Sequence[Target]) -> bytes:
    ids = {unescape(text.decode("utf-8", "replace")) for text in _IDS.findall(found[0])[:2]}
    refs = {unescape(text.decode("utf-8", "replace")) for text in _REFS.findall(found[0])}
    whole = found[0].rstrip(b"> \n").endswith(b"</" + found[1])
    for one in targets:
        # of an entry that is cut nobody knows what it belongs to
        if one.id in ids or (not one.comment and (_leads_to(found[0], one.path) or not (whole or refs))):
            return _bare(found, one, ids)
        if not one.comment and one.id in refs:
            return _bare(found, one, ids)
    return found[0]


def _bare(found: re.Match[bytes], target: Target, ids: set[str]) -> bytes:
    """The entry with what a walk needs alone."""
    try:
        kept = _Kept.of(found[0])
    except expat.ExpatError:  # cut, or mangled
        own = target.id if target.id in ids else min(ids, default=target.id)
        kept = f"<id>{escape(own)}</id>"
    name, attributes = found[1].decode(), found[2].decode("utf-8", "replace").rstrip("/")
    return f"<{name}{attributes}>{kept}</{name}>".encode()


def _leads_to(entry: bytes, wanted: str) -> bool:
    """Whether its own address is that one: the same post under another id, or a comment on it."""
    if not wanted:
        return False
    links = (tag for tag in _LINK.findall(entry) if _ALTERNATE.search(tag))
    found = (_HREF.search(tag) for tag in links)
    return any(path(unescape(one[1].decode("utf-8", "replace"))) == wanted for one in found if one)


class _Kept:
    """Collects the children of an entry that stay."""

    def __init__(self) -> None:
        self._depth = 0
        self._name = ""
        self._parts: list[str] = []

    @classmethod
    def of(cls, entry: bytes) -> str:
        """Their markup. Raises ExpatError for what is not well-formed."""
        self = cls()
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.Parse(entry, True)
        return "".join(self._parts)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        local = name.rpartition(":")[2]
        if self._depth != 2 or local not in _KEPT:  # noqa: PLR2004  the entry's own children
            return
        if local == "link" and attributes.get("rel", "") not in _LINKS:
            return
        self._name = name
        written = "".join(f' {key}="{_quoted(value)}"' for key, value in attributes.items() if key != "title")
        self._parts.append(f"<{name}{written}>")

    def _end(self, name: str) -> None:
        if self._depth == 2 and self._name == name:  # noqa: PLR2004  as above
            self._parts.append(f"</{name}>")
            self._name = ""
        self._depth -= 1

    def _data(self, text: str) -> None:
        if self._name and self._depth == 2:  # noqa: PLR2004  as above
            self._parts.append(escape(text))


def _is_clean(url: str, before: bytes, after: bytes, targets: Sequence[Target]) -> bool:
    """Whether today's parsers find no word of them, and the rest as sound as it was."""
    try:
        old, new = read_feed(before, url), read_feed(after, url)
    except ParseError:
        return False
    ids = {one.id for one in targets}
    posts = {one.id for one in targets if not one.comment}
    words = [one.title + one.body.html for one in new.entries if one.id in ids]
    words += [one.comment.body.html for one in new.comments if one.comment.id in ids or one.entry_id in posts]
    return (new.whole or not old.whole) and not any(words)


def _quoted(value: str) -> str:
    """An attribute's value; what XML would fold stays (XML 1.0, 3.3.3)."""
    return escape(value).replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")
