"""What answers 200 in a document's place: a captcha, a login, a content warning, a parked domain … Pure.

Asked only about what is neither a feed nor the post by its structure: a post about captchas stays a post.
Signs as found in pages and in other people's scripts (fact sheets blogger-feeds and hostile-input, 2026-11).
"""

from __future__ import annotations

import re
from typing import Final, Literal

from msgspec import Struct

Kind = Literal["captcha", "content warning", "login", "removed", "error", "parked", "json"]

_WARNING_HELP: Final = (
    "; a reader has to confirm there that they want to see the blog. Its feeds are used where they answer;"
    ' pages = "never" for this blog in config.toml stops asking for its pages'
)


class StandIn(Struct, frozen=True):
    """Its kind, what it is in words, and what can be done about it ("" or "; …")."""

    kind: Kind
    words: str
    advice: str = ""


# The first that is found says what it is.
_SIGNS: Final[tuple[tuple[StandIn, tuple[str, ...]], ...]] = (
    (
        StandIn("captcha", "a captcha page"),
        (
            "unusual traffic from your", "/sorry/(?:index|image)", "g-recaptcha",
            "recaptcha/(?:api|enterprise)", "hcaptcha", "captcha-?form", "<title>[^<]*captcha",
            "are you a (?:robot|human)", "verify (?:that )?you are (?:a )?human",
        ),
    ),
    (
        StandIn("captcha", "a challenge page (Cloudflare)"),
        (
            r"<title>\s*just a moment", r"<title>\s*attention required", "cf-browser-verification",
            "cf-challenge", "/cdn-cgi/challenge-platform", "_cf_chl_opt",
        ),
    ),
    (
        StandIn("content warning", "Blogger's content warning", _WARNING_HELP),
        (
            "interstitial_bundle", "[?&]interstitial=", "[?&]guestauth=", "<title>[^<]*content warning",
            r"blogin\.g\?blogspoturl=[^\"'\s>]{0,500}type=blog", "i understand and i wish to continue",
        ),
    ),
    (
        StandIn("login", "a login page", "; the blog may be private"),
        (
            r"/blogin\.g", r"accounts\.google\.com/", "servicelogin", r"type\s*=\s*[\"']?password",
            r"<title>\s*(?:sign|log) ?in\b",
        ),
    ),
    (
        StandIn("removed", "a page that says the blog was removed"),
        ("blog has been removed", "blog is not available", "blog not found", "the blog you were looking for"),
    ),
    (
        StandIn("error", "an error page"),
        (
            r"\bbx-[a-z0-9]{6}\b", "<title>[^<]*(?:page not found|error|not available|unavailable)",
            "unable to complete your request",
        ),
    ),
    (
        StandIn("parked", "a page of a parked domain"),
        (
            "domain(?: name)? (?:is|may be) for sale", "buy this domain", "sedoparking", "parkingcrew",
            "hugedomains", r"bodis\.com", "domain (?:is |has |has been )?(?:parked|expired)",
            "parked (?:free|domain)", "afternic",
        ),
    ),
)  # fmt: skip
_FOUND: Final = tuple((re.compile("|".join(signs).encode(), re.IGNORECASE), found) for found, signs in _SIGNS)
_JSON: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\"{\[\]])")
_LOOKED_AT: Final = 200_000  # bytes from the start; real ones have 1 to 60 KB


def stand_in(body: bytes) -> StandIn | None:
    """What the document is that stands in for the one that was asked for; None when it is unknown."""
    if _JSON.match(body):
        return StandIn("json", "JSON")
    start = body[:_LOOKED_AT]
    return next((found for signs, found in _FOUND if signs.search(start)), None)
