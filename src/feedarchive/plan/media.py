"""Which files are taken, at what size, and when one that could not be had is asked for again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Final, Literal
from urllib.parse import urlsplit, urlunsplit

from msgspec import Struct

MIB = 1024 * 1024
Family = Literal["image", "audio", "video", "pdf"]
FAMILIES: Final[tuple[Family, ...]] = ("image", "audio", "video", "pdf")
Wish = Literal["on", "off"]
CHOICES: Final[tuple[Literal["on", "off", "auto"], ...]] = ("on", "off", "auto")
Fate = Literal["held", "gone", "refused", "off-limits", "too-large", "not-media", "unreachable", "redacted"]

# The original, then the largest that all of Blogger's hosts served before there was `s0`
ORIGINAL: Final = ("s0", "s1600")
_HOSTS = re.compile(
    r"(?:\d+\.bp\.blogspot\.com|bp\d*\.blogger\.com|lh\d*\.(?:ggpht|googleusercontent)\.com"
    r"|blogger\.googleusercontent\.com)"
)
_OLDEST = re.compile(r"photos\d*\.blogger\.com")
_FOLDER = re.compile(r"/(?:[swh]\d+)(?:-[a-z0-9]+)*/([^/]*)\Z")
_SUFFIX = re.compile(r"=(?:[swh]\d+)(?:-[a-z0-9]+)*\Z")
_OLD_FOLDER = re.compile(r"/(?:\d{2,4})/([^/]+)\Z")
_AGAIN: Final = {
    "gone": 30, "refused": 30, "off-limits": 7, "too-large": 90, "not-media": 30, "unreachable": 1
}  # fmt: skip


class Limits(Struct, frozen=True, kw_only=True):
    """What is taken: files of these families, of at most so many bytes."""

    max_size: int = 64 * MIB
    families: tuple[Family, ...] = FAMILIES


def candidates(address: str, larger: Iterable[str] = ()) -> tuple[str, ...]:
    """Where to ask for a file, the original size first, the address as it stands last.

    Blogger's hosts tell the size by a folder (`/s320/`, `/w640-h480/`, `/s1600-h/`) or at the end (`=s320`);
    photos1.blogger.com by a bare number (`/320/`). Fact sheet blogger-pages, section "Images", 2026-11.
    """
    found = [one for place in (*larger, address) for one in (*_originals(place), place)]
    return tuple(dict.fromkeys(found))


def _originals(address: str) -> list[str]:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        return []
    if _OLDEST.fullmatch(host):
        path = _OLD_FOLDER.sub(r"/1600/\1", parts.path)
        return [urlunsplit(parts._replace(path=path))] if path != parts.path else []
    if not (_HOSTS.fullmatch(host) or _here(host)):
        return []
    if _FOLDER.search(parts.path):
        paths = [_FOLDER.sub(rf"/{size}/\1", parts.path) for size in ORIGINAL]
    elif _SUFFIX.search(parts.path):
        paths = [_SUFFIX.sub(f"={size}", parts.path) for size in ORIGINAL]
    else:
        return []
    return [urlunsplit(parts._replace(path=path)) for path in paths]


def _here(host: str) -> bool:
    """Whether it is this machine, where a blog served for a trial keeps its images as Blogger does."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def asked_again(fate: Fate, tries: int, at: datetime) -> datetime | None:
    """From when on a file that could not be had is asked for again; None: never, or it is held.

    What the site says it has not, after 30 days; where nobody answered, after 1, 3, 9, then 27 days.
    """
    if fate not in _AGAIN:
        return None
    days = _AGAIN[fate]
    return at + timedelta(days=days * 3 ** min(max(tries - 1, 0), 3) if fate == "unreachable" else days)
