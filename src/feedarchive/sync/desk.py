"""What the steps of one blog's run share: the task, the tools, and the books they keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct

from feedarchive.capture import Document, Get
from feedarchive.errors import FeedArchiveError, UnknownFormatError
from feedarchive.model import Blog, BlogRef, Source
from feedarchive.plan.pages import Pages
from feedarchive.seen import CommentOf
from feedarchive.sources.addresses import Site
from feedarchive.sources.discovery import Found
from feedarchive.store.files import BlogStore
from feedarchive.store.state import State
from feedarchive.store.work import Work
from feedarchive.sync.books import Books

# The phase of the one report that tells what is still to be done.
PLAN = "plan"


class Task(Struct, frozen=True, kw_only=True):
    """One blog to bring up to date.

    Attributes:
        address: the blog's, as given by a person or the configuration.
        name: its folder under archive/.
        pages: when post pages are fetched.
        full: walk the whole feeds even where a glance at their tops would do.
        since, until: only posts published in this span, `until` excluded; aware.
        media: images and enclosures are fetched too.
    """

    address: str
    name: str
    pages: Pages = "always"
    full: bool = True
    since: datetime | None = None
    until: datetime | None = None
    media: bool = False

    @property
    def windowed(self) -> bool:
        """Whether only a span of time is wanted."""
        return self.since is not None or self.until is not None


class Progress(Struct, frozen=True, kw_only=True):
    """Where a run stands, for people: counts so far, and how many requests are still to come, if known."""

    blog: str
    phase: str
    posts: int = 0
    posts_total: int | None = None
    comments: int = 0
    requests: int = 0
    requests_left: int | None = None


Tell = Callable[[Progress], None]


@dataclass(slots=True, kw_only=True)
class Desk:
    """The tools of one run over one blog.

    `site` and `blog` become known on the way. `deep`: what only asking for everything can show is due.
    `resumed`: an interrupted run left a part of this one done, not before then.
    `listed`: the paths in the sitemap, where that stands in for the posts feed; `also_listed`: where it
    stands beside it, and was read whole.
    `found`: the feed of a blog that is not Blogger's, where this run looked for it; `looked`: whether it did.
    `by_address`: the ids of such a blog's entries, by address (plan/sameness.py).
    `shelves`: where its site keeps posts (plan/sameness.py).
    `unplaced`: the comments of entries whose pages are still to be read, by address.
    `pages_read`: the ends of folders (id8) of entries whose page was read and told nothing new.
    """

    task: Task
    site: Site
    store: BlogStore
    work: Work
    state: State
    get: Get
    now: Callable[[], datetime]
    started: datetime
    requests: Callable[[], int]
    tell: Tell
    deep: bool = True
    resumed: datetime | None = None
    pages_read: set[str] = field(default_factory=set)
    listed: frozenset[str] | None = None
    also_listed: frozenset[str] | None = None
    blog: Blog | None = None
    found: Found | None = None
    looked: bool = False
    by_address: dict[str, str] = field(default_factory=dict)
    shelves: set[str] = field(default_factory=set)
    unplaced: dict[str, list[tuple[CommentOf, Source]]] = field(default_factory=dict)
    books: Books = field(default_factory=Books)

    @property
    def syndicated(self) -> bool:
        """Whether the blog is another platform's, known by a feed of any kind."""
        return self.blog is not None and self.blog.feed is not None

    def at(self, url: str) -> str:
        """The address to ask for: Blogger's posts answer on the blog's host, whatever host a link names."""
        return url.partition("#")[0] if self.syndicated else self.site.rebase(url)

    def report(
        self,
        phase: str,
        *,
        done: int = 0,
        total: int | None = None,
        comments: int = 0,
        left: int | None = None,
    ) -> None:
        """Tell whoever watches where the run stands; `left` requests are expected still to come."""
        self.tell(
            Progress(
                blog=self.task.name,
                phase=phase,
                posts=done,
                posts_total=total,
                comments=comments,
                requests=self.requests(),
                requests_left=left,
            )
        )

    def blog_ref(self) -> BlogRef:
        """The blog as snapshots name it. It is known once the first document was read."""
        if self.blog is None:
            raise UnknownFormatError(self.task.address, "no document says which blog this is")
        return BlogRef(id=self.blog.id, url=self.blog.url, title=self.blog.title)

    def trouble(self, subject: str, error: FeedArchiveError | str) -> None:
        """Write down something that failed while the rest goes on."""
        self.books.problems.append(f"{subject}: {error}")

    def wants(self, published: datetime | None) -> bool:
        """Whether a post of that instant lies in the task's span; one without an instant does."""
        task = self.task
        if published is None:
            return True
        return (task.since is None or published >= task.since) and (
            task.until is None or published < task.until
        )


def source(document: Document) -> Source:
    """The provenance of a document."""
    return Source(
        kind=document.why,
        url=document.url,
        fetched=document.fetched,
        http_status=document.status,
        sha256=document.sha256,
        raw=document.raw,
    )
