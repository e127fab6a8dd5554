"""A second opinion on a page: what in it could run, fetch or send, as html5lib reads it; none of our code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

_DEADLY = re.compile(
    "script|iframe|frame|frameset|object|embed|applet|base|style|portal|video|audio|source|picture|track|"
    "math|foreignObject|use|image|animate|set|annotation-xml|dialog|marquee"
)
_ADDRESSES = {"href", "src", "cite", "action", "data", "poster", "background", "longdesc"}
_BANNED = {
    "style",
    "srcdoc",
    "formaction",
    "ping",
    "srcset",
    "lowsrc",
    "http-equiv",
    "xlink:href",
    "autoplay",
}
_OURS = {"link": re.compile(r"/-/style\.css|data:,|/[^/].*/changes\.atom"), "form": re.compile(r"/-/search/")}
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")


def alive(html: str) -> list[str]:
    """A line for each thing that should not be there."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [found for element in tree.iter() for found in _of(element)]


def _of(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    tag = element.tag.rpartition("}")[2]
    if _DEADLY.fullmatch(tag):
        yield f"<{tag}>"
    for key, value in element.attrib.items():
        name = str(key).rpartition("}")[2].lower()
        if name.startswith("on") or name in _BANNED or str(key).startswith("{http://www.w3.org/1999/xlink"):
            yield f"<{tag} {name}={value}>"
        if name in _ADDRESSES and not _harmless(tag, name, value):
            yield f"<{tag} {name}={value}>"


def _harmless(tag: str, name: str, value: str) -> bool:
    if tag in _OURS:
        return _OURS[tag].fullmatch(value) is not None
    if tag == "img":
        return value.startswith("/") and not value.startswith("//")
    plain = re.sub(r"[\x00-\x20\x7f-\xa0\u2028\u2029\u200b]", "", value)
    found = _SCHEME.match(plain)
    if found:
        return found[1].lower() in {"http", "https", "mailto"} and name in {"href", "cite"}
    return plain.startswith(("/", "#", "?", "./", "../")) and not plain.startswith(("//", "/\\"))
