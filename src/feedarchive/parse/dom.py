"""Small questions asked of lexbor's nodes and of the addresses in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

WEB = ("http://", "https://")

_NUMBER = re.compile(r"\d{1,3}(?:[.,'\u00a0\u202f ]\d{3}){1,2}(?!\d)|\d{1,9}")
_MOBILE = re.compile(r"([?&])m=[01](&|(?=#|\Z))")


def words(node: LexborNode | None) -> str:
    """The text of a node, white space folded; "" for None."""
    return " ".join(node.text().split()) if node is not None else ""


def first_number(text: str) -> int | None:
    """The first number in a text, in the digits of any script: "12 commentaires", "1,024 comments"."""
    return next(numbers(text), None)


def numbers(text: str) -> Iterator[int]:
    """All numbers in a text, in the digits of any script: 1, 200, 1376 in "1 - 200 of 1,376"."""
    return (int("".join(filter(str.isdecimal, found[0]))) for found in _NUMBER.finditer(text))


def attribute(node: LexborNode | None, name: str) -> str:
    """An attribute's value; "" for None, without it, or without a value."""
    return (node.attributes.get(name) or "") if node is not None else ""


def classes(node: LexborNode) -> list[str]:
    """The class names of a node, as written."""
    return attribute(node, "class").split()


def before_breaks(html: str) -> str:
    """HTML as lexbor writes it without the line breaks and the white space at its end.

    A pattern would take a time that grows with the square of white space anywhere.
    """
    while (shorter := html.rstrip().removesuffix("<br>")) != html:
        html = shorter
    return html


def within(node: LexborNode, outer: LexborNode) -> bool:
    """Whether a node is `outer` or lies inside it."""
    climbing: LexborNode | None = node
    while climbing is not None:
        if climbing.mem_id == outer.mem_id:
            return True
        climbing = climbing.parent
    return False


def is_last(node: LexborNode) -> bool:
    """Whether no element follows a node in the document; half a tag at a cut page's end is text."""
    climbing: LexborNode | None = node
    while climbing is not None:
        if next(siblings(climbing), None) is not None:
            return False
        climbing = climbing.parent
    return True


def siblings(node: LexborNode) -> Iterator[LexborNode]:
    """The elements that follow a node in its parent, in document order."""
    following = node.next
    while following is not None:
        if following.is_element_node:
            yield following
        following = following.next


def address(base: str, href: str) -> str | None:
    """The http(s) address that `href` means on the page `base`; None for any other scheme or a broken one."""
    href = href.strip()
    if href.startswith(WEB):
        return href
    try:
        joined = urljoin(base, href)
    except ValueError:  # "//[" has no host
        return None
    return joined if href and joined.lower().startswith(WEB) else None


def desktop(url: str) -> str:
    """An address of a page as it is for large screens: without Blogger's `m=1`."""
    return _MOBILE.sub(_kept_mark, url) if "m=" in url else url


def _kept_mark(found: re.Match[str]) -> str:
    return "?" if found[1] == "?" and found[2] == "&" else found[2]


def path(url: str) -> str:
    """The path of a URL, which survives a change of scheme, host and query; "" for a broken one."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
