import hashlib
from collections.abc import Callable

import pytest
from tests.fetch.world import MIDNIGHT, World, answer, ok

from feedarchive.capture import Document, Get, NotModified, Request, Response
from feedarchive.errors import FetchError, GoneError, RefusedError, TurnedAwayError, UnreachableError
from feedarchive.fetch.follow import getter

URL = "https://blog.example/feeds/posts/default"


def getting(reply: Response | Callable[[Request], Response]) -> tuple[Get, World]:
    """A Get over a World with that answer, and the World."""
    world = World((lambda _: reply) if isinstance(reply, Response) else reply)
    return getter(world.send), world


def test_a_document_says_where_it_was_asked_for_and_found():
    headers = (
        ("Content-Type", "application/atom+xml; charset=UTF-8"),
        ("ETag", 'W/"1"'),
        ("Last-Modified", "Sat, 28 Feb 2026 00:00:00 GMT"),
    )
    found = Response(
        url=URL,
        status=200,
        headers=headers,
        wire=b"zip",
        body=b"<feed/>",
        fetched=MIDNIGHT,
        raw="raw/x.warc.gz#7",
    )
    get, _ = getting(found)

    assert get(Request(url=URL, why="posts-feed")) == Document(
        asked=URL,
        url=URL,
        why="posts-feed",
        status=200,
        media_type="application/atom+xml; charset=UTF-8",
        etag='W/"1"',
        last_modified="Sat, 28 Feb 2026 00:00:00 GMT",
        body=b"<feed/>",
        sha256=hashlib.sha256(b"<feed/>").hexdigest(),
        fetched=MIDNIGHT,
        raw="raw/x.warc.gz#7",
    )


@pytest.mark.parametrize(
    ("modified", "headers"),
    [
        ("Thu, 01 Jan 2099 00:00:00 GMT", {}),
        ("Sun, 01 Mar 2026 00:00:01 GMT", {"date": "Sun, 01 Mar 2026 00:00:00 GMT"}),
        ("yesterday", {}),
    ],
)
def test_h21_a_last_modified_from_the_future_is_no_validator(modified, headers):
    get, _ = getting(lambda request: ok(request.url, b"x", last_modified=modified, **headers))
    document = get(Request(url=URL))
    assert isinstance(document, Document)
    assert document.last_modified is None


def test_304_to_a_conditional_request_is_an_outcome():
    get, _ = getting(lambda request: answer(request.url, 304))
    for request in (Request(url=URL, etag='"1"'), Request(url=URL, last_modified="x")):
        assert get(request) == NotModified(asked=URL, url=URL, fetched=MIDNIGHT)


def test_h01_304_to_an_unconditional_request_is_a_failure():
    get, _ = getting(lambda request: answer(request.url, 304))
    with pytest.raises(UnreachableError, match="answered 304"):
        get(Request(url=URL))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, UnreachableError),
        (206, UnreachableError),
        (400, FetchError),
        (401, FetchError),
        (403, FetchError),
        (404, GoneError),
        (410, GoneError),
        (418, FetchError),
        (429, TurnedAwayError),
        (500, UnreachableError),
        (503, TurnedAwayError),
        (599, UnreachableError),
    ],
)
def test_every_other_status_is_one_error_that_names_the_url(status, kind):
    get, _ = getting(lambda request: answer(request.url, status, b"sorry"))
    with pytest.raises(FetchError, match=f"answered {status}") as caught:
        get(Request(url=URL))
    assert type(caught.value) is kind
    assert caught.value.name == URL


def test_h09_h10_gone_says_how_and_where_that_is_kept():
    found = Response(url=URL, status=410, reason="Gone", fetched=MIDNIGHT, raw="raw/x#1")
    get, _ = getting(found)
    with pytest.raises(GoneError, match="answered 410 Gone") as caught:
        get(Request(url=URL))
    assert (caught.value.status, caught.value.raw) == (410, "raw/x#1")


def test_h04_turned_away_says_for_how_long():
    get, _ = getting(lambda request: answer(request.url, 429, retry_after="120"))
    with pytest.raises(TurnedAwayError) as caught:
        get(Request(url=URL))
    assert caught.value.retry_after == 120


def test_n25_an_empty_200_is_a_failure():
    get, _ = getting(lambda request: ok(request.url))
    with pytest.raises(UnreachableError, match="answered 200 with nothing"):
        get(Request(url=URL))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_only_the_first_hop_is_conditional(status):
    asked = []

    def reply(request):
        asked.append(request)
        if request.url == URL:
            return answer(URL, status, location="//www.blog.example/feed")
        return ok(request.url, b"feed")

    document = getting(reply)[0](Request(url=URL, why="posts-feed", etag='"1"', last_modified="x"))

    assert (document.asked, document.url) == (URL, "https://www.blog.example/feed")
    assert asked == [
        Request(url=URL, why="posts-feed", etag='"1"', last_modified="x"),
        Request(url="https://www.blog.example/feed", why="posts-feed"),
    ]


def test_a_location_is_read_against_the_hop_it_came_with():
    steps = {URL: "https://www.blog.example/a/b", "https://www.blog.example/a/b": "c"}

    def reply(request):
        location = steps.get(request.url)
        return answer(request.url, 301, location=location) if location else ok(request.url, b"x")

    assert getting(reply)[0](Request(url=URL)).url == "https://www.blog.example/a/c"


def test_a_304_after_a_redirect_answers_nothing_we_asked():
    get, _ = getting(
        lambda request: answer(URL, 301, location="/x") if request.url == URL else answer(request.url, 304)
    )
    with pytest.raises(UnreachableError, match=r"answered 304 at https://blog.example/x"):
        get(Request(url=URL, etag='"1"'))


@pytest.mark.parametrize(("hops", "found"), [(5, True), (6, False)])
def test_five_redirects_and_no_more(hops, found):
    def reply(request):
        number = int(request.url.partition("?")[2] or 0)
        return (
            ok(request.url, b"x") if number == hops else answer(request.url, 302, location=f"?{number + 1}")
        )

    get, world = getting(reply)
    if found:
        assert get(Request(url=URL)).url.endswith("?5")
    else:
        with pytest.raises(UnreachableError, match="more than 5 times"):
            get(Request(url=URL))
    assert len(world.log) == 6


def test_h11_a_circle_is_left_at_once():
    get, world = getting(lambda request: answer(request.url, 302, location=URL))
    with pytest.raises(UnreachableError, match="in a circle"):
        get(Request(url=URL))
    assert len(world.log) == 1


def test_h12_a_redirect_without_location():
    get, _ = getting(lambda request: answer(request.url, 302))
    with pytest.raises(UnreachableError, match="answered 302 without saying where to"):
        get(Request(url=URL))


@pytest.mark.parametrize(
    "location",
    ["http://blog.example/", "file:///etc/passwd", "ftp://x/", "javascript:x", "data:,x", "http://a@b/"],
)
def test_h13_h15_a_redirect_to_a_worse_place_is_refused(location):
    get, world = getting(lambda request: answer(request.url, 302, location=location))
    with pytest.raises(RefusedError):
        get(Request(url=URL))
    assert len(world.log) == 1


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://a@b/", "http://x/\n", ""])
def test_an_odd_url_is_not_asked_at_all(url):
    get, world = getting(lambda request: ok(request.url))
    with pytest.raises(RefusedError):
        get(Request(url=url))
    assert world.log == []
