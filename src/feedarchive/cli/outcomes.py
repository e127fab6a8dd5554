"""How runs ended, told to people or as one JSON document, and the exit code that follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TextIO

import msgspec

from feedarchive.cli.progress import duration
from feedarchive.cli.terminal import escape, json_text, one_line
from feedarchive.plan.wording import sentence, shortfalls
from feedarchive.sync.media import WORDS, MediaTally
from feedarchive.sync.outlook import Outlook
from feedarchive.sync.run import Outcome

# The first of these that any blog ended with is the exit code of all.
_WORST_FIRST = (4, 2, 3, 6, 5, 0)
MOST_LINES = 20


def report(outcomes: Sequence[Outcome], out: TextIO, err: TextIO, *, json: bool, terse: bool) -> int:
    """The exit code; what went wrong goes to `err`, the verdict to `out` unless `terse`."""
    if json:
        out.write(json_text(msgspec.to_builtins(list(outcomes))) + "\n")
    told: Counter[str] = Counter(one.left_alone for one in outcomes if one.left_alone)
    for outcome in outcomes:
        also = told.pop(outcome.left_alone, 0) - 1 if outcome.left_alone else 0
        if also >= 0:  # of blogs of one provider that is left alone, the first says so for all
            err.writelines(f"{one_line(line)}\n" for line in _complaints(outcome, also))
        if not terse and not json and outcome.verdict is not None and outcome.error is None:
            out.write(one_line(_told(outcome)) + "\n")
            out.write(f"{one_line(outcome.blog)}: {media_told(outcome.media)}\n")
    codes = {outcome.exit_code for outcome in outcomes}
    return next(code for code in _WORST_FIRST if code in codes)


def plans(found: Sequence[Outlook], out: TextIO, *, json: bool) -> int:
    """0; the plans of a dry run, to `out`."""
    if json:
        out.write(json_text([{**msgspec.to_builtins(one), "total": one.total} for one in found]) + "\n")
        return 0
    for one in found:
        out.write(f"{escape(one.blog)}: {one.posts:,} posts and pages, {one.comments:,} comments\n")
        out.writelines(f"  {count:>7,}  {kind}\n" for kind, count in one.requests.items())
        most = "at most " if one.at_most else "at least " if one.at_least else ""
        total = f"requests in all, {most}about {duration(one.seconds)}; nothing was written"
        out.write(f"  {one.total:>7,}  {total}\n")
    return 0


def _told(outcome: Outcome) -> str:
    assert outcome.verdict is not None
    news = [
        f"{count:,} {what}"
        for count, what in ((outcome.added, "new"), (outcome.revised, "changed"), (outcome.retired, "gone"))
        if count
    ]
    changes = ", ".join(news) or "nothing new"
    return f"{outcome.blog}: {sentence(outcome.verdict)} ({changes}; {_requests(outcome.requests)})"


def media_told(tally: MediaTally | None) -> str:
    """What is held of images, and what is not and why; which of on and off was running."""
    if tally is None:
        return "media: off; --media on fetches images and enclosures too"
    if not tally.known + tally.waiting:
        return "media: on; the posts have no images"
    lost = ", ".join(f"{count:,} {WORDS[fate]}" for fate, count in sorted(tally.failed.items()))
    if tally.waiting:
        lost += f"{', ' if lost else ''}{tally.waiting:,} not asked for yet: their host is left alone for now"
    new = f" ({tally.fetched:,} new, {size(tally.bytes)})" if tally.fetched else ""
    return f"media: {tally.held:,} of {tally.known:,} images and enclosures{new}{'; ' if lost else ''}{lost}"


def size(number: int) -> str:
    """Bytes as people say them: "640 B", "1.2 MiB"."""
    value, unit = float(number), "B"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if value < 1024:  # noqa: PLR2004
            break
        value, unit = value / 1024, larger
    return f"{value:,.0f} {unit}" if unit == "B" or value >= 100 else f"{value:.1f} {unit}"  # noqa: PLR2004


def _requests(number: int) -> str:
    return "1 request" if number == 1 else f"{number:,} requests"


def _complaints(outcome: Outcome, also: int) -> list[str]:
    """One line for each thing that is not well; a long list is cut, `status` has all of it.

    Where nothing could be asked at all, that is the one line; `also`: so many more blogs have that lot.
    """
    more = f"; so for {also} more blog{'s' if also > 1 else ''}" if also > 0 else ""
    if outcome.left_alone and not outcome.requests:
        return [f"{outcome.blog}: {outcome.left_alone}{more}"]
    lines = [f"{outcome.blog}: {problem}" for problem in outcome.problems]
    if outcome.verdict is not None:
        lines += [f"{outcome.blog}: {gap.url or gap.post}: {gap.reason}" for gap in outcome.verdict.gaps]
        lines += [f"{outcome.blog}: missing: {line}" for line in shortfalls(outcome.verdict)]
    if len(lines) > MOST_LINES:
        rest = len(lines) - MOST_LINES
        lines = [
            *lines[:MOST_LINES],
            f"{outcome.blog}: and {rest} more; see: feedarchive status {outcome.blog}",
        ]
    lines += [f"{outcome.blog}: warning: {warning}" for warning in outcome.warnings]
    if outcome.error is not None:
        named = outcome.error.startswith(outcome.blog)
        lines.append((outcome.error if named else f"{outcome.blog}: {outcome.error}") + more)
    return lines
