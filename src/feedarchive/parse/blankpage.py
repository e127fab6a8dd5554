"""A page without the texts and names of what was redacted; pure. docs/redaction.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedarchive.errors import ParseError
from feedarchive.parse import page as pages
from feedarchive.parse import pagepost
from feedarchive.parse.comments import listed, section
from feedarchive.parse.comments.found import number_of
from feedarchive.parse.dom import address, attribute, classes, path
from feedarchive.parse.pagesource import clean

if TYPE_CHECKING:
    from feedarchive.parse.blank import Target

_SNIPPETS = '[class*="snippet"]'
_BLOCKS = frozenset({"li", "article", "dd", "td"})
_OTHERS = frozenset({"post-body", "comment-body", "comment-content", "entry-content"})
TELLING = 20  # characters; fewer may be anybody's words


def blank_page(url: str, body: bytes, *, targets: Sequence[Target], texts: frozenset[str]) -> bytes | None:
    """The page without them; b"" when nothing of it can stay, None when it shows none."""
    try:
        html, _ = clean(body, url)
        shown = pages.read(body, url)
    except ParseError:  # it names them, and nobody can tell what it says of them
        return b""
    posts = [one for one in targets if not one.comment]
    if any(shown.post_id == one.id or (one.path and path(url) == one.path) for one in posts):
        return b""
    tree = LexborHTMLParser(html)
    edits = [_comment(tree, one.number) for one in targets if one.comment and one.number]
    edits += [_post(tree, one, url) for one in posts]
    if None in edits:
        return b""
    edits.append(_quoted(tree, texts))
    if not any(edits):
        return None
    after = (tree.html or "").encode()
    return after if _is_clean(after, url, targets) else b""


def _comment(tree: LexborHTMLParser, number: str) -> int | None:
    """How many elements of that comment were cut out; None when it cannot be told from others."""
    heads = section.heads_of(tree.root, section.ANYWHERE) if tree.root is not None else {}
    if number not in heads:
        return 0
    head = heads[number]
    region = _region(head)
    inside = {number_of(node) for part in region for node in part.css(section.ANYWHERE)} - {None, number}
    if inside or not region:
        return None
    for part in region:
        part.decompose()
    return len(region)


def _region(head: LexborNode) -> list[LexborNode]:
    """The elements of the comment; [] where its markup does not tell."""
    named = classes(head)
    if head.tag == "dt" or "comment-poster" in named:
        return listed.parts_of(head)
    if head.tag == "li":
        return _own_parts(head) if "comment" in named else [head]
    return [head] if "comment" in named else []


def _own_parts(head: LexborNode) -> list[LexborNode]:
    """The parts of a threaded comment, without the replies inside it; all of it when there are none."""
    parts = [child for child in head.iter() if child.css_first("li.comment") is None]
    whole = len(parts) == len(list(head.iter()))
    return [head] if whole else parts


def _post(tree: LexborHTMLParser, target: Target, url: str) -> int:
    """How many elements that show or link to the post were emptied."""
    edits = 0
    for post in pagepost.shown(tree):
        if (target.number and post.number == target.number) or (
            target.path and path(post.permalink(url) or "") == target.path
        ):
            edits += _emptied(post.frame)
    for link in tree.css("a[href]") if target.path else ():
        if path(address(url, attribute(link, "href")) or "") == target.path:
            edits += _emptied(link) + sum(_emptied(snippet) for snippet in _beside(link))
    return edits


def _beside(link: LexborNode) -> list[LexborNode]:
    """The snippets in the item of a list that the link stands in."""
    climbing = link.parent
    while climbing is not None and climbing.tag not in ("body", "html"):
        if not _OTHERS.isdisjoint(classes(climbing)):
            return []
        if climbing.tag in _BLOCKS or "item-content" in classes(climbing):
            return climbing.css(_SNIPPETS)
        climbing = climbing.parent
    return []


def _quoted(tree: LexborHTMLParser, texts: frozenset[str]) -> int:
    """How many pieces of text outside of other posts and comments were cut out that repeat theirs."""
    if not texts or tree.root is None:
        return 0
    quotes = [
        node
        for node in tree.root.traverse(include_text=True)
        if node.is_text_node and _repeats(node.text() or "", texts) and not _is_others(node)
    ]
    for node in quotes:
        node.decompose()
    return len(quotes)


def _repeats(text: str, texts: frozenset[str]) -> bool:
    said = " ".join(text.split()).rstrip("….").rstrip()
    return said in texts or (len(said) >= TELLING and any(said in one for one in texts))


def _is_others(node: LexborNode) -> bool:
    return any(not _OTHERS.isdisjoint(classes(above)) for above in _above(node))


def _above(node: LexborNode) -> Iterator[LexborNode]:
    climbing = node.parent
    while climbing is not None:
        yield climbing
        climbing = climbing.parent


def _emptied(node: LexborNode) -> int:
    """1 when it held anything, else 0; it keeps its place."""
    children = list(node.iter(include_text=True))
    for child in children:
        child.decompose()
    return int(bool(children))


def _is_clean(after: bytes, url: str, targets: Sequence[Target]) -> bool:
    try:
        shown = pages.read(after, url)
    except ParseError:
        return False
    ids = {one.id for one in targets}
    return not any(one.id in ids and (one.body.html or one.author.name) for one in shown.comments or ())
