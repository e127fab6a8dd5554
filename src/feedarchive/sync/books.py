"""Keeping books: what a run did, what it learned is missing, and what differs without being missing."""

from __future__ import annotations

from msgspec.structs import asdict, replace

from feedarchive.model import Entry
from feedarchive.plan.balance import POSTS_FEED
from feedarchive.plan.verdict import Explained, Gap, Tally, Verdict, tally
from feedarchive.store.files import BlogStore


def recount(store: BlogStore) -> Tally:
    """What the archive holds of a blog, read from its latest versions."""
    total = Tally()
    for folder in store.folders():
        total = total.plus(tally(store.latest(folder)))
    return total


class Books:
    """The counts and gaps of a run; begins with the verdict that earlier runs left.

    `tally` is what is held, `stated` what the site says of the whole blog: the rest of a verdict.
    """

    def __init__(self, verdict: Verdict | None = None) -> None:
        self.stated = verdict or Verdict()
        self.tally = Tally(**{name: getattr(self.stated, name) for name in Tally.__struct_fields__})
        self.gaps = {one.post: one for one in self.stated.gaps}
        self.explained = {one.post or one.reason: one for one in self.stated.explained}
        self.problems: list[str] = []
        self.warnings: list[str] = []
        self.moved = False  # the blog changed since the last look at it
        self.added = self.revised = self.retired = 0

    def state(self, **numbers: int | None) -> None:
        """The site states these numbers of the whole blog: fields of a verdict."""
        self.stated = replace(self.stated, **numbers)

    def forget(self) -> None:
        """Everything is looked at anew: what was missing shows itself again."""
        self.gaps.clear()
        self.explained.clear()

    def explain(self, one: Explained) -> None:
        """A number differs from what is held, and nothing is missing."""
        self.explained[one.post or one.reason] = one

    def surplus(self) -> int:
        """How many comments the posts declare together beyond those that there are."""
        stated = (one for one in self.explained.values() if one.declared_by == POSTS_FEED)
        return sum(max(one.declared - one.held, 0) for one in stated)

    def unread(self, url: str, reason: str, *, gone: bool) -> None:
        """The post at an address that only a list names could not be had; `gone`: there is none."""
        if gone:
            why = f"it is listed, and {reason}: the list lags"
            one = Explained(
                what="posts", post=url, url=url, declared=1, held=0, reason=why, declared_by="sitemap"
            )
            self.explain(one)
        else:
            self.gaps[url] = Gap(post=url, url=url, reason=reason)

    def settled(self, before: Entry | None, after: Entry, found: Gap | Explained | None) -> None:
        """An entry went from `before` to `after`, with what its balance found."""
        self.tally = self.tally.plus(tally(after)).plus(tally(before), -1)
        self.gaps.pop(after.id, None)
        self.explained.pop(after.id, None)
        if isinstance(found, Gap):
            self.gaps[after.id] = found
        elif found is not None:
            self.explained[after.id] = found

    def verdict(self) -> Verdict:
        """What is held against what is declared."""
        gaps, explained = tuple(self.gaps.values()), tuple(self.explained.values())
        held, problems = asdict(self.tally), tuple(self.problems)
        return replace(self.stated, **held, gaps=gaps, explained=explained, problems=problems)
