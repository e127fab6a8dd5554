"""Blogs that are not Blogger's: found, walked back, archived, kept up to date; by the same loop."""

import json
from typing import cast

import pytest
from tests.sync.conftest import Bench
from tests.sync.sites import (
    ATOM,
    HTML,
    JSON,
    RSS,
    XML,
    Site,
    article,
    atom,
    changed,
    entry,
    served,
    static_blog,
)

from feedarchive.demo.server import DemoServer
from feedarchive.model import Snapshot
from feedarchive.sync.reparse import reparse


@pytest.fixture
def archive(tmp_path):
    """Serves a site, and gives a bench over it."""
    open_sites = []

    def start(site: Site) -> Bench:
        context = served(site)
        context.__enter__()
        open_sites.append(context)
        return Bench(server=cast("DemoServer", site), root=tmp_path / "archive")

    yield start
    for context in open_sites:
        context.__exit__(None, None, None)


def held(bench: Bench) -> dict[str, Snapshot]:
    store = bench.store
    return {one.id: one for one in map(store.latest, store.folders()) if one is not None}


def test_a_static_blog_is_walked_to_its_first_archive_and_proves_what_is_gone(archive):
    site = static_blog()
    bench = archive(site)
    outcome = bench.backfill()
    entries = held(bench)

    assert (outcome.added, outcome.exit_code, outcome.problems) == (9, 0, ())
    assert sorted(entries) == [f"urn:x-blog:{n}" for n in range(1, 10)]
    assert str(entries["urn:x-blog:3"].published) == "2023-04-03 04:05:06+02:00"
    assert entries["urn:x-blog:3"].url == f"{site.url}/2023/post-3/"
    assert bench.store.info().feed == f"{site.url}/index.atom"
    assert outcome.verdict.posts_declared == 9

    site.asked.clear()
    quiet = bench.sync()
    assert (quiet.added, quiet.revised, quiet.requests, site.asked) == (0, 0, 1, ["/index.atom"])

    changed(site, "/archive/1.atom", lambda text: text.replace(entry(2), ""))
    del site.pages["/2023/post-2/"]
    assert bench.sync(full=True).retired == 1
    assert held(bench)["urn:x-blog:2"].status == "gone"


def test_new_and_edited_entries_come_by_one_look_at_the_feed(archive):
    site = static_blog()
    bench = archive(site)
    bench.backfill()
    site.put("/2023/post-10/", HTML, article(10))
    changed(site, "/index.atom", lambda text: text.replace(entry(9), entry(10) + entry(9, content="Edited.")))
    site.asked.clear()
    outcome = bench.sync()

    assert (outcome.added, outcome.revised) == (1, 1)
    assert sorted(site.asked) == ["/2023/post-10/", "/2023/post-9/", "/index.atom"]
    assert outcome.verdict.posts_declared == 10


def test_a_window_proves_nothing_and_older_posts_come_from_the_sitemap(archive):
    site = static_blog()
    site.put("/index.atom", ATOM, atom("".join(map(entry, (9, 8, 7)))))
    places = "".join(f"<url><loc>{{url}}/2023/post-{n}/</loc></url>" for n in range(1, 10))
    lists = "<url><loc>{url}/tags/sea/</loc></url><url><loc>{url}/colophon/</loc></url><url><loc>{url}/</loc></url>"
    site.put("/sitemap.xml", XML, f"<urlset>{places}{lists}</urlset>")
    site.put("/colophon/", HTML, "<html><body><article><p>Set in nine points.</p></article></body></html>")
    bench = archive(site)
    outcome = bench.backfill()

    assert (outcome.added, outcome.exit_code) == (9, 0)
    assert any("only its newest 3" in line and "list: 7" in line for line in outcome.warnings)
    assert "/tags/sea/" not in site.asked
    older = next(one for one in held(bench).values() if (one.url or "").endswith("/post-2/"))
    assert (older.id, older.title, older.published_from) == (older.url, "Post 2", "page")

    site.put("/index.atom", ATOM, atom(entry(9)))
    site.put("/sitemap.xml", XML, "<urlset></urlset>")
    assert bench.sync(full=True).retired == 0
    assert all(one.status == "live" for one in held(bench).values())


def test_posts_in_markup_that_nothing_is_known_of_lie_beside_those_of_the_feed(archive):
    site = static_blog()
    site.put("/index.atom", ATOM, atom(entry(9)))
    plain = '<html><body><nav>Home</nav><div id="content"><h1>Post {n}</h1><p>Plain words of {n}.</p></div></body></html>'
    for number in range(1, 10):
        site.put(f"/2023/post-{number}/", HTML, plain.replace("{n}", str(number)))
    site.put("/colophon/", HTML, plain)
    places = "".join(
        f"<url><loc>{{url}}{at}</loc></url>" for at in ("/2023/post-1/", "/2023/post-2/", "/colophon/")
    )
    site.put("/sitemap.xml", XML, f"<urlset>{places}</urlset>")
    bench = archive(site)
    outcome = bench.backfill()

    assert (outcome.added, outcome.exit_code) == (3, 0)
    assert min(one.body.text for one in held(bench).values()) == "Post 1\n\nPlain words of 1."


def test_a_post_known_by_its_address_is_not_archived_again_when_a_feed_names_it(archive):
    site = static_blog()
    site.put("/index.atom", ATOM, atom(entry(9)))
    site.put("/sitemap.xml", XML, "<urlset><url><loc>{url}/2023/post-2/</loc></url></urlset>")
    bench = archive(site)
    bench.backfill()
    site.put("/index.atom", ATOM, atom(entry(9) + entry(2)))
    bench.sync(full=True)

    assert sorted(one.url or "" for one in held(bench).values()) == [
        f"{site.url}/2023/post-{n}/" for n in (2, 9)
    ]


def test_pages_of_older_posts_are_followed_where_there_is_no_sitemap(archive):
    site = static_blog()
    site.put("/index.atom", ATOM, atom(entry(9)))
    link = '<link rel="alternate" type="application/atom+xml" href="/index.atom">'
    listed = '<article><h2><a href="/2023/post-{}/">P</a></h2></article>'
    site.put(
        "/",
        HTML,
        f'<html><head>{link}</head><body>{listed.format(9)}<a rel="next" href="/page/2/">Older</a></body></html>',
    )
    site.put("/page/2/", HTML, f"<html><body>{listed.format(8)}{listed.format(7)}</body></html>")

    assert archive(site).backfill().added == 3


RSS_OF_ODDITIES = """<?xml version="1.0"?><rss version="2.0"><channel><title>Odd</title><link>{url}/</link>
<item><title>Neither id nor link nor date</title><description>&lt;p&gt;One.&lt;/p&gt;</description></item>
<item><description>&lt;p&gt;No title either.&lt;/p&gt;</description></item>
<item><guid isPermaLink="false">7</guid><title>Same id</title><description>&lt;p&gt;A.&lt;/p&gt;</description></item>
<item><guid isPermaLink="false">7</guid><title>Another of that id</title><description>&lt;p&gt;B.&lt;/p&gt;</description>
 <pubDate>Sat, 32 Foo 2020 99:00:00</pubDate></item></channel></rss>"""


def test_entries_without_id_date_or_link_and_of_one_id_are_all_kept_with_a_warning(archive):
    site = Site()
    site.put("/rss.xml", RSS, RSS_OF_ODDITIES)
    bench = archive(site)
    outcome = bench.backfill(address=f"{site.url}/odd/../rss.xml".replace("odd/../", ""))
    entries = held(bench).values()

    assert len(entries) == 4
    assert all(one.published is None for one in entries)
    assert sorted(one.title for one in entries) == [
        "", "Another of that id", "Neither id nor link nor date", "Same id"
    ]  # fmt: skip
    assert sum("without id" in line for line in outcome.warnings) == 2
    assert sum("two entries have the id 7" in line for line in outcome.warnings) == 1
    assert bench.sync(full=True).added == 0


def test_a_json_feed_and_its_next_page(archive):
    site = Site()
    item = {
        "id": "1",
        "url": "{url}/1",
        "title": "One",
        "content_html": "<p>1</p>",
        "date_published": "2020-01-02T03:04:05Z",
    }
    first = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "home_page_url": "{url}/",
        "items": [item],
    }
    second = first | {"items": [item | {"id": 2, "url": "{url}/2", "title": "Two"}]}
    site.put("/feed.json", JSON, json.dumps(first | {"next_url": "{url}/feed.json?page=2"}))
    site.put("/feed.json?page=2", JSON, json.dumps(second))
    bench = archive(site)
    outcome = bench.backfill(pages="never")

    assert (outcome.added, outcome.verdict.posts_declared) == (2, 2)
    assert sorted(held(bench)) == ["1", "2"]


def test_a_feed_that_leads_in_a_circle_ends(archive):
    site = static_blog()
    changed(
        site,
        "/archive/1.atom",
        lambda text: text.replace("<fh:archive/>", '<link rel="prev-archive" href="/index.atom"/>'),
    )
    bench = archive(site)

    assert bench.backfill().added == 9
    assert site.asked.count("/archive/2.atom") == 1


def test_no_feed_at_all_is_one_line(archive):
    site = Site()
    site.put("/", HTML, "<html><body>Nothing here.</body></html>")
    outcome = archive(site).backfill()

    assert outcome.exit_code == 3
    assert "no posts feed here" in (outcome.error or "")
    assert len(site.asked) < 20


def test_a_chain_of_archives_that_leads_to_another_site_or_breaks_is_not_whole(archive):
    site = static_blog()
    changed(
        site,
        "/archive/1.atom",
        lambda text: text.replace(
            "<fh:archive/>", '<link rel="prev-archive" href="https://elsewhere.example/0.atom"/>'
        ),
    )
    bench = archive(site)
    outcome = bench.backfill()
    assert (outcome.added, outcome.exit_code, outcome.verdict.posts_declared) == (9, 3, None)
    assert any("goes on at another site" in line for line in outcome.problems)

    del site.pages["/archive/1.atom"]
    outcome = bench.sync(full=True)
    assert (outcome.retired, outcome.exit_code) == (0, 3)


def test_entries_that_lead_to_other_sites_are_kept_and_their_pages_not_asked_for(archive):
    site = static_blog()
    elsewhere = (
        entry(9).replace("/2023/post-9/", "https://elsewhere.example/story").replace("content", "summary")
    )
    site.put("/index.atom", ATOM, atom(elsewhere))
    bench = archive(site)
    outcome = bench.backfill()
    [one] = held(bench).values()

    assert (one.url, one.body.truncated) == ("https://elsewhere.example/story", True)
    assert outcome.verdict is not None
    assert [gap.reason for gap in outcome.verdict.gaps] == ["only a summary of its text could be had"]


def test_a_summary_is_completed_by_the_page(archive):
    site = static_blog()
    site.put("/index.atom", ATOM, atom(entry(9).replace("content", "summary"), "<fh:complete/>"))
    bench = archive(site)
    outcome = bench.backfill(pages="missing")
    [one] = held(bench).values()
    assert (one.body.html, one.body.origin, outcome.exit_code) == ("<p>Text of 9.</p>", "page", 0)


def test_an_interrupted_walk_goes_on_where_it_stood(archive):
    bench = archive(static_blog())
    bench.stop_after = 5  # robots.txt, Blogger's feed, the home page, two documents of the feed
    with pytest.raises(KeyboardInterrupt):
        bench.backfill()
    bench.stop_after = None
    site = cast("Site", bench.server)
    site.asked.clear()
    outcome = bench.backfill()

    assert (outcome.added, outcome.verdict.posts_declared) == (9, 9)
    assert "/index.atom" not in site.asked


COMMENT = """<li id="comment-{n}" class="comment"><article id="div-comment-{n}"><footer><div class="comment-author vcard">
<b class="fn">{name}</b></div><a href="{{url}}/2023/post-1/#comment-{n}"><time datetime="2023-07-0{n}T10:00:0{n}+02:00">then</time></a>
</footer><div class="comment-content"><p>Said {n}.</p></div></article>{inside}</li>"""


def wordpress() -> Site:
    """A look-alike: Atom feeds of two posts, `?paged=N` until 404, comments in feeds and threaded on the page."""
    site = Site()
    head = '<generator uri="https://wordpress.org/" version="6.1">WordPress</generator>'
    link = '<link rel="alternate" type="application/rss+xml" title="Look" href="{url}/feed/">'
    site.put(
        "/",
        HTML,
        f'<html><head><meta name="generator" content="WordPress 6.1">{link}</head><body></body></html>',
    )

    def post(number: int, count: int = 0) -> str:
        replies = (
            f'<link rel="replies" type="application/atom+xml" href="{{url}}/2023/post-{number}/feed/atom/"/>'
        )
        return entry(number, f"{replies}<thr:total>{count}</thr:total>").replace(
            f"urn:x-blog:{number}", f"{{url}}/?p={number}"
        )

    site.put("/feed/atom/", ATOM, atom(post(5) + post(4), head))
    site.put("/feed/atom/?paged=2", ATOM, atom(post(3) + post(2), head))
    site.put("/feed/atom/?paged=3", ATOM, atom(post(1, 3), head))
    said = (
        '<entry><id>{url}/?p=1#comment-2</id><title>By: Bo</title><link href="{url}/2023/post-1/#comment-2"/>'
        "<author><name>Bo</name><uri>https://bo.example/</uri></author><published>2023-07-02T08:00:02Z</published>"
        '<updated>2023-07-02T08:00:02Z</updated><content type="html">&lt;p&gt;In reply to &lt;a href="{url}/2023/post-1/'
        '#comment-1"&gt;Al&lt;/a&gt;.&lt;/p&gt;&lt;p&gt;Said 2.&lt;/p&gt;</content>'
        '<thr:in-reply-to ref="{url}/?p=1#comment-1" href="{url}/2023/post-1/#comment-1"/></entry>'
    )
    site.put("/comments/feed/atom/", ATOM, atom(said, head, tag="urn:x-blog:said"))
    site.put("/2023/post-1/feed/atom/", ATOM, atom(said, head, tag="urn:x-blog:said-1"))
    deep = COMMENT.format(n=3, name="Cy", inside="")
    inner = COMMENT.format(n=2, name="Bo", inside=f'<ol class="children">{deep}</ol>')
    outer = COMMENT.format(n=1, name="Al", inside=f'<ol class="children">{inner}</ol>')
    for number in range(1, 6):
        said_here = f'<div id="comments"><ol class="comment-list">{outer}</ol></div>' if number == 1 else ""
        site.put(f"/2023/post-{number}/", HTML, article(number, said_here))
    page = (
        article(77)
        .replace("<body>", '<body class="page-template-default page page-id-77">')
        .replace('article"', 'website"')
    )
    site.put("/about/", HTML, page.replace("/2023/post-77/", "/about/"))
    places = "<url><loc>{url}/about/</loc></url><url><loc>{url}/</loc></url>"
    site.put("/wp-sitemap.xml", XML, "<sitemapindex><sitemap><loc>{url}/wp-sitemap-posts-page-1.xml</loc></sitemap>"
             "<sitemap><loc>{url}/wp-sitemap-users-1.xml</loc></sitemap></sitemapindex>")  # fmt: skip
    site.put("/wp-sitemap-posts-page-1.xml", XML, f"<urlset>{places}</urlset>")
    return site


def test_a_wordpress_is_walked_until_404_and_its_comments_are_those_of_feed_and_page_as_one(archive):
    site = wordpress()
    bench = archive(site)
    outcome = bench.backfill()
    entries = held(bench)

    assert (outcome.added, outcome.exit_code, outcome.problems) == (6, 0, ())
    assert "/feed/atom/?paged=4" in site.asked
    assert "/wp-sitemap-users-1.xml" not in site.asked
    assert [one.kind for one in entries.values()].count("page") == 1
    first = entries[f"{site.url}/?p=1"]
    base = f"{site.url}/?p=1#comment-"
    assert [(one.id, one.in_reply_to, one.body.text, one.published_from) for one in first.comments] == [
        (f"{base}1", None, "Said 1.", "page"),
        (f"{base}2", f"{base}1", "Said 2.", "feed"),
        (f"{base}3", f"{base}2", "Said 3.", "page"),
    ]
    assert str(first.comments[0].published) == "2023-07-01 10:00:01+02:00"
    assert first.comments[1].author.url == "https://bo.example/"

    site.asked.clear()
    quiet = bench.sync()
    assert (quiet.revised, site.asked) == (0, ["/feed/atom/", "/comments/feed/atom/"])

    reread = reparse(bench.store, now=bench.moment, tell=lambda _: None)
    assert (reread.changed, reread.same) == (0, 6)
