"""The server's manners, good and bad, each at a test's command."""

import http.client
import threading
import time
from urllib.parse import urlsplit

import pytest
from tests.demo.reader import entries, get, said

from feedarchive.demo import ALL_FEEDS, EXAMPLE_PATH, DemoAuthor, example, serve

POSTS = "/feeds/posts/default"


@pytest.mark.parametrize("target", [POSTS, "/feeds/comments/default", EXAMPLE_PATH, "/", "/sitemap.xml"])
def test_nothing_new_is_304_until_something_is(server, target):
    first = get(server, target)
    again = get(server, target, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    since = get(server, target, If_Modified_Since=first.headers["last-modified"])
    assert since.status == 304
    post = server.blog.index.by_path[EXAMPLE_PATH]
    server.blog.edit_post(post.number, html="Edited")
    server.blog.add_post("New", "text")
    assert get(server, target, If_None_Match=first.headers["etag"]).status == 200
    assert get(server, target, If_Modified_Since=first.headers["last-modified"]).status == 200


def test_validators_can_be_left_out(server):
    tag = get(server, POSTS).headers["etag"]
    server.options.validators = False
    answer = get(server, POSTS, If_None_Match=tag)
    assert answer.status == 200
    assert not {"etag", "last-modified"} & answer.headers.keys()


def test_the_same_answer_is_given_twice(server):
    assert get(server, POSTS) == get(server, POSTS)._replace(headers=get(server, POSTS).headers)
    assert get(server, EXAMPLE_PATH).body == get(server, EXAMPLE_PATH).body


def test_answers_are_packed_for_those_who_ask(server):
    plain, packed = get(server, POSTS), get(server, POSTS, Accept_Encoding="gzip, deflate")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 4
    assert packed.text == plain.text
    assert packed.headers["etag"] == plain.headers["etag"]
    server.options.gzip = False
    assert "content-encoding" not in get(server, POSTS, Accept_Encoding="gzip").headers


def test_many_requests_share_a_connection(server):
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    for target in (POSTS, EXAMPLE_PATH, "/missing.html", POSTS):
        connection.request("GET", target)
        connection.getresponse().read()
        assert connection.sock is not None
    connection.request("HEAD", POSTS)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 10_000
    connection.request("GET", "/robots.txt")
    assert connection.getresponse().read().startswith(b"User-agent")
    connection.close()


def test_the_log_says_who_asked_what_when(server):
    before = time.monotonic()
    get(server, "/robots.txt", User_Agent="reader/1 (+https://reader.example/)")
    get(server, "/nothing")
    first, second = server.log
    assert (first.method, first.target, first.status) == ("GET", "/robots.txt", 200)
    assert first.headers["user-agent"] == "reader/1 (+https://reader.example/)"
    assert (second.target, second.status) == ("/nothing", 404)
    assert before <= first.at <= second.at <= time.monotonic()
    assert server.targets() == ["/robots.txt", "/nothing"]


@pytest.mark.parametrize("off", sorted(ALL_FEEDS))
def test_each_feed_can_be_off(server, off):
    number = server.blog.posts[0].number
    targets = {
        "posts": POSTS,
        "pages": "/feeds/pages/default",
        "comments": "/feeds/comments/default",
        "post-comments": f"/feeds/{number}/comments/default",
    }
    server.options.feeds_off = frozenset({off})
    assert {name: get(server, target).status for name, target in targets.items()} == {
        name: 404 if name == off else 200 for name in targets
    }
    assert get(server, EXAMPLE_PATH).status == 200


def test_a_moved_blog_answers_301_to_everything(server):
    server.options.redirect_to = "http://new.example/"
    for target in (POSTS, "/robots.txt", EXAMPLE_PATH + "?m=1"):
        answer = get(server, target)
        assert (answer.status, answer.headers["location"]) == (301, f"http://new.example{target}")


def test_a_burned_feed_answers_302_unless_told_not_to(server):
    server.options.feedburner = "http://burned.example/feed"
    answer = get(server, f"{POSTS}?max-results=5")
    assert (answer.status, answer.headers["location"]) == (302, "http://burned.example/feed")
    page = get(server, f"{POSTS}?max-results=5&redirect=false")
    assert page.status == 200
    assert "redirect=false" in page.text
    assert get(server, "/feeds/comments/default").status == 200


def test_failures_come_first_and_in_order(server):
    server.options.fail = {"comments/default": [503, 429, 404]}
    server.options.retry_after = "7"
    answers = [get(server, "/feeds/comments/default") for _ in range(4)]
    assert [answer.status for answer in answers] == [503, 429, 404, 200]
    assert [answer.headers.get("retry-after") for answer in answers] == ["7", "7", None, None]
    assert get(server, POSTS).status == 200


def test_it_can_hang_up(server):
    server.options.fail = {"robots": [0]}
    with pytest.raises(http.client.RemoteDisconnected):
        get(server, "/robots.txt")
    assert server.log[0].status == 0
    assert get(server, "/robots.txt").status == 200


def test_a_feed_can_be_cut_short(server):
    whole = get(server, POSTS).body
    server.options.cut = {"posts/default": 5000}
    cut = get(server, POSTS)
    assert (cut.status, cut.body) == (200, whole[:5000])
    assert len(get(server, "/feeds/comments/default").body) > 5000


def test_a_post_can_come_while_a_walk_is_under_way(server):
    server.options.shift = {1: lambda blog: blog.add_post("In between", "text")}
    first = entries(get(server, f"{POSTS}?max-results=10").xml)
    second = entries(get(server, f"{POSTS}?start-index=11&max-results=10").xml)
    assert said(second[0], "a:id") == said(first[-1], "a:id")
    assert len(server.blog.posts) == 34


def test_changes_and_requests_may_come_from_many_threads(server):
    post = server.blog.posts[0].number
    failures: list[int] = []

    def read():
        answers = (get(server, "/feeds/comments/default?max-results=150") for _ in range(15))
        failures.extend(answer.status for answer in answers if answer.status != 200)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(40):
        server.blog.add_comment(post, f"Comment {n}", DemoAuthor(name="Reader"))
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(server.log) == 60
    assert said(get(server, "/feeds/comments/default").xml, "s:totalResults") == "134"


def test_the_port_is_free_again_afterwards():
    with serve(example()) as first:
        port = urlsplit(first.url).port or 0
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/robots.txt")
        connection.getresponse().read()
    with serve(example(), port=port) as second:
        assert second.url == first.url
        assert get(second, "/robots.txt").status == 200
    connection.close()
