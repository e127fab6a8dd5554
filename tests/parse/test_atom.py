"""The strict reader: exact, and no element lost."""

import gc
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parse.feedwriting import BLOG, POST, comment, entry, feed

from feedarchive.errors import DamagedError, UnknownFormatError
from feedarchive.model import Author
from feedarchive.parse import atom

PROFILE = "http://www.blogger.com/profile/1"
DIV = "<div xmlns='http://www.w3.org/1999/xhtml'>"
XML_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n"))


def only(body: bytes):
    (found,) = atom.read(body, "u").entries
    return found


def only_comment(*more: str, html: str = "Yes."):
    (found,) = atom.read(feed(comment(*more, html=html)), "u").comments
    return found.comment


@given(XML_TEXT)
def test_bodies_are_kept_to_the_byte(html):
    assert only(feed(entry(html=html))).body.html == html


@given(XML_TEXT)
def test_bodies_in_cdata_are_kept_to_the_byte(html):
    html = html.replace("]]>", "")
    assert only(feed(entry(f"<content type='html'><![CDATA[{html}]]></content>"))).body.html == html


@given(XML_TEXT)
def test_plain_bodies_become_html_that_says_the_same(text):
    body = only(feed(entry(f"<content>{escape(text)}</content>"))).body
    assert body.html == escape(text, quote=False)


@given(XML_TEXT, XML_TEXT)
def test_xhtml_bodies_are_written_out_without_their_div(text, title):
    markup = f'<p title="{escape(title)}">{escape(text, quote=False)}<br/></p>'
    xhtml = f"<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{markup}</div></content>"
    value = escape(title.replace("\n", " ").replace("\t", " "))  # XML 1.0, 3.3.3
    expected = f'<p title="{value}">{escape(text, quote=False)}<br /></p>'
    assert only(feed(entry(xhtml))).body.html == expected


@pytest.mark.parametrize(
    ("xhtml", "html"),
    [
        ("<x:div xmlns:x='http://www.w3.org/1999/xhtml'>a<x:b>c</x:b></x:div>", "a<b>c</b>"),
        (f"{DIV}<div>a</div>b</div>", "<div>a</div>b"),
        ("no div<b xmlns='http://www.w3.org/1999/xhtml'>c</b>", "no div<b>c</b>"),
        (f"{DIV}<script>a &lt; b &amp;&amp; c</script></div>", "<script>a < b && c</script>"),
        (f"{DIV}<style>a &lt;/style&gt;</style></div>", "<style>a &lt;/style&gt;</style>"),
        (f"{DIV}<p xml:lang='fr'/></div>", '<p xml:lang="fr"></p>'),
        (f"{DIV}<o:p xmlns:o='urn:o'>a</o:p><!-- b --></div>", "<o:p>a</o:p><!-- b -->"),
    ],
)
def test_xhtml(xhtml, html):
    assert only(feed(entry(f"<content type='xhtml'>{xhtml}</content>"))).body.html == html


def test_what_follows_xhtml_is_read():
    title = f"<title type='xhtml'>{DIV}<b>A</b> b</div></title>"
    found = only(feed(entry(title, "<content type='html'>c<!-- no text -->d</content>")))
    assert (found.title, found.body.html) == ("A b", "cd")


@pytest.mark.parametrize(
    ("content", "origin"),
    [
        ("<content type='image/png'>iVBORw0KGgo=</content>", None),
        ("<content type='video/mp4' src='https://films.example/1'/>", None),
        ("<content type='text/html' src='https://blog.example/1'/>", None),
        ("<content type='text/plain'></content>", "feed"),
        ("<content/>", "feed"),
        ("", None),
    ],
)
def test_bodies_without_text(content, origin):
    body = only(feed(entry(content))).body
    assert (body.html, body.text, body.truncated, body.origin) == ("", "", False, origin)


def test_a_summary_is_truncated_only_without_content():
    assert only(feed(entry("<summary>a &lt; b</summary>"))).body.html == "a &lt; b"
    assert only(feed(entry("<summary>a</summary>"))).body.truncated
    assert not only(feed(entry("<summary>a</summary>", html="b"))).body.truncated


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title> a  b </title>", " a  b "),
        ("<title> \n </title>", ""),
        ("<title type='html'>a &lt;b&gt;b&lt;/b&gt; &amp;amp; c</title>", "a b & c"),
        ("<title type='text'>a &lt;b&gt; &amp;amp; c</title>", "a <b> &amp; c"),
        ("<title>one</title><title>two</title>", "one"),
        ("<x:title xmlns:x='urn:x'>other</x:title>", ""),
        ("<source><title>other</title></source>", ""),
        ("", ""),
    ],
)
def test_titles(markup, title):
    assert only(feed(entry(markup))).title == title


def test_links_are_chosen_by_rel_and_type_not_by_place():
    links = (
        "<link rel='replies' type='text/html' href='r'/><link rel='alternate' type='image/png' href='png'/>"
        "<link rel='self' href='s'/><link href='page'/><link rel='via' href='v' length='x'/>"
        "<link rel='related'/>"
    )
    found = only(feed(entry(links)))
    assert found.url == "page"
    assert [(link.rel, link.href, link.length) for link in found.links] == [("via", "v", None)]


def test_the_first_of_two_counts():
    found = only(feed(entry("<id>urn:2</id>", "<summary>a</summary><summary>b</summary>")))
    assert (found.id, found.body.html) == (POST, "a")


def test_feedburner_hides_the_address():
    burner = "<f:origLink xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>true</f:origLink>"
    assert only(feed(entry("<link rel='alternate' href='proxy'/>", burner))).url == "true"


def test_other_kinds_of_an_export_are_named_not_read():
    scheme = "http://schemas.google.com/g/2005#kind"
    kind = f"<category scheme='{scheme}' term='http://schemas.google.com/blogger/2008/kind#{{}}'/>"
    names = ("settings", "page", "post", "comment")
    items = [entry(kind.format(name), tag=f"{BLOG}.{name}") for name in names]
    page = atom.read(feed(*items), "u")
    assert [(found.id, found.kind) for found in page.entries] == [
        (f"{BLOG}.page", "page"),
        (f"{BLOG}.post", "post"),
    ]
    assert [found.comment.id for found in page.comments] == [f"{BLOG}.comment"]
    assert page.skipped == (f"settings: {BLOG}.settings",)


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("<name>Anonymous</name>", Author(name=None, kind="anonymous")),
        ("<name> Ann </name><uri> </uri>", Author(name="Ann", kind="anonymous")),
        ("<name></name>", Author(name=None, kind="anonymous")),
        (
            f"<name>Anonymous</name><uri>{PROFILE}</uri>",
            Author(name="Anonymous", kind="account", url=PROFILE),
        ),
        ("<uri>//blogger.com/profile/1</uri>", Author(kind="account", url="//blogger.com/profile/1")),
        (
            "<name>G</name><uri>//plus.google.com/1</uri>",
            Author(name="G", kind="account", url="//plus.google.com/1"),
        ),
        (
            f"<name>W</name><uri>http://w/?{PROFILE}</uri>",
            Author(name="W", kind="anonymous", url=f"http://w/?{PROFILE}"),
        ),
        ("<name>O</name><uri>o</uri><gd:image src='openid.gif'/>", Author(name="O", kind="openid", url="o")),
    ],
)
def test_authors_of_comments(author, expected):
    assert only_comment(f"<author>{author}</author>").author == expected


def test_nobody_and_a_crowd():
    assert only_comment().author == Author()
    assert only_comment("<author><name>A</name></author><author><name>B</name></author>").author.name == "A"


@pytest.mark.parametrize(
    ("html", "status"),
    [
        ("This comment has been removed by the author.", "removed-by-author"),
        ("This comment has been removed by a blog administrator.", "removed-by-admin"),
        ("Un administrador del blog ha eliminado este comentario.", "removed-by-admin"),
        ("Este comentario ha sido eliminado.", "removed-by-author"),
    ],
)
def test_removed_comments_have_no_body_wherever_the_mark_stands(html, status):
    mark = "<gd:extendedProperty name='blogger.contentRemoved' value='true'/>"
    other = "<gd:extendedProperty name='blogger.displayTime' value='today'/>"
    for marks in ([mark, other], [other, mark], [mark]):
        found = only_comment(*marks, html=html)
        assert (found.status, found.body.html, found.body.text) == (status, "", "")
    assert only_comment(other, html=html).status == "live"
    assert only_comment(mark.replace("true", "false"), html=html).status == "live"


def test_a_reply_names_the_comment_in_a_related_link():
    link = "<link rel='related' href='https://www.blogger.com/feeds/42/7/comments/default/{}'/>"
    assert only_comment(link.format("12")).in_reply_to == f"{BLOG}.post-12"
    assert only_comment(link.format("")).in_reply_to is None
    assert only_comment().in_reply_to is None


def test_an_empty_feed_of_comments_and_one_without_replies():
    assert atom.read(feed(tag=f"{BLOG}.comments"), "u").blog.id == BLOG
    old = atom.read(feed(entry(html="x"), tag=f"{BLOG}.post81..comments"), "u")
    assert (old.entries, old.comments[0].entry_id, old.blog.id) == ((), None, BLOG)
    mixed = atom.read(feed(comment(), entry(html="x")), "u")
    assert [found.entry_id for found in mixed.comments] == [POST, None]


def test_other_peoples_atom():
    page = atom.read(
        b"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:id>urn:x</a:id><a:link href='h'/>"
        b"<a:author><a:name>All</a:name></a:author>"
        b"<a:entry><a:id>urn:y</a:id><a:category term='t'/></a:entry></a:feed>",
        "u",
    )
    assert (page.blog.id, page.blog.url) == ("urn:x", "h")
    assert page.entries[0].labels == ("t",)
    assert page.entries[0].author.name == "All"  # RFC 4287, 4.2.1


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: b" \n" + text.encode(),
        lambda text: b" \n" + text.encode() + b"\n\0\0\0\n\0",
        lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16"),
        lambda text: text.replace("UTF-8", "iso-8859-1").encode("latin-1"),
        lambda text: text.replace("UTF-8", "windows-1252").encode("cp1252"),
    ],
)
def test_encodings_and_padding(encode):
    page = atom.read(encode(feed(entry("<title>é</title>")).decode()), "u")
    assert page.entries[0].title == "é"
    assert page.whole


DTD = b"<!DOCTYPE feed [<!ENTITY a 'aaaaaaaaaa'>]>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (DTD + feed().partition(b"?>")[2], "has a DTD"),
        (feed(entry())[:-3], "not well-formed"),
        (feed(entry()) + b"more", "not well-formed"),
        (feed(entry("<title>\0</title>")), "not well-formed"),
        (feed(entry("<title>\x1b</title>")), "not well-formed"),
        (feed(entry("<title>&nbsp;</title>")), "not well-formed"),
        (feed(entry("<title>&#xD800;</title>")), "not well-formed"),
        (feed().replace(b"A blog", b"\xff"), "not well-formed"),
        (feed().replace(b"UTF-8", b"undefined") + "é".encode(), "not in the encoding it claims"),
        (feed(entry("<x>" * 300 + "</x>" * 300)), "elements inside each other"),
        (
            feed(entry("<content type='xhtml'>" + "<b>" * 300 + "</b>" * 300 + "</content>")),
            "elements inside each other",
        ),
        (feed("<entry/>" * (atom.MAX_ENTRIES + 1)), "entries"),
    ],
)
def test_damage(body, reason):
    with pytest.raises(DamagedError, match=reason):
        atom.read(body, "https://blog.example/feed")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0\0",
        b"404",
        b'{"feed": {}}',
        b"<!DOCTYPE html><html><head></head></html>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<rss version='2.0'><channel/></rss>",
        b"<feed xmlns='http://purl.org/atom/ns#' version='0.3'/>",
        b"<feed/>",
    ],
)
def test_other_formats(body):
    with pytest.raises(UnknownFormatError, match=r"https://blog\.example/feed: "):
        atom.read(body, "https://blog.example/feed")


def test_a_reply_to_nothing_and_counts_that_are_none():
    page = atom.read(
        feed(
            entry("<thr:in-reply-to/>"),
            more="<totalResults xmlns='http://a9.com/-/spec/opensearch/1.1/'>-1</totalResults>",
        ),
        "u",
    )
    assert page.comments[0].entry_id is None
    assert page.total is None


def test_nothing_waits_for_the_garbage_collector():
    body = feed(entry("<content type='xhtml'><b xmlns='http://www.w3.org/1999/xhtml'>x</b></content>"))
    gc.collect()
    gc.disable()
    try:
        atom.read(body, "u")
        assert gc.collect() == 0
    finally:
        gc.enable()
