"""How the live web is asked: the settings of fetch/, checked at the door."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from feedarchive import __version__
from feedarchive.errors import ConfigError

MIB = 1024 * 1024
DAY = 86_400.0
NoArchive = Literal["respect", "ignore"]
NOARCHIVE: tuple[NoArchive, ...] = ("respect", "ignore")


class FetchOptions(Struct, frozen=True, kw_only=True):
    """Settings of one run; a value out of bounds is a ConfigError that names it.

    Attributes:
        contact: a URL or mail address for the people of the sites we ask, or None.
        delay: seconds between two requests to one host.
        retries: further tries of a request that failed in a way worth trying again.
        max_body: bytes of a decoded body; a larger answer is refused.
        timeout: seconds for one request, from the first look at the host to the last byte.
        connect_timeout: seconds of those for looking up the host, connecting and TLS.
        patience: seconds that a site may make us wait; asked for more, we come back in another run.
        noarchive: whether documents that ask not to be archived are left out.
        version: of the program, for the User-Agent.
    """

    contact: str | None = None
    delay: float = 1.0
    retries: int = 3
    max_body: int = 32 * MIB
    timeout: float = 60.0
    connect_timeout: float = 10.0
    patience: float = 120.0
    noarchive: NoArchive = "respect"
    version: str = __version__

    def __post_init__(self) -> None:
        _within("delay", self.delay, 0, DAY)
        _within("retries", self.retries, 0, 100)
        _within("max_body", self.max_body, 1, 1024 * MIB)
        _within("timeout", self.timeout, 0.01, DAY)
        _within("connect_timeout", self.connect_timeout, 0.01, DAY)
        _within("patience", self.patience, 0, DAY)
        if self.contact is not None:
            _check_contact(self.contact)

    @property
    def user_agent(self) -> str:
        """`feedarchive/VERSION (+contact)`, without brackets when there is no contact."""
        product = f"feedarchive/{self.version}"
        return f"{product} (+{self.contact})" if self.contact else product


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # also false for NaN
        raise ConfigError(f"{name} = {value}: must be from {low:g} to {high:g}")


def _check_contact(contact: str) -> None:
    """Nothing, or a ConfigError: the text goes into a header's comment (RFC 9110, 5.6.5)."""
    plain = contact.isascii() and contact.isprintable() and not set(contact) & set(' ()\\"')
    if not plain or not (contact.startswith(("http://", "https://", "mailto:")) or "@" in contact):
        raise ConfigError(f"contact = {contact!r}: must be a URL or a mail address, in plain ASCII")
