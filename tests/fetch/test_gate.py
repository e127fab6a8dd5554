import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from weakref import ref

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fetch.world import MIDNIGHT, World, answer, ok

from feedarchive.capture import Request, Response
from feedarchive.errors import (
    FetchError,
    LeftAloneError,
    NoWayInError,
    RefusedError,
    TooLargeError,
    TurnedAwayError,
    UnreachableError,
)
from feedarchive.fetch.gate import Gate
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.paces import MemoryPaces
from feedarchive.fetch.robots_cache import RobotsCopy, RobotsShelf

BLOG = "https://blog.example"
ROBOTS = f"{BLOG}/robots.txt"


def asked(gate: Gate, *paths: str) -> list[Response]:
    return [gate(Request(url=path if "://" in path else BLOG + path)) for path in paths]


def site(rules: bytes = b"", *, status: int = 200, **headers: str) -> World:
    """A World whose robots.txt is that and whose other pages answer 200."""

    def reply(request):
        if request.url.endswith("/robots.txt"):
            return answer(request.url, status, rules, **headers)
        return ok(request.url, b"page")

    return World(reply)


def failing_first(times: int, failure: Callable[[str], Response | FetchError]) -> World:
    """A World whose page fails so many times before it answers."""
    left = [times]

    def reply(request):
        if request.url.endswith("/robots.txt") or left[0] == 0:
            return ok(request.url)
        left[0] -= 1
        return failure(request.url)

    return World(reply)


def test_robots_txt_is_asked_before_the_first_page_and_once():
    world = site()
    asked(world.gate(), "/a", "/b")
    assert world.urls == [ROBOTS, f"{BLOG}/a", f"{BLOG}/b"]


def test_each_origin_has_its_own_robots_txt():
    world = site()
    asked(world.gate(), "/a", "http://blog.example/a", "https://blog.example:8443/a")
    assert world.urls[::2] == [
        ROBOTS,
        "http://blog.example/robots.txt",
        "https://blog.example:8443/robots.txt",
    ]


def test_a_disallowed_page_is_not_asked():
    world = site(b"User-agent: *\nDisallow: /search")
    gate = world.gate()
    with pytest.raises(RefusedError, match=r"search/x: the robots.txt of blog.example disallows it"):
        asked(gate, "/search/x")
    assert world.urls == [ROBOTS]


def test_robots_txt_itself_may_be_asked_for():
    assert asked(site(b"User-agent: *\nDisallow: /").gate(), "/robots.txt")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_4xx_for_robots_txt_sets_no_rules(status):
    assert asked(site(b"User-agent: *\nDisallow: /", status=status).gate(), "/a")


@pytest.mark.parametrize(
    ("status", "kind"), [(429, TurnedAwayError), (500, NoWayInError), (503, TurnedAwayError)]
)
def test_a_robots_txt_that_fails_disallows_all_for_now(status, kind):
    world = site(status=status)
    gate = world.gate()
    with pytest.raises(kind, match=rf"/a: its robots.txt could not be had \(answered {status}") as caught:
        asked(gate, "/a")
    assert type(caught.value) is kind
    assert world.urls == [ROBOTS]


def test_a_robots_txt_that_does_not_answer_disallows_all_and_is_asked_again():
    world = World(lambda request: UnreachableError(request.url, "connection refused"))
    gate = world.gate()
    for _ in range(2):
        with pytest.raises(UnreachableError, match="could not be had \\(connection refused\\)"):
            asked(gate, "/a")
    assert world.urls == [ROBOTS, ROBOTS]


def test_an_html_page_for_robots_txt_sets_no_rules():
    assert asked(site(b"<html>User-agent: *\nDisallow: /").gate(), "/a")


@pytest.mark.parametrize(("hops", "allowed"), [(1, False), (5, False), (6, True)])
def test_redirects_of_robots_txt_are_followed_five_times_and_in_turn(hops, allowed):
    """More than five: as if there were none (RFC 9309, 2.3.1.2)."""

    def reply(request):
        number = int(request.url.partition("?")[2] or 0)
        if "robots" not in request.url or number == hops:
            return ok(request.url, b"User-agent: *\nDisallow: /")
        return answer(request.url, 301, location=f"https://other.example/robots.txt?{number + 1}")

    world = World(reply)
    gate = world.gate()
    if allowed:
        asked(gate, "/a")
    else:
        with pytest.raises(RefusedError):
            asked(gate, "/a")
    others = [sent for sent, _, url in world.log if "other.example" in url]
    assert len(others) == min(hops, 5)
    assert all(later - sooner >= 1 for sooner, later in pairwise(others))


def test_a_copy_from_an_earlier_run_spares_the_request_for_a_day():
    shelf = RobotsShelf(
        {BLOG: RobotsCopy(status=200, text=b"User-agent: *\nDisallow: /no", fetched=MIDNIGHT)}
    )
    world = site()
    gate = world.gate(cache=shelf)
    with pytest.raises(RefusedError):
        asked(gate, "/no")
    world.time += 86_399
    asked(gate, "/a")
    assert world.urls == [f"{BLOG}/a"]

    world.time += 1
    asked(gate, "/no")
    assert world.urls[1:] == [ROBOTS, f"{BLOG}/no"]
    assert shelf[BLOG].fetched == MIDNIGHT  # the time of the tests' answers


@pytest.mark.parametrize("age", [timedelta(hours=25), timedelta(seconds=-1)])
def test_an_old_copy_or_one_from_the_future_is_not_used(age):
    shelf = RobotsShelf(
        {BLOG: RobotsCopy(status=200, text=b"User-agent: *\nDisallow: /", fetched=MIDNIGHT - age)}
    )
    world = site()
    asked(world.gate(cache=shelf), "/a")
    assert world.urls == [ROBOTS, f"{BLOG}/a"]


def test_what_is_kept_of_robots_txt():
    shelf = RobotsShelf()
    asked(site(b"User-agent: *\n", status=200).gate(cache=shelf), "/a")
    assert shelf[BLOG] == RobotsCopy(status=200, text=b"User-agent: *\n", fetched=MIDNIGHT, came=MIDNIGHT)
    asked(site(b"<html>no", status=404).gate(cache=shelf), "http://two.example/")
    assert shelf["http://two.example"] == RobotsCopy(status=404, text=b"", fetched=MIDNIGHT, came=MIDNIGHT)


def test_a_crawl_delay_is_obeyed():
    world = site(b"User-agent: *\nCrawl-delay: 10")
    asked(world.gate(), "/a", "/b")
    assert [sent for sent, _, _ in world.log] == [1000.0, 1010.0, 1020.0]


def test_hosts_do_not_wait_for_each_other_and_ports_are_hosts():
    world = site()
    asked(world.gate(), "/a", "https://two.example/", "https://blog.example:8443/")
    starts = {url: sent for sent, _, url in world.log}
    assert starts["https://two.example/robots.txt"] == starts[f"{BLOG}/a"] == 1001.0


def test_a_retry_after_keeps_every_request_to_that_host_back():
    world = failing_first(1, lambda url: answer(url, 429, retry_after="90"))
    gate = world.gate()
    asked(gate, "/a", "/b", "https://two.example/")
    sent = {url: sent for sent, _, url in world.log}
    assert sent[f"{BLOG}/b"] >= sent[f"{BLOG}/a"] + 90


def test_a_site_that_wants_us_gone_for_longer_is_left_for_another_run():
    world = failing_first(1, lambda url: answer(url, 503, retry_after="3600"))
    gate = world.gate()
    asked(gate, "/a")
    with pytest.raises(
        TurnedAwayError, match=r"blog\.example is left alone until 2026-03-01 01:00:01 UTC: it answered 503"
    ) as caught:
        asked(gate, "/b")
    assert caught.value.retry_after == 3600
    assert world.time < 1100
    assert len(world.urls) == 2


def test_failures_in_a_row_open_the_circuit_and_one_success_closes_it():
    world = failing_first(6, lambda url: answer(url, 503))
    gate = world.gate()
    asked(gate, *["/a"] * 5)
    opened = world.time
    with pytest.raises(
        LeftAloneError, match=r"left alone until .* it answered 503, 5 times in a row"
    ) as caught:
        asked(gate, "/a")
    assert caught.value.retry_after == 900
    assert caught.value.until == world.now() + timedelta(seconds=900)
    assert len(world.urls) == 6

    world.time = opened + 900  # half open: one may try, and fails
    asked(gate, "/a")
    with pytest.raises(LeftAloneError) as caught:
        asked(gate, "/a")
    assert caught.value.retry_after == 1800

    world.time += 1800
    asked(gate, "/a", "/b")
    assert world.log[-1][0] - world.log[-2][0] == 1.0


@pytest.mark.parametrize("kind", [TooLargeError, RefusedError])
def test_our_own_limits_are_no_failure_of_the_host_but_pace_counts(kind):
    world = failing_first(1, lambda url: kind(url, "too much for us"))
    gate = world.gate()
    with pytest.raises(kind):
        asked(gate, "/a")
    asked(gate, "/b")
    assert world.log[-1][0] - world.log[-2][0] == 1.0


def test_an_error_holds_none_of_the_bytes_that_came():
    class Bytes(bytearray):
        """Bytes that can be watched."""

    watched = []

    def too_large(request: Request) -> Response:
        pieces = Bytes(10)
        watched.append(ref(pieces))
        try:
            zlib.decompress(pieces)
        except zlib.error as exc:
            raise TooLargeError(request.url, "too much for us") from exc
        raise AssertionError("ten NULs are no zlib stream")

    world = World(
        lambda request: ok(request.url) if request.url.endswith("robots.txt") else too_large(request)
    )
    with pytest.raises(TooLargeError) as caught:
        asked(world.gate(), "/a")
    assert (caught.value.reason, [one() for one in watched]) == ("too much for us", [None])


def replying(status: int | None, retry_after: str | None) -> Callable[[Request], Response | FetchError]:
    headers = {"retry_after": retry_after} if retry_after else {}

    def reply(request: Request) -> Response | FetchError:
        if request.url.endswith("/robots.txt"):
            return ok(request.url)
        if status is None:
            return UnreachableError(request.url, "no answer")
        return answer(request.url, status, **headers)

    return reply


ANSWERS = st.tuples(
    st.sampled_from(["https://one.example/", "https://one.example/x", "https://two.example/"]),
    st.sampled_from([200, 200, 200, 304, 404, 403, 429, 500, 503, None]),
    st.sampled_from([None, "0", "3", "100", "-5", "soon", "9999999999999"]),
    st.sampled_from([0.0, 0.005, 0.3, 20.0]),
    st.sampled_from([0.0, 0.2, 5.0]),
)


@given(st.lists(ANSWERS, max_size=25), st.sampled_from([0.0, 0.5, 1.0, 7.0]))
def test_whatever_sites_answer_nobody_is_asked_too_soon(answers, delay):
    """No two requests to one host closer than the delay, none while one is out, none before a Retry-After."""
    world = World()
    held: dict[str, float] = {}
    gate = world.gate(FetchOptions(delay=delay))
    for url, status, retry_after, takes, thinking in answers:
        world.answer = replying(status, retry_after)
        world.takes = takes
        world.time += thinking
        host, before = url.split("/")[2], len(world.log)
        with suppress(UnreachableError):
            asked(gate, url)
        for sent, _, _ in world.log[before:]:
            assert sent >= held.get(host, 0.0)
        if world.urls[before:] and status in (429, 503) and retry_after in ("3", "100"):
            held[host] = world.log[-1][1] + float(retry_after)

    for host in ("one.example", "two.example"):
        log = [(sent, ended) for sent, ended, url in world.log if host in url]
        for (sent, ended), (following, _) in pairwise(log):
            assert following >= sent + delay
            assert following >= ended


def test_threads_ask_one_host_one_at_a_time_and_robots_txt_once():
    out, peak, paths = [0], [0], []

    def send(request):
        out[0] += 1
        peak[0] = max(peak[0], out[0])
        paths.append(request.url)
        time.sleep(0.002)
        out[0] -= 1
        return ok(request.url)

    world = World()
    world.send = send  # type: ignore[method-assign]  # the same world with time that really passes
    gate = world.gate(FetchOptions(delay=0))
    threads = [threading.Thread(target=asked, args=(gate, f"/{number}")) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert peak == [1]
    assert len(paths) == 9
    assert paths[0] == ROBOTS


def test_the_first_request_of_a_run_has_a_connection_to_open_whoever_asked_before():
    world, paces = site(), MemoryPaces()
    world.takes = 0.2
    for path in ("/a", "/b"):
        asked(world.gate(paces=paces), path)
    ended = [ended for _, ended, _ in world.log]
    sent = [sent for sent, _, _ in world.log]
    assert sent[3] - ended[2] >= 1.0
