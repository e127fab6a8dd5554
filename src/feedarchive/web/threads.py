"""Comments as people knew them: answers below what they answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct, field

from feedarchive.model import Author, Comment
from feedarchive.web.links import anchor
from feedarchive.web.wording import Moment, fate, of_comment

MOST_LEVELS = 8  # answers to answers below that stand beside each other


class Shown(Struct, kw_only=True):
    """A comment as the page shows it, with its answers."""

    anchor: str
    author: Author
    when: Moment
    fate: str
    html: object
    replies: list[Shown] = field(default_factory=list)


def threaded(comments: Sequence[Comment], clean: Callable[[str], object]) -> list[Shown]:
    """The comments that answer none, in order, each with its answers; `clean` makes safe HTML."""
    shown: dict[str, Shown] = {}
    levels: dict[str, int] = {}
    parents: dict[str, str] = {}
    top: list[Shown] = []
    for comment in comments:
        shown[comment.id] = Shown(
            anchor=anchor(comment.id),
            author=comment.author,
            when=of_comment(comment),
            fate=fate(comment),
            html=clean(comment.body.html),
        )
    for comment in comments:
        parent = _ancestor(comment, levels, parents)
        levels[comment.id] = levels[parent] + 1 if parent else 0
        parents[comment.id] = parent or ""
        (shown[parent].replies if parent else top).append(shown[comment.id])
    return top


def _ancestor(comment: Comment, levels: dict[str, int], parents: dict[str, str]) -> str | None:
    """What it stands below: what it answers, when that came before, or an ancestor of that."""
    parent = comment.in_reply_to
    if (
        parent not in levels
    ):  # answers something unknown, itself, or what came later: nothing may go in circles
        return None
    while levels[parent] >= MOST_LEVELS:
        parent = parents[parent]
    return parent
