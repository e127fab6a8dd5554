"""A blog's changes as an Atom feed (RFC 4287): what the archive saw appear, change and go."""

from __future__ import annotations

from datetime import datetime
from html import escape

from feedarchive.catalog.listing import Changed
from feedarchive.web.lists import summary
from feedarchive.web.room import Room, named
from feedarchive.web.wording import excerpt

ENTRIES = 50
_ILLEGAL = dict.fromkeys(
    {*range(32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF} - {9, 10, 13}
)  # no XML 1.0 Char


def changes(room: Room, name: str, base: str) -> str:
    """The feed; `base` is the address that its links start from, as `http://127.0.0.1:8899`."""
    blog = room.blog(name)
    found = room.listing(name).changes(ENTRIES)
    updated = found[0].captured if found else "1970-01-01T00:00:00Z"
    title = f"Changes of {named(blog).title or name}"
    home = base + room.links.blog(name)
    entries = "".join(_entry(room, name, base, one) for one in found)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<id>tag:feedarchive,2026:{_text(name)}/changes</id><title>{_text(title)}</title>"
        f"<updated>{_when(updated)}</updated><author><name>feedarchive</name></author>"
        f'<link rel="alternate" href="{escape(home)}"/>{entries}</feed>\n'
    )


def _entry(room: Room, name: str, base: str, one: Changed) -> str:
    where = room.links.versions(name, one.folder) if one.version > 1 else room.links.post(name, one.folder)
    heading = " ".join(one.title.split()) or excerpt(one.text) or "untitled"
    return (
        f"<entry><id>tag:feedarchive,2026:{_text(name)}/{_text(one.folder)}/v{one.version:04}</id>"
        f"<title>{_text(heading)}</title><updated>{_when(one.captured)}</updated>"
        f'<link rel="alternate" href="{escape(base + where)}"/>'
        f"<summary>{_text(summary(one))}</summary></entry>"
    )


def _text(text: str) -> str:
    return escape(text.translate(_ILLEGAL), quote=False)


def _when(captured: str) -> str:
    return datetime.fromisoformat(captured).isoformat().replace("+00:00", "Z")
