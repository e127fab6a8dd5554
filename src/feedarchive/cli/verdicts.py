"""The verdict as one sentence."""

from __future__ import annotations

from feedarchive.store.state import Verdict


def sentence(verdict: Verdict) -> str:
    """What is held, as "612 of 612 posts, 4,018 of 4,021 comments; 3 removed by their authors"."""
    counts = [_of(verdict.posts_held, verdict.posts_declared, "post")]
    if verdict.pages_held:
        counts.append(_plural(verdict.pages_held, "page"))
    counts.append(_of(verdict.comments_held, verdict.comments_declared, "comment"))
    known = [
        f"{number:,} {what}"
        for number, what in (
            (
                verdict.removed_by_author,
                _one(verdict.removed_by_author, "removed by its author", "removed by their authors"),
            ),
            (verdict.removed_by_admin, "removed by the blog's owner"),
            (verdict.gone, _one(verdict.gone, "comment gone", "comments gone")),
            (verdict.posts_gone, _one(verdict.posts_gone, "post gone", "posts gone")),
            (len(verdict.gaps), "incomplete"),
        )
        if number
    ]
    return "; ".join([", ".join(counts), *known])


def _of(held: int, declared: int | None, noun: str) -> str:
    if declared is None:
        return _plural(held, noun)
    return f"{held:,} of {_plural(declared, noun)}"


def _one(number: int, one: str, more: str) -> str:
    return one if number == 1 else more


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
