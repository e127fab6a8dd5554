"""What is odd about an answer and does no harm: it is archived, and one line says so."""

from tests.fetch.faults import HEAD, cut
from tests.hostile.blogs import HostileBlog, backfill, small_blog

__all__ = ["backfill"]
PAGE = "/tide-number-3.html"


def body_of(server: HostileBlog, target: str) -> bytes:
    return server.demo.reply("GET", target, {}).body


def feed_of(server: HostileBlog) -> bytes:
    return body_of(server, "/feeds/comments/default?orderby=published&start-index=1&max-results=500")


def test_n12_a_feed_cut_where_the_connection_ends(backfill):
    with HostileBlog(small_blog()) as server:
        half = feed_of(server)[:2_000]
        server.wrong["/feeds/comments/default"] = cut(HEAD + b"\r\n" + half)
        run = backfill(server)

    assert run.code == 3
    assert "the feed is damaged" in run.lines[0]
    assert "it may have been cut" in run.lines[1]
    assert len(run.versions) == 5


def test_n13_a_page_cut_where_the_connection_ends(backfill):
    with HostileBlog(small_blog()) as server:
        page = body_of(server, f"/2020/04{PAGE}")
        server.wrong[PAGE] = cut(HEAD + b"\r\n" + page[: page.index(b"</html")])
        run = backfill(server)

    assert run.code == 0
    (line,) = run.lines
    assert line == (
        f"hostile: warning: {server.url}/2020/04{PAGE}: has no end of its own, and ended with the connection:"
        " it may have been cut"
    )
    assert len(run.versions) == 5


def test_n18_both_a_length_and_chunks(backfill):
    with HostileBlog(small_blog()) as server:
        page = body_of(server, f"/2020/04{PAGE}")
        chunked = b"%x\r\n" % len(page) + page + b"\r\n0\r\n\r\n"
        server.wrong[PAGE] = cut(HEAD + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked)
        run = backfill(server)

    assert run.code == 0
    (line,) = run.lines
    assert "states a length and comes in chunks as well" in line
    assert any(source["kind"] == "page" for source in sources(run.versions["Tide number 3"]))


def sources(version: dict[str, object]) -> list[dict[str, object]]:
    found = version["sources"]
    assert isinstance(found, list)
    return found


def test_h20_a_feed_under_a_wrong_name(backfill):
    with HostileBlog(small_blog()) as server:
        feed = feed_of(server)
        plain = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(feed)
        server.wrong["/feeds/comments/default"] = plain + feed
        run = backfill(server)

    assert run.code == 0
    (line,) = run.lines
    assert line.endswith("a feed served as 'text/plain'")
