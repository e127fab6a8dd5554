"""Comments and labels in the markup of classic templates: Minima, Rounders 3, TicTac.

Fact sheet blogger-pages, section A, 2026-11. "Anonymous JSBolton said..." is an icon whose
alternative text is "Anonymous", then the name.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from .atom import NOTICES, item_class
from .blog import DemoAuthor, DemoComment, DemoPost
from .markup import attribute, escaped, template
from .names import chance
from .options import View

_ICONS = {
    "account": ("blogger-comment-icon", "b16-rounded.gif", "Blogger"),
    "openid": ("openid-comment-icon", "openid16-rounded.gif", "OpenID"),
    "anonymous": ("anon-comment-icon", "anon16-rounded.gif", "Anonymous"),
}
_REMOVED = {"author": "This post has been removed by the author.", "admin": NOTICES["admin"]}
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def comments(view: View, post: DemoPost) -> str:
    """The items of the list, oldest first; classic pages show all of them, and no threads."""
    return "".join(_comment(view, post, comment) for comment in post.comments)


def comment_count(count: int) -> str:
    """`4 Comments`."""
    return f"{count} Comments"


def title_block(post: DemoPost) -> str:
    """The heading; nothing for an untitled post, a link around it for one with a title link."""
    if not post.title:
        return ""
    heading = f'    <h3 class="post-title">\n         {escaped(post.title)}\n    </h3>'
    target = next((own.href for own in post.links if own.rel == "related"), None)
    return (
        f'    <a class="title-link" href="{attribute(target)}">\n{heading}\n    </a>' if target else heading
    )


def labels(view: View, post: DemoPost) -> str:
    """The labels, which classic templates of 2007 put inside the body."""
    links = ", ".join(
        f"<a rel='tag' href=\"{view.url(f'/labels/{quote(label)}.html')}\">{escaped(label)}</a>"
        for label in post.labels
    )
    return f'<p class="blogger-labels">Labels: {links}</p>' if links else ""


def previous(view: View, posts: list[DemoPost], words: dict[int, str]) -> str:
    """The sidebar's list of earlier posts."""
    return "\n".join(
        f'        <li><a href="{view.url(post.path)}">{words[post.number]}</a></li>' for post in posts
    )


def _comment(view: View, post: DemoPost, comment: DemoComment) -> str:
    said = _BREAK.sub("<BR/>", comment.html)
    if comment.removed:
        said = f'<span class="deleted-comment">{_REMOVED[comment.removed]}</span>'
    return template(f"classic/{post.era}-comment").substitute(
        id=comment.number,
        blog_id=view.blog.number,
        author=_author(comment.author),
        body=said,
        stamp=view.stamp(post, comment),
        pid=_pid(view, comment),
    )


def _author(who: DemoAuthor) -> str:
    kind, picture, alt = _ICONS[who.kind]
    name = escaped(who.name or "Anonymous")
    shown = f'<span class="anon-comment-author">{name}</span>'
    if who.url:
        shown = f'<a href="{attribute(who.url)}" rel="nofollow">{name}</a>'
    source = f"http://img2.blogblog.com/img/{picture}"
    return (
        f'<span style="line-height:16px" class="comment-icon {kind}">'
        f'<img src="{source}" alt="{alt}" style="display:inline;" /></span>&nbsp;{shown}'
    )


def _pid(view: View, comment: DemoComment) -> str:
    """As in feeds for accounts; of the others, each comment has its own (fact sheet blogger-pages, 0.4)."""
    if comment.author.kind == "account":
        return item_class(view, comment.author)
    return f"pid-{chance(comment.number) % 2**31}"
