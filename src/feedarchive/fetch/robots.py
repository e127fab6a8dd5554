"""What a robots.txt allows us (RFC 9309); protego's only home. Pure.

Protego matches paths. Which group is ours is decided here: protego takes "feed" for "feedarchive"
and ends a group at lines it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from protego import Protego

TOKEN = "feedarchive"  # noqa: S105 - the product token of our User-Agent, no secret
MAX_TEXT = 500 * 1024  # RFC 9309, 2.5
MAX_LINE = 16_663  # as google/robotstxt reads it

_AGENT = re.compile(r"user[- ]?agent[ \t]*[: \t][ \t]*(.*)", re.IGNORECASE)
_RULE = re.compile(r"(?:allow|di[as]+l+[ao]w)[ \t]*[: \t]", re.IGNORECASE)  # with the usual misspellings
_DELAY = re.compile(r"crawl[- ]delay[ \t]*[: \t]", re.IGNORECASE)
_PRODUCT = re.compile(r"[a-zA-Z_-]+")
_RAW = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\xff]")


class Robots:
    """The rules for one product token.

    Attributes:
        stated_delay: the Crawl-delay as written; "" without one.
    """

    __slots__ = ("_rules", "stated_delay")

    def __init__(self, rules: Protego, stated_delay: str = "") -> None:
        self._rules = rules
        self.stated_delay = stated_delay

    @classmethod
    def parse(cls, text: bytes, token: str = TOKEN) -> Robots:
        """The rules of any bytes; what is not a robots.txt, as an HTML page, has none."""
        ours = [] if is_html(text) else _group(_lines(text), token.lower())
        delay = next((line[found.end() :].strip() for line in ours if (found := _DELAY.match(line))), "")
        return cls(Protego.parse("\n".join(("User-agent: *", *ours))), delay)

    def allowed(self, url: str) -> bool:
        """Whether we may ask for that URL; /robots.txt always."""
        return self._rules.can_fetch(url, TOKEN)

    @property
    def crawl_delay(self) -> float | None:
        """Seconds as stated, never negative or infinite; None when nothing usable is stated."""
        return self._rules.crawl_delay(TOKEN)


def is_html(text: bytes) -> bool:
    """Whether it is a page instead of a robots.txt."""
    return text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _lines(text: bytes) -> Iterator[str]:
    """The lines in ASCII, without comments; other bytes percent-encoded, as they stand in a URL."""
    whole = text[:MAX_TEXT]
    if len(text) > MAX_TEXT:  # half a rule is another rule
        whole = whole[: max(whole.rfind(b"\n"), whole.rfind(b"\r"), 0)]
    for line in whole.removeprefix(b"\xef\xbb\xbf").splitlines():
        plain = _RAW.sub(lambda match: b"%%%02X" % match[0][0], line[:MAX_LINE])
        yield plain.decode("ascii").partition("#")[0].strip()


def _group(lines: Iterable[str], token: str) -> list[str]:
    """The rules that apply to the token: of all groups that name it, else of all groups for `*`.

    Only a rule ends a run of user-agent lines (RFC 9309, 2.1), so a Crawl-delay between two does not.
    """
    rules: dict[str, list[str]] = {}
    agents: set[str] = set()
    ruled = False
    for line in lines:
        if match := _AGENT.match(line):
            agents = {_agent(match[1])} | (set() if ruled else agents)
            ruled = False
            rules.setdefault(_agent(match[1]), [])
        elif _RULE.match(line) or _DELAY.match(line):
            ruled = ruled or _RULE.match(line) is not None
            for agent in agents:
                rules[agent].append(line)
    return rules.get(token, rules.get("*", []))


def _agent(value: str) -> str:
    """The product token at the start of a user-agent line, lower case: `FooBot/1.2 (x)` is `foobot`."""
    if value.split()[:1] == ["*"]:
        return "*"
    match = _PRODUCT.match(value)
    return match[0].lower() if match else ""
