"""An id for each item of a feed: its own, else its address, else a digest of what it says.

RSS asks for no id (RSS 2.0: `guid` is optional), and feeds that repeat one are seen: nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from feedarchive.parse.entries import Raw
from feedarchive.parse.ids import blog_number


def named(items: Sequence[Raw]) -> list[str]:
    """Nothing but ids are changed: each item has one of its own afterwards. Returns a line for each odd one.

    An item without id is known by its address; without either by the digest of its title and date, or of its
    text where it has none of these. Different items of one id: the first keeps it, each other gets a digest
    of its address, title and date.
    """
    ids = [item.text("id") for item in items]
    if all(ids) and len(set(ids)) == len(ids):
        return []
    odd: list[str] = []
    known: dict[str, Raw] = {}
    for item in items:
        tag = item.text("id")
        if not tag:
            tag = item.href("alternate") or _digest(item.text("title"), _date(item)) or _said(item)
            odd.append(f"an entry without id is kept as {tag}: {_title(item)}")
        if _another(known.get(tag), item) and blog_number(tag) is None:
            odd.append(f"two entries have the id {tag}; one is kept under another: {_title(item)}")
            tag = _digest(tag, item.href("alternate") or "", item.text("title"), _date(item))
            tag = tag if tag not in known else _said(item)
        item.texts["id"] = tag
        known.setdefault(tag, item)
    return odd


def _another(first: Raw | None, item: Raw) -> bool:
    return first is not None and _said(first) != _said(item)


def _said(item: Raw) -> str:
    body = item.texts.get("content") or item.texts.get("summary") or ""
    return (
        _digest(item.text("title"), _date(item), item.href("alternate") or "", body)
        or "urn:sha256:" + "0" * 64
    )


def _date(item: Raw) -> str:
    return item.text("published") or item.text("updated")


def _title(item: Raw) -> str:
    return repr(item.text("title")[:80])


def _digest(*parts: str) -> str:
    """A name made of those texts; "" where all are empty."""
    return (
        "urn:sha256:" + sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest() if any(parts) else ""
    )
