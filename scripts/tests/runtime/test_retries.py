"""A request is repeated only if its operation is safe to repeat."""

from __future__ import annotations

import httpx
import pytest

from openapi.runtime._request import Operation
from openapi.runtime._transport import send
from openapi.runtime.retry import RetryPolicy


@pytest.mark.parametrize("method", ["POST", "PATCH", "GET"])
@pytest.mark.parametrize(("is_safe", "attempts"), [(False, 1), (True, 3)])
def test_the_contract_decides_what_is_repeated(method: str, is_safe: bool, attempts: int) -> None:
    """The mark in the contract decides; the method does not."""
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(429, headers={"X-Retry-After": "0"})

    operation = Operation("x", method, "/x", safe_to_repeat=is_safe)
    with httpx.Client(transport=httpx.MockTransport(respond)) as http:
        send(http, httpx.Request(method, "https://api.test/x"), operation, RetryPolicy(total=2))
    assert len(seen) == attempts
