"""Which blog a person means, and the folder it has in the archive."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from feedarchive.config import BlogConfig, Config
from feedarchive.errors import ConfigError


def folder_of(url: str) -> str:
    """The folder's default name: the address's host, or the blog's number where there is none."""
    from feedarchive.sources.addresses import absolute, blog_number  # noqa: PLC0415
    from feedarchive.store.layout import blog_folder  # noqa: PLC0415

    number = blog_number(url)
    return f"blog-{number}" if number else blog_folder(absolute(url))


def place_of(url: str) -> str:
    """Host and port of an address, whatever its scheme and path."""
    from feedarchive.sources.addresses import absolute, blog_number  # noqa: PLC0415

    return blog_number(url) or urlsplit(absolute(url)).netloc


def known_blogs(config: Config) -> dict[str, BlogConfig]:
    """The configured blogs by folder. Raises ConfigError when two would share one."""
    known: dict[str, BlogConfig] = {}
    for one in config.blogs:
        name = one.name or folder_of(one.url)
        if name in known:
            raise ConfigError(
                f"{config.file}: {one.url} and {known[name].url} would share the folder {name};"
                " give one of them a name"
            )
        known[name] = one
    return known


def blog_of(what: str, known: dict[str, BlogConfig], root: Path) -> BlogConfig:
    """The blog that a person means: one of the configuration, one in the archive, or a web address."""
    if what in known:
        return known[what]
    if "://" not in what and "/" not in what and (root / what / "blog.json").exists():
        return BlogConfig(url=_archived_url(root, what), name=what)
    if "://" not in what and "." not in what:
        names = ", ".join(known) or "none"
        raise ConfigError(f"{what}: neither a web address nor a blog in config.toml (there: {names})")
    where = place_of(what)
    return next((one for one in known.values() if place_of(one.url) == where), BlogConfig(url=what))


def _archived_url(root: Path, name: str) -> str:
    from feedarchive.store.files import Archive  # noqa: PLC0415

    info = Archive(root).blog(name).info()
    assert info is not None
    return info.url
