"""What a post page says, where small changes of a page change the answer."""

import pytest
from tests.parse.pages import bytes_of, url_of

from feedarchive.errors import ParseError, UnknownFormatError
from feedarchive.model import Author
from feedarchive.parse import page
from feedarchive.seen import PostPage

BLOG = "tag:blogger.com,1999:blog-"


def read(case: str, *changes: tuple[str, str], url: str = "", blog_id: str | None = None) -> PostPage:
    """The fixture, after replacing texts in it; each must be there."""
    html = bytes_of(case).decode()
    for old, new in changes:
        assert old in html
        html = html.replace(old, new)
    return page.read(html.encode(), url or url_of(case), blog_id=blog_id)


def layouts(main: str, *, head: str = "", data: str = "") -> PostPage:
    """A small layouts page."""
    html = f"""<html><head><meta content='blogger' name='generator'/>
<link rel="service.post" title="Blog - Atom" href="https://www.blogger.com/feeds/77/posts/default"/>
{head}</head><body><div class='widget Blog' data-version='1' id='Blog1'>{main}</div>
<script>_WidgetManager._SetDataContext([{{'name': 'blog', 'data': {{{data}}}}}]);</script></body></html>"""
    return page.read(html.encode(), "http://b.example/2010/01/x.html")


POST = "<div class='post'>{}<div class='post-body' id='post-body-5'>words</div></div>"


def test_the_example_has_name_kind_and_instant_of_a_comment_stamped_only_with_a_clock():
    (comment,) = read("classic-minima").comments or ()

    assert comment.author == Author(name="JSBolton", kind="anonymous")
    assert comment.published is not None
    assert comment.published.isoformat() == "2006-06-06T09:37:12+00:00"
    assert (comment.published_from, comment.published_text) == ("id", "4:37 AM")


def test_an_id_whose_instant_the_shown_clock_denies_is_not_believed():
    (comment,) = read("classic-minima", ("4:37 AM", "4:39 AM")).comments or ()

    assert (comment.published, comment.published_from, comment.published_text) == (None, None, "4:39 AM")


class TestComments:
    def test_are_none_without_a_place_for_them(self):
        assert layouts(POST).comments is None

    def test_are_none_where_blogger_hides_them_in_an_empty_element(self):
        shown = layouts(POST + "<div class='comments' id='comments'><a name='comments'></a></div>")

        assert (shown.comments, shown.comments_declared) == (None, None)

    @pytest.mark.parametrize("heading", ["Nessun commento:", "0 Comments:", "٠ تعليقات:"])
    def test_are_empty_where_an_empty_list_is_shown(self, heading):
        section = f"<div id='comments'><h4>{heading}</h4><dl id='comments-block'></dl></div>"
        shown = layouts(POST + section)

        assert (shown.comments, shown.comments_declared) == ((), 0)

    def test_are_none_and_a_warning_where_a_number_stands_above_nothing(self):
        section = "<div id='comments'><h4>16 comments:</h4><dl id='comments-block'></dl></div>"
        shown = layouts(POST + section)

        assert shown.comments is None
        assert shown.warnings == ("the page states 16 comments, 0 found",)

    @pytest.mark.parametrize(
        ("heading", "count"),
        [
            ("12&#160;commentaires:", 12),
            ("1,024 comments:", 1024),
            ("٣ تعليقات:", 3),
            ("1.024 Kommentare", 1024),
        ],
    )
    def test_declared_number_is_read_in_any_script(self, heading, count):
        section = f"<div id='comments'><h4>{heading}</h4><dl id='comments-block'></dl></div>"

        assert layouts(POST + section).comments_declared == count

    def test_declared_number_is_not_that_of_the_links_to_the_post(self):
        section = "<div id='comments'><div id='backlinks-container'><h4>3 links:</h4></div></div>"

        assert layouts(POST + section).comments_declared is None

    def test_words_of_scripts_and_styles_make_no_comment_removed(self):
        assert {comment.status for comment in read("classic-minima").comments or ()} == {"live"}

    def test_are_never_read_from_the_text_of_the_post(self):
        shown = layouts(
            "<div class='post'><div class='post-body'><ul id='comments'><li id='c12345678'></ul></div>"
        )

        assert shown.comments is None

    def test_take_the_blog_from_links_of_blogger_when_nothing_else_names_it(self):
        service = '<link rel="service.post" type="application/atom+xml" title="Kitchen Table - Atom" href='
        shown = read("classic-rounders3", (service, "<link href="))

        assert shown.blog_id == f"{BLOG}8800456"
        assert len(shown.comments or ()) == 4

    def test_take_the_blog_from_the_caller_when_the_page_is_silent(self):
        shown = read("classic-2003", blog_id=f"{BLOG}42")

        assert (shown.blog_id, shown.post_id) == (f"{BLOG}42", f"{BLOG}42.post-106731812012520354")

    def test_are_skipped_with_a_warning_when_no_one_names_the_blog(self):
        changes = ("blogger.com", "example.org"), ("service.post", "other")
        shown = read("classic-rounders3", *changes)

        assert shown.comments is None
        assert shown.comments_declared == 4
        assert shown.warnings == ("4 comments skipped: the page does not name its blog",)

    def test_of_one_id_count_once(self):
        again = ("c111136200034567891", "c111136192034567890")

        names = [comment.author.name for comment in read("classic-rounders3", again).comments or ()]
        assert names == ["Rye", "Old Template", "Clockless"]

    def test_whose_heads_have_no_id_are_found_by_their_anchors(self):
        shown = read("classic-rounders3", ('class="comment-data" id=', 'class="comment-data" title='))

        assert shown.comments == read("classic-rounders3").comments

    def test_without_a_text_do_not_take_the_next_one_s(self):
        text = '<dd class="comment-body">\n        <p>Which flour?</p>\n      </dd>'
        shown = read(
            "classic-rounders3", (text, ""), ('class="comment-data" id=', 'class="comment-data" title=')
        )

        assert [comment.body.text[:7] for comment in shown.comments or ()] == [
            "Keep th",
            "",
            "Written",
            "The id ",
        ]

    def test_of_a_skeleton_for_replies_answer_no_one(self):
        shown = read("contempo").comments or ()

        assert [comment.in_reply_to for comment in shown] == [None]

    def test_have_the_avatar_s_name_where_no_link_has_it(self):
        shown = read(
            "layouts-it", ('title="Anonimo"', 'title="Zoe"'), ("Anonimo\nha detto", "Zoe parlava così")
        )

        assert [comment.author.name for comment in shown.comments or ()][1] == "Zoe"

    def test_have_names_in_templates_older_than_icons(self):
        html = bytes_of("classic-tictac").decode()
        icon = html[
            html.index("By <span", html.index("page nine")) : html.index(", <span", html.index("Keel"))
        ]
        shown = read("classic-tictac", (icon, "By Old Hand"))

        assert [comment.author.name for comment in shown.comments or ()] == ["Davit", "Old Hand"]

    def test_have_names_without_a_label_that_only_the_page_knows(self):
        shown = read("v2-flat", ("hat gesagt…", "sprach also"), ("hat gesagt\\u2026", "sprach also"))

        assert [comment.author.name for comment in shown.comments or ()] == ["Raspel", None, "Opa Leim"]

    def test_on_further_pages_are_all_but_those_of_this_one(self):
        shown = read("contempo", url="https://trail.example/2020/02/boots.html?commentPage=3")

        assert shown.more_comments == ("https://trail.example/2020/02/boots.html?commentPage=1",)


class TestCommentsOfTemplateAuthors:
    """What stands around a name and a text in markup that no era has."""

    LINK = "<a href='#c12345678901' title='comment permalink'>9:41</a>"

    @pytest.mark.parametrize(
        ("markup", "name", "text"),
        [
            (
                "<div id='c12345678901'><cite>Ann</cite> Says: {}<p>One <b>a</b> <i>b</i></p></div>",
                "Ann",
                "One a b",
            ),
            (
                "<div id='c12345678901'><p>One.</p><div class='info'>by <cite>Ann</cite> {}</div></div>",
                "Ann",
                "One.",
            ),
            (
                "<a name='c12345678901'></a><p>One.</p><div><span class='name'>Ann</span> {}</div>",
                "Ann",
                "One.",
            ),
            (
                "<p id='c12345678901'><b class='name'>Ann</b> {}<i class='cmt_text'>One <u>y</u></i>",
                "Ann",
                "One y",
            ),
            (
                "<div id='c12345678901'><a rel='nofollow' href='http://x.example'>Ann</a> {}<br/>One.</div>",
                "Ann",
                "One.",
            ),
        ],
    )
    def test_name_text_and_time_are_told_apart(self, markup, name, text):
        (comment,) = layouts(f"{POST}<div id='talk'>{markup.format(self.LINK)}</div>").comments or ()

        assert (comment.author.name, comment.body.text, comment.published_text) == (name, text, "9:41")

    def test_an_id_that_nothing_links_to_is_no_comment(self):
        assert layouts(f"{POST}<ul><li id='c12345678901'><cite>Ann</cite> One.</li></ul>").comments is None

    def test_a_name_without_a_link_is_of_unknown_kind_where_only_a_pid_could_tell(self):
        one = "<div id='c12345678901'><cite>Ann</cite> {}<i class='item-control pid-7'>x</i><p>One.</p></div>"
        (comment,) = layouts(f"{POST}{one.format(self.LINK)}").comments or ()

        assert comment.author == Author(name="Ann", kind="unknown")


class TestWhichPost:
    def test_a_list_of_posts_is_none(self):
        shown = read("classic-archive")

        assert (shown.era, shown.post_id, shown.body_html) == ("archive", None, None)

    def test_in_a_list_it_is_the_one_whose_permalink_was_asked_for(self):
        shown = read("classic-archive", url="http://rope.example/2007/05/tar.html")

        assert (shown.title, shown.labels, shown.comments_declared) == ("Tar", ("tar",), 1)
        assert shown.post_id == f"{BLOG}3950000006703729200.post-2840000925989211487"

    @pytest.mark.parametrize("kind", ["index", "archive", "error_page"])
    def test_is_none_where_blogger_says_that_the_page_is_of_another_kind(self, kind):
        shown = layouts(POST, data=f"'pageType': '{kind}'")

        assert (shown.era, shown.body_html) == ("archive", None)
        assert kind in shown.warnings[0]

    def test_alone_on_a_month_s_page_is_not_the_page_s_post(self):
        html = bytes_of("classic-minima").replace(b"/comments/default", b"/posts/default")

        assert (
            page.read(html, "http://militarythoughts.blogspot.com/2006_06_01_archive.html").era == "archive"
        )

    def test_on_a_static_page_has_a_page_s_id(self):
        shown = layouts(POST, data="'pageType': 'static_page', 'pageName': 'About', 'postId': '999'")

        assert (shown.title, shown.post_id) == ("About", f"{BLOG}77.page-5")

    def test_is_not_a_featured_one(self):
        assert read("contempo").title == "Boots, Drying"


class TestAround:
    """What stands in the post's frame and is not the post's."""

    def test_tags_of_other_services_are_no_labels(self):
        tags = (
            "<a rel='tag' href='http://technorati.com/tag/a'>a</a><a rel='tag' href='/search/label/b'>b</a>"
        )

        assert layouts(POST.format(tags)).labels == ("b",)

    def test_who_comments_did_not_write_the_post(self):
        link = "<a href='https://www.blogger.com/profile/1'>Rye</a>"

        assert layouts(POST.format(f"<div id='comments'>{link}</div>")).author is None
        assert layouts(POST.format(link)).author == Author(
            name="Rye", kind="account", url="https://www.blogger.com/profile/1"
        )


class TestTitle:
    def test_of_an_untitled_post_is_empty_though_og_title_names_the_blog(self):
        assert layouts(POST, head="<meta property='og:title' content='Blog'/><title>Blog</title>").title == ""

    def test_of_an_untitled_post_is_not_its_first_words(self):
        assert layouts(POST, head="<title>Blog: words</title>").title == ""

    def test_is_what_follows_the_blog_s_in_a_theme_without_a_heading(self):
        assert layouts(POST, head="<title>Blog: A Title</title>").title == "A Title"

    def test_is_unknown_when_nothing_tells_the_blog_s_from_it(self):
        assert layouts(POST, head="<title>Something</title>").title is None

    def test_is_the_heading_s_with_entities_read_and_white_space_folded(self):
        heading = "<h3 class='post-title'>\n <a href='/x'>A &lt;b&gt;\n title</a></h3>"

        assert layouts(POST.format(heading)).title == "A <b> title"

    def test_in_blogger_s_data_is_a_javascript_string(self):
        data = r"'pageType': 'item', 'pageName': 'L\x27\xe9t\u00e9 \75 \ud83c\udf1e \ud83c!'"

        assert layouts(POST, data=data).title == "L'été = 🌞 \ufffd!"


class TestElsewhere:
    @pytest.mark.parametrize(
        ("markup", "names"),
        [
            ("<script>var disqus_shortname = 'me';</script>", ("disqus",)),
            ("<script>var disqus_shortname = '';</script>", ()),
            ("<p>disqus_shortname = 'me'</p>", ()),
            ("<div id='disqus_thread'></div>", ("disqus",)),
            ("<script src='http://www.haloscan.com/load/me/'></script>", ("haloscan",)),
            ("<a href='http://www.haloscan.com/'>a link</a>", ()),
            ("<script>var idcomments_acct = 'a1';</script>", ("intensedebate",)),
            ("<div class='cmt_iframe_holder'></div>", ("googleplus",)),
        ],
    )
    def test_is_told_by_elements_and_scripts_in_use(self, markup, names):
        assert layouts(POST + markup).comments_elsewhere == names


def commented(heading: str, beside: str = "") -> PostPage:
    """A page with three comments under a heading."""
    items = "".join(
        f"<dt class='comment-author' id='c{n}'>Zoe said...</dt><dd class='comment-body'><p>{n}</p></dd>"
        f"<dd class='comment-footer'><span class='comment-timestamp'><a href='#c{n}'>4:37 AM</a></span></dd>"
        for n in range(1234567890123, 1234567890126)
    )
    return layouts(
        f"{POST}<div id='comments'>{heading}{beside}<dl id='comments-block'>{items}</dl></div>",
    )


@pytest.mark.parametrize("heading", ["", "<h4>Kommentare</h4>", "<h4>3 Kommentare</h4>"])
@pytest.mark.parametrize("total", ["1376", "1.376", "1\u00a0376"])
def test_the_range_beside_the_links_tells_the_number_where_no_heading_does(heading, total):
    links = f"1 – 200 von {total} <a href='?commentPage=2'>Neuer</a>"
    shown = commented(heading, f"<span class='paging-control-container'>{links}</span>")

    assert (shown.comments_declared, len(shown.comments or ())) == (1376, 3)


@pytest.mark.parametrize(
    ("heading", "declared"),
    [
        ("<h2>4 comments:</h2>", 4),
        ("<h2>Talk</h2><h4>4 comments</h4>", 4),
        ("<h2>Talk</h2>", None),
        ("<h2>7 things that I learned in a week</h2>", None),
    ],
)
def test_a_theme_may_count_in_a_larger_heading(heading, declared):
    assert commented(heading).comments_declared == declared


@pytest.mark.parametrize("anchor", ["<a name='comment-{}'>", "<a name='c{}'>", "<a name='comment-{}'></a>"])
@pytest.mark.parametrize("text", ["<p>slate {}</p>", "<div>slate</div><p>{}</p>"])
@pytest.mark.parametrize("around", ["<div class='blogComment'>", "<div>", ""])
def test_an_anchor_left_open_keeps_the_text_of_its_comment(around, anchor, text):
    numbers = (1234567890123, 1234567890124)
    comments = "".join(
        f"{around}{anchor.format(n)}{text.format(n)}<div class='byline'>"
        f"<a href='#{n}'>#</a>"
        " posted by <a rel='nofollow' href='http://z.example/'>Zoe</a> : 4:37 AM</div>"
        f"{'</div>' * bool(around)}"
        for n in numbers
    )
    linked = "<p><a name='comment-1234567890120'>mine</a></p>"
    shown = layouts(POST.replace("words", linked) + comments)

    assert shown.body_html == linked.replace("'", '"')
    assert [(one.author.name, one.author.url, one.published_text) for one in shown.comments or ()] == [
        ("Zoe", "http://z.example/", "4:37 AM")
    ] * 2
    assert [" ".join(one.body.text.split()) for one in shown.comments or ()] == [
        f"slate {n}" for n in numbers
    ]


def test_relative_addresses_of_a_mirror_give_way_to_a_whole_one():
    shown = read("layouts-it")

    assert shown.url == "http://sentieri.example/2006/08/lago.html"
    assert {(comment.url or "").partition("2006")[0] for comment in shown.comments or ()} == {
        "http://sentieri.example/"
    }


def test_a_broken_address_is_no_address():
    shown = layouts(POST, head="<link rel='canonical' href='http://['/>")

    assert shown.title is None or shown.url == "http://["
    assert read("classic-authors", ('http://gas.example/" rel', 'javascript:alert(1)" rel')).comments


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b" \r\n\0\0", "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "no HTML"),
        (b'{"error": "not found"}', "no HTML"),
        (b"User-agent: *\nDisallow: /search\n", "no HTML"),
        (
            b"<?xml version='1.0'?><!-- c --><feed xmlns='http://www.w3.org/2005/Atom'><title>a</title></feed>",
            "feed",
        ),
        (b"\xef\xbb\xbf<feed><title>a</title></feed>", "feed"),
        (b"<rss version='2.0'><channel><title>a</title></channel></rss>", "feed"),
    ],
)
def test_what_is_no_page_is_said_to_be_none(body, why):
    with pytest.raises(UnknownFormatError, match=why):
        page.read(body, "http://b.example/")


def test_a_page_past_8_mib_is_refused():
    with pytest.raises(ParseError, match="bytes"):
        page.read(b"<html>" + b" " * 8 * 2**20, "http://b.example/")


def test_a_page_without_an_end_is_read_and_says_so():
    whole = bytes_of("classic-minima")
    cut = page.read(whole[: whole.index(b"<!-- End #main -->")], url_of("classic-minima"))

    assert cut.comments == read("classic-minima").comments
    assert cut.warnings == ("the page has no end: it may have been cut",)
