"""HTML that strangers wrote -> HTML that may stand in a page of ours; nh3's only home.

Bodies are archived as published and cleaned here, on the way out. What is not in the lists below does not
come through: no script, style, form, frame or event, no address but http, https and mailto, no image but
those that the archive keeps (fact sheet hostile-input, 2.2, 2026-11: nh3 leaves 0 of 27 vectors alive).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

import nh3

# nh3 takes 10 s for 40,000 open divs (hostile-input, 2.3): what nests deeper than people write is text.
MOST_DEPTH = 200
MOST_SIZE = 4 * 2**20


def _names(text: str) -> set[str]:
    return set(text.split())


_TAGS = _names(
    """
    a abbr acronym address b bdi bdo big blockquote br caption center cite code col colgroup dd del
    details dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p
    pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th
    thead time tr tt u ul var wbr
    """
)
_ATTRIBUTES = {
    "*": {"dir", "id", "lang", "title"},
    "a": {"href", "hreflang", "name"},
    "img": {"alt", "height", "src", "width"},
    "blockquote": {"cite"},
    "ol": {"reversed", "start", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
# Go with all that is in them
_SILENT = _names("script style template noscript iframe object title textarea")
SCHEMES = {"http", "https", "mailto"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
# What may stay open
_VOID = _names("""
    area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option
""")
_IMAGE = re.compile(r'<img((?:\s+[a-z]+(?:="[^"]*")?)*)\s*/?>')  # as nh3 writes it: quotes hold any < and >
# An image that stands in the body itself: its pixels, never an SVG, which is markup
_INLINE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z", re.IGNORECASE)
_SOURCE = re.compile(r'\bsrc="([^"]*)"')
_ALT = re.compile(r'\balt="([^"]*)"')

Place = Callable[[str], str | None]


def cleaned(html: str, *, link: Place, image: Place) -> str:
    """Safe HTML of a body or comment.

    Args:
        html: as published.
        link: where a link leads, given its address as published; None takes it away.
        image: where the archive keeps an image, given its address; None puts its address in its place.
    """
    if len(html) > MOST_SIZE or _too_deep(html):
        return f"<pre>{escape(html[:MOST_SIZE])}</pre>"

    def attribute(tag: str, name: str, value: str) -> str | None:
        if (
            name in ("href", "cite", "src")
            and _is_data(value)
            and not (tag == "img" and _INLINE.match(value))
        ):
            return None
        if tag == "a" and name == "href":
            return link(value)  # None takes the link away
        if name in ("id", "name"):  # jumps inside a post keep working, beside ours
            return f"in-{value}"
        return value

    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=attribute,
        url_schemes=SCHEMES | {"data"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
        clean_content_tags=_SILENT,
    )
    return _IMAGE.sub(lambda found: _placed(found[1], image), safe)


def _is_data(address: str) -> bool:
    return address.strip()[:5].lower() == "data:"


def _too_deep(html: str) -> bool:
    """Whether elements stand inside each other more often than any person writes."""
    depth = 0
    for end, name in _TAG.findall(html):
        if name.lower() not in _VOID:
            depth += -1 if end else 1
            if depth > MOST_DEPTH:
                return True
    return html.count("<") > MOST_DEPTH and _formatting(html) > MOST_DEPTH


def _formatting(html: str) -> int:
    """How many formatting elements are opened and never closed: each paragraph opens all of them again."""
    opened = len(re.findall(r"<(?:b|i|u|s|em|big|font|small|strong|tt|code|strike)\b", html, re.IGNORECASE))
    closed = len(re.findall(r"</(?:b|i|u|s|em|big|font|small|strong|tt|code|strike)\b", html, re.IGNORECASE))
    return opened - closed


def _placed(attributes: str, image: Place) -> str:
    """An image of the archive's own, or words where it would be; `attributes` as nh3 quotes them."""
    source, alt = _SOURCE.search(attributes), _ALT.search(attributes)
    if source is None:
        return ""
    kept = source[1] if _INLINE.match(source[1]) else image(unescape(source[1]))
    if kept is not None:
        ours = _SOURCE.sub(lambda _: f'src="{escape(kept)}"', attributes)
        return f'<img loading="lazy" {ours.strip()}>'
    said = alt[1] if alt and alt[1].strip() else source[1].rpartition("/")[2][:80]
    words = f"image not in the archive: {said or 'unnamed'}"
    return f'<span class="absent-image" title="{source[1]}">{words}</span>'
