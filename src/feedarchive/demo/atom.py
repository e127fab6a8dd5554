"""One entry as Blogger's Atom writes it: the order, the quoting, the odd links.

Fact sheet blogger-feeds, sections 3 to 5, 2026-11. Links to `www.blogger.com/feeds/<blogId>/…`
are for Blogger's own use; only `alternate` and `replies` name the public host.
"""

from __future__ import annotations

import html
import re

from .blog import DemoAuthor, DemoComment, DemoPost
from .names import chance
from .options import View
from .stamps import comment_stamp, epoch_ms, feed_stamp

BLOGGER = "http://www.blogger.com"
ATOM_TYPE = "application/atom+xml"
NOTICES = {
    "author": "This comment has been removed by the author.",
    "admin": "This comment has been removed by a blog administrator.",
}

_TITLE_LENGTH = 50
_SUMMARY_LENGTH = 400
_SIGNED_IN = "https://img1.blogblog.com/img/b16-rounded.gif"
_BLANK = "https://img1.blogblog.com/img/blank.gif"
_THUMBNAIL = re.compile(r"<img\b[^>]*\bsrc=[\"']([^\"']*/s\d+/[^\"']*)")
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def quoted(text: str) -> str:
    """The text for an element or an attribute, quotes as `&quot;` and `&#39;`."""
    return html.escape(text).replace("&#x27;", "&#39;")


def link(rel: str, media: str, href: str, more: str = "") -> str:
    """A link element with Blogger's single quotes."""
    return f"<link rel='{rel}' type='{media}' href='{quoted(href)}'{more}/>"


def edit_and_self(href: str) -> str:
    """The two links to an entry's own place at Blogger."""
    return link("edit", ATOM_TYPE, href) + link("self", ATOM_TYPE, href)


def author(who: DemoAuthor, *, owner: bool = False) -> str:
    """An author element. The owner's profile is linked over http, a commenter's over https."""
    url = (who.url or "").replace("https:", "http:", 1) if owner else who.url
    uri = f"<uri>{quoted(url)}</uri>" if url else ""
    picture = _SIGNED_IN if who.kind == "account" else _BLANK
    image = f"rel='http://schemas.google.com/g/2005#thumbnail' width='16' height='16' src='{picture}'"
    return (
        f"<author><name>{quoted(who.name or 'Anonymous')}</name>{uri}"
        f"<email>noreply@blogger.com</email><gd:image {image}/></author>"
    )


def item_class(view: View, who: DemoAuthor) -> str:
    """`pid-<n>`: one for each account, one for all who are not signed in (fact sheet blogger-pages, 0.4)."""
    key = who.url if who.kind == "account" else "anyone"
    return f"pid-{chance(view.blog.number, key) % 2**31}"


def post_entry(view: View, post: DemoPost, *, summary: bool, opening: str = "<entry>") -> str:
    """An entry of a posts or pages feed."""
    return "".join(
        (
            opening,
            f"<id>tag:blogger.com,1999:blog-{view.blog.number}.{post.kind}-{post.number}</id>",
            _stamps(view, post),
            *(
                f'<category scheme="http://www.blogger.com/atom/ns#" term="{quoted(label)}"/>'
                for label in post.labels
            ),
            f"<title type='text'>{quoted(post.title)}</title>",
            _body(post.html, summary=summary),
            _own_links(post),
            _replies(view, post) if post.kind == "post" else "",
            edit_and_self(f"{BLOGGER}/feeds/{view.blog.number}/{post.kind}s/default/{post.number}"),
            link("alternate", "text/html", view.url(post.path), f" title='{quoted(post.title)}'"),
            author(post.author, owner=True),
            _thumbnail(post.html),
            f"<thr:total>{_stated(view, post)}</thr:total>" if post.kind == "post" else "",
            "</entry>",
        )
    )


def comment_entry(
    view: View, comment: DemoComment, post: DemoPost, *, summary: bool, opening: str = "<entry>"
) -> str:
    """An entry of a comments feed. in-reply-to is always the post; a parent comment is rel=related."""
    blog = view.blog
    comments = f"{BLOGGER}/feeds/{blog.number}/{post.number}/comments/default"
    permalink = f"{view.url(post.path)}?showComment={epoch_ms(comment.shown)}#c{comment.number}"
    words = NOTICES[comment.removed] if comment.removed else comment.html
    local = comment.published.astimezone(blog.zone)
    return "".join(
        (
            opening,
            f"<id>tag:blogger.com,1999:blog-{blog.number}.post-{comment.number}</id>",
            _stamps(view, comment),
            f"<title type='text'>{'' if comment.removed else _first_words(words)}</title>",
            _body(words, summary=summary),
            edit_and_self(f"{comments}/{comment.number}"),
            link("alternate", "text/html", permalink, " title=''"),
            link("related", ATOM_TYPE, f"{comments}/{comment.parent}") if comment.parent else "",
            author(comment.author),
            _in_reply_to(view, post),
            _property("contentRemoved", "true") if comment.removed else "",
            _property("itemClass", item_class(view, comment.author)),
            _property("displayTime", comment_stamp(post.era, local)),
            "</entry>",
        )
    )


def _stated(view: View, post: DemoPost) -> int:
    """The number of comments as thr:total has it."""
    counted = [one for one in post.comments if view.options.count_removed or not one.removed]
    return len(counted) + view.options.lies.get("thr", 0)


def _in_reply_to(view: View, post: DemoPost) -> str:
    """Always the post, also for an answer to a comment; the namespace is declared on the spot."""
    number = view.blog.number
    return (
        "<thr:in-reply-to xmlns:thr='http://purl.org/syndication/thread/1.0'"
        f" href='{quoted(view.url(post.path))}'"
        f" ref='tag:blogger.com,1999:blog-{number}.post-{post.number}'"
        f" source='{BLOGGER}/feeds/{number}/posts/default/{post.number}' type='text/html'/>"
    )


def _stamps(view: View, item: DemoPost | DemoComment) -> str:
    published, updated = (feed_stamp(when, view.blog.zone) for when in (item.shown, item.changed))
    return f"<published>{published}</published><updated>{updated}</updated>"


def _property(name: str, value: str) -> str:
    return f'<gd:extendedProperty name="blogger.{name}" value="{quoted(value)}"/>'


def _body(markup: str, *, summary: bool) -> str:
    if not summary:
        return f"<content type='html'>{quoted(markup)}</content>"
    plain = " ".join(html.unescape(_TAG.sub(" ", markup)).split())
    cut = plain if len(plain) <= _SUMMARY_LENGTH else f"{plain[:_SUMMARY_LENGTH].rstrip()}..."
    return f"<summary type='text'>{quoted(cut)}</summary>"


def _first_words(markup: str) -> str:
    """A comment's title: 50 characters of its text, entities as in the HTML, breaks as `&#xa;`."""
    plain = _TAG.sub("", _BREAK.sub("\n", markup))
    cut = plain if len(plain) <= _TITLE_LENGTH else f"{plain[:_TITLE_LENGTH]}..."
    return quoted(cut).replace("\n", "&#xa;")


def _own_links(post: DemoPost) -> str:
    """Enclosures and the post's title link."""
    return "".join(
        f"<link rel='{own.rel}'{_attribute('type', own.type)} href='{quoted(own.href)}'"
        f"{_attribute('length', own.length)}/>"
        for own in post.links
    )


def _attribute(name: str, value: object) -> str:
    return "" if value is None else f" {name}='{quoted(str(value))}'"


def _replies(view: View, post: DemoPost) -> str:
    feed = view.url(f"/feeds/{post.number}/comments/default")
    form = f"{view.url(post.path)}#comment-form"
    if post.era in ("minima", "rounders", "tictac"):
        form = f"{BLOGGER}/comment.g?blogID={view.blog.number}&postID={post.number}"
    count = f" title='{len(post.comments)} Comments'"
    return link("replies", ATOM_TYPE, feed, " title='Post Comments'") + link(
        "replies", "text/html", form, count
    )


def _thumbnail(markup: str) -> str:
    found = _THUMBNAIL.search(markup)
    if not found:
        return ""
    small = re.sub(r"/s\d+/", "/s72-c/", html.unescape(found[1]))
    return (
        '<media:thumbnail xmlns:media="http://search.yahoo.com/mrss/"'
        f' url="{quoted(small)}" height="72" width="72"/>'
    )
