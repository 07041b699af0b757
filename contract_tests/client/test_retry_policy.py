"""A `RetryPolicy` decides how long a call waits before it is repeated."""

from __future__ import annotations

import random
from typing import Any

import pytest

from bigcommerce_carts import RetryPolicy
from bigcommerce_carts.errors import InvalidArgumentError, RateLimitError
from contract_tests.client.calls import SYNC, Call, error_of, sync_and_async
from contract_tests.client.fake_api import FakeApi, FakeResponse, case_id

pytestmark = pytest.mark.usefixtures("waits")


class Patient(RetryPolicy):
    """A policy with arguments of its own."""

    def __init__(self, minutes: float) -> None:
        super().__init__(max_wait=60 * minutes, total_wait=600 * minutes)


class Stubborn(RetryPolicy):
    """A policy that ignores the response."""

    def wait(self, attempt: int, retry_after: float | None, waited: float) -> float | None:
        return 10.0 * attempt + waited


def policy(**arguments: float) -> dict[str, Any]:
    return {"retry_policy": RetryPolicy(**arguments)}


THREE = {"max_retries": 3}
# Settings of a client, and headers of a response with status 429 -> the waits of a call, if random
# numbers are the greatest.
WAITS: list[tuple[dict[str, Any], dict[str, str], list[float]]] = [
    ({**policy(backoff=0.5, max_wait=3), "max_retries": 5}, {}, [0.5, 1, 2, 3, 3]),
    # A server that names a time of 0 or in the past does not disable the backoff.
    ({**policy(backoff=1), **THREE}, {"X-Retry-After": "0"}, [1, 2, 4]),
    ({**policy(backoff=1), **THREE}, {"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, [1, 2, 4]),
    ({**policy(backoff=1), **THREE}, {"Retry-After": "1"}, [1, 2, 4]),
    # A wait that is too long ends the call; a request before the named time would fail anyway.
    ({}, {"X-Retry-After": "60"}, [60, 60]),
    ({}, {"X-Retry-After": "61"}, []),
    ({}, {"X-Retry-After": "9" * 5000}, []),
    (policy(max_wait=3), {"X-Retry-After": "4"}, []),
    (policy(total_wait=10), {"X-Retry-After": "4"}, [4, 4]),
    (policy(total_wait=0), {}, []),
    ({"total_timeout": 10}, {"X-Retry-After": "10"}, []),
    ({"total_timeout": 10, **policy(backoff=30)}, {}, []),
    # A subclass may replace the arguments and the method `wait`.
    ({"retry_policy": Patient(2), **THREE}, {"X-Retry-After": "100"}, [100, 100, 100]),
    ({"retry_policy": Stubborn(), **THREE}, {"X-Retry-After": "100"}, [0, 10, 30]),
]


@pytest.fixture
def ranges(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """Replace random numbers by the greatest; return the list of their ranges."""
    seen: list[tuple[float, float]] = []

    def uniform(low: float, high: float) -> float:
        seen.append((low, high))
        return high

    monkeypatch.setattr(random, "uniform", uniform)
    return seen


@pytest.mark.parametrize(("settings", "headers", "expected"), WAITS, ids=case_id)
@sync_and_async
def test_the_policy_decides_how_long_a_call_waits(
    call: Call,
    waits: list[float],
    ranges: list[tuple[float, float]],
    settings: dict[str, Any],
    headers: dict[str, str],
    expected: list[float],
) -> None:
    """The error of the last attempt is raised after the last wait."""
    api = FakeApi(FakeResponse(429, b"", headers))
    with pytest.raises(RateLimitError):
        call(api.client(**{"total_timeout": None, "max_retries": 9, **settings}))
    assert (len(api.requests), waits) == (len(expected) + 1, expected)


def test_the_backoff_is_exponential_with_jitter(ranges: list[tuple[float, float]]) -> None:
    """The limits of each random wait double, up to `max_wait`."""
    settings = {"max_retries": 5, **policy(backoff=0.5, max_wait=3)}
    error_of(SYNC, FakeResponse(503), settings=settings)
    assert ranges == [(0.25, 0.5), (0.5, 1), (1, 2), (1.5, 3), (1.5, 3)]


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), True, "1", None], ids=case_id)
@pytest.mark.parametrize("argument", ["backoff", "max_wait", "total_wait"])
def test_an_invalid_argument_of_a_policy_is_refused(argument: str, value: Any) -> None:
    """Each argument is a finite number of seconds."""
    with pytest.raises(InvalidArgumentError, match=f"^{argument}: ") as caught:
        RetryPolicy(**{argument: value})
    assert caught.value.argument == argument
