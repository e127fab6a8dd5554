"""The feeds are Blogger's, quirks and all (fact sheet blogger-feeds)."""

import xml.etree.ElementTree as ET
from datetime import datetime

import pytest
from tests.demo.reader import NS, entries, get, href, said

from feedarchive.demo import EXAMPLE_PATH, truth

POSTS = "/feeds/posts/default?max-results=150"
COMMENTS = "/feeds/comments/default?max-results=150"


def by_id(feed: ET.Element, number: int) -> ET.Element:
    return next(entry for entry in entries(feed) if said(entry, "a:id").endswith(f"post-{number}"))


def test_every_feed_is_well_formed(server):
    numbers = [post.number for post in server.blog.posts]
    for target in (
        POSTS,
        COMMENTS,
        "/feeds/pages/default",
        *(f"/feeds/{n}/comments/default" for n in numbers),
    ):
        assert get(server, target).xml.tag == "{http://www.w3.org/2005/Atom}feed"


def test_posts_say_what_is_true(server):
    feed = get(server, POSTS).xml
    expected = [entry for entry in reversed(truth(server.blog, server.url)) if entry["kind"] == "post"]
    assert said(feed, "s:totalResults") == str(len(expected))
    for entry, true in zip(entries(feed), expected, strict=True):
        assert said(entry, "a:id") == true["id"]
        assert said(entry, "a:title") == true["title"]
        assert said(entry, "a:content") == true["body"]["html"]
        assert href(entry, "alternate") == true["url"]
        assert tuple(c.get("term") for c in entry.findall("a:category", NS)) == true["labels"]
        assert said(entry, "thr:total") == str(true["comments_declared"])


def test_comments_say_what_is_true(server):
    feed = get(server, COMMENTS).xml
    expected = {c["id"]: c for entry in truth(server.blog, server.url) for c in entry["comments"]}
    assert len(entries(feed)) == len(expected)
    for entry in entries(feed):
        true = expected[said(entry, "a:id")]
        parent = (true["in_reply_to"] or "").partition("post-")[2]
        assert href(entry, "alternate") == true["url"]
        assert (href(entry, "related") or "").endswith(parent)
        if true["status"] == "live":
            assert said(entry, "a:content") == true["body"]["html"]


def test_its_own_links_name_blogger_and_public_ones_the_blog(server):
    feed = get(server, "/feeds/posts/default").xml
    place = f"http://www.blogger.com/feeds/{server.blog.number}"
    entry = entries(feed)[0]
    assert href(feed, "self") == f"{place}/posts/default"
    assert href(feed, "next") == f"{place}/posts/default?start-index=26&max-results=25"
    assert href(entry, "edit") == href(entry, "self")
    assert (href(entry, "self") or "").startswith(f"{place}/posts/default/")
    assert href(feed, "alternate") == server.url
    assert (href(entry, "replies", "application/atom+xml") or "").startswith(f"{server.url}feeds/")


def test_a_public_host_is_named_in_all_public_links(server):
    server.options.public_host = "demo.blogspot.com"
    feed = get(server, POSTS).xml
    assert href(feed, "alternate") == "http://demo.blogspot.com/"
    assert server.url not in get(server, POSTS).text + get(server, EXAMPLE_PATH).text


def test_times_have_milliseconds_and_the_blogs_own_offset(server):
    feed = get(server, POSTS).xml
    stamps = {said(entry, "a:published")[-10:] for entry in entries(feed)}
    assert stamps == {".000-05:00", ".000-06:00"}
    assert said(feed, "a:updated") == "2024-04-22T09:50:33.941-05:00"


def test_comment_times_are_cut_to_the_minute_until_2009(server):
    for entry in entries(get(server, COMMENTS).xml):
        published = said(entry, "a:published")
        assert published[17:23] == "00.000" or published >= "2009-02"
    kept = [said(e, "a:published")[19:23] for e in entries(get(server, COMMENTS).xml)]
    assert any(part != ".000" for part in kept)


@pytest.mark.parametrize(("year", "whole_minute"), [("2006", True), ("2008", False)])
def test_updated_of_an_old_comment_is_the_instant_from_2007_on(server, year, whole_minute):
    found = [e for e in entries(get(server, COMMENTS).xml) if said(e, "a:published").startswith(year)]
    assert all((said(e, "a:updated")[17:23] == "00.000") == whole_minute for e in found)
    assert found


def test_authors_are_told_apart_by_their_address_not_their_name(server):
    authors = get(server, COMMENTS).xml.findall("a:entry/a:author", NS)
    found: dict[str, set[str | None]] = {}
    for author in authors:
        uri = author.find("a:uri", NS)
        found.setdefault(said(author, "a:name"), set()).add(None if uri is None else uri.text)
        assert said(author, "a:email") == "noreply@blogger.com"
    assert found["Anonymous"] == {None, "https://www.blogger.com/profile/01234500000000000062"}
    assert found["JSBolton"] == {None}
    assert found["Henri Dubé"] == {"http://haricots.example/"}
    assert found['O\'Hara "Digger" & Sons <allotment 9>'] == {None}


def test_comments_come_newest_first_ties_by_number(server):
    index = server.blog.index
    post = index.by_path["/2012/03/which-way-does-gate-open.html"]
    first, second = post.comments[-2:]
    second.published = first.published
    server.blog.forget_index()
    expected = sorted((first.number, second.number), reverse=True)
    for target in (f"/feeds/{post.number}/comments/default", COMMENTS):
        feed = get(server, target).xml
        stamps = [datetime.fromisoformat(said(entry, "a:published")) for entry in entries(feed)]
        assert stamps == sorted(stamps, reverse=True)
        numbers = [int(said(entry, "a:id").rpartition("-")[2]) for entry in entries(feed)]
        assert [number for number in numbers if number in expected] == expected


def properties(entry: ET.Element) -> dict[str | None, str | None]:
    return {p.get("name"): p.get("value") for p in entry.findall("gd:extendedProperty", NS)}


def test_removed_comments_stay_with_a_notice(server):
    removed = [e for e in entries(get(server, COMMENTS).xml) if "blogger.contentRemoved" in properties(e)]
    notices = {said(entry, "a:content") for entry in removed}
    assert notices == {
        "This comment has been removed by the author.",
        "This comment has been removed by a blog administrator.",
    }
    assert {said(entry, "a:title") for entry in removed} == {""}
    assert all(said(entry, "a:updated") > said(entry, "a:published") for entry in removed)


def test_a_reply_still_names_the_post_and_links_to_its_parent(server):
    post = server.blog.index.by_path["/2012/03/which-way-does-gate-open.html"]
    feed = get(server, f"/feeds/{post.number}/comments/default").xml
    reply = by_id(feed, post.comments[1].number)
    named = reply.find("thr:in-reply-to", NS)
    assert named is not None
    assert sorted(named.keys()) == ["href", "ref", "source", "type"]
    assert named.get("ref") == f"tag:blogger.com,1999:blog-{server.blog.number}.post-{post.number}"
    assert [link.get("rel") for link in reply.findall("a:link", NS)] == [
        "edit",
        "self",
        "alternate",
        "related",
    ]


def test_accounts_have_an_item_class_each_and_all_others_one(server):
    classes: dict[str, set[str | None]] = {}
    for entry in entries(get(server, COMMENTS).xml):
        profile = entry.findtext("a:author/a:uri", "", NS).startswith("https://www.blogger.com/profile/")
        name = said(entry, "a:author/a:name") if profile else "others"
        classes.setdefault(name, set()).add(properties(entry)["blogger.itemClass"])
    assert all(len(found) == 1 for found in classes.values())
    assert len({found for each in classes.values() for found in each}) == len(classes)


def test_the_example_shows_its_time_only(server):
    post = server.blog.index.by_path[EXAMPLE_PATH]
    (entry,) = entries(get(server, f"/feeds/{post.number}/comments/default").xml)
    assert properties(entry)["blogger.displayTime"] == "4:37 AM"
    assert said(entry, "a:published") == "2006-06-06T04:37:00.000-05:00"


def test_a_posts_comment_feed_has_two_dots_in_its_id_and_an_empty_one_is_called_the_blogs(server):
    blog, index = server.blog, server.blog.index
    post = index.by_path[EXAMPLE_PATH]
    own = get(server, f"/feeds/{post.number}/comments/default").xml
    assert said(own, "a:id") == f"tag:blogger.com,1999:blog-{blog.number}.post{post.number}..comments"
    silent = index.by_path["/2014/05/nothing-to-report.html"]
    empty = get(server, f"/feeds/{silent.number}/comments/default").xml
    assert said(empty, "a:id") == f"tag:blogger.com,1999:blog-{blog.number}.comments"
    assert href(empty, "alternate") == server.url
    assert said(empty, "a:updated") == said(own, "a:updated")
    assert said(empty, "s:totalResults") == "0"


def test_pages_have_page_ids_and_no_replies(server):
    feed = get(server, "/feeds/pages/default").xml
    assert [said(e, "a:title") for e in entries(feed)] == ["The seed list", "About"]
    for entry in entries(feed):
        assert f"blog-{server.blog.number}.page-" in said(entry, "a:id")
        assert href(entry, "replies") is None


def test_enclosures_title_links_and_thumbnails_are_carried(server):
    feed = get(server, POSTS).xml
    (enclosure,) = feed.findall("a:entry/a:link[@rel='enclosure']", NS)
    assert (enclosure.get("type"), enclosure.get("length")) == ("audio/mpeg", "148230")
    (related,) = feed.findall("a:entry/a:link[@rel='related']", NS)
    assert related.get("href") == "http://drillfields.example/society?plot=14&year=2006"
    thumbnails = [t.get("url") for t in feed.findall("a:entry/media:thumbnail", NS)]
    assert "/img/bugle/s72-c/bugle.png" in thumbnails


def test_one_post_or_comment_is_a_document_of_its_own(server):
    post = server.blog.index.by_path[EXAMPLE_PATH]
    (comment,) = post.comments
    for target, number in (
        (f"/feeds/posts/default/{post.number}", post.number),
        (f"/feeds/{post.number}/comments/default/{comment.number}", comment.number),
    ):
        entry = get(server, target).xml
        assert entry.tag == "{http://www.w3.org/2005/Atom}entry"
        assert said(entry, "a:id").endswith(f"post-{number}")
    assert get(server, f"/feeds/pages/default/{post.number}").status == 404
    assert get(server, "/feeds/posts/default/12").status == 404


def test_the_address_with_the_blogs_number_and_the_old_one_are_the_same_feed(server):
    whole = get(server, "/feeds/posts/default").body
    assert get(server, f"/feeds/{server.blog.number}/posts/default").body == whole
    assert get(server, "/atom.xml").body == whole
    number = server.blog.posts[0].number
    theirs = f"/feeds/{server.blog.number}/{number}/comments/default"
    assert get(server, theirs).body == get(server, f"/feeds/{number}/comments/default").body


@pytest.mark.parametrize("target", ["/feeds/posts/summary", "/feeds/posts/default"])
def test_summaries_are_plain_text_instead_of_content(server, target):
    server.options.summary_only = target.endswith("default")
    for entry in entries(get(server, target).xml):
        assert entry.find("a:content", NS) is None
        assert "<" not in said(entry, "a:summary")


def test_feeds_are_quoted_as_blogger_quotes(server):
    text = get(server, POSTS).text
    assert text.startswith("<?xml version='1.0' encoding='UTF-8'?><?xml-stylesheet href=")
    assert "<title type='text'>O&#39;Hara&#39;s &quot;short&quot; history of string</title>" in text
    titles = get(server, COMMENTS).text
    assert (
        "<title type='text'>A very good idea, and good luck with the beans.&#xa;&#xa;I...</title>" in titles
    )
