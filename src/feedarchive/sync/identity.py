"""Which blog this is: known from the first document that says so, and a folder holds only one."""

from __future__ import annotations

from msgspec.structs import replace

from feedarchive.errors import ConfigError
from feedarchive.model import Blog
from feedarchive.seen import FeedPage
from feedarchive.sync.desk import Desk


def identify(desk: Desk, blog: Blog) -> None:
    """Nothing, once blog.json says so.

    Raises ConfigError when the folder holds another blog.
    """
    held = desk.store.info()
    if held is not None and held.id != blog.id:
        raise ConfigError(
            f"{desk.task.address}: the folder {desk.task.name} holds another blog ({held.url}, {held.id}); "
            "give this one a name of its own in config.toml"
        )
    if held is not None:
        offset = blog.utc_offset or held.utc_offset
        language, zone = blog.language or held.language, blog.zone or held.zone
        blog = replace(blog, language=language, utc_offset=offset, zone=zone)
    desk.store.put_info(blog)
    desk.blog = blog


def learn_language(desk: Desk, locale: str | None) -> None:
    """Nothing, once blog.json has the language that a page states; feeds do not tell it."""
    if desk.blog is not None and desk.blog.language is None and locale:
        identify(desk, replace(desk.blog, language=locale))


def from_feed(page: FeedPage) -> Blog:
    """What the feed says of its blog, with the offset of its newest entry's times."""
    stamp = next((entry.published for entry in page.entries if entry.published), None)
    offset = stamp.strftime("%z") if stamp else ""
    return replace(page.blog, utc_offset=f"{offset[:3]}:{offset[3:5]}" if offset else None)
