"""TOML text -> frozen Config, checked once, at the door. The settings are those of docs/configuration.md."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from feedarchive.errors import ConfigError
from feedarchive.fetch.options import NOARCHIVE, FetchOptions
from feedarchive.plan.media import CHOICES, FAMILIES, MIB, Limits, Wish
from feedarchive.plan.modes import MODES
from feedarchive.plan.pages import Pages

_Word = TypeVar("_Word", bound=str)

_UNITS = {"B": 1, "KB": 1000, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_SPANS = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
# A name becomes a folder: plain letters, so that it is the same on every file system.
# A dot in the host, or this machine: "foo" alone is a slip.
_ADDRESS = re.compile(r"(https?://)?([^/\s]+\.[^/\s]+|localhost(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?)(/|$)")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class BlogConfig(Struct, frozen=True, kw_only=True):
    """One `[[blogs]]`: its address, its folder's name (None: the host), what is fetched beside its feeds.

    `media` None: as `media.fetch` says.
    """

    url: str
    name: str | None = None
    pages: Pages = "always"
    media: Wish | None = None


class Config(Struct, frozen=True, kw_only=True):
    """All settings, with the built-in defaults.

    Attributes:
        archive: the folder of the archive, as written.
        fetch: how the web is asked.
        pace_folder: where paces are noted for other processes, as written; None: the person's state folder.
        full_every: how often a sync walks the whole feeds.
        media: which images and recordings are taken.
        media_wish: whether images are fetched, of blogs that do not say; None: in a backfill of one blog.
        blogs: the blogs that `sync` keeps.
        file: where this was read from; None for built-in defaults.
    """

    archive: str = "archive"
    fetch: FetchOptions = FetchOptions()
    pace_folder: str | None = None
    full_every: timedelta = timedelta(days=7)
    media: Limits = Limits()
    media_wish: Wish | None = None
    blogs: tuple[BlogConfig, ...] = ()
    file: str | None = None


def read(text: str, file: str) -> Config:
    """The configuration in that text. Raises ConfigError naming file, key and what is allowed."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise ConfigError(f"{file}: not valid TOML: {exc}") from exc
    table = _Table(file, "", raw)
    table.only("contact", "archive", "fetch", "sync", "media", "blogs")
    fetch, sync = table.table("fetch"), table.table("sync")
    fetch.only("delay", "retries", "max_body", "timeout", "noarchive", "pace_folder")
    sync.only("full_every")
    media = table.table("media")
    media.only("fetch", "max_size", "types")
    blogs = tuple(_blog(one) for one in table.tables("blogs"))
    _distinct(file, blogs)
    return Config(
        archive=table.text("archive", "archive"),
        fetch=_fetch(fetch, table.text("contact", "") or None),
        pace_folder=fetch.text("pace_folder", "") or None,
        full_every=sync.span("full_every", timedelta(days=7)),
        media=_limits(media),
        media_wish=_wish(media, "fetch"),
        blogs=blogs,
        file=file,
    )


def with_contact(config: Config, contact: str | None) -> Config:
    """The configuration with another contact; unchanged for None or "". Raises ConfigError."""
    return replace(config, fetch=replace(config.fetch, contact=contact)) if contact else config


def with_delay(config: Config, delay: float | None) -> Config:
    """The configuration with another delay, in seconds; unchanged for None. Raises ConfigError."""
    return config if delay is None else replace(config, fetch=replace(config.fetch, delay=delay))


def _fetch(table: _Table, contact: str | None) -> FetchOptions:
    default = FetchOptions()
    delay, timeout = table.number("delay", default.delay), table.number("timeout", default.timeout)
    retries, max_body = table.whole("retries", default.retries), table.size("max_body", default.max_body)
    noarchive = table.choice("noarchive", NOARCHIVE, default.noarchive)
    try:
        return FetchOptions(
            contact=contact,
            delay=delay,
            retries=retries,
            max_body=max_body,
            timeout=timeout,
            noarchive=noarchive,
        )
    except ConfigError as exc:
        raise ConfigError(f"{table.file}: {exc}") from exc


def _blog(table: _Table) -> BlogConfig:
    table.only("url", "name", "pages", "media")
    url = table.text("url", "")
    if not _ADDRESS.match(url):
        raise table.wrong(
            "url", f"got {url!r}" if url else "missing", "the blog's address, as https://some.blogspot.com/"
        )
    name = table.text("name", "") or None
    if name is not None and not _NAME.fullmatch(name):
        raise table.wrong("name", repr(name), "letters, digits, dot, hyphen and underscore, at most 100")
    pages = table.choice("pages", MODES, "always")
    return BlogConfig(url=url, name=name, pages=pages, media=_wish(table, "media"))


def _wish(table: _Table, key: str) -> Wish | None:
    found = table.choice(key, CHOICES, "auto")
    return None if found == "auto" else found


def _limits(table: _Table) -> Limits:
    size = table.size("max_size", Limits().max_size)
    if not 1 <= size <= 64 * 1024 * MIB:
        raise table.wrong("max_size", f"got {size} bytes", "from 1 B to 64 GiB")
    return Limits(max_size=size, families=table.choices("types", FAMILIES))


def _distinct(file: str, blogs: Collection[BlogConfig]) -> None:
    for key in ("url", "name"):
        values = [getattr(blog, key) for blog in blogs if getattr(blog, key)]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice:
            raise ConfigError(f"{file}: blogs.{key} = {twice!r}: stands twice; give each blog once")


class _Table:
    """A table of the file, and how its values are read."""

    def __init__(self, file: str, path: str, raw: Mapping[str, Any]) -> None:
        self.file, self._path, self._raw = file, path, raw

    def wrong(self, key: str, found: str, allowed: str) -> ConfigError:
        """An error that names file, key, what was found and what is allowed."""
        return ConfigError(f"{self.file}: {self._path}{key}: {found}; allowed: {allowed}")

    def only(self, *known: str) -> None:
        """Nothing, or a ConfigError for a key that is none of these."""
        extra = sorted(self._raw.keys() - set(known))
        if extra:
            raise self.wrong(extra[0], "unknown setting", ", ".join(known))

    def table(self, key: str) -> _Table:
        """A table inside; empty when absent."""
        value = self._raw.get(key, {})
        if not isinstance(value, dict):
            raise self.wrong(key, f"got {value!r}", f"a table, written [{key}]")
        return _Table(self.file, f"{self._path}{key}.", value)

    def tables(self, key: str) -> list[_Table]:
        """An array of tables inside; empty when absent."""
        value = self._raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.wrong(key, f"got {value!r}", f"tables, each written [[{key}]]")
        return [_Table(self.file, f"{self._path}{key}[{n}].", one) for n, one in enumerate(value, start=1)]

    def text(self, key: str, default: str) -> str:
        """A text."""
        value = self._raw.get(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, f"got {value!r}", 'a text in quotes, as "…"')
        return value

    def choice(self, key: str, known: Sequence[_Word], default: _Word) -> _Word:
        """One of these words."""
        value = self._raw.get(key, default)
        found = next((word for word in known if word == value), None)
        if found is None:
            raise self.wrong(key, f"got {value!r}", ", ".join(known))
        return found

    def choices(self, key: str, known: Sequence[_Word]) -> tuple[_Word, ...]:
        """Some of these words; all, when absent."""
        value = self._raw.get(key, list(known))
        if not isinstance(value, list) or not set(map(str, value)) <= set(known):
            raise self.wrong(key, f"got {value!r}", f"a list of {', '.join(known)}")
        return tuple(word for word in known if word in value)

    def number(self, key: str, default: float) -> float:
        """A number, not negative."""
        value = self._raw.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            raise self.wrong(key, f"got {value!r}", "a number, 0 or more, as 1.5")
        return float(value)

    def whole(self, key: str, default: int) -> int:
        """A whole number, not negative."""
        value = self._raw.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(key, f"got {value!r}", "a whole number, 0 or more")
        return value

    def size(self, key: str, default: int) -> int:
        """Bytes, written with a unit, as "32 MiB"."""
        value = self._raw.get(key)
        if value is None:
            return default
        match = re.fullmatch(r"(\d{1,9})\s*([KMG]?I?B)", str(value).strip().upper())
        if match is None:
            raise self.wrong(key, f"got {value!r}", 'a size with its unit, as "32 MiB"')
        return int(match[1]) * _UNITS[match[2]]

    def span(self, key: str, default: timedelta) -> timedelta:
        """A span of time, written with a unit, as "7 days"."""
        value = self._raw.get(key)
        if value is None:
            return default
        match = re.fullmatch(r"(\d{1,4})\s*(minute|hour|day|week)s?", str(value).strip().lower())
        if match is None:
            raise self.wrong(key, f"got {value!r}", 'a span with its unit, as "7 days" or "12 hours"')
        return timedelta(seconds=int(match[1]) * _SPANS[match[2]])
