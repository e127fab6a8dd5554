"""One post's own comments feed: asked where the blog-wide one does not tell all."""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from feedarchive.errors import FetchError, GoneError, ParseError, TurnedAwayError
from feedarchive.model import Comment, Source
from feedarchive.parse.ids import number
from feedarchive.plan.walking import Walk, concluded, tells_too_few
from feedarchive.sources.blogger import walk_feed
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

    def read(self, entry_id: str) -> Told:
        """What the comments feed of that entry tells. Raises TurnedAwayError."""
        post = number(entry_id)
        if post is None or self.off:
            return Told()
        try:
            told = self._walked(post)
        except TurnedAwayError:
            raise
        except (FetchError, ParseError) as exc:
            self._off += isinstance(exc, GoneError)
            return Told(reasons=(f"its comments feed: {exc.reason}",))
        self._off = 0
        return told

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
