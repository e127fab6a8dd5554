"""Services that held a page's comments in Blogger's place (fact sheet blogger-pages, B1.G, 2026-11)."""

from __future__ import annotations

import re

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser


class _Service(Struct, frozen=True):
    """A service: a word without which a page cannot use it, its elements, and what its inline script sets."""

    name: str
    word: bytes
    selector: str
    script: re.Pattern[str] | None = None


_SERVICES = (
    _Service(
        "haloscan",
        b"aloscan",
        'script[src*="haloscan.com/load"], a[href^="javascript:HaloScan("], [onclick*="HaloScan("]',
    ),
    _Service("disqus", b"disqus", "#disqus_thread", re.compile(r"disqus_shortname\s*=\s*['\"]\w")),
    _Service(
        "intensedebate",
        b"intensedebate",
        'script[src*="intensedebate.com"], #idc-container',
        re.compile(r"idcomments_acct\s*=\s*['\"]\w"),
    ),
    _Service("googleplus", b"cmt_iframe_holder", ".cmt_iframe_holder"),
    _Service("googleplus", b"g-comments", ".g-comments, #g-comments"),
)


def services(tree: LexborHTMLParser, html: bytes) -> tuple[str, ...]:
    """The names of the services whose elements or scripts the page has."""
    return tuple(dict.fromkeys(of.name for of in _SERVICES if of.word in html and _is_used(of, tree)))


def _is_used(service: _Service, tree: LexborHTMLParser) -> bool:
    if tree.css_first(service.selector) is not None:
        return True
    setting = service.script
    return setting is not None and any(setting.search(script.text()) for script in tree.css("script"))
