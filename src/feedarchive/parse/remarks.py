"""A comments feed of any platform -> comments with the entries they belong to; pure.

RSS has no word for a comment: each is an item with a permalink as `https://x/a-post/#comment-12`. WordPress's
Atom names the post or, for a reply, the comment that is answered (wp-includes/feed-atom-comments.php, 6.1).
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from feedarchive.model import Comment, CommentBody, Entry
from feedarchive.parse.text import readable
from feedarchive.seen import CommentOf, FeedPage

_BLOGGERS = "tag:blogger.com,1999:blog-"
_LEAD = re.compile(
    r"\s*<p>[^<>]{0,80}<a href=[\"']([^\"'<>]*#comment-\d+)[\"'][^<>]*>[^<>]*</a>[^<>]{0,80}(?:</p>|<br ?/?>)"
)
# WordPress's addresses of comment pages: `/comment-page-2/#comments`, `?cpage=2`
_COMMENT_PAGE = re.compile(r"comment-page-\d+/?\Z|(?<=[?&])cpage=\d+(?:&|\Z)", re.ASCII)
_FRAGMENT = re.compile(r"#([^#]*comment[^#]*|c\d+)\Z", re.IGNORECASE)


def as_comments(page: FeedPage, entry_id: str | None = None) -> FeedPage:
    """The page of a comments feed with nothing but comments; Blogger's as it is.

    `entry_id`: the entry whose feed it is. Of a feed of all comments each names its own.
    """
    if page.blog.id.startswith(_BLOGGERS):
        return page
    said = [_of_item(entry) for entry in page.entries] + [_of_reply(one) for one in page.comments]
    if "wordpress" in page.generator.lower():
        said = [replace(one, comment=_without_lead(one.comment)) for one in said]
    known = {one.comment.id for one in said}
    said = [_unselfish(one, known) for one in said]
    if entry_id is not None:
        said = [of_entry(one, entry_id) for one in said]
    return replace(page, entries=(), comments=tuple(said))


def of_entry(one: CommentOf, entry_id: str) -> CommentOf:
    """The comment as one of that entry, also where its id was made of another id of the same entry."""
    comment, before = one.comment, _before(one.comment.id)
    if before is not None and before != entry_id and before in {one.entry_id, _page(comment.url)}:
        answered = comment.in_reply_to
        if answered is not None and answered.startswith(f"{before}#"):
            answered = entry_id + answered[len(before) :]
        comment = replace(comment, id=entry_id + comment.id[len(before) :], in_reply_to=answered)
    return CommentOf(entry_id=entry_id, entry_url=one.entry_url, comment=comment)


def _of_item(item: Entry) -> CommentOf:
    comment = Comment(
        id=item.id,
        url=item.url,
        author=item.author,
        published=item.published,
        published_from="feed" if item.published else None,
        updated=item.updated,
        body=CommentBody(html=item.body.html, text=item.body.text),
    )
    return CommentOf(entry_id=_before(item.id), entry_url=_page(item.url), comment=comment)


def _of_reply(one: CommentOf) -> CommentOf:
    """The comment of an Atom feed; `ref` names the post, or the comment that it answers."""
    ref = one.entry_id or ""
    comment = replace(one.comment, author=replace(one.comment.author, kind="unknown"))
    if _FRAGMENT.search(ref):
        comment = replace(comment, in_reply_to=ref)
        ref = _before(ref) or ref
    return CommentOf(
        entry_id=_before(comment.id) or ref or None,
        entry_url=_page(comment.url) or one.entry_url,
        comment=comment,
    )


def _without_lead(comment: Comment) -> Comment:
    """The comment without the "In reply to X." that WordPress puts above replies in feeds alone.

    In any language a paragraph with a link to another comment of the post (`comment_text`, 6.1); of RSS it is
    all that tells which comment is answered.
    """
    found = _LEAD.match(comment.body.html)
    if found is None or _page(found[1]) != _page(comment.url):
        return comment
    before = _before(comment.id)
    answered = comment.in_reply_to or (f"{before}#{found[1].partition('#')[2]}" if before else None)
    html = comment.body.html[found.end() :].lstrip()
    return replace(comment, in_reply_to=answered, body=CommentBody(html=html, text=readable(html)))


def _unselfish(one: CommentOf, known: set[str]) -> CommentOf:
    """An entry's id that is one of the comments is the comment that is answered."""
    if one.entry_id in known and one.comment.in_reply_to is None:
        comment = replace(one.comment, in_reply_to=one.entry_id)
        return CommentOf(entry_id=None, entry_url=one.entry_url, comment=comment)
    return one


def _before(tag: str) -> str | None:
    """What stands before `#comment-12`: the id of the post, where ids are made so."""
    found = _FRAGMENT.search(tag)
    return tag[: found.start()] if found else None


def commented(url: str) -> str:
    """The address of the page that a comment stands on, without fragment and number of comment page."""
    return _COMMENT_PAGE.sub("", url.partition("#")[0]).rstrip("?&")


def _page(url: str | None) -> str | None:
    return commented(url) if url else None
