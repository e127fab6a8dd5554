"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1, read 2026-11) -> FeedPage."""

from __future__ import annotations

import html
import re
from typing import Any

import msgspec

from feedarchive.errors import DamagedError, UnknownFormatError
from feedarchive.parse.entries import Raw, feed_page
from feedarchive.parse.naming import named
from feedarchive.seen import FeedPage

MAX_BODY = 8 << 20
MAX_ENTRIES = 20_000
IS_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{")
_VERSION = "https://jsonfeed.org/version/"

Fields = dict[str, Any]


def read(body: bytes, url: str) -> FeedPage:
    """The page of a JSON Feed; strange values in it are left out, entries never are.

    Raises:
        UnknownFormatError: it is no JSON Feed.
        DamagedError: it is cut, no JSON, or beyond a limit.
    """
    if len(body) > MAX_BODY:
        raise DamagedError(url, f"longer than {MAX_BODY} bytes")
    try:
        found = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise DamagedError(url, f"no JSON: {exc}") from exc
    if not _text(found, "version").startswith(_VERSION) or not isinstance(found.get("items"), list):
        raise UnknownFormatError(url, "JSON, but no feed")
    if len(found["items"]) > MAX_ENTRIES:
        raise DamagedError(url, f"more than {MAX_ENTRIES} entries")
    items = [_item(item) for item in found["items"] if isinstance(item, dict)]
    return feed_page(_feed(found), items, named(items))


def _feed(found: Fields) -> Raw:
    raw = Raw(
        texts={"title": _text(found, "title"), "subtitle": _text(found, "description")}, author=_author(found)
    )
    raw.texts |= {
        "language": _text(found, "language"),
        "id": _text(found, "home_page_url") or _text(found, "feed_url"),
    }
    _link(raw, "alternate", _text(found, "home_page_url"))
    _link(raw, "next", _text(found, "next_url"))
    return raw


def _item(found: Fields) -> Raw:
    raw = Raw(texts={"id": _text(found, "id"), "title": _text(found, "title")}, author=_author(found))
    for key, name in (("date_published", "published"), ("date_modified", "updated")):
        if text := _text(found, key):
            raw.texts[name] = text
    plain = html.escape(_text(found, "content_text"), quote=False)
    if body := _text(found, "content_html") or plain.replace("\n", "<br>\n"):
        raw.texts["content"] = body
    elif summary := _text(found, "summary"):
        raw.texts["summary"] = html.escape(summary, quote=False)
    _link(raw, "alternate", _text(found, "url"))
    _link(raw, "related", _text(found, "external_url"))
    raw.elements["link"] += [_enclosure(one) for one in _dicts(found, "attachments")]
    tags = found.get("tags")
    raw.elements["category"] = (
        [{"term": tag} for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    )
    return raw


def _enclosure(found: Fields) -> dict[str, str]:
    size = found.get("size_in_bytes")
    link = {"rel": "enclosure", "href": _text(found, "url"), "type": _text(found, "mime_type")}
    return link | ({"length": str(size)} if isinstance(size, int) else {})


def _author(found: Fields) -> Raw | None:
    """The first of `authors` (1.1), or `author` (1.0)."""
    alone = found.get("author")
    for one in (*_dicts(found, "authors"), *((alone,) if isinstance(alone, dict) else ())):
        return Raw(texts={"name": _text(one, "name"), "uri": _text(one, "url")})
    return None


def _link(raw: Raw, rel: str, href: str) -> None:
    if href:
        raw.elements["link"].append({"rel": rel, "href": href})


def _dicts(found: Fields, key: str) -> list[Fields]:
    value = found.get(key)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(found: object, key: str) -> str:
    """That text; a number as digits, as ids of early feeds are; "" for anything else."""
    value = found.get(key) if isinstance(found, dict) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
