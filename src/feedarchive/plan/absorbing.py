"""What is held and what an export says of one entry -> one Entry, and where the two contradict; pure.

The rules are docs/merging.md, Exports: what the public web showed stays, the export adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import UNSET, Struct
from msgspec.structs import replace

from feedarchive.model import EXPORT, Author, Body, Comment, CommentBody, Entry
from feedarchive.plan.changes import fuller
from feedarchive.plan.merge import in_order, is_cut_of

_SHOWN = 60  # characters of a value in a conflict
_LOST = "\ufffd"  # stands for what could not be read
_MINUTE = timedelta(minutes=1)


class Conflict(Struct, frozen=True, kw_only=True):
    """Something that is held and that an export says otherwise; what is held stays.

    Attributes:
        post: the entry's id; `url`: its address.
        comment: the comment's id, None where it is the entry's own field.
        field: title, body, published, author, labels, url, in_reply_to or status.
        held, export: both values, shortened.
        newer: the export's text was saved after the one that is held.
    """

    post: str
    url: str | None
    comment: str | None
    field: str
    held: str
    export: str
    newer: bool = False


class Absorbed(Struct, frozen=True):
    """The entry as it is now, and the conflicts on the way."""

    entry: Entry
    conflicts: tuple[Conflict, ...] = ()


def absorb(held: Entry | None, shown: Entry | None, comments: Sequence[Comment]) -> Absorbed:
    """One entry of what is held and what an export shows: entry and comments, or comments alone.

    Raises ValueError when nothing is held and the export shows no entry.
    """
    if held is None:
        if shown is None:
            raise ValueError("neither held nor in the export")
        return Absorbed(replace(shown, comments=in_order({one.id: one for one in comments}.values())))
    if held.status == "redacted":
        return Absorbed(held)
    base, conflicts = _entry(held, shown)
    said = {one.id: one for one in held.comments}
    for comment in comments:
        known = said.get(comment.id)
        if known is None or _supersedes(known, comment):
            said[comment.id] = comment
        else:
            said[comment.id] = _comment(known, comment)
            conflicts += _contradictions(held, known, comment)
    return Absorbed(replace(base, comments=in_order(said.values())), tuple(conflicts))


def _entry(held: Entry, shown: Entry | None) -> tuple[Entry, list[Conflict]]:
    """The entry without its comments."""
    if shown is None or (shown.status == "private" and held.status != "private"):
        return held, []
    unseen = bool(held.sources) and all(source.kind == EXPORT for source in held.sources)
    if held.status == "private" or (unseen and _is_later(held, shown, held.body.html, shown.body.html)):
        return _published(held, shown), []
    return _filled(held, shown)


def _supersedes(held: Comment, shown: Comment) -> bool:
    """Whether a comment that only exports have is newer or sounder here."""
    unseen = held.published_from == "export" and held.status == shown.status == "live"
    return unseen and _is_later(held, shown, held.body.html, shown.body.html)


def _is_later(held: Entry | Comment, shown: Entry | Comment, ours: str, theirs: str) -> bool:
    """Whether it was saved later than what an earlier export had, or is whole where that was damaged."""
    if held.updated is None or (shown.updated is not None and shown.updated > held.updated):
        return True
    return _LOST in ours and _LOST not in theirs and held.updated == shown.updated


def _published(held: Entry, shown: Entry) -> Entry:
    """One that no look at the site ever showed, as the export has it; a private one may be public now."""
    return replace(
        shown,
        id=held.id,
        url=fuller(shown.url, held.url) or held.url,
        created=shown.created or held.created,
        sources=held.sources,
    )


def _filled(held: Entry, shown: Entry) -> tuple[Entry, list[Conflict]]:
    """What is held, with what only the export knows."""
    filled = replace(
        held,
        url=fuller(held.url, shown.url) or shown.url,
        title=held.title or shown.title,
        author=_author(held.author, shown.author),
        published=held.published or shown.published,
        published_from=held.published_from if held.published else shown.published_from,
        published_local=held.published_local if held.published or not shown.published else None,
        updated=held.updated or shown.updated,
        created=held.created or shown.created,
        labels=held.labels or shown.labels,
        body=_body(held.body, shown.body),
        links=held.links or shown.links,
    )
    return filled, list(_differences(held, shown))


def _body(held: Body, shown: Body) -> Body:
    """A whole text before a summary, and any before none."""
    whole = shown.origin is not None and not shown.truncated
    return shown if shown.origin is not None and (held.origin is None or (held.truncated and whole)) else held


def _author(held: Author, shown: Author) -> Author:
    if held == Author() or (held.name is None and held.kind == "unknown"):
        return shown
    known = held.kind != "unknown"
    return replace(
        held, name=held.name or shown.name, kind=held.kind if known else shown.kind, url=held.url or shown.url
    )


def _comment(held: Comment, shown: Comment) -> Comment:
    """A comment as held, with what only the export knows; a removed one may gain its text."""
    if held.status == "redacted" or (shown.status == "private" and held.status != "private"):
        return held
    if held.status == "private":
        return shown
    exact = _more_exact(held, shown)
    return replace(
        held,
        url=held.url or shown.url,
        in_reply_to=held.in_reply_to or shown.in_reply_to,
        author=_author(held.author, shown.author),
        published=shown.published if exact else held.published,
        published_from=shown.published_from if exact else held.published_from,
        published_local=None if exact else held.published_local,
        updated=held.updated or shown.updated,
        body=_said(held.body, shown.body),
    )


def _more_exact(held: Comment, shown: Comment) -> bool:
    """Whether the export has the instant, where the page showed the minute, or nothing did."""
    if shown.published is None:
        return False
    if held.published is None:
        return True
    return (
        held.published_from == "page"
        and held.published != shown.published
        and _near(held.published, shown.published)
    )


def _near(one: datetime, other: datetime) -> bool:
    return abs(one - other) < _MINUTE


def _said(held: CommentBody, shown: CommentBody) -> CommentBody:
    return shown if shown.html and (not held.html or is_cut_of(held, shown)) else held


def _differences(held: Entry, shown: Entry) -> Iterator[Conflict]:
    newer = bool(held.updated and shown.updated and shown.updated > held.updated)
    values = (
        ("title", held.title, shown.title, held.title.split() != shown.title.split()),
        (
            "published",
            _time(held.published),
            _time(shown.published),
            not _same(held.published, shown.published),
        ),
        ("author", held.author.name or "", shown.author.name or "", held.author.name != shown.author.name),
        (
            "labels",
            ", ".join(sorted(held.labels)),
            ", ".join(sorted(shown.labels)),
            {*held.labels} != {*shown.labels},
        ),
    )
    for field, ours, theirs, differ in (*values, *_texts(held, shown)):
        if differ and ours and theirs:
            yield Conflict(
                post=held.id, url=held.url, comment=None, field=field, held=_short(ours),
                export=_short(theirs),
                newer=newer and field in ("title", "body", "labels"),
            )  # fmt: skip


def _texts(held: Entry, shown: Entry) -> Iterator[tuple[str, str, str, bool]]:
    """The two bodies from where they part, unless one is a summary or they read the same."""
    if held.body.truncated or shown.body.truncated or held.body.html == shown.body.html:
        return
    ours, theirs = " ".join(held.body.text.split()), " ".join(shown.body.text.split())
    if ours != theirs:
        yield "body", *_parting(ours, theirs), True


def _contradictions(entry: Entry, held: Comment, shown: Comment) -> Iterator[Conflict]:
    if held.status in ("redacted", "private") or shown.status == "private":
        return
    ours, theirs = " ".join(held.body.text.split()), " ".join(shown.body.text.split())
    cut = is_cut_of(held.body, shown.body) or is_cut_of(shown.body, held.body)
    values = (
        ("body", *_parting(ours, theirs), ours != theirs and not cut),
        (
            "published",
            _time(held.published),
            _time(shown.published),
            not _same(held.published, shown.published),
        ),
        ("author", held.author.name or "", shown.author.name or "", held.author.name != shown.author.name),
        (
            "in_reply_to",
            held.in_reply_to or "",
            shown.in_reply_to or "",
            held.in_reply_to != shown.in_reply_to,
        ),
    )
    for field, mine, its, differ in values:
        if differ and mine and its:
            yield Conflict(
                post=entry.id,
                url=entry.url,
                comment=held.id,
                field=field,
                held=_short(mine),
                export=_short(its),
            )


def _same(one: datetime | None, other: datetime | None) -> bool:
    return one is None or other is None or _near(one, other)


def _time(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _parting(one: str, other: str) -> tuple[str, str]:
    """Both from a little before they part."""
    same = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    begin = max(same - _SHOWN // 4, 0)
    dots = "…" if begin else ""
    return (dots + one[begin:]) if one else "", (dots + other[begin:]) if other else ""


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= _SHOWN else folded[: _SHOWN - 1] + "…"


def public(comments: Iterable[Comment]) -> tuple[Comment, ...]:
    """Those that anybody can see."""
    return tuple(one for one in comments if one.visibility is UNSET)
