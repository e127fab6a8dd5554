"""Which addresses of a post are images, recordings and enclosures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.model import Link
from feedarchive.parse.media import Wanted, largest_of, resolved, wanted

BASE = "https://some.blogspot.com/2006/06/post.html"
IMAGE = "https://a.example/x.png"


def addresses(html: str, *links: Link) -> list[str]:
    return [one.address for one in wanted(html, links, BASE)]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        (f'<img src="{IMAGE}">', [IMAGE]),
        (f"<IMG SRC='{IMAGE}#top'>", [IMAGE]),
        ("<img src=' /a b.png\n'>", ["https://some.blogspot.com/a b.png"]),
        ("<img src='//b.example/x.png'>", ["https://b.example/x.png"]),
        ("<img src='x.png'>", ["https://some.blogspot.com/2006/06/x.png"]),
        ("<img src='data:image/png;base64,AAAA'><img src=''><img>", []),
        ("<img src='javascript:x()'><img src='file:///etc/passwd'><img src='http://['>", []),
        (f"<img src='{IMAGE}'><p><img src='{IMAGE}'></p>", [IMAGE]),
        (f"<img src='{IMAGE}' width=1 height=1>", []),
        (f"<a href='/full.JPG'><b><img src='{IMAGE}'></b></a>", [IMAGE, "https://some.blogspot.com/full.JPG"]),
        (
            f"<a href='//1.bp.blogspot.com/a/s1600-h/x'><img src='{IMAGE}'></a>",
            [IMAGE, "https://1.bp.blogspot.com/a/s1600-h/x"],
        ),
        (f"<a href='/a/post.html'><img src='{IMAGE}'></a><a href='/b.png'>b</a>", [IMAGE]),
        ("<img srcset='/s.png 320w, /l.png 1600w'>", ["https://some.blogspot.com/l.png"]),
        (
            "<video src='/v.mp4' poster='/p.png'>",
            ["https://some.blogspot.com/v.mp4", "https://some.blogspot.com/p.png"],
        ),
        ("<audio><source src='/a.ogg'></audio>", ["https://some.blogspot.com/a.ogg"]),
        ("<embed src='http://video.example/v/1'><embed src='/a.mp3'>", ["https://some.blogspot.com/a.mp3"]),
    ],
)  # fmt: skip
def test_what_a_body_shows(html, found):
    assert addresses(html) == found


def test_the_largest_of_a_srcset_stands_for_its_src():
    (one,) = wanted("<img src='/s.png' srcset='/m.png 2x, /l.png 3x, /s.png'>", (), BASE)

    assert one == Wanted("https://some.blogspot.com/s.png", ("https://some.blogspot.com/l.png",))


def test_enclosures_are_taken_and_other_links_are_not():
    links = [Link(rel=rel, href="/talk.mp3") for rel in ("enclosure", "related")]

    assert addresses("", *links) == ["https://some.blogspot.com/talk.mp3"]


def test_widths_that_are_no_numbers():
    assert largest_of("/a.png 1.2.3w, /b.png 5w") == "/b.png"
    assert largest_of("") == ""


@given(st.text(), st.text())
def test_no_text_breaks_it_and_all_is_on_the_web(html, href):
    found = wanted(f"<img src='{href}'>{html}", (Link(rel="enclosure", href=href),), BASE)

    assert all(one.address.lower().startswith(("http://", "https://")) for one in found)
    assert len({one.address for one in found}) == len(found)
    assert all(resolved(BASE, one.address) == one.address.strip() for one in found)


@pytest.mark.parametrize("text", ["a" * 100_000 + " x", "a, " * 50_000, "a 1w" * 50_000, "," * 100_000])
def test_a_long_srcset_takes_no_time(text):
    assert isinstance(largest_of(text), str)
