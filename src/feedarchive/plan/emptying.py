"""A snapshot without the texts and names of what was redacted; pure. docs/redaction.md."""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from feedarchive.model import Author, Body, Comment, CommentBody, Removal, Snapshot


def without(snapshot: Snapshot, removal: Removal) -> Snapshot:
    """The snapshot with the entry or the comment `removal.id` emptied; itself when it has none such.

    Its digest is still the old one, which `removal.was` becomes: the caller computes the new one.
    """
    if snapshot.redactions is not UNSET and any(one.id == removal.id for one in snapshot.redactions):
        return snapshot
    if snapshot.id == removal.id:
        found = _empty(snapshot)
    elif any(comment.id == removal.id for comment in snapshot.comments):
        comments = (_tombstone(one) if one.id == removal.id else one for one in snapshot.comments)
        found = replace(snapshot, comments=tuple(comments))
    else:
        return snapshot
    earlier = () if found.redactions is UNSET else found.redactions
    return replace(found, redactions=(*earlier, replace(removal, was=snapshot.digest)))


def _empty(snapshot: Snapshot) -> Snapshot:
    return replace(
        snapshot,
        status="redacted",
        visibility=UNSET,
        title="",
        author=Author(),
        published_local=None,
        labels=(),
        body=Body(),
        links=(),
        comments=tuple(map(_tombstone, snapshot.comments)),
    )


def _tombstone(comment: Comment) -> Comment:
    return replace(
        comment,
        author=Author(),
        published_text=None,
        published_local=None,
        status="redacted",
        visibility=UNSET,
        body=CommentBody(),
    )
