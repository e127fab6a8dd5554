"""What the archive holds beside what the database says: one line for each difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from feedarchive.parse.text import readable

Row = dict[str, Any]


def differences(archived: list[Row], truth: list[Row]) -> Iterator[str]:
    """The snapshots, as JSON, against the rows of truth.php."""
    by_url = {one["url"].rstrip("/"): one for one in archived if one.get("url")}
    if len(by_url) != len(archived):
        yield f"{len(archived)} entries have {len(by_url)} addresses"
    for row in truth:
        held = by_url.pop(row["url"].rstrip("/"), None)
        if held is None:
            yield f"missing: {row['url']}"
        elif not row["locked"]:
            yield from (f"{row['url']}: {what}" for what in _entry(held, row))
        elif "Nobody may read this" in str(held):
            yield f"{row['url']}: the text behind the password is held"
    yield from (f"not public: {url}" for url in by_url)


def _entry(held: Row, row: Row) -> Iterator[str]:
    yield from _unlike("kind", held.get("kind", "post"), row["type"])
    yield from _unlike("title", held.get("title", ""), row["title"])
    author = (held.get("author") or {}).get("name")
    if row["type"] == "post" or author:  # pages are in no feed, and themes do not name their authors
        yield from _unlike("author", author, row["author"])
    if row["type"] == "post" or held.get("published"):
        yield from _unlike("published", _second(held.get("published")), row["at"])
    if row["type"] == "post":
        yield from _unlike("labels", sorted(held.get("labels", [])), sorted(row["labels"]))
    yield from _unlike("text", _words((held.get("body") or {}).get("html", "")), _words(row["html"]))
    yield from _comments(held.get("comments", []), row["comments"])


def _comments(held: list[Row], rows: list[Row]) -> Iterator[str]:
    by_number = {int(one["id"].rpartition("-")[2]): one for one in held}
    ids = {one["id"]: number for number, one in by_number.items()}
    for row in rows:
        one = by_number.pop(row["id"], None)
        name = f"comment {row['id']}"
        if one is None:
            yield f"{name} is missing"
            continue
        author = one.get("author") or {}
        yield from _unlike(f"{name}: time", _second(one.get("published")), row["at"])
        yield from _unlike(f"{name}: author", author.get("name") or "Anonymous", row["author"] or "Anonymous")
        yield from _unlike(f"{name}: link", author.get("url") or "", row["url"])
        yield from _unlike(f"{name}: parent", ids.get(one.get("in_reply_to", ""), 0), row["parent"])
        yield from _unlike(f"{name}: text", _words(one["body"]["html"]), _words(row["html"]))
    yield from (f"comment {number} is not public" for number in by_number)


def _unlike(what: str, held: object, said: object) -> Iterator[str]:
    if held != said:
        yield f"{what}: held {held!r}, the database says {said!r}"


def _second(text: str | None) -> str | None:
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%d %H:%M:%S}" if text else None


def _words(html: str) -> str:
    return " ".join(readable(html).split())
