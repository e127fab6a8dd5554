"""Well-formed Atom 1.0 (RFC 4287) as Blogger writes it -> FeedPage: strict, exact, fast, loses no element.

expat calls straight into `_Reader`; nothing is built that is not kept.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from feedarchive.errors import DamagedError, UnknownFormatError
from feedarchive.parse.entries import Attributes, Key, Raw, feed_page
from feedarchive.parse.markup import MAX_DEPTH, Markup
from feedarchive.parse.naming import named
from feedarchive.parse.resolving import joined
from feedarchive.parse.text import readable
from feedarchive.parse.xmltext import utf8
from feedarchive.seen import FeedPage

MAX_ENTRIES = 20_000
MANY_TAGS = 20_000  # 150 entries of Blogger's have 7,500
PIECE = 64 * 1024  # bytes

_ATOM: Final = "http://www.w3.org/2005/Atom "
_THREAD: Final = "http://purl.org/syndication/thread/1.0 "  # RFC 4685
_GD: Final = "http://schemas.google.com/g/2005 "
_SEARCH: Final = "http://a9.com/-/spec/opensearchrss/1.0/ "
_SEARCH_11: Final = "http://a9.com/-/spec/opensearch/1.1/ "
_FEED, _ENTRY, _AUTHOR = _ATOM + "feed", _ATOM + "entry", _ATOM + "author"
_CONTROLS = ("http://purl.org/atom/app# control", "http://www.w3.org/2007/app control")  # RFC 5023, 13.1.1
# What Google Takeout writes: parse/export.py
_TAKEOUT: Final = "http://schemas.google.com/blogger/2018 "
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_LANGUAGE = _XML + " lang"
_BASE = _XML + " base"

_ATTRIBUTES: dict[str, Key] = {
    _ATOM + "link": "link",
    _ATOM + "category": "category",
    _THREAD + "in-reply-to": "reply",
    _GD + "extendedProperty": "property",
    _GD + "image": "image",
}
_MARKED_UP = {_ATOM + name: name for name in ("title", "subtitle", "content", "summary")}
_TEXTS = {_ATOM + name: name for name in ("id", "published", "updated", "generator", "name", "uri")} | {
    _SEARCH + "totalResults": "total",
    _SEARCH + "startIndex": "start",
    _SEARCH_11 + "totalResults": "total",
    _SEARCH_11 + "startIndex": "start",
    _THREAD + "total": "declared",
    "http://rssnamespace.org/feedburner/ext/1.0 origLink": "origLink",
    "http://purl.org/syndication/history/1.0 complete": "complete",  # RFC 5005
}
_TEXTS |= {control.replace(" control", " draft"): "draft" for control in _CONTROLS}
_TEXTS |= {
    _TAKEOUT + name: f"blogger:{name}"
    for name in ("type", "status", "parent", "inReplyTo", "created", "filename", "trashed")
}
_OPENS = frozenset({_ENTRY, _AUTHOR, *_CONTROLS})
_ENDS = _MARKED_UP | _TEXTS
_FOREIGN = frozenset({"rss", "rdf:rdf"})
_BODIES = frozenset({"content", "summary"})
_UNREAD = frozenset({"edit", "self"})  # half of Blogger's links, of use to a publisher only


def read(body: bytes, url: str) -> FeedPage:
    """The page of an Atom feed, or of one entry alone. Raises as `raw` does."""
    feed, entries = raw(body, url)
    return feed_page(feed, entries, named(entries))


def raw(body: bytes, url: str) -> tuple[Raw, list[Raw]]:
    """The feed and its entries, as their elements are.

    Raises:
        UnknownFormatError: it is no Atom 1.0: HTML, RSS, JSON, nothing.
        DamagedError: it is cut, not well-formed, has a DTD, or is beyond a limit of depth or number.
    """
    reader = _Reader(url)
    parser = reader.parser
    data = utf8(body, url)
    try:
        for piece in _pieces(data):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as exc:
        if not reader.is_atom:
            raise UnknownFormatError(url, f"no XML: {exc}") from exc
        raise DamagedError(url, f"not well-formed: {exc}") from exc
    finally:
        del reader.parser  # they hold each other: memory would wait for the garbage collector
    if b":base" in data:
        _rebase(reader.feed, reader.entries)
    return reader.feed, reader.entries


def _rebase(feed: Raw, entries: list[Raw]) -> None:
    """Links are seen from the `xml:base` of what holds them (RFC 4287, 2); bodies stay as published."""
    outer = feed.texts.pop("base", "")
    for raw in (feed, *entries):
        base = joined(outer, raw.texts.pop("base", ""))
        for link in raw.elements.get("link", ()):
            if "://" not in link.get("href", "://"):
                link["href"] = joined(joined(base, link.get(_BASE, "")), link["href"])


def _pieces(data: bytes) -> Iterator[bytes]:
    """The document, in small pieces where its elements might be nested without end.

    An error of ours stops expat only at the end of a piece, and each open element takes it memory.
    """
    if data.count(b"<") <= MANY_TAGS:
        yield data
    else:
        yield from (data[at : at + PIECE] for at in range(0, len(data), PIECE))


class _Reader:
    """The feed and its entries, filled by expat's calls.

    Attributes:
        parser: the parser that calls.
        feed, entries: what was read.
        is_atom: whether the root was Atom's.
    """

    __slots__ = (
        "_above", "_depth", "_here", "_level", "_pieces", "_prefixes", "_type",
        "entries", "feed", "is_atom", "parser", "url",
    )  # fmt: skip

    def __init__(self, url: str) -> None:
        self.url = url
        self.feed = Raw()
        self.entries: list[Raw] = []
        self.is_atom = False
        self._here = self.feed
        self._above: list[Raw] = []
        self._depth = 0
        self._level = 2  # depth of the children of what `_here` is
        self._type = "text"
        self._pieces: list[str] = []
        self._prefixes = {_XML: "xml"}
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.buffer_text = True
        self.parser.buffer_size = 1 << 16
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartNamespaceDeclHandler = self._namespace
        self.parser.StartElementHandler = self._root
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._pieces.append

    def _doctype(self, name: str, _system: str | None, _public: str | None, internal: bool) -> None:  # noqa: FBT001
        if name.lower() == "html":
            raise UnknownFormatError(self.url, "an HTML page, no feed")
        if name.lower() in _FOREIGN and not internal:
            raise UnknownFormatError(self.url, f"no Atom feed but {name[:10]}")
        raise DamagedError(self.url, "has a DTD")

    def _namespace(self, prefix: str | None, uri: str | None) -> None:
        self._prefixes[uri or ""] = prefix or ""

    def _root(self, name: str, attributes: Attributes) -> None:
        if name not in (_FEED, _ENTRY):
            raise UnknownFormatError(self.url, f"no Atom feed but {name.rpartition(' ')[2]}")
        self.is_atom = True
        self._depth = 1
        if name == _ENTRY:
            self._here = Raw()
            self.entries.append(self._here)
        if _LANGUAGE in attributes:
            self.feed.texts["language"] = attributes[_LANGUAGE]
        if _BASE in attributes:
            self.feed.texts["base"] = attributes[_BASE]
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: Attributes) -> None:
        self._depth = depth = self._depth + 1
        if depth != self._level:
            if depth > MAX_DEPTH:
                raise DamagedError(self.url, f"more than {MAX_DEPTH} elements inside each other")
        elif (key := _ATTRIBUTES.get(name)) is not None:
            if attributes.get("rel") not in _UNREAD:
                self._here.elements[key].append(attributes)
        elif name in _OPENS:
            self._open(name)
            if _BASE in attributes:
                self._here.texts["base"] = attributes[_BASE]
        else:
            self._pieces.clear()
            if name in _MARKED_UP:
                self._open_text(attributes)

    def _end(self, name: str) -> None:
        depth = self._depth
        self._depth = depth - 1
        if depth == self._level:
            if (key := _ENDS.get(name)) is None:
                return
            if name in _MARKED_UP:
                self._close_text(key)
            else:
                self._here.texts.setdefault(key, "".join(self._pieces))
        elif depth == self._level - 1 and self._above:
            self._here = self._above.pop()
            self._level -= 1

    def _open(self, name: str) -> None:
        raw = Raw()
        if name == _AUTHOR:
            self._here.author = self._here.author or raw
        elif name in _CONTROLS:
            self._here.control = raw
        else:
            self.entries.append(raw)
            if len(self.entries) > MAX_ENTRIES:
                raise DamagedError(self.url, f"more than {MAX_ENTRIES} entries")
        self._above.append(self._here)
        self._here = raw
        self._level += 1

    def _open_text(self, attributes: Attributes) -> None:
        """What the text will be: its type decides (RFC 4287, 3.1.1 and 4.1.3.3)."""
        kind = attributes.get("type", "text").strip().lower()
        self._type = "elsewhere" if "src" in attributes else kind
        if kind == "xhtml" or kind.endswith(("+xml", "/xml")):
            markup = Markup(self.url, self._pieces, self._prefixes, self._close_markup)
            self.parser.StartElementHandler = markup.start
            self.parser.EndElementHandler = markup.end
            self.parser.CharacterDataHandler = markup.data
            self.parser.CommentHandler = markup.comment
            self._type = "html"

    def _close_markup(self, name: str) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._pieces.append
        self.parser.CommentHandler = None
        self._end(name)

    def _close_text(self, key: str) -> None:
        text, kind = "".join(self._pieces), self._type
        if kind in ("html", "text/html"):
            self._here.texts.setdefault(key, text if key in _BODIES else " ".join(readable(text).split()))
        elif kind == "text" or kind.startswith("text/"):
            self._here.texts.setdefault(key, html.escape(text, quote=False) if key in _BODIES else text)
