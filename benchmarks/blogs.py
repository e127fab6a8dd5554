"""Blogs of any size, made from a seed: the same seed gives the same blog, byte for byte.

`python benchmarks/blogs.py --posts 2000 --comments 10000 --port 8080` serves one until interrupted.
"""

from __future__ import annotations

import argparse
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Event

from feedarchive.demo.blog import ERAS, DemoAuthor, DemoBlog, DemoComment, DemoPost, Era, Removal
from feedarchive.demo.names import RANDOM_FROM, number_for, slug
from feedarchive.demo.server import serve
from feedarchive.demo.stamps import SECONDS_KEPT_FROM

FIRST = datetime(2004, 5, 9, 12, tzinfo=UTC)
LAST = datetime(2024, 5, 9, 12, tzinfo=UTC)
CLASSIC_UNTIL = datetime(2009, 1, 1, tzinfo=UTC)

_VOCABULARY = """
after allotment always apple army back barrow bean before bell bread bridge button carrot clay clock
cold copper corner dig drum early east every fence field flask frost garden gate hedge hill horse
hour ink iron kettle ladder lane late leaf letter map march mill morning mud neighbour never onion
orchard path pencil plot pond quiet rain river road row seed shed slow slug soldier spade spring
station stone street sunday tall thistle tomato tower train trench under valley wagon wall water
weather wheel whistle willow winter wood year café Übung 白菜
"""
WORDS = _VOCABULARY.split()

# What a template carries besides its post: most of an 82 KB page, and packed to about a seventh.
_RULE = ".{a}-{b}:hover {{ margin:{n}px {m}px; color:#{n:03x}; font-size:{m}%; border:1px solid #ccc; }}\n"
_OWN_MARKUP = 16_000
_REMOVED: tuple[Removal | None, ...] = (None, "author", "admin")


def generate(
    seed: int, posts: int = 2000, comments: int = 10_000, body_bytes: int = 6000, page_bytes: int = 82_000
) -> DemoBlog:
    """A blog of that many posts and comments from 2004 to 2024, in every era's markup.

    Bodies and pages are about that many bytes; a page is never smaller than its body and markup need.
    """
    make = Random(seed)
    sentences = [_sentence(make) for _ in range(500)]
    owner = DemoAuthor(name="Owner", kind="account", url=_profile(seed))
    people = [_person(make, at) for at in range(max(10, comments // 50))]
    blog_number = make.randrange(10_000_000, 20_000_000)
    step = (LAST - FIRST) / max(posts, 1)
    made = [
        _post(make, sentences, owner, saved=FIRST + at * step, blog=blog_number, size=body_bytes)
        for at in range(posts)
    ]
    for at in range(comments if made else 0):
        _comment_on(make.choice(made), make, sentences, people, at)
    for post in made:
        post.comments.sort(key=lambda one: (one.published, one.number))
    style = _style(make, page_bytes - body_bytes - _OWN_MARKUP)
    return DemoBlog(
        number=blog_number, title=f"Blog {seed}", author=owner, description="Made up", posts=made, style=style
    )


def _post(
    make: Random, sentences: list[str], owner: DemoAuthor, *, saved: datetime, blog: int, size: int
) -> DemoPost:
    title = "" if make.random() < 0.03 else " ".join(make.sample(WORDS, make.randint(2, 6))).capitalize()  # noqa: PLR2004
    body = _body(make, sentences, size)
    number = number_for(saved, blog, saved.isoformat())
    published = saved.replace(second=0, microsecond=0)
    return DemoPost(
        number=number,
        path=f"/{published:%Y/%m}/{slug(title or body)}_{number % 100_000}.html",
        published=published,
        updated=saved + timedelta(seconds=make.choice((0, 0, 41, 4000, 9_000_000))),
        author=owner,
        html=body,
        title=title,
        labels=tuple(make.sample(WORDS[:12], make.randint(0, 3))),
        era=_era(make, saved),
    )


def _era(make: Random, saved: datetime) -> Era:
    """Old posts in classic markup or in dl, later ones in any later one."""
    return make.choice(ERAS[:4] if saved < CLASSIC_UNTIL else ERAS[3:])


def _comment_on(
    post: DemoPost, make: Random, sentences: list[str], people: list[DemoAuthor], at: int
) -> None:
    published = post.published + timedelta(milliseconds=make.randrange(60_000, 10**9))
    if published < SECONDS_KEPT_FROM:
        published = published.replace(microsecond=0)
    tops = [one for one in post.comments if one.parent is None and one.published < published]
    threads = post.era in ("simple", "contempo") and bool(tops)
    author = make.choice(people)
    if author.kind == "openid" and (post.era not in ERAS[:3] or published < RANDOM_FROM):
        author = people[0]
    removed = make.choices(_REMOVED, (200, 2, 1))[0]
    post.comments.append(
        DemoComment(
            number=number_for(published, post.number, at),
            published=published,
            updated=published + timedelta(hours=3) if removed else published,
            author=author,
            html="<br />".join(make.sample(sentences, make.randint(1, 4))),
            parent=make.choice(tops).number if threads and make.random() < 0.3 else None,  # noqa: PLR2004
            removed=removed,
        )
    )


def _person(make: Random, at: int) -> DemoAuthor:
    """One of every ten has no name, one is signed in by OpenID, four have accounts, four just names."""
    name = f"{make.choice(WORDS).capitalize()} {at}"
    kinds = {0: DemoAuthor(), 1: DemoAuthor(name=name, kind="openid", url=f"https://id{at}.example/")}
    if at % 10 in kinds:
        return kinds[at % 10]
    if at % 2:
        return DemoAuthor(name=name, kind="account", url=_profile(make.randrange(10**9)))
    return DemoAuthor(name=name, url=f"http://home{at}.example/" if at % 4 else None)


def _profile(number: int) -> str:
    return f"https://www.blogger.com/profile/{number:020}"


def _sentence(make: Random) -> str:
    words = " ".join(make.choices(WORDS, k=make.randint(6, 18)))
    return f"{words.capitalize()}{make.choice(('.', '.', '.', '?', '!'))}"


def _body(make: Random, sentences: list[str], size: int) -> str:
    pieces: list[str] = []
    left = size
    while left > 0:
        text = " ".join(make.choices(sentences, k=5))
        piece = make.choice(_SHAPES).format(text, make.choice(WORDS))
        pieces.append(piece)
        left -= len(piece)
    return "".join(pieces)


_SHAPES = (
    "{0}<br /><br />\n",
    "{0}<br /><br />\n",
    "<b>{1}</b> {0}<br /><br />\n",
    '<a href="https://p.example/s/{1}.jpg"><img src="https://p.example/s320/{1}.jpg" /></a>{0}<br />\n',
    "<blockquote>{0}</blockquote>\n",
    (
        '<div class="separator" data-original-width="640"><iframe allowfullscreen="" '
        'src="https://www.youtube.com/embed/{1}" width="320"></iframe></div>{0}<br />\n'
    ),
)


def _style(make: Random, size: int) -> str:
    rules: list[str] = []
    while size > 0:
        rule = _RULE.format(
            a=make.choice(WORDS[:70]),
            b=make.choice(WORDS[:70]),
            n=make.randint(256, 4095),
            m=make.randint(1, 99),
        )
        rules.append(rule)
        size -= len(rule)
    return "".join(rules)


def main() -> None:
    """Serve a blog and wait."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("seed", 1), ("posts", 2000), ("comments", 10_000), ("port", 0)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for name, default in (("body-bytes", 6000), ("page-bytes", 82_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    told = vars(parser.parse_args())
    port = told.pop("port")
    with serve(generate(**told), port) as server, suppress(KeyboardInterrupt):
        print(server.url, flush=True)
        Event().wait()


if __name__ == "__main__":
    main()
