"""Comments in the markup of Layouts templates and newer ones: a dl, or threads.

Fact sheet blogger-pages, sections B, C and D, 2026-11.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from .atom import NOTICES, item_class
from .blog import DemoComment, DemoPost
from .markup import attribute, escaped, template
from .options import View
from .paging import Part, comment_parts, paging
from .stamps import epoch_ms

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LOGO = "//www.blogger.com/img/blogger_logo_round_35.png"
_BLANK = "//resources.blogblog.com/img/blank.gif"
_ADD = (
    '</ol><div id="top-continue" class="continue">'
    '<a class="comment-reply" target="_self">Add comment</a></div>'
    '<div class="comment-replybox-thread" id="top-ce"></div><div class="loadmore hidden" data-post-id="{}">'
    '<a target="_self">Load more...</a></div></div>'
)


def comments(view: View, post: DemoPost, page: int) -> str:
    """The whole comment section of that page of comments, counted from 1."""
    part = comment_parts(post)[page - 1]
    total = len(post.comments) + view.options.lies.get("page", 0)
    dl = post.era == "dots"
    name = {"dots": "layouts/dots-comments", "simple": "layouts/threaded-comments"}.get(
        post.era, "contempo/comments"
    )
    return template(name).substitute(
        blog_id=view.blog.number,
        post_id=post.number,
        comment_count=comment_count(total),
        total=total,
        paging=paging(view, post, part),
        items="".join(_dl_item(view, post, one) for one in part.comments) if dl else "",
        thread="" if dl else _thread(view, post, part),
    )


def comment_count(count: int) -> str:
    """`No comments`, `1 comment`, `4 comments`."""
    return f"{count or 'No'} comment{'' if count == 1 else 's'}"


def title_block(post: DemoPost) -> str:
    """The heading; nothing for an untitled post."""
    if not post.title:
        return ""
    target = next((own.href for own in post.links if own.rel == "related"), None)
    title = escaped(post.title)
    shown = f"<a href='{attribute(target)}'>{title}</a>" if target else title
    itemprop = "" if post.era == "contempo" else " itemprop='name'"
    return f"<h3 class='post-title entry-title'{itemprop}>\n{shown}\n</h3>"


def labels(view: View, post: DemoPost) -> str:
    """The labels below the body."""
    links = ",\n".join(
        f"<a href='{view.url(f'/search/label/{quote(label)}')}' rel='tag'>{escaped(label)}</a>"
        for label in post.labels
    )
    if post.era == "contempo" and links:
        words = "<span class='byline-label'>Labels:</span>"
        return f"<span class='byline post-labels'>\n{words}\n{links}\n</span>\n"
    return f"Labels:\n{links}\n" if links else ""


def _thread(view: View, post: DemoPost, part: Part) -> str:
    tops = [one for one in part.comments if one.parent is None]
    items = "".join(_threaded(view, post, one, part) for one in tops)
    return f'<div class="comment-thread toplevel-thread"><ol id="top-ra">{items}{_ADD.format(post.number)}'


def _threaded(view: View, post: DemoPost, comment: DemoComment, part: Part) -> str:
    replies = "".join(
        _threaded(view, post, one, part) for one in part.comments if one.parent == comment.number
    )
    body = _BREAK.sub("<br>", comment.html)
    reply = f'<a class="comment-reply" target="_self" data-comment-id="{comment.number}">Reply</a>'
    return template("layouts/threaded-comment").substitute(
        _common(view, post, comment),
        author=_author(comment, '<a href="{}" rel="nofollow">{}</a>'),
        body=_notice(comment, '<span class="deleted-comment">{}</span>') or body,
        picture=_LOGO if comment.author.kind == "account" else _BLANK,
        reply="" if comment.parent else reply,
        replies=replies,
        hidden="" if replies else " hidden",
    )


def _dl_item(view: View, post: DemoPost, comment: DemoComment) -> str:
    return template("layouts/dots-comment").substitute(
        _common(view, post, comment),
        author=_author(comment, "<a href='{}' rel='nofollow'>{}</a>"),
        body=_notice(comment, "<span class='deleted-comment'>{}</span>") or f"<p>\n{comment.html}\n</p>",
        avatar=_avatar(comment),
        avatar_class="vcard" if comment.author.kind == "account" else "avatar-stock",
    )


def _common(view: View, post: DemoPost, comment: DemoComment) -> dict[str, object]:
    link = f"{view.url(post.path)}?showComment={epoch_ms(comment.shown)}#c{comment.number}"
    return {
        "id": comment.number,
        "blog_id": view.blog.number,
        "permalink": link,
        "stamp": view.stamp(post, comment),
        "pid": item_class(view, comment.author),
        "writer": "blog-author" if comment.author == view.blog.author else "",
    }


def _author(comment: DemoComment, linked: str) -> str:
    who = comment.author
    name = escaped(who.name or "Anonymous")
    return linked.format(attribute(who.url), name) if who.url else name


def _notice(comment: DemoComment, around: str) -> str:
    return around.format(NOTICES[comment.removed]) if comment.removed else ""


def _avatar(comment: DemoComment) -> str:
    who = comment.author
    title, source = attribute(who.name or "Anonymous"), _LOGO if who.kind == "account" else _BLANK
    picture = f'<img src="{source}" width="35" height="35" alt="" title="{title}">'
    if who.kind != "account" or not who.url:
        return picture
    hover = f'class="avatar-hovercard" id="av-{comment.number}-{who.url.rsplit("/", 1)[-1]}"'
    return f'<a href="{attribute(who.url)}" target="" rel="nofollow" onclick="" {hover}>{picture}</a>'
