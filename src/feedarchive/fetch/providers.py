"""Who serves a host. Pure.

All of Blogger is one provider, whatever the blog is called: `*.blogspot.com`, the country domains of it
that were in use from 2012 on, `www.blogger.com`, and blogs on domains of their own. Those look like any
other host until they answer.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from feedarchive.capture import Response
from feedarchive.errors import FetchError
from feedarchive.fetch.urls import Site

BLOGGER = "Blogger"

_BLOGGER = re.compile(r"(?:.+\.)?(?:blogspot\.(?:com|(?:com?\.)?[a-z]{2})|blogger\.com)")
_LOOKED_AT = 4096  # bytes; feeds and pages say what made them near their start
_MADE_BY = re.compile(
    rb"tag:blogger\.com,1999:blog-"
    rb"|<generator\b[^>]*>\s*Blogger\b"
    rb"|<meta\b(?=[^>]*\bname=['\"]generator['\"])(?=[^>]*\bcontent=['\"]blogger\b)",
    re.IGNORECASE,
)


class Provider(Struct, frozen=True):
    """Whoever serves one or more hosts; `loopback`: a server on this machine."""

    name: str
    loopback: bool = False


@lru_cache(maxsize=512)
def provider_of(site: Site) -> Provider:
    """The provider as the host's name tells it; each port of this machine is one."""
    if site.loopback:
        return Provider(site.lane, loopback=True)
    return Provider(BLOGGER if _BLOGGER.fullmatch(site.host) else site.host)


def made_by_blogger(answer: Response | FetchError) -> bool:
    """Whether an answer says that Blogger made it (its feeds' ids, or the generator)."""
    if isinstance(answer, FetchError) or answer.status != 200:  # noqa: PLR2004
        return False
    return _MADE_BY.search(answer.body, 0, _LOOKED_AT) is not None
