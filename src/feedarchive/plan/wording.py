"""What people read of verdicts and times; pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from feedarchive.plan.verdict import Gap, Verdict

EVIDENCE = {
    "feed": ", from the feed",
    "permalink": ", from its permalink",
    "id": ", from its id",
    "page": ", from the page",
    "export": ", from an export",
    None: "",
}  # what tells the time of a comment


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
            (verdict.posts_redacted, _one(verdict.posts_redacted, "post taken out", "posts taken out")),
            (
                verdict.comments_redacted,
                _one(verdict.comments_redacted, "comment taken out", "comments taken out"),
            ),
            (len(verdict.gaps), "incomplete"),
        )
        if number
    ]
    return "; ".join([", ".join(counts), *known])


def shortfalls(verdict: Verdict) -> list[str]:
    """What the site counts beyond all that it showed and that no gap names, as "2 more posts that …"."""
    shown = verdict.comments_held + verdict.removed_by_author + verdict.removed_by_admin
    counts = (
        (verdict.missing_posts, _unread, "post", verdict.posts_declared, verdict.posts_held),
        (verdict.missing_pages, _none, "page", verdict.pages_declared, verdict.pages_held),
        (verdict.missing_comments, _lacking, "comment", verdict.comments_declared, shown),
    )
    return [
        f"{_plural(rest, f'more {noun}')} that the site counts ({declared:,}, held {held:,})"
        for missing, named, noun, declared, held in counts
        if (rest := missing - sum(map(named, verdict.gaps))) > 0
    ]


def utc(moment: datetime) -> str:
    """`2006-06-06 09:37:12 UTC`, to the second."""
    from datetime import UTC  # noqa: PLC0415  `list` does without

    try:
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    except OverflowError:  # UTC puts it outside the years 1 to 9999
        return moment.isoformat(sep=" ", timespec="seconds")


def _unread(gap: Gap) -> int:
    """The post that a gap names, where none of it is held."""
    return gap.post == gap.url


def _none(_gap: Gap) -> int:
    return 0


def _lacking(gap: Gap) -> int:
    """The comments that a gap names."""
    return max((gap.declared or 0) - (gap.held or 0), 0)


def _of(held: int, declared: int | None, noun: str) -> str:
    if declared is None:
        return _plural(held, noun)
    return f"{held:,} of {_plural(declared, noun)}"


def _one(number: int, one: str, more: str) -> str:
    return one if number == 1 else more


def _plural(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
