"""Names on disk: pure functions from ids and addresses to file names.

A name is made of filtered characters only, so a feed cannot choose where a file goes; the eight
hex digits of the id make it unique, the rest is for people.
"""

from __future__ import annotations

import re

from feedarchive.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from feedarchive.model import Entry

SLUG_LENGTH = 80
NO_MONTH = "0000/00"

# Blogger's /2006/06/this-is-coolbert.html, and /2006/06/13/this-is-coolbert/ of other platforms
_DATED_PATH = re.compile(r"/([0-9]{4})/(0[1-9]|1[0-2])/(?:[0-9]{2}/)?([^/?#]+?)(?:\.html?)?/?(?:[?#]|$)")
_PAGE_PATH = re.compile(r"/p/([^/?#]+?)(?:\.html?)?/?(?:[?#]|$)")
_VERSION = re.compile(r"v([0-9]{4,})\.json")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
# Windows reads these as devices, with any ending: an archive may be copied there
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def id8(entry_id: str) -> str:
    """The first 8 hex digits of the SHA-256 of an id."""
    from hashlib import sha256  # noqa: PLC0415  3 ms that `list` and `status` do without

    return sha256(entry_id.encode()).hexdigest()[:8]


def folder(entry: Entry) -> str:
    """Where a new entry goes: `posts/2006/06/this-is-coolbert-1a2b3c4d`, `pages/about-1a2b3c4d`.

    Year, month and slug come from the address; else the month from the first known of published
    (in its own zone), published_local, created, and the slug from the title. Without any of these it
    is `posts/0000/00/untitled-1a2b3c4d`. An entry keeps its first folder: ask the store first.
    """
    address = entry.url or ""
    if entry.kind == "page":
        named = _PAGE_PATH.search(address)
        return f"pages/{_slug(named[1] if named else entry.title)}-{id8(entry.id)}"
    dated = _DATED_PATH.search(address)
    month = f"{dated[1]}/{dated[2]}" if dated else _month(entry)
    return f"posts/{month}/{_slug(dated[3] if dated else entry.title)}-{id8(entry.id)}"


def version_name(number: int) -> str:
    """`v0001.json`; five digits past 9999."""
    return f"v{number:04}.json"


def version_number(name: str) -> int | None:
    """The number of a snapshot's file name; None for any other name."""
    found = _VERSION.fullmatch(name)
    number = int(found[1]) if found else 0
    return number if number and version_name(number) == name else None


def blog_folder(url: str) -> str:
    """The default folder of a blog: the host in lower case, internationalised names in ASCII.

    Raises:
        ConfigError: the address has no host.
    """
    from urllib.parse import urlsplit  # noqa: PLC0415  as above

    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
        plain = host.encode("idna").decode("ascii")
    except ValueError as exc:  # UnicodeError is one: a label too long, or empty
        raise ConfigError(f"{url}: not an address of a blog: {exc}") from exc
    name = re.sub(r"[^a-z0-9.-]", "-", plain.lower()).strip(".-")
    if not name:
        raise ConfigError(f"{url}: not an address of a blog: it names no host")
    return f"_{name}" if _DEVICE.match(name) else name


def checked_blog_name(name: str) -> str:
    """The name itself, when it is one plain folder name.

    Raises:
        ConfigError: it is empty, hidden, or would lead somewhere else.
    """
    if not name or name.startswith(".") or not name.isprintable() or re.search(r'[/\\:*?"<>|]', name):
        raise ConfigError(f"{name!r}: not a name for a blog's folder")
    return name


def _month(entry: Entry) -> str:
    if entry.published:
        return f"{entry.published.year:04}/{entry.published.month:02}"
    if entry.published_local and (found := _MONTH.match(entry.published_local)):
        return f"{found[1]}/{found[2]}"
    return f"{entry.created.year:04}/{entry.created.month:02}" if entry.created else NO_MONTH


def _slug(text: str) -> str:
    from unicodedata import normalize  # noqa: PLC0415  as above

    plain = normalize("NFKD", text[: 4 * SLUG_LENGTH]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_]+", "-", plain)[:SLUG_LENGTH].strip("-") or "untitled"
