"""Post pages in Blogger's markup of any era -> PostPage.

The era is found in the page's elements, never by its year: Blogger shows old posts in today's template.
What is known of the eras is from fact sheet blogger-pages, 2026-11.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from msgspec.structs import replace
from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from feedarchive.parse import elsewhere, guess, ids, otherpage, pagefields, pagehead, pagepost
from feedarchive.parse.comments import found, section
from feedarchive.parse.comments.epochs import believable, earliest
from feedarchive.parse.comments.section import Section
from feedarchive.parse.dom import attribute, is_last
from feedarchive.parse.pagehead import Head
from feedarchive.parse.pagepost import Post
from feedarchive.parse.pagesource import clean, has_end
from feedarchive.seen import PostPage

# glibc gives freed memory back to the system and asks for it anew with each tree, until it has seen a block
# as large as this freed (mallopt(3), M_MMAP_THRESHOLD): lexbor then takes half the time (260 for 520 us a
# page of 66 KB, 2026-11).
bytearray(8 * 2**20)

LONGEST_LINK = 2_000  # characters; the pattern's time grows with their square
_CUT = "the page has no end: it may have been cut"
_BLOG_IN_LINK = re.compile(
    r"blogger\.com/(?:[a-z-]+\.g\?(?:[^#]*&)?blogID=|comment/(?:delete|frame|fullpage/post)/)(\d+)"
)
_POST_IN_LINK = re.compile(r"blogger\.com/(?:comment|post-edit|email-post)\.g\?(?:[^#]*&)?postID=(\d+)")


def read(body: bytes, url: str, *, blog_id: str | None = None) -> PostPage:
    """What the page at `url` shows of its post; `blog_id` is the blog's tag, for pages that do not name it.

    A page without a post says so by its era ("archive" for lists of posts, "dynamic" for Dynamic Views, whose
    content only the feed has) and a warning; a content warning or a login by a warning.
    Raises UnknownFormatError for what is no HTML, DamagedError for markup that would keep a parser busy for
    minutes, and ParseError past 8 MiB; never anything else.
    """
    html, warnings = clean(body, url)
    # Events would copy each `<option>` of a select: 40,000 of them take 2 s instead of 7 ms (2026-11).
    tree = LexborHTMLParser(html, options=LexborDocumentOptions.WO_EVENTS)
    head = _placed(pagehead.read(tree, html, url), url)
    post = pagepost.find(tree, head, url) if head.of_blogger else None
    said = _of_itself(head, blog_id, (*warnings, *(() if has_end(html) else (_CUT,))))
    if post is None and head.dynamic:
        return _dynamic(said, head)
    if post is None and head.of_blogger and pagepost.is_listing(tree, head):
        return _listing(said, head)
    if post is None and pagehead.is_door(tree, head, url):
        return _door(said)
    said = replace(
        said,
        blog_id=said.blog_id or _linked_blog(tree, post),
        url=said.url or (post.permalink(url) if post else None),
        comments_elsewhere=elsewhere.services(tree, post.body if post else None),
    )
    shown = _comments(tree, post, said, head, url)
    page = _any(said, html, shown, url) if post is None else _known(said, head, post, shown, tree)
    return page if page.comments is None else _sifted(page, url)


def _sifted(page: PostPage, url: str) -> PostPage:
    """The page without instants that only look like those of old ids."""
    assert page.comments is not None
    since = earliest(page.url or url, page.published)
    return replace(page, comments=believable(page.comments, since))


def _placed(head: Head, url: str) -> Head:
    """The head, with the kind of page that its address tells: classic pages do not say it."""
    static = not head.page_type and urlsplit(url).path.startswith("/p/")
    return replace(head, page_type="static_page") if static else head


def _of_itself(head: Head, blog_id: str | None, warnings: tuple[str, ...]) -> PostPage:
    """What the page says of itself, whether or not it has a post."""
    blog = ids.blog_tag(head.blog) if head.blog else blog_id
    return PostPage(
        era="any",
        blog_id=blog,
        post_id=_entry_id(head, blog, head.post),
        url=head.url,
        blog_title=head.blog_title,
        locale=head.locale,
        noarchive=head.noarchive,
        warnings=warnings,
    )


def _entry_id(head: Head, blog_id: str | None, number: str | None) -> str | None:
    blog = ids.blog_number(blog_id) if blog_id else None
    if blog is None or number is None:
        return None
    tag = ids.page_tag if head.page_type == "static_page" else ids.entry_tag
    return tag(blog, number)


def _dynamic(said: PostPage, head: Head) -> PostPage:
    """A page of Dynamic Views: a script fetches all it shows (fact sheet blogger-pages, B1.E)."""
    why = "Dynamic Views: no content in the page, use the feed"
    return replace(said, era="dynamic", title=head.page_name, warnings=(*said.warnings, why))


def _listing(said: PostPage, head: Head) -> PostPage:
    what = f"a page of type {head.page_type}" if head.page_type else "a list of posts"
    return replace(said, era="archive", post_id=None, warnings=(*said.warnings, f"{what}, not a post's own"))


def _door(said: PostPage) -> PostPage:
    """A page that stands before the blog: whoever passes it sees the post."""
    why = "a content warning or a login, not the post"
    return replace(said, post_id=None, url=None, warnings=(*said.warnings, why))


def _linked_blog(tree: LexborHTMLParser, post: Post | None) -> str | None:
    """The blog as links of Blogger's around the post name it: edit, delete, comment."""
    around = post.around("a[href]") if post else []
    for link in (*around, *tree.css("#comments a[href], #comment-holder a[href]")):
        if linked := _BLOG_IN_LINK.search(attribute(link, "href")[:LONGEST_LINK]):
            return ids.blog_tag(linked[1])
    return None


def _linked_post(tree: LexborHTMLParser, post: Post) -> str | None:
    """The post's number in Blogger's links to comment on it, to edit or to mail it."""
    for link in (*post.around("a[href]"), *tree.css('a[href*="comment.g?"]')):
        if linked := _POST_IN_LINK.search(attribute(link, "href")[:LONGEST_LINK]):
            return linked[1]
    return None


def _comments(tree: LexborHTMLParser, post: Post | None, said: PostPage, head: Head, url: str) -> Section:
    place = section.find(tree, post.text_alone if post else None)
    if place is None:
        return Section()
    return section.read(place, _page(said, url, head.said), (url, said.url or url), cut=_CUT in said.warnings)


def _page(said: PostPage, url: str, pattern: str = "") -> found.Page | None:
    blog = ids.blog_number(said.blog_id) if said.blog_id else None
    return found.Page(blog=blog, url=said.url or url, said=pattern) if blog else None


def _known(said: PostPage, head: Head, post: Post, shown: Section, tree: LexborHTMLParser) -> PostPage:
    """A post in markup of a known era."""
    template = _template(tree)
    body_html: str | None = pagefields.body(post, tailed=template != "v2")
    published = pagefields.published(post)
    header, stamp = (None, None) if published else pagefields.displayed(post)
    warnings = said.warnings
    if _CUT in warnings and is_last(post.body):
        body_html, warnings = None, (*warnings, "the text left out: the page ends with it")
    return replace(
        said,
        era=shown.era or template,
        post_id=said.post_id or _entry_id(head, said.blog_id, post.number or _linked_post(tree, post)),
        title=pagefields.title(post, head, body_html or ""),
        author=pagefields.author(post, said.url or ""),
        published=published,
        published_text=stamp,
        date_header=header,
        labels=pagefields.labels(post),
        body_html=body_html,
        comments=shown.comments,
        comments_declared=pagefields.comment_count(post) if shown.declared is None else shown.declared,
        more_comments=shown.more,
        utc_offset=_offset(published),
        warnings=(*warnings, *shown.warnings),
    )


def _template(tree: LexborHTMLParser) -> str:
    """The era of the template, which names the page's when it has no comments."""
    widget = tree.css_first(".widget.Blog, #Blog1")
    if widget is None:
        return "classic"
    return "v2" if attribute(widget, "data-version") == "2" else "layouts"


def _any(said: PostPage, html: bytes, shown: Section, url: str) -> PostPage:
    """A post of a theme or platform that no era matches."""
    warnings = (*said.warnings, *shown.warnings)
    seen = None if _CUT in warnings else guess.read(html, url)
    if seen is None:
        seen, warnings = guess.AnyPage(), (*warnings, "no post of a known era, and no page to guess at")
    page = _page(said, url)
    if page is None and not seen.comments:
        return otherpage.of(replace(said, warnings=warnings), seen, url)
    if seen.comments and page is None:
        warnings = (*warnings, f"{len(seen.comments)} comments skipped: the page does not name its blog")
    guessed = tuple(found.comment(item, page) for item in seen.comments) if page else ()
    return replace(
        said,
        title=seen.title,
        published=seen.published,
        body_html=seen.body_html,
        comments=shown.comments or guessed or shown.comments,
        comments_declared=shown.declared,
        more_comments=shown.more,
        utc_offset=_offset(seen.published),
        warnings=warnings,
    )


def _offset(published: datetime | None) -> str | None:
    return published.isoformat()[-6:] if published else None
