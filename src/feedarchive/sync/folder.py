"""The folder that a blog goes on in: one that came from Takeout has one by its number, and no address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from feedarchive.capture import Document, Request
from feedarchive.errors import FetchError, ParseError
from feedarchive.fetch.robots_cache import RobotsShelf
from feedarchive.plan.mementos import address_key
from feedarchive.sources.addresses import blog_number, site
from feedarchive.sources.answers import feed_of

if TYPE_CHECKING:
    from feedarchive.model import Blog
    from feedarchive.sync.desk import Task
    from feedarchive.sync.run import House


def at_home(task: Task, house: House) -> tuple[Task, tuple[str, ...]]:
    """The task in the folder `blog-<number>` that has its blog already, and the line that says so.

    The web is asked, for one entry of the posts feed, only where the task's folder is new and there is a
    folder whose address nobody knows yet; from then on its blog.json tells. Raises ArchiveError.
    """
    if house.archive.blog(task.name).info() is not None:
        return task, ()
    names = (name for name in house.archive.names() if name.startswith("blog-"))
    numbered = {name: info for name in names if (info := house.archive.blog(name).info())}
    home = address_key(site(task.address).home)
    for name, info in numbered.items():
        if address_key(info.url) == home:
            return replace(task, name=name), ()
    unknown = {info.id: name for name, info in numbered.items() if blog_number(info.url)}
    blog = _asked(task, house) if unknown else None
    if blog is None or blog.id not in unknown:
        return task, ()
    name = unknown[blog.id]
    return replace(task, name=name), (f"{task.address}: is the blog in the folder {name}, and goes on there",)


def _asked(task: Task, house: House) -> Blog | None:
    url = site(task.address).posts(1, size=1)
    try:
        with house.connect(lambda send: send, RobotsShelf()) as web:
            answer = web.get(Request(url=url, why="posts-feed"))
            return feed_of(answer).blog if isinstance(answer, Document) else None
    except (FetchError, ParseError):
        return None  # the run itself will say why
