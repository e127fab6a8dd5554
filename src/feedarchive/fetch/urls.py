"""Which URLs are asked at all, and what in them names a host. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urldefrag, urljoin, urlsplit

from msgspec import Struct

from feedarchive.errors import RefusedError

MAX_URL = 8192  # RFC 9110, 4.1 asks for at least 8000 octets
PORTS = {"http": 80, "https": 443}

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Site(Struct, frozen=True):
    """The part of a URL that names a server; `host` is lower case, ASCII, without brackets."""

    scheme: str
    host: str
    port: int

    @property
    def lane(self) -> str:
        """`host:port`: what is asked one request at a time."""
        return f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """`https://host`, with the port only when it is not the scheme's own (RFC 6454, 6.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def loopback(self) -> bool:
        """Whether it is this machine: localhost, 127.0.0.0/8 or ::1."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


@lru_cache(maxsize=512)  # each room that a request passes asks; a URL is short
def site_of(url: str) -> Site:
    """The site of a URL that may be asked; any other URL is a RefusedError."""
    if reason := _odd(url):
        raise RefusedError(shown(url), reason)
    try:
        parts = urlsplit(url)
        host, port = _ascii(parts.hostname or ""), parts.port
    except ValueError as exc:
        raise RefusedError(shown(url), f"not a URL: {exc}") from exc
    if parts.scheme not in PORTS:
        raise RefusedError(shown(url), "only http and https are asked")
    if "@" in parts.netloc:
        raise RefusedError(shown(url), "a URL with a user name in it is not asked")
    if not host or port == 0:
        raise RefusedError(shown(url), "names no host")
    return Site(parts.scheme, host, port or PORTS[parts.scheme])


def redirected(url: str, location: str) -> str:
    """The URL that a Location header means (RFC 9110, 10.2.2); RefusedError for one that is not followed."""
    try:
        target = urldefrag(urljoin(url, _text(location.strip()))).url
    except ValueError as exc:
        raise RefusedError(shown(url), f"redirects to {shown(location)}, which is no URL") from exc
    try:
        site = site_of(target)
    except RefusedError as exc:
        raise RefusedError(shown(url), f"redirects to {brief(target)}: {exc.reason}") from exc
    if site_of(url).scheme == "https" and site.scheme == "http" and not site.loopback:
        raise RefusedError(shown(url), f"redirects from https down to {shown(target)}")
    return target


def shown(url: str) -> str:
    """The URL as it may stand in a message: printable, and not 70 KB long."""
    text = url if url.isprintable() else ascii(url)
    return text if len(text) <= 300 else f"{text[:300]}…"  # noqa: PLR2004 - a length for people


def brief(url: str) -> str:
    """The URL as `shown`, no longer than a line."""
    text = shown(url)
    return text if len(text) <= 100 else f"{text[:100]}…"  # noqa: PLR2004 - as above


def _odd(url: str) -> str | None:
    """Why a text cannot be a URL; urlsplit would drop line breaks in silence."""
    if len(url) > MAX_URL:
        return f"longer than {MAX_URL} characters"
    if _CONTROL.search(url):
        return "a URL with control characters is not asked"
    return None


def _ascii(host: str) -> str:
    """The host as DNS knows it, so that one host has one name; ValueError when it cannot be one."""
    plain = host if ":" in host else host.encode("idna").decode("ascii").lower()
    return plain.rstrip(".")


def _text(header: str) -> str:
    """A header's characters, which are bytes read as Latin-1, as the UTF-8 that browsers take them for."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
