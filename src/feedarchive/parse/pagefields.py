"""What the page shows of its post: title, author, times, labels, body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec
from selectolax.lexbor import LexborNode

from feedarchive.model import Author
from feedarchive.parse.authors import PROFILE
from feedarchive.parse.bylines import named_in
from feedarchive.parse.dom import address, attribute, before_breaks, classes, first_number, within, words
from feedarchive.parse.pagehead import Head
from feedarchive.parse.pagepost import Post, clock_link
from feedarchive.parse.text import readable
from feedarchive.parse.times import read_rfc3339

_TITLES = ".post-title, .entry-title, .PostTitle"
_NAMED = '.fn, .entry-author a, [itemprop="author"] [itemprop="name"]'
_STAMPS = 'abbr.published[title], time.published[datetime], [itemprop="datePublished"][datetime]'
_CLOCKS = '.post-footer a[title="permanent link"], .timestamp-link, .PostFooter a[title="permanent link"]'
_DATE_HEADERS = ("date-header", "DateHeader", "blogDate")

# Of templates whose post has no element for its text alone
_START_ANCHOR = re.compile(r'\A\s*<a name="\d+">(?:&nbsp;|\s)*</a>\s*(?:<br>\s*)?')
_OWN_BYLINE = re.compile(r'<(?:div|span|p) class="(?:byline|PostFooter)">')
_HEAD_DIV = re.compile(r'<div style="clear: ?both;?"></div>')
_FOOT_DIV = re.compile(r'<div style="clear: ?both; ?padding-bottom: ?0?\.25em;?"></div>')
_END_DIVS = ('<div style="clear: both;"></div>', '<div style="clear:both;"></div>')
_HIDDEN_PARTS = re.compile(r"(?:<style>(?:span)?\.\w+ ?\{ ?display: ?(?:inline|none);? ?\}</style>\s*)*+")
_START = re.compile(r"(?:<p></p>\s*)?")
_WRAPPED = re.compile(r"<p>\s*</p>(.*)<p>\s*</p>\Z", re.DOTALL)
_MICRODATA = re.compile(r"<span itemprop=['\"]author['\"][^>]*>\s*<meta[^>]*>\s*</span>\s*\Z")


class _Person(msgspec.Struct):
    name: str = ""


class _Card(msgspec.Struct):
    """The part of Blogger's own JSON-LD that no theme shows."""

    author: _Person = msgspec.field(default_factory=_Person)


def title(post: Post, head: Head, body_html: str) -> str | None:
    """The post's title; "" when the page shows that it has none, None when it does not say.

    Untitled posts are named after the blog in `<title>` and og:title, in some pages after their first words.
    """
    if shown := next((text for node in post.around(_TITLES) if (text := words(node))), ""):
        return shown
    if head.page_name is not None:
        return head.page_name
    blog = " ".join((head.blog_title or "").split())
    said = " ".join((head.og_title or head.title).split())
    if heading := _heading(post, said, blog):
        return heading
    rest = said.removeprefix(f"{blog}: ") if blog else said
    if rest in ("", blog) or " ".join(readable(body_html).split()).startswith(rest.rstrip(".…")):
        return ""
    return rest if rest != said or head.og_title else None


def _heading(post: Post, said: str, blog: str) -> str | None:
    """The heading around the post that the page's own title repeats, of templates with other names for it."""
    shown = (words(node) for node in post.around("h1, h2, h3, h4"))
    return next((text for text in shown if text and text != blog and text in said.removeprefix(blog)), None)


def author(post: Post, base: str) -> Author | None:
    """Who the page says wrote the post, without "Posted by"."""
    for node in post.around(_NAMED):
        if name := words(node):
            return _author(name, _author_link(node, base))
    return _labelled(post, base) or _classic(post) or _carded(post)


def _labelled(post: Post, base: str) -> Author | None:
    """The author as `Lo dijo` and, on the next line, the name; or as a link to a profile."""
    node = post.first(".post-author")
    lines = [line for line in node.text().splitlines() if line.strip()] if node is not None else []
    if len(lines) > 1:
        return _author(" ".join(lines[-1].split()), _author_link(node, base))
    if lines and (name := named_in(lines[0])):
        return _author(name, _author_link(node, base))
    for link in post.around('a[href*="blogger.com/profile/"]'):
        if name := words(link):
            return _author(name, address(base, attribute(link, "href")))
    return None


def _classic(post: Post) -> Author | None:
    """The author of "posted by X at 6:36 PM", of which the time is a link."""
    for footer in post.around(".post-footer, .PostFooter, .byline"):
        clock = footer.css_first('a[title="permanent link"]') or clock_link(footer)
        line = (clock.parent if clock is not None else None) or footer
        if name := named_in(_until(line, clock)):
            return Author(name=name)
    return None


def _until(line: LexborNode, stop: LexborNode | None) -> str:
    """The text of a line before the element `stop`."""
    parts = []
    for node in line.iter(include_text=True):
        if stop is not None and within(stop, node):
            break
        parts.append(node.text() or "")
    return "".join(parts)


def _carded(post: Post) -> Author | None:
    """The author in the JSON-LD of responsive themes, many of which show none."""
    for script in post.frame.css('script[type="application/ld+json"]'):
        try:
            card = msgspec.json.decode(script.text(), type=_Card)
        except msgspec.MsgspecError:
            continue
        if card.author.name.strip():
            return Author(name=card.author.name.strip())
    return None


def _author(name: str, url: str | None) -> Author:
    return Author(name=name, kind="account" if url and PROFILE.match(url) else "unknown", url=url)


def _author_link(node: LexborNode | None, base: str) -> str | None:
    """The profile of an author's element: its own link, one inside, or its itemprop url."""
    if node is None:
        return None
    link = node if node.tag == "a" else node.css_first("a[href]")
    if link is not None:
        return address(base, attribute(link, "href"))
    return address(base, attribute(node.css_first('meta[itemprop="url"]'), "content"))


def published(post: Post) -> datetime | None:
    """The machine-readable time of the post with its offset, where the template writes one."""
    for node in post.around(_STAMPS):
        if when := read_rfc3339(attribute(node, "title") or attribute(node, "datetime")):
            return when
    bare = post.around("time[datetime]")  # themes of others; several are of posts beside
    return read_rfc3339(attribute(bare[0], "datetime")) if len(bare) == 1 else None


def displayed(post: Post) -> tuple[str | None, str | None]:
    """The date header above the post, and the time beside it, as written; None where none is shown."""
    clock = post.first(_CLOCKS) or next(filter(None, map(clock_link, post.around(".byline"))), None)
    return _date_header(post) or None, words(clock) or None


def _date_header(post: Post) -> str:
    """The last date header before the post: beside it, or beside one of the elements around it."""
    names = {*_DATE_HEADERS, *(("date",) if post.text_alone is None else ())}
    level: LexborNode | None = post.frame
    for _ in range(4):
        above = level.prev if level is not None else None
        while above is not None:
            if above.is_element_node and not names.isdisjoint(classes(above)):
                return words(above)
            above = above.prev
        level = level.parent if level is not None else None
    return words(post.first(", ".join(f".{name}" for name in _DATE_HEADERS)))


def labels(post: Post) -> tuple[str, ...]:
    """The post's labels: links of its own label line, not those that its text calls tags."""
    inside = post.body.css('.blogger-labels a[rel="tag"]')
    shown = [node for node in post.around('a[rel~="tag"]') if _is_label(node)]
    if not inside and not shown:  # themes that leave out rel
        shown = post.around('[class*="label"] a[href*="/search/label/"]')
    return tuple(dict.fromkeys(text for node in (*inside, *shown) if (text := words(node))))


def _is_label(link: LexborNode) -> bool:
    return "/search/label/" in attribute(link, "href") or any(
        "label" in " ".join(classes(above)) for above in _two_above(link)
    )


def _two_above(node: LexborNode) -> Iterator[LexborNode]:
    for _ in range(2):
        if node.parent is None:
            return
        node = node.parent
        yield node


def comment_count(post: Post) -> int | None:
    """The number in the post's own link to its comments, for templates that count nowhere else."""
    shown = (words(link) for link in post.around("a.comment-link"))
    return next((count for text in shown if (count := first_number(text)) is not None), None)


def body(post: Post, *, tailed: bool) -> str:
    """The HTML between what the template puts around it, as nearly as published.

    Classic pages have `<div style="clear:both;"></div>` before and a padded one after it; `tailed` says that
    the template has one at the end, as of layouts pages (fact sheet blogger-pages, B4).
    """
    if (template := post.body.css_first('script[type="text/template"]')) is not None:
        return _MICRODATA.sub("", template.text()).strip()  # Google's own blogs (B1.F)
    html = _START_ANCHOR.sub("", post.body.inner_html or "")
    feet = list(_FOOT_DIV.finditer(html))
    if feet:
        html = html[: feet[-1].start()]
        start = _HEAD_DIV.search(html)
        return html[start.end() if start else 0 :].strip()
    if post.text_alone is None and (line := _OWN_BYLINE.search(html)):
        html = before_breaks(html[: line.start()])
    html = html.strip()
    end = next((div for div in _END_DIVS if tailed and html.endswith(div)), "")
    html = _HIDDEN_PARTS.sub("", html.removesuffix(end), count=1)
    if (start := _START.match(html)) and (head := _HEAD_DIV.match(html, start.end())):
        html = html[head.end() :]
    return _without_labels(_unwrapped(html.strip()))


def _unwrapped(html: str) -> str:
    """Without the template's own `<p>` around blocks, of which the HTML standard leaves two empty ones."""
    wrapped = _WRAPPED.match(html)
    return wrapped[1].strip() if wrapped else html


def _without_labels(html: str) -> str:
    before, mark, line = html.rpartition('<p class="blogger-labels">')
    return before.strip() if mark and line.find("</p>") == len(line) - len("</p>") else html
