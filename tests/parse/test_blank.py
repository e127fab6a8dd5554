"""Documents without what was redacted: every other byte of a feed stays, and no word of it."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedarchive.parse.blank import Target, blank
from feedarchive.parse.feeds import read_feed
from feedarchive.parse.page import read

BLOG = "tag:blogger.com,1999:blog-7"
POST = Target(id=f"{BLOG}.post-1111111", path="/2006/06/low-tide.html")
COMMENT = Target(id=f"{BLOG}.post-2222222", comment=True)
URL = "https://quiet-harbour.blogspot.com/feeds/posts/default"
PAGE = "https://quiet-harbour.blogspot.com/2006/06/low-tide.html"
HEAD = (
    "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom'"
    " xmlns:thr='http://purl.org/syndication/thread/1.0'"
    " xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'>"
    f"<id>{BLOG}</id><title>Quiet Harbour</title><openSearch:totalResults>3</openSearch:totalResults>"
)
OTHER = (
    f"<entry><id>{BLOG}.post-3333333</id><title>Other</title>"
    "<content type='html'>&lt;p&gt;stays</content></entry>"
)


def feed(*entries: str) -> bytes:
    return (HEAD + "".join(entries) + "</feed>").encode()


def entry(inside: str, number: str = "1111111") -> str:
    return f"<entry><id>{BLOG}.post-{number}</id><published>2006-06-06T01:00:00Z</published>{inside}</entry>"


TEXTS = {
    "title": "<title>SECRET</title>",
    "content": "<content type='html'>&lt;p&gt;SECRET</content>",
    "xhtml": "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><link title='SECRET'/></div>"
    "</content>",
    "cdata": "<content type='html'><![CDATA[SECRET </p>]]></content>",
    "summary": "<summary>SECRET</summary>",
    "author": "<author><name>SECRET</name><uri>SECRET</uri></author>",
    "category": "<category term='SECRET'/>",
    "link": "<link rel='alternate' href='https://x/2006/06/low-tide.html' title='SECRET'/>",
    "enclosure": "<link rel='enclosure' href='https://x/SECRET.mp3'/>",
    "unknown": "<x:y xmlns:x='urn:x' z='SECRET'>SECRET</x:y>",
    "not well-formed": "<title>SECRET",
}


@pytest.mark.parametrize("inside", TEXTS.values(), ids=TEXTS)
def test_what_a_feed_says_of_it_is_cut_out(inside):
    body = feed(OTHER, entry(inside), OTHER.replace("3333333", "4444444"))

    found = blank(URL, body, targets=[POST])

    assert found is not None
    assert b"SECRET" not in found
    assert OTHER.encode() in found or found == b""


def made(kind: str, n: int) -> str:
    if kind == "other":
        return OTHER.replace("3333333", f"333{n:04}")
    if kind == "post":
        return entry(TEXTS["title"] + TEXTS["content"])
    if kind == "reply":
        return entry(f"<thr:in-reply-to ref='{POST.id}' href='x'/>" + TEXTS["content"], f"555{n:04}")
    return entry(TEXTS["content"] + TEXTS["author"], "2222222")


KINDS = st.lists(st.sampled_from(["other", "post", "reply", "comment"]), min_size=1, max_size=8)


@given(KINDS, st.booleans())
def test_a_walk_over_the_feed_meets_the_same_items(kinds, whole):
    body = feed(*(made(kind, n) for n, kind in enumerate(kinds)))
    body = body if whole else body.removesuffix(b"</feed>")

    found = blank(URL, body, targets=[POST, COMMENT])

    if set(kinds) == {"other"}:
        assert found is None
        return
    assert found
    assert b"SECRET" not in found
    old, new = read_feed(body, URL), read_feed(found, URL)
    assert [one.id for one in new.entries] == [one.id for one in old.entries]
    assert [one.comment.id for one in new.comments] == [one.comment.id for one in old.comments]
    assert [one.comment.published for one in new.comments] == [one.comment.published for one in old.comments]
    assert (new.total, new.whole) == (old.total, old.whole)
    assert blank(URL, found, targets=[POST, COMMENT]) is None


def test_an_entry_that_a_cut_feed_ends_in_is_cut_out():
    body = feed(OTHER, entry(TEXTS["content"]))
    body = body[: body.index(b"SECRET") + 6]

    found = blank(URL, body, targets=[POST])

    assert found is not None
    assert b"SECRET" not in found
    assert OTHER.encode() in found


def test_of_an_entry_that_is_cut_nobody_knows_what_it_belongs_to():
    body = feed(OTHER, entry(TEXTS["content"], "7777777"))
    body = body[: body.index(b"SECRET") + 6]

    found = blank(URL, body, targets=[POST])

    assert found is not None
    assert b"SECRET" not in found
    assert OTHER.encode() in found
    assert blank(URL, body, targets=[COMMENT]) is None


def test_markup_that_hides_the_end_of_the_entry_leaves_nothing():
    hidden = "<content type='html'><![CDATA[a </entry> SECRET]]></content>"

    assert blank(URL, feed(OTHER, entry(hidden)), targets=[POST]) == b""


def test_an_rss_item_is_cut_out():
    body = (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title><item><guid>{POST.id}</guid>"
        "<title>SECRET</title><description>SECRET</description><author>SECRET</author></item>"
        "<item><guid>x</guid><title>Other</title></item></channel></rss>"
    ).encode()

    found = blank(URL, body, targets=[POST])

    assert found
    assert b"SECRET" not in found
    assert b"<title>Other</title>" in found


def test_its_own_comments_feed_names_it_in_its_title():
    url = "https://quiet-harbour.blogspot.com/feeds/1111111/comments/default"

    assert blank(url, feed(OTHER), targets=[POST]) is None
    assert blank(url, feed(f"<link href='{POST.path}'/>"), targets=[POST]) == b""


def test_its_own_page_leaves_nothing_and_a_sitemap_all():
    sitemap = f"<?xml version='1.0'?><urlset><url><loc>{PAGE}</loc></url></urlset>".encode()

    assert blank(PAGE, b"<html><body>SECRET</body></html>", targets=[POST]) == b""
    assert blank("https://x/sitemap.xml", sitemap, targets=[POST]) is None


def test_what_cannot_be_read_leaves_nothing():
    assert blank("https://x/a", b"plain text of 1111111: SECRET", targets=[POST]) == b""
    assert blank("https://x/a", gzip.compress(b"1111111"), targets=[POST]) is None


def other_page(inside: str) -> bytes:
    mine = "<div class='post'><div class='post-body'>mine</div></div>"
    return f"<!DOCTYPE html><html><body>{mine}{inside}</body></html>".encode()


GADGETS = {
    "archive": "<ul><li><a href='https://y/2006/06/low-tide.html'>SECRET</a></li></ul>",
    "popular": "<ul><li><div class='item-content'><a href='/2006/06/low-tide.html?m=1'>SECRET</a>"
    "<div class='item-snippet'>SECRET</div></div></li></ul>",
    "listed": "<div class='post hentry'><a name='1111111'></a><h3 class='post-title'>SECRET</h3>"
    "<div class='post-body' id='post-body-1111111'>SECRET</div></div>",
}


@pytest.mark.parametrize("gadget", GADGETS.values(), ids=GADGETS)
def test_another_page_keeps_all_but_what_names_it(gadget):
    url = "https://quiet-harbour.blogspot.com/2006/07/other.html"

    found = blank(url, other_page(gadget), targets=[POST])

    assert found
    assert b"SECRET" not in found
    assert b'<div class="post-body">mine</div>' in found
    assert found.startswith(b"<!DOCTYPE html>")
    assert blank(url, found, targets=[POST]) is None
    assert blank(url, found, targets=[POST, COMMENT]) is None


def test_words_that_are_known_are_found_in_gadgets_but_others_keep_their_quotes():
    words = "the harbour master has never paid for his beer"
    gadget = f"<a href='{POST.path}'>x</a><p>{words[:30]}…</p>"
    body = other_page(gadget).replace(b"mine", f"he wrote: {words}".encode())
    url = "https://quiet-harbour.blogspot.com/2006/07/other.html"

    found = blank(url, body, targets=[POST], texts=frozenset({words}))

    assert found
    assert found.count(words[:30].encode()) == 1
    assert f"he wrote: {words}".encode() in found


THREADED = """<!DOCTYPE html><html><head><link rel='canonical' href='{url}'></head><body>
<div class='post'><div class='post-body' id='post-body-1111111'>The text</div></div>
<div id='comments'><h4>3 comments:</h4><ol id='top-ra'>
<li class='comment' id='c2222222'><div class='comment-block'><cite class='user'>SECRET</cite>
<p class='comment-content'>SECRET</p></div><div class='comment-replies'><ol>
<li class='comment' id='c5555555'><div class='comment-block'><cite class='user'>Gull</cite>
<p class='comment-content'>An answer.</p></div></li></ol></div></li>
<li class='comment' id='c6666666'><div class='comment-block'><cite class='user'>Tern</cite>
<p class='comment-content'>Another.</p></div></li></ol></div></body></html>"""


def test_answers_to_a_threaded_comment_stay():
    body = THREADED.format(url=PAGE).encode()

    found = blank(PAGE, body, targets=[COMMENT])

    assert found
    assert b"SECRET" not in found
    shown = {one.id: one.body.text for one in read(found, PAGE, blog_id=BLOG).comments or ()}
    assert shown[f"{BLOG}.post-5555555"] == "An answer."
    assert shown[f"{BLOG}.post-6666666"] == "Another."


def test_a_comment_that_cannot_be_told_from_others_takes_the_page_with_it():
    both = "<p><a name='c2222222'></a>SECRET <a name='c5555555'></a>B</p>"
    body = f"<html><body><div id='comments'>{both}</div></body></html>"

    assert blank(PAGE, body.encode(), targets=[COMMENT]) == b""
