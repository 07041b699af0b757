"""A failed call is repeated only if that is safe and allowed, after the time the API names."""

from __future__ import annotations

import asyncio
import random
import time
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx
import pytest

from bigcommerce_carts import RetryPolicy
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.errors import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    InvalidArgumentError,
    RateLimitError,
    ServerError,
)
from contract_tests.client.calls import CallFunction, error_of, sync_and_async
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
    (FakeResponse(429, b"", {}), RateLimitError),
    *((FakeResponse(status, error_body(status)), ServerError) for status in (502, 503, 504)),
    (httpx.ConnectError("x"), ApiConnectionError),
    (httpx.ConnectTimeout("x"), ApiTimeoutError),
    (httpx.PoolTimeout("x"), ApiTimeoutError),
    (httpx.ProxyError("x"), ApiConnectionError),
]
NOT_REPEATED: list[FakeResponse | BaseException] = [
    *map(FakeResponse, (302, 401, 404, 409, 418, 422, 500, 501)),
    FakeResponse(201, b""),
    httpx.ReadTimeout("x"),
    httpx.ReadError("x"),
    httpx.WriteError("x"),
    httpx.RemoteProtocolError("x"),
]

NOW = datetime(2026, 10, 21, 7, 28, tzinfo=UTC).timestamp()
YEAR = 365 * 24 * 3600
# Headers of a response with status 429 -> the seconds that they name.
HEADERS: list[tuple[dict[str, str], float | None]] = [
    ({}, None),
    ({"X-Retry-After": "7"}, 7),
    ({"X-Retry-After": " 7 "}, 7),
    ({"x-rate-limit-time-reset-ms": "1500"}, 1.5),
    ({"X-Retry-After": "1", "X-Rate-Limit-Time-Reset-Ms": "1500"}, 1.5),
    ({"X-Retry-After": "2", "X-Rate-Limit-Time-Reset-Ms": "1500"}, 2),
    ({"X-Retry-After": "soon", "X-Rate-Limit-Time-Reset-Ms": "9"}, 0.009),
    ({"Retry-After": "3"}, 3),
    ({"Retry-After": "3", "X-Retry-After": "2"}, 3),
    ({"Retry-After": "Wed, 21 Oct 2026 07:29:05 GMT"}, 65),
    ({"Retry-After": "Wednesday, 21-Oct-26 07:29:05 GMT"}, 65),
    ({"Retry-After": "Wed, 21 Oct 2026 07:29:05 GMT", "X-Retry-After": "70"}, 70),
    ({"Retry-After": "Wed, 21 Oct 2026 07:27:00 GMT"}, 0),
    ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT", "X-Retry-After": "2"}, 2),
    ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}, YEAR),
    ({"Retry-After": f"Wed, 21 Oct {9**20} 07:28:00 GMT"}, None),
    ({"Retry-After": "Wed, 99 Oct 2026 07:28:00 GMT"}, None),
    ({"Retry-After": "GMT"}, None),
    ({"X-Retry-After": "0"}, 0),
    ({"X-Retry-After": "1000000000"}, YEAR),
    ({"X-Rate-Limit-Time-Reset-Ms": "9" * 5000}, YEAR),
    ({"X-Retry-After": "-1"}, None),
    ({"X-Retry-After": "nan"}, None),
    ({"X-Retry-After": "inf"}, None),
    ({"X-Retry-After": "1e9"}, None),
    ({"X-Retry-After": "1, 2"}, None),
    ({"X-Retry-After": "\xb2"}, None),
    ({"X-Retry-After": ""}, None),
]


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Replace sleeping; return the list of the seconds that the calls wait."""
    seconds: list[float] = []

    def sleep(delay: float) -> None:
        with pytest.raises(RuntimeError):  # it would block an event loop
            asyncio.get_running_loop()
        seconds.append(delay)

    async def sleep_async(delay: float) -> None:
        seconds.append(delay)

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(anyio, "sleep", sleep_async)
    return seconds


@pytest.fixture
def ranges(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """Replace random numbers by the greatest; return the list of their ranges."""
    seen: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        seen.append((low, high))
        return high

    monkeypatch.setattr(random, "uniform", uniform)
    return seen


@pytest.mark.parametrize(("settings", "attempts"), [({}, 1), ({"max_retries": 2}, 3)], ids=str)
@pytest.mark.parametrize(("response", "kind"), REPEATED, ids=case_id)
@sync_and_async
def test_the_last_failure_is_raised(
    call: CallFunction,
    waits: list[float],
    response: FakeResponse | BaseException,
    kind: type[ApiError],
    settings: dict[str, Any],
    attempts: int,
) -> None:
    """Retries are off by default; `max_retries` are added to the first attempt."""
    api = FakeApi(response)
    with pytest.raises(kind):
        call(api.client(**settings))
    assert (len(api.requests), len(waits)) == (attempts, attempts - 1)


@pytest.mark.parametrize("response", [response for response, _ in REPEATED], ids=case_id)
@sync_and_async
def test_a_temporary_failure_is_repeated(
    call: CallFunction, waits: list[float], response: FakeResponse | BaseException
) -> None:
    """The contract marks this POST as safe; the same request is sent, credentials included."""
    api = FakeApi(response, response, FakeResponse())
    body = {"query_params": {"a": "b"}}
    assert call(api.client(max_retries=5), body=body).to_dict() == SUCCESS
    assert (len(api.requests), len(waits)) == (3, 2)
    first, *others = [(r.url, r.headers, r.content, r.extensions["timeout"]) for r in api.requests]
    assert others == [first] * 2


@pytest.mark.parametrize("response", NOT_REPEATED, ids=case_id)
@sync_and_async
def test_nothing_else_is_repeated(
    call: CallFunction, waits: list[float], response: FakeResponse | BaseException
) -> None:
    """Other statuses are permanent, and after other failures the server may have acted."""
    api = FakeApi(response, FakeResponse())
    with pytest.raises(ApiError):
        call(api.client(max_retries=5))
    assert (len(api.requests), waits) == (1, [])


@pytest.mark.parametrize(("headers", "seconds"), HEADERS, ids=case_id)
@sync_and_async
def test_a_call_waits_as_long_as_its_error_says(
    call: CallFunction,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
    seconds: float | None,
) -> None:
    """The longest time of all valid headers counts, and a year at most."""
    monkeypatch.setattr(time, "time", lambda: NOW)
    busy = FakeResponse(429, b"", headers)
    assert error_of(call, busy).retry_after == pytest.approx(seconds)
    policy = RetryPolicy(backoff=0, max_wait=YEAR, total_wait=YEAR)
    api = FakeApi(busy, FakeResponse())
    call(api.client(max_retries=1, retry_policy=policy, total_timeout=None))
    assert waits == [pytest.approx(seconds or 0)]


@sync_and_async
def test_a_detailed_response_has_the_time_to_wait(call: CallFunction) -> None:
    """The attribute of a `Response` agrees with that of the error."""
    busy = FakeResponse(429, error_body(429), {"X-Retry-After": "7"})
    assert call(FakeApi(busy).client(), detailed=True).retry_after == 7


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"X-Retry-After": "7", "X-Rate-Limit-Time-Reset-Ms": "7000"}, None),
        ({"Retry-After": "7"}, 7),
    ],
    ids=case_id,
)
@sync_and_async
def test_a_header_counts_only_where_the_contract_documents_it(
    call: CallFunction, waits: list[float], headers: dict[str, str], seconds: float | None
) -> None:
    """The standard header Retry-After (RFC 9110, 10.2.3) counts for every status."""
    busy = FakeResponse(503, b"", headers)
    assert error_of(call, busy).retry_after == seconds
    policy = RetryPolicy(backoff=0)
    call(FakeApi(busy, FakeResponse()).client(max_retries=1, retry_policy=policy))
    assert waits == [seconds or 0]


@sync_and_async
def test_the_backoff_is_exponential_with_jitter(
    call: CallFunction, waits: list[float], ranges: list[tuple[float, float]]
) -> None:
    """The limits of each random wait double, up to `max_wait`."""
    policy = RetryPolicy(backoff=0.5, max_wait=3)
    error_of(call, FakeResponse(503), settings={"max_retries": 5, "retry_policy": policy})
    assert ranges == [(0.25, 0.5), (0.5, 1), (1, 2), (1.5, 3), (1.5, 3)]
    assert waits == [0.5, 1, 2, 3, 3]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Retry-After": "0"},
        {"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"Retry-After": "1"},
    ],
    ids=case_id,
)
@sync_and_async
def test_the_backoff_is_the_shortest_wait(
    call: CallFunction,
    waits: list[float],
    ranges: list[tuple[float, float]],
    headers: dict[str, str],
) -> None:
    """A server that names a time of 0 or in the past does not disable the backoff."""
    policy = RetryPolicy(backoff=1)
    busy = FakeResponse(429, b"", headers)
    error_of(call, busy, settings={"max_retries": 3, "retry_policy": policy})
    assert waits == [1, 2, 4]


@pytest.mark.parametrize(
    ("settings", "headers", "expected"),
    [
        ({}, {"X-Retry-After": "60"}, [60, 60]),
        ({}, {"X-Retry-After": "61"}, []),
        ({}, {"X-Retry-After": "9" * 5000}, []),
        ({"retry_policy": RetryPolicy(max_wait=3)}, {"X-Retry-After": "4"}, []),
        ({"retry_policy": RetryPolicy(total_wait=10)}, {"X-Retry-After": "4"}, [4, 4]),
        ({"retry_policy": RetryPolicy(total_wait=0)}, {}, []),
        ({"total_timeout": 10}, {"X-Retry-After": "10"}, []),
        ({"total_timeout": 10, "retry_policy": RetryPolicy(backoff=30)}, {}, []),
    ],
    ids=str,
)
@sync_and_async
def test_a_wait_that_is_too_long_ends_the_call(
    call: CallFunction,
    waits: list[float],
    settings: dict[str, Any],
    headers: dict[str, str],
    expected: list[float],
) -> None:
    """The error is raised at once; a request before the named time would fail anyway."""
    api = FakeApi(FakeResponse(429, b"", headers))
    with pytest.raises(RateLimitError):
        call(api.client(**{"total_timeout": None, "max_retries": 9, **settings}))
    assert (len(api.requests), waits) == (len(expected) + 1, expected)


@sync_and_async
def test_the_attempts_of_each_call_are_counted_anew(call: CallFunction, waits: list[float]) -> None:
    """The retries of one call are available again for the next call of the client."""
    api = FakeApi(*[FakeResponse(503), FakeResponse()] * 3)
    client = api.client(max_retries=1)
    for _ in range(3):
        call(client)
    assert (len(api.requests), len(waits)) == (6, 3)


class Patient(RetryPolicy):
    """A policy with arguments of its own."""

    def __init__(self, minutes: float) -> None:
        super().__init__(max_wait=60 * minutes, total_wait=600 * minutes)


class Stubborn(RetryPolicy):
    """A policy that ignores the response."""

    def wait(self, attempt: int, retry_after: float | None, waited: float) -> float | None:
        return 10.0 * attempt + waited


@sync_and_async
def test_a_policy_may_be_a_subclass(call: CallFunction, waits: list[float]) -> None:
    """Arguments and the method `wait` can be replaced."""
    busy = FakeResponse(429, b"", {"X-Retry-After": "100"})
    for policy in (Patient(2), Stubborn()):
        settings = {"max_retries": 3, "retry_policy": policy, "total_timeout": None}
        error_of(call, busy, settings=settings)
    assert waits == [100, 100, 100, 0, 10, 30]


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), True, "1", None], ids=case_id)
@pytest.mark.parametrize("argument", ["backoff", "max_wait", "total_wait"])
def test_an_invalid_argument_of_a_policy_is_refused(argument: str, value: Any) -> None:
    """Each argument is a finite number of seconds."""
    with pytest.raises(InvalidArgumentError, match=f"^{argument}: ") as caught:
        RetryPolicy(**{argument: value})
    assert caught.value.argument == argument


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        *(("max_retries", value) for value in (-1, 1.5, True, "1", None)),
        *(("retry_policy", value) for value in (None, 3, "yes", RetryPolicy, object())),
    ],
    ids=case_id,
)
def test_an_invalid_setting_is_refused(argument: str, value: Any) -> None:
    """A client refuses it when it is made, not at the first failure."""
    with pytest.raises(InvalidArgumentError, match=f"^{argument}: "):
        FakeApi().client(**{argument: value})


def test_a_call_can_be_cancelled_while_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """`CancelledError` is not caught, and no further request is sent."""
    is_waiting = asyncio.Event()

    async def sleep(_: float) -> None:
        is_waiting.set()
        await asyncio.Event().wait()

    async def run() -> None:
        api = FakeApi(FakeResponse(429))
        async with api.client(max_retries=1) as client:
            task = asyncio.create_task(operation.asyncio(CART, client=client))
            await is_waiting.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert len(api.requests) == 1

    monkeypatch.setattr(anyio, "sleep", sleep)
    asyncio.run(run())


@sync_and_async
def test_all_attempts_use_one_connection(call: CallFunction) -> None:
    """A response that is not returned is read to its end, and its connection is used again."""
    messages = [FakeResponse(503), FakeResponse(429), FakeResponse()]
    with serving(*(encode(message, keep_alive=True) for message in messages)) as server:
        assert call(server.client(max_retries=2)).to_dict() == SUCCESS
        assert (len(server.requests), len(server.connections)) == (3, 1)
        assert server.sees_all_closed()


@sync_and_async
def test_a_server_that_does_not_respond_is_not_asked_again(call: CallFunction) -> None:
    """It may have acted on the request; the connection is closed."""
    with serving(None) as server:
        with pytest.raises(ApiTimeoutError):
            call(server.client(max_retries=2, timeout=SHORT_TIMEOUT))
        assert len(server.requests) == 1
        assert server.sees_all_closed()
