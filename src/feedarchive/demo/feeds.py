"""Whole feed documents, Atom as Blogger writes it.

Fact sheet blogger-feeds, sections 0, 1 and 3, 2026-11.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from .atom import ATOM_TYPE, BLOGGER, author, comment_entry, link, post_entry, quoted
from .blog import DemoComment, DemoPost
from .options import View
from .query import Ask, Window, window
from .stamps import feed_stamp

DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>"
STYLESHEET = '<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>'
SPACES = (
    " xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'{}"
    ' xmlns:gd="http://schemas.google.com/g/2005"{}'
)
POST_SPACES = SPACES.format(
    " xmlns:blogger='http://schemas.google.com/blogger/2008' xmlns:georss='http://www.georss.org/georss'",
    " xmlns:thr='http://purl.org/syndication/thread/1.0'",
)
COMMENT_SPACES = SPACES.format("", "")


def posts_feed(view: View, ask: Ask, *, kind: str = "posts", form: str = "default") -> str:
    """A page of /feeds/posts/{default,full,summary} or of /feeds/pages/default."""
    entries = view.blog.index.posts if kind == "posts" else view.blog.index.pages
    entries = [entry for entry in entries if entry.path not in view.options.unfed]
    part = window(
        entries, ask, view.options, shown=lambda post: post.shown, changed=lambda post: post.changed
    )
    summary = view.options.summary_only or form == "summary"
    blog = view.blog
    head = (
        *(f'<category term="{quoted(label)}"/>' for label in blog.index.labels),
        f"<title type='text'>{quoted(blog.title)}</title>",
        f"<subtitle type='html'>{quoted(blog.description)}</subtitle>",
        link("http://schemas.google.com/g/2005#feed", ATOM_TYPE, view.url(f"/feeds/{kind}/{form}")),
        _places(f"/feeds/{blog.number}/{kind}/{form}", view.base, ask, part),
    )
    body = (post_entry(view, post, summary=summary) for post in part.items)
    return _document(view, POST_SPACES, f"blog-{blog.number}", head, _search(view, kind, ask, part), *body)


def comments_feed(view: View, ask: Ask, post: DemoPost | None = None) -> str:
    """A page of /feeds/comments/default, or of one post's comment feed.

    An empty feed of one post calls itself the blog's (fact sheet blogger-feeds, section 3).
    """
    blog = view.blog
    part = window(
        _comments(view, post),
        ask,
        view.options,
        shown=lambda pair: pair[0].shown,
        changed=lambda pair: pair[0].changed,
    )
    own = post if post and post.comments else None
    title = f"Comments on {blog.title}" + (f": {own.title}" if own else "")
    place = (
        f"/feeds/{blog.number}/{post.number}/comments/default"
        if post
        else f"/feeds/{blog.number}/comments/default"
    )
    head = (
        f"<title type='text'>{quoted(title)}</title>",
        link("http://schemas.google.com/g/2005#feed", ATOM_TYPE, view.url("/feeds/comments/default")),
        _places(place, view.url(own.path) if own else view.base, ask, part),
    )
    body = (comment_entry(view, *pair, summary=view.options.summary_only) for pair in part.items)
    name = f"blog-{blog.number}.post{own.number}..comments" if own else f"blog-{blog.number}.comments"
    search = _search(view, "post-comments" if post else "comments", ask, part)
    return _document(view, COMMENT_SPACES, name, head, search, *body)


def single_post(view: View, post: DemoPost, *, form: str = "default") -> str:
    """A document whose root is one post or page."""
    summary = view.options.summary_only or form == "summary"
    return DECLARATION + STYLESHEET + post_entry(view, post, summary=summary, opening=f"<entry{POST_SPACES}>")


def single_comment(view: View, comment: DemoComment, post: DemoPost) -> str:
    """A document whose root is one comment."""
    summary, opening = view.options.summary_only, f"<entry{COMMENT_SPACES}>"
    return DECLARATION + STYLESHEET + comment_entry(view, comment, post, summary=summary, opening=opening)


def _comments(view: View, post: DemoPost | None) -> Sequence[tuple[DemoComment, DemoPost]]:
    if post is None:
        return _all_comments(view)
    newest_first = sorted(post.comments, key=lambda one: (one.shown, one.number), reverse=True)
    return [(comment, post) for comment in newest_first]


def _all_comments(view: View) -> Sequence[tuple[DemoComment, DemoPost]]:
    """All comments of the blog newest first, and whatever the options make of that list."""
    options = view.options
    if not (options.ghosts or options.repeated or options.comments_depth is not None):
        return view.blog.index.comments  # a large blog is sorted once, not for each page
    comments = list(view.blog.index.comments)
    comments = sorted(
        [*comments, *options.ghosts], key=lambda pair: (pair[0].shown, pair[0].number), reverse=True
    )
    comments += comments[-options.repeated :] if options.repeated else []
    return comments[: options.comments_depth]


def _document(view: View, spaces: str, name: str, head: Sequence[str], search: str, *entries: str) -> str:
    updated = feed_stamp(view.blog.updated, view.blog.zone)
    return "".join(
        (
            f"{DECLARATION}{STYLESHEET}<feed{spaces}><id>tag:blogger.com,1999:{name}</id>",
            f"<updated>{updated}</updated>",
            *head,
            author(view.blog.author, owner=True),
            "<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>",
            search,
            *entries,
            "</feed>",
        )
    )


def _places(path: str, alternate: str, ask: Ask, part: Window[object]) -> str:
    """Links self and next live at www.blogger.com; next carries all other parameters on."""
    query = f"?{ask.query}" if ask.query else ""
    following = ""
    if part.next_start:
        pages = [("start-index", str(part.next_start)), ("max-results", str(ask.asked))]
        following = link("next", ATOM_TYPE, f"{BLOGGER}{path}?{urlencode([*pages, *ask.others])}")
    return "".join(
        (
            link("self", ATOM_TYPE, f"{BLOGGER}{path}{query}"),
            link("alternate", "text/html", alternate),
            "<link rel='hub' href='http://pubsubhubbub.appspot.com/'/>",
            following,
        )
    )


def _search(view: View, feed: str, ask: Ask, part: Window[object]) -> str:
    """Paging numbers; itemsPerPage only echoes the request."""
    total = part.total + view.options.lies.get(feed, 0)
    return (
        f"<openSearch:totalResults>{total}</openSearch:totalResults>"
        f"<openSearch:startIndex>{ask.start}</openSearch:startIndex>"
        f"<openSearch:itemsPerPage>{ask.asked}</openSearch:itemsPerPage>"
    )
