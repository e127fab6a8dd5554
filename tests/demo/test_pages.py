"""Each era's page shows what a person would read, in that era's own markup (fact sheet blogger-pages)."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from tests.demo.reader import get

from feedarchive.demo import EXAMPLE_PATH, DemoAuthor, DemoBlog, DemoComment, DemoPost, Era, Options
from feedarchive.demo.options import View
from feedarchive.demo.pages import home_page, post_page

PATHS = {
    "minima": EXAMPLE_PATH,
    "rounders": "/2006/01/society-for-drill-fields.html",
    "tictac": "/2007/02/labels-at-last.html",
    "dots": "/2007/08/trench-for-celery.html",
    "simple": "/2012/03/which-way-does-gate-open.html",
    "contempo": "/2018/09/quarrel-of-row-nine.html",
}


class Reader(HTMLParser):
    """The words of a page; pictures speak by their alternative text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.silent = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style", "title")
        self.tags.append((tag, dict(attrs)))
        if tag == "img":
            self.words.append(f" {dict(attrs).get('alt') or ''}")

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style", "title")

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


@pytest.fixture(params=PATHS.items(), ids=[*PATHS])
def shown(request, server):
    """The post, and its page."""
    era, path = request.param
    post = server.blog.index.by_path[path]
    assert post.era == era
    return post, get(server, path).text, server


def test_a_reader_finds_title_body_author_and_date(shown):
    post, page, _ = shown
    words = Reader(page).text
    squeezed = words.replace(" ", "")
    assert post.title in words
    assert plain(post.html).replace(" ", "") in squeezed
    assert re.search(r"[Pp]osted by Bert", words)
    assert f"{post.published.year}" in words


def test_a_reader_finds_every_comment_and_none_that_was_removed(shown):
    post, page, _ = shown
    squeezed = Reader(page).text.replace(" ", "")
    for comment in post.comments:
        assert (plain(comment.html).replace(" ", "") in squeezed) == (comment.removed is None)
        assert (comment.author.name or "Anonymous").replace(" ", "") in squeezed
    removed = [comment for comment in post.comments if comment.removed]
    notices = [tag for tag, attrs in Reader(page).tags if attrs.get("class") == "deleted-comment"]
    assert len(notices) == len(removed)


def test_no_page_shows_what_was_removed_and_each_all_the_rest(server):
    for post in server.blog.posts:
        squeezed = Reader(get(server, post.path).text).text.replace(" ", "")
        for comment in post.comments:
            assert (plain(comment.html).replace(" ", "") in squeezed) == (comment.removed is None), post.path


def test_a_reader_finds_the_labels(shown):
    post, page, _ = shown
    tags = [attrs for tag, attrs in Reader(page).tags if tag == "a" and attrs.get("rel") == "tag"]
    assert len(tags) == len(post.labels)
    assert all(label in Reader(page).text for label in post.labels)


def test_comments_carry_their_ids_in_order(shown):
    post, page, _ = shown
    ids = re.findall(r"""<(?:dt|li)[^>]* id=["']c(\d+)["']""", page)
    assert sorted(ids) == sorted(str(comment.number) for comment in post.comments)
    if post.era not in ("simple", "contempo"):
        assert ids == [str(comment.number) for comment in post.comments]


def test_machines_find_the_blog_and_the_post(shown):
    post, page, server = shown
    reader = Reader(page)
    service = next(attrs for tag, attrs in reader.tags if attrs.get("rel") == "service.post")
    assert (service["href"] or "").endswith(f"/feeds/{server.blog.number}/posts/default")
    assert any(tag == "a" and attrs.get("name") == str(post.number) for tag, attrs in reader.tags)
    assert f"{server.url}feeds/{post.number}/comments/default" in page


def test_only_later_eras_carry_machine_readable_times_and_locale(shown):
    post, page, server = shown
    classic = post.era in ("minima", "rounders", "tictac")
    iso = post.published.astimezone(server.blog.zone).isoformat()
    assert (iso in page) is not classic
    assert ("'locale': 'en-US'" in page) is not classic
    assert ("showComment=" in page) is not classic
    assert ('<meta name="generator" content="Blogger" />' in page) is classic


def test_the_anonymous_word_is_a_picture_before_the_name(server):
    page = get(server, EXAMPLE_PATH).text
    assert "Anonymous JSBolton said..." in Reader(page).text.replace("\xa0", " ")
    assert '<span class="anon-comment-author">JSBolton</span>' in page
    assert ">4:37 AM</a>" in page
    assert '<h2 class="date-header">Monday, June 05, 2006</h2>' in page
    assert "post-title" not in page


def test_each_kind_of_author_has_its_own_icon_in_classic_pages(server):
    page = get(server, "/2004/06/you-may-now-answer-back.html").text
    icons = re.findall(r'comment-icon"><img src="[^"]+" alt="(\w+)" [^>]*></span>&nbsp;<(a|span)', page)
    assert icons == [("Anonymous", "span"), ("Anonymous", "a"), ("Anonymous", "span"), ("OpenID", "a")]
    assert '<span class="anon-comment-author">Anonymous</span>' in page


def test_rounders_puts_the_time_first_and_tictac_the_author_last(server):
    rounders = Reader(get(server, "/2004/11/halt-at-mill.html").text).text.replace("\xa0", " ")
    assert "At 11:51 PM, Anonymous the walker said... The mill still stands." in rounders
    tictac = Reader(get(server, "/2004/02/drawer-of-buttons.html").text).text.replace("\xa0", " ")
    assert "send it to me. By Blogger Tom of the Hill, At June 1, 2004 12:40 PM" in tictac


def test_a_title_link_is_around_the_heading(server):
    page = get(server, "/2006/01/society-for-drill-fields.html").text
    assert '<a class="title-link" href="http://drillfields.example/society?plot=14&amp;year=2006">' in page


def test_replies_nest_below_what_they_answer(server):
    post = server.blog.index.by_path[PATHS["simple"]]
    page = get(server, post.path).text
    top, reply, _, second = (f"c{comment.number}" for comment in post.comments[:4])
    begin, end = page.index(f'<ol id="{top}-ra"'), page.index(f'<div id="{top}-continue"')
    assert (
        begin
        < page.index(f'<li class="comment" id="{reply}"')
        < end
        < page.index(f'<li class="comment" id="{second}"')
    )


def test_an_old_post_can_stand_in_newer_markup(server):
    page = get(server, "/2008/12/truce-again.html").text
    assert '<ol id="top-ra">' in page
    assert "December 25, 2008 at 7:17 PM" in page


def test_an_untitled_post_has_the_blogs_title_only_where_machines_look(server):
    page = get(server, "/2016/07/no-title-tonight-it-is-too-hot-for.html").text
    assert "<h3 class='post-title" not in page
    assert "<meta content='Trench &amp; Trellis' property='og:title'/>" in page


def test_contempo_says_how_many_and_shows_other_posts_in_the_same_markup(server):
    page = get(server, PATHS["contempo"]).text
    assert "<section class='comments threaded' data-embed='true' data-num-comments='5' id='comments'>" in page
    assert page.count("<h3 class='post-title") == 4
    assert page.count("<time class='published'") == 4


def test_dollars_and_markup_in_texts_are_texts(server):
    post = server.blog.add_post("$base & <b>bold</b> 'it' \"is\"", "It costs $5 and $title_block.")
    page = get(server, post.path).text
    assert "$base &amp; &lt;b&gt;bold&lt;/b&gt; 'it' \"is\"" in page
    assert "It costs $5 and $title_block." in page


def test_static_pages_and_home_are_there(server):
    about = get(server, "/p/about.html").text
    assert "'pageType': 'static_page'" in about
    home = get(server, "/")
    assert "'pageType': 'index'" in home.text
    assert home.text.count("<div class='post hentry'>") == 7
    assert "/p/seed-list.html" in home.text


def crowded(era: Era, count: int, replies: int = 0) -> tuple[View, DemoPost]:
    start = datetime(2015, 1, 1, tzinfo=UTC)
    owner = DemoAuthor(name="Owner", kind="account", url="https://www.blogger.com/profile/1")
    comments = [
        DemoComment(
            number=10_000 + n,
            published=start + timedelta(hours=n),
            updated=start + timedelta(hours=n),
            author=DemoAuthor(name=f"Reader {n}"),
            html=f"Comment {n}.",
            parent=10_000 if 0 < n <= replies else None,
        )
        for n in range(count)
    ]
    post = DemoPost(
        number=5,
        path="/2015/01/x.html",
        published=start,
        updated=start,
        author=owner,
        html="x",
        era=era,
        comments=comments,
    )
    return View(
        blog=DemoBlog(number=1, title="B", author=owner, posts=[post]), base="http://b/", options=Options()
    ), post


@pytest.mark.parametrize("era", ["dots", "simple", "contempo"])
def test_more_than_200_comments_are_paged(era):
    view, post = crowded(era, 450, replies=30)
    pages = [re.findall(r"id=[\"']c(\d+)[\"']", post_page(view, post, n)) for n in (1, 2, 3)]
    assert [len(ids) for ids in pages] == [200, 200, 50]
    assert sorted(one for ids in pages for one in ids) == [str(one.number) for one in post.comments]
    first, second = post_page(view, post), post_page(view, post, 2)
    assert "1 – 200 of 450" in first
    assert (
        "<a class='paging-control newerLink' href='http://b/2015/01/x.html?commentPage=3'>Newest»</a>"
        in first
    )
    assert (
        "<a class='paging-control newerLink' href='http://b/2015/01/x.html?commentPage=2'>Newer›</a>" in first
    )
    assert "olderLink' href='http://b/2015/01/x.html?commentPage=1'" in second
    assert "olderLink" not in first


def test_classic_pages_show_them_all():
    view, post = crowded("minima", 450)
    assert post_page(view, post).count('<dt class="comment-poster"') == 450


def test_a_blog_of_one_post_has_a_home(server):
    view, _ = crowded("dots", 0)
    assert "No comments" in home_page(view)


def test_sitemap_and_robots(server):
    robots = get(server, "/robots.txt").text
    assert "Disallow: /search\n" in robots
    assert f"Sitemap: {server.url}sitemap.xml" in robots
    sitemap = get(server, "/sitemap.xml").text
    assert sitemap.count("<loc>") == 33
    assert get(server, "/sitemap-pages.xml").text.count("<loc>") == 2
    server.options.robots = "User-agent: *\nDisallow: /\n"
    assert get(server, "/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_large_sitemaps_are_an_index(server):
    for n in range(200):
        server.blog.add_post(f"Day {n}", "text")
    assert get(server, "/sitemap.xml").text.count("sitemap.xml?page=") == 2
    assert get(server, "/sitemap.xml?page=1").text.count("<loc>") == 150
    assert get(server, "/sitemap.xml?page=2").text.count("<loc>") == 83
    assert get(server, "/sitemap.xml?page=3").status == 404
