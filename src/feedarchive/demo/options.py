"""How this Blogger behaves today: what it leaves out, how it fails, where it sends its readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from .blog import DemoBlog, DemoComment, DemoPost
from .stamps import clock, comment_stamp

FeedName = Literal["posts", "pages", "comments", "post-comments"]
ALL_FEEDS: frozenset[FeedName] = frozenset({"posts", "pages", "comments", "post-comments"})


@dataclass(slots=True, kw_only=True)
class Options:
    """All of it may be changed while the server runs.

    Attributes:
        public_host: the host in permalinks and other public links, as `demo.blogspot.com`; None is
            the server's own.
        budgets: how many entries the first, second, … feed page holds at most, whatever was asked;
            the last number goes on for ever. () means no such budget.
        cap: the most that any max-results is good for.
        skip_next: rel=next points to where the next page would start had all that was asked come back.
        honour_updated: orderby=updated, and with it updated-min and updated-max, are obeyed.
        summary_only: the owner lets feeds carry summaries only.
        feeds_off: feeds that answer 404.
        redirect_to: a base; every request is answered 301 to the same target there.
        feedburner: an address; /feeds/posts/default is answered 302 to it unless redirect=false.
        fail: what a target contains -> statuses to answer first, one a request; 0 hangs up.
        retry_after: the header of 429 and 503 answers made by `fail`.
        cut: what a target contains -> how many bytes of the body are left, under a matching length.
        robots: the text of robots.txt; None is Blogger's own, "" an empty file.
        shift: number of answered requests -> what is done to the blog right after that many.
        lies: what is added to a stated number: `posts`, `pages`, `comments`, `post-comments` to the total of
            that feed, `thr` to each post's thr:total, `page` to the number on each page.
        count_removed: thr:total counts removed comments.
        comments_depth: so many of the newest comments the blog's comments feed shows, and no more.
        repeated: so many comments the blog's comments feed lists twice.
        ghosts: comments of deleted posts, each with its post, which the comments feed still lists.
        unfed, unlisted: paths of posts that the posts feed, or the sitemap, leaves out.
        instead: what a target contains -> the HTML that is answered with 200, as a captcha.
        last_page_first: a page without `commentPage` shows the newest comments.
        time_only: comments' stamps show no date in any template, as many owners set it.
        gzip: compress for those who accept it.
        validators: send ETag and Last-Modified, and answer 304.
        headers: what a target contains -> headers of its answers, in place of those that they would have.
    """

    public_host: str | None = None
    budgets: tuple[int, ...] = ()
    cap: int = 150
    skip_next: bool = False
    honour_updated: bool = True
    summary_only: bool = False
    feeds_off: frozenset[FeedName] = frozenset()
    redirect_to: str | None = None
    feedburner: str | None = None
    fail: dict[str, list[int]] = field(default_factory=dict)
    retry_after: str | None = None
    cut: dict[str, int] = field(default_factory=dict)
    robots: str | None = None
    shift: dict[int, Callable[[DemoBlog], object]] = field(default_factory=dict)
    lies: dict[str, int] = field(default_factory=dict)
    count_removed: bool = True
    comments_depth: int | None = None
    repeated: int = 0
    ghosts: list[tuple[DemoComment, DemoPost]] = field(default_factory=list)
    unfed: frozenset[str] = frozenset()
    unlisted: frozenset[str] = frozenset()
    instead: dict[str, str] = field(default_factory=dict)
    last_page_first: bool = False
    time_only: bool = False
    gzip: bool = True
    validators: bool = True
    headers: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What an answer is made from: the blog, its public base with a slash at the end, and the options."""

    blog: DemoBlog
    base: str
    options: Options

    def url(self, path: str) -> str:
        """The public address of a path of the blog."""
        return self.base + path.removeprefix("/")

    def stamp(self, post: DemoPost, comment: DemoComment) -> str:
        """What the comment's stamp says on the post's page."""
        local = comment.published.astimezone(self.blog.zone)
        return clock(local) if self.options.time_only else comment_stamp(post.era, local)
