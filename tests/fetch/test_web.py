"""The whole chain over real sockets, judged by the server's own log."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from random import Random

import msgspec
import pytest
from tests.fetch.faults import BROKEN, PAGE, FaultServer, coded, said

from feedarchive.capture import Document, NotModified, Request, Send
from feedarchive.errors import (
    ConfigError,
    GoneError,
    MiscodedError,
    RefusedError,
    TurnedAwayError,
    UnreachableError,
)
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.robots_cache import RobotsShelf
from feedarchive.fetch.web import Web, needs_contact, open_web

QUICK = FetchOptions(delay=0, retries=0, timeout=2, connect_timeout=2)


def now() -> datetime:
    return datetime.now(UTC)


def anywhere(host, port):
    return True


def opened(
    options: FetchOptions = QUICK,
    *,
    keep: Callable[[Send], Send] = lambda send: send,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> AbstractContextManager[Web]:
    return open_web(
        options,
        keep=keep,
        cache=RobotsShelf(),
        clock=clock,
        sleep=sleep,
        now=now,
        random=Random(1).random,
        allowed=anywhere,
    )


def test_a_page_is_had_after_robots_txt_and_every_exchange_is_kept():
    kept = []

    def keep(send):
        def keeping(request):
            response = send(request)
            kept.append((request.why, response.status))
            return msgspec.structs.replace(response, raw=f"raw/x#{len(kept)}")

        return keeping

    routes = {"/old": said(b"", "301 Moved", "Location: /new"), "/new": said(PAGE, "200 OK", "ETag: 1")}
    with FaultServer(routes) as server, opened(keep=keep) as web:
        document = web.get(Request(url=f"{server.url}/old", why="page"))
        with pytest.raises(GoneError) as caught:
            web.get(Request(url=f"{server.url}/none"))

    assert isinstance(document, Document)
    assert (document.body, document.url, document.raw) == (PAGE, f"{server.url}/new", "raw/x#3")
    assert kept == [("robots", 404), ("page", 301), ("page", 200), ("document", 404)]
    assert caught.value.raw == "raw/x#4"
    assert server.paths == ["/robots.txt", "/old", "/new", "/none"]
    assert (web.requests, web.bytes) == (4, len(PAGE) + 2 * len(b"nothing here"))


def test_a_held_copy_is_asked_about_not_for():
    def reply(conn, over):
        fresh = "if-none-match: 1" in server.log[-1][2].lower()
        conn.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n" if fresh else said(PAGE, "200 OK", "ETag: 1"))
        return True

    with FaultServer({"/a": reply}) as server, opened() as web:
        first = web.get(Request(url=f"{server.url}/a"))
        again = web.get(Request(url=f"{server.url}/a", etag="1"))

    assert isinstance(first, Document)
    assert first.etag == "1"
    assert isinstance(again, NotModified)


def test_the_servers_log_shows_the_delay_and_one_request_at_a_time():
    out, peak = [0], [0]

    def slow(conn, over):
        out[0] += 1
        peak[0] = max(peak[0], out[0])
        over.wait(0.01)
        out[0] -= 1
        conn.sendall(said(PAGE))
        return True

    with FaultServer({"/a": slow}) as server, opened(FetchOptions(delay=0.08)) as web:
        threads = [threading.Thread(target=web.get, args=(Request(url=f"{server.url}/a"),)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        arrivals = [arrival for arrival, _, _ in server.log]

    # Each gap for itself is test_politeness's; a busy machine may log one arrival a little late.
    assert len(arrivals) == 6
    assert arrivals[-1] - arrivals[0] >= 5 * 0.08
    assert peak == [1]
    assert server.paths[0] == "/robots.txt"
    assert web.waited > 0.2


def test_a_robots_txt_is_obeyed_across_hosts():
    closed = {"/robots.txt": said(b"User-agent: *\nDisallow: /")}
    with FaultServer(closed) as other, FaultServer() as server, opened() as web:
        server.routes["/a"] = said(b"", "302 Found", f"Location: {other.url}/b")
        with pytest.raises(RefusedError, match="disallows it"):
            web.get(Request(url=f"{server.url}/a"))
        assert other.paths == ["/robots.txt"]


def test_a_passing_failure_is_overcome_after_the_sites_own_pause():
    failures: list[bytes] = [b"not HTTP\r\n\r\n", said(b"", "503 Busy", "Retry-After: 5"), said(PAGE)]
    slept: list[float] = []

    def reply(conn, over):
        conn.sendall(failures.pop(0))
        return failures == [said(PAGE)]

    with (
        FaultServer({"/a": reply}) as server,
        opened(FetchOptions(delay=0), sleep=slept.append, clock=lambda: time.monotonic() + sum(slept)) as web,
    ):
        document = web.get(Request(url=f"{server.url}/a"))

    assert isinstance(document, Document)
    assert document.body == PAGE
    assert len(slept) == 2
    assert 1 < slept[0] <= 2
    assert 4 < slept[1] <= 5
    assert web.waited == sum(slept)


@pytest.mark.parametrize("name", ["N11-short-length", "C06-gzip-cut", "N20-http09"])
def test_a_broken_answer_ends_as_unreachable(name):
    with FaultServer({"/a": BROKEN[name][0]}) as server, opened() as web:
        with pytest.raises(UnreachableError):
            web.get(Request(url=f"{server.url}/a"))
        assert server.paths == ["/robots.txt", "/a"]


@pytest.mark.parametrize("honest", [True, False])
def test_c10_gzip_that_is_none_is_asked_for_once_more_without(honest):
    def lie(conn, over):
        plain = "accept-encoding: identity" in server.log[-1][2].lower()
        conn.sendall(said(PAGE) if plain and honest else coded("gzip", PAGE))
        return True

    with FaultServer({"/a": lie}) as server, opened(FetchOptions(delay=0, retries=3)) as web:
        if honest:
            found = web.get(Request(url=f"{server.url}/a"))
            assert isinstance(found, Document)
            assert found.body == PAGE
        else:
            with pytest.raises(MiscodedError):
                web.get(Request(url=f"{server.url}/a"))
        assert server.paths == ["/robots.txt", "/a", "/a"]


def test_a_site_that_asks_for_more_than_our_patience_turns_us_away():
    with FaultServer({"/a": said(b"", "429 Slow", "Retry-After: 7200")}) as server:
        with opened(FetchOptions(delay=0)) as web, pytest.raises(TurnedAwayError) as caught:
            web.get(Request(url=f"{server.url}/a"))
        assert caught.value.retry_after == pytest.approx(7200, abs=5)
        assert server.paths == ["/robots.txt", "/a"]


def test_a_public_host_is_not_asked_without_a_contact():
    def nobody(send):
        return lambda request: pytest.fail(f"asked {request.url}")

    with (
        opened(keep=nobody) as web,
        pytest.raises(RefusedError, match=r"config.toml.*--contact.*FEEDARCHIVE_CONTACT"),
    ):
        web.get(Request(url="https://blog.example/"))


def test_nor_when_a_redirect_leads_there():
    with (
        FaultServer({"/a": said(b"", "302 Found", "Location: http://blog.example/")}) as server,
        opened() as web,
        pytest.raises(RefusedError, match=r"blog\.example"),
    ):
        web.get(Request(url=f"{server.url}/a"))


def test_who_may_ask_whom():
    known = FetchOptions(contact="me@example.org")
    hasty = FetchOptions(contact="me@example.org", delay=0.4)
    needs_contact("https://blog.example/", known)
    needs_contact("http://127.0.0.1:8000/", FetchOptions(delay=0))
    with pytest.raises(ConfigError, match=r"delay = 0.4"):
        needs_contact("https://blog.example/", hasty)


def test_only_the_web_imports_the_libraries_of_the_web():
    rooms = ["options", "urls", "politeness", "body", "robots_cache", "follow"]
    code = "import sys\n" + "".join(f"import feedarchive.fetch.{room}\n" for room in rooms)
    check = (
        code + "sys.exit(any(name in sys.modules for name in ('httpx', 'httpcore', 'tenacity', 'protego')))"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
