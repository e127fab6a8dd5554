"""Comments as an item with parts beside or inside it: what the classic and layouts eras share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, takewhile

from msgspec import Struct
from selectolax.lexbor import LexborNode

from feedarchive.model import CommentStatus
from feedarchive.parse.authors import without_label
from feedarchive.parse.comments.found import number_of, text_of
from feedarchive.parse.dom import attribute, classes, siblings, within, words

MOST_PARTS = 20  # so that 100,000 anchors, each followed by all the others, are no bomb

_PERMALINK = 'a[title="comment permalink"], .comment-timestamp a, a.comment-data-link'


class Parts(Struct, frozen=True, kw_only=True):
    """The elements of one comment; `byline` names the author, `link` carries the time."""

    byline: LexborNode
    body: LexborNode | None
    link: LexborNode | None

    @property
    def text(self) -> tuple[str, CommentStatus]:
        """The HTML of the comment's one paragraph, or of all but the template's controls; and its status."""
        html, status = text_of(self.body)
        if self.body is None or not html:
            return html, status
        children = [node for node in self.body.iter(include_text=True) if not _is_blank(node)]
        if len(children) == 1 and children[0].tag == "p":
            return text_of(children[0])
        return "".join(node.html or "" for node in children if not _is_empty(node)).strip(), status

    @property
    def stamp(self) -> str:
        """The visible time."""
        return words(self.link)

    @property
    def href(self) -> str:
        """The permalink as written."""
        return attribute(self.link, "href")

    @property
    def avatar_name(self) -> str:
        """The name as the avatar's title says it."""
        return attribute(self.byline.css_first(".avatar-image-container img[title]"), "title")

    @property
    def marks(self) -> str:
        """Classes, texts and files of the icons beside the name, and of the byline itself."""
        icons = (icon.attributes for icon in self.byline.css(".comment-icon, img"))
        said = [icon.get(name) or "" for icon in icons for name in ("class", "alt", "src")]
        return " ".join((attribute(self.byline, "class"), *said))


def parts(head: LexborNode) -> Parts:
    """The parts of the comment whose id `head` carries: a `dt` with its `dd`s, or an `li` around all."""
    around = [head, *_rest(head)]
    body = next((node for node in map(_body_in, around) if node is not None), None)
    if body is None:  # dd.blog-author-comment, or a theme's own name for it
        body = next((node for node in around if node.tag == "dd"), None)
    beside = (node for node in around if body is None or node.mem_id != body.mem_id)
    links = (link for node in beside for link in node.css(_PERMALINK))
    outside = (link for link in links if body is None or not within(link, body))
    byline = head.css_first(".comment-data") if head.tag == "li" else None
    return Parts(byline=byline or head, body=body, link=next(outside, None))


def parts_of(head: LexborNode) -> list[LexborNode]:
    """The elements of a comment: `head` alone, a `dt` with its `dd`s, or what follows an anchor."""
    if head.tag == "a":
        return list(_rest(head))
    beside = head.tag == "dt" or "comment-poster" in classes(head)
    return [head, *_rest(head)] if beside else [head]


def end_of(head: LexborNode) -> LexborNode:
    """The last element of the comment that begins with `head`; what follows is of something else."""
    return [head, *parts_of(head)][-1]


def _rest(head: LexborNode) -> Iterator[LexborNode]:
    """The elements after `head` that are of the same comment: two `dd`s, seldom more."""
    return islice(takewhile(_is_same_comment, siblings(head)), MOST_PARTS)


def _is_blank(node: LexborNode) -> bool:
    """White space, or the link that lets an administrator delete the comment."""
    if node.is_element_node:
        return "item-control" in attribute(node, "class")
    return not (node.text() or "").strip()


def _is_empty(node: LexborNode) -> bool:
    """What the HTML standard makes of a template's `<p>` around blocks."""
    return node.tag == "p" and not (node.inner_html or "").strip()


def _is_same_comment(sibling: LexborNode) -> bool:
    return sibling.tag not in ("dt", "li") and number_of(sibling) is None


def _body_in(node: LexborNode) -> LexborNode | None:
    if "comment-body" in classes(node):
        return node
    return node.css_first(".comment-body") if node.tag == "li" else None


def bare_name(byline: LexborNode, after: LexborNode | None = None) -> str:
    """A name that is only text, on a line of its own or before "said..."; `after` comes before it."""
    pieces: list[str] = []
    for node in byline.iter(include_text=True):
        if after is not None and within(after, node):
            pieces.clear()
        elif node.is_text_node:
            pieces.append(node.text() or "")
    lines = [line.strip(" \t,") for line in "".join(pieces).splitlines() if line.strip(" \t,\r")]
    if len(lines) > 1 and without_label(f"X {lines[1]}") == "X":  # layouts pages
        return lines[0]
    return without_label(lines[0]) if lines else ""
