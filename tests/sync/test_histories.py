"""Histories of a blog under any sky: nothing is lost, nothing is called gone that is there.

D01-D06 D10 D13 D19 D20 H09 H10 K20 P10 X23 X26, in any order and mixture.
"""

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from tests.sync.skies import WEATHER, Sky, fair
from tests.sync.traces import places

from feedarchive.demo.blog import DemoAuthor, DemoBlog, DemoComment, DemoPost, Era
from feedarchive.model import Comment, Snapshot
from feedarchive.store.redactions import Redaction
from feedarchive.store.verify import verify
from feedarchive.sync.redact import hashes, redact
from feedarchive.sync.run import Outcome

BEGUN = datetime(2011, 1, 1, tzinfo=UTC)
ERAS: tuple[Era, ...] = ("minima", "dots", "simple", "contempo")
WORD = re.compile(r"w\d+x")
TAG = "tag:blogger.com,1999:blog-7.post-"
LIFE = (
    *("write_post", "edit_post", "d03_redate_post", "delete_post", "bring_post_back", "d02_new_id"),
    *("say", "d19_edit_comment", "d20_remove_comment", "delete_comment", "bring_comment_back"),
)
pick = st.integers(0, 10_000)
skies = st.sampled_from(sorted(WEATHER))


def number(tag: str) -> int:
    return int(tag.rpartition("-")[2])


def texts_of(one: Snapshot) -> set[str]:
    return {one.title, one.body.html, *(comment.body.html for comment in one.comments)}


class Histories(RuleBasedStateMachine):
    """A blog that its owner and readers change, and runs over it."""

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self.folder = mkdtemp(dir=memory if os.access(memory, os.W_OK) else None)
        blog = DemoBlog(number=7, title="Quiet Harbour", author=DemoAuthor(name="Wren", kind="account"))
        blog.updated = BEGUN
        self.sky = Sky(blog, Path(self.folder))
        self.blog = blog
        self.words = 0
        self.gone_posts: list[DemoPost] = []
        self.gone_comments: list[tuple[DemoPost, DemoComment]] = []
        self.interrupted = False
        self.renamed: set[int] = set()
        self.paths: set[str] = set()  # of posts that came again under another id
        self.taken: set[str] = set()
        self.redacted: set[str] = set()
        self.shown: set[str] = set()  # texts that a whole look under a fair sky was shown

    def teardown(self) -> None:
        try:
            self.whole_look()
            assert places(Path(self.folder), *self.taken) == []
        finally:
            shutil.rmtree(self.folder)

    @initialize(
        posts=st.integers(1, 4),
        comments=st.lists(pick, max_size=6),
        pages=st.sampled_from([(), (2,), (3, 1)]),
    )
    def begin(self, posts: int, comments: list[int], pages: tuple[int, ...]) -> None:
        self.sky.server.options.budgets = pages
        for _ in range(posts):
            self._write_post(0)
        for which in comments:
            self._say(which)
        self.whole_look()

    @rule(what=st.sampled_from(LIFE), which=pick)
    def life(self, what: str, which: int) -> None:
        """Something that people do, where there is something to do it to."""
        getattr(self, f"_{what}")(which)

    def _write_post(self, which: int) -> None:
        self.blog.add_post(f"On {self.text()}", f"<p>About {self.text()}.</p>", era=ERAS[which % 4])

    def _edit_post(self, which: int) -> None:
        self.blog.edit_post(self.post(which).number, html=f"<p>Anew {self.text()}.</p>")

    def _d03_redate_post(self, which: int) -> None:
        post = self.post(which)
        post.published += timedelta(days=40)
        self.blog.edit_post(post.number)

    def _delete_post(self, which: int) -> None:
        if len(self.blog.posts) > 1:
            post = self.post(which)
            self.blog.delete_post(post.number)
            self.gone_posts.append(post)

    def _bring_post_back(self, _: int) -> None:
        if self.gone_posts:
            post = self.gone_posts.pop()
            self.blog.posts.append(post)
            self.blog.forget_index()
            self.blog.edit_post(post.number)

    def _say(self, which: int) -> None:
        post = self.post(which)
        parent = post.comments[0].number if which % 3 == 0 and post.comments else None
        who = DemoAuthor(name=f"Gull {which % 5}", kind="anonymous")
        self.blog.add_comment(post.number, f"I say {self.text()}.", who, parent=parent)

    def _d19_edit_comment(self, which: int) -> None:
        for _, comment in self.comment(which):
            self.blog.edit_comment(comment.number, f"I mean {self.text()}.")

    def _d20_remove_comment(self, which: int) -> None:
        for _, comment in self.comment(which):
            self.blog.remove_comment(comment.number, by="author" if which % 2 else "admin")

    def _delete_comment(self, which: int) -> None:
        for post, comment in self.comment(which):
            self.blog.delete_comment(comment.number)
            self.gone_comments.append((post, comment))

    def _bring_comment_back(self, _: int) -> None:
        if self.gone_comments:
            post, comment = self.gone_comments.pop()
            comment.parent = None
            post.comments.append(comment)
            self.blog.forget_index()
            if post.number in self.numbers():
                self.blog.edit_post(post.number)

    def _d02_new_id(self, which: int) -> None:
        """The same post at the same address under another id, as after an import."""
        post = self.post(which)
        if f"{TAG}{post.number}" in self.redacted:
            return
        self._delete_post(which)
        if post not in self.blog.posts:
            self.gone_posts.pop()
            self.renamed.add(post.number)  # its address still answers: it is kept as live
            self.words += 1
            again = replace(
                post, number=post.number + self.words, comments=[], html=f"<p>Again {self.text()}.</p>"
            )
            self.paths.add(post.path)
            self.blog.posts.append(again)
            self.blog.forget_index()
            self.blog.edit_post(again.number)

    # what runs do

    @rule(sky=skies)
    def run(self, sky: str) -> None:
        self.look(sky, full=False)

    @rule(sky=skies)
    def run_over_everything(self, sky: str) -> None:
        self.look(sky, full=True)

    @rule(sky=st.sampled_from(sorted(one for one in WEATHER if "half" in one or "empty" in one)))
    def run_while_less_is_shown(self, sky: str) -> None:
        self.look(sky, full=True)

    @rule(full=st.booleans(), requests=st.integers(0, 6))
    def run_is_interrupted(self, requests: int, *, full: bool) -> None:
        self.interrupted |= self.look("fair", full=full, requests=requests) is None

    @rule(full=st.booleans(), after=st.integers(1, 5), deletes=st.booleans())
    def blog_changes_meanwhile(self, after: int, *, full: bool, deletes: bool) -> None:
        def change(blog: DemoBlog) -> None:
            if deletes and len(blog.posts) > 1:
                self._delete_post(after)
            else:
                self._write_post(after)

        self.sky.server.options.shift = {after: change}
        self.look("fair", full=full)
        self.sky.server.options.shift = {}

    @rule(which=pick, whole=st.booleans())
    def k20_redact(self, which: int, *, whole: bool) -> None:
        for post, comment in self.comment(which):
            self.ask_to_redact(post, comment, whole=whole and post.path not in self.paths)

    def ask_to_redact(self, post: DemoPost, comment: DemoComment, *, whole: bool) -> None:
        held = self.sky.versions().get(f"{TAG}{post.number}")
        if held is None:
            return
        said = next((one for one in held[-1].comments if one.id.endswith(f"-{comment.number}")), None)
        if held[-1].status == "redacted" or (not whole and (said is None or said.status == "redacted")):
            return
        self.redact(held[-1], None if whole else said)

    @rule()
    def whole_look(self) -> None:
        if self.interrupted:  # that run goes on where it stopped; what is new since is the next one's
            self.look("fair", full=True)
            self.interrupted = False
        outcome = self.look("fair", full=True)
        assert outcome is not None
        assert outcome.error is None
        self.matches_the_blog()
        before = self.sky.files()
        again = self.sky.sync(fair, full=False)
        assert again is not None
        assert (again.added, again.revised, again.retired) == (0, 0, 0)
        assert self.sky.files() == before

    # the laws

    def look(self, sky: str, *, full: bool, requests: int | None = None) -> Outcome | None:
        before, held = self.sky.files(), self.sky.versions()
        outcome = self.sky.sync(WEATHER[sky], full=full, requests=requests)
        after = self.sky.files()
        assert {name: after.get(name) for name in before} == before, "what is written stays"
        assert [one for one in verify(self.sky.store) if one.severity == "damage"] == []
        for entry_id, versions in self.sky.versions().items():
            assert [one.version for one in versions] == list(range(1, len(versions) + 1))
            self.nothing_is_lost(versions)
            self.what_went_is_gone(versions[len(held.get(entry_id, ())) :], held.get(entry_id, ()))
        return outcome

    def nothing_is_lost(self, versions: list[Snapshot]) -> None:
        texts: dict[str, str] = {}
        for one in versions:
            now = {comment.id: comment.body.html for comment in one.comments}
            assert texts.keys() <= now.keys(), "a comment was lost"
            kept = {key for key, text in texts.items() if text} - self.redacted
            assert all(now[key] for key in kept), "a comment's text was lost"
            assert bool(one.body.html) == (one.id not in self.redacted)
            texts = now

    def redact(self, entry: Snapshot, comment: Comment | None) -> None:
        """Take it out; its words are in no version any more, and no law asks for them."""
        store, all_of_it = self.sky.store, self.sky.versions()[entry.id]
        folder = store.find(entry.id)
        assert folder is not None
        what = comment or entry
        kind: Literal["post", "comment"] = "comment" if comment else "post"
        was = hashes(store, folder)
        asked = Redaction(
            id=what.id,
            entry=entry.id,
            kind=kind,
            url=what.url,
            folder=folder,
            at=self.sky.moment,
            reason="x",
            was=was,
        )
        redact(store, asked)
        emptied = {what.id, *(one.id for one in entry.comments if comment is None)}
        self.redacted |= emptied
        said = {one.body.html for version in all_of_it for one in version.comments if one.id in emptied}
        if comment is None:
            said |= {text for one in all_of_it for text in (one.title, one.body.html)}
        left = {text for found in self.sky.versions().values() for one in found for text in texts_of(one)}
        assert not (said - {""}) & left
        words = {word for text in said for word in WORD.findall(text)}
        self.taken |= words - set(WORD.findall(entry.title))
        self.shown = {text for text in self.shown if not words & set(WORD.findall(text))}

    def what_went_is_gone(self, fresh: list[Snapshot], before: Sequence[Snapshot]) -> None:
        was = {comment.id: comment.status for comment in before[-1].comments} if before else {}
        for one in fresh:
            if one.status == "gone":
                assert number(one.id) not in self.numbers(), "a live post was called gone"
            for comment in one.comments:
                if comment.status == "gone" and was.get(comment.id) != "gone":
                    there = {said.number for _, said in self.comments()}
                    assert number(comment.id) not in there, "a live comment was called gone"

    def matches_the_blog(self) -> None:
        versions = self.sky.versions()
        live = {
            int(key.rpartition("-")[2]): one[-1] for key, one in versions.items() if one[-1].status == "live"
        }
        out = {int(key.rpartition("-")[2]) for key in self.redacted}
        assert live.keys() - self.renamed == self.numbers() - out - self.renamed
        for post in self.blog.posts:
            if post.number in out:
                continue
            held = live[post.number]
            assert (held.title, held.body.html) == (post.title, post.html)
            self.shown |= {post.title, post.html}
            said = {number(one.id): one for one in held.comments}
            for comment in post.comments:
                one = said[comment.number]
                if comment.number in out:
                    assert one.status == "redacted"
                elif comment.removed:
                    assert one.status == f"removed-by-{comment.removed}"
                else:
                    assert (one.status, one.body.html) == ("live", comment.html)
                    self.shown.add(comment.html)
            present = {key for key, one in said.items() if one.status not in ("gone", "redacted")}
            assert present == {c.number for c in post.comments} - out
        kept = {text for found in versions.values() for one in found for text in texts_of(one)}
        assert self.shown <= kept, "a text that was seen is in no version"

    # the blog

    def text(self) -> str:
        self.words += 1
        return f"w{self.words}x"

    def post(self, which: int) -> DemoPost:
        return self.blog.posts[which % len(self.blog.posts)]

    def comments(self) -> list[tuple[DemoPost, DemoComment]]:
        return [(post, comment) for post in self.blog.posts for comment in post.comments]

    def comment(self, which: int) -> list[tuple[DemoPost, DemoComment]]:
        """One of the comments; none without any."""
        found = self.comments()
        return [found[which % len(found)]] if found else []

    def numbers(self) -> set[int]:
        return {post.number for post in self.blog.posts}


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=int(os.environ.get("HISTORIES", "200")),
    stateful_step_count=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
