"""Post pages, static pages and the home page, each in the markup of its era.

A page is not an era: Blogger shows an old post in the template the blog has today, so each post
names its own (fact sheet blogger-pages, 0.3).
"""

from __future__ import annotations

from . import classic, layouts
from .atom import item_class
from .blog import DemoPost
from .markup import attribute, escaped, script, snippet, template
from .options import View
from .paging import comment_parts
from .stamps import clock, date_header, day, page_stamp

CLASSIC = ("minima", "rounders", "tictac")
_PREVIOUS = 10
_POPULAR = 3
_HOME = 7


def post_page(view: View, post: DemoPost, comment_page: int | None = None) -> str:
    """The page of a post or static page; a comment page too far on shows the last one."""
    if post.era in CLASSIC:
        return _classic(view, post)
    last = len(comment_parts(post))
    first_shown = last if view.options.last_page_first else 1
    part = min(max(first_shown if comment_page is None else comment_page, 1), last)
    values = {
        **_values(view, post),
        "title_block": layouts.title_block(post),
        "labels": layouts.labels(view, post),
        "comments": layouts.comments(view, post, part),
    }
    if post.era == "contempo":
        values["previous"] = _popular(view, post)
        return template("contempo/post").substitute(values, foot=_foot(values))
    values["previous"] = classic.previous(view, *_earlier(view, post))
    head = template("layouts/head").substitute(values)
    return template("layouts/post").substitute(
        values, head=head, foot=_foot(values), pager=_pager(view, post)
    )


def home_page(view: View) -> str:
    """The blog's first page: its newest posts, cut, and links to the static pages."""
    index = view.blog.index
    pages = (f"<li><a href='{view.url(page.path)}'>{escaped(page.title)}</a></li>" for page in index.pages)
    posts = (_teaser(view, post) for post in index.posts[:_HOME])
    values = {**_blog_values(view), "posts": "\n".join(posts), "pages": "\n".join(pages)}
    about = {"js_url": values["js_base"], "js_title": "", "post_id": "", "page_type": "index"}
    return template("layouts/index").substitute(values, foot=_foot({**values, **about}))


def _classic(view: View, post: DemoPost) -> str:
    values = {
        **_values(view, post),
        "title_block": classic.title_block(post),
        "labels": classic.labels(view, post),
        "comments": classic.comments(view, post),
        "comment_count": classic.comment_count(len(post.comments) + view.options.lies.get("page", 0)),
        "previous": classic.previous(view, *_earlier(view, post)),
    }
    head = template("classic/head").substitute(values)
    return template(f"classic/{post.era}").substitute(values, head=head)


def _blog_values(view: View) -> dict[str, object]:
    blog = view.blog
    return {
        "base": view.base,
        "js_base": script(view.base),
        "blog_id": blog.number,
        "blog_title": attribute(blog.title),
        "js_blog_title": script(blog.title),
        "description": escaped(blog.description),
        "style": blog.style,
    }


def _values(view: View, post: DemoPost) -> dict[str, object]:
    """What every template of a post may ask for."""
    local = post.published.astimezone(view.blog.zone)
    url, blog_title = view.url(post.path), escaped(view.blog.title)
    title = escaped(post.title)
    with_blog = f"{blog_title}: {title}" if post.title else blog_title
    return {
        **_blog_values(view),
        "post_id": post.number,
        "page_type": "item" if post.kind == "post" else "static_page",
        "url": url,
        "js_url": script(url),
        "js_title": script(post.title),
        "head_title": (title or blog_title) if post.era == "contempo" else with_blog,
        "og_title": attribute(post.title or view.blog.title),
        "og_description": attribute(snippet(post.html)),
        "date_header": date_header(local),
        "post_time": clock(local),
        "post_day": day(local),
        "iso": page_stamp(post.published, view.blog.zone),
        "author": escaped(post.author.name or ""),
        "author_url": attribute(post.author.url or ""),
        "author_pid": item_class(view, post.author),
        "body": post.html,
    }


def _foot(values: dict[str, object]) -> str:
    return template("layouts/foot").substitute(values)


def _earlier(view: View, post: DemoPost) -> tuple[list[DemoPost], dict[int, str]]:
    """The posts before this one, and what to call them: an untitled one by its first words."""
    index = view.blog.index
    after = index.place.get(post.number, -1) + 1
    posts = index.posts[after : after + _PREVIOUS]
    return posts, {one.number: escaped(one.title) or snippet(one.html) for one in posts}


def _popular(view: View, post: DemoPost) -> str:
    """Three other posts with titles and stamps like the page's own: a trap for careless readers."""
    posts, words = _earlier(view, post)
    return "\n".join(
        template("contempo/popular").substitute(
            url=view.url(one.path),
            title=words[one.number],
            iso=page_stamp(one.published, view.blog.zone),
            day=day(one.published.astimezone(view.blog.zone)),
            snippet=snippet(one.html),
        )
        for one in posts[:_POPULAR]
    )


def _pager(view: View, post: DemoPost) -> str:
    index = view.blog.index
    at = index.place.get(post.number)
    if at is None:
        return ""
    newer = index.posts[at - 1] if at else None
    older = index.posts[at + 1] if at + 1 < len(index.posts) else None
    return "\n".join(
        f"<span id='blog-pager-{side}-link'>\n<a class='blog-pager-{side}-link' href='{view.url(one.path)}'"
        f" id='Blog1_blog-pager-{side}-link' title='{words}'>{words}</a>\n</span>"
        for side, one, words in (("newer", newer, "Newer Post"), ("older", older, "Older Post"))
        if one
    )


def _teaser(view: View, post: DemoPost) -> str:
    local = post.published.astimezone(view.blog.zone)
    return template("layouts/index-post").substitute(
        post_id=post.number,
        url=view.url(post.path),
        title=escaped(post.title) or snippet(post.html),
        snippet=snippet(post.html),
        date_header=date_header(local),
        post_time=clock(local),
        comment_count=layouts.comment_count(len(post.comments)),
    )
