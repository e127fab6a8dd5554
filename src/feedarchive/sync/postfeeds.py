"""One post's own comments feed: asked where the blog-wide one does not tell all."""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from feedarchive.errors import FetchError, GoneError, ParseError, TurnedAwayError
from feedarchive.model import Comment, Source
from feedarchive.parse.ids import number
from feedarchive.parse.remarks import as_comments
from feedarchive.plan.merge import Views
from feedarchive.plan.walking import Walk, concluded, tells_too_few
from feedarchive.sources.blogger import walk_feed
from feedarchive.sources.syndication import walk_back
from feedarchive.sync.desk import Desk, source

POST_COMMENTS = "post-comments-feed"
# So many posts in a row without a comments feed, and the blog has none.
FEEDS_OFF = 3


class Told(Struct, frozen=True, kw_only=True):
    """What a post's comments feed told: all comments when `whole`; reasons when it could not be had.

    `total` is the number that the feed states.
    """

    comments: tuple[Comment, ...] = ()
    sources: tuple[Source, ...] = ()
    whole: bool = False
    total: int | None = None
    reasons: tuple[str, ...] = ()


class PostFeeds:
    """Asks posts' comments feeds, until it is plain that the blog has none."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._off = 0

    @property
    def off(self) -> bool:
        """Whether post after post had no comments feed."""
        return self._off >= FEEDS_OFF

    def read(self, entry_id: str, views: Views | None = None) -> Told:
        """What the comments feed of that entry tells. Raises TurnedAwayError.

        `views`: what is known of the entry; another platform's feed is named there.
        """
        post, linked = number(entry_id), self.linked(views) if views is not None else None
        if self.off or (post is None and linked is None):
            return Told()
        try:
            told = self._walked(post) if post is not None else self._followed(entry_id, linked or "", views)
        except TurnedAwayError:
            raise
        except (FetchError, ParseError) as exc:
            self._off += isinstance(exc, GoneError)
            return Told(reasons=(f"its comments feed: {exc.reason}",))
        self._off = 0
        return told

    def linked(self, views: Views) -> str | None:
        """The comments feed that the entry's own links name, Atom before RSS."""
        known = views.feed or views.held
        if not self._desk.syndicated or known is None:
            return None
        feeds = [link for link in known.links if link.rel == "replies" and "xml" in (link.type or "xml")]
        return min(feeds, key=lambda link: "atom" not in (link.type or "")).href if feeds else None

    def _followed(self, entry_id: str, url: str, views: Views | None) -> Told:
        """What that feed tells: whole where it shows as many as the entry counts."""
        comments: dict[str, Comment] = {}
        sources: list[Source] = []
        for step in walk_back(self._desk.get, url, POST_COMMENTS, walk=Walk()):
            sources.append(source(step.document))
            for one in as_comments(step.page, entry_id).comments:
                comments.setdefault(one.comment.id, one.comment)
        declared = views.feed.comments_declared if views is not None and views.feed is not None else None
        whole = declared is not None and len(comments) >= declared
        return Told(comments=tuple(comments.values()), sources=tuple(sources), whole=whole)

    def _walked(self, post: str) -> Told:
        comments: dict[str, Comment] = {}
        seen: set[str] = set()
        sources: list[Source] = []
        walk = Walk()
        while not (walk.whole or walk.trouble):
            for step in walk_feed(
                self._desk.get, partial(self._desk.site.post_comments, post), POST_COMMENTS, walk
            ):
                if step.walk.number != walk.number:
                    seen.clear()
                seen.update(one.comment.id for one in step.page.comments)
                comments.update({one.comment.id: one.comment for one in step.page.comments})
                sources.append(source(step.document))
                walk = step.walk
            walk = concluded(walk, len(seen))
        return Told(
            comments=tuple(comments.values()),
            sources=tuple(sources),
            whole=walk.whole,
            total=walk.total,
            reasons=(walk.trouble,) if walk.trouble and not tells_too_few(walk) else (),
        )
