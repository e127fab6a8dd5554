"""feedparser's only home: RSS, RDF, Atom 0.3 and feeds too damaged for atom.py -> FeedPage.

feedparser is not safe by itself (fact sheet hostile-input, section 2.2, 2026-11): it opens what looks like a
path, raises on bad references, guesses dates and takes minutes over a long author. So it gets a stream of
mended bytes within limits, and nothing is taken from it but text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import feedparser
from feedparser.exceptions import ThingsNobodyCaresAboutButMe
from msgspec.structs import replace

from feedarchive.errors import DamagedError, UnknownFormatError
from feedarchive.parse.entries import Attributes, Key, Raw, feed_page
from feedarchive.parse.naming import named
from feedarchive.parse.text import readable
from feedarchive.parse.times import read_rfc822
from feedarchive.parse.xmltext import mended
from feedarchive.seen import FeedPage

MAX_BODY = 8 << 20
MAX_ENTRIES = 20_000
MAX_ATTRIBUTES = 1_000  # feedparser's time grows with the square of an element's attributes,
MAX_AUTHOR = 4_000  # and of an author's length: 40,000 letters take 22 s

_PROLOG = re.compile(rb".*?(?=<[A-Za-z])", re.DOTALL)
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OUTER_DTD = re.compile(
    rb"<!DOCTYPE\s+[\w:]+(?:\s+(?:PUBLIC|SYSTEM))?(?:\s+(?:\"[^\"<>\[]*\"|'[^'<>\[]*'))*\s*>", re.IGNORECASE
)
_START = re.compile(rb"<(?:[\w.-]+:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_END = re.compile(rb"</(?:[\w.-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_LONG_TAG = re.compile(rb"<[^<>]{3000,}")
_AUTHOR = re.compile(
    rb"<(?:[\w.-]+:)?(author|creator|publisher|contributor|name|email|owner|managingeditor|webmaster)[\s>]",
    re.IGNORECASE,
)
_CLOSED_VOID = re.compile(
    r"></(?:area|br|col|embed|hr|img|input|param|wbr)>"
)  # of XHTML, as feedparser writes it
_PARAGRAPHS = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|blockquote|pre|table|figure)\b", re.IGNORECASE)
_CUT_SHORT = re.compile(
    r"(?:…|\.\.\.|\[[….]+\]|(?:continue reading|read (?:the )?(?:more|on|rest|full|whole)\b).*)\W*\Z",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.-]+)", re.IGNORECASE)

# Its own slips over odd geography, chapters, credits and references; upstream issues 591 and 599 list more.
_RAISES = (ValueError, TypeError, LookupError, AttributeError, OverflowError, AssertionError, re.error)

Fields = dict[str, Any]  # feedparser's own dict

_TEXTS = {"id": "id", "generator": "generator", "language": "language", "thr_total": "declared"} | {
    "opensearch_totalresults": "total", "opensearch_startindex": "start", "feedburner_origlink": "origLink"
}  # fmt: skip
_ELEMENTS: dict[Key, str] = {"reply": "thr_in-reply-to", "property": "gd_extendedproperty"}
_HTML = frozenset({"text/html", "application/xhtml+xml"})


def read(body: bytes, url: str, media_type: str = "") -> FeedPage:
    """The page of any feed that feedparser knows; `whole` only if it is neither damaged nor empty.

    Raises:
        UnknownFormatError: it is no feed.
        DamagedError: it is beyond a limit, has a DTD, or makes feedparser fail.
    """
    charset = _CHARSET.search(media_type)
    data, changed = mended(body, charset[1] if charset else "")
    data = _without_outer_dtd(data)
    if (reason := _refused(data)) is not None:
        raise DamagedError(url, reason)
    parsed = _parsed(data, url)
    if not dict.get(parsed, "version"):
        raise UnknownFormatError(url, "no feed")
    rss = dict.get(parsed, "version", "").startswith("rss")
    items = [_raw(entry, rss=rss) for entry in parsed["entries"]]
    ended = len(_END.findall(data))
    feed = _raw(parsed["feed"])
    feed.texts.setdefault("id", feed.href("alternate") or "")
    page = feed_page(feed, items[:ended], named(items[:ended]))
    cut = tuple(f"cut: {item.text('id')} {item.text('title')[:80]!r}" for item in items[ended:])
    sound = not parsed["bozo"] or isinstance(parsed.get("bozo_exception"), ThingsNobodyCaresAboutButMe)
    whole = sound and not changed and not cut and len(items) > 0
    return replace(page, whole=whole, skipped=page.skipped + cut)


def _without_outer_dtd(data: bytes) -> bytes:
    """The document without a DOCTYPE that defines nothing itself: RSS 0.91 asks for one (Netscape, 1999)."""
    prolog = _PROLOG.match(data)
    return _OUTER_DTD.sub(b"", prolog[0], count=1) + data[prolog.end() :] if prolog else data


def _refused(data: bytes) -> str | None:
    """Why feedparser must not see it, or None."""
    prolog = _PROLOG.match(data)
    if len(data) > MAX_BODY:
        return f"longer than {MAX_BODY} bytes"
    if prolog and _DTD.search(prolog[0]):
        return "has a DTD"
    if len(_START.findall(data)) > MAX_ENTRIES:
        return f"more than {MAX_ENTRIES} entries"
    if any(tag[0].count(b"=") > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(data)):
        return f"more than {MAX_ATTRIBUTES} attributes in one element"
    if any(_reach(data, found) > MAX_AUTHOR for found in _AUTHOR.finditer(data)):
        return f"an author of more than {MAX_AUTHOR} bytes"
    return None


def _reach(data: bytes, element: re.Match[bytes]) -> int:
    """How far away that element's end tag is, in bytes, up to just past the limit."""
    window = data[element.end() : element.end() + MAX_AUTHOR + 100].lower()
    end = window.find(element[1].lower() + b">")
    return len(window) if end < 0 else end


def _parsed(data: bytes, url: str) -> Any:  # noqa: ANN401 - feedparser has no types
    """What feedparser answers; what it is known to raise becomes DamagedError."""
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        return feedparser.parse(
            BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except _RAISES as exc:
        raise DamagedError(url, f"feedparser failed: {exc!r}") from exc


def _raw(found: object, *, rss: bool = False) -> Raw:
    """A feed or entry of feedparser's as atom.py would have read it."""
    fields = _dict(found)
    raw = Raw(texts=_texts(fields), author=_author(fields))
    if rss:
        _as_rss(raw, fields)
    raw.elements["link"] = [*_links(fields, rss=rss)]
    raw.elements["category"] = [_strings(tag) for tag in _list(fields, "tags")]
    for name, key in _ELEMENTS.items():
        if attributes := _strings(dict.get(fields, key)):
            raw.elements[name].append(attributes)
    return raw


def _as_rss(raw: Raw, fields: Fields) -> None:
    """What RSS means by its elements: `dc:date` is when it was published, a `description` may be all."""
    texts = raw.texts
    if raw.author is not None:  # WordPress writes `&#038;` into CDATA
        raw.author.texts["name"] = html.unescape(raw.author.text("name"))
    if "updated" in texts and "published" not in texts:
        texts["published"] = texts.pop("updated")
    if "content" not in texts and tells_all(texts.get("summary", "")):
        texts["content"] = texts.pop("summary")
    if (count := _text(fields, "slash_comments")) and "declared" not in texts:
        texts["declared"] = count


def tells_all(description: str) -> bool:
    """Whether a description reads as a whole text: in paragraphs, without dots or "read on" at its end."""
    words = readable(description).rstrip()
    return bool(_PARAGRAPHS.search(description)) and not _CUT_SHORT.search(words[-80:])


def _links(fields: Fields, *, rss: bool) -> Iterator[Attributes]:
    """Its links; `wfw:commentRss` is the RSS way to say rel=replies (RFC 4685, 5)."""
    for link in _list(fields, "links"):
        yield _strings(link)
    if comments := _text(fields, "wfw_commentrss"):
        yield {"rel": "replies", "href": comments, "type": "application/rss+xml"}
    elif rss and not dict.get(fields, "links") and _text(fields, "link"):  # a `guid` that is a permalink
        yield {"rel": "alternate", "href": _text(fields, "link")}


def _texts(fields: Fields) -> dict[str, str]:
    texts = {name: text for key, name in _TEXTS.items() if (text := _text(fields, key))}
    texts |= {"complete": ""} if "fh_complete" in fields else {}
    texts |= {key: _rfc3339(text) for key in ("published", "updated") if (text := _text(fields, key))}
    texts |= {key: _plain(_detail(fields, key)) for key in ("title", "subtitle")}
    bodies = {"content": _html(_content(fields)), "summary": _html(_detail(fields, "summary"))}
    return texts | {key: body for key, body in bodies.items() if body is not None}


def _author(fields: Fields) -> Raw | None:
    """The author's parts; `author` itself would be "name (address)"."""
    detail = _detail(fields, "author")
    if not detail:
        return None
    author = Raw(texts={"name": _text(detail, "name"), "uri": _text(detail, "href")})
    author.elements["image"].append(_strings(dict.get(fields, "gd_image")))
    return author


def _content(fields: Fields) -> Fields:
    contents = _list(fields, "content")
    return _dict(contents[0]) if contents else {}


def _plain(detail: Fields) -> str:
    value = _text(detail, "value")
    return " ".join(readable(value).split()) if _text(detail, "type") in _HTML else value


def _html(detail: Fields) -> str | None:
    """A body as HTML; None without one, or for a file."""
    kind, value = _text(detail, "type"), _text(detail, "value")
    if kind in _HTML:
        return _CLOSED_VOID.sub(" />", value) if "xhtml" in kind else value
    return html.escape(value, quote=False) if kind.startswith("text/") else None


def _rfc3339(text: str) -> str:
    """A date as Atom writes it, from RSS's; what is neither stays as it is."""
    when = read_rfc822(text)
    return when.isoformat() if when else text


# feedparser puts anything anywhere when a feed is odd; its own `get` answers for other keys than the asked.


def _text(fields: Fields, key: str) -> str:
    value = dict.get(fields, key)
    return value if isinstance(value, str) else ""


def _list(fields: Fields, key: str) -> list[object]:
    value = dict.get(fields, key)
    return value if isinstance(value, list) else []


def _detail(fields: Fields, key: str) -> Fields:
    return _dict(dict.get(fields, f"{key}_detail"))


def _dict(value: object) -> Fields:
    return value if isinstance(value, dict) else {}


def _strings(value: object) -> Attributes:
    return {key: text for key, text in _dict(value).items() if isinstance(text, str)}
