"""Which failures are worth asking again; tenacity's only home.

When to ask again is the gate's to say: a retry stands outside it and waits its turn, so a site's
Retry-After and the growing back-off hold for every request to that host, from any thread.
"""

from __future__ import annotations

from functools import partial

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    retry_if_result,
    stop_after_attempt,
    wait_none,
)

from feedarchive.capture import Request, Response, Send
from feedarchive.errors import LeftAloneError, MiscodedError, NoRulesError, UnreachableError

_SETTLED = (MiscodedError, LeftAloneError, NoRulesError)

PASSING = frozenset({429, 500, 502, 503, 504})


def retrying(send: Send, *, retries: int) -> Send:
    """A Send that asks up to `retries` times more; what the last try brought is returned or raised."""
    again = Retrying(
        retry=retry_if_result(_passing) | retry_if_exception(_may_pass),
        stop=stop_after_attempt(retries + 1),
        wait=wait_none(),
        retry_error_callback=_last,
    )

    def ask(request: Request) -> Response:
        return again(partial(send, request))

    return ask


def _may_pass(exc: BaseException) -> bool:
    """Whether the same request may fare better: not where the compression is wrong, or robots.txt too large.

    Nor where nothing was asked, because the site is left alone.
    """
    return isinstance(exc, UnreachableError) and not isinstance(exc, _SETTLED)


def _passing(response: Response) -> bool:
    return response.status in PASSING


def _last(state: RetryCallState) -> Response:
    assert state.outcome is not None
    response: Response = state.outcome.result()
    return response
