from itertools import pairwise

import pytest
from tests.fetch.world import World, answer, ok

from feedarchive.capture import Request, Response
from feedarchive.errors import FetchError, RefusedError, TooLargeError, UnreachableError
from feedarchive.fetch.options import FetchOptions
from feedarchive.fetch.retry import retrying

URL = "https://blog.example/a"


def failing(times: int, failure: Response | FetchError) -> World:
    """A World that answers 200 after so many failures."""
    world = World()
    world.answer = lambda request: failure if len(world.log) < times else ok(request.url)
    return world


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@pytest.mark.parametrize("retries", [0, 1, 3])
def test_a_passing_failure_is_asked_again_so_many_times_and_no_more(status, retries):
    never = failing(99, answer(URL, status))
    assert retrying(never.send, retries=retries)(Request(url=URL)).status == status
    assert len(never.log) == retries + 1

    in_time = failing(retries, answer(URL, status))
    assert retrying(in_time.send, retries=retries)(Request(url=URL)).status == 200
    assert len(in_time.log) == retries + 1


def test_no_answer_is_asked_again_and_the_last_reason_is_the_one_raised():
    world = World()
    world.answer = lambda request: UnreachableError(request.url, f"no answer to try {len(world.log) + 1}")
    with pytest.raises(UnreachableError, match="no answer to try 4"):
        retrying(world.send, retries=3)(Request(url=URL))


@pytest.mark.parametrize("status", [200, 301, 304, 400, 401, 403, 404, 410, 501])
def test_other_answers_are_final(status):
    world = failing(99, answer(URL, status))
    assert retrying(world.send, retries=3)(Request(url=URL)).status == status
    assert len(world.log) == 1


@pytest.mark.parametrize("kind", [RefusedError, TooLargeError, FetchError])
def test_other_failures_are_final(kind):
    world = failing(99, kind(URL, "no"))
    with pytest.raises(kind):
        retrying(world.send, retries=3)(Request(url=URL))
    assert len(world.log) == 1


def test_a_bug_is_not_asked_again():
    def buggy(request):
        raise KeyError(request.url)

    with pytest.raises(KeyError):
        retrying(buggy, retries=3)(Request(url=URL))


def gaps(*answers: Response | FetchError) -> list[float]:
    """Seconds between the tries of a request through a gate, each answer being one of those."""
    world = World()
    left = list(answers)
    world.answer = lambda request: ok(request.url) if "robots" in request.url else left.pop(0)
    retrying(world.gate(FetchOptions(delay=1)), retries=3)(Request(url=URL))
    starts = [sent for sent, _, _ in world.log[1:]]
    return [later - sooner for sooner, later in pairwise(starts)]


def test_through_the_gate_each_try_waits_longer():
    assert gaps(answer(URL, 500), UnreachableError(URL, "reset"), answer(URL, 503), ok(URL)) == [2, 4, 8]


def test_through_the_gate_a_retry_after_is_waited_for():
    assert gaps(answer(URL, 429, retry_after="30"), answer(URL, 503, retry_after="5"), ok(URL)) == [30, 5]
