"""The comment section of a page: where it is, what it counts, and each comment read by its era's reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from feedarchive.errors import DamagedError
from feedarchive.model import Comment
from feedarchive.parse.comments import classic, layouts, responsive, threaded
from feedarchive.parse.comments.found import Found, Page, comment, number_of
from feedarchive.parse.comments.listed import end_of
from feedarchive.parse.dom import address, attribute, classes, first_number, is_last, path, within, words

_SECTIONS = ("#comments", "#comment-holder", "#comments-block, .comments-block")
_HEADS = '[id^="c"], a[name^="c"]'
_LISTS = "#comments-block, #comment-holder, [data-num-comments]"
MOST_TEXT = 32 * 2**20  # characters
LONGEST_HEADING = 5  # words: "3 comments:", not a sentence with a number in it

Reader = Callable[[LexborNode, str, Page], Found]


class Section(Struct, frozen=True, kw_only=True):
    """What a page shows of comments; the fields are those of PostPage."""

    era: str | None = None
    comments: tuple[Comment, ...] | None = None
    declared: int | None = None
    more: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def find(tree: LexborHTMLParser, post_body: LexborNode | None) -> LexborNode | None:
    """The element that holds the comments; None when the page has no place for them.

    Never one inside the post's text, which may say anything.
    """
    for selector in _SECTIONS:
        if post_body is None or post_body.css_first(selector) is None:
            node = tree.css_first(selector)
        else:
            node = next((each for each in tree.css(selector) if not within(each, post_body)), None)
        if node is not None:
            return node
    return None


def read(node: LexborNode, page: Page | None, urls: tuple[str, ...], *, cut: bool) -> Section:
    """The comments in `node`; without `page`, when the blog's number is nowhere, only their count.

    `urls` are the addresses of the page: where it was found, and what it calls itself. Of a page that may
    have been `cut`, the comment with which it ends is left out: half of it would look like a new text.
    """
    heads = _heads(node)
    halved = heads.popitem()[0] if cut and heads and is_last(end_of(list(heads.values())[-1])) else None
    more = _more(node, urls)
    declared = _declared(node, none_shown=not heads and _shows_empty_list(node))
    seen = Section(era=_era(heads), declared=declared, more=more)
    if halved:
        seen = replace(seen, warnings=(f"comment {halved} left out: the page ends with it",))
    if page is None and heads:
        lost = f"{len(heads)} comments skipped: the page does not name its blog"
        return replace(seen, warnings=(*seen.warnings, lost))
    comments = tuple(_comments(heads, page, urls[0])) if page else ()
    proven = bool(heads) or (declared == 0 and not cut)
    missing = _missing(declared, len(heads), more)
    return replace(seen, comments=comments if proven else None, warnings=(*seen.warnings, *missing))


def _comments(heads: dict[str, LexborNode], page: Page, url: str) -> Iterator[Comment]:
    """Each comment; raises DamagedError when together they are far larger than a page, as when nested."""
    size = 0
    for number, head in heads.items():
        found = _reader(head)[1](head, number, page)
        size += len(found.body) + len(found.name) + len(found.stamp) + len(found.href) + len(found.link)
        if size > MOST_TEXT:
            raise DamagedError(url, "comments inside comments without end")
        yield comment(found, page)


def _missing(declared: int | None, found: int, more: tuple[str, ...]) -> tuple[str, ...]:
    if declared is None or declared <= found or more:
        return ()
    return (f"the page states {declared} comments, {found} found",)


def _heads(node: LexborNode) -> dict[str, LexborNode]:
    """The element that carries each comment's id, by number; of early classic ones, the anchor's parent."""
    heads: dict[str, LexborNode] = {}
    for marked in node.css(_HEADS):
        number = number_of(marked)
        if number is None or number in heads:
            continue
        heads[number] = (marked.parent or marked) if marked.tag == "a" else marked
    return heads


def _reader(head: LexborNode) -> tuple[str, Reader]:
    """The era of one comment's markup."""
    named = classes(head)
    if "comment" in named:
        era = threaded if head.tag == "li" else responsive
    else:
        era = layouts if "comment-author" in named else classic
    return era.ERA, era.read


def _era(heads: dict[str, LexborNode]) -> str | None:
    return next((_reader(head)[0] for head in heads.values()), None)


def _shows_empty_list(node: LexborNode) -> bool:
    """Whether there is a place for comments; Blogger leaves an empty `#comments` where they are hidden."""
    return node.css_first(_LISTS) is not None  # the node itself included


def _declared(node: LexborNode, *, none_shown: bool) -> int | None:
    """The number in the section's attribute or heading; 0 for "No comments" above an empty list."""
    if (count := first_number(attribute(node, "data-num-comments"))) is not None:
        return count
    heading = next((at for at in node.css("h4, h3") if not _is_elsewhere(at)), None)
    if heading is None:
        return None
    text = words(heading)
    count = first_number(text) if len(text.split()) <= LONGEST_HEADING else None
    return 0 if count is None and none_shown else count


def _is_elsewhere(heading: LexborNode) -> bool:
    """Whether a heading is that of the form or of the links to the post."""
    around = [heading, heading.parent, heading.parent.parent if heading.parent else None]
    return any("backlink" in (node.id or "") or "comment-post" in (node.id or "") for node in around if node)


def _more(node: LexborNode, urls: tuple[str, ...]) -> tuple[str, ...]:
    """The addresses of the other comment pages of the same post; `urls` are the page's own."""
    paths = {path(url) for url in urls}
    linked = (address(urls[0], attribute(link, "href")) for link in node.css('a[href*="commentPage="]'))
    whole = (link.partition("#")[0] for link in linked if link)
    return tuple(dict.fromkeys(link for link in whole if path(link) in paths and link not in urls))
