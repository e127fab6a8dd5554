"""Generated blogs, feeds off: no instant off by a minute, and all that the evidence tells is told."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from feedarchive.model import Entry
from feedarchive.parse import ids
from feedarchive.parse.comments.epochs import believable, earliest
from feedarchive.parse.comments.found import Found, Page, comment
from feedarchive.parse.stamps import clock_of, readings
from feedarchive.plan.dating import dated
from feedarchive.plan.evidence import Evidence, Look, Reader
from feedarchive.plan.merge import Views, first_saved, merge
from feedarchive.plan.zones import Zone, instant
from feedarchive.seen import PostPage, Reading

MINUTE = timedelta(minutes=1)
MOVED = datetime(2006, 12, 10, tzinfo=UTC)  # to new Blogger
LATEST = datetime(2012, 6, 1)  # noqa: DTZ001 - a wall clock
ZONES = """America/Los_Angeles America/New_York Europe/Rome Europe/London Asia/Kolkata Asia/Kathmandu
    America/St_Johns Australia/Adelaide Pacific/Auckland America/Sao_Paulo Asia/Tokyo Asia/Tehran""".split()  # noqa: SIM905
LOCALES = "en_US en_GB it es fr de pt_BR nl sv fi pl ru el tr he ar ja ko zh_TW th hi id".split()  # noqa: SIM905

Writing = Callable[[datetime, str], str]


def written(pattern: str, width: str) -> Writing:
    def write(local: datetime, locale: str) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            day = format_date(local, width, locale)
            return pattern.format(day, format_time(local.time(), "short", locale=locale))

    return write


def numbers(order: str) -> Writing:
    return lambda local, _: f"{local:{order}}"


CLOCKS = [written("{1}", "short"), numbers("%H:%M"), numbers("%I:%M %p")]
DATES = [
    *(written("{0}", width) for width in ("medium", "long", "full")),
    *(numbers(order) for order in ("%d/%m/%y", "%m/%d/%y", "%d.%m.%Y", "%m.%d.%Y", "%Y%m%d", "%Y-%m-%d")),
]
STAMPS = [
    *(written(pattern, width) for pattern in ("{0} {1}", "{1}, {0}") for width in ("long", "medium")),
    *(numbers(f"{order} {clock}") for order in ("%d/%m/%y", "%m/%d/%Y") for clock in ("%H:%M", "%I:%M %p")),
]


@dataclass
class Said:
    """A comment: when it was made, its number, and whether its permalink tells."""

    when: datetime
    number: str
    linked: bool


@dataclass
class Post:
    """A post, and its comments in order."""

    when: datetime
    number: str
    comments: list[Said]


def number(when: datetime, luck: int, *, trap: bool) -> str:
    if when < MOVED:
        return f"{int(when.timestamp())}{luck % 10**8:08}"
    if trap:
        return f"{1_056_000_000 + luck % 110_000_000}{luck % 10**8:08}"
    return str(2 * 10**18 + luck % (7 * 10**18))


@st.composite
def blogs(draw: st.DrawFn, *, linked: bool) -> list[Post]:
    """Posts of 2004 to 2012 with their comments, in order."""
    posts = []
    count = iter(range(1, 999))
    lucks = st.integers(0, 2**50).map(lambda luck: luck * 1000 + next(count))
    for _ in range(draw(st.integers(1, 12))):
        when = draw(st.datetimes(datetime(2004, 6, 1), datetime(2012, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
        comments, at = [], when
        for _ in range(draw(st.integers(0, 4))):
            at += timedelta(seconds=draw(st.integers(61, 86400) | st.integers(61, 86400 * 120)))
            if at.year >= 2012:
                break
            trap = draw(st.booleans())
            permalink = linked and draw(st.booleans())
            comments.append(Said(at, number(at, draw(lucks), trap=trap), permalink))
        posts.append(
            Post(when, number(when + timedelta(minutes=9), draw(lucks), trap=draw(st.booleans())), comments)
        )
    return posts


@dataclass
class Style:
    """How the owner set dates and times to be shown; `told`: pages say in which language."""

    header: Writing
    post: Writing
    comment: Writing
    locale: str
    told: bool


STYLES = st.builds(
    Style,
    st.sampled_from(DATES),
    st.sampled_from([*CLOCKS, *STAMPS]),
    st.sampled_from([*CLOCKS, *STAMPS]),
    st.sampled_from(LOCALES),
    st.booleans(),
)


def shown(post: Post, zone: ZoneInfo, style: Style) -> PostPage:
    """The page of a post, as its reader would have it."""
    local = post.when.astimezone(zone).replace(tzinfo=None)
    url = f"http://blog.example/{local:%Y/%m}/post-{post.number}.html"
    page = Page(blog="7", url=url)
    said = []
    for one in post.comments:
        stamp = style.comment(one.when.astimezone(zone).replace(tzinfo=None), style.locale)
        millis = int(one.when.timestamp()) // 60 * 60_000
        href = f"{url}?showComment={millis}#c{one.number}" if one.linked else f"#{one.number}"
        said.append(comment(Found(number=one.number, stamp=stamp, href=href), page))
    return PostPage(
        era="classic",
        post_id=ids.entry_tag("7", post.number),
        url=url,
        published_text=style.post(local, style.locale),
        date_header=style.header(local, style.locale),
        comments=believable(said, earliest(url, None)),
    )


def archived(pages: Sequence[PostPage], style: Style) -> tuple[list[Entry], Zone | None]:
    reader = Reader(readings=partial(readings, locale=style.locale if style.told else None), clock=clock_of)
    evidence = Evidence(LATEST)
    merged = []
    for page in pages:
        entry = merge(Views(page=page, feeds=False))
        evidence.look(Look(entry=entry, comments=page.comments or ()), reader)
        merged.append(entry)
    found = evidence.settled()
    return [dated(entry, found, reader) for entry in merged], found.zone


def check(posts: Sequence[Post], name: ZoneInfo, style: Style) -> None:
    entries, zone = archived([shown(post, name, style) for post in posts], style)
    for post, entry in zip(posts, entries, strict=True):
        if entry.published is not None:
            event("post dated")
            assert timedelta(0) <= post.when - entry.published < MINUTE, entry
        elif zone is not None and style.told:  # else a month of two languages may be meant
            local = post.when.astimezone(name).replace(tzinfo=None)
            assert instant(Reading(local=local), zone) is None, entry
        real = {ids.entry_tag("7", one.number): one for one in post.comments}
        for one in entry.comments:
            if one.published is not None:
                event(f"comment by {one.published_from}")
                assert abs(one.published - real[one.id].when) < MINUTE, one
            else:
                event("comment undated")
                assert not real[one.id].linked
                assert real[one.id].when >= MOVED
        created = first_saved(entry, ids.instant(entry.id))
        if created is not None and post.when < MOVED - timedelta(minutes=9):
            assert abs(created - post.when) < timedelta(minutes=10)


# Two posts of the same zone, dated in numbers with marks of direction between them, as Arabic writes them.
MAY_AND_JUNE = [
    Post(datetime(2004, 6, 1, tzinfo=UTC), "108604854000000001", []),
    Post(
        datetime(2004, 6, 2, tzinfo=UTC),
        "108613494000000013",
        [Said(datetime(2004, 6, 2, 0, 1, 1, tzinfo=UTC), "108613446100000012", linked=False)],
    ),
]


@settings(max_examples=50, deadline=None)
@given(blogs(linked=True), st.sampled_from(ZONES), STYLES)
@example(MAY_AND_JUNE, "America/Los_Angeles", Style(DATES[0], STAMPS[3], STAMPS[5], "ar", told=True))
def test_where_permalinks_tell_of_some_comments(posts, zone, style):
    check(posts, ZoneInfo(zone), style)


@settings(max_examples=50, deadline=None)
@given(blogs(linked=False), st.sampled_from(ZONES), STYLES)
def test_where_only_ids_and_clocks_tell(posts, zone, style):
    check(posts, ZoneInfo(zone), style)
