"""Whether a document asks not to be archived (draft-illyes-repext-00; hostile-input, row 21). Pure.

`X-Robots-Tag: noarchive` or `none` in a header, for everyone or for our own token, or
`<meta name="robots" content="noarchive">` in a page, under that name or our token.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from feedarchive.capture import Request, Response, Send
from feedarchive.fetch.robots import TOKEN

_HEADER = "x-robots-tag"
_ASKING = frozenset({"noarchive", "none"})
_AGENT = re.compile(r"\s*([A-Za-z][A-Za-z_-]*)\s*:")
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_HEAD = 32_768  # bytes of a page in which its meta elements stand
_META = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([a-z-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)


def respecting(send: Send) -> Send:
    """A Send whose responses say whether they ask not to be archived."""

    def ask(request: Request) -> Response:
        response = send(request)
        asking = asks_not(response)
        return replace(response, noarchive=asking) if asking else response

    return ask


def asks_not(response: Response) -> str:
    """How the answer asks not to be archived, as it may stand in a message; "" when it does not."""
    for name, value in response.headers:
        if name.lower() == _HEADER and (word := _in_header(value)):
            return f"X-Robots-Tag: {word}"
    if response.status == 200 and (word := _in_page(response)):  # noqa: PLR2004
        return f"meta robots: {word}"
    return ""


def _in_header(value: str) -> str:
    """The asking word in one header's value; a token before a colon says whom the rest is for."""
    agent = _AGENT.match(value)
    if agent and agent[1].lower() not in _VALUED:
        if agent[1].lower() != TOKEN:
            return ""
        value = value[agent.end() :]
    return _asking(value)


def _in_page(response: Response) -> str:
    if "html" not in (response.header("content-type") or "html").lower():
        return ""
    for meta in _META.findall(response.body, 0, _HEAD):
        if b"no" not in meta.lower():
            continue
        pairs = {one[0].lower(): (one[1] or one[2] or one[3]) for one in _ATTRIBUTE.findall(meta)}
        if pairs.get(b"name", b"").strip().lower() in (b"robots", TOKEN.encode()):
            word = _asking(pairs.get(b"content", b"").decode("utf-8", "replace"))
            if word:
                return word
    return ""


def _asking(directives: str) -> str:
    words = (word.strip().lower() for word in re.split(r"[\s,]+", directives))
    return next((word for word in words if word in _ASKING), "")
