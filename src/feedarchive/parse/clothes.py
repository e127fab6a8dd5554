"""Whether two bodies say the same in other markup; pure.

A page and a feed write one text in other clothes (`<br>` and `<br />`, a `<div>` around it):
what counts is the words, and the elements that a reader would miss.
"""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL)
_ADDRESS = re.compile(r"\b(?:href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_TOLD = frozenset(
    [
        "a",
        "audio",
        "b",
        "blockquote",
        "code",
        "del",
        "em",
        "embed",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "i",
        "iframe",
        "img",
        "ins",
        "li",
        "object",
        "pre",
        "q",
        "s",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "u",
        "video",
    ]
)
_LONGEST = 200_000  # characters; longer ones are compared as they are


def same_but_for_clothes(one: str, other: str) -> bool:
    """Whether both HTML fragments have the same words, links, pictures and emphasis in the same order."""
    if one == other:
        return True
    if not one or not other or max(len(one), len(other)) > _LONGEST:
        return False
    return _bare(one) == _bare(other)


def _bare(html: str) -> list[str]:
    found: list[str] = []
    at = 0
    for tag in _TAG.finditer(html):
        found += unescape(html[at : tag.start()]).split()
        at = tag.end()
        name = (tag[2] or "").lower()
        if name in _TOLD and not tag[1]:
            address = _ADDRESS.search(tag[3])
            found.append(f"<{name} {unescape(next(filter(None, address.groups()), '')) if address else ''}>")
    return found + unescape(html[at:]).split()
