"""What guess.py found on a page that is nobody's we know -> PostPage. Ids of comments are their addresses.

plan/sameness.py gives them the ids by which feeds know the same comments.
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from feedarchive.model import Author, Comment, CommentBody
from feedarchive.parse.guess import AnyPage, Said
from feedarchive.parse.remarks import commented
from feedarchive.parse.text import readable
from feedarchive.seen import PostPage


def of(said: PostPage, seen: AnyPage, url: str) -> PostPage:
    """The page, completed by what was found on it."""
    at = commented(said.url or url)
    return replace(
        said,
        title=seen.title,
        published=seen.published,
        body_html=seen.body_html or seen.rough_html,
        author=Author(name=seen.author, url=_whole(at, seen.author_link)) if seen.author else None,
        labels=seen.labels or None,
        comments=tuple(_comment(one, at) for one in seen.said) or None,
        # Of the pages of one text some name the first as canonical, some themselves.
        url=url if seen.leaves else commented(said.url) if said.url else None,
        more_comments=_own(seen.more, at, url),
        utc_offset=seen.published.isoformat()[-6:] if seen.published else None,
        leaves=tuple(filter(None, (_whole(url, link) for link in seen.leaves))),
        own_id=seen.own_id,
        kind=seen.kind,
    )


def _own(links: tuple[str, ...], at: str, url: str) -> tuple[str, ...]:
    """Those that are comment pages of this page: lists of recent comments link to those of other posts."""
    found = (link for one in links if (link := _whole(url, one)))
    return tuple(dict.fromkeys(link for link in found if commented(link).rstrip("/") == at.rstrip("/")))


def _comment(one: Said, at: str) -> Comment:
    url = _whole(at, one.href) or (f"{at.partition('#')[0]}#{one.anchor}" if one.anchor else None)
    text = readable(one.html) if one.html else ""
    return Comment(
        id=url or f"{at.partition('#')[0]}#{one.name}:{one.stamp}:{text[:80]}",
        url=url,
        in_reply_to=_answered(one.answers, at),
        author=Author(name=one.name or None, url=_whole(at, one.link)),
        published=one.published,
        published_from="page" if one.published else None,
        published_text=one.stamp or None,
        body=CommentBody(html=one.html, text=text),
    )


def _answered(answers: str | None, at: str) -> str | None:
    """The id of the comment with that anchor."""
    if answers is None:
        return None
    return answers if "://" in answers else f"{at.partition('#')[0]}#{answers}"


def _whole(base: str, link: str) -> str | None:
    try:
        found = urljoin(base, link.strip()) if link.strip() else ""
        scheme = urlsplit(found).scheme
    except ValueError:
        return None
    return found if scheme in {"http", "https"} else None
