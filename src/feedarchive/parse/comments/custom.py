"""Comments in markup of a template's author: an element, or an anchor and what follows, with its id.

What Blogger itself writes is certain: the icon before the name in classic templates, the permalink, the
notice in place of a removed text. The rest goes by the habits of template authors: `div.blogComment` of
Blogger's help page of 2004, `ol.commentlist` as WordPress has it, `div.comment_inner` (seen 2026-11).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace
from selectolax.lexbor import LexborNode

from feedarchive.model import AuthorKind, CommentStatus
from feedarchive.parse.authors import kind, without_label
from feedarchive.parse.comments.found import Found, Page, number_of
from feedarchive.parse.comments.listed import bare_name, parts_of
from feedarchive.parse.dom import attribute, before_breaks, classes, siblings, within, words
from feedarchive.parse.removal import removal

ERA = "custom"

_NAMES = (
    '.comment-icon, .anon-comment-author, cite, .fn, [class*="author"], [class*="name"], [class*="poster"]'
)
_BODY = re.compile(r"(?:blog)?(?:comment|cmt)s?[-_]?(?:body|content|text|entry|message)", re.IGNORECASE)
_CONTROL = re.compile(r"item-control|delete|reply|clear|arrow|avatar")
_LINE = re.compile(r"byline|footer|meta|info|timestamp|comment-data", re.IGNORECASE)
_BY = re.compile(r"\bby\s+(.+?)\s*(?:[:|@,]|\b(?:at|on)\b)\s*(.*)\Z", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(
    r"\A[\s,:|)]*(?:(?:said|says|says so|wrote)\b\s*)?(?:\.{2,3}|…|:)?\s*(?:<br\s*/?>\s*)*", re.IGNORECASE
)
_PID = re.compile(r"\bpid-\d+")
_TEXT = "-text"


def read(head: LexborNode, number: str, page: Page) -> Found:  # noqa: ARG001 - all eras read alike
    """The comment that begins with `head`."""
    parts = parts_of(head)
    stamp = next((link for link in _all(parts, "a[href]") if _is_permalink(link, number)), None)
    body = next((node for node in _all(parts, "[class]") if any(map(_BODY.match, classes(node)))), None)
    named = _name(parts, body, stamp)
    marks = [node for node in (named, stamp) if node is not None]
    text, status = _text(parts, marks, body)
    name, shown = _line(named, stamp)
    link = attribute(named, "href")
    return Found(
        number=number,
        name=name,
        link=link,
        kind=kind(link, " ".join(_icons(parts))),
        body=text,
        status=status,
        stamp=shown,
        href=attribute(stamp, "href"),
        answers=_answered(head),
        pid="" if any(_all(parts, ".comment-icon")) else _pid(parts),  # in classic pages one a comment
    )


def told_apart(found: list[Found], *, cut: bool) -> list[Found]:
    """The comments of a template that links no name, accounts told by their pid.

    One pid under several names is that of all who were not signed in (fact sheet blogger-pages, section 0.4);
    of a page that was `cut` the other names may be missing.
    """
    if any(each.link or not each.pid for each in found):
        return found
    names: dict[str, set[str]] = {}
    for each in found:
        names.setdefault(each.pid, set()).add(each.name)
    shared = {pid for pid, called in names.items() if len(called) > 1}
    return [replace(each, kind=_kind(each.pid, set() if cut else shared)) for each in found]


def _kind(pid: str, shared: set[str]) -> AuthorKind:
    if not shared:
        return "unknown"
    return "anonymous" if pid in shared else "account"


def _all(parts: Sequence[LexborNode], selector: str) -> Iterator[LexborNode]:
    return (node for part in parts for node in part.css(selector))


def _is_permalink(link: LexborNode, number: str) -> bool:
    href = attribute(link, "href")
    return href.rpartition("#")[2] in (number, f"c{number}", f"comment-{number}") or "showComment=" in href


def _name(parts: list[LexborNode], body: LexborNode | None, stamp: LexborNode | None) -> LexborNode | None:
    """The element that holds who wrote it, or the link in it; outside the text, unless that holds all."""
    outer = None if body is None or (stamp is not None and within(stamp, body)) else body
    for node in _all(parts, _NAMES):
        named = next(siblings(node), None) if "comment-icon" in classes(node) else node
        if named is None or (outer is not None and (within(named, outer) or within(outer, named))):
            continue
        links = [link for link in named.css("a[href]") if words(link)]
        named = next((link for link in links if stamp is None or not within(stamp, link)), named)
        if _called(named, stamp):
            return named
    strangers = (link for link in _all(parts, 'a[rel~="nofollow"][href]') if words(link))
    outside = (link for link in strangers if outer is None or not within(link, outer))
    return next((link for link in outside if stamp is None or not within(stamp, link)), None)


def _called(named: LexborNode | None, stamp: LexborNode | None) -> str:
    """The name in its element: its own first line of text, else all of it, unless the time is in it too."""
    if named is None:
        return ""
    own = bare_name(named) if named.tag != "a" else ""
    return own or ("" if stamp is not None and within(stamp, named) else without_label(words(named)))


def _line(named: LexborNode | None, stamp: LexborNode | None) -> tuple[str, str]:
    """Name and visible time, in templates of 2004 bare text: "posted by X : 9:43 AM"."""
    name, shown = _called(named, stamp), words(stamp)
    if any(map(str.isalnum, shown)) and name:
        return name, shown
    around = named or stamp
    line = _BY.search(words(around.parent)) if around is not None else None
    if line is None:
        return name, shown if any(map(str.isalnum, shown)) else ""
    return name or line[1], shown if any(map(str.isalnum, shown)) else line[2]


def _pid(parts: list[LexborNode]) -> str:
    controls = (_PID.search(attribute(control, "class")) for control in _all(parts, '[class*="pid-"]'))
    return next((pid[0] for pid in controls if pid), "")


def _icons(parts: list[LexborNode]) -> Iterator[str]:
    for icon in _all(parts, ".comment-icon, img[src]"):
        yield attribute(icon, "class")
        yield attribute(icon, "src")


def _answered(head: LexborNode) -> str | None:
    """The number of the nearest comment around this one."""
    above = head.parent if head.tag != "a" else None
    while above is not None:
        if (number := number_of(above)) is not None:
            return number
        above = above.parent
    return None


def _text(
    parts: list[LexborNode], marks: list[LexborNode], body: LexborNode | None
) -> tuple[str, CommentStatus]:
    notice = next(_all(parts, "span.deleted-comment"), None)
    if notice is not None:
        return "", removal(words(notice))
    if body is not None and not any(within(mark, body) for mark in marks):
        return _cleaned(body.iter(include_text=True)), "live"
    return _left(parts, marks), "live"


def _left(parts: list[LexborNode], marks: list[LexborNode]) -> str:
    """What follows name and time in the smallest element that holds both, else what comes before them."""
    box = marks[0].parent if marks else None
    while box is not None and any(within(box, part) for part in parts):
        holds_all = all(within(mark, box) for mark in marks) and not _LINE.search(attribute(box, "class"))
        if holds_all and (text := _around(list(box.iter(include_text=True)), marks)):
            return text
        box = box.parent
    return _around(parts, marks)


def _around(children: list[LexborNode], marks: list[LexborNode]) -> str:
    at = [place for place, child in enumerate(children) if any(within(mark, child) for mark in marks)] or [-1]
    return _cleaned(children[at[-1] + 1 :]) or _cleaned(children[: max(at[0], 0)])


def _cleaned(nodes: Iterable[LexborNode]) -> str:
    """The HTML of a text without the template's controls, and without what it wraps around all of it."""
    kept = [node for node in nodes if not _is_control(node)]
    while (whole := _only(kept)) is not None:
        kept = [node for node in whole.iter(include_text=True) if not _is_control(node)]
    html = "".join(node.html or "" for node in kept)
    return before_breaks(_LABEL.sub("", html, count=1)).strip()


def _only(nodes: list[LexborNode]) -> LexborNode | None:
    """The one block among nodes that are else white space."""
    solid = [node for node in nodes if node.tag != _TEXT or (node.text() or "").strip()]
    return solid[0] if len(solid) == 1 and solid[0].tag in ("p", "div") else None


def _is_control(node: LexborNode) -> bool:
    """An empty element, or a control of the template's."""
    if node.tag in (_TEXT, "br", "img"):
        return False
    control = _CONTROL.search(attribute(node, "class")) or "delete-comment" in attribute(node, "href")
    return bool(control) or not node.is_element_node or not (words(node) or node.css_first("img"))
