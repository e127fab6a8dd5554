"""What an export said, entry by entry, merged with what is held and written; its blog is locked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urljoin

from msgspec import UNSET
from msgspec.structs import replace

from feedarchive.model import Blog, BlogRef, Comment, Entry, Snapshot, Source
from feedarchive.parse import ids
from feedarchive.parse.dom import path
from feedarchive.plan.absorbing import Conflict, absorb, public
from feedarchive.plan.changes import Added, Same, decide
from feedarchive.plan.merge import first_saved
from feedarchive.sources.addresses import blog_number
from feedarchive.store.codec import digest, snapshot
from feedarchive.store.files import BlogStore
from feedarchive.store.layout import folder
from feedarchive.store.work import Found, Work
from feedarchive.sync.amending import Amending
from feedarchive.sync.redact import kept_out

MOST_CONFLICTS = 10_000  # that are kept; an export may contradict everything

_GRACE = timedelta(hours=1)  # the last thing in an export may have been published just before it


class Absorbing:
    """Merges what the work file has of an export: `all`, and then its counts tell what came of it.

    Args:
        store, work, blog: where it goes, what was read, and what blog.json says.
        source: the file, as snapshots name it.
        private: also what the public cannot see, marked.
        made: when the export was made, at the earliest.
        now: becomes `captured`.
        whole: all of the file was read, so that a post it does not have was deleted.
    """

    def __init__(  # noqa: PLR0913  what an import is made of
        self, store: BlogStore, work: Work, blog: Blog, *,
        source: Source, private: bool, made: datetime, now: datetime, whole: bool,
    ) -> None:  # fmt: skip
        self._store = store
        self._work = work
        self._blog = blog
        self._source = source
        self._private = private
        self._made = made
        self._now = now
        self._whole = whole
        self._out = kept_out(store)
        self._writing = Amending(store)
        self._month: tuple[str, defaultdict[str, list[str]]] = "", defaultdict(list)
        self.count: Counter[str] = Counter()
        self.private: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.conflicts: list[Conflict] = []
        self.problems: list[str] = []

    def all(self) -> None:
        """Nothing, once all is written. Raises ArchiveError."""
        try:
            for found in self._work.todo():
                self._entry(found)
            for orphan in self._work.orphans():
                self._orphan(self._work.found(orphan))
        finally:
            self._writing.close()

    def _entry(self, found: Found) -> None:
        assert found.entry is not None
        held, shown = self._held(found.id), self._shown(found.entry)
        if held is None and (held := self._at_its_address(shown)) is not None:
            shown = replace(shown, id=held.id)
        comments = [
            *found.comments,
            *(self._work.found(other).comments if (other := _twin(found.id)) else ()),
        ]
        known = held is not None and held.status != "private"
        if not known and shown.visibility is UNSET and self._scheduled(shown):
            shown = replace(shown, status="private", visibility="scheduled")
        if path(shown.url or "") in self._out and held is None:
            return  # redacted, and here under another id
        if shown.visibility is not UNSET and not known:
            comments = [_below(one, shown) for one in comments]
        if shown.visibility is not UNSET and not self._private:
            self.left_out[f"{shown.visibility} {shown.kind}"] += 1
            self._left_out(comments)
            return
        if shown.visibility is not UNSET and not known:
            self.private[f"{shown.visibility} {shown.kind}"] += 1
        self._put(held, shown, self._wanted(comments))

    def _orphan(self, found: Found) -> None:
        """Comments whose post is not in the file: it is held, was deleted, or its entry could not be read."""
        twin = _twin(found.id)
        if twin and self._work.found(twin).entry is not None:
            return  # comments on a page, done with it
        held = self._held(found.id)
        comments = self._wanted(found.comments)
        if held is not None or not comments:
            self._put(held, None, comments)
            return
        if not self._whole:
            self.problems.append(
                f"{found.id}: its {len(comments)} comments are kept, its own entry is not in the file"
            )
        post = Entry(id=found.id, url=_page(found.url), status="gone" if self._whole else "live")
        self._put(None, post, comments)

    def _put(self, held: Snapshot | None, shown: Entry | None, comments: Sequence[Comment]) -> None:
        if held is None and shown is None:
            return
        absorbed = absorb(held.entry() if held else None, shown, comments)
        entry = absorbed.entry
        self.conflicts += absorbed.conflicts[: MOST_CONFLICTS - len(self.conflicts)]
        self.count["conflicts"] += len(absorbed.conflicts)
        if entry.created and entry.created == ids.instant(entry.id):
            entry = replace(entry, created=first_saved(entry, entry.created))
        meaning = digest(entry)
        change = decide(entry, meaning, held)
        if isinstance(change, Same):
            self.count["same"] += 1
            return
        known = {one.id for one in held.comments} if held else set()
        self.count["comments"] += sum(one.id not in known for one in public(entry.comments))
        self.count["added" if held is None else "revised"] += 1
        self._write(entry, held, 1 if isinstance(change, Added) else change.version)

    def _write(self, entry: Entry, held: Snapshot | None, version: int) -> None:
        sources = (*(held.sources if held else ()), self._source)
        ref = BlogRef(id=self._blog.id, url=self._blog.url, title=self._blog.title)
        made = snapshot(
            replace(entry, sources=tuple(dict.fromkeys(sources))),
            version=version, captured=self._now, blog=ref, cause="import",
        )  # fmt: skip
        where = (self._store.find(entry.id) if held else None) or folder(entry)
        self._writing.add(where, held.entry() if held else None, made)

    def _held(self, entry_id: str) -> Snapshot | None:
        """The latest version; a page may be held under the other form of its id."""
        twin = _twin(entry_id)
        return self._fresh(self._store.held(entry_id) or (self._store.held(twin) if twin else None))

    def _fresh(self, held: Snapshot | None) -> Snapshot | None:
        """The version itself, or the one that another entry of the file made of it and that waited."""
        return self._store.held(held.id) if held and self._writing.settle(held.id) else held

    def _at_its_address(self, shown: Entry) -> Snapshot | None:
        """A post that is held under another id at the same address: it is the same one."""
        if shown.visibility is not UNSET or not shown.url:
            return None
        above, _, name = folder(shown).rpartition("/")
        if self._month[0] != above:  # exports go by time: one month's names are enough
            self._month = (above, defaultdict(list))
            for one in sorted(self._store.tree.names(above)):
                self._month[1][one[:-9]].append(one)  # without the end that the id gives
        held = (self._store.latest(f"{above}/{one}") for one in self._month[1].get(name[:-9], ()))
        there = (one for one in held if one and path(one.url or "") == path(shown.url or ""))
        return self._fresh(next(there, None))

    def _shown(self, entry: Entry) -> Entry:
        """With a whole address, where the file gives only its path."""
        if entry.url is None or not entry.url.startswith("/") or blog_number(self._blog.url):
            return entry
        return replace(entry, url=urljoin(self._blog.url, entry.url))

    def _scheduled(self, entry: Entry) -> bool:
        return entry.published is not None and entry.published > self._made + _GRACE

    def _wanted(self, comments: Sequence[Comment]) -> list[Comment]:
        """Those that are to be archived; the others are counted."""
        if not self._private:
            self._left_out(comments)
            return list(public(comments))
        self.private.update(f"{one.visibility} comment" for one in comments if one.visibility is not UNSET)
        return list(comments)

    def _left_out(self, comments: Sequence[Comment]) -> None:
        self.left_out.update(f"{one.visibility} comment" for one in comments if one.visibility is not UNSET)


def _below(comment: Comment, post: Entry) -> Comment:
    """What is said below a post that the public cannot see is not seen either."""
    if comment.visibility is not UNSET:
        return comment
    return replace(comment, status="private", visibility=post.visibility)


def _twin(entry_id: str) -> str | None:
    """The other form of the id of a page: exports say `.post-`, public feeds `.page-`."""
    blog, number = ids.blog_number(entry_id), ids.number(entry_id)
    if not blog or not number:
        return None
    page = ids.page_tag(blog, number)
    return ids.entry_tag(blog, number) if entry_id == page else page


def _page(url: str | None) -> str | None:
    """The address of a post's page, which its comments name without the comment."""
    return url.partition("#")[0].partition("?")[0] if url else None
