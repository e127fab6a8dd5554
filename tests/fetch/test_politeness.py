from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fetch.world import MIDNIGHT, answer

from feedarchive.capture import Response
from feedarchive.errors import FetchError, RefusedError, TooLargeError, UnreachableError
from feedarchive.fetch.politeness import (
    Pace,
    Trouble,
    answered,
    due,
    hold,
    http_date,
    joined,
    pause,
    rest,
    retry_after,
    sending,
    trouble_of,
)

DAY = 86_400.0
DURATIONS = st.floats(0, 100, allow_nan=False)
URL = "http://example.org/"


def stated(text: str, **more: str) -> float | None:
    return retry_after(answer("http://example.org/", 429, retry_after=text, **more))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("99999999", DAY),
        ("Sun, 01 Mar 2026 00:02:00 GMT", 120),
        ("Sunday, 01-Mar-26 00:02:00 GMT", 120),
        ("Sun Mar  1 00:02:00 2026", 120),
        ("Sun, 01 Mar 2099 00:00:00 GMT", DAY),
    ],
)
def test_a_retry_after_is_read_in_both_forms_up_to_a_day(text, seconds):
    assert stated(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        *("", "-5", "+3", "soon", "12.5", "1e3", "10^21", "1000000000000000000000", "٣٠"),
        "Sun, 01 Mar 2025 00:00:00 GMT",
        "Mon, 99 Foo 2026 00:00:00 GMT",
        "Sun, 01 Mar 99999 00:00:00 GMT",
    ],
)
def test_junk_for_a_retry_after_says_nothing(text):
    assert stated(text) is None


def test_a_date_is_measured_against_the_sites_own_clock():
    assert stated("Sun, 01 Mar 2026 10:01:00 GMT", date="Sun, 01 Mar 2026 10:00:00 GMT") == 60


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_header_gives_seconds_within_a_day_or_nothing(text, date):
    seconds = stated(text, date=date)
    assert seconds is None or 0 <= seconds <= DAY


@given(st.integers(0, 4_000_000_000))
def test_http_dates_are_instants_in_utc(seconds):
    whole = datetime.fromtimestamp(seconds, UTC)
    assert http_date(whole.strftime("%a, %d %b %Y %H:%M:%S GMT")) == whole


def held(answer: Response | FetchError, failures: int = 1, jitter: float = 0.0) -> float:
    """Seconds that so many such answers in a row keep us away."""
    trouble = trouble_of(answer)
    assert trouble is not None
    return hold(trouble, failures, jitter)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_the_back_off_doubles_then_the_circuit_opens_for_a_day_at_most(failures, jitter):
    seconds = held(answer(URL, 500), failures, jitter)
    if failures < 5:
        assert 2.0**failures / 2 <= seconds <= 2.0**failures
    else:
        assert seconds == min(900 * 2.0 ** min(failures - 5, 60), DAY)


@pytest.mark.parametrize(("stated", "seconds"), [(None, 1), (0.0, 1), (5.0, 5), (99_999_999.0, 60)])
def test_a_crawl_delay_slows_us_down_to_a_minute_and_never_speeds_us_up(stated, seconds):
    assert pause(1.0, stated) == seconds


@pytest.mark.parametrize("status", [401, 403, 429, 500, 502, 503, 504, 599])
def test_trouble_is_left_alone_longer_each_time(status):
    waits = [held(answer(URL, status), failures) for failures in range(1, 9)]
    assert waits == [2, 4, 8, 16, 900, 1800, 3600, 7200]


@pytest.mark.parametrize("status", [200, 301, 304, 400, 404, 410, 451])
def test_other_answers_are_no_trouble(status):
    assert trouble_of(answer(URL, status)) is None


@pytest.mark.parametrize("kind", [FetchError, RefusedError, TooLargeError])
def test_our_own_limits_are_no_trouble_of_the_site(kind):
    assert trouble_of(kind(URL, "too much for us")) is None


def test_no_answer_is_trouble_for_an_hour_at_most_since_it_may_be_our_own_network():
    assert [held(UnreachableError(URL, "no route"), failures) for failures in (1, 5, 9)] == [2, 900, 3600]


def test_a_retry_after_is_obeyed_and_does_not_shorten_an_open_circuit():
    assert held(answer(URL, 503, retry_after="7"), 3) == 7
    assert held(answer(URL, 503, retry_after="0"), 1) == 2
    assert held(answer(URL, 503, retry_after="7"), 5) == 900
    assert held(answer(URL, 503, retry_after="7200"), 5) == 7200


def test_a_quick_answer_needs_no_rest_and_a_slow_one_five_times_its_own_time_up_to_a_minute():
    assert [rest(took, 0) for took in (0.0, 0.25, 0.3, 2.0, 12.0, 100.0)] == [0, 0, 1.5, 10, 60, 60]
    assert rest(2.0, 1.0) == pytest.approx(12)


def test_without_a_delay_slow_answers_cost_nothing_either():
    assert due(after(Pace(), sent=0.0, ended=9.0, delay=0.0), 0.0) == 9.0
    assert due(after(Pace(), sent=0.0, ended=9.0, delay=1.0), 1.0) == 9.0 + 45


def test_a_request_that_is_out_counts_from_its_start():
    assert due(sending(Pace(), 7.0), 2.0) == 9.0


def test_two_providers_that_are_one_keep_the_stricter_of_both_paces():
    one = Pace(arrived=5.0, failures=1, held=8.0, why="answered 503", spare=0.1)
    other = Pace(arrived=6.0, rested=7.0, spare=0.2)
    assert joined(one, other) == joined(other, one)
    assert joined(one, other) == Pace(
        arrived=6.0, rested=7.0, spare=0.1, failures=1, held=8.0, why="answered 503"
    )


def after(pace: Pace, *, sent: float, ended: float, delay: float, trouble: Trouble | None = None) -> Pace:
    return answered(pace, delay=delay, sent=sent, ended=ended, trouble=trouble, jitter=0.0)


def walked(durations: list[float], delay: float) -> list[tuple[float, float]]:
    """(sent, ended) of requests that each go out as soon as they may."""
    pace, now, log = Pace(), 0.0, []
    for took in durations:
        sent = max(now, due(pace, delay))
        now = sent + took
        log.append((sent, now))
        pace = after(pace, delay=delay, sent=sent, ended=now)
    return log


@given(st.lists(DURATIONS, max_size=30), st.floats(0, 60))
def test_no_two_requests_start_closer_than_the_delay_nor_overlap(durations, delay):
    log = walked(durations, delay)
    for (sent, ended), (following, _) in pairwise(log):
        assert following >= sent + delay - 1e-9
        assert following >= ended


@given(st.lists(st.floats(0, 0.014), max_size=60))
def test_quick_answers_are_counted_from_their_end_so_that_no_arrival_can_be_early(durations):
    log = walked(durations, 1.0)
    assert all(following >= ended + 1.0 for (_, ended), (following, _) in pairwise(log))


@given(st.lists(st.floats(0, 0.25), min_size=2, max_size=60))
def test_a_polite_run_is_no_longer_than_its_delays_and_two_per_cent(durations):
    durations[0] = 0.0
    log = walked(durations, 1.0)
    assert log[-1][0] <= 1.0152 * (len(log) - 1) + 0.015


def test_what_quick_answers_leave_a_slow_one_may_have():
    slow = walked([0.0] * 10 + [0.1, 0.1], 1.0)
    assert [slow[11][0] - slow[10][1], slow[10][0] - slow[9][1]] == pytest.approx([1.0, 1.0])
    assert walked([0.0, 0.1, 0.1], 1.0)[2][0] == pytest.approx(2.0 + 0.008 + 0.015)


def test_the_first_answer_is_counted_from_its_end_for_it_had_to_connect():
    assert due(after(Pace(), delay=1.0, sent=0.0, ended=0.2), 1.0) == 1.2


def test_a_late_crawl_delay_counts_from_the_request_before_it():
    pace = after(Pace(), delay=1.0, sent=10.0, ended=10.0)
    assert due(pace, 30.0) == 40.0


def test_a_hold_is_counted_from_the_answers_end_and_forgotten_after_a_good_one():
    ill = Trouble(what="answered 503", retry_after=60.0)
    held = after(Pace(), delay=1.0, sent=0.0, ended=0.2, trouble=ill)
    assert (due(held, 1.0), held.failures) == (60.2, 1)
    well = after(held, delay=1.0, sent=62.0, ended=62.0)
    assert (due(well, 1.0), well.failures) == (63.0, 0)


def test_midnight_of_the_tests_is_the_date_of_the_examples():
    assert MIDNIGHT + timedelta(minutes=2) == http_date("Sun, 01 Mar 2026 00:02:00 GMT")
