"""The steps of a run, in order: look, walk, settle, close the books."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from feedarchive.plan.verdict import Tally
from feedarchive.store.folders import WORK_FILE
from feedarchive.store.work import Work
from feedarchive.sync.absent import retire_absent
from feedarchive.sync.books import recount
from feedarchive.sync.crosscheck import crosscheck
from feedarchive.sync.desk import PLAN, Desk
from feedarchive.sync.explaining import explain_comments
from feedarchive.sync.harvest import COMMENTS, POSTS, comments_whole, harvest, marks
from feedarchive.sync.news import news_of
from feedarchive.sync.platform import look
from feedarchive.sync.recent import recent
from feedarchive.sync.settle import Settling
from feedarchive.sync.syndicated import harvest_other

# What an interrupted run left is worth going on with for so long; the blog moves on.
RESUMABLE = timedelta(days=1)


def work(desk: Desk) -> None:
    """Bring the blog up to date. Raises FetchError and ParseError when there is no way in, or on.

    ArchiveError when writing fails.
    """
    look(desk)
    full = _full(desk)
    first = next(iter(desk.store.folders()), None) is None
    if first:
        desk.books.tally = Tally()
    if not full:
        doubt = news_of(desk) if desk.syndicated else recent(desk)
        if doubt:
            desk.work.close(remove=True)
            desk.work = Work(desk.store.root / WORK_FILE)
            full = True
    if full:
        _gather(desk)
    _settle(desk, full=full)
    _close_books(desk, full=full, first=first)


def _gather(desk: Desk) -> None:
    """Walk all that lists the blog's posts and comments; what it says is in the work file afterwards."""
    if desk.work.begin(desk.started, f"{desk.task.since} {desk.task.until}", RESUMABLE):
        desk.resumed = desk.started - RESUMABLE
    elif not desk.task.windowed:
        desk.books.forget()
    if not desk.task.windowed:
        desk.books.state(comments_declared=None, posts_listed=None)
    harvest(desk)
    if desk.syndicated:
        harvest_other(desk)
    else:
        crosscheck(desk)
    _tell_plan(desk)


def _tell_plan(desk: Desk) -> None:
    entries, settled, comments = desk.work.counts()
    addresses = len(desk.work.queued())
    pages = entries - settled if desk.task.pages == "always" else 0
    desk.report(PLAN, total=entries + addresses, comments=comments, left=pages + addresses)


def _full(desk: Desk) -> bool:
    """Whether the whole feeds are walked: due, begun and not finished, or beyond a glance at their tops."""
    known = desk.state.feeds
    lacks = POSTS not in known or (COMMENTS not in known and not desk.syndicated)
    return desk.deep or lacks or desk.work.begun()


def _settle(desk: Desk, *, full: bool) -> None:
    settling = Settling(desk, comments_whole=full and comments_whole(desk), full=full)
    try:
        _each_entry(desk, settling)
        if full and not desk.task.windowed:
            retire_absent(desk, settling)
        settling.conclude(full=full)
    finally:
        settling.release()


def _each_entry(desk: Desk, settling: Settling) -> None:
    done = 0
    total = desk.work.counts()[0] if desk.work.begun() else 0
    for found in desk.work.todo() if total else ():
        if found.entry is not None and not desk.wants(found.entry.published):
            desk.work.settle([found.id])
            continue
        settling.entry(found)
        done += 1
        left = total - done if desk.task.pages == "always" else 0
        desk.report(
            "posts and pages", done=done, total=total, comments=desk.books.tally.comments_held, left=left
        )
    if not desk.work.begun():
        return
    for orphan in () if desk.task.windowed else desk.work.orphans():
        settling.entry(desk.work.found(orphan))
    settling.deferred()
    _each_address(desk, settling)


def _each_address(desk: Desk, settling: Settling) -> None:
    queued = desk.work.queued()
    for done, url in enumerate(queued, start=1):
        if settling.page_alone(url):
            settling.flush()
        else:
            desk.work.unqueue([url])
        left = len(queued) - done
        desk.report("pages", done=done, total=len(queued), comments=desk.books.tally.comments_held, left=left)


def _close_books(desk: Desk, *, full: bool, first: bool) -> None:
    """What this run leaves for the next: marks of the feeds, instants.

    On a `first` run, which found nothing held, the books have counted all that is held by now.
    """
    last_full = desk.state.last_full
    if full and not desk.task.windowed:
        fresh = marks(desk)
        last_full = desk.started if desk.deep else last_full
        if desk.deep and not first:
            desk.books.tally = recount(desk.store)
        desk.state = replace(desk.state, feeds=fresh)
        explain_comments(desk)
        declared, walk = desk.work.declared()[0], desk.work.walks().get(COMMENTS)
        stated = desk.books.stated.comments_declared or 0
        if walk is None or not walk.whole:
            stated = max(declared, stated)
        if desk.syndicated and stated <= desk.books.tally.comments_held:
            stated = 0  # the entries of a feed count their own alone, and static pages have comments too
        desk.books.state(comments_declared=stated or None, comments_stated=declared)
    desk.state = replace(desk.state, last_run=desk.started, last_full=last_full)
