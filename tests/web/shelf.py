"""The archive that the pages are tried on: odd blogs and labels, a long thread, right-to-left letters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace
from tests.read.small import FIRST, INFO, NAME, REPLY, SECOND, comment, post_id, put, small
from tests.read.small import UNTITLED as QUARRY
from tests.web.vectors import VECTORS

from feedarchive.model import Author, Blog, Body, Comment, CommentBody, Entry, Link
from feedarchive.plan.verdict import Verdict
from feedarchive.store.files import Archive
from feedarchive.store.state import State

RUN = datetime(2026, 11, 5, 3, 20, tzinfo=UTC)
LABELS = (
    "a/b",
    "..",
    ".",
    "page/2",
    "50% off?",
    "#1",
    "Straße & Co",
    "  two  spaces",
    "line\nbreak",
    "مدينة",
)
HOSTILE = "hostile.example.org"
SEARCH = "search"  # a blog of that name
ODD = "a b%20#c"  # and one that addresses must not take at its word


def post(number: int, title: str, text: str = "", **more: object) -> Entry:
    """A post of the blog NAME, on a day of March 2008."""
    html = str(more.pop("html", f"<p>{text}</p>"))
    fields: dict[str, object] = {
        "id": post_id(number),
        "url": f"http://{NAME}/2008/03/post-{number}.html",
        "title": title,
        "author": Author(name="marta", kind="account"),
        "published": datetime(2008, 3, 1 + number % 28, 9, tzinfo=UTC),
        "body": Body(html=html, text=text, origin="feed"),
    } | more
    return Entry(**fields)  # type: ignore[arg-type]


ODD_LABELS = post(900, "Odd labels", "Nothing but labels.", labels=LABELS)
RTL = post(
    901, "البئر القديمة", "ماء البئر القديمة صاف، وقد جربته اليوم.",
    comments=(
        comment(9010000000000000001, "ماء طيب.", None, author=Author(name="\u202eeve\u202c", kind="openid")),
        comment(9010000000000000002, "Water, at last.", None),
    ),
)  # fmt: skip
LINKING = post(
    902, "Where the slate went", "See the quarry, and its comment, and elsewhere.",
    html=f"""<p>See <a href="/2006/06/slate.html">the quarry</a>,
        <a href="http://{NAME}/2006/06/slate.html#c114958663200000001">what was said there</a>,
        <a href="http://{NAME}/2006/06/slate.html#c1">what was not</a>,
        <a href="http://{NAME}/p/about.html">us</a>,
        <a href="http://{NAME}/1999/01/lost.html">a lost one</a> and
        <a href="https://example.org/">elsewhere</a>; <a href="#note">a note</a>.</p>
        <p><img src="http://pics.example.org/roof.jpg" alt="the roof"></p><h2 id="note">Note</h2>""",
    links=(Link(rel="enclosure", href="http://example.org/talk.mp3"),),
)  # fmt: skip
REDACTED = post(903, "", status="redacted", html="", comments=(
    replace(FIRST, id=post_id(9030000000000000001), status="redacted", author=Author(), body=CommentBody()),
))  # fmt: skip
UNTITLED = post(904, "", "Rain on the roofs all week, and the slates hold.")
NOTHING = post(905, "", "", html="")
GONE = post(906, "The lower path", "It ran below the quarry.")
LANGUAGES = post(
    907, "Łódź, naïve café", "Ёлка и мельница. 老磨坊的門已經鎖了三年。 น้ำในบ่อใสมาก. "
    "नदी का पानी। الطاحونة القديمة.",
)  # fmt: skip


def _states() -> Entry:
    """A comment in every state, answers in circles, and an answer to what is not there."""
    states = ("removed-by-author", "removed-by-admin", "gone")
    said = [
        comment(9080000000000000001 + at, f"State {at}.", None, status=state)
        for at, state in enumerate(states)
    ]
    circle = [
        comment(9080000000000000011, "Round.", None, in_reply_to=post_id(9080000000000000012)),
        comment(9080000000000000012, "And round.", None, in_reply_to=post_id(9080000000000000011)),
        comment(9080000000000000013, "To myself.", None, in_reply_to=post_id(9080000000000000013)),
        comment(9080000000000000014, "To nobody.", None, in_reply_to=post_id(1)),
    ]
    return post(908, "What became of them", "Comments of every kind.", comments=(*said, *circle))


STATES = _states()


def long_thread(count: int = 1000) -> Entry:
    """A post with so many comments, most of them answers that go twelve deep."""
    at = datetime(2008, 3, 20, 8, tzinfo=UTC)
    said: list[Comment] = []
    for number in range(count):
        below = said[-1].id if number % 12 else None
        said.append(
            comment(
                9_100_000_000_000_000_000 + number, f"Voice {number} on slate.",
                at + timedelta(minutes=number), in_reply_to=below,
                author=Author(name=f"Reader {number % 40}", kind="account"),
            )
        )  # fmt: skip
    return post(910, "A long evening", "Everybody came.", comments=tuple(said), comments_declared=count + 2)


def hostile(at: int, vector: str) -> Entry:
    """A post with that in every place that a stranger fills."""
    who = Author(name=vector, kind="anonymous", url="javascript:alert(1)")
    said = comment(
        8_000_000_000_000_000_000 + at, vector, None, author=who, url="javascript:alert(1)",
        body=CommentBody(html=vector, text=vector), published_text=vector,
    )  # fmt: skip
    return Entry(
        id=post_id(20_000 + at, 99), url=f"http://{HOSTILE}/2009/{at % 12 + 1:02}/x{at}.html", title=vector,
        author=who, published=datetime(2009, at % 12 + 1, 1, tzinfo=UTC) + timedelta(minutes=at),
        labels=(vector,), body=Body(html=f"before {vector} after", text=vector, origin="feed"),
        links=tuple(Link(rel="enclosure", href=href) for href in (vector, f"http://a.example/{vector}")),
        comments=(said,),
    )  # fmt: skip


ALL_HOSTILE = Entry(
    id=post_id(19_999, 99), url=f"http://{HOSTILE}/2009/01/all.html", title="All of them",
    published=datetime(2009, 1, 1, tzinfo=UTC),
    comments=tuple(hostile(at, vector).comments[0] for at, vector in enumerate(VECTORS)),
)  # fmt: skip


def shelf(root: Path, *, vectors: bool = True) -> Path:
    """The whole archive."""
    small(root)
    for entry in (ODD_LABELS, RTL, LINKING, REDACTED, UNTITLED, NOTHING, LANGUAGES, STATES, long_thread()):
        put(root, entry)
    put(root, replace(GONE, labels=("dropped",)), replace(GONE, status="gone"))
    info = Blog(id="tag:blogger.com,1999:blog-66", url="http://search.example.org/", title="Named search")
    put(root, replace(SECOND, id=post_id(31, 66), comments=(REPLY,)), name=SEARCH, info=info)
    put(
        root,
        replace(QUARRY, id=post_id(32, 65)),
        name=ODD,
        info=replace(info, id="tag:blogger.com,1999:blog-65"),
    )
    store = Archive(root).blog(NAME)
    verdict = Verdict(posts_held=13, posts_declared=13, comments_held=1012, comments_declared=1014)
    store.save_state(State(last_run=RUN, verdict=verdict))
    if vectors:
        info = replace(INFO, id="tag:blogger.com,1999:blog-99", url=f"http://{HOSTILE}/", title=VECTORS[0])
        put(root, ALL_HOSTILE, info=info, name=HOSTILE)
        for at, vector in enumerate(VECTORS):
            put(root, hostile(at, vector), info=info, name=HOSTILE)
    return root
