"""What a verdict's numbers come to; pure, and apart from its types, which take 30 ms to import."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedarchive.plan.verdict import Explained, Gap

POSTS_FEED = "the posts feed"


class Balance:
    """What is missing, by the fields of a Verdict (plan/verdict.py)."""

    __slots__ = ()

    if TYPE_CHECKING:
        posts_held: int
        posts_redacted: int
        posts_declared: int | None
        posts_listed: int | None
        pages_held: int
        pages_redacted: int
        pages_declared: int | None
        comments_held: int
        comments_redacted: int
        comments_declared: int | None
        comments_stated: int | None
        removed_by_author: int
        removed_by_admin: int
        gaps: Sequence[Gap]
        explained: Sequence[Explained]
        problems: Sequence[str]

    @property
    def missing_posts(self) -> int:
        """How many posts the site counts beyond those that are held, and that nothing explains."""
        shown = self.posts_held + self.posts_redacted
        return max((self.posts_declared or 0) - shown - self._explained("posts"), 0)

    @property
    def missing_pages(self) -> int:
        """How many static pages the site counts beyond those that are held."""
        return max((self.pages_declared or 0) - self.pages_held - self.pages_redacted, 0)

    @property
    def missing_comments(self) -> int:
        """How many comments the site counts beyond those that it has shown; removed ones were shown."""
        shown = self.comments_held + self.removed_by_author + self.removed_by_admin + self.comments_redacted
        return max((self.comments_declared or 0) - shown - self._explained("comments"), 0)

    @property
    def complete(self) -> bool:
        """Whether nothing is known to be missing."""
        missing = self.missing_posts or self.missing_pages or self.missing_comments
        return not (missing or self.gaps or self.problems)

    def _explained(self, what: str) -> int:
        """How many of the declared number are no posts or comments of their own."""
        by = {f"{what}-feed"}
        if what == "posts" and self.posts_declared == self.posts_listed:
            by.add("sitemap")
        if what == "comments" and self.comments_declared == self.comments_stated:
            by.add(POSTS_FEED)
        those = (one for one in self.explained if one.what == what and one.declared_by in by)
        return sum(max(one.declared - one.held, 0) for one in those)
