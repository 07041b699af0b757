"""A failed call is repeated only if that is safe and allowed, after the time the API names."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx
import pytest

from bigcommerce_carts import RetryPolicy
from bigcommerce_carts.errors import (
    ApiConnectionError,
    ApiError,
    ApiTimeoutError,
    RateLimitError,
    ServerError,
)
from contract_tests.client.calls import ASYNC, Call, error_of, sync_and_async
from contract_tests.client.fake_api import SUCCESS, FakeApi, FakeResponse, case_id, error_body
from contract_tests.client.messages import message
from contract_tests.client.names import QUERY
from contract_tests.client.raw_server import echo, raw_server

pytestmark = pytest.mark.usefixtures("waits")

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
HEADERS_OF_429: list[tuple[dict[str, str], float | None]] = [
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
# The contract documents no headers for this status; Retry-After (RFC 9110, 10.2.3) always counts.
HEADERS_OF_503: list[tuple[dict[str, str], float | None]] = [
    ({"X-Retry-After": "7", "X-Rate-Limit-Time-Reset-Ms": "7000"}, None),
    ({"Retry-After": "7"}, 7),
]
HEADERS = [
    *((429, headers, seconds) for headers, seconds in HEADERS_OF_429),
    *((503, headers, seconds) for headers, seconds in HEADERS_OF_503),
]


@pytest.mark.parametrize(("settings", "attempts"), [({}, 1), ({"max_retries": 2}, 3)], ids=str)
@pytest.mark.parametrize(("response", "kind"), REPEATED, ids=case_id)
@sync_and_async
def test_the_last_failure_is_raised(
    call: Call,
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
    call: Call, waits: list[float], response: FakeResponse | BaseException
) -> None:
    """The contract marks this POST as safe; the same request is sent, credentials included."""
    api = FakeApi(response, response, FakeResponse())
    body = {QUERY: {"a": "b"}}
    assert call(api.client(max_retries=5), body=body).to_dict() == SUCCESS
    assert (len(api.requests), len(waits)) == (3, 2)
    first, *others = [(r.url, r.headers, r.content, r.extensions["timeout"]) for r in api.requests]
    assert others == [first] * 2


@pytest.mark.parametrize("response", NOT_REPEATED, ids=case_id)
@sync_and_async
def test_nothing_else_is_repeated(
    call: Call, waits: list[float], response: FakeResponse | BaseException
) -> None:
    """Other statuses are permanent, and after other failures the server may have acted."""
    api = FakeApi(response, FakeResponse())
    with pytest.raises(ApiError):
        call(api.client(max_retries=5))
    assert (len(api.requests), waits) == (1, [])


@pytest.mark.parametrize(("status", "headers", "seconds"), HEADERS, ids=case_id)
@sync_and_async
def test_a_call_waits_as_long_as_its_error_says(
    call: Call,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    headers: dict[str, str],
    seconds: float | None,
) -> None:
    """The longest time of all valid headers counts, and a year at most."""
    monkeypatch.setattr(time, "time", lambda: NOW)
    busy = FakeResponse(status, b"", headers)
    assert error_of(call, busy).retry_after == pytest.approx(seconds)
    api = FakeApi(busy, FakeResponse())
    policy = RetryPolicy(backoff=0, max_wait=YEAR, total_wait=YEAR)
    call(api.client(max_retries=1, total_timeout=None, retry_policy=policy))
    assert waits == [pytest.approx(seconds or 0)]


@sync_and_async
def test_a_detailed_response_has_the_time_to_wait(call: Call) -> None:
    """The attribute of a `Response` agrees with that of the error."""
    busy = FakeResponse(429, error_body(429), {"X-Retry-After": "7"})
    assert call(FakeApi(busy).client(), detailed=True).retry_after == 7


@sync_and_async
def test_the_attempts_of_each_call_are_counted_anew(call: Call, waits: list[float]) -> None:
    """The retries of one call are available again for the next call of the client."""
    api = FakeApi(*[FakeResponse(503), FakeResponse()] * 3)
    client = api.client(max_retries=1)
    for _ in range(3):
        call(client)
    assert (len(api.requests), len(waits)) == (6, 3)


def test_a_call_can_be_cancelled_while_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """`CancelledError` is not caught, and no further request is sent."""
    is_waiting = asyncio.Event()

    async def sleep(_: float) -> None:
        is_waiting.set()
        await asyncio.Event().wait()

    async def run() -> None:
        task = asyncio.create_task(ASYNC.enter_and_call(api.client(max_retries=1)))
        waiting = asyncio.create_task(is_waiting.wait())
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(api.requests) == 1

    api = FakeApi(FakeResponse(429))
    monkeypatch.setattr(anyio, "sleep", sleep)
    asyncio.run(run())


@sync_and_async
def test_all_attempts_use_one_connection(call: Call) -> None:
    """A response that is not returned is read to its end, and its connection is used again."""
    with raw_server(message(b"", status=503), message(b"", status=429), echo) as server:
        assert call.outcomes(server.client(max_retries=2)) == [True]
        assert (len(server.requests), len(server.peers)) == (3, 1)
        assert server.sees_all_closed()


@sync_and_async
def test_a_server_that_does_not_respond_is_not_asked_again(call: Call) -> None:
    """It may have acted on the request; the connection is closed."""
    with raw_server(None) as server:
        (error,) = call.outcomes(server.client(max_retries=2, timeout=0.1))
        assert isinstance(error, ApiTimeoutError)
        assert len(server.requests) == 1
        assert server.sees_all_closed()
