"""Which of a web archive's captures are worth a request: few that tell most; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from msgspec import Struct

from feedarchive.plan.captures import kind_of

MOST_OF_A_PAGE = 24  # captures of one page; beyond, they are spread evenly over the years
MOST_OF_A_FEED = 120
_VIEWS = re.compile(r"(?:showComment|m|zx|spref|utm_[a-z]+|fbclid|redirect|alt=rss)(?:=.*)?", re.IGNORECASE)
_POST = re.compile(r"/\d{4}/\d{2}/[^/]+\.html?$|/p/[^/]+\.html$")


class Row(Struct, frozen=True, kw_only=True):
    """One capture as an archive lists it; `status`, `media` and `digest` as far as it tells them."""

    url: str
    at: datetime
    status: str | None = None
    media: str = ""
    digest: str = ""
    revisit: bool = False


class Wanted(Struct, frozen=True, kw_only=True):
    """A capture to be had. `same`: the archive says that an earlier one of the plan has the same bytes."""

    row: Row
    kind: str
    same: bool = False


class Plan(Struct, frozen=True, kw_only=True):
    """What is to be asked for, feeds first.

    Attributes:
        wanted: the captures; those that are `same` cost no request.
        listed: how many captures the archive lists.
        left_out: how many that differ are left out, because the same address was captured very often.
    """

    wanted: tuple[Wanted, ...] = ()
    listed: int = 0
    left_out: int = 0

    @property
    def requests(self) -> int:
        """How many captures are asked for."""
        return sum(not one.same for one in self.wanted)

    def by_kind(self) -> dict[str, int]:
        """Requests by kind."""
        return dict(Counter(one.kind for one in self.wanted if not one.same))

    def by_year(self) -> dict[int, int]:
        """Requests by the year of capture."""
        return dict(sorted(Counter(one.row.at.year for one in self.wanted if not one.same).items()))


def chosen(
    rows: Iterable[Row], *, since: datetime | None = None, until: datetime | None = None, every: bool = False
) -> Plan:
    """Of each feed, post and comment page the first capture, and those that differ from the one before.

    `every`: none is left out however often an address was captured.
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    listed = 0
    for row in rows:
        listed += 1
        kind = _kind(row)
        outside = (since is not None and row.at < since) or (until is not None and row.at >= until)
        if kind is not None and not outside:
            groups.setdefault((kind, address_key(row.url)), []).append(row)
    wanted: list[Wanted] = []
    left_out = 0
    for (kind, _), found in sorted(groups.items(), key=_feeds_first):
        differing = _differing(sorted(found, key=lambda row: (row.at, len(row.url))))
        most = MOST_OF_A_FEED if kind == "feeds" else MOST_OF_A_PAGE
        kept = differing if every else _spread(differing, most)
        left_out += len(differing) - len(kept)
        wanted += _marked(kind, kept)
    return Plan(wanted=tuple(wanted), listed=listed, left_out=left_out)


def address_key(url: str) -> str:
    """What two addresses of one document share: no scheme, no `www.`, nothing that chooses a view."""
    parts = urlsplit(url)
    host = (parts.netloc.lower()).removeprefix("www.").removesuffix(":80").removesuffix(":443")
    query = sorted(part for part in parts.query.split("&") if part and not _VIEWS.fullmatch(part))
    return f"{host}{parts.path.rstrip('/')}?{'&'.join(query)}"


def _kind(row: Row) -> str | None:
    if row.status not in (None, "200"):
        return None
    try:
        kind, parts = kind_of(row.url, row.media), urlsplit(row.url)
    except ValueError:
        return None
    if kind == "feed":
        return "feeds"
    if kind != "page" or (not _POST.search(parts.path) and parts.path in ("", "/")):
        return None
    return "comment pages" if "commentPage=" in parts.query else "post pages"


def _feeds_first(group: tuple[tuple[str, str], list[Row]]) -> tuple[bool, str]:
    (kind, key), _ = group
    return kind != "feeds", key


def _differing(rows: list[Row]) -> list[Row]:
    """The captures that differ from the one before."""
    kept: list[Row] = []
    for row in rows:
        if not kept or not row.digest or row.digest != kept[-1].digest:
            kept.append(row)
    return kept


def _spread(rows: list[Row], most: int) -> list[Row]:
    """At most so many of them, the first and the last among them, spread evenly."""
    if len(rows) <= most:
        return rows
    return [rows[round(at * (len(rows) - 1) / (most - 1))] for at in range(most)]


def _marked(kind: str, rows: list[Row]) -> list[Wanted]:
    met: set[str] = set()
    found = []
    for row in rows:
        found.append(Wanted(row=row, kind=kind, same=bool(row.digest) and row.digest in met))
        met.add(row.digest)
    return found
