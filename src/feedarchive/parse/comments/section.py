"""The comment section of a page: where it is, what it counts, and each comment read by its era's reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedarchive.errors import DamagedError
from feedarchive.model import Comment
from feedarchive.parse.comments import classic, custom, layouts, responsive, threaded
from feedarchive.parse.comments.found import Found, Page, comment, number_of
from feedarchive.parse.comments.listed import end_of, parts_of
from feedarchive.parse.dom import (
    address,
    attribute,
    classes,
    first_number,
    is_last,
    numbers,
    path,
    within,
    words,
)

_SECTIONS = ("#comments", "#comment-holder", "#comments-block, .comments-block")
_OWN = ("comments", "comment-holder")
_HEADS = '[id^="c"], a[name^="c"]'
ANYWHERE = f"{_HEADS}, .blogComment > a[name]"
_ANCHORS = 'a[name^="c"]:not([href]), .blogComment > a[name]:not([href])'
_LISTS = "#comments-block, #comment-holder, [data-num-comments]"
MOST_TEXT = 8 * 2**20  # characters, as many as a page may have bytes
LONGEST_HEADING = 5  # words: "3 comments:", not a sentence with a number in it

Reader = Callable[[LexborNode, str, Page], Found]


class Section(Struct, frozen=True, kw_only=True):
    """What a page shows of comments; the fields are those of PostPage."""

    era: str | None = None
    comments: tuple[Comment, ...] | None = None
    declared: int | None = None
    more: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Place(Struct, frozen=True, kw_only=True):
    """The element that holds the comments, and the one that each begins with, by number."""

    node: LexborNode
    heads: dict[str, LexborNode]


def find(tree: LexborHTMLParser, post_body: LexborNode | None) -> Place | None:
    """Where the comments are; None when the page has no place for them.

    Never inside the post's text, which may say anything.
    """
    _close_anchors(tree, post_body)
    node = _section(tree, post_body)
    heads = heads_of(node) if node is not None else {}
    if not heads and not _is_known(node) and tree.body is not None:  # of a theme with names of its own
        heads = {
            number: head
            for number, head in heads_of(tree.body, ANYWHERE).items()
            if _is_linked(head, number) and (post_body is None or not within(head, post_body))
        }
    if node is None and heads:
        node = next(iter(heads.values())).parent
    return Place(node=node, heads=heads) if node is not None else None


def _section(tree: LexborHTMLParser, post_body: LexborNode | None) -> LexborNode | None:
    for selector in _SECTIONS:
        if post_body is None or post_body.css_first(selector) is None:
            node = tree.css_first(selector)
        else:
            node = next((each for each in tree.css(selector) if not within(each, post_body)), None)
        if node is not None:
            return node
    return None


def _is_known(node: LexborNode | None) -> bool:
    """Whether a section without a comment is Blogger's own, which is empty."""
    return node is not None and (_shows_empty_list(node) or not words(node))


def _is_linked(head: LexborNode, number: str) -> bool:
    """Whether the element, or what follows its anchor, has a link that names the comment."""
    links = (link for part in parts_of(head) for link in part.css("a[href]"))
    return any(number in attribute(link, "href") for link in links)


def read(place: Place, page: Page | None, urls: tuple[str, ...], *, cut: bool) -> Section:
    """The comments in `place`; without `page`, when the blog's number is nowhere, only their count.

    `urls` are the addresses of the page: where it was found, and what it calls itself. Of a page that may
    have been `cut`, the comment with which it ends is left out: half of it would look like a new text.
    """
    heads = dict(place.heads)
    halved = heads.popitem()[0] if cut and heads and is_last(end_of(list(heads.values())[-1])) else None
    more = _more(place.node, urls)
    declared = _declared(place.node, none_shown=not heads and _shows_empty_list(place.node))
    declared = max((each for each in (declared, _ranged(place.node)) if each is not None), default=None)
    era = next((_reader(head)[0] for head in heads.values()), None)
    seen = Section(era=era, declared=declared, more=more)
    if halved:
        seen = replace(seen, warnings=(f"comment {halved} left out: the page ends with it",))
    if page is None and heads:
        lost = f"{len(heads)} comments skipped: the page does not name its blog"
        return replace(seen, warnings=(*seen.warnings, lost))
    found = custom.told_apart(list(_found(heads, page, urls[0])), cut=cut) if page else []
    comments = tuple(comment(each, page) for each in found) if page else ()
    proven = bool(heads) or (declared == 0 and not cut)
    missing = _missing(declared, len(heads), more)
    return replace(seen, comments=comments if proven else None, warnings=(*seen.warnings, *missing))


def _found(heads: dict[str, LexborNode], page: Page, url: str) -> Iterator[Found]:
    """Each comment as shown; raises DamagedError when together they are far larger than a page."""
    size = 0
    readers: dict[tuple[str | None, str], Reader] = {}  # comments of one page look alike
    for number, head in heads.items():
        looks = head.tag, attribute(head, "class")
        if looks not in readers:
            readers[looks] = _reader(head)[1]
        found = readers[looks](head, number, page)
        size += len(found.body) + len(found.name) + len(found.stamp) + len(found.href) + len(found.link)
        if size > MOST_TEXT:
            raise DamagedError(url, "comments inside comments without end")
        yield found


def _missing(declared: int | None, found: int, more: tuple[str, ...]) -> tuple[str, ...]:
    if declared is None or declared <= found or more:
        return ()
    return (f"the page states {declared} comments, {found} found",)


def heads_of(node: LexborNode, selector: str = _HEADS) -> dict[str, LexborNode]:
    """The element that carries each comment's id, by number; of an anchor, what it alone names."""
    heads: dict[str, LexborNode] = {}
    for marked in node.css(selector):
        number = number_of(marked)
        if number is not None:
            heads.setdefault(number, marked)
    anchors = [head for head in heads.values() if head.tag == "a"]
    shared = Counter(anchor.parent.mem_id for anchor in anchors if anchor.parent is not None)
    return {number: _named(head, shared, node) for number, head in heads.items()}


def _is_open(marked: LexborNode) -> bool:
    """Whether a comment's anchor holds something, as one does that its author left open."""
    return marked.first_child is not None and number_of(marked) is not None


def _close_anchors(tree: LexborHTMLParser, post_body: LexborNode | None) -> None:
    """Put what is inside comments' anchors behind them; not in the post's text, which stays as written.

    The HTML standard opens such an anchor again in each block that follows (13.2.6.1): those go.
    """
    if all(marked.first_child is None for marked in tree.css("a[name]")):
        return  # as on most pages; half as long to find out
    seen: set[str | None] = set()
    for marked in tree.css(_ANCHORS):
        if not _is_open(marked) or (post_body is not None and within(marked, post_body)):
            continue
        number = number_of(marked)
        if number not in seen:
            marked.insert_before(_anchor(f"comment-{number}"))
        seen.add(number)
        marked.unwrap()


def _anchor(name: str) -> LexborNode:
    made = LexborHTMLParser(f'<a name="{name}"></a>').css_first("a")
    assert made is not None
    return made


def _named(head: LexborNode, shared: Counter[int], section: LexborNode) -> LexborNode:
    """The element around an anchor, unless it is around others too: then what follows the anchor is meant."""
    around = head.parent if head.tag == "a" else None
    if around is None or shared[around.mem_id] > 1 or around.mem_id == section.mem_id or around.tag == "body":
        return head
    return around


def _reader(head: LexborNode) -> tuple[str, Reader]:
    """The era of one comment's markup, and its reader."""
    named = classes(head)
    if "comment" in named and head.css_first(".comment-block") is not None:
        era = threaded if head.tag == "li" else responsive
    elif "comment-author" in named and head.tag == "dt":
        era = layouts
    elif head.tag == "dt" or "comment-poster" in named or head.css_first("p.comment-data") is not None:
        era = classic
    else:
        era = custom
    return era.ERA, era.read


def _shows_empty_list(node: LexborNode) -> bool:
    """Whether there is a place for comments; Blogger leaves an empty `#comments` where they are hidden."""
    return node.css_first(_LISTS) is not None  # the node itself included


def _declared(node: LexborNode, *, none_shown: bool) -> int | None:
    """The number in the section's attribute or heading; 0 for "No comments" above an empty list."""
    if (count := first_number(attribute(node, "data-num-comments"))) is not None:
        return count
    heading = _heading(node, "h4, h3")
    if heading is None and node.id in _OWN:  # elsewhere a post's title is one too
        heading = _heading(node, "h2")
    if heading is None:
        return None
    text = words(heading)
    count = first_number(text) if len(text.split()) <= LONGEST_HEADING else None
    return 0 if count is None and none_shown else count


def _heading(node: LexborNode, selector: str) -> LexborNode | None:
    return next((at for at in node.css(selector) if not _is_elsewhere(at)), None)


def _ranged(node: LexborNode) -> int | None:
    """The number of all comments beside the links to other comment pages: 376 in "1 - 200 of 376"."""
    shown = node.css_first(".paging-control-container")
    return max(numbers(words(shown)), default=None) if shown is not None else None


def _is_elsewhere(heading: LexborNode) -> bool:
    """Whether a heading is that of the form or of the links to the post."""
    around = [heading, heading.parent, heading.parent.parent if heading.parent else None]
    return any("backlink" in (node.id or "") or "comment-post" in (node.id or "") for node in around if node)


def _more(node: LexborNode, urls: tuple[str, ...]) -> tuple[str, ...]:
    """The addresses of the other comment pages of the same post; `urls` are the page's own."""
    links = node.css('a[href*="commentPage="]')
    if not links:
        return ()
    paths = {path(url) for url in urls}
    linked = (address(urls[0], attribute(link, "href")) for link in links)
    whole = (link.partition("#")[0] for link in linked if link)
    return tuple(dict.fromkeys(link for link in whole if path(link) in paths and link not in urls))
