"""A call is repeated only with a policy and only if that is safe, after the time the API names."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import pytest
from httpx_retries import Retry

from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.errors import (
    ApiError,
    ConnectionFailed,
    InvalidArgument,
    RateLimited,
    ServerError,
    Timeout,
)
from bigcommerce_carts.retry import RetryPolicy
from contract_tests.client.calls import CallFunction, sync_and_async
from contract_tests.client.fake_api import (
    CART,
    SHORT_TIMEOUT,
    SUCCESS,
    FakeApi,
    FakeResponse,
    case_id,
    encode,
    error_body,
    serving,
)

# Failure -> the error of a call without further attempts.
REPEATED: list[tuple[FakeResponse | BaseException, type[ApiError]]] = [
    (FakeResponse(429, b"", {}), RateLimited),
    *((FakeResponse(status, error_body(status)), ServerError) for status in (502, 503, 504)),
    (httpx.ConnectError("x"), ConnectionFailed),
    (httpx.ConnectTimeout("x"), Timeout),
]
NOT_REPEATED: list[FakeResponse | BaseException] = [
    *map(FakeResponse, (302, 401, 404, 409, 418, 422, 500, 501)),
    FakeResponse(201, b""),
    httpx.ReadTimeout("x"),
    httpx.ReadError("x"),
    httpx.RemoteProtocolError("x"),
]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Replace sleeping; return the list of the seconds that the calls wait."""
    seconds: list[float] = []
    yield_once = asyncio.sleep

    async def sleep(delay: float) -> None:
        seconds.append(delay)
        await yield_once(0)

    monkeypatch.setattr(time, "sleep", seconds.append)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    return seconds


@pytest.mark.parametrize(("policy", "attempts"), [(None, 1), (RetryPolicy(total=2), 3)])
@pytest.mark.parametrize(("response", "kind"), REPEATED, ids=case_id)
@sync_and_async
def test_the_last_failure_is_raised(
    call: CallFunction,
    waits: list[float],
    response: FakeResponse | BaseException,
    kind: type[ApiError],
    policy: RetryPolicy | None,
    attempts: int,
) -> None:
    """Retries are off by default; a policy adds *total* attempts to the first."""
    api = FakeApi(response)
    with pytest.raises(kind):
        call(api.client(retry=policy))
    assert (len(api.requests), len(waits)) == (attempts, attempts - 1)


@pytest.mark.parametrize("response", [response for response, _ in REPEATED], ids=case_id)
@sync_and_async
def test_a_policy_repeats_temporary_failures(
    call: CallFunction, waits: list[float], response: FakeResponse | BaseException
) -> None:
    """The contract marks this POST as safe; the same request is sent, credentials included."""
    api = FakeApi(response, response, FakeResponse())
    body = {"query_params": {"a": "b"}}
    assert call(api.client(retry=RetryPolicy()), body=body).to_dict() == SUCCESS
    assert (len(api.requests), len(waits)) == (3, 2)
    first, *others = [(r.url, r.headers, r.content, r.extensions["timeout"]) for r in api.requests]
    assert others == [first] * 2


@pytest.mark.parametrize("response", NOT_REPEATED, ids=case_id)
@sync_and_async
def test_a_policy_repeats_nothing_else(
    call: CallFunction, waits: list[float], response: FakeResponse | BaseException
) -> None:
    """Other statuses are permanent, and after other failures the server may have acted."""
    api = FakeApi(response, FakeResponse())
    with pytest.raises(ApiError):
        call(api.client(retry=RetryPolicy()))
    assert (len(api.requests), waits) == (1, [])


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"X-Retry-After": "7"}, 7),
        ({"X-Rate-Limit-Time-Reset-Ms": "1500"}, 1.5),
        ({"x-retry-after": "1", "x-rate-limit-time-reset-ms": "1500"}, 1.5),
        ({"X-Retry-After": "2", "X-Rate-Limit-Time-Reset-Ms": "1500"}, 2),
        ({"Retry-After": "3"}, 3),
        ({"Retry-After": "3", "X-Retry-After": "2"}, 3),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT", "X-Retry-After": "2"}, 2),
        ({"Retry-After": "soon", "X-Retry-After": "2"}, 2),
        ({"Retry-After": f"Wed, 21 Oct {9**20} 07:28:00 GMT", "X-Retry-After": "2"}, 2),
        ({"X-Retry-After": "0"}, 0),
        ({"X-Retry-After": "3600"}, 60),
        ({"X-Rate-Limit-Time-Reset-Ms": "999999999999"}, 60),
    ],
    ids=case_id,
)
@sync_and_async
def test_a_call_waits_as_long_as_the_headers_say(
    call: CallFunction, waits: list[float], headers: dict[str, str], seconds: float
) -> None:
    """The longest time of all headers counts, up to the maximum of the policy."""
    api = FakeApi(FakeResponse(429, b"", headers), FakeResponse())
    call(api.client(retry=RetryPolicy()))
    assert waits == [pytest.approx(seconds)]


@pytest.mark.parametrize(
    "headers", [{}, {"X-Retry-After": "soon"}, {"X-Retry-After": "-1"}, {"Retry-After": "\xb2"}]
)
@sync_and_async
def test_without_a_valid_header_the_wait_is_exponential_with_jitter(
    call: CallFunction,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
) -> None:
    """Each wait is random between 0 and a limit that doubles, up to the maximum of the policy."""
    ranges: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        ranges.append((low, high))
        return high

    monkeypatch.setattr("random.uniform", uniform)
    policy = RetryPolicy(5, backoff_factor=0.5, max_backoff_wait=6)
    with pytest.raises(RateLimited):
        call(FakeApi(FakeResponse(429, b"", headers)).client(retry=policy))
    assert ranges == [(0, 1)] * 5
    assert waits == [1, 2, 4, 6, 6]


@sync_and_async
def test_a_total_timeout_limits_the_sum_of_the_waits(
    call: CallFunction, waits: list[float]
) -> None:
    """The last wait is cut to what is left of `total_timeout`."""
    response = FakeResponse(429, b"", {"X-Retry-After": "4"})
    with pytest.raises(RateLimited):
        call(FakeApi(response).client(retry=RetryPolicy(9, total_timeout=10)))
    assert waits == [4, 4, 2]


@sync_and_async
def test_a_policy_counts_the_attempts_of_each_call_anew(
    call: CallFunction, waits: list[float]
) -> None:
    """The attempts of one call are available again for the next call."""
    policy = RetryPolicy(1)
    for _ in range(3):
        call(FakeApi(FakeResponse(503), FakeResponse()).client(retry=policy))
    assert (policy.attempts_made, len(waits)) == (0, 3)


@sync_and_async
def test_a_policy_may_be_a_retry_of_httpx_retries(call: CallFunction, waits: list[float]) -> None:
    """A plain `Retry` repeats the methods that it allows."""
    api = FakeApi(FakeResponse(503), FakeResponse())
    call(api.client(retry=Retry(total=1, allowed_methods=["POST"])))
    assert len(api.requests) == 2


@pytest.mark.parametrize("retry", [True, 3, "yes", RetryPolicy, object()], ids=case_id)
def test_an_invalid_policy_is_refused(retry: Any) -> None:
    """A client refuses it when it is made, not at the first failure."""
    with pytest.raises(InvalidArgument, match=r"^retry: .*RetryPolicy"):
        FakeApi().client(retry=retry)


def test_a_call_can_be_cancelled_while_it_waits() -> None:
    """`CancelledError` is not caught, and no further request is sent."""

    async def run() -> None:
        api = FakeApi(FakeResponse(429, b"", {"X-Retry-After": "50"}))
        async with api.client(retry=RetryPolicy()) as client:
            task = asyncio.create_task(operation.asyncio(CART, client=client))
            while not api.requests:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert len(api.requests) == 1

    asyncio.run(run())


@sync_and_async
def test_the_responses_of_all_attempts_are_closed(call: CallFunction, waits: list[float]) -> None:
    """An open socket is a `ResourceWarning`, which pytest turns into an error."""
    messages = [encode(FakeResponse(503)), encode(FakeResponse(429)), encode()]
    with serving(*messages) as server:
        assert call(server.client(retry=RetryPolicy())).to_dict() == SUCCESS
        assert len(server.requests) == 3
    with serving(None) as server, pytest.raises(Timeout):
        call(server.client(retry=RetryPolicy(), timeout=SHORT_TIMEOUT))
    assert len(server.requests) == 1
