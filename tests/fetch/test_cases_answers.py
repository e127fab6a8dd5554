"""Answers that go wrong, by the names of the list of bad input (H*): the server's own log is the judge."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from tests.fetch.cases import NOON, OK, Hours, case
from tests.fetch.faults import PAGE, FaultServer, said

from feedarchive.errors import FetchError, LeftAloneError, RefusedError, UnreachableError
from feedarchive.fetch.follow import MAX_HOPS


@pytest.fixture
def hours(tmp_path):
    with FaultServer() as server:
        yield Hours(tmp_path, server)


def slow_down(value: str, status: str = "429 Too Many Requests", *headers: str) -> bytes:
    return said(b"", status, f"Retry-After: {value}", *headers)


@case("H04-429-seconds")
def test_no_request_before_the_seconds_are_over(hours, case):
    page = hours.serving("/a", slow_down("120"), OK)
    with hours.process() as web:
        assert hours.get(web, "/a") == PAGE
    assert page.gaps[0] >= 120
    assert [(one.status, one.waited >= 119) for one in hours.ledger] == [
        (404, False),
        (429, False),
        (200, True),
    ]


@case("H04-429-seconds")
def test_nor_by_another_run_when_they_are_many(hours, case):
    page = hours.serving("/a", slow_down("3600"), OK)
    for _ in range(3):
        with hours.process() as web, pytest.raises(LeftAloneError, match="left alone until"):
            hours.get(web, "/a")
        hours.slept += 1100
    assert len(page.arrivals) == 1
    hours.slept += 400
    with hours.process() as web:
        assert hours.get(web, "/a") == PAGE
    assert page.gaps[0] >= 3600


@case("H05-429-date")
def test_no_request_before_the_date(hours, case):
    until = format_datetime(NOON + timedelta(seconds=90), usegmt=True)
    page = hours.serving(
        "/a", slow_down(until, "503 Busy", f"Date: {format_datetime(NOON, usegmt=True)}"), OK
    )
    with hours.process() as web:
        assert hours.get(web, "/a") == PAGE
    assert page.gaps[0] >= 90


@case("H06-retry-after-junk")
@pytest.mark.parametrize("value", ["-5", "soon", "12.5", "Sun, 01 Mar 2020 00:00:00 GMT", "10^21", "", "٣٠"])
def test_junk_means_our_own_back_off(hours, case, value):
    page = hours.serving("/a", slow_down(value.encode().decode("latin-1")), OK)
    with hours.process() as web:
        assert hours.get(web, "/a") == PAGE
    assert 2 <= page.gaps[0] < 4


@case("H06-retry-after-junk")
def test_more_than_a_day_is_a_day(hours, case):
    page = hours.serving("/a", slow_down("999999999"), OK)
    with hours.process() as web, pytest.raises(LeftAloneError) as caught:
        hours.get(web, "/a")
    assert caught.value.held == pytest.approx(86_400, abs=5)
    hours.slept += 86_400
    with hours.process() as web:
        assert hours.get(web, "/a") == PAGE
    assert len(page.arrivals) == 2


@case("H07-503-bare")
def test_a_back_off_that_doubles_then_an_open_circuit_that_outlives_the_run(hours, case):
    page = hours.serving("/a", said(b"", "503 Busy"))
    with (
        hours.process(retries=10) as web,
        pytest.raises(LeftAloneError, match="answered 503, 5 times in a row"),
    ):
        hours.get(web, "/a")
    assert [round(gap) for gap in page.gaps] == [2, 4, 8, 16]

    with hours.process() as web, pytest.raises(LeftAloneError) as caught:
        hours.get(web, "/b")
    assert caught.value.held == pytest.approx(900, abs=5)
    assert web.requests == 0

    hours.slept += 900  # half open: one request tries
    with hours.process(retries=10) as web, pytest.raises(LeftAloneError, match="6 times in a row"):
        hours.get(web, "/a")
    assert len(page.arrivals) == 6

    hours.slept += 1800
    page = hours.serving("/a", OK)
    with hours.process() as web:
        assert [hours.get(web, "/a"), hours.get(web, "/a")] == [PAGE, PAGE]
    assert len(page.arrivals) == 2


@case("H07-503-bare")
def test_an_open_circuit_of_this_machine_is_no_matter_for_another_archive(hours, case):
    hours.serving("/a", said(b"", "503 Busy"))
    with hours.process(retries=10) as web, pytest.raises(LeftAloneError):
        hours.get(web, "/a")
    hours.serving("/a", OK)
    with hours.process(home="/srv/others") as web:
        assert hours.get(web, "/a") == PAGE


@case("H08-403-block")
@pytest.mark.parametrize("status", ["403 Forbidden", "401 Unauthorized"])
def test_a_site_that_does_not_want_us_is_not_hammered(hours, case, status):
    page = hours.serving("/a", said(b"", status))
    with hours.process() as web:
        for _ in range(5):
            with pytest.raises(FetchError, match=f"answered {status}"):
                hours.get(web, "/a")
        for _ in range(20):
            with pytest.raises(LeftAloneError):
                hours.get(web, "/a")
    assert len(page.arrivals) == 5
    assert [round(gap) for gap in page.gaps] == [2, 4, 8, 16]


@case("H11-redirect-loop")
def test_a_redirect_in_a_circle_is_one_error(hours, case):
    page = hours.serving("/a", said(b"", "302 Found", "Location: /a"))
    with hours.process() as web, pytest.raises(UnreachableError, match="in a circle or more than 5 times"):
        hours.get(web, "/a")
    assert len(page.arrivals) == 1


@case("H11-redirect-loop")
def test_a_chain_is_followed_five_times(hours, case):
    hops = [hours.serving(f"/{n}", said(b"", "302 Found", f"Location: /{n + 1}")) for n in range(9)]
    with hours.process() as web, pytest.raises(UnreachableError, match="more than 5 times"):
        hours.get(web, "/0")
    assert sum(len(hop.arrivals) for hop in hops) == MAX_HOPS + 1


@case("H12-redirect-no-location")
def test_a_redirect_to_nowhere_is_one_error(hours, case):
    hours.serving("/a", said(b"", "302 Found"))
    with hours.process() as web, pytest.raises(UnreachableError, match="302 without saying where to"):
        hours.get(web, "/a")


@case("H14-redirect-cross-host")
def test_another_host_is_asked_for_its_robots_txt_first_and_told_nothing_of_the_first(hours, case):
    with FaultServer({"/robots.txt": said(b"User-agent: *\nDisallow: /no"), "/b": OK}) as other:
        hours.serving("/a", said(b"", "301 Moved", f"Location: {other.url}/b", "Set-Cookie: a=1"))
        hours.serving("/no", said(b"", "301 Moved", f"Location: {other.url}/no"))
        with hours.process() as web:
            assert hours.get(web, "/a") == PAGE
            with pytest.raises(RefusedError, match="disallows it"):
                hours.get(web, "/no")
        assert other.paths == ["/robots.txt", "/b"]
        assert "cookie" not in other.log[-1][2].lower()
        assert "referer" not in other.log[-1][2].lower()


@case("H15-redirect-odd-scheme")
@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)", "data:text/html,x"]
)
def test_an_odd_scheme_is_one_error(hours, case, target):
    hours.serving("/a", said(b"", "302 Found", f"Location: {target}"))
    with (
        hours.process() as web,
        pytest.raises(RefusedError, match=r"only http and https are asked|names no host"),
    ):
        hours.get(web, "/a")


@case("H21-future-last-modified")
def test_a_change_that_is_yet_to_come_is_no_validator_and_told(hours, case):
    hours.serving("/robots.txt", said(b"", "404 Not Found", "Last-Modified: Thu, 01 Jan 2099 00:00:00 GMT"))
    hours.serving("/a", OK)
    with hours.process() as web:
        hours.get(web, "/a")
        assert [one.partition(": ")[2] for one in web.warnings] == [
            "its Last-Modified lies in the future: it is not used"
        ]


@case("H22-server-date-skew")
@pytest.mark.parametrize(("minutes", "told"), [(-6, "behind ours"), (4, None), (6, "ahead of ours")])
def test_a_clock_that_is_more_than_five_minutes_off_is_told_once(hours, case, minutes, told):
    date = format_datetime(NOON + timedelta(minutes=minutes), usegmt=True)
    hours.serving("/robots.txt", said(b"", "404 Not Found", f"Date: {date}"))
    hours.serving("/a", said(PAGE, "200 OK", f"Date: {date}"))
    with hours.process() as web:
        assert hours.get(web, "/a") == hours.get(web, "/a") == PAGE
        assert [told in one for one in web.warnings] == ([True] if told else [])


@case("H23-set-cookie")
def test_a_cookie_is_never_sent_back(hours, case):
    page = hours.serving("/a", said(PAGE, "200 OK", "Set-Cookie: id=7; Path=/", "Set-Cookie: more=1"))
    with hours.process() as web:
        hours.get(web, "/a")
        hours.get(web, "/a")
    assert len(page.arrivals) == 2
    assert not any("cookie" in head.lower() for _, _, head in hours.server.log)
