"""Comments on pages of other platforms: WordPress's markup, microformats, schema.org, JSON-LD; and hostile ones."""

import json

import pytest

from feedarchive.errors import ParseError
from feedarchive.parse import anypage, page
from feedarchive.seen import PostPage

URL = "https://b.example/nine/"


def shown(comments: str, head: str = "") -> PostPage:
    html = f"<!doctype html><html><head>{head}</head><body><article><h1>Nine</h1><div class='entry-content'><p>Text.</p></div></article>{comments}</body></html>"
    return page.read(html.encode(), URL)


def said(post: PostPage) -> list[tuple[object, ...]]:
    return [
        (
            one.id,
            one.author.name,
            one.author.url,
            one.published and one.published.isoformat(),
            one.in_reply_to,
            one.body.text,
        )
        for one in post.comments or ()
    ]


WORDPRESS = """<ol class="commentlist"><li id="comment-1" class="comment"><div id="div-comment-1" class="comment-body">
<div class="comment-author vcard"><cite class="fn"><a href="https://al.example/" class="url">Al</a></cite></div>
<div class="comment-meta commentmetadata"><a href="https://b.example/nine/#comment-1">June 3 at noon</a></div>
<p>First.</p><p>Two.</p><div class="reply"><a href="?replytocom=1#respond">Reply</a></div></div>
<ul class="children"><li id="comment-2" class="comment"><div id="div-comment-2" class="comment-body"><div class="comment-author vcard">
<cite class="fn">Bo</cite></div><div class="comment-meta"><a href="https://b.example/nine/#comment-2"><time datetime="2003-06-03T11:39:21+02:00">x</time></a></div>
<p>Second.</p></div></li></ul></li><li id="comment-3" class="pingback"><div class="comment-body">Pingback: <a href="https://p.example/x">A log</a></div></li></ol>"""


def test_wordpress_in_its_old_markup():
    assert said(shown(WORDPRESS)) == [
        (f"{URL}#comment-1", "Al", "https://al.example/", None, None, "First.\n\nTwo."),
        (f"{URL}#comment-2", "Bo", None, "2003-06-03T11:39:21+02:00", f"{URL}#comment-1", "Second."),
        (f"{URL}#comment-3", "A log", "https://p.example/x", None, None, ""),
    ]


def test_no_time_of_a_comment_becomes_that_of_the_post():
    assert shown(WORDPRESS).published is None


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="u-comment h-cite"><a class="p-author h-card" href="https://al.example/">Al</a>'
        '<a class="u-url" href="/nine/#c5"><time class="dt-published" datetime="2003-06-03T09:39:21Z">t</time></a><p class="p-content">Hello.</p></div>',
        '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment"><span itemprop="author" itemscope><a itemprop="url" href="https://al.example/">'
        '<span itemprop="name">Al</span></a></span><a itemprop="url" href="/nine/#c5"></a><time itemprop="datePublished" datetime="2003-06-03T09:39:21Z"></time>'
        '<div itemprop="text">Hello.</div></div>',
    ],
)
def test_microformats_and_microdata(markup):
    [one] = shown(markup).comments or ()
    assert one.published is not None
    assert (one.author.name, one.body.text) == ("Al", "Hello.")
    assert one.published.isoformat() == "2003-06-03T09:39:21+00:00"


def test_json_ld():
    inner = {"@type": "Comment", "url": f"{URL}#c6", "text": "And.", "author": "Bo"}
    outer = {"@type": "Comment", "@id": f"{URL}#c5", "text": "Hello.", "author": {"name": "Al", "url": "https://al.example/"},
             "dateCreated": "2003-06-03T09:39:21Z", "comment": inner}  # fmt: skip
    card = json.dumps({"@graph": [{"@type": "BlogPosting", "comment": [outer]}]})
    assert said(shown("", f'<script type="application/ld+json">{card}</script>')) == [
        (f"{URL}#c5", "Al", "https://al.example/", "2003-06-03T09:39:21+00:00", None, "Hello."),
        (f"{URL}#c6", "Bo", None, None, f"{URL}#c5", "And."),
    ]


def test_lists_of_recent_comments_are_no_comment_pages_of_the_post():
    links = "".join(
        f'<a href="https://b.example/{at}/comment-page-1/#comment-9">x</a>' for at in ("nine", "other")
    )
    assert shown(WORDPRESS + links).more_comments == (f"{URL}comment-page-1/",)


@pytest.mark.parametrize(
    ("markup", "kind"),
    [
        ('<body class="single single-post postid-9">', "post"),
        ('<body class="page-template-default page page-id-9">', "page"),
        ("<body>", None),
    ],
)
def test_what_the_markup_calls_the_page(markup, kind):
    html = f"<html>{markup}<article><div class='entry-content'>T</div></article></body></html>"
    assert anypage.read(html.encode()).kind == kind


@pytest.mark.parametrize(
    "body",
    [
        WORDPRESS.encode()[:700],
        b"<li id='comment-1'>" * 3000,
        b"<script type='application/ld+json'>" + b'{"comment":[' * 2000 + b"</script>",
        b"<div class='u-comment'>" * 500 + b"<p>x",
        b"\xff\xfe<\x00l\x00i\x00",
    ],
)
def test_odd_markup_is_a_page_or_a_parse_error(body):
    try:
        page.read(b"<html><body>" + body, URL)
    except ParseError:
        return
