"""A call is repeated only where asked for, only where that is safe, and as late as the API says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from httpx_retries import Retry

from bigcommerce_carts import UNSET
from bigcommerce_carts._request import Operation, Request
from bigcommerce_carts.api.cart_redirect_urls import create_cart_redirect_url as operation
from bigcommerce_carts.errors import (
    ApiError,
    ConnectionFailed,
    InvalidArgument,
    RateLimited,
    StatusError,
    Timeout,
)
from bigcommerce_carts.retry import RetryPolicy
from contract_tests.client.calls import Call, both_ways, call_sync
from contract_tests.client.fake_api import (
    CART,
    SOON,
    SUCCESS,
    Answer,
    Api,
    Silence,
    fault,
    listening,
    named,
    written,
)

REPEATED: list[Answer | BaseException] = [
    Answer(429), Answer(502), Answer(503), Answer(504),
    httpx.ConnectError("x"), httpx.ConnectTimeout("x"),
]  # fmt: skip
NOT_REPEATED: list[Answer | BaseException] = [
    Answer(401), Answer(404), Answer(409), Answer(422), Answer(500), Answer(501), Answer(418),
    Answer(302), Answer(201, b""), httpx.ReadTimeout("x"), httpx.ReadError("x"),
    httpx.RemoteProtocolError("x"),
]  # fmt: skip


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the list of the seconds that were waited; no time passes."""
    seconds: list[float] = []
    yield_once = asyncio.sleep

    async def later(delay: float) -> None:
        seconds.append(delay)
        await yield_once(0)

    monkeypatch.setattr(time, "sleep", seconds.append)
    monkeypatch.setattr(asyncio, "sleep", later)
    return seconds


@pytest.mark.parametrize("answer", REPEATED, ids=named)
@both_ways
def test_without_a_policy_nothing_is_repeated(
    call: Call, waits: list[float], answer: Answer | BaseException
) -> None:
    """Retries are off unless asked for."""
    api = Api(answer, Answer())
    with pytest.raises(ApiError):
        call(api.client())
    assert (len(api.requests), waits) == (1, [])


@pytest.mark.parametrize("answer", REPEATED, ids=named)
@both_ways
def test_a_policy_repeats_what_may_pass(
    call: Call, waits: list[float], answer: Answer | BaseException
) -> None:
    """The same request again, keys and body included."""
    api = Api(answer, answer, Answer())
    body = {"query_params": {"a": "b"}}
    assert call(api.client(retry=RetryPolicy()), body=body).to_dict() == SUCCESS
    assert (len(api.requests), len(waits)) == (3, 2)
    first, *others = [(r.url, r.headers, r.content, r.extensions["timeout"]) for r in api.requests]
    assert others == [first] * 2


@pytest.mark.parametrize("answer", NOT_REPEATED, ids=named)
@both_ways
def test_a_policy_repeats_nothing_else(
    call: Call, waits: list[float], answer: Answer | BaseException
) -> None:
    """An answer that will not change, and a failure after which the server may have acted."""
    api = Api(answer, Answer())
    with pytest.raises(ApiError):
        call(api.client(retry=RetryPolicy()))
    assert (len(api.requests), waits) == (1, [])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(Answer(429, b"", {}), RateLimited), (Answer(503, fault(503)), StatusError),
     (httpx.ConnectError("x"), ConnectionFailed), (httpx.ConnectTimeout("x"), Timeout)],
    ids=named,
)  # fmt: skip
@both_ways
def test_the_last_failure_is_the_error(
    call: Call, waits: list[float], answer: Answer | BaseException, kind: type[ApiError]
) -> None:
    """After *total* repeats, with what the last answer said."""
    api = Api(answer)
    with pytest.raises(kind):
        call(api.client(retry=RetryPolicy(total=2)))
    assert len(api.requests) == 3


@pytest.mark.parametrize("method", ["POST", "PATCH", "GET"])
def test_only_what_the_contract_calls_safe_is_repeated(waits: list[float], method: str) -> None:
    """The mark decides, not the method."""
    for safe, requests in ((False, 1), (True, 3)):
        api = Api(Answer(429), Answer(429), Answer())
        with api.client(retry=RetryPolicy()) as client:
            client._send(Request(Operation("x", method, "/x", safe_to_repeat=safe)), UNSET)
        assert len(api.requests) == requests


def test_to_make_another_redirect_url_is_safe() -> None:
    """It is a POST, and the contract says so."""
    assert (operation._OPERATION.method, operation._OPERATION.safe_to_repeat) == ("POST", True)


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
    ids=named,
)
@both_ways
def test_the_api_says_how_long_to_wait(
    call: Call, waits: list[float], headers: dict[str, str], seconds: float
) -> None:
    """Milliseconds or seconds, the longer of two, never more than the policy's most."""
    call(Api(Answer(429, b"", headers), Answer()).client(retry=RetryPolicy()))
    assert waits == [pytest.approx(seconds)]


@pytest.mark.parametrize(
    "headers", [{}, {"X-Retry-After": "soon"}, {"X-Retry-After": "-1"}, {"Retry-After": "\xb2"}]
)
@both_ways
def test_an_empty_429_backs_off_with_jitter(
    call: Call, waits: list[float], monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    """The range doubles with each attempt and begins at nothing; chance chooses in it."""
    ranges: list[tuple[float, float]] = []

    def choose(low: float, high: float) -> float:
        ranges.append((low, high))
        return high

    monkeypatch.setattr("random.uniform", choose)
    policy = RetryPolicy(5, backoff_factor=0.5, max_backoff_wait=6)
    with pytest.raises(RateLimited):
        call(Api(Answer(429, b"", headers)).client(retry=policy))
    assert ranges == [(0, 1)] * 5
    assert waits == [1, 2, 4, 6, 6]


@both_ways
def test_a_budget_bounds_the_waits(call: Call, waits: list[float]) -> None:
    """The sum of all waits, where the policy has one."""
    answer = Answer(429, b"", {"X-Retry-After": "4"})
    with pytest.raises(RateLimited):
        call(Api(answer).client(retry=RetryPolicy(9, total_timeout=10)))
    assert waits == [4, 4, 2]


@both_ways
def test_a_policy_serves_many_calls(call: Call, waits: list[float]) -> None:
    """What one call used up is there again for the next."""
    policy = RetryPolicy(1)
    for _ in range(3):
        call(Api(Answer(503), Answer()).client(retry=policy))
    assert (policy.attempts_made, len(waits)) == (0, 3)


@both_ways
def test_a_plain_policy_of_the_library_is_taken(call: Call, waits: list[float]) -> None:
    """It repeats the methods that it names."""
    api = Api(Answer(503), Answer())
    call(api.client(retry=Retry(total=1, allowed_methods=["POST"])))
    assert len(api.requests) == 2


@pytest.mark.parametrize("retry", [True, 3, "yes", RetryPolicy, object()], ids=named)
def test_another_thing_is_no_policy(retry: Any) -> None:
    """It is refused when the client is made, not at the first failure."""
    with pytest.raises(InvalidArgument, match=r"^retry: must be a RetryPolicy"):
        Api().client(retry=retry)


@both_ways
def test_a_repeat_goes_through_the_callers_proxy(call: Call, waits: list[float]) -> None:
    """A policy changes nothing but the number."""
    with listening(written(Answer(503)), written()) as proxy:
        options = {"trust_env": False, "proxy": proxy.url}
        client = proxy.client(
            base_url="http://localhost:9", retry=RetryPolicy(), httpx_args=options
        )
        assert call(client).to_dict() == SUCCESS
    targets = [request.split(b" ")[1] for request in proxy.requests]
    assert [target.startswith(b"http://localhost:9/carts/") for target in targets] == [True] * 2


@both_ways
def test_a_repeat_goes_through_the_callers_mounts(call: Call, waits: list[float]) -> None:
    """Which choose a transport by URL."""
    api, other = Api(), Api(Answer(503), Answer())
    mounts = {"https://api.test": httpx.MockTransport(other)}
    call(api.client(retry=RetryPolicy(), httpx_args={"mounts": mounts}))
    assert (len(api.requests), len(other.requests)) == (0, 2)


@both_ways
def test_each_attempt_is_seen_by_the_callers_hooks(call: Call, waits: list[float]) -> None:
    """As each is a request of its own on the wire."""
    seen: list[Any] = []

    def hook(request: httpx.Request) -> None:
        seen.append(request)

    async def hook_later(request: httpx.Request) -> None:
        seen.append(request)

    chosen: Callable[..., Any] = hook if call is call_sync else hook_later
    hooks = {"event_hooks": {"request": [chosen]}}
    call(Api(Answer(503), Answer()).client(retry=RetryPolicy(), httpx_args=hooks))
    assert len(seen) == 2


def test_a_cancelled_wait_ends_the_call() -> None:
    """CancelledError passes through a wait too."""

    async def run() -> None:
        api = Api(Answer(429, b"", {"X-Retry-After": "50"}))
        async with api.client(retry=RetryPolicy()) as client:
            task = asyncio.create_task(operation.asyncio(CART, client=client))
            while not api.requests:
                await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert len(api.requests) == 1

    asyncio.run(run())


@both_ways
def test_an_answer_that_is_repeated_is_closed(call: Call, waits: list[float]) -> None:
    """Over a real socket: what is left open is a warning, and so a failure."""
    replies = [written(Answer(503)), written(Answer(429)), written()]
    with listening(*replies) as wire:
        assert call(wire.client(retry=RetryPolicy())).to_dict() == SUCCESS
        assert len(wire.requests) == 3
    with listening(Silence) as wire, pytest.raises(Timeout):
        call(wire.client(retry=RetryPolicy(), timeout=SOON))
    assert len(wire.requests) == 1
