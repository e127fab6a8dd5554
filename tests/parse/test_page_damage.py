"""Pages cut, mangled, padded, wrongly encoded or hostile: a PostPage or a ParseError, and soon."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parse.pages import CASES, bytes_of, url_of

from feedarchive.errors import DamagedError, ParseError
from feedarchive.model import Comment
from feedarchive.parse import page
from feedarchive.seen import PostPage

URL = "http://b.example/2010/01/x.html"
PIECES = st.sampled_from(
    b"""<div class='post-body' id='post-body-5'>|<div id=comments>|<dt id=c12345678>
<li class=comment id=c12345678>|<dt class=comment-author id=comment-123456>
<div class=comment id=c1234567><div class=comment-body>|<dd>|<h4>9
<cite class=user>|<p class=comment-data>|<a href='http://['>|<a href=?commentPage=2>|</div>|</p>|<p>|<table>
<script>|<!--|&#xD800;|<meta name=generator content=blogger>|<link rel=canonical href=//[>
<link rel=service.post href=blogger.com/feeds/1/posts>
_WidgetManager._SetDataContext([{'name':'blog','data':{'pageName':'\\ud800""".replace(b"\n", b"|").split(b"|")
)


def outcome(body: bytes, url: str = URL) -> PostPage | None:
    try:
        return page.read(body, url)
    except ParseError:
        return None


@pytest.mark.parametrize("case", CASES)
def test_a_page_cut_at_any_percent_gives_a_part_of_what_it_holds(case):
    whole, url = bytes_of(case), url_of(case)
    expected = page.read(whole, url)
    held = {comment.id: comment for comment in expected.comments or ()}
    for percent in range(100):
        part = outcome(whole[: len(whole) * percent // 100], url)
        if part is None:
            continue
        assert part.title in (None, expected.title)
        assert part.body_html in (None, expected.body_html)
        for comment in part.comments or ():
            assert said(comment) == said(held[comment.id])
            assert comment.author.kind in (held[comment.id].author.kind, "unknown")
        assert part.comments != () or expected.comments == ()


def said(comment: Comment) -> tuple[object, ...]:
    """What of a comment no later part of the page may change."""
    who = comment.author.name, comment.author.url
    return who, comment.body, comment.status, comment.published_text, comment.in_reply_to


@pytest.mark.parametrize("case", CASES)
def test_a_page_with_a_mangled_byte_at_any_percent_raises_nothing_else(case):
    whole, url = bytes_of(case), url_of(case)
    for percent in range(100):
        body = bytearray(whole)
        body[len(body) * percent // 100] ^= (0x01, 0x20, 0xFF)[percent % 3]
        outcome(bytes(body), url)


@pytest.mark.parametrize("case", ["classic-authors", "layouts-it", "threaded", "v2-flat", "layouts-inner"])
@settings(deadline=None, max_examples=20)
@given(at=st.integers(min_value=0, max_value=10**6), flips=st.binary(min_size=1, max_size=8))
def test_a_page_with_mangled_bytes_raises_nothing_else(case, at, flips):
    body = bytearray(bytes_of(case))
    for step, byte in enumerate(flips):
        body[(at * (step + 1)) % len(body)] ^= byte

    outcome(bytes(body), url_of(case))


@settings(deadline=None)
@given(st.lists(PIECES | st.binary(max_size=6), max_size=30), st.text(max_size=12))
def test_any_bytes_raise_nothing_else(pieces, address):
    outcome(b"<html>" + b"".join(pieces), f"http://b.example/{address}")
    outcome(b"".join(pieces), address)


@pytest.mark.parametrize("case", ["classic-2003", "classic-minima", "layouts-it"])
def test_runs_of_nul_after_the_end_change_nothing(case):
    whole = bytes_of(case)

    assert page.read(whole + b"\0" * 33_000, url_of(case)) == page.read(whole, url_of(case))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_line_ends_change_nothing(case, end):
    unix = bytes_of(case).replace(b"\r\n", b"\n")

    assert page.read(unix.replace(b"\n", end), url_of(case)) == page.read(unix, url_of(case))


class TestEncoding:
    HTML = (
        "<html><head>{}<meta name=generator content=Blogger><title>x</title></head><body><div class=post>"
        "<h3 class=post-title>{}</h3><div class=post-body>w</div></div></body></html>"
    )

    @pytest.mark.parametrize(
        ("declared", "codec", "title"),
        [
            ("<meta charset='windows-1251'>", "windows-1251", "Привет"),
            ('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">', "cp1252", "“été”"),
            ("", "cp1252", "déjà"),
            ("<meta charset=shift_jis>", "shift_jis", "東京"),
        ],
    )
    def test_other_than_utf8_is_read_as_declared_with_a_warning(self, declared, codec, title):
        shown = page.read(self.HTML.format(declared, title).encode(codec), URL)

        assert shown.title == title
        assert "not UTF-8" in shown.warnings[0]

    @pytest.mark.parametrize(
        "label", ["hex", "rot13", "idna", "undefined", "utf-16", "unicode_escape", "nothing"]
    )
    def test_that_is_no_encoding_of_pages_is_not_tried(self, label):
        body = self.HTML.format(f"<meta charset={label}>", "a").encode() + b"\xff"

        assert page.read(body, URL).warnings == ("not UTF-8: read as utf-8, 1 characters lost",)

    def test_utf16_with_its_mark_is_read(self):
        assert page.read(self.HTML.format("", "Привет").encode("utf-16"), URL).title == "Привет"

    def test_a_page_cut_inside_a_letter_loses_that_letter_only(self):
        body = self.HTML.format("<meta charset=utf-8>", "é").encode()

        assert page.read(body + "é".encode()[:1], URL).title == "é"


@pytest.mark.parametrize(
    "bomb",
    [
        b"<div>" * 100_000,
        b"<div>" * 100_000 + b"</div>" * 100_000,
        b"<p>" + b"".join(b"<b a=%d>" % at for at in range(3_000)) + b"<p>x" * 3_000,
        b"".join(b"<body a%d=1>" % at for at in range(20_000)),
        b"<a " + b" ".join(b"a%d=1" % at for at in range(30_000)) + b">",
        b"<a " + b" ".join(b'a%d=">"' % at for at in range(30_000)) + b">",
        b"<a " * 100_000,
    ],
    ids=["deep", "deep and closed", "letters", "bodies", "attributes", "quoted attributes", "unclosed tags"],
)
def test_what_would_keep_a_parser_busy_for_minutes_is_refused(bomb):
    with pytest.raises(DamagedError):
        page.read(b"<html><head><meta name=generator content=blogger></head>" + bomb, URL)


def test_comments_inside_comments_are_refused_before_they_fill_the_memory():
    nested = b"".join(
        b"<ul><li class=comment id=c%d><cite class=user>" % number for number in range(10**6, 10**6 + 300)
    )
    feed = b"<link rel=service.post href='https://www.blogger.com/feeds/1/posts/default'>"

    with pytest.raises(DamagedError, match="comments"):
        page.read(
            b"<html>" + feed + b"<div class=post-body>w</div><div id=comments>" + nested + b"x " * 90_000, URL
        )


ANCHORS = b"".join(
    b"<a name=c%d></a><div>t <a href=#c%d>x</a></div>" % (at, at) for at in range(10**8, 10**8 + 4_000)
)


@pytest.mark.parametrize(
    "heavy",
    [
        b"<div>" * 2_000,
        b"<option>" * 15_000,
        b"<li>x" * 15_000,
        b"<!--" * 100_000,
        b"<td>" * 10_000,
        b"&#x9" * 50_000,
        b"</div><div id=comments><h4>" + b"999," * 2_000,
        b"</div><div id=talk>" + ANCHORS,
        b"</div><p class=post-footer>posted by x" + b" at" * 20_000 + b" y",
    ],
    ids=["nested", "options", "items", "comments", "cells", "references", "thousands", "anchors", "byline"],
)
@pytest.mark.parametrize("of", ["blogger", "another"])
def test_what_is_only_heavy_is_read(of, heavy):
    body = b"<html><meta name=generator content=%s><div class=post-body>%s</html>" % (of.encode(), heavy)

    assert page.read(body, URL).era in (("classic", "custom") if of == "blogger" else ("any",))


def test_white_space_without_end_in_an_old_template_is_read():
    body = b"<html><meta name=generator content=blogger><div class=Post>words%s.<br> <br></div></html>"
    gap = b" " * 200_000

    assert page.read(body % gap, URL).body_html == f"words{gap.decode()}.<br> <br>"


def test_white_space_without_end_in_a_comment_of_a_template_of_its_own_is_read():
    comment = (
        b"<div class=blogComment><a name=12345678></a>words%s.<br> <br><a href=#c12345678>5 PM</a></div>"
    )
    page_of = (
        b"<html><meta name=generator content=blogger><div class=post-body>w</div><div id=comments>%s</html>"
    )
    gap = b" " * 200_000

    shown = page.read(page_of % (comment % gap), URL, blog_id="tag:blogger.com,1999:blog-1").comments

    assert shown is not None
    assert shown[0].body.html == f"words{gap.decode()}."
